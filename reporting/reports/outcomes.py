"""What happened to people once handcuffed: shares of a group, and of two groups compared."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from django.db.models import Q, Sum

from records.vocabulary import Compliance, YesNo
from reporting.disclosure import ACCOUNT, EXACT, Counted, Disclosure, figure, hidden_in, shown
from reporting.disclosure import Count as Number
from reporting.reports.declaration import Column, Row, bounds, interval
from reporting.selection import Answered, Happened
from reporting.statistics import (
    Estimate,
    Heterogeneity,
    State,
    UnknownBounds,
    gate_proportion,
    gate_ratio,
    gate_share_difference,
    heterogeneity,
    pooled_risk_ratio,
    proportion,
    risk_difference,
    risk_ratio,
    unknown_share_bounds,
)

Cell = Mapping[str, Any]


class Count(NamedTuple):
    """So many of so many; as they may be shown, where they have passed a disclosure."""

    events: Number = 0
    total: Number = 0

    @classmethod
    def of(cls, counts: Iterable["Count"]) -> "Count":
        """All of them together, before any disclosure."""
        known = list(counts)
        return cls(sum(one.events for one in known), sum(one.total for one in known))


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What may have happened: which sum of a cell counts it, and of which it is a share.

    `measure` is what the cube calls it, where that counts it; `filter` is the choice of a
    selection that would decide it. `rows_of_events` and
    `rows_of_total` narrow a row file to what is counted, where the tables lead to it. `of` is what
    releases call those that it is a share of; `name` is what they call those it happened to.
    """

    name: str
    label: str
    events: str
    total: str
    measure: str = ""
    rows_of_events: Mapping[str, str] = field(default_factory=dict)
    rows_of_total: Mapping[str, str] = field(default_factory=dict)
    filter: str = ""
    of: str = ""

    def passed(self, count: Count, *, disclosure: Disclosure, group: str) -> Count:
        """The count of a group as it may be shown."""
        return Count(
            disclosure.count(count.events, Counted(group=group, kind=self.name)),
            disclosure.count(count.total, Counted(group=group, kind=self.of)),
        )


def by_area(
    outcome: Outcome, cells: Iterable[Cell], *, group: Callable[[Cell], str]
) -> dict[str, dict[str, Count]]:
    """The counts of each group in each area. Plain numbers are added up: the cells are many."""
    events: dict[tuple[str, str], int] = defaultdict(int)
    totals: dict[tuple[str, str], int] = defaultdict(int)
    for cell in cells:
        place = group(cell), cell["area_id"]
        events[place] += cell[outcome.events]
        totals[place] += cell[outcome.total]
    counts: dict[str, dict[str, Count]] = defaultdict(lambda: defaultdict(Count))
    for one, area in totals:
        counts[one][area] = Count(events[one, area], totals[one, area])
    return counts


EVERYBODY = "all_encounters"
# What the cells by compliance and before arrest say, see `CubeCell`. Known is what an officer's
# account says: an account not given yet is no answer.
SAID = {
    f"said_{name}": Sum("encounters", filter=of, default=0)
    for name, of in {
        "non_compliant": Q(compliance=Compliance.NON_COMPLIANT),
        "any_compliance": ~Q(compliance=""),
        "before_arrest": Q(before_arrest=YesNo.YES),
        "any_before_arrest": ~Q(before_arrest=""),
        "anything": ~Q(compliance="") | ~Q(before_arrest=""),
    }.items()
}


def _measured(happened: Happened, total: str, *, of: str = "", **rows_of_total: str) -> Outcome:
    """What the cube has a measure of."""
    return Outcome(
        name=happened.value,
        label=happened.label,
        events=f"all_{happened.value}",
        total=total,
        measure=happened.value,
        rows_of_events={"happened": happened.value},
        rows_of_total=rows_of_total,
        of=of,
    )


NON_COMPLIANT = Outcome(
    name="non_compliant",
    label="Handcuffed as non-compliant",
    events="said_non_compliant",
    total="said_any_compliance",
    rows_of_events={"compliance": Compliance.NON_COMPLIANT.value},
    rows_of_total={"answered": Answered.COMPLIANCE.value},
    filter="compliance",
    of=ACCOUNT,
)
BEFORE_ARREST = Outcome(
    name="before_arrest",
    label="Handcuffed before any arrest",
    events="said_before_arrest",
    total="said_any_before_arrest",
    rows_of_events={"before_arrest": YesNo.YES.value},
    rows_of_total={"answered": Answered.BEFORE_ARREST.value},
    filter="before_arrest",
    of=ACCOUNT,
)
NO_DE_ESCALATION = _measured(
    Happened.NO_DE_ESCALATION, "said_any_compliance", of=ACCOUNT, answered=Answered.COMPLIANCE.value
)
# Of everybody handcuffed, whatever the cells.
LATER = tuple(
    _measured(happened, EVERYBODY)
    for happened in (
        Happened.CONTINUED_UNJUSTIFIED,
        Happened.ARRESTED,
        Happened.NO_FURTHER_ACTION,
        Happened.INJURED,
    )
)
OUTCOMES = (NON_COMPLIANT, BEFORE_ARREST, NO_DE_ESCALATION, *LATER)

# The cube of people has no unknown of its own for what accounts say: these are of everybody, and a
# record without any account yet counts among those to whom it did not happen.
COMPLIANT = Outcome(
    name="compliant",
    label="Handcuffed as compliant",
    events="all_compliant",
    total=EVERYBODY,
    measure="compliant",
    rows_of_events={"compliance": Compliance.COMPLIANT.value},
)
PEOPLE_OUTCOMES = (
    COMPLIANT,
    Outcome(
        name="before_arrest",
        label="Handcuffed before any arrest",
        events="all_before_arrest",
        total=EVERYBODY,
        measure="before_arrest",
        rows_of_events={"before_arrest": YesNo.YES.value},
    ),
    _measured(Happened.NO_DE_ESCALATION, EVERYBODY),
    *LATER,
)


@dataclass(frozen=True, kw_only=True)
class ShareRow(Row):
    """The share of one group with one outcome. Compared with nobody: None there.

    `pooled` is the ratio within areas, and `spread` says whether the areas differ; None where
    there is only one area, or no ratio that may be shown. `unknown` are those of no group, where
    the ratio has bounds; with `one_record` events and totals are of the same people.
    """

    outcome: Outcome
    label: str
    events: Number
    total: Number
    share: Estimate
    reference_count: Count | None = None
    difference: Estimate | None = None
    ratio: Estimate | None = None
    pooled: Estimate | None = None
    spread: Heterogeneity | None = None
    unknown: Count | None = None
    one_record: bool = True

    @cached_property
    def bounds(self) -> UnknownBounds | None:
        """What those of no group could make of the ratio, if it may be shown how many they are.

        Worked out for whoever asks: a page does only where they are many.
        """
        unknown, other = self.unknown, self.reference_count
        if unknown is None or other is None or self.ratio is None or not self.ratio.shown:
            return None
        if hidden_in((unknown.events, unknown.total)):
            return None
        return unknown_share_bounds(
            events=self.events,
            total=self.total,
            reference_events=other.events,
            reference_total=other.total,
            unknown_events=unknown.events,
            # Rounded each on its own, there may be fewer people than events.
            unknown_total=max(unknown.total, unknown.events) if self.one_record else unknown.total,
            one_record=self.one_record,
        )


def alone(
    outcome: Outcome, count: Count, *, group: str, label: str, disclosure: Disclosure = EXACT
) -> ShareRow:
    share = share_of(count, disclosure)
    return ShareRow(
        outcome=outcome,
        group=group,
        label=label,
        reference="",
        events=count.events,
        total=count.total,
        share=share,
        state=share.state,
        note=share.note,
    )


def against(
    outcome: Outcome,
    count: Count,
    reference_count: Count,
    *,
    group: str,
    label: str,
    reference: str,
    strata: Sequence[tuple[Count, Count]] = (),
    unknown: Count | None = None,
    disclosure: Disclosure = EXACT,
) -> ShareRow:
    """The share of a group beside that of the reference; `strata` are both by area.

    `unknown` are those of no group, who set bounds to the ratio.
    """
    both = {
        "events": count.events,
        "total": count.total,
        "reference_events": reference_count.events,
        "reference_total": reference_count.total,
    }
    ratio = figure(gate_ratio, risk_ratio, **both)
    pooled = spread = None
    if ratio.shown and len(strata) > 1:
        numbers = [own + other for own, other in strata]
        pooled = gate_ratio(pooled_risk_ratio(strata=numbers))
        spread = heterogeneity(strata=numbers, measure="risk_ratio")
    return ShareRow(
        outcome=outcome,
        group=group,
        label=label,
        reference=reference,
        events=count.events,
        total=count.total,
        share=share_of(count, disclosure),
        reference_count=reference_count,
        difference=figure(gate_share_difference, risk_difference, **both),
        ratio=ratio,
        pooled=pooled,
        spread=spread,
        unknown=unknown,
        state=ratio.state,
        note=ratio.note,
    )


def share_of(count: Count, disclosure: Disclosure) -> Estimate:
    """The share as it may be shown."""
    share = figure(disclosure.gate_share, proportion, events=count.events, total=count.total)
    return share if share.state is State.SUPPRESSED else gate_proportion(share)


BOUNDS = bounds(
    "rr",
    lowest="The ratio at its lowest, wherever the people of unknown ethnicity belong",
    highest="The ratio at its highest, wherever the people of unknown ethnicity belong",
)

COLUMNS = (
    Column("outcome", lambda result, row: row.outcome.name, "What happened"),
    Column(
        "n_group", lambda result, row: shown(row.total), "People of the group, where it is known"
    ),
    Column("n_yes", lambda result, row: shown(row.events), "Those of them to whom it happened"),
    *interval("pct", lambda row: row.share, "Share in per cent", times=100),
    *interval(
        "rd", lambda row: row.difference, "Share less that of the reference, in points", times=100
    ),
    *interval("rr", lambda row: row.ratio, "Share over the share of the reference"),
    *interval("mh_rr", lambda row: row.pooled, "The same within areas, by Mantel and Haenszel"),
    Column(
        "areas_compared",
        lambda result, row: row.spread.compared if row.spread else None,
        "Areas in the test of equal ratios",
    ),
    Column(
        "q",
        lambda result, row: row.spread.statistic if row.spread else None,
        "Cochran’s Q of the ratios of the areas",
    ),
    Column(
        "q_p",
        lambda result, row: row.spread.p_value if row.spread else None,
        "Its p-value: below 0.05 the gap differs between areas",
    ),
)
