"""Run chart: one figure month after month, with what it is held against.

Like the other charts it is laid out here and drawn by a template without any reckoning. A month of
which only part is counted is a hollow point that no line reaches; a signal is another shape;
changes of rules or form are numbered lines with their words below.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import ceil
from typing import Literal

from reporting.charts import picture
from reporting.charts.axis import Axis, from_zero
from reporting.charts.labels import LINE, Box, Text, insist_ident, lines, number, overlap, width_of
from reporting.charts.picture import ROOMY, Mark, Stroke
from reporting.charts.plot import Curve, Plot, below, circle, curves_drawn, diamond, key, verticals

RADIUS = 3.5
MONTH, SIGNAL = circle(RADIUS), diamond(RADIUS + 3)
HEIGHT = 200.0  # of the field
EVERY = (1, 2, 3, 4, 6, 12, 24, 60, 120)  # months between labels
GAP = 10


@dataclass(frozen=True, kw_only=True)
class Point:
    """One month: its name, its value and limits, and the figure in words for the description."""

    label: str
    value: float
    words: str
    lower: float | None = None
    upper: float | None = None
    whole: bool = True
    signal: bool = False


@dataclass(frozen=True, kw_only=True)
class Level:
    """A line that the points are held against, which may step from month to month.

    `values` has one for each point, None where there is none. `kind` is a class of the style sheet.
    """

    kind: Literal["target", "l95"]
    words: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, kw_only=True)
class Change:
    """What changed in the month of this point (from 0)."""

    place: int
    words: str


@dataclass(frozen=True, kw_only=True)
class Drawing(picture.Drawing):
    """A mark is of the kind "whole", "part" or "signal"; the last has another shape."""

    grid: str
    intervals: str
    changes: str
    curves: tuple[Curve, ...]
    marks: tuple[Mark, ...]

    @property
    def shapes(self) -> Iterator[Stroke | Mark]:
        yield Stroke("grid", self.grid)
        yield Stroke("change", self.changes)
        yield Stroke("reach", self.intervals)
        yield from curves_drawn(self.curves)
        yield from self.marks


@dataclass(frozen=True, kw_only=True)
class Chart(picture.Picture):
    kind: Literal["run"] = "run"


@dataclass(frozen=True, kw_only=True)
class _Plan:
    """What is shown, whatever the width."""

    ident: str
    points: tuple[Point, ...]
    levels: tuple[Level, ...]
    changes: tuple[Change, ...]
    value_title: str
    highest: float


def run_chart(
    *,
    ident: str,
    title: str,
    points: Sequence[Point],
    value_title: str,
    levels: Sequence[Level] = (),
    changes: Sequence[Change] = (),
    description: str = "",
    highest: float | None = None,
    greyed: bool = False,
) -> Chart:
    """The layout of a run chart. `ident` starts the ids, so it is unique on its page.

    `value_title` names the axis, which starts at 0; `highest` is a value that it has to reach, for
    charts that share one scale. The description ends with every point and change.
    """
    insist_ident(ident)
    if not points:
        raise ValueError("a run chart needs at least one point")
    if any(len(level.values) != len(points) for level in levels):
        raise ValueError("a level needs a value or None for each point")
    plan = _Plan(
        ident=ident,
        points=tuple(points),
        levels=tuple(levels),
        changes=tuple(changes),
        value_title=value_title,
        highest=max(highest or 0, top_of(points, levels)) or 1,
    )
    return Chart(
        ident=ident,
        title=title,
        description=f"{description} {_spoken(plan)}".strip(),
        greyed=greyed,
        layout=lambda width: _drawing(plan, width=width),
    )


def top_of(points: Sequence[Point], levels: Sequence[Level] = ()) -> float:
    """The highest value that is drawn."""
    values = [value for point in points for value in (point.value, point.upper)]
    values += [value for level in levels for value in level.values]
    return max((value for value in values if value is not None), default=0)


def _spoken(plan: _Plan) -> str:
    said = [
        f"{point.label}: {point.words}"
        f"{'' if point.whole else ', part of the month'}{', signal' if point.signal else ''}."
        for point in plan.points
    ]
    said += [f"{plan.points[one.place].label}, change: {one.words}." for one in plan.changes]
    return " ".join(said)


def _drawing(plan: _Plan, *, width: float) -> Drawing:
    values = from_zero(plan.highest, width=1e6)
    left, right = values.widest + 8, width - 4
    room = (right - left) / len(plan.points)
    every = _apart(plan, room)
    months = _months(plan, every)
    samples, texts, y = key([(level.kind, level.words) for level in plan.levels], width=width)
    texts += lines(plan.value_title, 0, y, width=width)
    y = float(texts[-1].y) + 10
    numbers, y = _numbers(plan, left=left, right=right, top=y)
    top = y + 4
    plot = Plot(left=left, right=right, top=top, bottom=top + HEIGHT, across=months, up=values)
    texts += [*numbers, *plot.upright(), *plot.level(width=width)]
    closer = _apart(plan, room * max(ROOMY / width, 1), within=every)
    texts += [
        replace(below(plot.x(place), plot.bottom + 6, label, width=width), roomy=True)
        for place, label in _months(plan, closer).ticks
        if place % every
    ]
    y = plot.bottom + 6 + LINE
    for count, change in enumerate(plan.changes, start=1):
        month = plan.points[change.place].label
        texts += lines(f"{count}  {month}: {change.words}", 0, y, width=width)
        y = float(texts[-1].y) + 4
    return Drawing(
        ident=plan.ident,
        width=number(width),
        height=number(y + 6),
        grid=plot.grid(),
        intervals=_intervals(plan, plot),
        changes=verticals([plot.x(one.place) for one in plan.changes], [(plot.top, plot.bottom)]),
        curves=(*samples, *_curves(plan, plot)),
        marks=tuple(_mark(point, place, plot) for place, point in enumerate(plan.points)),
        texts=tuple(texts),
    )


def _numbers(plan: _Plan, *, left: float, right: float, top: float) -> tuple[list[Text], float]:
    """The numbers of the changes above the field, in as many rows as keep them apart."""
    step = (right - left) / len(plan.points)
    taken: list[Box] = []
    texts: list[Text] = []
    for count, change in enumerate(plan.changes, start=1):
        words, row = str(count), 0
        half = width_of(words) / 2
        x = min(max(left + (change.place + 0.5) * step, half), right - half)
        while True:
            text = Text(
                x=number(x), y=number(top + LINE * (row + 1) - 4), words=words, anchor="middle"
            )
            if not any(overlap(text.box, other) for other in taken):
                break
            row += 1
        taken.append(text.box)
        texts.append(text)
    return texts, max((float(text.y) + 4 for text in texts), default=top)


def _apart(plan: _Plan, step: float, *, within: int = 0) -> int:
    """How many months lie between two names, where one month has this room.

    With `within` that many have names already, and others stand evenly between them.
    """
    room = max(width_of(point.label) for point in plan.points) + GAP
    steps = [n for n in EVERY if not within or within % n == 0]
    return next((n for n in steps if n * step >= room), within or ceil(room / step))


def _months(plan: _Plan, every: int) -> Axis:
    """The points side by side, each in the middle of its room, with names evenly spread."""
    return Axis(
        lowest=-0.5,
        highest=len(plan.points) - 0.5,
        ticks=tuple(
            (place, plan.points[place].label) for place in range(0, len(plan.points), every)
        ),
    )


def _intervals(plan: _Plan, plot: Plot) -> str:
    return "".join(
        f"M{plot.at(place, point.upper)}V{number(plot.y(point.lower))}"
        for place, point in enumerate(plan.points)
        if point.lower is not None and point.upper is not None
    )


def _curves(plan: _Plan, plot: Plot) -> list[Curve]:
    """The levels as steps, then the line through the months that have ended."""
    curves = [Curve(kind=level.kind, path=_steps(level.values, plot)) for level in plan.levels]
    places = [plot.at(place, point.value) for place, point in enumerate(plan.points) if point.whole]
    if len(places) > 1:
        curves.append(Curve(kind="series", path=f"M{places[0]}L{' '.join(places[1:])}"))
    return curves


def _steps(values: Sequence[float | None], plot: Plot) -> str:
    path, before = "", None
    for place, value in enumerate(values):
        if value is not None:
            start, end = number(plot.x(place - 0.5)), number(plot.x(place + 0.5))
            y = number(plot.y(value))
            path += f"V{y}H{end}" if before is not None else f"M{start} {y}H{end}"
        before = value
    return path


def _mark(point: Point, place: int, plot: Plot) -> Mark:
    x, y = number(plot.x(place)), number(plot.y(point.value))
    if point.signal:
        return Mark("mark", SIGNAL, x, y, "signal")
    return Mark("mark", MONTH, x, y, "whole" if point.whole else "part")
