"""R2: how often each group is handcuffed for its number of residents, and the gap to White."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from records.models import Area
from records.models.area import AreaKind
from records.vocabulary import Ethnicity
from reporting.disclosure import (
    BEFORE_ARREST,
    EXACT,
    Count,
    Counted,
    Disclosure,
    Hidden,
    added,
    figure,
    holds,
    kind_of,
    shown,
)
from reporting.models import Benchmark, BenchmarkKind, CubeCell
from reporting.reports.comparable import GROUPS, comparable
from reporting.reports.declaration import (
    ALL,
    PERSON_ENCOUNTERS,
    REFERENCE,
    Choices,
    Column,
    Report,
    Result,
    Row,
    bounds,
    interval,
)
from reporting.selection import Period, Selection
from reporting.statistics import (
    Estimate,
    State,
    UnknownBounds,
    excess,
    gate_difference,
    gate_rate,
    gate_ratio,
    needs_bounds,
    rate,
    rate_difference,
    rate_ratio,
    share_ratio,
    too_many_unknown,
    unknown_bounds,
)


@dataclass(frozen=True, kw_only=True)
class GroupRow(Row):
    """One group. The reference, the unknown and all are compared with nobody: None there."""

    label: str
    events: Count
    population: int | None
    rate: Estimate
    ratio: Estimate | None = None
    difference: Estimate | None = None
    excess: Estimate | None = None
    share_ratio: Estimate | None = None
    bounds: UnknownBounds | None = None


@dataclass(frozen=True, kw_only=True)
class LeftOut:
    """Handcuffings at a place without residents to compare with: counted, but in no rate.

    In public it is every such place, and without a number.
    """

    area: str
    events: int | None


@dataclass(frozen=True, kw_only=True)
class Gap(Result):
    """The groups in the order of the vocabulary, then the unknown, then all.

    `areas` entered the rates.
    """

    groups: tuple[GroupRow, ...]
    unknown: GroupRow
    total: GroupRow
    areas: int

    @property
    def reference(self) -> GroupRow:
        return next(row for row in self.groups if row.group == REFERENCE)

    @property
    def compared(self) -> tuple[GroupRow, ...]:
        return tuple(row for row in self.groups if row.group != REFERENCE)

    @property
    def is_empty(self) -> bool:
        return self.total.events == 0

    @property
    def shows_bounds(self) -> bool:
        """Whether more than 5% have no ethnicity, and there is a ratio."""
        return self._unknown_is(needs_bounds) and any(row.bounds for row in self.groups)

    @property
    def is_greyed(self) -> bool:
        return self._unknown_is(too_many_unknown)

    def _unknown_is(self, enough: Callable[..., bool]) -> bool:
        return holds(enough, unknown=self.unknown.events, all_events=self.total.events)


@dataclass(frozen=True, kw_only=True)
class PopulationGap(Gap):
    """The gap in the register.

    `without_residents` are districts that the benchmark does not cover, and `first_month` is the
    earliest month in which anything at all was recorded.
    """

    officer_reports: int | None
    late: int | None
    left_out: tuple[LeftOut, ...]
    without_residents: tuple[str, ...]
    first_month: date | None


@dataclass
class _Tally:
    """What the cube counts: in the areas that enter the rates by group, elsewhere by area."""

    events: dict[Ethnicity, int]
    elsewhere: dict[str, int]
    officer_reports: int = 0
    late: int = 0


def compute(
    selection: Selection, *, now: datetime, disclosure: Disclosure = EXACT
) -> PopulationGap:
    """Count the cube and compare with the newest table of residents.

    An area enters the rates only if that table has its residents of every group; what happened
    elsewhere is counted beside them. `selection` has both months.
    """
    areas = {area.pk: area for area in _areas(selection)}
    compared = comparable(areas.values())
    districts, benchmark = compared.districts, compared.benchmark
    populations, entering = compared.populations, compared.entering
    tally = _count(selection, entering)
    period = Period.of_months(
        selection.first_month, selection.last_month, today=timezone.localdate(now)
    )
    place, kind = selection.area.pk if selection.area else "", kind_of(selection)
    events = {
        group: disclosure.count(number, Counted(place, group.value, kind))
        for group, number in tally.events.items()
    }
    total = disclosure.count(sum(tally.events.values()), Counted(place, kind=kind))
    return PopulationGap(
        report=REPORT,
        disclosure=disclosure,
        computed_at=now,
        selection=selection,
        period=period,
        place=place_of(selection, benchmark),
        benchmark=benchmark,
        **compare(events, populations, total=total, entering=entering, years=period.years),
        officer_reports=disclosure.internal(tally.officer_reports),
        late=disclosure.internal(tally.late),
        left_out=_left_out(tally, areas, districts, disclosure),
        without_residents=tuple(areas[code].name for code in districts if code not in entering),
        first_month=disclosure.internal(CubeCell.objects.first_month()),
    )


def compare(
    events: dict[Ethnicity, Count],
    populations: dict[str, dict[Ethnicity, int]],
    *,
    total: Count,
    entering: Collection[str],
    years: float,
) -> dict[str, Any]:
    """Every row of a gap, from the events in the areas that enter and who lives in them.

    Areas without any residents, because no table is loaded, leave the rates open.
    """
    population: dict[Ethnicity, int | None] = dict.fromkeys(GROUPS)
    if populations and entering:
        population = {group: sum(populations[code][group] for code in entering) for group in GROUPS}
    groups = tuple(_group(group, events, population, years) for group in GROUPS)
    unknown = _unknown(events[Ethnicity.NOT_REPORTED])
    everybody = _total(total, population, years)
    return {
        "rows": (*groups, unknown, everybody),
        "groups": groups,
        "unknown": unknown,
        "total": everybody,
        "areas": len(entering),
    }


def _areas(selection: Selection) -> list[Area]:
    if selection.area:
        return [selection.area]
    return list(Area.objects.order_by("name", "pk"))


def districts_of(selection: Selection) -> list[str]:
    """The codes of the districts that were asked for: the chosen one, or all."""
    if selection.area:
        return [selection.area.pk]
    areas = Area.objects.filter(kind=AreaKind.DISTRICT)
    return list(areas.order_by("pk").values_list("pk", flat=True))


def place_of(selection: Selection, benchmark: Benchmark | None = None) -> str:
    """What the place of the figures is called."""
    if selection.area:
        return selection.area.name
    return benchmark.coverage if benchmark else "all areas"


def _count(selection: Selection, entering: list[str]) -> _Tally:
    tally = _Tally(events=dict.fromkeys(Ethnicity, 0), elsewhere={})
    cells = CubeCell.objects.selected(selection).counts("area_id", "ethnicity_perceived")
    for cell in cells:
        code, events = cell["area_id"], cell["total"]
        if code in entering:
            tally.events[Ethnicity(cell["ethnicity_perceived"])] += events
            tally.officer_reports += cell["reports"]
            tally.late += cell["filed_late"]
        else:
            tally.elsewhere[code] = tally.elsewhere.get(code, 0) + events
    return tally


def _left_out(
    tally: _Tally, areas: dict[str, Area], districts: list[str], disclosure: Disclosure
) -> tuple[LeftOut, ...]:
    """Where nobody lives. Which of these places had any handcuffing is for analysts only."""
    codes = [*areas] if disclosure.is_public else [*tally.elsewhere]
    return tuple(
        LeftOut(area=areas[code].name, events=disclosure.internal(tally.elsewhere.get(code, 0)))
        for code in codes
        if code in tally.elsewhere or code not in districts
    )


def _exposure(residents: int | None, years: float) -> float | None:
    """Residents x years: what a rate is a rate of."""
    return None if residents is None else residents * years


def _everybody(population: dict[Ethnicity, int | None]) -> int | None:
    return None if None in population.values() else sum(population.values())


def _group(
    group: Ethnicity,
    events: dict[Ethnicity, Count],
    population: dict[Ethnicity, int | None],
    years: float,
) -> GroupRow:
    own = {"events": events[group], "exposure": _exposure(population[group], years)}
    own_rate = figure(gate_rate, rate, **own)
    figures = {
        "group": group,
        "label": group.label,
        "events": events[group],
        "population": population[group],
        "rate": own_rate,
        # A share of those whose group is known, since a census knows everybody's.
        "share_ratio": figure(
            gate_ratio,
            share_ratio,
            events=events[group],
            all_events=added(events[known] for known in GROUPS),
            population=population[group],
            all_population=_everybody(population),
        ),
    }
    if group is REFERENCE:
        return GroupRow(reference="", state=own_rate.state, note=own_rate.note, **figures)
    both = {
        **own,
        "reference_events": events[REFERENCE],
        "reference_exposure": _exposure(population[REFERENCE], years),
    }
    ratio = figure(gate_ratio, rate_ratio, **both)
    unknown = events[Ethnicity.NOT_REPORTED]
    bounded = ratio.shown and not isinstance(unknown, Hidden)
    return GroupRow(
        reference=REFERENCE,
        ratio=ratio,
        difference=figure(gate_difference, rate_difference, **both),
        excess=figure(gate_difference, excess, **both),
        bounds=unknown_bounds(**both, unknown=unknown) if bounded else None,
        state=ratio.state,
        note=ratio.note,
        **figures,
    )


def _unknown(events: Count) -> GroupRow:
    no_rate = Estimate(
        state=State.NOT_ESTIMABLE, note="no residents are counted as of unknown ethnicity"
    )
    if isinstance(events, Hidden):
        no_rate = Estimate(state=State.SUPPRESSED, note=events.value)
    return GroupRow(
        group=Ethnicity.NOT_REPORTED,
        reference="",
        label=Ethnicity.NOT_REPORTED.label,
        events=events,
        population=None,
        rate=no_rate,
        state=no_rate.state,
        note=no_rate.note,
    )


def _total(events: Count, population: dict[Ethnicity, int | None], years: float) -> GroupRow:
    everybody = _everybody(population)
    overall = figure(gate_rate, rate, events=events, exposure=_exposure(everybody, years))
    return GroupRow(
        group=ALL,
        reference="",
        label="All",
        events=events,
        population=everybody,
        rate=overall,
        state=overall.state,
        note=overall.note,
    )


COLUMNS = (
    Column(
        "events", lambda result, row: shown(row.events), "People handcuffed, once for each occasion"
    ),
    Column("population", lambda result, row: row.population, "Residents"),
    Column("years", lambda result, row: result.period.years, "Length of the period in years"),
    *interval("rate", lambda row: row.rate, "Handcuffings per 1,000 residents a year"),
    Column("rate_state", lambda result, row: row.rate.state.value, "Whether the rate holds"),
    *interval("rr", lambda row: row.ratio, "Rate over the rate of the reference"),
    *interval("rd", lambda row: row.difference, "Rate less the rate of the reference"),
    *interval("excess", lambda row: row.excess, "Handcuffings beyond those at the reference rate"),
    *interval(
        "share_ratio", lambda row: row.share_ratio, "Share of handcuffings over share of residents"
    ),
    *bounds(
        "rr",
        lowest="The ratio if all of unknown ethnicity were of the reference group",
        highest="The ratio if all of unknown ethnicity were of this group",
    ),
)

REPORT = Report(
    id="R2",
    name="population_gap",
    address="population-rate-and-gap",
    version=1,
    title="Population rate and gap",
    question="How much does each group experience handcuffing?",
    unit=PERSON_ENCOUNTERS,
    ethnicity_field="ethnicity_perceived",
    mapping_version=1,
    needs=(BenchmarkKind.RESIDENTS,),
    caveats=(
        "Compares handcuffings recorded in {place} with people who live in {place} ({benchmark}). "
        "Visitors are counted above but not below the line. Ethnicity is as seen by the officer; "
        "the census is self-described.",
    ),
    columns=COLUMNS,
    compute=compute,
    released=Choices(
        says="How often people of each ethnic group are handcuffed for how many of them live here, "
        "and how that compares with White people. For every place, too.",
        kinds=("", BEFORE_ARREST),
        by_district=True,
    ),
    template="reporting/population_gap.html",
)
