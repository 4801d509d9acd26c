"""R3 in words: every sentence, chart and cell of its page, from one result."""

from accounts.presenters import day
from reporting import wording
from reporting.charts.forest import Row as ForestRow
from reporting.charts.forest import forest
from reporting.charts.intervals import Chart
from reporting.charts.multiples import multiples
from reporting.presenters import basis, strata
from reporting.presenters.page import (
    Figure,
    Finding,
    Line,
    Locked,
    Method,
    Page,
    Step,
    Table,
    locked_page,
)
from reporting.presenters.unknown import bounds_table
from reporting.reports.age_sex_strata import SEXES
from reporting.reports.declaration import REFERENCE
from reporting.reports.standardised_rates import NO_PLACE, Standardised
from reporting.reports.standardised_rows import RateRow
from reporting.statistics import State

UNIT = "per 1,000 residents a year"
GROUPS_OF_PEOPLE = "groups of age and sex"
REMARKS = (
    "Intervals are 95% intervals. Standardised rate: Dobson’s, from Byar’s limits of the number of "
    "handcuffings. Ratio of two: from the logarithm and both variances. Crude rate: exact Poisson "
    "below 10 handcuffings, Byar’s from 10; crude ratio: conditional score. Whether ages and sexes "
    "differ: Cochran’s Q of the logarithms.",
    "The standard is everybody in the table of residents. A standardised rate is shown from 10 "
    "handcuffings, a ratio if both groups have 10. A band in which some group has nobody, and "
    "nobody handcuffed, joins its neighbour, for all groups alike; a group with people handcuffed "
    "where it has no residents has no standardised rate.",
    "Repeated handcuffing of one person cannot be recognised: the register knows people within an "
    "incident only. So every handcuffing is counted as if it came by itself, and the intervals are "
    "too narrow if some people are handcuffed often.",
    "Read: Dobson and others, Statistics in Medicine 10 (1991), for the interval; Breslow and Day, "
    "Statistical Methods in Cancer Research II (1987), for standardising.",
)


def page(result: Standardised) -> Page:
    if result.problem:
        return locked_page(_locked(result))
    return Page(
        empty=basis.NOTHING if result.is_empty else "",
        finding=finding(result),
        notes=tuple(notes(result)),
        figures=() if result.is_empty else figures(result),
        tables=(*bounds(result), table(result), strata_table(result)),
        method=Method(steps=tuple(method(result)), remarks=REMARKS),
        basis=tuple(figures_of(result)),
        caveats=tuple(result.report.caveats_of(result)),
    )


def _locked(result: Standardised) -> Locked:
    if result.problem == NO_PLACE:
        where = result.selection.area.name if result.selection.area else "these places"
        return Locked(
            reasons=(f"No table of residents by ethnicity, age and sex together has {where}.",)
        )
    return Locked(
        reasons=(
            f"The ages of {result.benchmark} do not fit those of the register: {result.problem}.",
            "Load a table whose bands begin and end where the register’s do.",
        )
    )


def finding(result: Standardised) -> Finding:
    """Crude beside adjusted for every group, then whether the gap is one."""
    said = (
        f"From {day(result.period.start)} to {day(result.period.end)}, "
        f"{wording.handcuffings(result.events)} "
        f"{'was' if result.events == 1 else 'were'} recorded in {result.place}. Times the "
        f"{REFERENCE.label} rate, as it is and as if every group had the same ages and sexes:"
    )
    groups = [(row.label, _sentence(row)) for row in result.compared]
    if result.spread:
        chosen = result.of(result.selection.group)
        differs = strata.spread(result.spread, of=GROUPS_OF_PEOPLE)
        groups.append((f"Whether it is one gap, {chosen.label}", differs))
    return Finding(
        all=said,
        groups=tuple(groups),
        more=_unknown(result),
        warning="Ethnicity is unknown for more than one in five, so the charts are drawn in grey: "
        "these rates may be quite others."
        if result.is_greyed
        else "",
    )


def _sentence(row: RateRow) -> str:
    if row.state is State.BENCHMARK_MISSING:
        return f"not compared: {row.note}."
    crude = wording.ratio_figures(row.ratio)
    adjusted = wording.ratio_figures(row.standardised_ratio)
    rates = (
        f"{wording.rate_figures(row.rate)} and {wording.rate_figures(row.standardised)} {UNIT}"
        if row.standardised.shown
        else f"{wording.rate_figures(row.rate)} {UNIT}"
    )
    return f"{crude} as it is, {adjusted} adjusted; the rates are {rates}."


def _unknown(result: Standardised) -> tuple[str, ...]:
    said = []
    if result.events:
        said.append(
            f"Ethnicity was not reported for {result.unknown:,} of {result.events:,} "
            f"({result.unknown / result.events:.1%}). They are in no rate."
        )
    not_known = sum(row.not_known or 0 for row in result.groups)
    if not_known:
        said.append(
            f"Age is not known, or gender is neither male nor female, for {not_known:,} others. "
            "They are in no rate either, crude or adjusted, and in the table by themselves."
        )
    return tuple(said)


def bounds(result: Standardised) -> tuple[Table, ...]:
    """What the unknown could change of the adjusted ratios."""
    if not result.shows_bounds:
        return ()
    text = (
        "More than 5% have no ethnicity recorded. If all of them whose age and sex are known were "
        "of the group compared with, the adjusted ratio would be the lowest; if all were of the "
        "group in the row, the highest."
    )
    return (bounds_table(((row.label, row.bounds) for row in result.compared), text=text),)


def notes(result: Standardised) -> list[str]:
    """What a reader must know of this very selection."""
    said = basis.about_the_period(result)
    if result.elsewhere:
        said.append(
            "Not in these rates, because there are no residents to compare with: "
            f"{wording.handcuffings(result.elsewhere)}."
        )
    if result.without_residents:
        said.append(
            "Left out of the rates, because the table of residents does not have them: "
            f"{', '.join(result.without_residents)}."
        )
    if result.joined:
        said.append(
            f"{result.joined:,} band{' has' if result.joined == 1 else 's have'} nobody of some "
            "group and joined a neighbour, for all groups alike."
        )
    if result.first_month and result.first_month > result.selection.first_month:
        said.append(
            f"Nothing is recorded before {basis.month(result.first_month)}. Earlier months count "
            "as months without handcuffing, so the rates are too low: choose a later first month."
        )
    return [*said, *basis.about_the_benchmark(result)]


def figures(result: Standardised) -> tuple[Figure, ...]:
    group = result.of(result.selection.group)
    found = [_pairs(result)]
    own = result.strata_of(result.selection.group)
    if own and group.ratio is not None:
        found.append(
            Figure(
                chart=multiples(
                    ident="by-age-and-sex",
                    title=f"{group.label}: times the {REFERENCE.label} rate, by age and sex",
                    charts=[_of_sex(result, sex) for sex in SEXES],
                ),
                caption="Each row compares people of one age and sex. All pictures have one scale.",
            )
        )
    return tuple(found)


def _pairs(result: Standardised) -> Figure:
    rows = []
    for row in result.compared:
        if row.state is State.BENCHMARK_MISSING:
            rows.append(ForestRow(label=row.label, note=row.note))
            continue
        counts = f"{row.events:,} against {result.reference.events:,}"
        rows.append(ForestRow(label=f"{row.label}, as it is", estimate=row.ratio, counts=counts))
        rows.append(
            ForestRow(
                label=f"{row.label}, adjusted", estimate=row.standardised_ratio, counts=counts
            )
        )
    return Figure(
        chart=forest(
            ident="ratio",
            title=f"Times the {REFERENCE.label} rate, crude and adjusted for age and sex",
            reference=REFERENCE.label,
            description=f"Rate of each group over that of people seen as {REFERENCE.label}, as it "
            "is and adjusted, with 95% interval.",
            rows=rows,
            greyed=result.is_greyed,
        ),
        caption="Two rows for each group: as it is, and as if every group had the same ages and "
        "sexes. The axis is logarithmic: twice and half are equally far from 1.",
    )


def _of_sex(result: Standardised, sex) -> Chart:
    reference = {row.stratum: row for row in result.strata_of(REFERENCE)}
    return forest(
        ident=f"strata-{sex.value}",
        title=sex.label,
        reference=REFERENCE.label,
        description=f"{sex.label}, by age.",
        rows=[
            ForestRow(
                label=row.stratum.age_label,
                estimate=row.ratio,
                counts=f"{row.events:,} against {reference[row.stratum].events:,}",
            )
            for row in result.strata_of(result.selection.group)
            if row.stratum.sex == sex
        ],
        greyed=result.is_greyed,
    )


def table(result: Standardised) -> Table:
    """Crude beside adjusted; where there is no figure it says why."""
    return Table(
        ident="table",
        heading="Crude and adjusted",
        caption=f"Handcuffings of people by ethnicity as perceived, {result.place}; residents of "
        f"{result.benchmark.name}; in brackets 95% intervals",
        columns=(
            "Group",
            "Handcuffings",
            "Age or sex not known",
            "Residents",
            f"Rate {UNIT}",
            "The same, adjusted",
            f"Times the rate of {REFERENCE.label}",
            "The same, adjusted",
        ),
        numeric=range(1, 8),
        rows=tuple(
            (
                row.label,
                f"{row.events:,}",
                f"{row.not_known or 0:,}",
                "–" if row.population is None else f"{row.population:,}",
                row.note
                if row.state is State.BENCHMARK_MISSING
                else wording.cell(row.rate, wording.rate_figures),
                *(
                    "–" if row.state is State.BENCHMARK_MISSING else wording.cell(figure, words)
                    for figure, words in (
                        (row.standardised, wording.rate_figures),
                        (row.ratio, wording.ratio_figures),
                        (row.standardised_ratio, wording.ratio_figures),
                    )
                ),
            )
            for row in result.groups
        ),
    )


def strata_table(result: Standardised) -> Table:
    """The chosen group in every stratum."""
    group = result.selection.group
    reference = {row.stratum: row for row in result.strata_of(REFERENCE)}
    return Table(
        ident="strata",
        heading="By age and sex",
        text=strata.spread(result.spread, of=GROUPS_OF_PEOPLE) if result.spread else "",
        caption=f"{group.label} against {REFERENCE.label}; in brackets 95% intervals",
        columns=(
            "Age and sex",
            f"Handcuffings, {group.label}",
            "Residents",
            f"Handcuffings, {REFERENCE.label}",
            "Residents",
            f"Rate {UNIT}, {group.label}",
            f"The same, {REFERENCE.label}",
            f"Times the rate of {REFERENCE.label}",
        ),
        numeric=range(1, 8),
        rows=tuple(
            (
                f"{row.stratum.sex.label}, {row.stratum.age_label.lower()}",
                f"{row.events:,}",
                f"{row.population:,}",
                f"{reference[row.stratum].events:,}",
                f"{reference[row.stratum].population:,}",
                wording.cell(row.rate, wording.rate_figures),
                wording.cell(reference[row.stratum].rate, wording.rate_figures),
                wording.cell(row.ratio, wording.ratio_figures),
            )
            for row in result.strata_of(group)
        ),
    )


def method(result: Standardised) -> list[Step]:
    """The formulas with the numbers of the first group that has an adjusted ratio."""
    row = next(
        (row for row in result.compared if row.standardised_ratio and row.standardised_ratio.shown),
        None,
    )
    if row is None:
        return []
    years, reference = result.period.years, result.reference
    own = result.strata_of(row.group)
    first = own[0]
    everybody = [
        sum(one.population for one in result.strata if one.stratum == stratum.stratum)
        for stratum in own
    ]
    weight = everybody[0] / sum(everybody)
    terms = " + ".join(
        f"{size / sum(everybody):.4f} × {1000 * one.events / (one.population * years):,.4f}"
        for one, size in zip(own, everybody, strict=True)
        if one.population
    )
    return [
        Step(
            name="Rate in a stratum",
            formula="1,000 × handcuffings ÷ (residents × days ÷ 365.25)",
            example=f"{row.label}, {first.stratum.sex.label.lower()}, "
            f"{first.stratum.age_label.lower()}: 1,000 × {first.events:,} ÷ ({first.population:,} "
            f"× {result.period.days} ÷ 365.25) = {first.rate.estimate:,.4f}",
        ),
        Step(
            name="Weight of a stratum",
            formula="its residents of all groups ÷ all residents",
            example=f"{everybody[0]:,} ÷ {sum(everybody):,} = {weight:.4f}",
        ),
        Step(
            name="Standardised rate",
            formula="Σ(weight × rate) over strata",
            example=f"{row.label}: {terms} = {row.standardised.estimate:,.4f}",
        ),
        Step(
            name="Ratio of standardised rates",
            formula=f"standardised rate ÷ that of {REFERENCE.label}",
            example=f"{row.standardised.estimate:,.4f} ÷ {reference.standardised.estimate:,.4f} = "
            f"{row.standardised_ratio.estimate:,.4f}",
        ),
    ]


def figures_of(result: Standardised) -> list[Line]:
    """What the figures are figures of."""
    return [
        basis.period(result),
        basis.place(result, areas=result.areas),
        *basis.counted(result),
        basis.AS_PERCEIVED,
        Line(key="Residents", value=basis.residents(result.benchmark)),
        Line(
            key="Standard",
            value="All residents of that table, of every group, by age and sex. The register’s age "
            "groups are put into the bands of the table.",
        ),
        basis.data_as_at(result),
    ]
