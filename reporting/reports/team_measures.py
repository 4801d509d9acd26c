"""One figure of one team: what it is of, how it is made of counts, and when it is not shown."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from records.vocabulary import ReturnReason
from reporting.reports.case_mix import Expectation
from reporting.reports.declaration import OFFICER_REPORTS, PERSON_ENCOUNTERS, Row
from reporting.reports.team_counts import TeamCounts
from reporting.selection import Period
from reporting.statistics import (
    Estimate,
    FunnelUnit,
    Position,
    State,
    gate_proportion,
    gate_rate,
    proportion,
    rate,
)

# Figures of one or two officers would be figures of persons, and those are not made here.
FEWEST_OFFICERS = 3
MONTH = 365.25 / 12  # days

CHOSEN, BELOW = "chosen", "below"
OF_PERSONS = f"from fewer than {FEWEST_OFFICERS} officers"


@dataclass(frozen=True, kw_only=True)
class Measure:
    """A share that teams are compared by: so many of so many, and what they are.

    `others` names those that are not among the events, where they are the fewer: then they are what
    is counted against an expectation, whose limits are those of rare events.
    """

    name: str
    label: str
    of: str
    unit: str
    events: Callable[[TeamCounts], int]
    total: Callable[[TeamCounts], int]
    not_said: str
    others: str = ""

    @property
    def against(self) -> str:
        """What is counted against an expectation."""
        return self.others or self.label

    def counted(self, counts: TeamCounts) -> tuple[int, int]:
        """How many of these, of how many."""
        events, total = self.events(counts), self.total(counts)
        return (total - events if self.others else events), total


MEASURES: tuple[Measure, ...] = (
    Measure(
        name="filed_in_time",
        label="Filed within the deadline",
        of="encounters",
        unit=PERSON_ENCOUNTERS,
        events=lambda counts: counts.filed_in_time,
        total=lambda counts: counts.encounters,
        not_said="It does not say why a record was late: the officer’s explanation does.",
        others="Filed after the deadline",
    ),
    Measure(
        name="reviewed_in_time",
        label="First reviewed within the deadline",
        of="encounters whose time for review has run out",
        unit=PERSON_ENCOUNTERS,
        events=lambda counts: counts.reviewed_in_time,
        total=lambda counts: counts.review_due,
        not_said="It does not say how carefully a record was reviewed.",
        others="First reviewed after the deadline, or not yet",
    ),
    Measure(
        name="returned",
        label="Returned with a question, once or more",
        of="encounters reviewed",
        unit=PERSON_ENCOUNTERS,
        events=lambda counts: counts.returned,
        total=lambda counts: counts.reviewed,
        not_said="Few returns may mean good records, or reviewers who ask little.",
    ),
    Measure(
        name="de_escalation",
        label="De-escalation tried",
        of="accounts of officers that answer the question",
        unit=OFFICER_REPORTS,
        events=lambda counts: counts.de_escalation_tried,
        total=lambda counts: counts.de_escalation_answered,
        not_said="It does not say whether it could have been tried, nor how well it was.",
        others="No de-escalation tried",
    ),
    Measure(
        name="continued_use",
        label="Continued use found justified",
        of="accounts with continued use that a reviewer has judged",
        unit=OFFICER_REPORTS,
        events=lambda counts: counts.continued_justified,
        total=lambda counts: counts.continued_judged,
        not_said="It is what a reviewer found last; unclear is not found. Reviewers differ too.",
        others="Continued use not found justified",
    ),
    Measure(
        name="before_arrest",
        label="Applied before any arrest",
        of="encounters that say when",
        unit=PERSON_ENCOUNTERS,
        events=lambda counts: counts.before_arrest,
        total=lambda counts: counts.before_arrest_answered,
        not_said="It does not say whether there was a need for it: the justification does.",
    ),
    Measure(
        name="non_compliant",
        label="Recorded as non-compliant",
        of="encounters that say so or not",
        unit=PERSON_ENCOUNTERS,
        events=lambda counts: counts.non_compliant,
        total=lambda counts: counts.compliance_answered,
        not_said="It is what officers recorded: they may also see the same conduct differently.",
    ),
    Measure(
        name="ethnicity_unknown",
        label="Ethnicity as perceived not reported",
        of="encounters",
        unit=PERSON_ENCOUNTERS,
        events=lambda counts: counts.ethnicity_unknown,
        total=lambda counts: counts.encounters,
        not_said="It does not say who these people were: they are in no share of a group.",
    ),
)
BY_NAME = {measure.name: measure for measure in MEASURES}
USUAL_MEASURE = "de_escalation"


# Of those flagged, at most so large a share is expected to be flagged by chance.
FALSE_DISCOVERIES = 0.05


class Flag(StrEnum):
    """Whether there is a reason to look. The values are exported: never rename one."""

    NONE = "none"
    ABOVE = "above"
    BELOW = "below"
    NOT_SAID = "not_said"


@dataclass(frozen=True, kw_only=True)
class Against:
    """One team against its expectation; `label` says what is counted.

    `place` and `q` are None where the team is not compared, `flag` is then not said.
    """

    label: str
    expectation: Expectation
    ratio: Estimate
    place: FunnelUnit | None = None
    q: float | None = None

    @property
    def flag(self) -> Flag:
        if self.place is None or self.q is None or self.place.position is Position.NOT_SAID:
            return Flag.NOT_SAID
        if self.place.position is Position.INSIDE or self.q > FALSE_DISCOVERIES:
            return Flag.NONE
        return Flag.ABOVE if self.place.position is Position.ABOVE else Flag.BELOW


@dataclass(frozen=True, kw_only=True)
class Figure(Row):
    """One figure of one team: a line of the CSV. What does not apply is None."""

    level: str
    team: str
    measure: str
    label: str
    unit: str
    value_in: str
    events: int | None
    total: int | None
    estimate: Estimate
    place: FunnelUnit | None = None
    against: Against | None = None


@dataclass(frozen=True, kw_only=True)
class Maker:
    """Makes the figures of one team, or of part of the tree, from its counts."""

    team: str
    reference: str
    level: str
    counts: TeamCounts

    def share(self, measure: Measure) -> Figure:
        events, total = measure.events(self.counts), measure.total(self.counts)
        estimate = self._of_several(gate_proportion(proportion(events=events, total=total)))
        return self._figure(
            measure=measure.name,
            label=measure.label,
            unit=measure.unit,
            value_in="share",
            # The count would say what the share does.
            events=None if estimate.state is State.SUPPRESSED else events,
            total=total,
            estimate=estimate,
        )

    def volume(self, period: Period) -> Figure:
        months = period.days / MONTH
        return self._figure(
            measure="volume",
            label="Encounters a month",
            unit=PERSON_ENCOUNTERS,
            value_in="encounters a month",
            events=self.counts.encounters,
            total=None,
            estimate=gate_rate(rate(events=self.counts.encounters, exposure=months, per=1)),
        )

    def time(self, measure: str, label: str, estimate: Estimate, total: int) -> Figure:
        return self._figure(
            measure=measure,
            label=label,
            unit=PERSON_ENCOUNTERS,
            value_in="hours",
            events=None,
            total=total,
            estimate=self._of_several(gate_proportion(estimate)),
        )

    def reasons(self, returns: Mapping[str, int]) -> tuple[Figure, ...]:
        """Every reason, in the order of the vocabulary."""
        if self.counts.officers < FEWEST_OFFICERS:
            return ()
        return tuple(
            self._figure(
                measure=f"returned_{reason.value}",
                label=reason.label,
                unit="returns",
                value_in="share",
                events=returns.get(reason.value, 0),
                total=self.counts.returns,
                estimate=gate_proportion(
                    proportion(events=returns.get(reason.value, 0), total=self.counts.returns)
                ),
            )
            for reason in ReturnReason
        )

    def _of_several(self, estimate: Estimate) -> Estimate:
        """The estimate, unless it would be one of a person or two."""
        if self.counts.officers < FEWEST_OFFICERS and estimate.shown:
            return estimate.withhold(state=State.SUPPRESSED, note=OF_PERSONS)
        return estimate

    def _figure(self, *, estimate: Estimate, **figure: Any) -> Figure:
        return Figure(
            group=self.team,
            team=self.team,
            reference=self.reference,
            level=self.level,
            estimate=estimate,
            state=estimate.state,
            note=estimate.note,
            **figure,
        )
