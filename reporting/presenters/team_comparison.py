"""Teams against one another, in words: the first comparison of the team figures."""

from django.urls import reverse
from django.utils.http import urlencode

from reporting import wording
from reporting.charts.funnel import Unit, funnel_plot
from reporting.presenters.page import Figure, Linked, Table
from reporting.reports.team_comparison import Comparison, TeamShare
from reporting.reports.team_figures import TeamFigures
from reporting.reports.team_measures import FEWEST_OFFICERS
from reporting.reports.team_measures import Figure as TeamFigure
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


def table(result: TeamFigures, comparison: Comparison) -> Table:
    """Every team below by the chosen measure; each leads to its own figures."""
    measure = comparison.measure
    query = {name: one for name, one in result.selection.query().items() if name != "team"}
    address = f"{reverse(result.report.page)}?{urlencode(query)}"
    return Table(
        ident="comparison",
        heading=f"{measure.label}, by team",
        text=_sentence(result, comparison),
        caption=f"{measure.label}: share of {measure.of}, teams below {result.place}, in the order "
        "of their names; in brackets 95% intervals",
        columns=(
            "Team",
            "How many",
            "Share (95% interval)",
            "99.8% limits for its size",
            "Where it lies",
        ),
        rows=tuple(_row(address, share) for share in comparison.teams),
        numeric={1},
        leads=True,
    )


def picture(result: TeamFigures, comparison: Comparison) -> Figure | None:
    """The funnel, and how to read it; None where there are too few teams."""
    if comparison.funnel is None:
        return None
    measure = comparison.measure
    return Figure(
        chart=funnel_plot(
            ident="funnel",
            title=f"{measure.label}, teams below {result.place}",
            description=f"Each point is a team: the share of {measure.of} against their number, "
            "between the limits for that number.",
            size_title=f"Number of {measure.of}",
            share_title=f"{measure.label}, share",
            units=[
                Unit(label=share.label, unit=share.figure.place) for share in comparison.compared
            ],
            funnel=comparison.funnel,
        ),
        caption=f"{_reading(comparison)} {measure.not_said}",
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


def _row(address: str, share: TeamShare) -> tuple[str, ...]:
    figure, place = share.figure, share.figure.place
    limits = place and (place.adjusted or place.plain)
    return (
        Linked(share.label, number="", href=f"{address}&team={share.team.pk}"),
        counts_of(figure),
        unbroken(wording.share_figures(figure.estimate)),
        _limits(limits) if limits else "–",
        POSITIONS[place.position] if place else "too few to compare",
    )


def counts_of(figure: TeamFigure) -> str:
    if figure.events is None:
        return f"– of {figure.total:,}"
    return f"{figure.events:,} of {figure.total:,}"


def _limits(limits: FunnelLimits) -> str:
    return f"{limits.lower_998:.1%} to {limits.upper_998:.1%}".replace(" ", NO_BREAK)


def unbroken(said: str) -> str:
    """A figure whose interval is not broken over lines."""
    value, bracket, interval = said.partition("(")
    return value + bracket + interval.replace(" ", NO_BREAK) if bracket else said
