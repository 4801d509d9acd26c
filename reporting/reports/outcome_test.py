"""R8: of those handcuffed before any arrest, how many were arrested; beside who was handcuffed."""

from collections import defaultdict
from dataclasses import dataclass, replace
from datetime import datetime
from operator import itemgetter
from typing import Any

from django.utils import timezone

from records.vocabulary import Ethnicity
from reporting.forms import COMPARED
from reporting.models import BenchmarkKind, CubeCell
from reporting.permissions import Access
from reporting.reports import given_stop_or_arrest, outcomes
from reporting.reports.counterparts import Counterparts, Lock, counterparts
from reporting.reports.declaration import (
    ALL,
    PERSON_ENCOUNTERS,
    REFERENCE,
    Column,
    Report,
    Result,
    interval,
)
from reporting.reports.given_filters import GivenSelection, StopsForm
from reporting.reports.outcomes import EVERYBODY, Count, Outcome, ShareRow
from reporting.reports.population_gap import place_of
from reporting.selection import Period
from reporting.statistics import (
    Estimate,
    State,
    Together,
    both_tests,
    needs_bounds,
    too_many_unknown,
)

# By group and area.
Counts = dict[str, dict[str, Count]]
Dropped = dict[str, dict[str, int]]

HIT = Outcome(
    name="hit",
    label="Arrested after being handcuffed",
    events="all_arrested",
    total=EVERYBODY,
)


@dataclass(frozen=True, kw_only=True)
class HitRow(ShareRow):
    """The hit rate of a group; compared with the reference, what both tests say together.

    `handcuffed` is the ratio of the other test: of those stopped, handcuffed before any arrest.
    `area` is the name of the one area that a row is of, if it is of one.
    """

    no_further_action: int
    area: str = ""
    handcuffed: Estimate | None = None
    together: Together | None = None

    @property
    def headline(self) -> Estimate | None:
        """Like with like where there is more than one area."""
        return self.pooled or self.ratio


@dataclass(frozen=True, kw_only=True)
class AreaRates:
    """The hit rates of the chosen group and of the reference in one area."""

    own: HitRow
    reference: HitRow


@dataclass(frozen=True, kw_only=True)
class OutcomeTest(Result):
    """The groups in the order of the vocabulary, then the unknown, then all."""

    selection: GivenSelection
    found: Counterparts
    groups: tuple[HitRow, ...]
    unknown: HitRow
    total: HitRow
    areas: tuple[AreaRates, ...]
    elsewhere: int

    @property
    def reference(self) -> HitRow:
        return self.of(REFERENCE)

    @property
    def compared(self) -> tuple[HitRow, ...]:
        return tuple(row for row in self.groups if row.group != REFERENCE)

    @property
    def is_empty(self) -> bool:
        return self.total.total == 0

    @property
    def shows_bounds(self) -> bool:
        """Whether more than 5% have no ethnicity, and there is a ratio."""
        many = needs_bounds(unknown=self.unknown.total, all_events=self.total.total)
        return many and any(row.bounds for row in self.compared)

    @property
    def is_greyed(self) -> bool:
        return too_many_unknown(unknown=self.unknown.total, all_events=self.total.total)

    def of(self, group: Ethnicity) -> HitRow:
        return next(row for row in self.groups if row.group == group)


def compute(selection: GivenSelection, *, now: datetime) -> OutcomeTest:
    """Both tests in the same places and months. The selection has both months, and before arrest.

    Without stops to compare with there is no other test, and the hit rates are not shown alone.
    """
    found = counterparts(selection)
    benchmark = found.tables[-1] if found.tables else None
    cube = CubeCell.objects.selected(selection)
    if not found.lock:
        cube = cube.filter(month__in=found.months)
    everywhere = cube.measured(
        "area_id", "ethnicity_perceived", only=("arrested", "no_further_action")
    )
    cells = [cell for cell in everywhere if found.lock or cell["area_id"] in found.areas]
    counts = outcomes.by_area(HIT, cells, group=itemgetter("ethnicity_perceived"))
    dropped = _dropped(cells)
    groups, unknown, total = _rows(counts, dropped, found)
    areas = () if found.lock else _by_area(counts, dropped, found, selection.group)
    return OutcomeTest(
        report=REPORT,
        computed_at=now,
        selection=selection,
        period=Period.of_months(
            selection.first_month, selection.last_month, today=timezone.localdate(now)
        ),
        place=place_of(selection, benchmark),
        benchmark=benchmark,
        rows=(
            *groups,
            unknown,
            total,
            *(row for one in areas for row in (one.reference, one.own)),
        ),
        found=found,
        groups=groups,
        unknown=unknown,
        total=total,
        areas=areas,
        elsewhere=0
        if found.lock
        else sum(
            cell["all_encounters"] for cell in everywhere if cell["area_id"] not in found.areas
        ),
    )


def _dropped(cells: list[dict[str, Any]]) -> Dropped:
    """No further action, by group and area."""
    dropped: Dropped = defaultdict(lambda: defaultdict(int))
    for cell in cells:
        dropped[cell["ethnicity_perceived"]][cell["area_id"]] += cell["all_no_further_action"]
    return dropped


def _rows(
    counts: Counts, dropped: Dropped, found: Counterparts
) -> tuple[tuple[HitRow, ...], HitRow, HitRow]:
    def whole(*groups: str) -> Count:
        return Count.of(one for group in groups for one in counts[group].values())

    def all_dropped(group: str) -> int:
        return sum(dropped[group].values())

    def alone(group: str, label: str, *of: str) -> HitRow:
        row = outcomes.alone(HIT, whole(*of), group=group, label=label)
        return _hit(row, no_further_action=sum(map(all_dropped, of)), lock=found.lock)

    handcuffed, _, _ = given_stop_or_arrest.rows_of(found, kind=BenchmarkKind.STOPS)
    rows = [alone(REFERENCE, REFERENCE.label, REFERENCE)]
    for group, other in zip(COMPARED, handcuffed[1:], strict=True):
        row = outcomes.against(
            HIT,
            whole(group),
            whole(REFERENCE),
            group=group,
            label=group.label,
            reference=REFERENCE,
            strata=[(counts[group][area], counts[REFERENCE][area]) for area in found.areas],
            unknown=whole(Ethnicity.NOT_REPORTED),
        )
        own = _hit(row, no_further_action=all_dropped(group), lock=found.lock)
        if not found.lock:
            # The same rule on both sides: like with like where there is more than one area.
            ratio = other.pooled or other.ratio
            own = replace(
                own,
                handcuffed=ratio,
                together=both_tests(handcuffed=ratio, hits=own.headline),
            )
        rows.append(own)
    unknown = Ethnicity.NOT_REPORTED
    return tuple(rows), alone(unknown, unknown.label, unknown), alone(ALL, "All", *Ethnicity)


def _hit(row: ShareRow, *, no_further_action: int, lock: Lock | None, area: str = "") -> HitRow:
    about = {name: getattr(row, name) for name in row.__dataclass_fields__}
    if lock:
        missing = Estimate(state=State.BENCHMARK_MISSING, note=lock)
        about |= {"share": missing, "state": missing.state, "note": lock}
        if row.reference:
            about |= {"difference": missing, "ratio": missing}
            about |= {"pooled": None, "spread": None}
    return HitRow(**about, no_further_action=no_further_action, area=area)


def _by_area(
    counts: Counts, dropped: Dropped, found: Counterparts, group: Ethnicity
) -> tuple[AreaRates, ...]:
    """Areas where both hit rates may be shown, in the order of their codes."""
    rates = []
    for code, name in found.areas.items():
        own, other = counts[group][code], counts[REFERENCE][code]
        about = {"lock": None, "area": name}
        one = AreaRates(
            own=_hit(
                outcomes.against(
                    HIT, own, other, group=group, label=group.label, reference=REFERENCE
                ),
                no_further_action=dropped[group][code],
                **about,
            ),
            reference=_hit(
                outcomes.alone(HIT, other, group=REFERENCE, label=REFERENCE.label),
                no_further_action=dropped[REFERENCE][code],
                **about,
            ),
        )
        if one.own.share.shown and one.reference.share.shown:
            rates.append(one)
    return tuple(rates)


COLUMNS = (
    Column("place", lambda result, row: row.area, "The one area of the row; empty for all of them"),
    Column("n_prearrest", lambda result, row: row.total, "People handcuffed before any arrest"),
    Column("arrests", lambda result, row: row.events, "Those of them who were arrested"),
    Column("nfa", lambda result, row: row.no_further_action, "Those with no further action"),
    *interval("hit_pct", lambda row: row.share, "Hit rate: arrested in per cent", times=100),
    *interval(
        "rd", lambda row: row.difference, "Hit rate less that of the reference, points", times=100
    ),
    *interval("rr", lambda row: row.ratio, "Hit rate over that of the reference"),
    *outcomes.BOUNDS,
    *interval("mh_rr", lambda row: row.pooled, "The same within areas, by Mantel and Haenszel"),
    Column(
        "q_p",
        lambda result, row: row.spread.p_value if row.spread else None,
        "Cochran’s test of equal ratios: below 0.05 they differ between areas",
    ),
    *interval(
        "handcuffed_rr",
        lambda row: row.handcuffed,
        "The other test: share of the stopped handcuffed before any arrest, over the reference’s",
    ),
    Column(
        "combined_state",
        lambda result, row: row.together.value if row.together else "",
        "Both tests together: agree, disagree or cannot_say",
    ),
)

REPORT = Report(
    id="R8",
    name="outcome_test",
    address="outcome-test",
    version=1,
    title="Outcome test",
    question="Of those handcuffed before any arrest, is the same share of each group arrested?",
    unit=PERSON_ENCOUNTERS,
    ethnicity_field="ethnicity_perceived",
    mapping_version=1,
    needs=(BenchmarkKind.STOPS,),
    locked_without=(BenchmarkKind.STOPS,),
    caveats=(
        "A lower arrest rate can mean a lower bar for handcuffing, or a different mix of "
        "situations. Only agreement between this and the stop-based test is treated as evidence.",
        "An arrest is itself a decision of officers, and not always a sign that handcuffs were "
        "needed. Hit rates are of all people handcuffed before any arrest, searched or not.",
        "The other test uses {benchmark}. If the decision to stop is itself unequal it understates "
        "the difference.",
    ),
    columns=COLUMNS,
    compute=compute,
    access=Access.ANALYSTS,
    filters=StopsForm,
    template="reporting/given.html",
)
