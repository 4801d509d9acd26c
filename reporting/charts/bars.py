"""Bars of completeness: how much of each field is known, all on one scale from 0 to 100%.

The whole length of a bar is its denominator, so a bar is never without one: where there is nothing
to be a share of, or too little, words stand in its place.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from reporting.charts import picture
from reporting.charts.intervals import GAP
from reporting.charts.labels import LABEL, LINE, Text, insist_ident, lines, number, wrap
from reporting.charts.picture import Size, Stroke
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
    drawings: tuple[Drawing, Drawing]
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
        drawings=(_narrow(ident, rows), _wide(ident, rows)),
    )


def _narrow(ident: str, rows: Sequence[Row]) -> Drawing:
    """The words above each bar, which takes the full width."""
    width, y = 320.0, 0.0
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
    return _drawing("narrow", ident, width, y, bars, texts)


def _wide(ident: str, rows: Sequence[Row]) -> Drawing:
    """Three columns: field and counts, the bar, the figure."""
    width, left, length, right = 760.0, 260.0, 260.0, 544.0
    y = 0.0
    texts: list[Text] = []
    bars: list[Bar] = []
    for row in rows:
        beside = [
            *wrap(row.label, width=left - 2 * GAP, size=LABEL, bold=True),
            *wrap(row.counts, width=left - 2 * GAP),
        ]
        figure = wrap(row.words, width=width - right)
        height = LINE * max(len(beside), len(figure)) + GAP
        texts += lines(row.label, 0, y, width=left - 2 * GAP, kind="label")
        below = float(texts[-1].y) + 4
        texts += lines(row.counts, 0, below, width=left - 2 * GAP, kind="counts")
        middle = y + (height - GAP) / 2
        start = middle - LINE * len(figure) / 2
        texts += lines(row.words, right, start, width=width - right, kind="ok")
        if row.known.estimate is not None:
            bars.append(_bar(left, middle - THICK / 2, length, row.known.estimate))
        y += height
    return _drawing("wide", ident, width, y, bars, texts)


def _bar(x: float, y: float, length: float, share: float) -> Bar:
    return Bar(x=number(x), y=number(y), width=number(share * length), length=number(length))


def _box(bar: Bar, width: str) -> str:
    return f"M{bar.x} {bar.y}h{width}v{THICK}h-{width}Z"


def _drawing(
    size: Size, ident: str, width: float, height: float, bars: list[Bar], texts: list[Text]
) -> Drawing:
    return Drawing(
        ident=ident,
        size=size,
        width=number(width),
        height=number(height),
        bars=tuple(bars),
        texts=tuple(texts),
    )
