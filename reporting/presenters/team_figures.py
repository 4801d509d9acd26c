"""The team figures in words: one team with all below it, and those below against one another."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta

from accounts.presenters import day
from reporting import wording
from reporting.presenters import basis, behind, team_comparison, team_expected
from reporting.presenters.page import Figure as Picture
from reporting.presenters.page import Finding, Line, Linked, Method, Page, Step, Table
from reporting.presenters.runs import worked_out
from reporting.presenters.team_comparison import counts_of, unbroken
from reporting.reports.declaration import OFFICER_REPORTS
from reporting.reports.team_comparison import Comparison
from reporting.reports.team_figures import TeamFigures
from reporting.reports.team_measures import FEWEST_OFFICERS, Figure
from reporting.statistics.dispersion import FEWEST_UNITS

NOT_YET = "The figures of these months are not worked out yet."
NOTHING = "No handcuffing is recorded for this team and period."
UNITS = {OFFICER_REPORTS: "Accounts of officers"}


@dataclass(frozen=True, kw_only=True)
class TeamPage(Page):
    """With what waits at this moment, and the lists of the records behind the figures."""

    queue: str
    records: tuple[Linked, ...]


def page(result: TeamFigures) -> TeamPage:
    """The parts of the page: the chosen team, then the teams below by one measure."""
    empty = _empty(result)
    comparison = None if empty else result.comparison
    return TeamPage(
        empty=empty,
        queue=queue(result),
        finding=Finding(all="") if empty else finding(result),
        notes=() if empty else tuple(notes(result)),
        worked_out=worked_out(result.standing),
        figures=tuple(pictures(result, comparison)) if comparison else (),
        tables=() if empty else tuple(tables(result, comparison)),
        records=() if empty else tuple(behind.records_of_team(result)),
        method=method(result, comparison),
        basis=tuple(figures_of(result)),
        caveats=tuple(result.report.caveats_of(result)),
    )


def _empty(result: TeamFigures) -> str:
    if result.standing is None:
        return NOT_YET
    return NOTHING if result.is_empty else ""


def finding(result: TeamFigures) -> Finding:
    """The plain sentences, each with the counts behind it."""
    counts, deadlines = result.counts, result.deadlines
    shares = {figure.measure: figure for figure in result.shares}
    in_time = _share(shares["filed_in_time"], f"filed within {_hours(deadlines.record_within)}")
    reviewed = _share(
        shares["reviewed_in_time"], f"first reviewed within {_hours(deadlines.review_within)}"
    )
    others = (
        ("Returned", "returned", "returned with a question, once or more"),
        ("De-escalation", "de_escalation", "with something tried"),
        ("Continued use", "continued_use", "found justified by a reviewer"),
        ("Before arrest", "before_arrest", "with handcuffs before any arrest"),
        ("Non-compliant", "non_compliant", "recorded as non-compliant"),
        ("Ethnicity", "ethnicity_unknown", "with ethnicity as perceived not reported"),
    )
    return Finding(
        all=f"{result.place} and every team below recorded {_encounters(counts.encounters)} with "
        f"{_accounts(counts.accounts)}: {wording.rate_figures(result.volume.estimate)} encounters "
        "a month.",
        groups=(
            ("Filed", f"{_half(result.time_to_file, 'Half were filed within')} {in_time}"),
            (
                "Reviewed",
                f"{_half(result.time_to_review, 'Half were first reviewed within')} {reviewed}",
            ),
            *((about, _share(shares[name], what)) for about, name, what in others),
        ),
    )


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


def pictures(result: TeamFigures, comparison: Comparison) -> Iterator[Picture]:
    """The teams below in their two funnels, where there are enough of them."""
    drawn = (
        team_comparison.picture(result, comparison),
        team_expected.picture(result, comparison, comparison.expected),
    )
    return (picture for picture in drawn if picture)


def tables(result: TeamFigures, comparison: Comparison | None) -> Iterator[Table]:
    """Of the chosen team first, then of those below it."""
    yield _figures(result)
    if result.reasons and result.counts.returns:
        yield _reasons(result)
    if comparison:
        yield team_comparison.table(result, comparison)
        yield team_expected.table(comparison, comparison.expected)


def _figures(result: TeamFigures) -> Table:
    volume = result.volume
    rows = [
        (
            volume.label,
            unbroken(wording.rate_figures(volume.estimate)),
            f"{volume.events:,} in the period",
            _unit(volume),
        )
    ]
    for figure, of in (
        (result.time_to_file, "filed"),
        (result.time_to_review, "whose time for review has run out"),
    ):
        said = unbroken(wording.hours_figures(figure.estimate))
        rows.append((f"{figure.label}, median", said, f"{figure.total:,} {of}", _unit(figure)))
    for figure in result.shares:
        said = unbroken(wording.share_figures(figure.estimate))
        rows.append((figure.label, said, counts_of(figure), _unit(figure)))
    return Table(
        ident="figures",
        heading="Figures",
        caption=f"{result.place} and every team below; in brackets 95% intervals",
        columns=("Figure", "Value (95% interval)", "How many", "Unit"),
        rows=tuple(rows),
    )


def _reasons(result: TeamFigures) -> Table:
    """What records were returned for."""
    counts = result.counts
    returns = f"{counts.returns:,} return{'' if counts.returns == 1 else 's'}"
    return Table(
        ident="reasons",
        heading="What records were returned for",
        text=f"{returns} of {_encounters(counts.returned)}. One return may have several reasons, "
        "so the shares add up to more than all.",
        caption="Returns by reason; in brackets 95% intervals",
        columns=("Reason", "Returns", "Share of returns (95% interval)"),
        rows=tuple(
            (
                figure.label,
                f"{figure.events:,}",
                unbroken(wording.share_figures(figure.estimate)),
            )
            for figure in result.reasons
        ),
        numeric={1},
    )


def notes(result: TeamFigures) -> list[str]:
    """What a reader must know of this very selection."""
    said = []
    if basis.is_running(result):
        said.append(
            f"The last month has not ended: it counts up to {day(result.period.end)}, and records "
            "of the last days are still arriving."
        )
    if result.counts.returns and not result.reasons:
        said.append(
            "What records were returned for is not shown: they are of fewer than "
            f"{FEWEST_OFFICERS} officers."
        )
    if result.comparison is None:
        said.append(f"No team lies below {result.place}, so there is nothing to compare.")
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


def method(result: TeamFigures, comparison: Comparison | None) -> Method:
    """How the figures are worked out, with the share that was asked for as the example."""
    steps = []
    if comparison and (overall := comparison.overall).estimate.shown:
        steps.append(
            Step(
                name=f"{overall.label}, {result.place}",
                formula="how many ÷ of how many",
                example=f"{overall.events} ÷ {overall.total} = {overall.estimate.estimate!r}",
            )
        )
    if comparison and (step := team_expected.step(comparison)):
        steps.append(step)
    return Method(
        steps=tuple(steps),
        remarks=(
            "Intervals are of 95%. Shares: Wilson. Medians: order statistics, whatever the "
            "distribution; what is not reviewed yet counts as longer than all that is. Encounters "
            "a month: Poisson.",
            "The limits of the funnel are those for a share of the team’s size around the share of "
            f"all together; with {FEWEST_UNITS} teams or more they are widened by the variation "
            "between teams (Spiegelhalter, Statistics in Medicine 24, 2005).",
            team_expected.METHOD,
        ),
    )


def figures_of(result: TeamFigures) -> list[Line]:
    """What the figures are figures of."""
    return [
        basis.period(result),
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
        basis.data_as_at(result),
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
