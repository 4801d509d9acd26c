"""R3 in words: every sentence, chart and cell of its page, from one result."""

from accounts.presenters import day
from reporting import wording
from reporting.charts.forest import Row as ForestRow
from reporting.charts.forest import forest
from reporting.charts.intervals import Chart
from reporting.charts.multiples import multiples
from reporting.disclosure import added
from reporting.presenters import basis, strata
from reporting.presenters.page import (
    Figure,
    Finding,
    Line,
    Locked,
    Page,
    Table,
    locked_page,
)
from reporting.presenters.standardised_method import method
from reporting.presenters.unknown import bounds_table
from reporting.reports.age_sex_strata import NO_PLACE, NOT_EVERY_PLACE, SEXES
from reporting.reports.declaration import REFERENCE
from reporting.reports.standardised_rates import Standardised
from reporting.reports.standardised_rows import RateRow
from reporting.statistics import Hidden, State

UNIT = "per 1,000 residents a year"
ELSEWHERE = "; “How sure are we” says how far they could move one"
GROUPS_OF_PEOPLE = "groups of age and sex"


def page(result: Standardised) -> Page:
    if result.problem:
        return locked_page(
            _not_released(result) if result.disclosure.is_public else _locked(result)
        )
    return Page(
        empty=basis.NOTHING if result.is_empty else "",
        finding=finding(result),
        notes=tuple(notes(result)),
        figures=() if result.is_empty else figures(result),
        tables=(*bounds(result), table(result), strata_table(result)),
        method=method(result),
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


def _not_released(result: Standardised) -> Locked:
    """The same for the public: what the release has no table of, and what would open it."""
    why = "does not fit the ages that the force records"
    if result.problem == NO_PLACE:
        why = "was not loaded"
    elif result.problem == NOT_EVERY_PLACE:
        why = "does not have every district of this release"
    return Locked(
        reasons=(
            "This page would say whether one group is handcuffed more often only because more of "
            "its people are young, or men. For that it has to be known how many people of each "
            "ethnic group, age and sex together live in each district. This cannot be worked out "
            "from separate tables of each.",
            f"Such a table {why} when this release was made. So there are no figures here.",
            "A release never changes. Once such a table is loaded, a later release can have these "
            "figures.",
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
    if not (row.ratio.shown and row.standardised_ratio.shown):
        return f"as it is, {crude}; adjusted, {adjusted}."
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
            basis.unknown_ethnicity(result, unknown=result.unknown, of=result.events)
            + (f". They are in no rate{ELSEWHERE if result.disclosure.is_public else ''}.")
        )
    not_known = added(row.not_known or 0 for row in result.groups)
    if not_known and not isinstance(not_known, Hidden):
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
    said = [*basis.about_disclosure(result), *basis.about_the_period(result)]
    if result.disclosure.is_public:
        said.append(
            "Adjusted figures are made from numbers by age and sex, many of which are hidden. They "
            "lie in the middle of what the hidden numbers can make of them, and the brackets hold "
            "all of it."
        )
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
        counts = _counts(row, result.reference)
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
                counts=_counts(row, reference[row.stratum]),
            )
            for row in result.strata_of(result.selection.group)
            if row.stratum.sex == sex
        ],
        greyed=result.is_greyed,
    )


def _counts(row: RateRow, reference: RateRow) -> str:
    return f"{wording.so_many(row.events)} against {wording.so_many(reference.events)}"


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
                wording.number(row.events),
                wording.number(row.not_known),
                wording.number(row.population),
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
                wording.number(row.events),
                f"{row.population:,}",
                wording.number(reference[row.stratum].events),
                f"{reference[row.stratum].population:,}",
                wording.cell(row.rate, wording.rate_figures),
                wording.cell(reference[row.stratum].rate, wording.rate_figures),
                wording.cell(row.ratio, wording.ratio_figures),
            )
            for row in result.strata_of(group)
        ),
    )


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
