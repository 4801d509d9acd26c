"""R2 in words: every sentence, chart and cell of its page, from one result."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils import timezone
from django.utils.formats import date_format

from reporting import wording
from reporting.charts.forest import Row as ForestRow
from reporting.charts.forest import forest
from reporting.charts.intervals import Chart
from reporting.charts.rates import Row as RateRow
from reporting.charts.rates import rates
from reporting.reports.population_gap import GroupRow, PopulationGap
from reporting.selection import Period, after
from reporting.statistics import Estimate, State

UNIT = "per 1,000 residents a year"
NO_BREAK = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True, kw_only=True)
class Line:
    """A row of the summary list at the head of the page."""

    key: str
    value: str


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What the page says first: one sentence on all, one on each group against the reference."""

    all: str
    groups: tuple[tuple[str, str], ...]


@dataclass(frozen=True, kw_only=True)
class TableRow:
    label: str
    events: str
    population: str
    rate: str
    ratio: str
    difference: str
    excess: str
    share_ratio: str


@dataclass(frozen=True, kw_only=True)
class BoundsRow:
    label: str
    recorded: str
    bounds: str
    interval: str
    verdict: str


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step of the worked example: what is computed, and how with this page's numbers."""

    name: str
    formula: str
    example: str


def page(result: PopulationGap) -> dict[str, Any]:
    """What the template needs."""
    return {
        "result": result,
        "basis": basis(result),
        "notes": notes(result),
        "caveats": result.report.caveats_of(result),
        "finding": finding(result),
        "forest": forest_chart(result),
        "rates": rates_chart(result),
        "table": table(result),
        "unknown": unknown(result),
        "bounds": bounds(result) if result.shows_bounds else [],
        "steps": method(result),
    }


def basis(result: PopulationGap) -> list[Line]:
    """What the figures are figures of."""
    lines = [
        Line(key="Period", value=f"{_day(result.period.start)} to {_day(result.period.end)}"),
        Line(
            key="Place",
            value=result.place
            if result.selection.area
            else f"{result.place}, {result.areas} areas together",
        ),
        Line(key="Counted", value="People, once for each occasion on which they were handcuffed"),
    ]
    if words := result.selection.in_words():
        lines.append(Line(key="Narrowed to", value="; ".join(words)))
    return [
        *lines,
        Line(key="Ethnicity", value="As perceived by the officer"),
        Line(key="Residents", value=_benchmark(result)),
        Line(
            key="Records",
            value=f"{result.total.events:,} encounters with {result.officer_reports:,} reports of "
            f"officers; {result.late:,} were filed late. Drafts, discarded and withdrawn records "
            "are not counted.",
        ),
        Line(
            key="Data as at",
            value=date_format(timezone.localtime(result.computed_at), "j F Y, H:i"),
        ),
    ]


def notes(result: PopulationGap) -> list[str]:
    """What a reader must know of this very selection."""
    said = []
    if result.left_out:
        places = ", ".join(f"{left.area} {left.events:,}" for left in result.left_out)
        said.append(
            "Not in these rates, because there are no residents to compare with: "
            f"{_handcuffings(sum(left.events for left in result.left_out))} ({places})."
        )
    if result.without_residents:
        said.append(
            "Left out of the rates, because the table of residents does not have them: "
            f"{', '.join(result.without_residents)}."
        )
    if result.period.end < after(result.selection.last_month) - timedelta(days=1):
        said.append(
            "The last month has not ended: it is counted, and its days divided by, up to "
            f"{_day(result.period.end)}. Records of the last days are still arriving."
        )
    if result.first_month and result.first_month > result.selection.first_month:
        said.append(
            f"Nothing is recorded before {_month(result.first_month)}. Earlier months count as "
            "months without handcuffing, so the rates are too low: choose a later first month."
        )
    if result.benchmark and not (
        result.period.start.year <= result.benchmark.year <= result.period.end.year
    ):
        said.append(
            f"Residents were counted in {result.benchmark.year}, handcuffings in "
            f"{_years(result.period)}: the population has changed since."
        )
    return said


def finding(result: PopulationGap) -> Finding:
    """The plain sentences: ratio and difference always together, with the counts behind them."""
    events = result.total.events
    said = (
        f"From {_day(result.period.start)} to {_day(result.period.end)}, {_handcuffings(events)} "
        f"{'was' if events == 1 else 'were'} recorded in {result.place}"
    )
    if result.total.rate.shown:
        said += f": {result.total.rate.estimate:,.2f} {UNIT}"
    if words := result.selection.in_words():
        said += f" ({'; '.join(words).lower()})"
    reference = result.reference
    return Finding(
        all=f"{said}.",
        groups=tuple(
            (f"{row.label} against {reference.label}", _compared(row, reference))
            for row in result.compared
        ),
    )


def _compared(row: GroupRow, reference: GroupRow) -> str:
    """Ratio, difference and counts; the words for a ratio that may be 1 already have its limits."""
    counts = f"{_handcuffings(row.events)} against {reference.events:,}"
    said = wording.ratio(row.ratio)
    if not row.ratio.shown:
        return f"{said}. {counts}."
    if not row.ratio.lower <= 1 <= row.ratio.upper:
        said += (
            f", 95% interval {wording.times(row.ratio.lower)} to {wording.times(row.ratio.upper)}"
        )
    difference = (
        f"the difference is {wording.rate_figures(row.difference)} {UNIT}"
        if row.difference.lower <= 0 <= row.difference.upper
        else wording.difference(row.difference, unit=UNIT)
    )
    return f"{said}; {difference}. {counts}."


def forest_chart(result: PopulationGap) -> Chart:
    """Each group's ratio to the reference, on the axis that all ratios share."""
    reference = result.reference
    return forest(
        ident="ratio",
        title=f"Times the {reference.label} rate, residents of {_benchmark_name(result)}",
        reference=reference.label,
        description=(
            f"Rate of each group over that of people seen as {reference.label}, with 95% interval."
        ),
        rows=[
            ForestRow(
                label=row.label,
                estimate=row.ratio,
                counts=f"{row.events:,} against {reference.events:,}",
            )
            for row in result.compared
        ],
        greyed=result.is_greyed,
    )


def rates_chart(result: PopulationGap) -> Chart:
    """Each group's rate, on an axis from 0."""
    return rates(
        ident="rate",
        title=f"Handcuffings {UNIT}, residents of {_benchmark_name(result)}",
        unit=f"{UNIT} ({_benchmark_name(result)})",
        description="Rate of each group with 95% interval.",
        rows=[
            RateRow(
                label=row.label,
                estimate=row.rate,
                counts=f"{row.events:,} handcuffed, {_number(row.population)} residents",
            )
            for row in result.groups
        ],
        greyed=result.is_greyed,
    )


def table(result: PopulationGap) -> list[TableRow]:
    """Every row of the result; where there is no figure it says why."""
    return [
        TableRow(
            label=row.label,
            events=f"{row.events:,}",
            population=_number(row.population),
            rate=_cell(None if row is result.unknown else row.rate, wording.rate_figures),
            ratio="1 (reference)"
            if row is result.reference
            else _cell(row.ratio, wording.ratio_figures),
            difference=_cell(row.difference, wording.rate_figures),
            excess=_cell(row.excess, wording.rate_figures),
            share_ratio=_cell(row.share_ratio, wording.ratio_figures),
        )
        for row in result.rows
    ]


def unknown(result: PopulationGap) -> str:
    """How many have no group, and what became of them."""
    number, of = result.unknown.events, result.total.events
    if not of:
        return ""
    return (
        f"Ethnicity was not reported for {number:,} of {of:,} ({number / of:.1%}). They are in no "
        "group’s rate, ratio or share."
    )


def bounds(result: PopulationGap) -> list[BoundsRow]:
    """How far the unknown could move each ratio; shown where they are more than 5%."""
    rows = []
    for row in result.compared:
        if row.bounds is None:
            continue
        rows.append(
            BoundsRow(
                label=row.label,
                recorded=wording.ratio_figures(row.bounds.recorded),
                bounds=_range(*row.bounds.bounds),
                interval=_range(*row.bounds.interval),
                verdict="Robust: the direction is the same wherever they belong"
                if row.bounds.robust
                else "Not settled: the direction depends on where they belong",
            )
        )
    return rows


def method(result: PopulationGap) -> list[Step]:
    """The formulas with the numbers of the first group that has a ratio; none without one."""
    row = next((row for row in result.compared if row.ratio.shown), None)
    if row is None:
        return []
    reference, years = result.reference, result.period.years
    own, other = row.population * years, reference.population * years
    both = row.events + reference.events
    low, high = (_share(limit, own / other) for limit in (row.ratio.lower, row.ratio.upper))
    name, against = row.label, reference.label
    return [
        Step(
            name="Person-years",
            formula="residents × days ÷ 365.25",
            example=f"{name}: {row.population:,} × {result.period.days} ÷ 365.25 = {own:,.1f}; "
            f"{against}: {reference.population:,} × {result.period.days} ÷ 365.25 = {other:,.1f}",
        ),
        Step(
            name="Rate",
            formula="1,000 × handcuffings ÷ person-years",
            example=f"{name}: 1,000 × {row.events:,} ÷ {own:,.1f} = {row.rate.estimate:,.4f}; "
            f"{against}: 1,000 × {reference.events:,} ÷ {other:,.1f} = "
            f"{reference.rate.estimate:,.4f}",
        ),
        Step(
            name="Rate ratio",
            formula=f"rate ÷ rate of {against}",
            example=f"{row.rate.estimate:,.4f} ÷ {reference.rate.estimate:,.4f} = "
            f"{row.ratio.estimate:,.4f}",
        ),
        Step(
            name="Interval of the ratio (score)",
            formula="Wilson’s interval of the group’s share of the handcuffings of both groups; "
            f"each limit L becomes L ÷ (1 − L) × person-years of {against} ÷ person-years of the "
            "group",
            example=f"{row.events:,} of {both:,}: share {row.events / both:.4%}, limits "
            f"{low:.4%} and {high:.4%}; these become {row.ratio.lower:,.4f} and "
            f"{row.ratio.upper:,.4f}",
        ),
        Step(
            name="Rate difference",
            formula=f"rate − rate of {against}",
            example=f"{row.rate.estimate:,.4f} − {reference.rate.estimate:,.4f} = "
            f"{row.difference.estimate:,.4f} {UNIT}",
        ),
        Step(
            name="Excess",
            formula=f"handcuffings − person-years × handcuffings of {against} ÷ person-years of "
            f"{against}",
            example=f"{row.events:,} − {own:,.1f} × {reference.events:,} ÷ {other:,.1f} = "
            f"{row.excess.estimate:,.1f}",
        ),
        Step(
            name="Share ratio",
            formula="share of the handcuffings with known ethnicity ÷ share of residents",
            example=f"{name}: {row.share_ratio.estimate:,.4f}; {against}: "
            f"{reference.share_ratio.estimate:,.4f}; one over the other is the rate ratio",
        ),
    ]


def _share(ratio: float, exposures: float) -> float:
    """The share of events that a rate ratio stands for."""
    odds = ratio * exposures
    return odds / (1 + odds)


def _cell(estimate: Estimate | None, words: Callable[[Estimate], str]) -> str:
    """A figure whose interval is not broken over lines, or why there is none."""
    if estimate is None:
        return "–"
    said = words(estimate)
    if estimate.shown:
        value, _, interval = said.partition(" ")
        said = f"{value} {interval.replace(' ', NO_BREAK)}"
    return f"{said}, low precision" if estimate.state is State.LOW_PRECISION else said


def _range(low: float | None, high: float | None) -> str:
    if low is None:
        return "cannot be worked out"
    return f"{wording.times(low)} to {'any size' if high is None else wording.times(high)}"


def _handcuffings(number: int) -> str:
    return f"{number:,} handcuffing{'' if number == 1 else 's'}"


def _number(number: int | None) -> str:
    return "–" if number is None else f"{number:,}"


def _day(day: date) -> str:
    return date_format(day, "j F Y")


def _years(period: Period) -> str:
    first, last = period.start.year, period.end.year
    return str(first) if first == last else f"{first} to {last}"


def _month(month: date) -> str:
    return date_format(month, "F Y")


def _benchmark(result: PopulationGap) -> str:
    if result.benchmark is None:
        return "No table of residents is loaded, so there are no rates"
    return f"{result.benchmark}. {result.benchmark.attribution}."


def _benchmark_name(result: PopulationGap) -> str:
    return result.benchmark.name if result.benchmark else "no table loaded"
