"""R7: the gap between a group and White in each borough; boroughs are never ranked."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from records.models import Area
from records.models.area import AreaKind
from records.vocabulary import Ethnicity
from reporting.benchmarks import residents
from reporting.disclosure import (
    BEFORE_ARREST,
    EXACT,
    Count,
    Counted,
    Disclosure,
    figure,
    hidden_in,
    holds,
    kind_of,
    shown,
)
from reporting.forms import EveryPlaceForm
from reporting.models import Benchmark, BenchmarkKind, CubeCell
from reporting.reports.comparable import comparable
from reporting.reports.declaration import (
    PERSON_ENCOUNTERS,
    REFERENCE,
    Choices,
    Column,
    Report,
    Result,
    Row,
    interval,
)
from reporting.reports.unknown_by_borough import UNKNOWN, with_unknown
from reporting.selection import ComparedSelection, Period
from reporting.statistics import (
    Estimate,
    Heterogeneity,
    State,
    gate_difference,
    gate_rate,
    gate_ratio,
    gate_standardised_ratio,
    heterogeneity,
    pooled_rate_ratio,
    rate,
    rate_difference,
    rate_ratio,
    shrinkage_prior,
    shrunken_ratio,
    too_many_unknown,
)

# By day these have many times as many people as residents, so a rate by residents says little:
# the City of London, as a borough and as the area of a force, and Westminster.
CENTRAL = frozenset({"E09000001", "E23000034", "E09000033"})
VISITORS = "many visitors for its residents, so no rate by residents"
ALL_COMPARED = "All compared"


@dataclass(frozen=True, kw_only=True)
class BoroughRow(Row):
    """One borough. `shrunken` is its ratio drawn towards the one of all; None where not shown.

    It `enters` what is said of all if its residents are known, it is not central and neither count
    is hidden. In the row of all compared the ratio is the one within boroughs, the difference that
    of all together. `unknown` is the share of all its handcuffings without ethnicity; None in a
    release, and of all compared.
    """

    code: str
    borough: str
    events: Count
    reference_events: Count
    population: int | None
    reference_population: int | None
    rate: Estimate
    reference_rate: Estimate
    ratio: Estimate
    difference: Estimate
    shrunken: float | None = None
    is_central: bool = False
    enters: bool = False
    unknown: Estimate | None = None

    def stratum(self, years: float) -> tuple[int, float, int, float]:
        return (
            self.events,
            self.population * years,
            self.reference_events,
            self.reference_population * years,
        )


@dataclass(frozen=True, kw_only=True)
class Comparison(Result):
    """The places in the order of the alphabet, then all that are compared.

    `prior` says how far the ratios were drawn together.
    """

    group: Ethnicity
    boroughs: tuple[BoroughRow, ...]
    whole: BoroughRow
    spread: Heterogeneity
    prior: Estimate
    encounters: Count
    unknown: Count

    @property
    def compared(self) -> tuple[BoroughRow, ...]:
        return tuple(row for row in self.boroughs if row.enters)

    @property
    def is_empty(self) -> bool:
        return self.encounters == 0

    @property
    def is_greyed(self) -> bool:
        return holds(too_many_unknown, unknown=self.unknown, all_events=self.encounters)


@dataclass(frozen=True, kw_only=True)
class Boroughs(Comparison):
    """The comparison in the register; `elsewhere` was not in any borough."""

    selection: ComparedSelection
    elsewhere: int | None
    officer_reports: int | None
    late: int | None
    first_month: date | None


def compute(
    selection: ComparedSelection, *, now: datetime, disclosure: Disclosure = EXACT
) -> Boroughs:
    """Count the cube by borough and compare with the newest table of residents. With both months.

    A borough is compared if that table has its residents of both groups and it is not central.
    """
    benchmark = Benchmark.objects.current(BenchmarkKind.RESIDENTS)
    areas = list(Area.objects.filter(kind=AreaKind.DISTRICT))
    # A release counts where the residents of every group are known.
    counted = comparable(areas).entering if disclosure.is_public else [area.pk for area in areas]
    districts = {area.pk: area.name for area in areas if area.pk in counted}
    people = residents(benchmark, areas=districts) if benchmark else {}
    cells = list(CubeCell.objects.selected(selection).counts("area_id", "ethnicity_perceived"))
    events = {(cell["area_id"], cell["ethnicity_perceived"]): cell["total"] for cell in cells}
    period = Period.of_months(
        selection.first_month, selection.last_month, today=timezone.localdate(now)
    )
    kind, unknown = kind_of(selection), Ethnicity.NOT_REPORTED
    counts = {
        (code, group): disclosure.count(
            events.get((code, group), 0), Counted(code, group.value, kind)
        )
        for code in districts
        for group in (selection.group, REFERENCE)
    }
    found = compare(districts, counts, people, group=selection.group, years=period.years)
    if not disclosure.is_public:
        found = with_unknown(found, events)
    return Boroughs(
        report=REPORT,
        disclosure=disclosure,
        computed_at=now,
        selection=selection,
        period=period,
        place=benchmark.coverage if benchmark else "all boroughs",
        benchmark=benchmark,
        **found,
        encounters=disclosure.count(sum(events.values()), Counted(kind=kind)),
        unknown=disclosure.count(
            sum(number for (_, seen_as), number in events.items() if seen_as == unknown),
            Counted(group=unknown.value, kind=kind),
        ),
        elsewhere=disclosure.internal(
            sum(number for (code, _), number in events.items() if code not in districts)
        ),
        officer_reports=disclosure.internal(sum(cell["reports"] for cell in cells)),
        late=disclosure.internal(sum(cell["filed_late"] for cell in cells)),
        first_month=disclosure.internal(CubeCell.objects.first_month()),
    )


def compare(
    places: Mapping[str, str],
    events: Mapping[tuple[str, str], Count],
    people: Mapping[str, Mapping[Ethnicity, int]],
    *,
    group: Ethnicity,
    years: float,
) -> dict[str, Any]:
    """Every row of a comparison, from the names of places, their events and their residents."""
    # Here, since the database sorts by code point.
    ordered = sorted(places.items(), key=lambda place: (place[1].casefold(), place[0]))
    rows = {
        code: _borough(code, name, events, people.get(code, {}), group, years)
        for code, name in ordered
    }
    entering = {code: row for code, row in rows.items() if row.enters}
    strata = [row.stratum(years) for row in entering.values()]
    pooled = gate_ratio(pooled_rate_ratio(strata=strata))
    prior, shrunken = _shrunken(pooled, entering)
    boroughs = tuple(replace(row, shrunken=shrunken.get(code)) for code, row in rows.items())
    within = {"ratio": pooled, "state": pooled.state, "note": pooled.note}
    whole = replace(together(ALL_COMPARED, list(entering.values()), group, years), **within)
    return {
        "group": group,
        "rows": (*boroughs, whole),
        "boroughs": boroughs,
        "whole": whole,
        "spread": heterogeneity(strata=strata),
        "prior": prior,
    }


def _borough(
    code: str,
    name: str,
    events: Mapping[tuple[str, str], Count],
    people: Mapping[Ethnicity, int],
    group: Ethnicity,
    years: float,
) -> BoroughRow:
    counts = {
        "events": events.get((code, group), 0),
        "population": people.get(group),
        "reference_events": events.get((code, REFERENCE), 0),
        "reference_population": people.get(REFERENCE),
    }
    about = {
        "code": code,
        "borough": name,
        "group": group,
        "reference": REFERENCE,
        **counts,
    }
    hidden = hidden_in(counts.values())
    if code in CENTRAL:
        none = Estimate(state=State.NOT_ESTIMABLE, note=VISITORS)
        if hidden:
            none = Estimate(state=State.SUPPRESSED, note=hidden.value)
        figures = dict.fromkeys(("rate", "reference_rate", "ratio", "difference"), none)
        return BoroughRow(**about, **figures, is_central=True, state=none.state, note=none.note)
    figures = _figures(**counts, years=years)
    ratio = figures["ratio"]
    return BoroughRow(
        **about,
        **figures,
        enters=not hidden and None not in counts.values(),
        state=ratio.state,
        note=ratio.note,
    )


def together(name: str, rows: Sequence[BoroughRow], group: Ethnicity, years: float) -> BoroughRow:
    """Several places as if they were one."""
    counts = {
        "events": sum(row.events for row in rows),
        "population": sum(row.population for row in rows) if rows else None,
        "reference_events": sum(row.reference_events for row in rows),
        "reference_population": sum(row.reference_population for row in rows) if rows else None,
    }
    figures = _figures(**counts, years=years)
    return BoroughRow(
        code="",
        borough=name,
        group=group,
        reference=REFERENCE,
        **counts,
        **figures,
        state=figures["ratio"].state,
        note=figures["ratio"].note,
    )


def _figures(
    *,
    events: Count,
    population: int | None,
    reference_events: Count,
    reference_population: int | None,
    years: float,
) -> dict[str, Estimate]:
    """Both rates, their ratio and their difference, through the gates."""
    own = {"events": events, "exposure": _exposure(population, years)}
    other = {"events": reference_events, "exposure": _exposure(reference_population, years)}
    both = {**own, **{f"reference_{name}": value for name, value in other.items()}}
    return {
        "rate": figure(gate_rate, rate, **own),
        "reference_rate": figure(gate_rate, rate, **other),
        "ratio": figure(gate_ratio, rate_ratio, **both),
        "difference": figure(gate_difference, rate_difference, **both),
    }


def _shrunken(pooled: Estimate, rows: dict[str, BoroughRow]) -> tuple[Estimate, dict[str, float]]:
    """The ratios that may be shown, drawn towards the pooled one as far as chance made them.

    Expected is what a borough would have with its own White rate and the pooled ratio. Where the
    boroughs vary no more than chance, nothing but the pooled ratio can be said of any.
    """
    shown = {code: row for code, row in rows.items() if pooled.shown and row.ratio.shown}
    expected = {
        code: pooled.estimate * row.population * row.reference_events / row.reference_population
        for code, row in shown.items()
    }
    prior = shrinkage_prior(
        observed=[row.events for row in shown.values()], expected=list(expected.values())
    )
    if not prior.shown:
        return prior, dict.fromkeys(shown, pooled.estimate)
    found = {
        code: gate_standardised_ratio(
            shrunken_ratio(observed=row.events, expected=expected[code], prior=prior.estimate)
        )
        for code, row in shown.items()
    }
    return prior, {code: pooled.estimate * one.estimate for code, one in found.items() if one.shown}


def _exposure(residents: int | None, years: float) -> float | None:
    """Residents x years: what a rate is a rate of."""
    return None if residents is None else residents * years


COLUMNS = (
    Column("borough", lambda result, row: row.borough, "The borough, in order of the alphabet"),
    Column("events_g", lambda result, row: shown(row.events), "People of the group handcuffed"),
    Column(
        "events_w", lambda result, row: shown(row.reference_events), "The same of the reference"
    ),
    Column("population_g", lambda result, row: row.population, "Residents of the group"),
    Column(
        "population_w", lambda result, row: row.reference_population, "Residents of the reference"
    ),
    Column("years", lambda result, row: result.period.years, "Length of the period in years"),
    *interval("rate_g", lambda row: row.rate, "Handcuffings per 1,000 residents a year, group"),
    *interval("rate_w", lambda row: row.reference_rate, "The same, reference"),
    *interval(
        "rr",
        lambda row: row.ratio,
        "Rate over that of the reference; for all boroughs compared within them",
    ),
    *interval("rd", lambda row: row.difference, "Rate less that of the reference"),
    Column("shrunk_rr", lambda result, row: row.shrunken, "The ratio drawn towards that of all"),
    Column("q", lambda result, row: result.spread.statistic, "Cochran’s Q of the ratios"),
    Column("q_p", lambda result, row: result.spread.p_value, "Its p-value: below 0.05 they differ"),
)
REPORT = Report(
    id="R7",
    name="boroughs",
    address="borough-comparison",
    version=1,
    title="Borough comparison",
    question="Is the gap the same everywhere?",
    unit=PERSON_ENCOUNTERS,
    ethnicity_field="ethnicity_perceived",
    mapping_version=1,
    needs=(BenchmarkKind.RESIDENTS,),
    locked_without=(BenchmarkKind.RESIDENTS,),
    caveats=(
        "Boroughs are not ranked. Central boroughs have many visitors, so resident rates are not "
        "shown there.",
        "Compares handcuffings recorded in a borough with people who live in it ({benchmark}). "
        "Visitors are counted above but not below the line. Ethnicity is as seen by the officer; "
        "the census is self-described.",
    ),
    columns=(*COLUMNS, *UNKNOWN),
    compute=compute,
    filters=EveryPlaceForm,
    released=Choices(
        says="Whether the gap between an ethnic group and White people is the same in every "
        "borough.",
        kinds=("", BEFORE_ARREST),
    ),
)
