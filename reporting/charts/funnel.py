"""Funnel plot: the share or ratio of each unit against its size, between the limits of its size.

Like the other charts it is laid out here and drawn by a template without any reckoning. Units are
told apart by place and shape, never by order. A unit's name stands beside its point where there is
room for it, on a phone and of many units only of those outside; every name is in the table that
goes with the chart.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from math import ceil, floor
from typing import Literal

from reporting.charts import picture
from reporting.charts.axis import Axis, from_zero
from reporting.charts.labels import LINE, Text, insist_ident, lines, number, width_of
from reporting.charts.naming import Point, more_names, names
from reporting.charts.picture import ROOMY, Mark, Stroke
from reporting.charts.plot import Curve, Plot, circle, curves_drawn, diamond, key
from reporting.statistics import Funnel, FunnelLimits, FunnelUnit, Position

POINT = 4.5
INSIDE, BEYOND = circle(POINT), diamond(POINT + 2)
HEIGHT = 280.0  # of the field
SAMPLES = 80
STEPS = (0.01, 0.02, 0.05, 0.1, 0.2)  # between the ticks of shares
RATIO_STEPS = (0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50)
OUTSIDE = (Position.ABOVE, Position.BELOW)
# Of more units, which names found room would be chance: then only those outside have one.
MOST_NAMES = 60


@dataclass(frozen=True, kw_only=True)
class Unit:
    """One unit with its name; the numbers are those of the funnel."""

    label: str
    unit: FunnelUnit


@dataclass(frozen=True, kw_only=True)
class Drawing(picture.Drawing):
    grid: str
    curves: tuple[Curve, ...]
    marks: tuple[Mark, ...]

    @property
    def shapes(self) -> Iterator[Stroke | Mark]:
        yield Stroke("grid", self.grid)
        yield from curves_drawn(self.curves)
        yield from self.marks


@dataclass(frozen=True, kw_only=True)
class Chart(picture.Picture):
    kind: Literal["funnel"] = "funnel"


@dataclass(frozen=True, kw_only=True)
class _Plan:
    """What is shown, whatever the width."""

    ident: str
    units: tuple[Unit, ...]
    funnel: Funnel
    size_title: str
    share_title: str


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
        layout=lambda width: _drawing(plan, width=width),
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


def _drawing(plan: _Plan, *, width: float) -> Drawing:
    units, funnel, ident = plan.units, plan.funnel, plan.ident
    samples, texts, y = key(_lines(funnel), width=width)
    texts += lines(plan.share_title, 0, y, width=width)
    top = float(texts[-1].y) + 12
    numbers = [unit.unit for unit in units]
    shares = share_axis(numbers, funnel)
    left = shares.widest + 8
    largest = max(unit.total for unit in numbers)
    # Room for half of the last number under the axis, which stands under its end.
    last = from_zero(largest, width=width - left).ticks[-1][1]
    right = width - width_of(last) / 2 - 1
    plot = Plot(
        left=left,
        right=right,
        top=top,
        bottom=top + HEIGHT,
        across=from_zero(largest, width=right - left),
        up=shares,
    )
    marks = [_mark(unit.unit, plot) for unit in units]
    texts += [*plot.upright(), *plot.level(width=width)]
    texts += _names(units, plot, width=width)
    y = plot.bottom + 6 + LINE
    foot = lines(plan.size_title, left, y, width=width - left)
    texts += foot
    return Drawing(
        ident=ident,
        width=number(width),
        height=number(float(foot[-1].y) + 8),
        grid=plot.grid(),
        curves=(*samples, *_curves(funnel, plot)),
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


def _lines(funnel: Funnel) -> list[tuple[str, str]]:
    """What the lines are."""
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
    return entries


def _curves(funnel: Funnel, plot: Plot) -> list[Curve]:
    """The target and the limits over every size, cut at the edges of the field."""
    totals = _sizes(funnel, plot.across.highest)
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


def _sizes(funnel: Funnel, largest: float) -> list[float]:
    """Closer together where the limits bend: near none. Records are whole, what is expected not."""
    sizes = [largest * (n / SAMPLES) ** 2 for n in range(1, SAMPLES + 1)]
    return sizes if funnel.of_ratios else sorted({max(ceil(size), 1) for size in sizes})


def _line(limits: Iterable[FunnelLimits], side: Callable[[FunnelLimits], float], plot: Plot) -> str:
    points = [
        plot.at(one.total, side(one))
        for one in limits
        if plot.up.lowest <= side(one) <= plot.up.highest
    ]
    return f"M{points[0]}L{' '.join(points[1:])}" if len(points) > 1 else ""


def _mark(unit: FunnelUnit, plot: Plot) -> Mark:
    x, y = number(plot.x(unit.total)), number(plot.y(unit.share))
    return Mark("mark", BEYOND if unit.position in OUTSIDE else INSIDE, x, y, str(unit.position))


def _names(units: Sequence[Unit], plot: Plot, *, width: float) -> list[Text]:
    """The names that find room: of those outside, and on a page of all if they are few."""
    field = (plot.left, plot.top, plot.right, plot.bottom)
    points = [_point(unit, plot) for unit in units]
    both = list(zip(units, points, strict=True))
    outside = [point for unit, point in both if unit.unit.position in OUTSIDE]
    found = names(outside, points=points, field=field)
    inside = [point for unit, point in both if unit.unit.position not in OUTSIDE]
    stretch = max(ROOMY / width, 1)
    every = [*outside, *inside] if len(units) <= MOST_NAMES else outside
    return found + more_names(every, points=points, field=field, taken=found, stretch=stretch)


def _point(unit: Unit, plot: Plot) -> Point:
    return Point(
        label=unit.label,
        x=plot.x(unit.unit.total),
        y=plot.y(unit.unit.share),
        radius=POINT + 2,
    )
