"""Bars of completeness: how much of each field is known, all on one scale from 0 to 100%.

The whole length of a bar is its denominator, so a bar is never without one: where there is nothing
to be a share of, or too little, words stand in its place.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from reporting.charts import picture
from reporting.charts.intervals import GAP
from reporting.charts.labels import Text, insist_ident, lines, number
from reporting.charts.picture import Stroke
from reporting.statistics import Estimate

THICK = 14


@dataclass(frozen=True, kw_only=True)
class Row:
    """A field: its name, the share that is known, the figure in words, the counts behind it."""

    label: str
    known: Estimate
    words: str
    counts: str


@dataclass(frozen=True, kw_only=True)
class Bar:
    """A bar: `width` of `length` is known."""

    x: str
    y: str
    width: str
    length: str


@dataclass(frozen=True, kw_only=True)
class Drawing(picture.Drawing):
    bars: tuple[Bar, ...]

    @property
    def shapes(self) -> Iterator[Stroke]:
        for bar in self.bars:
            yield Stroke("known", _box(bar, bar.width))
            yield Stroke("whole", _box(bar, bar.length))


@dataclass(frozen=True, kw_only=True)
class Chart(picture.Picture):
    kind: Literal["bars"] = "bars"


def completeness(*, ident: str, title: str, rows: Sequence[Row], description: str = "") -> Chart:
    """The layout of one bar for each field. `ident` starts the ids, so it is unique on its page."""
    insist_ident(ident)
    if not rows:
        raise ValueError("a chart needs at least one row")
    spoken = " ".join(f"{row.label}: {row.words}; {row.counts}." for row in rows)
    return Chart(
        ident=ident,
        title=title,
        description=f"{description} {spoken}".strip(),
        layout=lambda width: _drawing(ident, rows, width=width),
    )


def _drawing(ident: str, rows: Sequence[Row], *, width: float) -> Drawing:
    """The words above each bar, which takes the full width."""
    y = 0.0
    texts: list[Text] = []
    bars: list[Bar] = []
    for row in rows:
        for words, kind in ((row.label, "label"), (row.words, "ok"), (row.counts, "counts")):
            texts += lines(words, 0, y, width=width, kind=kind)
            y = float(texts[-1].y) + 4
        y += 4
        if row.known.estimate is not None:
            bars.append(_bar(0, y, width, row.known.estimate))
            y += THICK
        y += GAP
    return Drawing(
        ident=ident,
        width=number(width),
        height=number(y),
        bars=tuple(bars),
        texts=tuple(texts),
    )


def _bar(x: float, y: float, length: float, share: float) -> Bar:
    return Bar(x=number(x), y=number(y), width=number(share * length), length=number(length))


def _box(bar: Bar, width: str) -> str:
    return f"M{bar.x} {bar.y}h{width}v{THICK}h-{width}Z"
