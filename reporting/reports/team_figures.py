"""How a team and those below it record and review; teams compared by a funnel, never ranked."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.utils import timezone

from accounts.models import Team, TeamKind
from reporting.permissions import Access
from reporting.reports import case_mix, standing, team_counts, team_run
from reporting.reports.declaration import PERSON_ENCOUNTERS, Offline, Report, Result
from reporting.reports.standing import NOT_WORKED_OUT, ForceScope, Standing
from reporting.reports.team_columns import COLUMNS
from reporting.reports.team_comparison import Comparison, TeamBelow, compare, with_expected
from reporting.reports.team_counts import TeamCounts, Waiting
from reporting.reports.team_filters import TeamFiguresForm, TeamSelection
from reporting.reports.team_measures import CHOSEN, MEASURES, Figure, Maker
from reporting.reports.team_run import NO_MEDIANS, NO_RUN, Deadlines, Medians, TeamRun
from reporting.selection import Period
from reporting.statistics import Estimate, State

# Medians cannot be added up anew.
MOVED = "teams have been moved since it was worked out"


@dataclass(frozen=True, kw_only=True)
class TeamFigures(Result):
    """The figures of the chosen team with all below it, and the comparison of those below.

    As the run of `standing` found them; without one there is nothing but the reason. What waits for
    review is of this moment.
    """

    selection: TeamSelection
    counts: TeamCounts
    waiting: Waiting
    volume: Figure
    time_to_file: Figure
    time_to_review: Figure
    shares: tuple[Figure, ...]
    reasons: tuple[Figure, ...]
    teams: Sequence[TeamBelow]
    comparison: Comparison | None  # by the measure asked for; None where no team lies below
    deadlines: Deadlines
    standing: Standing | None

    @property
    def is_empty(self) -> bool:
        return self.counts.encounters == 0

    def comparisons(self) -> Iterator[Comparison]:
        """By every measure, in their order."""
        for measure, overall in zip(MEASURES, self.shares, strict=True):
            if self.comparison and self.comparison.measure is measure:
                yield self.comparison
            elif self.comparison:
                yield compare(measure, overall, self.teams)

    def more_rows(self) -> Iterator[Figure]:
        """The comparisons: of hundreds of teams more than a page needs."""
        for comparison in self.comparisons():
            for share in comparison.teams:
                yield share.figure


def compute(selection: TeamSelection, *, now: datetime) -> TeamFigures:
    """Add up what the newest run found of the teams. The selection has both months."""
    team = selection.team
    last = standing.newest(REPORT, team_run.scope_of(selection))
    at = last.run.at if last else now
    period = Period.of_months(
        selection.first_month, selection.last_month, today=timezone.localdate(at)
    )
    tree = list(Team.objects.at_or_below(team).select_related("parent").order_by("pk"))
    found, medians = {}, NO_MEDIANS
    if last:
        keys = [one.pk for one in tree]
        found = team_run.read(last.run, keys, measure=selection.measure)
        medians = team_run.medians_of(last.run, team.pk)
    counts = TeamCounts.together(one.counts for one in found.values())
    make = Maker(team=team.name, reference="", level=CHOSEN, counts=counts)
    figures = (
        make.volume(period),
        *_times(make, medians, found),
        *(make.share(measure) for measure in MEASURES),
    )
    reasons = make.reasons(sum((Counter(one.reasons) for one in found.values()), Counter()))
    if last is None:
        figures, reasons = tuple(_not_worked_out(figure) for figure in figures), ()
    volume, to_file, to_review, *shares = figures
    teams = _below(team, tree, found) if last else []
    return TeamFigures(
        report=REPORT,
        computed_at=at,
        selection=selection,
        period=period,
        place=team.name,
        benchmark=None,
        rows=(*figures, *reasons),
        counts=counts,
        waiting=team_counts.waiting(team, now=now),
        volume=volume,
        time_to_file=to_file,
        time_to_review=to_review,
        shares=tuple(shares),
        reasons=reasons,
        teams=teams,
        comparison=_asked(selection, shares, teams) if teams else None,
        deadlines=Deadlines.read(last.run.result["deadlines"]) if last else Deadlines.current(),
        standing=last,
    )


def _times(make: Maker, medians: Medians, found: Mapping[int, TeamRun]) -> Iterator[Figure]:
    """The medians as they were worked out, unless the tree has become another."""
    is_same = medians.of == sorted(pk for pk, one in found.items() if one.counts.encounters)
    for name, label, estimate, total in (
        ("time_to_file", "Time to file", medians.to_file, make.counts.encounters),
        ("time_to_review", "Time to first review", medians.to_review, make.counts.review_due),
    ):
        if not is_same:
            estimate = estimate.withhold(state=State.NOT_ESTIMABLE, note=MOVED)
        yield make.time(name, label, estimate, total)


def _not_worked_out(figure: Figure) -> Figure:
    nothing = Estimate(state=State.NOT_ESTIMABLE, note=NOT_WORKED_OUT)
    return replace(
        figure,
        events=None,
        total=None,
        estimate=nothing,
        state=nothing.state,
        note=nothing.note,
    )


def _below(team: Team, tree: Sequence[Team], found: Mapping[int, TeamRun]) -> list[TeamBelow]:
    """Every team under the chosen one, and others there with records of their own, by name.

    Where two have one name the team above is named as well.
    """
    below = [
        (one, found.get(one.pk, NO_RUN))
        for one in tree
        if one.pk != team.pk
        and (one.kind == TeamKind.TEAM or found.get(one.pk, NO_RUN).counts.encounters)
    ]
    # The database sorts by code point.
    below.sort(key=lambda pair: (pair[0].name.casefold(), pair[0].pk))
    names = Counter(one.name for one, _ in below)
    return [
        TeamBelow(
            team=one,
            label=one.name if names[one.name] == 1 else f"{one.name}, {one.parent.name}",
            found=run,
        )
        for one, run in below
    ]


def _asked(
    selection: TeamSelection, shares: Sequence[Figure], teams: Sequence[TeamBelow]
) -> Comparison:
    """By the measure that was asked for, with what is expected."""
    measure, overall = next(
        pair for pair in zip(MEASURES, shares, strict=True) if pair[0].name == selection.measure
    )
    return with_expected(compare(measure, overall, teams), teams)


REPORT = Report(
    id="R9",
    name="team_figures",
    address="team-figures",
    version=4,
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
        scope_of=team_run.scope_of,
        scope_from=ForceScope.from_query,
        usual=team_run.usual,
        work_out=team_run.work_out,
        at_most_every=timedelta(days=7),
    ),
)
