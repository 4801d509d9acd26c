"""Which fictional accounts repeat which: what `actions.flagging` would have kept, in memory."""

from collections import defaultdict

from records.demo.life import Life
from records.models import HandcuffUse, TextSignature, TextSimilarity
from records.texts.repeats import MOST_KEPT, answers_of
from records.texts.similarity import NEARLY_THE_SAME, comparable, percent, signature
from records.vocabulary import Status, TextFlag, UseStatus


def keep_repeats(lives: list[Life]) -> tuple[list[TextSignature], list[TextSimilarity]]:
    """Flag the accounts that repeat one given before; returns the rows that go with them."""
    given = [
        use
        for life in lives
        if life.encounter.status != Status.WITHDRAWN
        for use in life.uses
        if use.status == UseStatus.SUBMITTED
    ]
    signatures: list[TextSignature] = []
    similarities: list[TextSimilarity] = []
    seen: dict[tuple[str, int], list[HandcuffUse]] = defaultdict(list)
    texts = {}
    for use in sorted(given, key=lambda use: (use.submitted_at, use.pk)):
        texts[use.pk] = comparable(answers_of(use))
        found = []
        for name, shingles in texts[use.pk].items():
            bands = signature(shingles)
            near = {other.pk: other for band in bands for other in seen[name, band]}
            for other in near.values():
                same = percent(shingles, texts[other.pk][name])
                if same >= NEARLY_THE_SAME:
                    found.append(
                        TextSimilarity(use=use, other_use=other, question=name, percent=same)
                    )
            for band in bands:
                seen[name, band].append(use)
            signatures.append(TextSignature(use=use, question=name, bands=bands))
        found.sort(key=lambda one: (one.question, -one.percent, str(one.other_use_id)))
        kept = [one for at, one in enumerate(found) if _place(found, at) < MOST_KEPT]
        similarities += kept
        if kept:
            use.text_flags = [*use.text_flags, TextFlag.NEAR_IDENTICAL]
    return signatures, similarities


def _place(found: list[TextSimilarity], at: int) -> int:
    """Which of those to the same question this one is."""
    return sum(one.question == found[at].question for one in found[:at])
