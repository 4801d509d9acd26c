"""How much one text repeats another: sequences of five words, and signatures to find them by.

Pure. Two texts are compared by their shingles, the sequences of five words in them: the share of
all sequences of both that stand in both (the Jaccard index). Pronouns and numbers are made alike
first, so that a text copied from "he" to "she" is still a copy. To find what a text may repeat
among millions, each text has a signature of `BANDS` numbers (MinHash with banding): texts that
share one are compared in full, others cannot be close.

The threshold is high and what is short is left out, so that stock phrases ("I introduced myself
and explained the grounds") do not count. docs/similar-texts.md has the evaluation.
"""

import re
from collections.abc import Mapping
from zlib import crc32

WORDS_IN_SHINGLE = 5
WHOLE = ""  # all answers of an account, where the name of a question would stand
# All answers of an account together are compared from some fifty words on, a single answer from
# seventy: less may well be the same by chance, or by training.
LEAST_OF_ACCOUNT = 40
LEAST_OF_ANSWER = 60
# From this share on, in percent, a text is nearly the same as another.
NEARLY_THE_SAME = 80

BANDS = 16
ROWS = 4  # texts that are 80% the same share a band with a chance of 99.98%; 30% the same, of 12%
_PRIME = (1 << 61) - 1

_WORD = re.compile(r"[^\W_]+")
_PRONOUNS = {
    **dict.fromkeys(("he", "she", "they"), "he"),
    **dict.fromkeys(("him", "her", "them", "his", "their", "hers", "theirs"), "his"),
    **dict.fromkeys(("man", "woman", "male", "female", "boy", "girl", "person", "lad"), "man"),
}


def _parameters() -> tuple[tuple[int, int], ...]:
    """The hash functions; always the same, or stored signatures would mean nothing."""
    values, state = [], 0x9E3779B97F4A7C15
    for _ in range(2 * BANDS * ROWS):
        state = (state * 6364136223846793005 + 1442695040888963407) % (1 << 64)
        values.append(state % (_PRIME - 1) + 1)
    return tuple(zip(values[::2], values[1::2], strict=True))


_HASHES = _parameters()


def shingles(text: str) -> frozenset[int]:
    """The sequences of five words in a text, each as a number."""
    words = []
    for word in _WORD.findall(text.lower()):
        word = _PRONOUNS.get(word, word)
        words.append("0" if word.isdecimal() else word)
    return frozenset(
        crc32(" ".join(words[at : at + WORDS_IN_SHINGLE]).encode())
        for at in range(len(words) - WORDS_IN_SHINGLE + 1)
    )


def percent(one: frozenset[int], other: frozenset[int]) -> int:
    """How much two texts are the same, from 0 to 100; never more than it is."""
    together = len(one | other)
    return 100 * len(one & other) // together if together else 0


def comparable(answers: Mapping[str, str]) -> dict[str, frozenset[int]]:
    """The shingles of what is long enough to be compared: single answers, by their question, and
    under `WHOLE` all of them together."""
    each = {name: shingles(text) for name, text in answers.items()}
    whole = frozenset().union(*each.values())
    found = {name: one for name, one in each.items() if len(one) >= LEAST_OF_ANSWER}
    return {WHOLE: whole, **found} if len(whole) >= LEAST_OF_ACCOUNT else found


def signature(found: frozenset[int]) -> list[int]:
    """The bands of a text, which has words, as signed 32-bit numbers."""
    least = [min((a * one + b) % _PRIME for one in found) for a, b in _HASHES]
    bands = []
    for band in range(BANDS):
        rows = least[band * ROWS : (band + 1) * ROWS]
        # The number of the band is in the hash: the third band of one is not the fifth of another.
        number = crc32(f"{band}:{rows}".encode())
        bands.append(number - (1 << 32) if number >= 1 << 31 else number)
    return bands
