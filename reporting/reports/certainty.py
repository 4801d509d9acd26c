"""R12: whether the gap would be another with the other choices that could have been made.

Every combination of the ethnicity field, what is counted and the census, each as recorded and with
people of unknown ethnicity at both extremes: what the figures owe to choices, not to chance.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import product

from django.utils import timezone

from records.models import Area
from records.vocabulary import Ethnicity
from reporting.disclosure import (
    EXACT,
    Count,
    Counted,
    Disclosure,
    figure,
    self_defined,
    shown,
)
from reporting.forms import PeopleForm
from reporting.models import Benchmark, BenchmarkKind, BenchmarkRow, PeopleCell
from reporting.reports.comparable import comparable
from reporting.reports.declaration import (
    OFFICER_REPORTS,
    PERSON_ENCOUNTERS,
    Choices,
    Column,
    Report,
    Result,
    Row,
)
from reporting.reports.population_gap import GROUPS, REFERENCE, districts_of, place_of
from reporting.selection import ComparedSelection, Period
from reporting.statistics import (
    Estimate,
    Hidden,
    State,
    UnknownBounds,
    gate_ratio,
    rate_ratio,
    unknown_bounds,
)

PERCEIVED, SELF_DEFINED = "ethnicity_perceived", "ethnicity_self_defined"
# Which dimension and which measure of the people cube.
FIELDS = {PERCEIVED: "ethnicity_perceived", SELF_DEFINED: "self_defined_group"}
MEASURES = {PERSON_ENCOUNTERS: "total", OFFICER_REPORTS: "reports"}
EXCLUDED, BOUNDS = "excluded", "bounds"

Populations = Mapping[str, Mapping[Ethnicity, int]]


@dataclass(frozen=True, kw_only=True)
class Line(Row):
    """One specification with one treatment of the unknown: a line of the CSV."""

    specification: "Specification"
    unknown: str
    estimate: float | None
    lower: float | None
    upper: float | None
    lowest: float | None
    highest: float | None
    robust: bool | None


@dataclass(frozen=True, kw_only=True)
class Specification:
    """One way to count: its ratio as recorded, and the bounds if it has one."""

    field: str
    unit: str
    census: Benchmark
    events: Count
    reference_events: Count
    unknown: Count
    all_events: Count
    population: int
    reference_population: int
    ratio: Estimate
    bounds: UnknownBounds | None

    @property
    def directions(self) -> tuple[int, int]:
        """With the unknown left out and at their extremes: 1 above, -1 below, 0 not settled."""
        if not self.ratio.shown:
            return 0, 0
        extremes = _side(*self.bounds.interval) if self.bounds else 0
        return _side(self.ratio.lower, self.ratio.upper), extremes


@dataclass(frozen=True, kw_only=True)
class Certainty(Result):
    """Every specification, the perceived ones first."""

    group: Ethnicity
    specifications: tuple[Specification, ...]
    censuses: tuple[Benchmark, ...]
    areas: dict[Benchmark, int]
    districts: int

    @property
    def tables(self) -> tuple[Benchmark, ...]:
        return self.censuses

    @property
    def is_empty(self) -> bool:
        return not any(one.all_events for one in self.specifications)

    @property
    def shown(self) -> tuple[Specification, ...]:
        return tuple(one for one in self.specifications if one.ratio.shown)

    @property
    def bounded(self) -> tuple[Specification, ...]:
        """Those of which it is shown what the unknown allow: all, unless their number is hidden."""
        return tuple(one for one in self.shown if one.bounds is not None)

    @property
    def lowest(self) -> float | None:
        """The lowest ratio of any specification as recorded."""
        return min((one.ratio.estimate for one in self.shown), default=None)

    @property
    def highest(self) -> float | None:
        return max((one.ratio.estimate for one in self.shown), default=None)

    @property
    def lowest_bound(self) -> float | None:
        """The lowest that the unknown allow in any specification."""
        found = [one.bounds.bounds[0] for one in self.bounded]
        return min((value for value in found if value is not None), default=None)

    @property
    def highest_bound(self) -> float | None:
        """The highest that they allow; None also where it has no limit."""
        found = [one.bounds.bounds[1] for one in self.bounded]
        return None if None in found else max(found, default=None)

    @property
    def direction(self) -> int:
        """1 if every interval of every specification lies above 1, -1 if below, otherwise 0."""
        sides = {side for one in self.shown for side in one.directions}
        return sides.pop() if len(sides) == 1 else 0


def compute(
    selection: ComparedSelection, *, now: datetime, disclosure: Disclosure = EXACT
) -> Certainty:
    """Count the people cube once, and compare it with every census there is.

    An area enters a specification if its census has the residents of every group there. The
    newest version of a census is taken. `selection` has both months.

    A release counts people only: few are reported by more than some officers, so that from a number
    of reports a small number of people could be worked out. And it counts the same areas always,
    so that a census must have them all.
    """
    areas = districts_of(selection)
    units, needed = list(MEASURES), set()
    if disclosure.is_public:
        units = [PERSON_ENCOUNTERS]
        needed = set(comparable(Area.objects.filter(pk__in=areas)).entering)
    period = Period.of_months(
        selection.first_month, selection.last_month, today=timezone.localdate(now)
    )
    cells = list(
        PeopleCell.objects.selected(selection)
        .filter(area__in=areas)
        .counts("area_id", *FIELDS.values())
    )
    censuses = [
        (census, {area: of for area, of in people.items() if area in needed or not needed})
        for census, people in _censuses(areas)
        if needed <= set(people)
    ]
    specifications = tuple(
        _specification(
            selection.group, field, unit, census, people, cells, period.years, disclosure
        )
        for field, unit, (census, people) in product(FIELDS, units, censuses)
    )
    return Certainty(
        report=REPORT,
        computed_at=now,
        selection=selection,
        period=period,
        disclosure=disclosure,
        place=disclosure.place(place_of(selection, censuses[-1][0] if censuses else None)),
        benchmark=None,
        rows=tuple(line for one in specifications for line in _lines(selection.group, one)),
        group=selection.group,
        specifications=specifications,
        censuses=tuple(census for census, _ in censuses),
        areas={census: len(people) for census, people in censuses},
        districts=len(areas),
    )


def _censuses(areas: list[str]) -> list[tuple[Benchmark, Populations]]:
    """Each census once, oldest first, with the areas it has in full."""
    of_day: dict[date, Benchmark] = {}
    for table in Benchmark.objects.with_groups_of(areas, BenchmarkKind.RESIDENTS):
        of_day.setdefault(table.period_end, table)
    tables = list(reversed(of_day.values()))
    rows = BenchmarkRow.objects.filter(
        benchmark__in=tables, area_code__in=areas, age_band="", sex=""
    ).exclude(ethnicity="")
    found: dict[int, dict[str, dict[Ethnicity, int]]] = {}
    for pk, area, group, count in rows.values_list(
        "benchmark_id", "area_code", "ethnicity", "count"
    ):
        found.setdefault(pk, {}).setdefault(area, {})[Ethnicity(group)] = count
    whole = [
        (
            table,
            {area: of for area, of in found.get(table.pk, {}).items() if set(GROUPS) <= set(of)},
        )
        for table in tables
    ]
    return [(table, people) for table, people in whole if people]


def _specification(
    group: Ethnicity,
    field: str,
    unit: str,
    census: Benchmark,
    people: Populations,
    cells: Iterable[Mapping],
    years: float,
    disclosure: Disclosure,
) -> Specification:
    exact = dict.fromkeys(Ethnicity, 0)
    for cell in cells:
        if cell["area_id"] in people:
            exact[Ethnicity(cell[FIELDS[field]])] += cell[MEASURES[unit]]
    events = {
        group: disclosure.count(
            number,
            Counted(group=group.value)
            if field == PERCEIVED
            else Counted(kind=self_defined(group.value)),
        )
        for group, number in exact.items()
    }
    population = {one: sum(of[one] for of in people.values()) for one in (group, REFERENCE)}
    both = {
        "events": events[group],
        "exposure": population[group] * years,
        "reference_events": events[REFERENCE],
        "reference_exposure": population[REFERENCE] * years,
    }
    ratio = figure(gate_ratio, rate_ratio, **both)
    unknown = events[Ethnicity.NOT_REPORTED]
    bounded = ratio.shown and not isinstance(unknown, Hidden)
    return Specification(
        field=field,
        unit=unit,
        census=census,
        events=events[group],
        reference_events=events[REFERENCE],
        unknown=unknown,
        all_events=disclosure.count(sum(exact.values()), Counted()),
        population=population[group],
        reference_population=population[REFERENCE],
        ratio=ratio,
        bounds=unknown_bounds(**both, unknown=unknown) if bounded else None,
    )


def _side(lower: float | None, upper: float | None) -> int:
    if lower is not None and lower > 1:
        return 1
    return -1 if upper is not None and upper < 1 else 0


def _lines(group: Ethnicity, one: Specification) -> Iterable[Line]:
    shared = {
        "group": group,
        "reference": REFERENCE,
        "state": one.ratio.state,
        "note": one.ratio.note,
        "unit": one.unit,
        "specification": one,
    }
    without, extremes = one.directions
    yield Line(
        **shared,
        unknown=EXCLUDED,
        estimate=one.ratio.estimate,
        lower=one.ratio.lower,
        upper=one.ratio.upper,
        lowest=None,
        highest=None,
        robust=without != 0 if one.ratio.shown else None,
    )
    if isinstance(one.unknown, Hidden):
        shared |= {"state": State.SUPPRESSED, "note": one.unknown.value}
    lowest, highest = one.bounds.bounds if one.bounds else (None, None)
    lower, upper = one.bounds.interval if one.bounds else (None, None)
    yield Line(
        **shared,
        unknown=BOUNDS,
        estimate=None,
        lower=lower,
        upper=upper,
        lowest=lowest,
        highest=highest,
        robust=None if one.bounds is None else extremes != 0,
    )


COLUMNS = (
    Column(
        "spec_ethnicity",
        lambda result, row: row.specification.field,
        "Whose word on ethnicity: the officer's or the person's",
    ),
    Column("spec_unit", lambda result, row: row.unit, "What is counted"),
    Column(
        "spec_census", lambda result, row: row.specification.census.year, "The year of the census"
    ),
    Column(
        "spec_unknown",
        lambda result, row: row.unknown,
        "excluded: unknown ethnicity is left out; bounds: all of it in one group, then the other",
    ),
    Column("events", lambda result, row: shown(row.specification.events), "Of the group"),
    Column(
        "reference_events",
        lambda result, row: shown(row.specification.reference_events),
        "Of the reference",
    ),
    Column("unknown", lambda result, row: shown(row.specification.unknown), "Of unknown ethnicity"),
    Column("population", lambda result, row: row.specification.population, "Residents"),
    Column(
        "reference_population",
        lambda result, row: row.specification.reference_population,
        "Residents of the reference",
    ),
    Column("rr", lambda result, row: row.estimate, "Rate over the rate of the reference"),
    Column(
        "lo",
        lambda result, row: row.lower,
        "Lower 95% limit; of bounds that of the lowest",
    ),
    Column(
        "hi",
        lambda result, row: row.upper,
        "Upper 95% limit; of bounds that of the highest, empty if it has none",
    ),
    Column(
        "bound_lo",
        lambda result, row: row.lowest,
        "The ratio if all of unknown ethnicity were of the reference",
    ),
    Column(
        "bound_hi",
        lambda result, row: row.highest,
        "The ratio if all of unknown ethnicity were of the group",
    ),
    Column(
        "robust",
        lambda result, row: None if row.robust is None else ("yes" if row.robust else "no"),
        "Whether both limits are on one side of 1",
    ),
)

REPORT = Report(
    id="R12",
    name="certainty",
    address="how-sure-are-we",
    version=1,
    title="How sure are we",
    question="Would the answer change with unknown ethnicity, the other ethnicity field, the "
    "unit, the census year?",
    unit=PERSON_ENCOUNTERS,
    ethnicity_field="",
    mapping_version=1,
    needs=(BenchmarkKind.RESIDENTS,),
    locked_without=(BenchmarkKind.RESIDENTS,),
    caveats=(
        "The range is what the data allow, not a margin of error. If it crosses 1 the direction "
        "is not settled.",
    ),
    columns=COLUMNS,
    compute=compute,
    filters=PeopleForm,
    released=Choices(
        says="Whether the answer would be another if people were counted in another way: by what "
        "they say of themselves, by an older census, with those of unknown ethnicity."
    ),
)
