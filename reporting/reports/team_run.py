"""What a run finds of every team of a force at once, and stores: see R9."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from accounts.models import Team
from records import policy
from reporting.forms import USUAL_PERIOD
from reporting.models import Run, RunUnit
from reporting.reports import standing, team_counts
from reporting.reports.case_mix import NO_RECORDS, Expectation, expectations
from reporting.reports.declaration import Findings
from reporting.reports.standing import ForceScope
from reporting.reports.team_counts import TeamCounts
from reporting.reports.team_filters import TeamSelection
from reporting.reports.team_measures import MEASURES
from reporting.statistics import Estimate, median, median_ranks


@dataclass(frozen=True, kw_only=True)
class Deadlines:
    """Those that a run judged by."""

    record_within: timedelta
    review_within: timedelta

    @classmethod
    def current(cls) -> "Deadlines":
        rules = policy.current()
        return cls(record_within=rules.record_within, review_within=rules.review_within)

    def written(self) -> dict[str, float]:
        """As JSON."""
        return {name: length.total_seconds() for name, length in vars(self).items()}

    @classmethod
    def read(cls, seconds: Mapping[str, float]) -> "Deadlines":
        return cls(**{name: timedelta(seconds=length) for name, length in seconds.items()})


@dataclass(frozen=True, kw_only=True)
class TeamRun:
    """What a run found of one team's own records, and what is expected of it by one measure."""

    counts: TeamCounts = field(default_factory=TeamCounts)
    reasons: Mapping[str, int] = field(default_factory=dict)
    expected: Expectation = NO_RECORDS


# Of a team without any records.
NO_RUN = TeamRun()


@dataclass(frozen=True, kw_only=True)
class Medians:
    """Hours, of a team with all below it; they cannot be added up.

    `of` are the teams with records that these were then.
    """

    of: list[int]
    to_file: Estimate
    to_review: Estimate

    def written(self) -> dict[str, Any]:
        """As JSON."""
        to_file, to_review = standing.written(self.to_file), standing.written(self.to_review)
        return {"of": self.of, "to_file": to_file, "to_review": to_review}


# Of a team without any at or below it.
NO_MEDIANS = Medians(
    of=[], to_file=median(total=0, values={}), to_review=median(total=0, values={})
)


def read(run: Run, teams: Iterable[int], *, measure: str) -> dict[int, TeamRun]:
    """What it found of those of these teams that have records at or below them.

    No more of each than is asked for: of hundreds the rest would take most of the time.
    """
    parts = ("result__counts", "result__reasons", f"result__expected__{measure}")
    rows = RunUnit.objects.filter(run=run, unit__in=list(teams)).values_list("unit", *parts)
    return {
        team: TeamRun(
            counts=TeamCounts(**counts),
            reasons=reasons,
            expected=Expectation(**expected) if expected else NO_RECORDS,
        )
        for team, counts, reasons, expected in rows
    }


def medians_of(run: Run, team: int) -> Medians:
    """What it found of the team with all below it."""
    for unit in standing.units_of(run, [team]).values():
        found = unit["medians"]
        return Medians(
            of=found["of"],
            to_file=standing.read(found["to_file"]),
            to_review=standing.read(found["to_review"]),
        )
    return NO_MEDIANS


def work_out(scope: ForceScope, *, now: datetime) -> Findings:
    """Count what every team recorded and reviewed, and what is expected of it."""
    deadlines = Deadlines.current()
    within = deadlines.review_within
    cells = team_counts.by_cell(scope, now=now, review_within=within)
    officers = team_counts.officers(scope)
    parts: dict[int, list[TeamCounts]] = defaultdict(list)
    for team, _, part in cells:
        parts[team].append(part)
    counts = {
        team: replace(TeamCounts.together(those), officers=officers[team])
        for team, those in parts.items()
    }
    reasons = team_counts.return_reasons(scope)
    expected = {
        measure.name: expectations(
            ((team, cell, measure.counted(part)) for team, cell, part in cells), of=counts
        )
        for measure in MEASURES
    }
    units = {
        team: {
            "counts": vars(counts.get(team, TeamCounts())),
            "reasons": reasons.get(team, {}),
            "expected": {name: vars(of[team]) for name, of in expected.items() if team in of},
            "medians": medians.written(),
        }
        for team, medians in _medians(scope, counts, due_before=now - within).items()
    }
    return Findings(whole={"deadlines": deadlines.written()}, units=units)


def usual(today: date) -> list[ForceScope]:
    """The months that the page opens on, of every force."""
    return standing.every_force(today, months=USUAL_PERIOD)


def scope_of(selection: TeamSelection) -> ForceScope:
    return ForceScope(
        first_month=selection.first_month,
        last_month=selection.last_month,
        force=selection.team.force_path,
    )


def _medians(
    scope: ForceScope, counts: Mapping[int, TeamCounts], *, due_before: datetime
) -> dict[int, Medians]:
    """Half the records were filed, and half of those due reviewed, within so many hours.

    Of every team that has records itself or below it.
    """
    below = _below(scope.force, counts)
    together = {
        team: TeamCounts.together(counts[one] for one in those) for team, those in below.items()
    }
    filed = {team: one.encounters for team, one in together.items()}
    due = {team: one.review_due for team, one in together.items()}
    to_file, to_review = team_counts.durations(
        scope, due_before=due_before, filed=_ranks(filed), reviewed=_ranks(due)
    )
    return {
        team: Medians(
            of=those,
            to_file=median(total=filed[team], values=to_file[team]),
            to_review=median(total=due[team], values=to_review[team]),
        )
        for team, those in below.items()
    }


def _below(force: str, having: Iterable[int]) -> dict[int, list[int]]:
    """Of each team of a force those at or below it that are among `having`, by their keys."""
    below: dict[int, list[int]] = defaultdict(list)
    teams = Team.objects.filter(path__startswith=force, pk__in=having).order_by("pk")
    for own in teams:
        for team in (*own.ids_above(), own.pk):
            below[team].append(own.pk)
    return below


def _ranks(totals: Mapping[int, int]) -> dict[int, list[int]]:
    """Which of so many ordered values are needed for a median."""
    ranks = {team: median_ranks(total=total) for team, total in totals.items()}
    return {team: found.all for team, found in ranks.items() if found}
