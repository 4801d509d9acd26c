"""R12 in words: every way to count, side by side."""

from accounts.presenters import day
from reporting import wording
from reporting.charts.forest import Row as ForestRow
from reporting.charts.forest import forest
from reporting.disclosure import figure
from reporting.presenters import basis
from reporting.presenters.page import Figure, Finding, Line, Method, Page, Step, Table
from reporting.presenters.unknown import between
from reporting.reports.certainty import PERCEIVED, Certainty, Specification
from reporting.reports.declaration import PERSON_ENCOUNTERS
from reporting.reports.population_gap import REFERENCE
from reporting.statistics import Hidden, proportion
from reporting.wording import number, so_many

REPORTS = (
    "Reports of several officers on one person are not independent, so intervals from reports are "
    "too narrow; they are here because published figures are often of reports."
)
REMARKS = (
    "The ratio and its 95% interval (conditional score) leave the unknown out. The broad bar is "
    "how far they could move it: all of them in the group compared with, then all in the group. "
    "“With chance added” goes from the lower limit of the first to the upper limit of the second.",
    "The direction is settled if both limits of every combination, the unknown left out and at "
    "their extremes, lie on one side of 1. A ratio is shown if both groups have at least 10.",
    "Read: Steegen and others, Perspectives on Psychological Science 11 (2016), for every "
    "combination; Manski, Journal of Human Resources 24 (1989), for what unknown values allow.",
)


def page(result: Certainty) -> Page:
    return Page(
        empty=basis.NOTHING if result.is_empty else "",
        finding=_finding(result),
        notes=tuple(_notes(result)),
        figures=() if result.is_empty else (_ranges(result),),
        tables=() if result.is_empty else (_table(result),),
        method=Method(steps=tuple(_steps(result)), remarks=_remarks(result)),
        basis=(
            basis.period(result),
            Line(key="Place", value=result.place),
            Line(
                key="Counted",
                value="People, once for each occasion"
                if result.disclosure.is_public
                else "People, once for each occasion; and reports of officers",
            ),
            Line(key="Ethnicity", value="As perceived by the officer; and as the person says"),
            Line(
                key="Residents",
                value=" ".join(
                    f"{basis.residents(census)} {areas} area{'' if areas == 1 else 's'}."
                    for census, areas in result.areas.items()
                ),
            ),
            basis.data_as_at(result),
        ),
        caveats=tuple(result.report.caveats_of(result)),
    )


def _remarks(result: Certainty) -> tuple[str, ...]:
    """Which combinations there are, then how each is worked out; a release has people only."""
    public = result.disclosure.is_public
    units = "" if public else "people or reports of officers, "
    every = (
        "Every combination is worked out: ethnicity as perceived by the officer or as the person "
        f"says, {units}every census loaded, and people of unknown ethnicity left out or at both "
        "extremes. None is picked for its result."
    )
    return (every, *REMARKS) if public else (every, REPORTS, *REMARKS)


def _finding(result: Certainty) -> Finding:
    against = f"{result.group.label} against {REFERENCE.label}"
    period = f"from {day(result.period.start)} to {day(result.period.end)} in {result.place}"
    ways = len(result.specifications)
    if not result.shown:
        return Finding(
            all=f"{against}, {period}: no ratio is shown in any of {ways} ways of counting, "
            f"because {_why(result)} in one of the groups.",
        )
    said = (
        f"{against}, {period}: in {len(result.shown)} ways of counting the ratio of the rates lies "
        f"between {wording.times(result.lowest)} and {wording.times(result.highest)}."
    )
    low = result.lowest_bound
    groups = [("Direction", _direction(result))]
    if result.bounded:
        high = result.highest_bound
        groups.append(
            (
                "With the unknown at their extremes",
                f"from {wording.times(low) if low is not None else '0'} to "
                f"{'any size' if high is None else wording.times(high)} times the rate.",
            )
        )
    if hidden := ways - len(result.shown):
        groups.append(("Not shown", f"{hidden} of {ways} ways, because {_why(result)}."))
    return Finding(all=said, groups=tuple(groups))


def _why(result: Certainty) -> str:
    """Why a ratio is not shown."""
    return "a count is hidden" if result.disclosure.is_public else "fewer than 10 were recorded"


def _direction(result: Certainty) -> str:
    if len(result.bounded) < len(result.shown):
        return "not said, because how many are of unknown ethnicity is hidden."
    if not result.direction:
        return "not settled: at least one of the intervals includes no difference."
    word = "higher" if result.direction > 0 else "lower"
    return f"settled: the rate is {word} in every way of counting, also with the unknown added."


def _notes(result: Certainty) -> list[str]:
    said = basis.about_disclosure(result)
    if result.disclosure.is_public:
        said.append("What counting officers’ reports would change is not released.")
    if basis.is_running(result):
        said.append(
            f"The last month has not ended: it is counted up to {day(result.period.end)}, for all "
            "groups alike."
        )
    if len(result.censuses) == 1:
        said.append(
            f"Only {result.censuses[0].name} is loaded, so what another census would change is "
            "not seen here."
        )
    return said


def words(one: Specification) -> str:
    """A specification in a few words."""
    field = "As perceived" if one.field == PERCEIVED else "Self-defined"
    unit = "people" if one.unit == PERSON_ENCOUNTERS else "officer reports"
    return f"{field}, {unit}, census {one.census.year}"


def _ranges(result: Certainty) -> Figure:
    return Figure(
        chart=forest(
            ident="ranges",
            title=f"{result.group.label}: times the {REFERENCE.label} rate, counted in "
            f"{len(result.specifications)} ways",
            reference=REFERENCE.label,
            description="Ratio of the rates with 95% interval for each way of counting.",
            rows=[
                ForestRow(
                    label=words(one),
                    estimate=one.ratio,
                    counts=_counts(one),
                    band=one.bounds.bounds if one.bounds else None,
                )
                for one in result.specifications
            ],
        ),
        caption="The point and the thin line leave people of unknown ethnicity out; the broad bar "
        "is what they could make of the ratio. The axis is logarithmic: twice and half are equally "
        "far from 1.",
    )


def _counts(one: Specification) -> str:
    events, reference, unknown = (
        so_many(count) for count in (one.events, one.reference_events, one.unknown)
    )
    return f"{events} against {reference}; {unknown} unknown"


def _table(result: Certainty) -> Table:
    return Table(
        ident="ways",
        heading="Every way of counting",
        caption=f"{result.group.label} against {REFERENCE.label}, {result.place}; in brackets 95% "
        "intervals",
        columns=(
            "Ethnicity",
            "Counted",
            "Census",
            result.group.label,
            REFERENCE.label,
            "Unknown",
            "Ratio, unknown left out",
            "Unknown at their extremes",
            "With chance added",
            "Direction",
        ),
        numeric=range(3, 9),
        rows=tuple(
            (
                "As perceived" if one.field == PERCEIVED else "Self-defined",
                "People" if one.unit == PERSON_ENCOUNTERS else "Officer reports",
                str(one.census.year),
                number(one.events),
                number(one.reference_events),
                _unknown(result, one),
                wording.cell(one.ratio, wording.ratio_figures),
                between(*one.bounds.bounds) if one.bounds else "–",
                between(*one.bounds.interval) if one.bounds else "–",
                _side(one),
            )
            for one in result.specifications
        ),
    )


def _unknown(result: Certainty, one: Specification) -> str:
    """How many, and their share where it may be shown."""
    both = {"events": one.unknown, "total": one.all_events}
    share = figure(result.disclosure.gate_share, proportion, **both)
    return f"{number(one.unknown)} ({share.estimate:.1%})" if share.shown else number(one.unknown)


def _side(one: Specification) -> str:
    if one.bounds is None:
        return "hidden" if isinstance(one.unknown, Hidden) else "–"
    without, extremes = one.directions
    if without and without == extremes:
        return "Higher" if without > 0 else "Lower"
    return "Depends on the unknown" if without else "Not settled"


def _steps(result: Certainty) -> list[Step]:
    """The first way of counting that has a ratio."""
    one = next(iter(result.bounded), None)
    if one is None:
        return []
    low, high = one.bounds.bounds
    own, other = one.population, one.reference_population
    return [
        Step(
            name=words(one),
            formula="(handcuffings ÷ residents) ÷ (the same of the group compared with)",
            example=f"({one.events:,} ÷ {own:,}) ÷ ({one.reference_events:,} ÷ {other:,}) = "
            f"{one.ratio.estimate:,.4f}",
        ),
        Step(
            name="All unknown in the group compared with",
            formula="the same, with the unknown added there",
            example=f"({one.events:,} ÷ {own:,}) ÷ (({one.reference_events:,} + {one.unknown:,}) ÷ "
            f"{other:,}) = {low:,.4f}",
        ),
        Step(
            name="All unknown in the group",
            formula="the same, with the unknown added there",
            example=f"(({one.events:,} + {one.unknown:,}) ÷ {own:,}) ÷ ({one.reference_events:,} ÷ "
            f"{other:,}) = {high:,.4f}",
        ),
    ]
