"""A sheet: a picture with its title, its caption and what its figures are of, to stand alone.

Its charts are laid out for its own width; small multiples stand beside each other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from reporting.charts.labels import Text, number, wrap
from reporting.charts.multiples import Multiples
from reporting.charts.picture import Drawing, Picture

Kind = Literal["title", "mark", "part", "caption", "basis"]
MARGIN = 24.0
WIDTH, PART = 680.0, 320.0  # of one chart, and of each of small multiples
GAP = 40.0  # between them
SIZES: dict[Kind, float] = {"title": 20, "mark": 14, "part": 15, "caption": 14, "basis": 13}
BOLD: tuple[Kind, ...] = ("title", "mark", "part")


@dataclass(frozen=True, kw_only=True)
class Place:
    """A drawing of a picture, and where its corner stands."""

    picture: Picture
    drawing: Drawing
    x: str
    y: str


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """The layout: which text and which drawing stands where."""

    ident: str
    title: str
    description: str
    width: str
    height: str
    texts: tuple[Text, ...]
    places: tuple[Place, ...]


def sheet(picture: Picture | Multiples, *, mark: str, caption: str, basis: Sequence[str]) -> Sheet:
    """Title and mark above the picture; below it the caption and, line by line, the basis.

    `mark` says for whom the figures are.
    """
    parts = picture.charts if isinstance(picture, Multiples) else (picture,)
    several = isinstance(picture, Multiples)
    column = PART if several else WIDTH
    drawn = [(part, part.layout(column)) for part in parts]
    across = 1 if not several else 2 if len(parts) <= 4 else 3
    width = across * column + (across - 1) * GAP
    texts, y = _lines("title", [picture.title], MARGIN, MARGIN, width=width)
    more, y = _lines("mark", [mark], MARGIN, y + 2, width=width)
    texts += more
    y += 16
    places: list[Place] = []
    for start in range(0, len(drawn), across):
        row = drawn[start : start + across]
        lefts = [MARGIN + n * (column + GAP) for n in range(len(row))]
        if several:
            heads = [
                _lines("part", [part.title], left, y, width=column)
                for left, (part, _) in zip(lefts, row, strict=True)
            ]
            texts += [text for head, _ in heads for text in head]
            y = max(foot for _, foot in heads) + 8
        places += [
            Place(picture=part, drawing=drawing, x=number(left), y=number(y))
            for left, (part, drawing) in zip(lefts, row, strict=True)
        ]
        y += max(float(drawing.height) for _, drawing in row) + 20
    more, y = _lines("caption", [caption], MARGIN, y, width=width)
    texts += more
    more, y = _lines("basis", basis, MARGIN, y + 8, width=width)
    texts += more
    return Sheet(
        ident=picture.ident,
        title=picture.title,
        description=" ".join(part.description for part in parts),
        width=number(width + 2 * MARGIN),
        height=number(y + MARGIN),
        texts=tuple(texts),
        places=tuple(places),
    )


def _lines(
    kind: Kind, said: Sequence[str], x: float, y: float, *, width: float
) -> tuple[list[Text], float]:
    """Each of what is said on lines of its own, and where they end."""
    size = SIZES[kind]
    texts: list[Text] = []
    for words in said:
        for line in wrap(words, width=width, size=size, bold=kind in BOLD):
            baseline = number(y + size)
            texts.append(Text(x=number(x), y=baseline, words=line, kind=kind, size=size))
            y += 1.4 * size
    return texts, y
