"""The rate of one group against that of another, place by place, with the line of equal rates.

Both axes have one scale, so that the line stands at 45 degrees: above it the group's rate is the
higher. Laid out here and drawn by a template, in one drawing for a phone and one for a page. A
filled point is one whose interval leaves out equal rates. Nothing is ranked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from reporting import wording
from reporting.charts import picture
from reporting.charts.intervals import LINE, TEXT, Axis
from reporting.charts.labels import Text, insist_ident, number, width_of, wrap
from reporting.charts.naming import Point, names
from reporting.charts.picture import Size
from reporting.charts.rates import axis as axis_from_zero
from reporting.charts.shares import axis as axis_of_shares
from reporting.statistics import Estimate

POINT = 4.5


@dataclass(frozen=True, kw_only=True)
class Place:
    """One place: both rates, and their ratio, all of which may be shown."""

    label: str
    rate: Estimate
    reference_rate: Estimate
    ratio: Estimate


@dataclass(frozen=True, kw_only=True)
class Mark:
    """A place's point. `kind` is a class of the style sheet: "apart" or "together"."""

    kind: str
    x: str
    y: str


@dataclass(frozen=True, kw_only=True)
class Drawing(picture.Drawing):
    grid: str
    line: str
    marks: tuple[Mark, ...]


@dataclass(frozen=True, kw_only=True)
class Chart(picture.Picture):
    drawings: tuple[Drawing, Drawing]
    kind: Literal["scatter"] = "scatter"


@dataclass(frozen=True, kw_only=True)
class _Plan:
    """What both drawings show."""

    ident: str
    places: tuple[Place, ...]
    group: str
    reference: str
    unit: str
    top: float
    of: Literal["rates", "shares"]

    def axis(self, width: float) -> Axis:
        if self.of == "shares":
            return axis_of_shares(self.top, width=width)
        return axis_from_zero(self.top, width=width)


@dataclass(frozen=True, kw_only=True)
class _Plot:
    """The square in which the points stand."""

    left: float
    top: float
    side: float
    axis: Axis

    @property
    def right(self) -> float:
        return self.left + self.side

    @property
    def bottom(self) -> float:
        return self.top + self.side

    def x(self, rate: float) -> float:
        return self.left + self.axis.share(rate) * self.side

    def y(self, rate: float) -> float:
        return self.bottom - self.axis.share(rate) * self.side


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
        drawings=(
            _drawing(plan, size="narrow", width=320),
            _drawing(plan, size="wide", width=620),
        ),
    )


def _drawing(plan: _Plan, *, size: Size, width: float) -> Drawing:
    above = _lines(f"{plan.group}, {plan.unit}", 0, 0, width=width)
    top = LINE * len(above) + 8.0
    # Twice, for how wide the labels are depends on the ticks, and these on the room beside them.
    axis = plan.axis(width)
    left = max(width_of(label) for _, label in axis.ticks) + 8
    side = width - left - width_of(axis.ticks[-1][1]) / 2 - 1
    plot = _Plot(left=left, top=top, side=side, axis=plan.axis(side))
    points = [
        Point(
            label=place.label,
            x=plot.x(_number(place.reference_rate)),
            y=plot.y(_number(place.rate)),
            radius=POINT + 2,
        )
        for place in plan.places
    ]
    equal = _equal(plot, of=plan.of)
    below = _lines(f"{plan.reference}, {plan.unit}", 0, plot.bottom + 6 + LINE, width=width)
    return Drawing(
        ident=plan.ident,
        size=size,
        width=number(width),
        height=number(float(below[-1].y) + 8),
        grid=_grid(plot),
        line=f"M{number(plot.left)} {number(plot.bottom)}L{number(plot.right)} {number(plot.top)}",
        marks=tuple(
            Mark(
                kind="together" if _includes_one(place.ratio) else "apart",
                x=number(point.x),
                y=number(point.y),
            )
            for place, point in zip(plan.places, points, strict=True)
        ),
        texts=(
            *above,
            *_ticks(plot),
            equal,
            *names(
                points,
                points=points,
                field=(plot.left, plot.top, plot.right, plot.bottom),
                taken=[equal.box],
            ),
            *below,
        ),
    )


def _number(estimate: Estimate) -> float:
    if estimate.estimate is None:
        raise ValueError("a place in a scatter has both rates")
    return estimate.estimate


def _includes_one(ratio: Estimate) -> bool:
    return ratio.lower is None or ratio.upper is None or ratio.lower <= 1 <= ratio.upper


def _equal(plot: _Plot, *, of: str) -> Text:
    """What the line is, in the corner that is farthest from it."""
    return Text(
        x=number(plot.right - 4),
        y=number(plot.bottom - 6),
        words=f"On the line: equal {of}",
        kind="axis",
        anchor="end",
        size=TEXT,
    )


def _ticks(plot: _Plot) -> list[Text]:
    """The numbers of both axes; 0 stands once, under the corner."""
    upright = [
        Text(
            x=number(plot.left - 8),
            y=number(plot.y(value) + 5),
            words=label,
            kind="tick",
            anchor="end",
            size=TEXT,
        )
        for value, label in plot.axis.ticks[1:]
    ]
    flat = [
        Text(
            x=number(plot.x(value)),
            y=number(plot.bottom + LINE + 2),
            words=label,
            kind="tick",
            anchor="middle",
            size=TEXT,
        )
        for value, label in plot.axis.ticks
    ]
    return [*upright, *flat]


def _grid(plot: _Plot) -> str:
    across = (
        f"M{number(plot.left)} {number(plot.y(value))}H{number(plot.right)}"
        for value, _ in plot.axis.ticks
    )
    down = (
        f"M{number(plot.x(value))} {number(plot.top)}V{number(plot.bottom + 5)}"
        for value, _ in plot.axis.ticks
    )
    return "".join((*across, *down))


def _lines(words: str, x: float, top: float, *, width: float) -> list[Text]:
    return [
        Text(x=number(x), y=number(top + LINE * (n + 1) - 4), words=line, kind="axis", size=TEXT)
        for n, line in enumerate(wrap(words, width=width - x, size=TEXT))
    ]
