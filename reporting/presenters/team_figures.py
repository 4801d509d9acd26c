"""The team figures in words: every sentence, chart and cell of their page, from one result."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone
from django.utils.formats import date_format

from reporting import wording
from reporting.presenters import behind, team_comparison, team_expected
from reporting.presenters.page import Figure as Picture
from reporting.presenters.page import Line, Linked, Sentence
from reporting.presenters.runs import WorkedOut, worked_out
from reporting.presenters.team_comparison import ComparisonPart, counts_of, unbroken
from reporting.presenters.team_expected import ExpectedPart
from reporting.reports.declaration import OFFICER_REPORTS
from reporting.reports.team_figures import TeamFigures
from reporting.reports.team_measures import FEWEST_OFFICERS, Figure
from reporting.selection import after
from reporting.statistics.dispersion import FEWEST_UNITS

NOT_YET = "The figures of these months are not worked out yet."
NOTHING = "No handcuffing is recorded for this team and period."
UNITS = {OFFICER_REPORTS: "Accounts of officers"}


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
class TeamPage:
    """The page of a team, which has an order of its own: see its template. `empty` says why."""

    empty: str
    finding: list[Sentence]
    queue: str
    figures: list[FigureRow]
    reasons: list[ReasonRow]
    comparison: ComparisonPart | None
    expected: ExpectedPart | None
    worked_out: WorkedOut
    records: list[Linked]
    notes: list[str]
    basis: list[Line]
    caveats: list[str]
    fewest_officers: int = FEWEST_OFFICERS

    @property
    def drawn(self) -> tuple[Picture, ...]:
        """The figures that the page shows, as on the page of every report."""
        raw, expected = self.comparison, self.expected
        captions = (
            (raw, f"{raw.reading} {raw.not_said}" if raw else ""),
            (expected, expected.reading if expected else ""),
        )
        return tuple(
            Picture(chart=part.chart, caption=caption)
            for part, caption in captions
            if part and part.chart
        )


def page(result: TeamFigures) -> TeamPage:
    """What the template needs."""
    empty = _empty(result)
    comparison = None if empty else result.comparison
    return TeamPage(
        empty=empty,
        finding=[] if empty else finding(result),
        queue=queue(result),
        figures=[] if empty else figures(result),
        reasons=reasons(result),
        comparison=team_comparison.part(result, comparison) if comparison else None,
        expected=team_expected.part(result, comparison) if comparison else None,
        worked_out=worked_out(result.standing),
        records=[] if empty else behind.records_of_team(result),
        notes=notes(result),
        basis=basis(result),
        caveats=result.report.caveats_of(result),
    )


def _empty(result: TeamFigures) -> str:
    if result.standing is None:
        return NOT_YET
    return NOTHING if result.is_empty else ""


def finding(result: TeamFigures) -> list[Sentence]:
    """The plain sentences, each with the counts behind it."""
    counts = result.counts
    in_time = f"filed within {_hours(result.deadlines.record_within)}"
    reviewed = f"first reviewed within {_hours(result.deadlines.review_within)}"
    return [
        (
            "Recorded",
            f"{_encounters(counts.encounters)} with {_accounts(counts.accounts)}: "
            f"{wording.rate_figures(result.volume.estimate)} encounters a month.",
        ),
        (
            "Filed",
            f"{_half(result.time_to_file, 'Half were filed within')} "
            f"{_share(result.shares[0], in_time)}",
        ),
        (
            "Reviewed",
            f"{_half(result.time_to_review, 'Half were first reviewed within')} "
            f"{_share(result.shares[1], reviewed)}",
        ),
        ("Returned", _share(result.shares[2], "returned with a question, once or more")),
        ("De-escalation", _share(result.shares[3], "with something tried")),
        ("Continued use", _share(result.shares[4], "found justified by a reviewer")),
        ("Before arrest", _share(result.shares[5], "with handcuffs before any arrest")),
        ("Non-compliant", _share(result.shares[6], "recorded as non-compliant")),
        ("Ethnicity", _share(result.shares[7], "with ethnicity as perceived not reported")),
    ]


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
            figure=unbroken(wording.rate_figures(result.volume.estimate)),
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
                figure=unbroken(wording.hours_figures(figure.estimate)),
                counts=f"{figure.total:,} {of}",
                unit=_unit(figure),
            )
        )
    rows += [
        FigureRow(
            label=figure.label,
            figure=unbroken(wording.share_figures(figure.estimate)),
            counts=counts_of(figure),
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
            share=unbroken(wording.share_figures(figure.estimate)),
        )
        for figure in result.reasons
    ]


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
            f"{_encounters(young)} filed less than {_hours(result.deadlines.review_within)} before "
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
            f"{_hours(result.deadlines.review_within)} from the filing, as the rule was then.",
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
