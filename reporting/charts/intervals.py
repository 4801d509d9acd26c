"""Points with intervals, row by row, on one axis: what the forest plot and the rates share.

The words of a row stand above its interval, which has the full width: so the axis is as long as it
can be on every screen.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from reporting.charts import picture
from reporting.charts.axis import Axis
from reporting.charts.labels import LABEL, LINE, Text, insist_ident, lines, number, width_of
from reporting.charts.picture import Mark, Stroke
from reporting.charts.plot import TICK, arrow, below, circle, verticals
from reporting.statistics import Estimate, State

Kind = Literal["forest", "rates", "shares"]
GAP = 12
POINT = 5
ARROW = 8
SIDE = 16.0  # beside the axis, for what goes on beyond it


@dataclass(frozen=True, kw_only=True)
class Row:
    """What a row shows: whose figure, the figure, the counts behind it in words.

    `note` stands in place of the figure when there is no estimate ("the group compared with").
    `band` is a wider range that the interval lies on, from low to high; None where it has no end.
    """

    label: str
    estimate: Estimate | None = None
    band: tuple[float | None, float | None] | None = None
    counts: str = ""
    note: str = ""


@dataclass(frozen=True, kw_only=True)
class RowDrawing:
    """One row as drawn. Empty paths and no point where there is nothing to draw."""

    kind: str
    label: tuple[Text, ...]
    texts: tuple[Text, ...]
    band: str = ""
    interval: str = ""
    caps: str = ""
    arrows: tuple[Mark, ...] = ()
    x: str = ""
    y: str = ""

    @property
    def look(self) -> str:
        """A figure of low precision looks different, on top of being called one."""
        return self.kind if self.kind == State.LOW_PRECISION else ""


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

    @property
    def shapes(self) -> Iterator[Stroke | Mark]:
        yield Stroke("rule", self.rules)
        yield Stroke("grid", self.grid)
        yield Stroke("line", self.line)
        yield from (Stroke("band", row.band) for row in self.rows)
        yield from (Stroke("interval", row.interval, row.look) for row in self.rows)
        yield from (Stroke("caps", row.caps) for row in self.rows)
        for row in self.rows:
            yield from row.arrows
        point = circle(POINT)
        yield from (Mark("point", point, row.x, row.y, row.look) for row in self.rows if row.x)


@dataclass(frozen=True, kw_only=True)
class Chart(picture.Picture):
    kind: Kind


@dataclass(frozen=True, kw_only=True)
class Plan:
    """How a kind of chart puts its rows: the words, the axis for a plot of some width."""

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
    """The rows as a chart. `ident` starts the ids of the titles, so it is unique on its page."""
    insist_ident(ident)
    if not rows:
        raise ValueError("a chart needs at least one row")
    told = [(row, _figure(row, plan)) for row in rows]
    spoken = " ".join(f"{row.label}: {figure}." for row, figure in told)
    return Chart(
        kind=kind,
        ident=ident,
        title=title,
        description=f"{description} {spoken}".strip(),
        greyed=greyed,
        layout=lambda width: _drawing(ident, told, plan, width=width),
    )


def drawn(row: Row) -> Estimate | None:
    """The row's estimate if it appears as an interval or an arrow."""
    if row.estimate and (row.estimate.shown or row.estimate.unbounded):
        return row.estimate
    return None


def _drawing(ident: str, told: Sequence[tuple[Row, str]], plan: Plan, *, width: float) -> Drawing:
    """Label and figure in one line, the counts below, then the interval over the full width.

    Where one label leaves no room for its figure, all figures stand below.
    """
    left, right = SIDE, width - SIDE
    axis = plan.axis(right - left)
    beside = all(
        width_of(row.label, size=LABEL, bold=True) + GAP + width_of(figure) <= width
        for row, figure in told
    )
    bands: list[tuple[float, float]] = []
    rows: list[RowDrawing] = []
    rules: list[float] = []
    y = 0.0
    for row, figure in told:
        if rows:
            rules.append(y)
        y += 4
        label = lines(row.label, 0, y, width=width, kind="label")
        texts = lines(row.counts, 0, y + LINE * len(label), width=width, kind="counts")
        foot = y + LINE * (len(label) + len(texts))
        kind = _kind(row)
        if beside:
            texts += lines(figure, width, y, width=width, kind=kind, anchor="end")
        else:
            more = lines(figure, 0, foot, width=width, kind=kind)
            texts += more
            foot += LINE * len(more)
        if axis and drawn(row):
            bands.append((foot + 5, foot + 27))
            rows.append(
                _row(row, label=label, texts=texts, axis=axis, ends=(left, right), y=foot + 16)
            )
            foot += 27
        else:
            rows.append(_row(row, label=label, texts=texts))
        y = foot + 9
    texts = []
    grid = line = ""
    if axis:
        places = [(left + axis.share(value) * (right - left), label) for value, label in axis.ticks]
        if plan.line_at is not None:
            line = verticals([left + axis.share(plan.line_at) * (right - left)], bands)
        grid = f"M{number(left)} {number(y)}H{number(right)}"
        grid += verticals([x for x, _ in places], [*bands, (y, y + TICK)])
        texts = [below(x, y + 6, label, width=width) for x, label in places]
        texts += lines(plan.axis_title, 0, y + 6 + LINE, width=width)
        y = float(texts[-1].y) + 8
    return Drawing(
        ident=ident,
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
        return RowDrawing(kind=kind, label=tuple(label), texts=tuple(texts))
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
    arrows = [(left, -ARROW)] * before + [(right, ARROW)] * beyond
    return RowDrawing(
        kind=kind,
        label=tuple(label),
        texts=tuple(texts),
        band=f"M{number(at(row.band[0], left))} {number(y)}H{number(at(row.band[1], right))}"
        if row.band
        else "",
        interval=f"M{number(start)} {number(y)}H{number(end)}" if end > start else "",
        caps=verticals(capped, [(y - 4, y + 4)]),
        arrows=tuple(
            Mark("arrow", arrow(length), number(foot), number(y)) for foot, length in arrows
        ),
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
