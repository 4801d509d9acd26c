"""Teams against what the force would have had in the same situations (M8, M10, M11).

Like with like, by the case mix of `case_mix`; a share of the whole force in each of its cells.
That reads the whole force, so it is worked out offline; the comparison is of what a run found.
Only what is outside the limits after ordinary variation is allowed for, and also stands out among
so many comparisons, is flagged.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from records import policy
from reporting.forms import USUAL_PERIOD
from reporting.models import Run
from reporting.reports import team_counts
from reporting.reports.case_mix import NO_RECORDS, Expectation, expectations
from reporting.reports.declaration import Findings
from reporting.reports.standing import ForceScope, forces, units_of
from reporting.reports.team_filters import TeamSelection
from reporting.reports.team_measures import MEASURES, OF_PERSONS, Against, Measure
from reporting.selection import months_before
from reporting.statistics import (
    Estimate,
    Funnel,
    State,
    false_discovery,
    gate_standardised_ratio,
    poisson_p_value,
    ratio_funnel,
    standardised_ratio,
)


@dataclass(frozen=True, kw_only=True)
class ExpectedComparison:
    """All teams below by one measure. No funnel: too few teams to draw one."""

    teams: Mapping[int, Against]
    funnel: Funnel | None

    @property
    def left_out(self) -> int:
        """Records without any like them in another team."""
        return sum(one.expectation.left_out for one in self.teams.values())

    @property
    def compared(self) -> int:
        return sum(one.expectation.compared for one in self.teams.values())


def work_out(scope: ForceScope, *, now: datetime) -> Findings:
    """What is expected of every team of a force that has records, by every measure."""
    review_within = policy.current().review_within
    cells = team_counts.by_cell(scope.force, scope, now=now, review_within=review_within)
    teams = sorted({team for team, _, _ in cells})
    found = {
        measure.name: expectations(
            ((team, cell, measure.counted(counts)) for team, cell, counts in cells), of=teams
        )
        for measure in MEASURES
    }
    return Findings(
        whole={},
        units={team: {name: vars(of[team]) for name, of in found.items()} for team in teams},
    )


def usual(today: date) -> list[ForceScope]:
    """The months that the page opens on, of every force."""
    last = months_before(today.replace(day=1), 1)
    first = months_before(last, USUAL_PERIOD - 1)
    return [ForceScope(first_month=first, last_month=last, force=force) for force in forces()]


def scope_of(selection: TeamSelection) -> ForceScope:
    return ForceScope(
        first_month=selection.first_month,
        last_month=selection.last_month,
        force=selection.team.force_path,
    )


def found_by(run: Run, measure: Measure, teams: Iterable[int]) -> dict[int, Expectation]:
    """What a run found of these teams by a measure."""
    teams = list(teams)
    units = units_of(run, teams)
    return {
        team: Expectation(**units[team][measure.name]) if team in units else NO_RECORDS
        for team in teams
    }


def compare(
    measure: Measure,
    found: Mapping[int, Expectation],
    *,
    teams: Mapping[int, State],
    fewest: int,
) -> ExpectedComparison:
    """Each of these teams, by its key, with the state of its share: what is hidden stays so."""
    against = {
        team: Against(
            label=measure.against,
            expectation=found[team],
            ratio=_ratio(found[team], state=state),
        )
        for team, state in teams.items()
    }
    comparable = {team: one.expectation for team, one in against.items() if one.ratio.shown}
    if len(comparable) < fewest:
        return ExpectedComparison(teams=against, funnel=None)
    pairs = [(one.observed, one.expected or 0.0) for one in comparable.values()]
    funnel = ratio_funnel(units=pairs)
    q_values = false_discovery(p_values=[poisson_p_value(observed=o, expected=e) for o, e in pairs])
    for team, place, q in zip(comparable, funnel.units, q_values, strict=True):
        against[team] = replace(against[team], place=place, q=q)
    return ExpectedComparison(teams=against, funnel=funnel)


def _ratio(expectation: Expectation, *, state: State) -> Estimate:
    ratio = standardised_ratio(observed=expectation.observed, expected=expectation.expected)
    if state is State.SUPPRESSED:
        return ratio.withhold(state=state, note=OF_PERSONS)
    return gate_standardised_ratio(ratio)
