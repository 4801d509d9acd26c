"""R7 in words: every sentence, chart and cell of its page, from one result."""

from collections.abc import Callable
from dataclasses import dataclass

from accounts.presenters import day
from reporting import wording
from reporting.charts.panels import Chart as PanelsChart
from reporting.charts.panels import Place as PanelPlace
from reporting.charts.panels import panels
from reporting.charts.scatter import Chart, Place, scatter
from reporting.presenters import basis, behind, strata
from reporting.presenters.page import Figure, Finding, Line, Method, Page, Step, Table
from reporting.reports.boroughs import BoroughRow, Boroughs, Comparison
from reporting.reports.declaration import REFERENCE
from reporting.wording import number

UNIT = "per 1,000 residents a year"


@dataclass(frozen=True, kw_only=True)
class Words:
    """What is compared and what is counted, in words: R7 of boroughs, R7P of published places."""

    one: str
    many: str
    unit: wording.Unit


BOROUGHS = Words(one="borough", many="boroughs", unit=wording.HANDCUFFINGS)


def remarks(words: Words) -> tuple[str, ...]:
    """Intervals, gates and what to read."""
    counted = words.unit.many
    return (
        f"Intervals are 95% intervals. Ratio of a {words.one}: conditional score. Within "
        f"{words.many}: Mantel and Haenszel, with the variance of Greenland and Robins; whether "
        f"{words.many} differ: Cochran’s Q of the logarithms. Rate: exact Poisson limits below 10 "
        f"{counted}, Byar’s from 10.",
        f"A ratio is shown if both groups have at least 10 {counted}; it is of low precision if "
        "its upper limit is more than four times the lower. Ratios drawn together are not, and are "
        "never to be, put in an order.",
        f"Read: Greenland and Robins, Biometrics 41 (1985), within {words.many}; Clayton and "
        "Kaldor, Biometrics 43 (1987), and Marshall, Applied Statistics 40 (1991), for ratios "
        "drawn together.",
    )


def page(result: Boroughs) -> Page:
    return Page(
        empty=basis.NOTHING if result.is_empty else "",
        finding=finding(result, BOROUGHS),
        notes=tuple(notes(result)),
        figures=figures(result, BOROUGHS),
        tables=(
            table(result, BOROUGHS, count=lambda row: _counts(result, row)),
            *unknown_table(result),
        ),
        behind=behind.about(
            result, more="Those of all boroughs together are the sum of those compared."
        ),
        method=Method(steps=tuple(method(result, BOROUGHS)), remarks=remarks(BOROUGHS)),
        basis=tuple(figures_of(result)),
        caveats=tuple(result.report.caveats_of(result)),
    )


def finding(result: Comparison, words: Words) -> Finding:
    """The ratio within boroughs, whether they differ, and on which side their intervals lie."""
    whole, group = result.whole, result.group
    compared = len(result.compared)
    said = (
        f"From {day(result.period.start)} to {day(result.period.end)}, people seen as "
        f"{group.label} against people seen as {REFERENCE.label} in {compared:,} "
        f"{words.one if compared == 1 else words.many} of {result.place}"
    )
    if narrowed := result.selection.in_words():
        said += f" ({'; '.join(narrowed).lower()})"
    ratio = wording.ratio(whole.ratio, reference=REFERENCE.label)
    if whole.ratio.shown:
        if not whole.ratio.lower <= 1 <= whole.ratio.upper:
            ratio += f", {wording.ratio_limits(whole.ratio)}"
        difference = wording.rate_figures(whole.difference)
        ratio += f"; over all of them together the difference is {difference} {UNIT}"
    counts = f"{words.unit.counted(whole.events)} against {whole.reference_events:,}"
    return Finding(
        all=f"{said}:",
        groups=(
            (f"Within {words.many}", f"{ratio}. {counts}."),
            ("Whether they differ", strata.spread(result.spread)),
            (f"In how many {words.many}", _sides(result, words)),
        ),
        more=_unknown(result, words),
        warning="Ethnicity is unknown for more than one in five: these ratios may be quite others."
        if result.is_greyed
        else "",
    )


def _sides(result: Comparison, words: Words) -> str:
    """How many lie where; no names, for that would be a list to rank by."""
    shown = [row.ratio for row in result.compared if row.ratio.shown]
    above = sum(ratio.lower > 1 for ratio in shown)
    below = sum(ratio.upper < 1 for ratio in shown)
    return (
        f"of {len(shown):,} {words.many} with enough {words.unit.many} for a ratio, the rate is "
        f"higher in {above:,} and lower in {below:,}; in {len(shown) - above - below:,} the "
        "interval includes no difference."
    )


def _unknown(result: Comparison, words: Words) -> tuple[str, ...]:
    if not result.encounters:
        return ()
    unknown, of = result.unknown, result.encounters
    said = basis.unknown_ethnicity(result, unknown=unknown, of=of)
    return (f"{said}. They are in no {words.one}’s figures.",)


def notes(result: Boroughs) -> list[str]:
    """What a reader must know of this very selection."""
    said = [*basis.about_disclosure(result), *basis.about_the_period(result)]
    central = [row for row in result.boroughs if row.is_central]
    if central:
        said.append(
            "Counted and not compared, because they have many visitors for their residents: "
            f"{_named(central)}."
        )
    without = [row for row in result.boroughs if not (row.enters or row.is_central)]
    if without and result.disclosure.is_public:
        said.append(
            "In nothing that is said of all, because one of their counts is hidden: "
            f"{', '.join(row.borough for row in without)}."
        )
    elif without:
        said.append(
            "Counted and not compared, because the table of residents does not have them: "
            f"{_named(without)}."
        )
    if result.elsewhere:
        said.append(f"Not in any borough: {wording.handcuffings(result.elsewhere)}.")
    return [*said, *basis.about_the_benchmark(result)]


def figures(result: Comparison, words: Words) -> tuple[Figure, ...]:
    drawn = [row for row in result.compared if row.ratio.shown]
    if not drawn:
        return ()
    left = len(result.compared) - len(drawn)
    few = f" {left:,} with fewer than 10 of one group are not drawn." if left else ""
    return (
        Figure(
            chart=scatter_chart(result, drawn, words),
            caption=f"Each point is a {words.one}. On the line both groups are handcuffed as often "
            "for their residents; above it, the group on the upright axis more often. A point is "
            "filled where the interval of the ratio leaves out 1. Names stand where there is room; "
            f"every {words.one} is in the table.{few}",
        ),
        Figure(
            chart=panels_chart(result, words),
            caption=f"Each small picture is a {words.one}, in the order of the alphabet, and all "
            "have one scale. An arrow is an interval that goes on beyond it: there were few "
            f"{words.unit.many}. {words.many.capitalize()} are not to be ranked by these rates.",
        ),
    )


def panels_chart(result: Comparison, words: Words) -> PanelsChart:
    """Both rates of every place that is compared."""
    group = result.group
    return panels(
        ident="each",
        title=f"{group.label} and {REFERENCE.label}, each {words.one} compared",
        description=f"Both rates of each {words.one}.",
        group=group.label,
        reference=REFERENCE.label,
        unit=f"{UNIT} ({result.benchmark.name})",
        places=[
            PanelPlace(label=row.borough, rate=row.rate, reference_rate=row.reference_rate)
            for row in result.compared
        ],
        greyed=result.is_greyed,
    )


def scatter_chart(result: Comparison, drawn: list[BoroughRow], words: Words) -> Chart:
    group = result.group
    return scatter(
        ident="boroughs",
        title=f"{group.label} against {REFERENCE.label}: {words.unit.many} {UNIT} "
        f"({result.benchmark.name})",
        description=f"Each point is a {words.one}.",
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


def table(
    result: Comparison,
    words: Words,
    *,
    count: Callable[[BoroughRow], tuple[str, str]],
    more: tuple[BoroughRow, ...] = (),
) -> Table:
    """Every place, by the alphabet; where there is no figure it says why.

    `count` are the cells of its two counts; `more` are rows after that of all compared.
    """
    group = result.group
    return Table(
        ident="table",
        heading="Table",
        caption=f"{words.unit.many.capitalize()} of people seen as {group.label} and as "
        f"{REFERENCE.label} by {words.one}, in the order of the alphabet; residents of "
        f"{result.benchmark.name}; in brackets 95% intervals",
        columns=(
            words.one.capitalize(),
            f"{words.unit.many.capitalize()}, {group.label}",
            f"{words.unit.many.capitalize()}, {REFERENCE.label}",
            f"Rate {UNIT}, {group.label}",
            f"The same rate, {REFERENCE.label}",
            f"Times the rate of {REFERENCE.label}",
            "Ratio, drawn towards that of all",
            f"Difference of rates {UNIT}",
        ),
        numeric=range(1, 8),
        rows=(
            *(_cells(row, count(row)) for row in result.boroughs),
            *(_cells(row, plain(row)) for row in (result.whole, *more)),
        ),
    )


def unknown_table(result: Boroughs) -> tuple[Table, ...]:
    """How many have no ethnicity in each borough; recording differs more than chance makes it."""
    rows = [row for row in result.boroughs if row.unknown and row.unknown.inputs["total"]]
    if not rows:
        return ()
    return (
        Table(
            ident="unknown",
            heading="Ethnicity not reported",
            text="Where many have no ethnicity recorded, the figures of a borough may be those of "
            "quite different groups.",
            caption="Handcuffings by borough, in the order of the alphabet; in brackets 95% "
            "intervals",
            columns=("Borough", "Handcuffings", "Ethnicity not reported", "Share"),
            numeric=range(1, 4),
            rows=tuple(
                (
                    row.borough,
                    number(row.unknown.inputs["total"]),
                    number(row.unknown.inputs["events"]),
                    wording.cell(row.unknown, wording.share_figures),
                )
                for row in rows
            ),
        ),
    )


def _counts(result: Boroughs, row: BoroughRow) -> tuple[str, str]:
    """Both counts of a borough, leading to their rows."""
    return (
        behind.count(row.events, result, area=row.code, ethnicity=row.group),
        behind.count(row.reference_events, result, area=row.code, ethnicity=REFERENCE),
    )


def plain(row: BoroughRow) -> tuple[str, str]:
    return number(row.events), number(row.reference_events)


def _cells(row: BoroughRow, both: tuple[str, str]) -> tuple[str, ...]:
    counts = (row.borough, *both)
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


def method(result: Comparison, words: Words) -> list[Step]:
    """The formulas with the numbers of the first place that has a ratio; none without one."""
    row = next((row for row in result.compared if row.ratio.shown), None)
    if row is None:
        return []
    years = result.period.years
    own, other = row.population * years, row.reference_population * years
    whole = result.whole.ratio
    steps = [
        Step(
            name=f"Ratio of a {words.one}",
            formula=f"({words.unit.many} ÷ person-years) ÷ the same of {REFERENCE.label}; "
            "person-years are residents × days ÷ 365.25",
            example=f"{row.borough}: ({row.events:,} ÷ {own:,.1f}) ÷ ({row.reference_events:,} ÷ "
            f"{other:,.1f}) = {row.ratio.estimate:,.4f}",
        )
    ]
    if not whole.shown:
        return steps
    steps.append(
        Step(
            name=f"Within {words.many}",
            formula=f"Σ(a × t₀ ÷ T) ÷ Σ(b × t₁ ÷ T) over {words.many}: a {words.unit.many} in t₁ "
            "person-years of the group, b in t₀ of the other, T both",
            example=f"{len(result.compared):,} {words.many}: {whole.estimate:,.4f}, "
            f"{whole.lower:,.4f} to {whole.upper:,.4f}",
        )
    )
    drawn = next((row for row in result.compared if row.shrunken is not None), None)
    return [*steps, _drawn(result, drawn, words)] if drawn else steps


def _drawn(result: Comparison, row: BoroughRow, words: Words) -> Step:
    """How the ratio of a place is drawn towards that of all."""
    whole = result.whole.ratio
    expected = row.reference_events * row.population / row.reference_population * whole.estimate
    if result.prior.shown:
        prior = result.prior.estimate
        formula = (
            f"ratio within {words.many} × ({words.unit.many} + k) ÷ (expected + k); expected are "
            f"those at the {REFERENCE.label} rate of the {words.one} times that ratio, k is one "
            "over the variance of the ratios beyond chance"
        )
        example = (
            f"{row.borough}: {whole.estimate:,.4f} × ({row.events:,} + {prior:,.4f}) ÷ "
            f"({expected:,.4f} + {prior:,.4f}) = {row.shrunken:,.4f}"
        )
    else:
        formula = (
            f"where {words.many} vary no more than chance makes them: the ratio within {words.many}"
        )
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
    return ", ".join(f"{row.borough} {' and '.join(plain(row))}" for row in rows)
