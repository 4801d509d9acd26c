"""What a run finds of every officer of a force at once, judged by every measure: see R10."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from reporting.reports import officer_counts, standing
from reporting.reports.declaration import Findings
from reporting.reports.officer_counts import OFFICER_MEASURES, Matched
from reporting.reports.officer_filters import LONGEST, OfficerSelection
from reporting.reports.standing import ForceScope
from reporting.statistics import (
    Estimate,
    false_discovery,
    gate_officer,
    gate_standardised_ratio,
    poisson_p_value,
    shrinkage_prior,
    standardised_ratio,
)


@dataclass(frozen=True, kw_only=True)
class OfficerRun:
    """What a run found of one officer: each measure by its name, `q` of those compared alone."""

    encounters: int = 0
    measures: Mapping[str, Matched] = field(default_factory=dict)
    q: Mapping[str, float] = field(default_factory=dict)
    imbalance: dict[str, float | None] = field(
        default_factory=lambda: dict.fromkeys(officer_counts.BALANCED)
    )

    def written(self) -> dict[str, Any]:
        """As JSON."""
        return vars(self) | {"measures": {name: vars(one) for name, one in self.measures.items()}}

    @classmethod
    def read(cls, unit: Mapping[str, Any]) -> "OfficerRun":
        measures = {name: Matched(**one) for name, one in unit["measures"].items()}
        balanced = {name: unit["imbalance"][name] for name in officer_counts.BALANCED}
        return cls(**{**unit, "measures": measures, "imbalance": balanced})


# Whoever has no records in these months.
NOBODY = OfficerRun()


def work_out(scope: ForceScope, *, now: datetime) -> Findings:
    """Judge everybody by every measure, and say how unlike the matched encounters still are."""
    counts = officer_counts.by_officer(scope.force, scope)
    q, priors, judged = {}, {}, {}
    for measure in OFFICER_MEASURES:
        found = {pk: one.measures[measure.name] for pk, one in counts.items()}
        q[measure.name] = _q_values(found)
        priors[measure.name] = standing.written(_prior(found))
        judged[measure.name] = len(q[measure.name])
    shown = {pk for values in q.values() for pk in values}
    imbalance = officer_counts.imbalance(scope.force, scope)
    units = {
        pk: OfficerRun(
            encounters=one.encounters,
            measures=one.measures,
            q={name: values[pk] for name, values in q.items() if pk in values},
            imbalance=imbalance[pk] if pk in shown else NOBODY.imbalance,
        ).written()
        for pk, one in counts.items()
    }
    return Findings(whole={"priors": priors, "judged": judged}, units=units)


def usual(today: date) -> list[ForceScope]:
    """The months that the page opens on, of every force."""
    return standing.every_force(today, months=LONGEST)


def scope_of(selection: OfficerSelection) -> ForceScope:
    return ForceScope(
        first_month=selection.first_month,
        last_month=selection.last_month,
        force=selection.officer.team.force_path,
    )


def gated(found: Matched) -> Estimate:
    """Observed over expected, where there is enough to compare."""
    return gate_officer(
        gate_standardised_ratio(
            standardised_ratio(observed=found.observed, expected=found.expected)
        ),
        encounters=found.number,
        similar=found.similar,
    )


def _q_values(found: Mapping[int, Matched]) -> dict[int, float]:
    """Of everybody who can be compared."""
    shown = {pk: one for pk, one in found.items() if gated(one).shown}
    q_values = false_discovery(
        p_values=[
            poisson_p_value(observed=one.observed, expected=one.expected) for one in shown.values()
        ]
    )
    return dict(zip(shown, q_values, strict=True))


def _prior(found: Mapping[int, Matched]) -> Estimate:
    """How far ratios are drawn towards 1."""
    expecting = [one for one in found.values() if one.expected > 0]
    return shrinkage_prior(
        observed=[one.observed for one in expecting],
        expected=[one.expected for one in expecting],
    )
