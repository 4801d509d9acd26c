"""The team figures in words: every sentence, chart and cell of their page, from one result."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.http import urlencode

from reporting import wording
from reporting.charts.funnel import Chart, Unit, funnel_plot
from reporting.presenters import behind, team_expected
from reporting.presenters.page import Figure as Picture
from reporting.presenters.page import Line, Linked, Sentence
from reporting.presenters.team_expected import ExpectedPart
from reporting.reports.declaration import OFFICER_REPORTS
from reporting.reports.team_figures import Comparison, TeamFigures, TeamShare
from reporting.reports.team_measures import FEWEST_OFFICERS, Figure
from reporting.selection import after
from reporting.statistics import Position
from reporting.statistics.dispersion import FEWEST_UNITS
from reporting.statistics.funnel import FunnelLimits
from reporting.statistics.gates import FEWEST

NO_BREAK = "\N{NO-BREAK SPACE}"
UNITS = {OFFICER_REPORTS: "Accounts of officers"}
POSITIONS = {
    Position.INSIDE: "within the limits",
    Position.ABOVE: "above the 99.8% limits",
    Position.BELOW: "below the 99.8% limits",
    Position.NOT_SAID: "not said",
}


@dataclass(frozen=True, kw_only=True)
class FigureRow:
    label: str
    figure: str
    counts: str
    unit: str


@dataclass(frozen=True, kw_only=True)
class ReasonRow:
    label: str
    returns: str
    share: str


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


@dataclass(frozen=True, kw_only=True)
class TeamPage:
    """The page of a team, which has an order of its own: see its template."""

    finding: list[Sentence]
    queue: str
    figures: list[FigureRow]
    reasons: list[ReasonRow]
    comparison: ComparisonPart | None
    expected: ExpectedPart | None
    records: list[Linked]
    notes: list[str]
    basis: list[Line]
    caveats: list[str]
    fewest_officers: int = FEWEST_OFFICERS

    @property
    def drawn(self) -> tuple[Picture, ...]:
        """The figures that the page shows, as on the page of every report."""
        part = self.comparison
        if part is None or part.chart is None:
            return ()
        return (
            Picture(
                chart=part.chart,
                template="reporting/charts/funnel.svg.html",
                caption=f"{part.reading} {part.not_said}",
            ),
        )


def page(result: TeamFigures) -> TeamPage:
    """What the template needs."""
    comparison = result.comparison
    return TeamPage(
        finding=finding(result),
        queue=queue(result),
        figures=figures(result),
        reasons=reasons(result),
        comparison=compared(result, comparison) if comparison else None,
        expected=team_expected.part(result, comparison),
        records=behind.records_of_team(result),
        notes=notes(result),
        basis=basis(result),
        caveats=result.report.caveats_of(result),
    )


def finding(result: TeamFigures) -> list[Sentence]:
    """The plain sentences, each with the counts behind it."""
    counts = result.counts
    said = [
        (
            "Recorded",
            f"{_encounters(counts.encounters)} with {_accounts(counts.accounts)}: "
            f"{wording.rate_figures(result.volume.estimate)} encounters a month.",
        ),
        (
            "Filed",
            f"{_half(result.time_to_file, 'Half were filed within')} "
            f"{_share(result.shares[0], f'filed within {_hours(result.record_within)}')}",
        ),
        (
            "Reviewed",
            f"{_half(result.time_to_review, 'Half were first reviewed within')} "
            f"{_share(result.shares[1], f'first reviewed within {_hours(result.review_within)}')}",
        ),
        ("Returned", _share(result.shares[2], "returned with a question, once or more")),
        ("De-escalation", _share(result.shares[3], "in which something was tried")),
        ("Continued use", _share(result.shares[4], "found justified by a reviewer")),
        ("Before arrest", _share(result.shares[5], "with handcuffs before any arrest")),
        ("Non-compliant", _share(result.shares[6], "recorded as non-compliant")),
    ]
    return said


def queue(result: TeamFigures) -> str:
    """What waits at this moment, whatever the period."""
    waits = result.waiting
    if not waits.waiting:
        return "Nothing waits for review at this moment."
    verb = "waits" if waits.waiting == 1 else "wait"
    return (
        f"{_encounters(waits.waiting)} {verb} for review at this moment, {waits.overdue:,} of them "
        "past the deadline."
    )


def figures(result: TeamFigures) -> list[FigureRow]:
    """The table of the chosen team."""
    rows = [
        FigureRow(
            label=result.volume.label,
            figure=_unbroken(wording.rate_figures(result.volume.estimate)),
            counts=f"{result.volume.events:,} in the period",
            unit=_unit(result.volume),
        )
    ]
    for figure, of in (
        (result.time_to_file, "filed"),
        (result.time_to_review, "whose time for review has run out"),
    ):
        rows.append(
            FigureRow(
                label=f"{figure.label}, median",
                figure=_unbroken(wording.hours_figures(figure.estimate)),
                counts=f"{figure.total:,} {of}",
                unit=_unit(figure),
            )
        )
    rows += [
        FigureRow(
            label=figure.label,
            figure=_unbroken(wording.share_figures(figure.estimate)),
            counts=_counts(figure),
            unit=_unit(figure),
        )
        for figure in result.shares
    ]
    return rows


def reasons(result: TeamFigures) -> list[ReasonRow]:
    """What records were returned for; nothing where none was returned."""
    if not result.counts.returns:
        return []
    return [
        ReasonRow(
            label=figure.label,
            returns=f"{figure.events:,}",
            share=_unbroken(wording.share_figures(figure.estimate)),
        )
        for figure in result.reasons
    ]


def compared(result: TeamFigures, comparison: Comparison) -> ComparisonPart:
    """The teams below by the chosen measure: sentence, picture and table of one comparison."""
    measure = comparison.measure
    return ComparisonPart(
        heading=f"{measure.label}, by team",
        sentence=_sentence(result, comparison),
        chart=_chart(result, comparison),
        reading=_reading(comparison),
        not_said=measure.not_said,
        caption=f"{measure.label}: share of {measure.of}, teams below {result.place}, in the order "
        "of their names; in brackets 95% intervals",
        rows=[_team_row(result, share) for share in comparison.teams],
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


def _team_row(result: TeamFigures, share: TeamShare) -> TeamRow:
    figure, place = share.figure, share.figure.place
    limits = place and (place.adjusted or place.plain)
    query = {**result.selection.query(), "team": str(share.team.pk)}
    return TeamRow(
        label=share.label,
        href=f"{reverse(result.report.page)}?{urlencode(query)}",
        counts=_counts(figure),
        share=_unbroken(wording.share_figures(figure.estimate)),
        limits=_limits(limits) if limits else "–",
        place=POSITIONS[place.position] if place else "too few to compare",
    )


def notes(result: TeamFigures) -> list[str]:
    """What a reader must know of this very selection."""
    said = []
    if result.period.end < after(result.selection.last_month) - timedelta(days=1):
        said.append(
            f"The last month has not ended: it counts up to {_day(result.period.end)}, and records "
            "of the last days are still arriving."
        )
    young = result.counts.encounters - result.counts.review_due
    if young:
        said.append(
            f"{_encounters(young)} filed less than {_hours(result.review_within)} ago "
            f"{'is' if young == 1 else 'are'} left out of what is said of the time to review."
        )
    unanswered = result.counts.accounts - result.counts.de_escalation_answered
    if unanswered:
        said.append(
            f"{_accounts(unanswered)} without an answer on de-escalation: in no share of it."
        )
    unjudged = result.counts.continued - result.counts.continued_judged
    if unjudged:
        said.append(
            f"{_accounts(unjudged)} with continued use that no reviewer has judged yet: in no "
            "share of it."
        )
    return said


def basis(result: TeamFigures) -> list[Line]:
    """What the figures are figures of."""
    return [
        Line(key="Period", value=f"{_day(result.period.start)} to {_day(result.period.end)}"),
        Line(key="Teams", value=f"{result.place} and every team below"),
        Line(
            key="Counted",
            value="Encounters by the day on which they began and the team of the officer who filed "
            "them: people, once for each occasion. Accounts go with their encounter. Drafts, "
            "discarded and withdrawn records are not counted.",
        ),
        Line(
            key="Deadlines",
            value="Filed: the deadline of the day on which a record was filed. Reviewed: "
            f"{_hours(result.review_within)} from the filing, as the rule is now.",
        ),
        Line(
            key="Intervals",
            value="95%. Shares: Wilson. Medians: order statistics, whatever the distribution; what "
            "is not reviewed yet counts as longer than all that is. Encounters a month: Poisson.",
        ),
        Line(
            key="Funnel",
            value="Limits for a share of the team’s size around the share of all together; with "
            f"{FEWEST_UNITS} teams or more widened by the variation between teams "
            "(Spiegelhalter, Statistics in Medicine 24, 2005).",
        ),
        Line(key="Expected", value=team_expected.METHOD),
        Line(
            key="Data as at",
            value=date_format(timezone.localtime(result.computed_at), "j F Y, H:i"),
        ),
    ]


def _half(figure: Figure, words: str) -> str:
    """A median in a sentence, or why there is none."""
    said = wording.hours_figures(figure.estimate)
    return f"{words} {said}." if figure.estimate.shown else f"Median time: {said}."


def _share(figure: Figure, what: str) -> str:
    """A share as a sentence with its counts, or why there is none."""
    if not figure.estimate.shown:
        return f"Share {what}: {wording.not_shown(figure.estimate)}."
    of = "accounts" if figure.unit == OFFICER_REPORTS else "encounters"
    said = f"{what.capitalize()}: {wording.share_figures(figure.estimate)}"
    return f"{said}, {figure.events:,} of {figure.total:,} {of}."


def _counts(figure: Figure) -> str:
    if figure.events is None:
        return f"– of {figure.total:,}"
    return f"{figure.events:,} of {figure.total:,}"


def _limits(limits: FunnelLimits) -> str:
    return f"{limits.lower_998:.1%} to {limits.upper_998:.1%}".replace(" ", NO_BREAK)


def _unbroken(said: str) -> str:
    """A figure whose interval is not broken over lines."""
    value, bracket, interval = said.partition("(")
    return value + bracket + interval.replace(" ", NO_BREAK) if bracket else said


def _unit(figure: Figure) -> str:
    return UNITS.get(figure.unit, "Encounters")


def _encounters(number: int) -> str:
    return f"{number:,} encounter{'' if number == 1 else 's'}"


def _accounts(number: int) -> str:
    return f"{number:,} account{'' if number == 1 else 's'} of officers"


def _hours(length: timedelta) -> str:
    return f"{length / timedelta(hours=1):g} hours"


def _day(day: date) -> str:
    return date_format(day, "j F Y")
