"""How a team and those below it record and review; teams compared by a funnel, never ranked."""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.utils import timezone

from accounts.models import Team, TeamKind
from records import policy
from reporting.models import Run
from reporting.permissions import Access
from reporting.reports import case_mix, standing, team_counts, team_expected
from reporting.reports.declaration import (
    PERSON_ENCOUNTERS,
    Offline,
    Report,
    Result,
)
from reporting.reports.standing import ForceScope, Standing
from reporting.reports.team_columns import COLUMNS
from reporting.reports.team_counts import TeamCounts, Waiting
from reporting.reports.team_expected import ExpectedComparison
from reporting.reports.team_filters import TeamFiguresForm, TeamSelection
from reporting.reports.team_measures import (
    BELOW,
    CHOSEN,
    MEASURES,
    Figure,
    Maker,
    Measure,
)
from reporting.selection import Period
from reporting.statistics import (
    Funnel,
    FunnelUnit,
    median,
    median_ranks,
    proportion_funnel,
)

# Fewer points make no picture of what is usual among teams.
FEWEST_TEAMS = 3


@dataclass(frozen=True, kw_only=True)
class TeamShare:
    """One team below in a comparison; `place` is None where the team is too small to compare."""

    team: Team
    label: str
    figure: Figure


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """The teams below by one measure, in the order of their names. No funnel: too few teams.

    `expected` is there for the measure that was asked for.
    """

    measure: Measure
    overall: Figure
    teams: tuple[TeamShare, ...]
    funnel: Funnel | None
    expected: ExpectedComparison | None = None

    @property
    def compared(self) -> tuple[TeamShare, ...]:
        return tuple(share for share in self.teams if share.figure.place)

    @property
    def too_small(self) -> tuple[TeamShare, ...]:
        return tuple(share for share in self.teams if not share.figure.place)


@dataclass(frozen=True, kw_only=True)
class TeamFigures(Result):
    """The figures of the chosen team with all below it, and the comparisons among those below.

    What is expected is of the run of `standing`, None without one, or without teams below.
    """

    selection: TeamSelection
    counts: TeamCounts
    waiting: Waiting
    volume: Figure
    time_to_file: Figure
    time_to_review: Figure
    shares: tuple[Figure, ...]
    reasons: tuple[Figure, ...]
    comparisons: tuple[Comparison, ...]
    record_within: timedelta
    review_within: timedelta
    standing: Standing | None

    @property
    def is_empty(self) -> bool:
        return self.counts.encounters == 0

    @property
    def comparison(self) -> Comparison | None:
        """The one that was asked for; None where no team lies below."""
        for comparison in self.comparisons:
            if comparison.measure.name == self.selection.measure and comparison.teams:
                return comparison
        return None


def compute(selection: TeamSelection, *, now: datetime) -> TeamFigures:
    """Count once, and make every figure of the page and the CSV of that. It has both months."""
    team = selection.team
    rules = policy.current()
    record_within, review_within = rules.record_within, rules.review_within
    counts = team_counts.by_team(team, selection, now=now, review_within=review_within)
    period = Period.of_months(
        selection.first_month, selection.last_month, today=timezone.localdate(now)
    )
    own = sum(counts.values(), TeamCounts())
    make = Maker(team=team.name, reference="", level=CHOSEN, counts=own)
    shares = tuple(make.share(measure) for measure in MEASURES)
    teams = _below(team, counts)
    comparisons = tuple(
        _compare(measure, overall, teams, counts, reference=team.name)
        for measure, overall in zip(MEASURES, shares, strict=True)
    )
    last = standing.newest(REPORT, team_expected.scope_of(selection)) if teams else None
    if last:
        comparisons = tuple(
            _with_expected(comparison, last.run)
            if comparison.measure.name == selection.measure
            else comparison
            for comparison in comparisons
        )
    waits = team_counts.waiting(team, now=now)
    to_file, to_review = _medians(make, selection, now=now, review_within=review_within)
    volume = make.volume(period)
    reasons = make.reasons(team_counts.return_reasons(team, selection))
    return TeamFigures(
        report=REPORT,
        computed_at=now,
        selection=selection,
        period=period,
        place=team.name,
        benchmark=None,
        rows=(
            volume,
            to_file,
            to_review,
            *shares,
            *make.queue(waits),
            *reasons,
            *(share.figure for comparison in comparisons for share in comparison.teams),
        ),
        counts=own,
        waiting=waits,
        volume=volume,
        time_to_file=to_file,
        time_to_review=to_review,
        shares=shares,
        reasons=reasons,
        comparisons=comparisons,
        record_within=record_within,
        review_within=review_within,
        standing=last,
    )


def _below(team: Team, counts: dict[int, TeamCounts]) -> list[tuple[Team, str]]:
    """Every team under the chosen one, and others there with records of their own, by name.

    Where two have one name the team above is named as well.
    """
    below = [
        one
        for one in Team.objects.at_or_below(team).select_related("parent").order_by("pk")
        if one.pk != team.pk and (one.kind == TeamKind.TEAM or one.pk in counts)
    ]
    below.sort(key=lambda one: (one.name.casefold(), one.pk))  # the database sorts by code point
    names = [one.name for one in below]
    return [
        (one, one.name if names.count(one.name) == 1 else f"{one.name}, {one.parent.name}")
        for one in below
    ]


def _compare(
    measure: Measure,
    overall: Figure,
    teams: list[tuple[Team, str]],
    counts: dict[int, TeamCounts],
    *,
    reference: str,
) -> Comparison:
    figures = [
        Maker(
            team=label, reference=reference, level=BELOW, counts=counts.get(team.pk, TeamCounts())
        ).share(measure)
        for team, label in teams
    ]
    comparable = [figure for figure in figures if figure.estimate.shown]
    funnel = None
    places: dict[int, FunnelUnit] = {}
    if len(comparable) >= FEWEST_TEAMS and overall.total:
        funnel = proportion_funnel(
            target=overall.events / overall.total,
            units=[(figure.events, figure.total) for figure in comparable],
        )
        places = dict(zip(map(id, comparable), funnel.units, strict=True))
    return Comparison(
        measure=measure,
        overall=overall,
        funnel=funnel,
        teams=tuple(
            TeamShare(
                team=team,
                label=label,
                figure=replace(figure, place=places.get(id(figure))),
            )
            for (team, label), figure in zip(teams, figures, strict=True)
        ),
    )


def _with_expected(comparison: Comparison, run: Run) -> Comparison:
    """The same against what is expected, which is what the whole force did, whoever asks."""
    teams = {share.team.pk: share.figure.state for share in comparison.teams}
    expected = team_expected.compare(
        comparison.measure,
        team_expected.found_by(run, comparison.measure, teams),
        teams=teams,
        fewest=FEWEST_TEAMS,
    )
    return replace(
        comparison,
        expected=expected,
        teams=tuple(
            replace(share, figure=replace(share.figure, against=expected.teams[share.team.pk]))
            for share in comparison.teams
        ),
    )


def _medians(
    make: Maker, selection: TeamSelection, *, now: datetime, review_within: timedelta
) -> tuple[Figure, Figure]:
    """Half the records were filed, and half of those due reviewed, within so many hours."""
    filed, due = make.counts.encounters, make.counts.review_due
    of_filings, of_reviews = median_ranks(total=filed), median_ranks(total=due)
    to_file, to_review = team_counts.durations(
        selection.team,
        selection,
        now=now,
        review_within=review_within,
        filing_ranks=of_filings.all if of_filings else [],
        of_filings=filed,
        review_ranks=of_reviews.all if of_reviews else [],
        of_reviews=due,
    )
    half_filed = median(total=filed, values=_hours(to_file))
    half_reviewed = median(total=due, values=_hours(to_review))
    return (
        make.time("time_to_file", "Time to file", half_filed, filed),
        make.time("time_to_review", "Time to first review", half_reviewed, due),
    )


def _hours(seconds: dict[int, float]) -> dict[int, float]:
    return {rank: value / 3600 for rank, value in seconds.items()}


REPORT = Report(
    id="R9",
    name="team_figures",
    address="team-figures",
    version=3,
    title="Team figures",
    question="How do my teams record and review, and which differ beyond ordinary variation?",
    unit=PERSON_ENCOUNTERS,
    ethnicity_field="",
    mapping_version=1,
    needs=(),
    caveats=(
        "Being outside the line is a reason to look, not a finding. Teams inside the line are not "
        "ranked.",
        "Teams meet different situations. Shares do not allow for that; what is expected allows "
        f"for {case_mix.in_words(case_mix.TEAM_MIX)}, and for nothing else. Teams are in the order "
        "of their names, and no figure is one of a single officer.",
    ),
    columns=COLUMNS,
    compute=compute,
    access=Access.SUPERVISORS,
    filters=TeamFiguresForm,
    template="reporting/team_figures.html",
    offline=Offline(
        scope_of=team_expected.scope_of,
        scope_from=ForceScope.from_query,
        usual=team_expected.usual,
        work_out=team_expected.work_out,
        at_most_every=timedelta(days=7),
    ),
)
