"""R7 in words: every sentence, chart and cell of its page, from one result."""

from accounts.presenters import day
from reporting import wording
from reporting.charts.scatter import Chart, Place, scatter
from reporting.presenters import basis, strata
from reporting.presenters.page import Figure, Finding, Line, Method, Page, Step, Table
from reporting.reports.boroughs import BoroughRow, Boroughs
from reporting.reports.declaration import REFERENCE

UNIT = "per 1,000 residents a year"
REMARKS = (
    "Intervals are 95% intervals. Ratio of a borough: conditional score. Within boroughs: Mantel "
    "and Haenszel, with the variance of Greenland and Robins; whether boroughs differ: Cochran’s Q "
    "of the logarithms. Rate: exact Poisson limits below 10 handcuffings, Byar’s from 10.",
    "A ratio is shown if both groups have at least 10 handcuffings; it is of low precision if its "
    "upper limit is more than four times the lower. Ratios drawn together are not, and are never "
    "to be, put in an order.",
    "Read: Greenland and Robins, Biometrics 41 (1985), within boroughs; Clayton and Kaldor, "
    "Biometrics 43 (1987), and Marshall, Applied Statistics 40 (1991), for ratios drawn together.",
)


def page(result: Boroughs) -> Page:
    return Page(
        empty=basis.NOTHING if result.is_empty else "",
        finding=finding(result),
        notes=tuple(notes(result)),
        figures=figures(result),
        tables=(table(result),),
        method=Method(steps=tuple(method(result)), remarks=REMARKS),
        basis=tuple(figures_of(result)),
        caveats=tuple(result.report.caveats_of(result)),
    )


def finding(result: Boroughs) -> Finding:
    """The ratio within boroughs, whether they differ, and on which side their intervals lie."""
    whole, group = result.whole, result.selection.group
    compared = len(result.compared)
    said = (
        f"From {day(result.period.start)} to {day(result.period.end)}, people seen as "
        f"{group.label} against people seen as {REFERENCE.label} in {compared:,} "
        f"borough{'' if compared == 1 else 's'} of {result.place}"
    )
    if words := result.selection.in_words():
        said += f" ({'; '.join(words).lower()})"
    ratio = wording.ratio(whole.ratio, reference=REFERENCE.label)
    if whole.ratio.shown:
        if not whole.ratio.lower <= 1 <= whole.ratio.upper:
            low, high = wording.times(whole.ratio.lower), wording.times(whole.ratio.upper)
            ratio += f", 95% interval {low} to {high}"
        difference = wording.rate_figures(whole.difference)
        ratio += f"; over all of them together the difference is {difference} {UNIT}"
    counts = f"{wording.handcuffings(whole.events)} against {whole.reference_events:,}"
    return Finding(
        all=f"{said}:",
        groups=(
            ("Within boroughs", f"{ratio}. {counts}."),
            ("Whether they differ", strata.spread(result.spread)),
            ("On which side of 1", _sides(result)),
        ),
        more=_unknown(result),
        warning="Ethnicity is unknown for more than one in five: these ratios may be quite others."
        if result.is_greyed
        else "",
    )


def _sides(result: Boroughs) -> str:
    """How many lie where; no names, for that would be a list to rank by."""
    shown = [row.ratio for row in result.compared if row.ratio.shown]
    above = sum(ratio.lower > 1 for ratio in shown)
    below = sum(ratio.upper < 1 for ratio in shown)
    return (
        f"of {len(shown):,} boroughs with enough handcuffings for a ratio, the whole interval lies "
        f"above 1 in {above:,} and below 1 in {below:,}; in {len(shown) - above - below:,} it "
        "includes 1."
    )


def _unknown(result: Boroughs) -> tuple[str, ...]:
    if not result.encounters:
        return ()
    return (
        f"Ethnicity was not reported for {result.unknown:,} of {result.encounters:,} "
        f"({result.unknown / result.encounters:.1%}). They are in no borough’s figures.",
    )


def notes(result: Boroughs) -> list[str]:
    """What a reader must know of this very selection."""
    said = basis.about_the_period(result)
    central = [row for row in result.boroughs if row.is_central]
    if central:
        said.append(
            "Counted and not compared, because they have many visitors for their residents: "
            f"{_named(central)}."
        )
    without = [row for row in result.boroughs if not (row.enters or row.is_central)]
    if without:
        said.append(
            "Counted and not compared, because the table of residents does not have them: "
            f"{_named(without)}."
        )
    if result.elsewhere:
        said.append(f"Not in any borough: {wording.handcuffings(result.elsewhere)}.")
    return [*said, *basis.about_the_benchmark(result)]


def figures(result: Boroughs) -> tuple[Figure, ...]:
    drawn = [row for row in result.compared if row.ratio.shown]
    if not drawn:
        return ()
    left = len(result.compared) - len(drawn)
    few = f" {left:,} with fewer than 10 of one group are not drawn." if left else ""
    return (
        Figure(
            chart=scatter_chart(result, drawn),
            template="reporting/charts/scatter.svg.html",
            caption="Each point is a borough. On the line both groups are handcuffed as often for "
            "their residents; above it, the group on the upright axis more often. A point is "
            "filled where the interval of the ratio leaves out 1. Names stand where there is room; "
            f"every borough is in the table.{few}",
        ),
    )


def scatter_chart(result: Boroughs, drawn: list[BoroughRow]) -> Chart:
    group = result.selection.group
    return scatter(
        ident="boroughs",
        title=f"{group.label} against {REFERENCE.label}: handcuffings {UNIT} "
        f"({result.benchmark.name})",
        description="Each point is a borough.",
        group=group.label,
        reference=REFERENCE.label,
        unit=UNIT,
        places=[
            Place(
                label=row.borough,
                rate=row.rate,
                reference_rate=row.reference_rate,
                ratio=row.ratio,
            )
            for row in drawn
        ],
    )


def table(result: Boroughs) -> Table:
    """Every borough, by the alphabet; where there is no figure it says why."""
    group = result.selection.group
    return Table(
        ident="table",
        heading="Table",
        caption=f"Handcuffings of people seen as {group.label} and as {REFERENCE.label} by "
        f"borough, in the order of the alphabet; residents of {result.benchmark.name}; in brackets "
        "95% intervals",
        columns=(
            "Borough",
            f"Handcuffings, {group.label}",
            f"The same, {REFERENCE.label}",
            f"Rate {UNIT}, {group.label}",
            f"The same, {REFERENCE.label}",
            f"Times the rate of {REFERENCE.label}",
            "Ratio, drawn towards that of all",
            "Difference of rates",
        ),
        numeric=range(1, 8),
        rows=tuple(_cells(row) for row in (*result.boroughs, result.whole)),
    )


def _cells(row: BoroughRow) -> tuple[str, ...]:
    counts = (row.borough, f"{row.events:,}", f"{row.reference_events:,}")
    if row.is_central:
        return (*counts, "many visitors, not shown", "–", "–", "–", "–")
    return (
        *counts,
        wording.cell(row.rate, wording.rate_figures),
        wording.cell(row.reference_rate, wording.rate_figures),
        wording.cell(row.ratio, wording.ratio_figures),
        "–" if row.shrunken is None else wording.ratio_number(row.shrunken),
        wording.cell(row.difference, wording.rate_figures),
    )


def method(result: Boroughs) -> list[Step]:
    """The formulas with the numbers of the first borough that has a ratio; none without one."""
    row = next((row for row in result.compared if row.ratio.shown), None)
    if row is None:
        return []
    years = result.period.years
    own, other = row.population * years, row.reference_population * years
    whole = result.whole.ratio
    steps = [
        Step(
            name="Ratio of a borough",
            formula="(handcuffings ÷ person-years) ÷ the same of "
            f"{REFERENCE.label}; person-years are residents × days ÷ 365.25",
            example=f"{row.borough}: ({row.events:,} ÷ {own:,.1f}) ÷ ({row.reference_events:,} ÷ "
            f"{other:,.1f}) = {row.ratio.estimate:,.4f}",
        )
    ]
    if not whole.shown:
        return steps
    steps.append(
        Step(
            name="Within boroughs",
            formula="Σ(a × t₀ ÷ T) ÷ Σ(b × t₁ ÷ T) over boroughs: a handcuffings in t₁ "
            "person-years of the group, b in t₀ of the other, T both",
            example=f"{len(result.compared):,} boroughs: {whole.estimate:,.4f}, "
            f"{whole.lower:,.4f} to {whole.upper:,.4f}",
        )
    )
    drawn = next((row for row in result.compared if row.shrunken is not None), None)
    return [*steps, _drawn(result, drawn)] if drawn else steps


def _drawn(result: Boroughs, row: BoroughRow) -> Step:
    """How the ratio of a borough is drawn towards that of all."""
    whole = result.whole.ratio
    expected = row.reference_events * row.population / row.reference_population * whole.estimate
    if result.prior.shown:
        prior = result.prior.estimate
        formula = (
            "ratio within boroughs × (handcuffings + k) ÷ (expected + k); expected are those at "
            f"the {REFERENCE.label} rate of the borough times that ratio, k is one over the "
            "variance of the ratios beyond chance"
        )
        example = (
            f"{row.borough}: {whole.estimate:,.4f} × ({row.events:,} + {prior:,.4f}) ÷ "
            f"({expected:,.4f} + {prior:,.4f}) = {row.shrunken:,.4f}"
        )
    else:
        formula = "where boroughs vary no more than chance makes them: the ratio within boroughs"
        example = f"{row.borough}: {row.shrunken:,.4f}"
    return Step(name="Drawn towards all", formula=formula, example=example)


def figures_of(result: Boroughs) -> list[Line]:
    """What the figures are figures of."""
    return [
        basis.period(result),
        Line(key="Place", value=f"{result.place}, each borough in which it happened"),
        *basis.counted(result),
        basis.AS_PERCEIVED,
        Line(key="Residents", value=f"{result.benchmark}. {result.benchmark.attribution}."),
        basis.records(
            encounters=result.encounters,
            officer_reports=result.officer_reports,
            late=result.late,
        ),
        basis.data_as_at(result),
    ]


def _named(rows: list[BoroughRow]) -> str:
    return ", ".join(f"{row.borough} {row.events:,} and {row.reference_events:,}" for row in rows)
