"""Points with intervals, row by row, on one axis: what the forest plot and the rates share.

The layout is made of strings and numbers only; a template draws it without any reckoning. It
comes in two drawings, for a phone (text above each interval) and for a page (three columns);
the style sheet shows the one that fits.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import log
from typing import Literal

from reporting.charts import picture
from reporting.charts.labels import Anchor, Text, insist_ident, number, width_of, wrap
from reporting.statistics import Estimate, State

Kind = Literal["forest", "rates", "shares"]
LABEL, TEXT = 15, 14  # sizes in user units; 14 is 11.7 pixels where a phone of 320 shows it
LINE = 19
GAP = 12
POINT = 5
ARROW = 8


@dataclass(frozen=True, kw_only=True)
class Row:
    """What a row shows: whose figure, the figure, the counts behind it in words, a link.

    `note` stands in place of the figure when there is no estimate ("the group compared with").
    `band` is a wider range that the interval lies on, from low to high; None where it has no end.
    """

    label: str
    estimate: Estimate | None = None
    band: tuple[float | None, float | None] | None = None
    counts: str = ""
    href: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class Axis:
    """A scale from the lowest to the highest value, with its labelled ticks."""

    lowest: float
    highest: float
    ticks: tuple[tuple[float, str], ...]
    logarithmic: bool = False

    def share(self, value: float) -> float:
        """How far along the axis a value lies: 0 at its start, 1 at its end."""
        if self.logarithmic:
            return log(value / self.lowest) / log(self.highest / self.lowest)
        return (value - self.lowest) / (self.highest - self.lowest)

    def holds(self, value: float | None) -> bool:
        """Whether a value can be shown in its place."""
        return value is not None and self.lowest <= value <= self.highest


@dataclass(frozen=True, kw_only=True)
class RowDrawing:
    """One row as drawn. Empty paths and no point where there is nothing to draw."""

    kind: str
    href: str
    label: tuple[Text, ...]
    texts: tuple[Text, ...]
    band: str = ""
    interval: str = ""
    caps: str = ""
    arrows: str = ""
    x: str = ""
    y: str = ""


@dataclass(frozen=True, kw_only=True)
class Drawing(picture.Drawing):
    """Paths and rows; `left` and `right` are the ends of the axis."""

    left: str
    right: str
    grid: str
    line: str
    rules: str
    rows: tuple[RowDrawing, ...]

    @property
    def every_text(self) -> list[Text]:
        rows = [text for row in self.rows for text in (*row.label, *row.texts)]
        return [*self.texts, *rows]


@dataclass(frozen=True, kw_only=True)
class Chart(picture.Picture):
    kind: Kind
    drawings: tuple[Drawing, Drawing]


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How a kind of chart puts its rows: the words, the axis for a plot of some width."""

    heading: str
    axis_title: str
    words: Callable[[Estimate], str]
    axis: Callable[[float], Axis | None]
    line_at: float | None = None


def chart(
    *,
    kind: Kind,
    ident: str,
    title: str,
    description: str,
    rows: Sequence[Row],
    plan: Plan,
    greyed: bool,
) -> Chart:
    """Lay out the rows. `ident` starts the ids of the titles, so it is unique on its page."""
    insist_ident(ident)
    if not rows:
        raise ValueError("a chart needs at least one row")
    spoken = " ".join(f"{row.label}: {_figure(row, plan)}." for row in rows)
    return Chart(
        kind=kind,
        ident=ident,
        title=title,
        description=f"{description} {spoken}".strip(),
        role="group" if any(row.href for row in rows) else "img",
        greyed=greyed,
        drawings=(_narrow(ident, rows, plan), _wide(ident, rows, plan)),
    )


def drawn(row: Row) -> Estimate | None:
    """The row's estimate if it appears as an interval or an arrow."""
    if row.estimate and (row.estimate.shown or row.estimate.unbounded):
        return row.estimate
    return None


def _narrow(ident: str, rows: Sequence[Row], plan: Plan) -> Drawing:
    """Label and figure in one line, the counts below, then the interval over the full width."""
    width, left, right = 320.0, 16.0, 304.0
    axis = plan.axis(right - left)
    bands: list[tuple[float, float]] = []
    drawings: list[RowDrawing] = []
    rules: list[float] = []
    y = 0.0
    for row in rows:
        if drawings:
            rules.append(y)
        y += 4
        figure = _figure(row, plan)
        beside = width - GAP - width_of(figure, size=TEXT)
        fits = beside >= width_of(row.label, size=LABEL, bold=True)
        label = _lines(row.label, 0, y, width=width, kind="label")
        texts = _lines(row.counts, 0, y + LINE * len(label), width=width, kind="counts")
        below = y + LINE * (len(label) + len(texts))
        kind = _kind(row)
        if fits:
            texts += _lines(figure, width, y, width=width, kind=kind, anchor="end")
        else:
            more = _lines(figure, 0, below, width=width, kind=kind)
            texts += more
            below += LINE * len(more)
        if axis and drawn(row):
            bands.append((below + 5, below + 27))
            drawings.append(
                _row(row, label=label, texts=texts, axis=axis, ends=(left, right), y=below + 16)
            )
            below += 27
        else:
            drawings.append(_row(row, label=label, texts=texts))
        y = below + 9
    return _drawing(
        size="narrow",
        ident=ident,
        width=width,
        ends=(left, right),
        foot=y,
        axis=axis,
        bands=bands,
        rules=rules,
        plan=plan,
        texts=[],
        rows=drawings,
    )


def _wide(ident: str, rows: Sequence[Row], plan: Plan) -> Drawing:
    """Three columns: label and counts, the intervals, the figure."""
    width, left, right = 760.0, 240.0, 524.0
    text_left, text_width, label_width = 548.0, 212.0, 212.0
    axis = plan.axis(right - left)
    texts = _lines(plan.heading, text_left, 0, width=text_width, kind="heading")
    top = y = LINE * len(texts) + 8.0
    drawings: list[RowDrawing] = []
    for row in rows:
        label_lines = wrap(row.label, width=label_width, size=LABEL, bold=True)
        count_lines = wrap(row.counts, width=label_width, size=TEXT)
        figure_lines = wrap(_figure(row, plan), width=text_width, size=TEXT)
        tallest = max(len(label_lines) + len(count_lines), len(figure_lines))
        height = LINE * tallest + 14
        middle = y + height / 2

        start = middle - LINE * (len(label_lines) + len(count_lines)) / 2
        label = _lines(row.label, 0, start, width=label_width, kind="label")
        counts_from = start + LINE * len(label)
        beside = _lines(row.counts, 0, counts_from, width=label_width, kind="counts")
        start = middle - LINE * len(figure_lines) / 2
        beside += _lines(_figure(row, plan), text_left, start, width=text_width, kind=_kind(row))
        drawings.append(
            _row(row, label=label, texts=beside, axis=axis, ends=(left, right), y=middle)
        )
        y += height
    return _drawing(
        size="wide",
        ident=ident,
        width=width,
        ends=(left, right),
        foot=y,
        axis=axis,
        bands=[(top, y)],
        rules=[],
        plan=plan,
        texts=texts,
        rows=drawings,
    )


def _drawing(
    *,
    size: Literal["narrow", "wide"],
    ident: str,
    width: float,
    ends: tuple[float, float],
    foot: float,
    axis: Axis | None,
    bands: list[tuple[float, float]],
    rules: list[float],
    plan: Plan,
    texts: list[Text],
    rows: list[RowDrawing],
) -> Drawing:
    """Put the axis under the rows and close the drawing."""
    left, right = ends
    grid = line = ""
    y = foot
    if axis:
        places = [(left + axis.share(value) * (right - left), label) for value, label in axis.ticks]
        grid = _verticals([x for x, _ in places], bands)
        if plan.line_at is not None:
            line = _verticals([left + axis.share(plan.line_at) * (right - left)], bands)
        grid += f"M{number(left)} {number(y)}H{number(right)}"
        grid += _verticals([x for x, _ in places], [(y, y + 5)])
        texts = [*texts, *(_tick(x, y + 6, label, width) for x, label in places)]
        y += 6 + LINE
        if size == "narrow":
            texts += _lines(plan.axis_title, 0, y, width=width, kind="axis")
        else:
            texts += _centred(plan.axis_title, (left + right) / 2, y, width=460)
        y = max(float(text.y) for text in texts) + 8
    return Drawing(
        ident=ident,
        size=size,
        width=number(width),
        height=number(y),
        left=number(left),
        right=number(right),
        grid=grid,
        line=line,
        rules="".join(f"M0 {number(rule)}H{number(width)}" for rule in rules),
        texts=tuple(texts),
        rows=tuple(rows),
    )


def _row(
    row: Row,
    *,
    label: list[Text],
    texts: list[Text],
    axis: Axis | None = None,
    ends: tuple[float, float] = (0, 0),
    y: float = 0,
) -> RowDrawing:
    """The row with its interval: cut at the ends of the axis, an arrow where it goes on."""
    kind = _kind(row)
    estimate = drawn(row)
    if axis is None or estimate is None:
        return RowDrawing(kind=kind, href=row.href, label=tuple(label), texts=tuple(texts))
    left, right = ends
    value, lower, upper = estimate.estimate, estimate.lower, estimate.upper

    def at(value: float | None, otherwise: float) -> float:
        if value is None:
            return otherwise
        return left + axis.share(min(max(value, axis.lowest), axis.highest)) * (right - left)

    start, point, end = at(lower, left), at(value, left), at(upper, right)
    before = lower is not None and lower < axis.lowest
    beyond = upper is None or upper > axis.highest
    # No cap where the interval goes on, nor where it would touch the point.
    capped = [
        x
        for x, limit in ((start, lower), (end, upper))
        if axis.holds(limit) and not (axis.holds(value) and abs(x - point) < POINT + 3)
    ]
    arrows = _arrow(left, y, -ARROW) * before + _arrow(right, y, ARROW) * beyond
    return RowDrawing(
        kind=kind,
        href=row.href,
        label=tuple(label),
        texts=tuple(texts),
        band=f"M{number(at(row.band[0], left))} {number(y)}H{number(at(row.band[1], right))}"
        if row.band
        else "",
        interval=f"M{number(start)} {number(y)}H{number(end)}" if end > start else "",
        caps=_verticals(capped, [(y - 4, y + 4)]),
        arrows=arrows,
        x=number(point) if axis.holds(value) else "",
        y=number(y) if axis.holds(value) else "",
    )


def _figure(row: Row, plan: Plan) -> str:
    if row.estimate is None:
        return row.note or "no figure"
    words = plan.words(row.estimate)
    return f"{words}, low precision" if row.estimate.state is State.LOW_PRECISION else words


def _kind(row: Row) -> str:
    """Class of the row: what it shows, or that it shows nothing."""
    if row.estimate is None:
        return "none"
    return "unbounded" if row.estimate.unbounded else str(row.estimate.state)


def _lines(
    words: str, x: float, top: float, *, width: float, kind: str, anchor: Anchor = "start"
) -> list[Text]:
    bold = kind == "label"
    size = LABEL if bold else TEXT
    return [
        Text(
            x=number(x),
            y=number(top + LINE * (index + 1) - 4),
            words=line,
            kind=kind,
            anchor=anchor,
            size=size,
        )
        for index, line in enumerate(wrap(words, width=width, size=size, bold=bold))
    ]


def _centred(words: str, x: float, top: float, *, width: float) -> list[Text]:
    return _lines(words, x, top, width=width, kind="axis", anchor="middle")


def _tick(x: float, top: float, label: str, width: float) -> Text:
    """A tick's label under its tick, pushed in where it would leave the drawing."""
    half = width_of(label, size=TEXT) / 2
    x = min(max(x, half), width - half)
    return Text(
        x=number(x), y=number(top + LINE - 4), words=label, kind="tick", anchor="middle", size=TEXT
    )


def _verticals(places: Iterable[float], bands: Iterable[tuple[float, float]]) -> str:
    spans = [(number(top), number(bottom)) for top, bottom in bands]
    return "".join(f"M{number(x)} {top}V{bottom}" for x in places for top, bottom in spans)


def _arrow(x: float, y: float, length: float) -> str:
    tip, high, low = number(x + length), number(y - 6), number(y + 6)
    return f"M{number(x)} {high}L{tip} {number(y)}L{number(x)} {low}Z"
