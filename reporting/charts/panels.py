"""Small panels: two rates for each place with their intervals, all on one scale from 0.

Like the other charts they are laid out here and drawn by a template, two beside each other. They
stand in the order in which they are given: nothing is ranked.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from reporting import wording
from reporting.charts import picture
from reporting.charts.axis import Axis, from_zero
from reporting.charts.intervals import ARROW
from reporting.charts.labels import LINE, Text, insist_ident, lines, number, width_of, wrap
from reporting.charts.picture import Mark, Stroke
from reporting.charts.plot import arrow, circle, verticals
from reporting.statistics import Estimate, State

Whose = Literal["group", "reference"]
ROW = 16.0  # from one interval of a panel to the next
BETWEEN = 12.0
RADIUS = 4.5
COLUMNS = 2
POINT = circle(RADIUS)
BEYOND = f"m{-ARROW} 0{arrow(ARROW, half=5)}"  # its tip at the end of the scale
FIRST = 12.0  # of the key, from its edge to the middle of its mark


@dataclass(frozen=True, kw_only=True)
class Place:
    """One place with both rates, either of which may not be there."""

    label: str
    rate: Estimate
    reference_rate: Estimate


@dataclass(frozen=True, kw_only=True)
class RateDrawing:
    """One rate: its point and its interval; `end` is where it goes on beyond the scale."""

    whose: Whose
    x: str
    y: str
    interval: str = ""
    end: str = ""


@dataclass(frozen=True, kw_only=True)
class Drawing(picture.Drawing):
    grid: str
    rates: tuple[RateDrawing, ...]

    @property
    def shapes(self) -> Iterator[Stroke | Mark]:
        yield Stroke("grid", self.grid)
        yield from (Stroke("interval", rate.interval) for rate in self.rates)
        yield from (Mark("arrow", BEYOND, rate.end, rate.y) for rate in self.rates if rate.end)
        yield from (Mark("mark", POINT, rate.x, rate.y, rate.whose) for rate in self.rates)


@dataclass(frozen=True, kw_only=True)
class Chart(picture.Picture):
    kind: Literal["panels"] = "panels"


@dataclass(frozen=True, kw_only=True)
class _Plan:
    """What is shown, whatever the width."""

    ident: str
    places: tuple[Place, ...]
    group: str
    reference: str
    unit: str
    top: float


def panels(
    *,
    ident: str,
    title: str,
    places: Sequence[Place],
    group: str,
    reference: str,
    unit: str,
    description: str = "",
    greyed: bool = False,
) -> Chart:
    """The layout of the panels. `ident` starts the ids, so it is unique on its page.

    The scale holds the interval of every rate that is not of low precision, and every point.
    """
    insist_ident(ident)
    shown = [one for place in places for one in (place.rate, place.reference_rate) if one.shown]
    if not shown:
        raise ValueError("panels need at least one rate")
    plan = _Plan(
        ident=ident,
        places=tuple(places),
        group=group,
        reference=reference,
        unit=unit,
        top=max(_reach(one) for one in shown) or 1,
    )
    spoken = " ".join(
        f"{place.label}: {group} {wording.rate_figures(place.rate)}, "
        f"{reference} {wording.rate_figures(place.reference_rate)}."
        for place in places
    )
    return Chart(
        ident=ident,
        title=title,
        description=f"{description} {spoken}".strip(),
        greyed=greyed,
        layout=lambda width: _drawing(plan, width=width),
    )


def _reach(rate: Estimate) -> float:
    precise = rate.state is not State.LOW_PRECISION
    return max(rate.estimate or 0, (rate.upper or 0) if precise else 0)


def _drawing(plan: _Plan, *, width: float) -> Drawing:
    rates, texts, y = _key(plan, width=width)
    room = (width - (COLUMNS - 1) * BETWEEN) / COLUMNS
    # Room for half of the last number under the scale, which stands under its end.
    scale = from_zero(plan.top, width=room)
    length = room - 1 - RADIUS - width_of(scale.ticks[-1][1]) / 2
    scale = from_zero(plan.top, width=length)
    grid = ""
    for first in range(0, len(plan.places), COLUMNS):
        row = plan.places[first : first + COLUMNS]
        names = max(len(wrap(place.label, width=room, bold=True)) for place in row)
        top = y + LINE * names + 4
        bottom = top + 2 * ROW
        for column, place in enumerate(row):
            left = column * (room + BETWEEN)
            texts += lines(place.label, left, y, width=room, kind="heading")
            start = left + RADIUS
            texts += _ticks(scale, start, length, bottom)
            grid += verticals(
                [start + scale.share(value) * length for value, _ in scale.ticks],
                [(top, bottom + 4)],
            )
            both: tuple[tuple[Whose, Estimate], ...] = (
                ("group", place.rate),
                ("reference", place.reference_rate),
            )
            rates += [
                _rate(whose, rate, scale, start, length, top + ROW * (place_of + 0.5))
                for place_of, (whose, rate) in enumerate(both)
                if rate.shown
            ]
        y = bottom + LINE + 16
    return Drawing(
        ident=plan.ident,
        width=number(width),
        height=number(y - 8),
        grid=grid,
        rates=tuple(rates),
        texts=tuple(texts),
    )


def _key(plan: _Plan, *, width: float) -> tuple[list[RateDrawing], list[Text], float]:
    """Whose the points are, and what the scale is of; and where the panels may begin."""
    rates: list[RateDrawing] = []
    texts: list[Text] = []
    y = 0.0
    entries: tuple[tuple[Whose, str], ...] = (
        ("group", plan.group),
        ("reference", plan.reference),
    )
    for whose, words in entries:
        middle = number(y + LINE / 2 + 1)
        sample = f"M0 {middle}H{number(2 * FIRST)}"
        rates.append(RateDrawing(whose=whose, x=number(FIRST), y=middle, interval=sample))
        texts += lines(words, 2 * FIRST + 6, y, width=width - 2 * FIRST - 6)
        y = float(texts[-1].y) + 4
    texts += lines(f"Rate {plan.unit}, with 95% interval", 0, y + 2, width=width)
    return rates, texts, float(texts[-1].y) + 18


def _rate(
    whose: Whose, rate: Estimate, scale: Axis, left: float, length: float, y: float
) -> RateDrawing:
    def at(value: float) -> float:
        return left + scale.share(min(value, scale.highest)) * length

    upper = rate.upper if rate.upper is not None else scale.highest
    start, end = at(rate.lower or 0), at(upper)
    beyond = rate.upper is None or rate.upper > scale.highest
    return RateDrawing(
        whose=whose,
        x=number(at(rate.estimate or 0)),
        y=number(y),
        interval=f"M{number(start)} {number(y)}H{number(end)}" if end > start else "",
        end=number(end) if beyond else "",
    )


def _ticks(scale: Axis, left: float, length: float, bottom: float) -> list[Text]:
    """The first and the last number of the scale; the lines between them are even."""
    (_, first), *_, (_, last) = scale.ticks
    y = number(bottom + LINE)
    return [
        Text(x=number(left), shift=-RADIUS, y=y, words=first, kind="tick"),
        Text(x=number(left + length), y=y, words=last, kind="tick", anchor="middle"),
    ]
