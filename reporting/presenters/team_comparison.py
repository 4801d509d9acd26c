"""Teams against one another, in words: the first comparison of the team figures."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.http import urlencode

from reporting import wording
from reporting.charts.funnel import Chart, Unit, funnel_plot
from reporting.reports.team_comparison import Comparison, TeamShare
from reporting.reports.team_figures import TeamFigures
from reporting.reports.team_measures import FEWEST_OFFICERS, Figure
from reporting.statistics import Position
from reporting.statistics.dispersion import FEWEST_UNITS
from reporting.statistics.funnel import FunnelLimits
from reporting.statistics.gates import FEWEST

NO_BREAK = "\N{NO-BREAK SPACE}"
POSITIONS = {
    Position.INSIDE: "within the limits",
    Position.ABOVE: "above the 99.8% limits",
    Position.BELOW: "below the 99.8% limits",
    Position.NOT_SAID: "not said",
}


@dataclass(frozen=True, kw_only=True)
class TeamRow:
    """A team in the table beside the funnel; `href` leads to its own figures."""

    label: str
    href: str
    counts: str
    share: str
    limits: str
    place: str


@dataclass(frozen=True, kw_only=True)
class ComparisonPart:
    """The comparison as the page shows it; without a chart where there are too few teams."""

    heading: str
    sentence: str
    chart: Chart | None
    reading: str
    not_said: str
    caption: str
    rows: list[TeamRow]


def part(result: TeamFigures, comparison: Comparison) -> ComparisonPart:
    """The teams below by the chosen measure: sentence, picture and table of one comparison."""
    measure = comparison.measure
    query = {name: one for name, one in result.selection.query().items() if name != "team"}
    address = f"{reverse(result.report.page)}?{urlencode(query)}"
    return ComparisonPart(
        heading=f"{measure.label}, by team",
        sentence=_sentence(result, comparison),
        chart=_chart(result, comparison),
        reading=_reading(comparison),
        not_said=measure.not_said,
        caption=f"{measure.label}: share of {measure.of}, teams below {result.place}, in the order "
        "of their names; in brackets 95% intervals",
        rows=[_team_row(address, share) for share in comparison.teams],
    )


def _sentence(result: TeamFigures, comparison: Comparison) -> str:
    overall = comparison.overall
    if overall.estimate.shown:
        said = f"In {result.place} as a whole: {wording.share_figures(overall.estimate)}."
    else:
        said = f"In {result.place} as a whole: {wording.not_shown(overall.estimate)}."
    small = sum(not share.figure.estimate.shown for share in comparison.teams)
    if comparison.funnel is None:
        return (
            f"{said} Too few teams have enough records to compare them. Every team is in the table."
        )
    number = len(comparison.compared)
    if not comparison.funnel.judges:
        said += (
            f" {number} teams can be compared: fewer than {FEWEST_UNITS}, too few to say what is "
            "ordinary among teams, so none is marked."
        )
    else:
        outside = [
            f"{share.label} ({share.figure.place.position})"
            for share in comparison.compared
            if share.figure.place.position is not Position.INSIDE
        ]
        those = (
            f"Outside the 99.8% limits, after allowing for ordinary variation between teams: "
            f"{', '.join(outside)}."
            if outside
            else "None lies outside the 99.8% limits, after allowing for ordinary variation "
            "between teams."
        )
        said += f" {number} teams are compared. {those}"
    if small:
        said += (
            f" Not compared: {small} with fewer than {FEWEST} records to count or fewer than "
            f"{FEWEST_OFFICERS} officers."
        )
    return said


def _chart(result: TeamFigures, comparison: Comparison) -> Chart | None:
    if comparison.funnel is None:
        return None
    measure = comparison.measure
    return funnel_plot(
        ident="funnel",
        title=f"{measure.label}, teams below {result.place}",
        description=f"Each point is a team: the share of {measure.of} against their number, "
        "between the limits for that number.",
        size_title=f"Number of {measure.of}",
        share_title=f"{measure.label}, share",
        units=[Unit(label=share.label, unit=share.figure.place) for share in comparison.compared],
        funnel=comparison.funnel,
    )


def _reading(comparison: Comparison) -> str:
    """How to read the picture, and what it does not say."""
    said = (
        "A small team moves up and down by chance more than a large one, so the limits close in "
        "to the right."
    )
    if comparison.funnel and comparison.funnel.judges:
        return (
            f"{said} Of teams that differ by chance and ordinary variation alone, one in 500 would "
            "lie outside the 99.8% limits. Being outside is a reason to look, not a finding; teams "
            "inside are not to be ranked."
        )
    return f"{said} These limits allow for chance alone, so no team is marked by them."


def _team_row(address: str, share: TeamShare) -> TeamRow:
    figure, place = share.figure, share.figure.place
    limits = place and (place.adjusted or place.plain)
    return TeamRow(
        label=share.label,
        href=f"{address}&team={share.team.pk}",
        counts=counts_of(figure),
        share=unbroken(wording.share_figures(figure.estimate)),
        limits=_limits(limits) if limits else "–",
        place=POSITIONS[place.position] if place else "too few to compare",
    )


def counts_of(figure: Figure) -> str:
    if figure.events is None:
        return f"– of {figure.total:,}"
    return f"{figure.events:,} of {figure.total:,}"


def _limits(limits: FunnelLimits) -> str:
    return f"{limits.lower_998:.1%} to {limits.upper_998:.1%}".replace(" ", NO_BREAK)


def unbroken(said: str) -> str:
    """A figure whose interval is not broken over lines."""
    value, bracket, interval = said.partition("(")
    return value + bracket + interval.replace(" ", NO_BREAK) if bracket else said
