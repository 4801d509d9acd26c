"""R5: once stopped, or arrested, who gets handcuffed. Locked until a table says of how many."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from django.utils import timezone

from records.vocabulary import Ethnicity
from reporting.disclosure import EXACT, Counted, Disclosure, figure, hidden_in, holds, shown
from reporting.disclosure import Count as Number
from reporting.forms import COMPARED
from reporting.models import Benchmark, BenchmarkKind
from reporting.reports.counterparts import (
    MATCHES,
    MISFITS,
    NO_GROUP,
    Counterparts,
    counterparts,
    lacking,
    too_many_misfits,
)
from reporting.reports.declaration import (
    ALL,
    PERSON_ENCOUNTERS,
    REFERENCE,
    Choices,
    Column,
    Report,
    Result,
    interval,
)
from reporting.reports.given_filters import GivenForm, GivenSelection
from reporting.reports.outcomes import BOUNDS, Count, Outcome, ShareRow, share_of
from reporting.reports.population_gap import place_of
from reporting.selection import Period
from reporting.statistics import (
    Estimate,
    State,
    gate_ratio,
    gate_share_difference,
    heterogeneity,
    needs_bounds,
    pooled_risk_ratio,
    risk_difference,
    risk_ratio,
    too_many_unknown,
)

GROUPS = (REFERENCE, *COMPARED)
HANDCUFFED = Outcome(
    name="handcuffed",
    label="Handcuffed",
    events="handcuffed",
    total="stopped",
)


class Whole(NamedTuple):
    """Handcuffed of so many stopped, None if the table has no such group.

    `misfits` of the handcuffed are in places that have more handcuffed than stopped, as far as may
    be told. A release that has no tables does not say how many were handcuffed: None.
    """

    events: Number | None
    total: int | None
    misfits: int


Place = tuple[int, str]  # a table and an area
Counts = Mapping[Ethnicity, Mapping[Place, int]]


@dataclass(frozen=True, kw_only=True)
class GivenRow(ShareRow):
    """The handcuffed of a group as a share of those stopped; None if the table has no such group.

    Of places where either share is not defined the ratio within places has left out `undefined`.
    """

    events: Number | None
    total: int | None
    undefined: int = 0


@dataclass(frozen=True, kw_only=True)
class Given(Result):
    """The groups in the order of the vocabulary, then the unknown, then all.

    `more_handcuffed` are places in which a group has more handcuffed than stopped; in public None.
    """

    selection: GivenSelection
    found: Counterparts
    groups: tuple[GivenRow, ...]
    unknown: GivenRow
    total: GivenRow
    more_handcuffed: tuple[str, ...] | None

    @property
    def tables(self) -> tuple[Benchmark, ...]:
        return self.found.tables

    @property
    def reference(self) -> GivenRow:
        return self.of(REFERENCE)

    @property
    def compared(self) -> tuple[GivenRow, ...]:
        return tuple(row for row in self.groups if row.group != REFERENCE)

    @property
    def is_empty(self) -> bool:
        """Nobody of the register, however many were stopped: it may have begun later."""
        return self.total.events == 0

    @property
    def shows_bounds(self) -> bool:
        """Whether more than 5% have no ethnicity, on either side, and there is a ratio."""
        many = self._on_either_side(needs_bounds)
        return many and any(row.bounds for row in self.compared)

    @property
    def is_greyed(self) -> bool:
        """Whether more than one in five has no ethnicity, on either side."""
        return self._on_either_side(too_many_unknown)

    def _on_either_side(self, enough: Callable[..., bool]) -> bool:
        """Whether a rule holds of the unknown and all of the register, or of the tables."""
        sides = (
            (self.unknown.events, self.total.events),
            (self.unknown.total or 0, self.total.total or 0),
        )
        return any(holds(enough, unknown=own, all_events=whole) for own, whole in sides)

    def of(self, group: Ethnicity) -> GivenRow:
        return next(row for row in self.groups if row.group == group)


def compute(selection: GivenSelection, *, now: datetime, disclosure: Disclosure = EXACT) -> Given:
    """Count the register and the tables in the same places and months. It has both months."""
    found = counterparts(selection, disclosure=disclosure)
    benchmark = found.tables[-1] if found.tables else None
    handcuffed, stopped = _both(found)
    groups, unknown, total = rows_of(found, kind=selection.kind, disclosure=disclosure)
    return Given(
        report=REPORT,
        computed_at=now,
        selection=selection,
        period=Period.of_months(
            selection.first_month, selection.last_month, today=timezone.localdate(now)
        ),
        disclosure=disclosure,
        place=disclosure.place(place_of(selection, benchmark)),
        benchmark=benchmark,
        rows=(*groups, unknown, total),
        found=found,
        groups=groups,
        unknown=unknown,
        total=total,
        more_handcuffed=disclosure.internal(
            tuple(
                sorted(
                    {
                        found.areas[place[1]]
                        for group in found.groups
                        for place, number in handcuffed[group].items()
                        if number > stopped[group][place]
                    }
                )
            )
        ),
    )


def rows_of(
    found: Counterparts, *, kind: BenchmarkKind, disclosure: Disclosure = EXACT
) -> tuple[tuple[GivenRow, ...], GivenRow, GivenRow]:
    """Every group, the unknown and all: the crude share, and the ratio within places."""
    handcuffed, stopped = _both(found)
    missing, measure = found.lock or NO_GROUP, MATCHES[kind].measure
    places = [(table.pk, area) for table in found.tables for area in found.areas]

    def whole(*groups: Ethnicity) -> Whole:
        """Of all together too: whom the table has under another group, it has among all."""
        events: Number | None = None
        if not (found.lock and disclosure.is_public):
            events = disclosure.count(
                sum(sum(handcuffed[group].values()) for group in groups),
                Counted(group="" if len(groups) > 1 else groups[0].value, kind=measure),
            )
        known = [group for group in groups if group in found.groups]
        if not known:
            return Whole(events, None, 0)
        here = [
            Whole(
                sum(handcuffed[group][place] for group in groups),
                sum(stopped[group][place] for group in known),
                0,
            )
            for place in places
        ]
        return Whole(
            events,
            sum(one.total for one in here),
            disclosure.internal(sum(one.events for one in here if one.events > one.total)) or 0,
        )

    def row(group: str, label: str, counts: Whole) -> GivenRow:
        return _alone(group, label, counts, missing=missing, disclosure=disclosure)

    reference, unknown = whole(REFERENCE), whole(Ethnicity.NOT_REPORTED)
    rows = [row(REFERENCE, REFERENCE.label, reference)]
    for group in COMPARED:
        counts = whole(group)
        strata = [
            (
                handcuffed[group][place],
                stopped[group][place],
                handcuffed[REFERENCE][place],
                stopped[REFERENCE][place],
            )
            for place in (() if disclosure.is_public else places)
        ]
        refused = _refused(counts, missing=missing) or _refused(reference, missing=missing)
        own = row(group, group.label, counts)
        rows.append(_against(own, reference, strata, unknown=unknown, refused=refused))
    nobody = Ethnicity.NOT_REPORTED
    return (
        tuple(rows),
        row(nobody, nobody.label, unknown),
        row(ALL, "All", whole(*Ethnicity)),
    )


def _both(found: Counterparts) -> tuple[Counts, Counts]:
    """Handcuffed and stopped of each group by place; who is not in either is none."""
    handcuffed: dict = defaultdict(lambda: defaultdict(int))
    stopped: dict = defaultdict(lambda: defaultdict(int))
    for one in found.handcuffed:
        handcuffed[one.ethnicity][one.table, one.area] += one.number
    for one in found.stopped:
        stopped[one.ethnicity][one.table, one.area] += one.count
    return handcuffed, stopped


def _alone(
    group: str, label: str, counts: Whole, *, missing: str, disclosure: Disclosure
) -> GivenRow:
    events, total, _ = counts
    share = _refused(counts, missing=missing) or share_of(Count(events, total), disclosure)
    return GivenRow(
        outcome=HANDCUFFED,
        group=group,
        label=label,
        reference="",
        events=events,
        total=total,
        share=share,
        state=share.state,
        note=share.note,
    )


def _against(
    own: GivenRow,
    reference: Whole,
    strata: list[tuple[int, int, int, int]],
    *,
    unknown: Whole,
    refused: Estimate | None,
) -> GivenRow:
    """The row beside the reference. Places where a share is not defined are in no stratum.

    The bounds are those of two records: whom the register has as unknown, the table may know.
    """
    about = {name: getattr(own, name) for name in own.__dataclass_fields__}
    if refused:
        return GivenRow(
            **about
            | {
                "reference": REFERENCE,
                "difference": refused,
                "ratio": refused,
                "state": refused.state,
                "note": refused.note,
            }
        )
    both = {
        "events": own.events,
        "total": own.total,
        "reference_events": reference.events,
        "reference_total": reference.total,
    }
    ratio = figure(gate_ratio, risk_ratio, **both)
    defined = [(a, n, c, m) for a, n, c, m in strata if a <= n and c <= m]
    pooled = spread = None
    if ratio.shown and len(strata) > 1:
        pooled = gate_ratio(pooled_risk_ratio(strata=defined))
        spread = heterogeneity(strata=defined, measure="risk_ratio")
    return GivenRow(
        **about
        | {
            "reference": REFERENCE,
            "difference": figure(gate_share_difference, risk_difference, **both),
            "ratio": ratio,
            "pooled": pooled,
            "spread": spread,
            "reference_count": Count(reference.events, reference.total),
            "unknown": Count(unknown.events, unknown.total or 0),
            "one_record": False,
            "undefined": len(strata) - len(defined),
            "state": ratio.state,
            "note": ratio.note,
        }
    )


def _refused(counts: Whole, *, missing: str) -> Estimate | None:
    """Why there is no share, if it is not for want of people."""
    if counts.total is None:
        return Estimate(state=State.BENCHMARK_MISSING, note=missing)
    if hidden_in([counts.events]):
        return None
    misfits = too_many_misfits(misfits=counts.misfits, handcuffed=counts.events)
    if misfits or counts.events > counts.total:
        return Estimate(state=State.NOT_ESTIMABLE, note=MISFITS)
    return None


COLUMNS = (
    Column("kind", lambda result, row: result.selection.kind.value, "Given a stop or an arrest"),
    Column("encounters", lambda result, row: row.total, "Stops or arrests in the tables"),
    Column(
        "handcuffed", lambda result, row: shown(row.events), "People handcuffed in one of these"
    ),
    *interval("pct", lambda row: row.share, "Handcuffed of the stopped in per cent", times=100),
    *interval(
        "rd", lambda row: row.difference, "Share less that of the reference, in points", times=100
    ),
    *interval("rr", lambda row: row.ratio, "Share over the share of the reference"),
    *BOUNDS,
    *interval("mh_rr", lambda row: row.pooled, "The same within places, by Mantel and Haenszel"),
    Column(
        "strata_undefined",
        lambda result, row: row.undefined,
        "Places and tables left out of it, with more handcuffed than stopped",
    ),
    Column(
        "q_p",
        lambda result, row: row.spread.p_value if row.spread else None,
        "Cochran’s test of equal ratios: below 0.05 the gap differs between places",
    ),
    Column(
        "tables",
        lambda result, row: "; ".join(str(table) for table in result.found.tables),
        "Every table compared with",
    ),
    Column("months", lambda result, row: len(result.found.months), "Months that these have"),
    Column(
        "match_method",
        lambda result, row: MATCHES[result.selection.kind].method,
        "How register and tables are matched",
    ),
)

REPORT = Report(
    id="R5",
    name="given_stop_or_arrest",
    address="handcuffed-given-stop-or-arrest",
    version=1,
    title="Handcuffed, given a stop or an arrest",
    question="Once stopped or arrested, who gets handcuffed?",
    unit=PERSON_ENCOUNTERS,
    ethnicity_field="ethnicity_perceived",
    mapping_version=1,
    needs=(BenchmarkKind.STOPS, BenchmarkKind.ARRESTS),
    lacking=lacking,
    caveats=(
        "Uses {benchmark}. If the decision to stop is itself unequal this comparison understates "
        "it.",
        "The register and the table are two records of the same days, kept by different people in "
        "different ways, and matched in groups, not person by person. A difference in how fully "
        "either is kept for one group looks like a difference in handcuffing.",
    ),
    columns=COLUMNS,
    compute=compute,
    filters=GivenForm,
    released=Choices(
        says="Of people stopped and searched, or arrested, how many were handcuffed, for each "
        "ethnic group; where it is known how many were stopped or arrested.",
        kinds=tuple(match.measure for match in MATCHES.values()),
        by_group=False,
    ),
    template="reporting/given.html",
)
