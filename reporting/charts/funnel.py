"""Funnel plot: the share or ratio of each unit against its size, between the limits of its size.

Like the other charts it is laid out here and drawn by a template without any reckoning, in one
drawing for a phone and one for a page. Units are told apart by place and shape, never by order.
A unit's name stands beside its point where there is room for it; every name is in the table that
goes with the chart.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from math import ceil, floor
from typing import Literal

from reporting.charts import picture
from reporting.charts.intervals import GAP, LINE, TEXT, Axis
from reporting.charts.labels import Text, insist_ident, number, width_of, wrap
from reporting.charts.naming import Point, names
from reporting.charts.picture import Size
from reporting.charts.rates import axis as axis_from_zero
from reporting.statistics import Funnel, FunnelLimits, FunnelUnit, Position

POINT = 4.5
SAMPLES = 80
STEPS = (0.01, 0.02, 0.05, 0.1, 0.2)  # between the ticks of shares
RATIO_STEPS = (0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50)
OUTSIDE = (Position.ABOVE, Position.BELOW)


@dataclass(frozen=True, kw_only=True)
class Unit:
    """One unit with its name; the numbers are those of the funnel."""

    label: str
    unit: FunnelUnit


@dataclass(frozen=True, kw_only=True)
class Curve:
    """A line over the sizes, or its sample in the key. `kind` is a class of the style sheet."""

    kind: str
    path: str


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A unit's point: a circle, or a diamond where the unit lies outside."""

    kind: str
    x: str
    y: str
    diamond: str = ""


@dataclass(frozen=True, kw_only=True)
class Drawing(picture.Drawing):
    grid: str
    curves: tuple[Curve, ...]
    marks: tuple[Mark, ...]


@dataclass(frozen=True, kw_only=True)
class Chart(picture.Picture):
    drawings: tuple[Drawing, Drawing]
    kind: Literal["funnel"] = "funnel"


@dataclass(frozen=True, kw_only=True)
class _Plan:
    """What both drawings show."""

    ident: str
    units: tuple[Unit, ...]
    funnel: Funnel
    size_title: str
    share_title: str


@dataclass(frozen=True, kw_only=True)
class _Plot:
    """The field in which the points stand: its edges and its two scales."""

    left: float
    right: float
    top: float
    bottom: float
    sizes: Axis
    shares: Axis

    def x(self, total: float) -> float:
        return self.left + self.sizes.share(total) * (self.right - self.left)

    def y(self, share: float) -> float:
        return self.bottom - self.shares.share(share) * (self.bottom - self.top)


def funnel_plot(
    *,
    ident: str,
    title: str,
    units: Sequence[Unit],
    funnel: Funnel,
    size_title: str,
    share_title: str,
    description: str = "",
) -> Chart:
    """The layout of a funnel. `ident` starts the ids, so it is unique on its page.

    `size_title` and `share_title` name the axes. The description ends with the units outside.
    """
    insist_ident(ident)
    if not units:
        raise ValueError("a funnel needs at least one unit")
    plan = _Plan(
        ident=ident,
        units=tuple(units),
        funnel=funnel,
        size_title=size_title,
        share_title=share_title,
    )
    return Chart(
        ident=ident,
        title=title,
        description=f"{description} {_spoken(units, funnel)}".strip(),
        drawings=(
            _drawing(plan, size="narrow", width=320, height=260, named=OUTSIDE),
            _drawing(plan, size="wide", width=760, height=340, named=tuple(Position)),
        ),
    )


def share_axis(units: Sequence[FunnelUnit], funnel: Funnel) -> Axis:
    """Ticks of whole per cents, or of ratios, around every point and the smallest unit's limits."""
    [smallest] = funnel.limits([min(unit.total for unit in units)])
    shares = [unit.share for unit in units]
    low = min(*shares, smallest.lower_998, funnel.target)
    high = max(*shares, smallest.upper_998, funnel.target)
    steps = RATIO_STEPS if funnel.of_ratios else STEPS
    step = next((step for step in steps if high - low <= 7 * step), steps[-1])
    first = max(floor(round(low / step, 9)), 0)
    last = max(ceil(round(high / step, 9)), first + 1)
    if not funnel.of_ratios:
        last = min(last, ceil(1 / step))
        first = min(first, last - 1)
    ticks = tuple((n * step, _tick(n * step, funnel)) for n in range(first, last + 1))
    return Axis(lowest=first * step, highest=last * step, ticks=ticks)


def _tick(value: float, funnel: Funnel) -> str:
    return f"{value:g}" if funnel.of_ratios else f"{round(100 * value)}%"


def _drawing(
    plan: _Plan, *, size: Size, width: float, height: float, named: tuple[Position, ...]
) -> Drawing:
    units, funnel, ident = plan.units, plan.funnel, plan.ident
    key_curves, texts, y = _key(funnel, width=width)
    texts += _lines(plan.share_title, 0, y, width=width)
    top = y + LINE * len(wrap(plan.share_title, width=width, size=TEXT)) + 8
    numbers = [unit.unit for unit in units]
    shares = share_axis(numbers, funnel)
    left = max(width_of(label) for _, label in shares.ticks) + 8
    largest = max(unit.total for unit in numbers)
    # Room for half of the last number under the axis, which stands under its end.
    right = width - width_of(f"{2 * largest:,}") / 2 - 1
    plot = _Plot(
        left=left,
        right=right,
        top=top,
        bottom=top + height,
        sizes=axis_from_zero(largest, width=right - left),
        shares=shares,
    )
    marks = [_mark(unit.unit, plot) for unit in units]
    texts += _ticks(plot, width=width)
    texts += _names(units, plot, named=named)
    y = plot.bottom + 6 + LINE
    foot = _lines(plan.size_title, left, y, width=width - left)
    texts += foot
    return Drawing(
        ident=ident,
        size=size,
        width=number(width),
        height=number(float(foot[-1].y) + 8),
        grid=_grid(plot),
        curves=(*key_curves, *_curves(funnel, plot)),
        marks=tuple(marks),
        texts=tuple(texts),
    )


def _spoken(units: Sequence[Unit], funnel: Funnel) -> str:
    """The units outside, by name, for those who do not see the picture."""
    if not funnel.judges:
        return "There are too few units to say whether one lies outside."
    said = []
    for position in OUTSIDE:
        names = [unit.label for unit in units if unit.unit.position is position]
        if names:
            said.append(f"{position.capitalize()} the 99.8% limits: {', '.join(names)}.")
    return " ".join(said) or "Every unit lies within the limits."


def _key(funnel: Funnel, *, width: float) -> tuple[list[Curve], list[Text], float]:
    """What the lines are, each with a sample; and where the plot may begin."""
    entries = [
        (
            "target",
            "As many as expected" if funnel.of_ratios else f"All together, {funnel.target:.1%}",
        ),
        ("l998", "99.8% limits"),
        ("l95", "95% limits"),
    ]
    if funnel.tau2:
        entries.append(("plain", "Limits by chance alone"))
    curves, texts = [], []
    x = y = 0.0
    for kind, words in entries:
        room = 30 + width_of(words) + 2 * GAP
        if x and x + room - 2 * GAP > width:
            x, y = 0.0, y + LINE
        middle = number(y + LINE / 2 + 1)
        curves.append(Curve(kind=kind, path=f"M{number(x)} {middle}H{number(x + 24)}"))
        texts += _lines(words, x + 30, y, width=width)
        x += room
    return curves, texts, y + LINE + 8


def _curves(funnel: Funnel, plot: _Plot) -> list[Curve]:
    """The target and the limits over every size, cut at the edges of the field."""
    largest = plot.sizes.highest
    # Closer together where the limits bend: near no records at all.
    totals = sorted({max(ceil(largest * (n / SAMPLES) ** 2), 1) for n in range(1, SAMPLES + 1)})
    level = number(plot.y(funnel.target))
    curves = [Curve(kind="target", path=f"M{number(plot.left)} {level}H{number(plot.right)}")]
    limits = funnel.limits(totals)
    sides: dict[str, tuple[Callable[[FunnelLimits], float], ...]] = {
        "l95": (lambda one: one.lower_95, lambda one: one.upper_95),
        "l998": (lambda one: one.lower_998, lambda one: one.upper_998),
    }
    for kind, pair in sides.items():
        curves.append(Curve(kind=kind, path="".join(_line(limits, side, plot) for side in pair)))
    if funnel.tau2:
        plain = funnel.plain_limits(totals)
        both = chain.from_iterable(sides.values())
        curves.append(Curve(kind="plain", path="".join(_line(plain, side, plot) for side in both)))
    return curves


def _line(
    limits: Iterable[FunnelLimits], side: Callable[[FunnelLimits], float], plot: _Plot
) -> str:
    points = [
        f"{number(plot.x(one.total))} {number(plot.y(side(one)))}"
        for one in limits
        if plot.shares.lowest <= side(one) <= plot.shares.highest
    ]
    return f"M{points[0]}L{' '.join(points[1:])}" if len(points) > 1 else ""


def _mark(unit: FunnelUnit, plot: _Plot) -> Mark:
    x, y = plot.x(unit.total), plot.y(unit.share)
    diamond = ""
    if unit.position in OUTSIDE:
        r = POINT + 2
        diamond = (
            f"M{number(x)} {number(y - r)}L{number(x + r)} {number(y)}"
            f"L{number(x)} {number(y + r)}L{number(x - r)} {number(y)}Z"
        )
    return Mark(kind=str(unit.position), x=number(x), y=number(y), diamond=diamond)


def _names(units: Sequence[Unit], plot: _Plot, *, named: tuple[Position, ...]) -> list[Text]:
    """The names that find room beside their points: first of those outside, then the others."""
    points = {id(unit): _point(unit, plot) for unit in units}
    wanted = [unit for unit in units if unit.unit.position in named]
    wanted.sort(key=lambda one: one.unit.position not in OUTSIDE)
    return names(
        [points[id(unit)] for unit in wanted],
        points=list(points.values()),
        field=(plot.left, plot.top, plot.right, plot.bottom),
    )


def _point(unit: Unit, plot: _Plot) -> Point:
    return Point(
        label=unit.label,
        x=plot.x(unit.unit.total),
        y=plot.y(unit.unit.share),
        radius=POINT + 2,
    )


def _ticks(plot: _Plot, *, width: float) -> list[Text]:
    texts = [
        Text(
            x=number(plot.left - 8),
            y=number(plot.y(value) + 5),
            words=label,
            kind="tick",
            anchor="end",
            size=TEXT,
        )
        for value, label in plot.shares.ticks
    ]
    for value, label in plot.sizes.ticks:
        half = width_of(label) / 2
        texts.append(
            Text(
                x=number(min(max(plot.x(value), half), width - half)),
                y=number(plot.bottom + 6 + LINE - 4),
                words=label,
                kind="tick",
                anchor="middle",
                size=TEXT,
            )
        )
    return texts


def _grid(plot: _Plot) -> str:
    across = (
        f"M{number(plot.left)} {number(plot.y(value))}H{number(plot.right)}"
        for value, _ in plot.shares.ticks
    )
    down = (
        f"M{number(plot.x(value))} {number(plot.bottom)}V{number(plot.bottom + 5)}"
        for value, _ in plot.sizes.ticks
    )
    return "".join(chain(across, down))


def _lines(words: str, x: float, top: float, *, width: float) -> list[Text]:
    return [
        Text(x=number(x), y=number(top + LINE * (n + 1) - 4), words=line, kind="axis", size=TEXT)
        for n, line in enumerate(wrap(words, width=width, size=TEXT))
    ]
