"""Text in a drawing: where it stands and how much room it takes.

A layout cannot ask the browser how wide a word is, so the widths here are those of a wide font
(DejaVu Sans); any usual font takes less. What does not fit is broken over lines, never cut.
"""

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

Anchor = Literal["start", "middle", "end"]
Box = tuple[float, float, float, float]

NARROW = " .,:;'|!()[]/-ijlftrI1"
WIDE = "mwMWQ@%&"
BOLD = 1.1
BOLD_KINDS = ("label", "heading")
LABEL, TEXT = 15, 14  # pixels; the narrowest phones get less, see the style sheet
LINE = 19  # from one line of text to the next


@dataclass(frozen=True, kw_only=True)
class Text:
    """One line of text at a baseline. Coordinates are strings: no locale can respell them.

    `shift` is how far beside its place it stands, however wide the drawing is; one that is `roomy`
    has room only where a page is wide.
    """

    x: str
    y: str
    words: str
    kind: str = ""
    anchor: Anchor = "start"
    size: float = TEXT
    shift: float = 0.0
    roomy: bool = False

    @property
    def box(self) -> Box:
        """Left, top, right and bottom of the room it takes."""
        width = width_of(self.words, size=self.size, bold=self.kind in BOLD_KINDS)
        left = float(self.x) + self.shift
        left -= {"start": 0.0, "middle": width / 2, "end": width}[self.anchor]
        baseline = float(self.y)
        return left, baseline - 0.8 * self.size, left + width, baseline + 0.25 * self.size


def width_of(words: str, *, size: float = TEXT, bold: bool = False) -> float:
    """An upper estimate of the width of a line of text."""
    return _ems(words) * size * (BOLD if bold else 1)


def wrap(words: str, *, width: float, size: float = TEXT, bold: bool = False) -> list[str]:
    """The words over as many lines as the width asks for; a word too long for a line is broken."""
    lines: list[str] = []
    line = ""
    for word in words.split():
        longer = f"{line} {word}" if line else word
        if width_of(longer, size=size, bold=bold) <= width:
            line = longer
            continue
        if line:
            lines.append(line)
        line = word
        while len(line) > 1 and width_of(line, size=size, bold=bold) > width:
            fits = next(
                n
                for n in range(len(line) - 1, 0, -1)
                if n == 1 or width_of(line[:n], size=size, bold=bold) <= width
            )
            lines.append(line[:fits])
            line = line[fits:]
    return [*lines, line] if line else lines


def lines(
    words: str,
    x: float,
    top: float,
    *,
    width: float,
    kind: str = "axis",
    anchor: Anchor = "start",
) -> list[Text]:
    """The words from a place on, over as many lines as the width asks for."""
    size = LABEL if kind == "label" else TEXT
    return [
        Text(
            x=number(x),
            y=number(top + LINE * (n + 1) - 4),
            words=line,
            kind=kind,
            anchor=anchor,
            size=size,
        )
        for n, line in enumerate(wrap(words, width=width, size=size, bold=kind in BOLD_KINDS))
    ]


def overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def insist_ident(ident: str) -> None:
    """What the ids of a drawing start with; ValueError where an id could not."""
    if not re.fullmatch(r"[a-z][a-z0-9-]*", ident):
        raise ValueError(f"ident must be lower-case letters, digits and hyphens, got {ident!r}")


def number(value: float) -> str:
    """A coordinate: two decimals at most, a point whatever the locale, never "-0"."""
    return f"{round(value, 2) + 0.0:.2f}".rstrip("0").rstrip(".")


@lru_cache(maxsize=8192)  # the names of groups and places, again in every picture
def _ems(words: str) -> float:
    return sum(map(_em, words))


@lru_cache(maxsize=512)
def _em(letter: str) -> float:
    if letter in NARROW:
        return 0.42
    if letter in WIDE or ord(letter) > 0x2E7F:
        return 1.0
    return 0.72 if letter.isupper() else 0.64
