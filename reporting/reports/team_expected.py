"""Teams against what the force would have had in the same situations (M8, M10, M11).

Like with like, by the case mix of `case_mix`; a share of the whole force in each of its cells, as a
run found it. Only what is outside the limits after ordinary variation is allowed for, and also
stands out among so many comparisons, is flagged.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from reporting.reports.case_mix import Expectation
from reporting.reports.team_measures import OF_PERSONS, Against, Measure
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


def compare(
    measure: Measure,
    found: Mapping[int, Expectation],
    *,
    states: Mapping[int, State],
    fewest: int,
) -> ExpectedComparison:
    """Each of these teams, by its key; `states` are those of its share: what is hidden stays so."""
    against = {
        team: Against(
            label=measure.against,
            expectation=found[team],
            ratio=_ratio(found[team], state=state),
        )
        for team, state in states.items()
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
