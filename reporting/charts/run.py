"""Run chart: one figure month after month, with what it is held against.

Like the other charts it is laid out here and drawn by a template without any reckoning, in one
drawing for a phone and one for a page. A month of which only part is counted is a hollow point
that no line reaches; a signal is another shape; changes of rules or form are numbered lines with
their words below.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil
from typing import Literal

from reporting.charts import picture
from reporting.charts.intervals import Axis
from reporting.charts.labels import LINE, Box, Text, insist_ident, lines, number, width_of
from reporting.charts.picture import Size
from reporting.charts.rates import axis as axis_from_zero

RADIUS = 3.5
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
class Curve:
    kind: str
    path: str


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A point: a circle, or a diamond where there is a signal."""

    kind: Literal["whole", "part", "signal"]
    x: str
    y: str
    diamond: str = ""


@dataclass(frozen=True, kw_only=True)
class Drawing(picture.Drawing):
    grid: str
    intervals: str
    changes: str
    curves: tuple[Curve, ...]
    marks: tuple[Mark, ...]


@dataclass(frozen=True, kw_only=True)
class Chart(picture.Picture):
    drawings: tuple[Drawing, Drawing]
    kind: Literal["run"] = "run"


@dataclass(frozen=True, kw_only=True)
class _Plan:
    """What both drawings show."""

    ident: str
    points: tuple[Point, ...]
    levels: tuple[Level, ...]
    changes: tuple[Change, ...]
    value_title: str
    highest: float


@dataclass(frozen=True, kw_only=True)
class _Plot:
    """The field in which the points stand: its edges, its scale and how many points."""

    left: float
    right: float
    top: float
    bottom: float
    values: Axis
    points: int

    @property
    def step(self) -> float:
        return (self.right - self.left) / self.points

    def x(self, place: float) -> float:
        return self.left + (place + 0.5) * self.step

    def y(self, value: float) -> float:
        value = min(value, self.values.highest)
        return self.bottom - self.values.share(value) * (self.bottom - self.top)


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
        drawings=(
            _drawing(plan, size="narrow", width=320, height=200),
            _drawing(plan, size="wide", width=760, height=260),
        ),
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


def _drawing(plan: _Plan, *, size: Size, width: float, height: float) -> Drawing:
    values = axis_from_zero(plan.highest, width=1e6)
    left = max(width_of(label) for _, label in values.ticks) + 8
    key, texts, y = _key(plan, width=width)
    title = lines(plan.value_title, 0, y, width=width)
    y = float(title[-1].y) + 10
    numbers, y = _numbers(plan, left=left, right=width - 4, top=y)
    plot = _Plot(
        left=left,
        right=width - 4,
        top=y + 4,
        bottom=y + 4 + height,
        values=values,
        points=len(plan.points),
    )
    texts += [*title, *numbers, *_value_ticks(plot)]
    months, places = _months(plan, plot, width=width)
    texts += months
    y = plot.bottom + 6 + LINE
    for count, change in enumerate(plan.changes, start=1):
        month = plan.points[change.place].label
        texts += lines(f"{count}  {month}: {change.words}", 0, y, width=width)
        y = float(texts[-1].y) + 4
    return Drawing(
        ident=plan.ident,
        size=size,
        width=number(width),
        height=number(y + 6),
        grid=_grid(plot, places),
        intervals=_intervals(plan, plot),
        changes="".join(
            f"M{number(plot.x(one.place))} {number(plot.top)}V{number(plot.bottom)}"
            for one in plan.changes
        ),
        curves=(*key, *_curves(plan, plot)),
        marks=tuple(_mark(point, place, plot) for place, point in enumerate(plan.points)),
        texts=tuple(texts),
    )


def _key(plan: _Plan, *, width: float) -> tuple[list[Curve], list[Text], float]:
    """What the levels are, each with a sample; and where the rest may begin."""
    curves: list[Curve] = []
    texts: list[Text] = []
    y = 0.0
    for level in plan.levels:
        middle = number(y + LINE / 2 + 1)
        curves.append(Curve(kind=level.kind, path=f"M0 {middle}H24"))
        texts += lines(level.words, 30, y, width=width - 30)
        y = float(texts[-1].y) + 8
    return curves, texts, y


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
            if not any(_overlap(text.box, other) for other in taken):
                break
            row += 1
        taken.append(text.box)
        texts.append(text)
    return texts, max((float(text.y) + 4 for text in texts), default=top)


def _overlap(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _months(plan: _Plan, plot: _Plot, *, width: float) -> tuple[list[Text], list[int]]:
    """As many names of months as find room, evenly, and the points that have one."""
    widest = max(width_of(point.label) for point in plan.points)
    every = next(
        (n for n in EVERY if n * plot.step >= widest + GAP),
        ceil((widest + GAP) / plot.step),
    )
    texts: list[Text] = []
    places = list(range(0, len(plan.points), every))
    for place in places:
        words = plan.points[place].label
        half = width_of(words) / 2
        text = Text(
            x=number(min(max(plot.x(place), half), width - half)),
            y=number(plot.bottom + 6 + LINE - 4),
            words=words,
            kind="tick",
            anchor="middle",
        )
        # The first and the last are pushed in: they may come too near to their neighbours.
        if not texts or text.box[0] >= texts[-1].box[2] + 4:
            texts.append(text)
    return texts, places


def _value_ticks(plot: _Plot) -> list[Text]:
    return [
        Text(
            x=number(plot.left - 8),
            y=number(plot.y(value) + 5),
            words=label,
            kind="tick",
            anchor="end",
        )
        for value, label in plot.values.ticks
    ]


def _grid(plot: _Plot, places: Sequence[int]) -> str:
    across = [
        f"M{number(plot.left)} {number(plot.y(value))}H{number(plot.right)}"
        for value, _ in plot.values.ticks
    ]
    down = [
        f"M{number(plot.x(place))} {number(plot.bottom)}V{number(plot.bottom + 5)}"
        for place in places
    ]
    return "".join([*across, *down])


def _intervals(plan: _Plan, plot: _Plot) -> str:
    return "".join(
        f"M{number(plot.x(place))} {number(plot.y(point.upper))}V{number(plot.y(point.lower))}"
        for place, point in enumerate(plan.points)
        if point.lower is not None and point.upper is not None
    )


def _curves(plan: _Plan, plot: _Plot) -> list[Curve]:
    """The levels as steps, then the line through the months that have ended."""
    curves = [Curve(kind=level.kind, path=_steps(level.values, plot)) for level in plan.levels]
    places = [
        f"{number(plot.x(place))} {number(plot.y(point.value))}"
        for place, point in enumerate(plan.points)
        if point.whole
    ]
    if len(places) > 1:
        curves.append(Curve(kind="series", path=f"M{places[0]}L{' '.join(places[1:])}"))
    return curves


def _steps(values: Sequence[float | None], plot: _Plot) -> str:
    path, before = "", None
    for place, value in enumerate(values):
        if value is not None:
            start, end = number(plot.x(place - 0.5)), number(plot.x(place + 0.5))
            y = number(plot.y(value))
            path += f"V{y}H{end}" if before is not None else f"M{start} {y}H{end}"
        before = value
    return path


def _mark(point: Point, place: int, plot: _Plot) -> Mark:
    x, y = plot.x(place), plot.y(point.value)
    if not point.signal:
        return Mark(kind="whole" if point.whole else "part", x=number(x), y=number(y))
    r = RADIUS + 3
    diamond = (
        f"M{number(x)} {number(y - r)}L{number(x + r)} {number(y)}"
        f"L{number(x)} {number(y + r)}L{number(x - r)} {number(y)}Z"
    )
    return Mark(kind="signal", x=number(x), y=number(y), diamond=diamond)
