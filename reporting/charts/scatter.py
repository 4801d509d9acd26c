"""The rate of one group against that of another, place by place, with the line of equal rates.

Both axes have one scale, so that the line goes from corner to corner: above it the group's rate is
the higher. Laid out here and drawn by a template. A filled point is one whose interval leaves out
equal rates. Nothing is ranked.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from reporting import wording
from reporting.charts import picture
from reporting.charts.axis import Axis, from_zero, of_shares
from reporting.charts.labels import LINE, Text, insist_ident, lines, number, width_of
from reporting.charts.naming import Point, more_names, names
from reporting.charts.picture import ROOMY, Mark, Stroke
from reporting.charts.plot import Plot, circle
from reporting.statistics import Estimate

POINT = 4.5
HEIGHT = 300.0  # of the field


@dataclass(frozen=True, kw_only=True)
class Place:
    """One place: both rates, and their ratio, all of which may be shown."""

    label: str
    rate: Estimate
    reference_rate: Estimate
    ratio: Estimate


@dataclass(frozen=True, kw_only=True)
class Drawing(picture.Drawing):
    """A mark is of the kind "apart" or "together"."""

    grid: str
    line: str
    marks: tuple[Mark, ...]

    @property
    def shapes(self) -> Iterator[Stroke | Mark]:
        yield Stroke("grid", self.grid)
        yield Stroke("line", self.line)
        yield from self.marks


@dataclass(frozen=True, kw_only=True)
class Chart(picture.Picture):
    kind: Literal["scatter"] = "scatter"


@dataclass(frozen=True, kw_only=True)
class _Plan:
    """What is shown, whatever the width."""

    ident: str
    places: tuple[Place, ...]
    group: str
    reference: str
    unit: str
    top: float
    of: Literal["rates", "shares"]

    def axis(self, width: float) -> Axis:
        if self.of == "shares":
            return of_shares(self.top, width=width)
        return from_zero(self.top, width=width)


def scatter(
    *,
    ident: str,
    title: str,
    places: Sequence[Place],
    group: str,
    reference: str,
    unit: str,
    of: Literal["rates", "shares"] = "rates",
    description: str = "",
) -> Chart:
    """The layout of a scatter. `ident` starts the ids, so it is unique on its page.

    What a place's two rates are `of` decides how they are written.

    Both rates of every place are read out after the description.
    """
    insist_ident(ident)
    if not places:
        raise ValueError("a scatter needs at least one place")
    plan = _Plan(
        ident=ident,
        places=tuple(places),
        group=group,
        reference=reference,
        unit=unit,
        of=of,
        # Of rates that are all 0 any axis would do.
        top=max(max(_number(place.rate), _number(place.reference_rate)) for place in places) or 1,
    )
    words = wording.share_figures if of == "shares" else wording.rate_figures
    spoken = " ".join(
        f"{place.label}: {reference} {words(place.reference_rate)}, {group} {words(place.rate)}."
        for place in places
    )
    return Chart(
        ident=ident,
        title=title,
        description=f"{description} {spoken}".strip(),
        layout=lambda width: _drawing(plan, width=width),
    )


def _drawing(plan: _Plan, *, width: float) -> Drawing:
    above = lines(f"{plan.group}, {plan.unit}", 0, 0, width=width)
    top = LINE * len(above) + 8.0
    # Twice, for how wide the labels are depends on the ticks, and these on the room beside them.
    axis = plan.axis(width)
    left = axis.widest + 8
    side = width - left - width_of(axis.ticks[-1][1]) / 2 - 1
    axis = plan.axis(side)
    plot = Plot(left=left, right=left + side, top=top, bottom=top + HEIGHT, across=axis, up=axis)
    points = [
        Point(
            label=place.label,
            x=plot.x(_number(place.reference_rate)),
            y=plot.y(_number(place.rate)),
            radius=POINT + 2,
        )
        for place in plan.places
    ]
    shape = circle(POINT)
    equal = _equal(plot, of=plan.of)
    field = (plot.left, plot.top, plot.right, plot.bottom)
    named = [equal, *names(points, points=points, field=field, taken=[equal])]
    stretch = ROOMY / width
    if stretch > 1:
        named += more_names(points, points=points, field=field, taken=named, stretch=stretch)
    below = lines(f"{plan.reference}, {plan.unit}", 0, plot.bottom + 6 + LINE, width=width)
    return Drawing(
        ident=plan.ident,
        width=number(width),
        height=number(float(below[-1].y) + 8),
        grid=plot.grid(reach=HEIGHT),
        line=f"M{number(plot.left)} {number(plot.bottom)}L{number(plot.right)} {number(plot.top)}",
        marks=tuple(
            Mark(
                "mark",
                shape,
                number(point.x),
                number(point.y),
                "together" if _includes_one(place.ratio) else "apart",
            )
            for place, point in zip(plan.places, points, strict=True)
        ),
        texts=(
            *above,
            *plot.upright(first=1),  # 0 stands once, under the corner
            *plot.level(width=width),
            *named,
            *below,
        ),
    )


def _number(estimate: Estimate) -> float:
    if estimate.estimate is None:
        raise ValueError("a place in a scatter has both rates")
    return estimate.estimate


def _includes_one(ratio: Estimate) -> bool:
    return ratio.lower is None or ratio.upper is None or ratio.lower <= 1 <= ratio.upper


def _equal(plot: Plot, *, of: str) -> Text:
    """What the line is, in the corner that is farthest from it."""
    return Text(
        x=number(plot.right),
        shift=-4,
        y=number(plot.bottom - 6),
        words=f"On the line: equal {of}",
        kind="axis",
        anchor="end",
    )
