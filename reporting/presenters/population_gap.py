"""R2 in words: every sentence, chart and cell of its page, from one result."""

from collections.abc import Callable

from accounts.presenters import day
from reporting import wording
from reporting.charts.forest import Row as ForestRow
from reporting.charts.forest import forest
from reporting.charts.intervals import Chart
from reporting.charts.rates import Row as RateRow
from reporting.charts.rates import rates
from reporting.presenters import basis, behind
from reporting.presenters.page import Figure, Finding, Line, Method, Page, Step, Table
from reporting.presenters.unknown import bounds_table
from reporting.reports.declaration import OFFICER_REPORTS, PERSON_ENCOUNTERS
from reporting.reports.population_gap import Gap, GroupRow, PopulationGap
from reporting.wording import number

UNIT = "per 1,000 residents a year"
UNITS = {PERSON_ENCOUNTERS: wording.HANDCUFFINGS, OFFICER_REPORTS: wording.REPORTS_OF_OFFICERS}


def unit_of(result: Gap) -> wording.Unit:
    """What the report counts, in words."""
    return UNITS[result.report.unit]


def remarks(unit: wording.Unit) -> tuple[str, ...]:
    """Intervals, gates and what to read."""
    return (
        f"Intervals are 95% intervals. Rate: exact Poisson limits below 10 {unit.many}, Byar’s "
        f"from 10. Ratio: conditional score. Difference and excess: Wald from 10 {unit.many} in "
        "both groups, otherwise MOVER. Share: Wilson.",
        f"A ratio is shown if both groups have at least 10 {unit.many}; it is of low precision if "
        "its upper limit is more than four times the lower. A rate or difference from fewer than "
        "10 is of low precision.",
        "Read: Breslow and Day, Statistical Methods in Cancer Research II (1987), for rates; Zou "
        "and Donner, Statistics in Medicine 27 (2008), for differences; Manski (1989), for what "
        "unknown values can change.",
    )


def page(result: PopulationGap) -> Page:
    """The parts of the page; without residents there are counts, and nothing to draw."""
    counted = table(result, count=lambda row: _rows_behind(result, row))
    return Page(
        empty=basis.NOTHING if result.is_empty else "",
        finding=finding(result),
        notes=tuple(notes(result)),
        figures=figures(result) if result.benchmark else (),
        tables=(bounds(result), counted) if result.shows_bounds else (counted,),
        behind=behind.about(result, told_apart=not result.without_residents),
        method=Method(steps=tuple(method(result)), remarks=remarks(unit_of(result))),
        basis=tuple(figures_of(result)),
        caveats=tuple(result.report.caveats_of(result)),
    )


def _rows_behind(result: PopulationGap, row: GroupRow) -> str:
    """The count of a row, leading to its rows where these can be told by filters."""
    if result.without_residents:
        return number(row.events)
    group = "" if row is result.total else row.group
    return behind.count(row.events, result, **behind.districts(result.selection), ethnicity=group)


def figures_of(result: PopulationGap) -> list[Line]:
    """What the figures are figures of."""
    return [
        basis.period(result),
        basis.place(result, areas=result.areas),
        *basis.counted(result),
        basis.AS_PERCEIVED,
        benchmark_line(result),
        basis.records(
            encounters=result.total.events,
            officer_reports=result.officer_reports,
            late=result.late,
        ),
        basis.data_as_at(result),
    ]


def notes(result: PopulationGap) -> list[str]:
    """What a reader must know of this very selection."""
    said = basis.about_disclosure(result)
    if result.left_out:
        said.append(
            "Not in these rates, because there are no residents to compare with: "
            f"{_left_out(result)}."
        )
    if result.without_residents:
        said.append(
            "Left out of the rates, because the table of residents does not have them: "
            f"{', '.join(result.without_residents)}."
        )
    if basis.is_running(result):
        said.append(
            "The last month has not ended: it is counted, and its days divided by, up to "
            f"{day(result.period.end)}. Records of the last days are still arriving."
        )
    if result.first_month and result.first_month > result.selection.first_month:
        said.append(
            f"Nothing is recorded before {basis.month(result.first_month)}. Earlier months count "
            "as months without handcuffing, so the rates are too low: choose a later first month."
        )
    return [*said, *basis.about_the_benchmark(result, counted=unit_of(result).many)]


def _left_out(result: PopulationGap) -> str:
    """How many where; in public only where."""
    if result.disclosure.is_public:
        return ", ".join(left.area for left in result.left_out)
    places = ", ".join(f"{left.area} {left.events:,}" for left in result.left_out)
    return f"{wording.handcuffings(sum(left.events for left in result.left_out))} ({places})"


def finding(result: Gap) -> Finding:
    """The plain sentences: ratio and difference always together, with the counts behind them."""
    events, unit = result.total.events, unit_of(result)
    said = (
        f"From {day(result.period.start)} to {day(result.period.end)}, "
        f"{unit.counted(events)} {'was' if events == 1 else 'were'} recorded in "
        f"{result.place}"
    )
    if result.total.rate.shown:
        said += f": {result.total.rate.estimate:,.2f} {UNIT}"
    if words := result.selection.in_words():
        said += f" ({'; '.join(words).lower()})"
    reference = result.reference
    return Finding(
        all=f"{said}.",
        groups=tuple(
            (f"{row.label} against {reference.label}", _compared(row, reference, unit))
            for row in result.compared
        ),
        more=unknown(result),
        warning="Ethnicity is unknown for more than one in five, so the charts are drawn in grey: "
        "read the range below first."
        if result.is_greyed
        else "",
    )


def _compared(row: GroupRow, reference: GroupRow, unit: wording.Unit) -> str:
    """Ratio, difference and counts; the words for a ratio that may be 1 already have its limits."""
    counts = wording.sentence(f"{unit.counted(row.events)} against {number(reference.events)}")
    said = wording.ratio(row.ratio)
    if not row.ratio.shown:
        return f"{said}. {counts}"
    if not row.ratio.lower <= 1 <= row.ratio.upper:
        said += f", {wording.ratio_limits(row.ratio)}"
    difference = (
        f"the difference is {wording.rate_figures(row.difference)} {UNIT}"
        if row.difference.lower <= 0 <= row.difference.upper
        else wording.difference(row.difference, unit=UNIT)
    )
    return f"{said}; {difference}. {counts}"


def figures(result: Gap) -> tuple[Figure, ...]:
    return (
        Figure(
            chart=forest_chart(result),
            caption="At 1 a group is handcuffed as often, for its number of residents, as the "
            "group compared with. The axis is logarithmic: twice and half are equally far from 1.",
        ),
        Figure(
            chart=rates_chart(result),
            caption=f"Residents are those of {result.benchmark.name} ({result.benchmark.year}). A "
            "rate may exceed 1,000, since visitors are handcuffed too.",
        ),
    )


def forest_chart(result: Gap) -> Chart:
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
                counts=f"{number(row.events)} against {number(reference.events)}",
            )
            for row in result.compared
        ],
        greyed=result.is_greyed,
    )


def rates_chart(result: Gap) -> Chart:
    """Each group's rate, on an axis from 0."""
    unit = unit_of(result)
    return rates(
        ident="rate",
        title=f"{unit.many.capitalize()} {UNIT}, residents of {_benchmark_name(result)}",
        unit=f"{UNIT} ({_benchmark_name(result)})",
        description="Rate of each group with 95% interval.",
        rows=[
            RateRow(
                label=row.label,
                estimate=row.rate,
                counts=f"{unit.counted(row.events)}, {number(row.population)} residents",
            )
            for row in result.groups
        ],
        greyed=result.is_greyed,
    )


def table(result: Gap, *, count: Callable[[GroupRow], str] | None = None) -> Table:
    """Every row of the result; where there is no figure it says why. `count` is its first cell."""
    count = count or (lambda row: number(row.events))
    residents = f"; residents of {result.benchmark.name}" if result.benchmark else ""
    unit = unit_of(result)
    return Table(
        ident="table",
        heading="Table",
        caption=f"{unit.caption} by ethnicity as perceived, {result.place}{residents}; in "
        "brackets 95% intervals",
        columns=(
            "Group",
            unit.many.capitalize(),
            "Residents",
            "Rate per 1,000 residents a year",
            f"Times the rate of {result.reference.label}",
            "Difference of rates per 1,000 residents a year",
            f"Excess {unit.many}",
            f"Share of {unit.many} over share of residents",
        ),
        numeric=range(1, 8),
        rows=tuple(_cells(result, row, count(row)) for row in result.rows),
    )


def _cells(result: Gap, row: GroupRow, count: str) -> tuple[str, ...]:
    return (
        row.label,
        count,
        number(row.population),
        wording.cell(None if row is result.unknown else row.rate, wording.rate_figures),
        "1 (reference)"
        if row is result.reference
        else wording.cell(row.ratio, wording.ratio_figures),
        wording.cell(row.difference, wording.rate_figures),
        wording.cell(row.excess, wording.rate_figures),
        wording.cell(row.share_ratio, wording.ratio_figures),
    )


def unknown(result: Gap) -> tuple[str, ...]:
    """How many have no group, and what became of them."""
    unknown, of = result.unknown.events, result.total.events
    if not of:
        return ()
    said = basis.unknown_ethnicity(result, unknown=unknown, of=of)
    return (f"{said}. They are in no group’s rate, ratio or share.",)


def bounds(result: Gap) -> Table:
    return bounds_table(
        ((row.label, row.bounds) for row in result.compared),
        text="More than 5% have no ethnicity recorded. If all of them were of the group compared "
        "with, the ratio would be the lowest; if all were of the group in the row, the highest.",
    )


def method(result: Gap) -> list[Step]:
    """The formulas with the numbers of the first group that has a ratio; none without one."""
    row = next((row for row in result.compared if row.ratio.shown), None)
    if row is None:
        return []
    reference, years = result.reference, result.period.years
    own, other = row.population * years, reference.population * years
    both = row.events + reference.events
    low, high = (_share(limit, own / other) for limit in (row.ratio.lower, row.ratio.upper))
    name, against, many = row.label, reference.label, unit_of(result).many
    return [
        Step(
            name="Person-years",
            formula="residents × days ÷ 365.25",
            example=f"{name}: {row.population:,} × {result.period.days} ÷ 365.25 = {own:,.1f}; "
            f"{against}: {reference.population:,} × {result.period.days} ÷ 365.25 = {other:,.1f}",
        ),
        Step(
            name="Rate",
            formula=f"1,000 × {many} ÷ person-years",
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
            formula=f"Wilson’s interval of the group’s share of the {many} of both groups; "
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
            formula=f"{many} − person-years × {many} of {against} ÷ person-years of {against}",
            example=f"{row.events:,} − {own:,.1f} × {reference.events:,} ÷ {other:,.1f} = "
            f"{row.excess.estimate:,.1f}",
        ),
        *_share_ratio(row, reference, many),
    ]


def _share_ratio(row: GroupRow, reference: GroupRow, many: str) -> list[Step]:
    """In public the sum of all groups may be hidden, and with it the shares."""
    if not (row.share_ratio.shown and reference.share_ratio.shown):
        return []
    return [
        Step(
            name="Share ratio",
            formula=f"share of the {many} with known ethnicity ÷ share of residents",
            example=f"{row.label}: {row.share_ratio.estimate:,.4f}; {reference.label}: "
            f"{reference.share_ratio.estimate:,.4f}; one over the other is the rate ratio",
        )
    ]


def _share(ratio: float, exposures: float) -> float:
    """The share of events that a rate ratio stands for."""
    odds = ratio * exposures
    return odds / (1 + odds)


def benchmark_line(result: Gap) -> Line:
    """Whose residents the rates are divided by."""
    return Line(key="Residents", value=basis.residents(result.benchmark))


def _benchmark_name(result: Gap) -> str:
    return result.benchmark.name if result.benchmark else "no table loaded"
