"""R3: the rates as if every group had the same ages and sexes. Locked without residents by both."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from records.models import Area
from records.vocabulary import AgeGroup, Ethnicity, Gender
from reporting.disclosure import EXACT, Counted, Disclosure, holds, shown
from reporting.disclosure import Count as Number
from reporting.forms import PeopleForm
from reporting.models import Benchmark, BenchmarkKind, PeopleCell
from reporting.reports.age_sex_strata import SEXES, Residents
from reporting.reports.declaration import (
    PERSON_ENCOUNTERS,
    REFERENCE,
    RESIDENTS_BY_AGE_AND_SEX,
    Choices,
    Column,
    Report,
    Result,
    bounds,
    interval,
)
from reporting.reports.population_gap import districts_of, place_of
from reporting.reports.standardised_rows import People, RateRow, rows, spread
from reporting.selection import ComparedSelection, Period, Selection
from reporting.statistics import (
    Heterogeneity,
    needs_bounds,
    too_many_unknown,
)


@dataclass(frozen=True, kw_only=True)
class Standardised(Result):
    """Every group over all, then in every stratum. `problem` is why there is nothing, if so.

    `spread` says whether the ratio of the chosen group differs between strata; None where one of
    them is hidden. `joined` bands had nobody of some group. `events` are all handcuffings in these
    places, whether in a rate or not, and `elsewhere` those where the table has no residents. A
    release that has no such table tells of nobody: None.
    """

    selection: ComparedSelection
    problem: str
    groups: tuple[RateRow, ...]
    strata: tuple[RateRow, ...]
    spread: Heterogeneity | None
    joined: int
    areas: int
    events: Number | None
    unknown: Number | None
    elsewhere: int | None
    without_residents: tuple[str, ...]
    first_month: date | None

    @property
    def tables(self) -> tuple[Benchmark, ...]:
        return () if self.problem else super().tables

    @property
    def reference(self) -> RateRow:
        return self.of(REFERENCE)

    @property
    def compared(self) -> tuple[RateRow, ...]:
        return tuple(row for row in self.groups if row.group != REFERENCE)

    @property
    def is_empty(self) -> bool:
        return self.events == 0

    @property
    def shows_bounds(self) -> bool:
        """Whether more than 5% have no ethnicity, and there is a ratio."""
        many = holds(needs_bounds, unknown=self.unknown, all_events=self.events)
        return many and any(row.bounds for row in self.groups)

    @property
    def is_greyed(self) -> bool:
        return holds(too_many_unknown, unknown=self.unknown, all_events=self.events)

    def of(self, group: Ethnicity) -> RateRow:
        return next(row for row in self.groups if row.group == group)

    def strata_of(self, group: Ethnicity) -> tuple[RateRow, ...]:
        return tuple(row for row in self.strata if row.group == group)


def lacking() -> list[str]:
    """What has to be loaded before anything can be standardised."""
    every = districts_of(Selection())
    is_there = Benchmark.objects.by_age_and_sex(every, BenchmarkKind.RESIDENTS).exists()
    return [] if is_there else [RESIDENTS_BY_AGE_AND_SEX]


def compute(
    selection: ComparedSelection, *, now: datetime, disclosure: Disclosure = EXACT
) -> Standardised:
    """Count the cube of people and standardise to all residents of the table. With both months."""
    districts = districts_of(selection)
    if disclosure.is_public:
        districts = [*disclosure.within({code: code for code in districts})]
    lived = Residents.of(districts, every=disclosure.is_public)
    period = Period.of_months(
        selection.first_month, selection.last_month, today=timezone.localdate(now)
    )
    counted = _count(selection, lived.areas or set(districts), lived.band_of_group)
    strata, joined = lived.strata({} if disclosure.is_public else counted.events)
    groups, by_stratum = rows(strata, lived, counted, years=period.years, disclosure=disclosure)
    is_told = not (lived.problem and disclosure.is_public)
    return Standardised(
        report=REPORT,
        computed_at=now,
        selection=selection,
        period=period,
        disclosure=disclosure,
        place=disclosure.place(place_of(selection, lived.benchmark)),
        benchmark=lived.benchmark,
        rows=(*groups, *by_stratum),
        problem=lived.problem,
        groups=groups,
        strata=by_stratum,
        spread=spread(by_stratum, selection.group, period.years),
        joined=joined,
        areas=len(lived.areas),
        events=disclosure.count(counted.all, Counted()) if is_told else None,
        unknown=disclosure.count(counted.unknown, Counted(group=Ethnicity.NOT_REPORTED.value))
        if is_told
        else None,
        elsewhere=disclosure.internal(counted.elsewhere),
        without_residents=tuple(
            Area.objects.filter(pk__in=set(districts) - lived.areas)
            .order_by("name", "pk")
            .values_list("name", flat=True)
        )
        if lived.benchmark
        else (),
        first_month=disclosure.internal(PeopleCell.objects.first_month()),
    )


def _count(selection: Selection, areas: set[str], band_of_group: dict[AgeGroup, str]) -> People:
    found = People(
        events=defaultdict(lambda: defaultdict(int)),
        not_known=defaultdict(int),
        unknown_of=defaultdict(int),
    )
    cells = PeopleCell.objects.selected(selection).counts(
        "area_id", "ethnicity_perceived", "age_group", "gender"
    )
    for cell in cells:
        group, number = Ethnicity(cell["ethnicity_perceived"]), cell["total"]
        age, sex = AgeGroup(cell["age_group"]), Gender(cell["gender"])
        in_no_stratum = age is AgeGroup.NOT_REPORTED or sex not in SEXES or not band_of_group
        if cell["area_id"] not in areas:
            found.elsewhere += number
            continue
        found.all += number
        if group is Ethnicity.NOT_REPORTED:
            found.unknown += number
            if not in_no_stratum:
                found.unknown_of[sex, band_of_group[age]] += number
        elif in_no_stratum:
            found.not_known[group] += number
        else:
            found.events[group][sex, band_of_group[age]] += number
    return found


COLUMNS = (
    Column(
        "age_band",
        lambda result, row: row.stratum.name if row.stratum else "",
        "Bands of ages taken together; empty for all",
    ),
    Column("sex", lambda result, row: row.stratum.sex.value if row.stratum else "", "Empty: both"),
    Column("events", lambda result, row: shown(row.events), "Handcuffings with known age and sex"),
    Column(
        "not_known",
        lambda result, row: shown(row.not_known),
        "Handcuffings in no rate: age not known, or gender neither male nor female",
    ),
    Column("population", lambda result, row: row.population, "Residents"),
    Column("years", lambda result, row: result.period.years, "Length of the period in years"),
    *interval("rate", lambda row: row.rate, "Handcuffings per 1,000 residents a year, crude"),
    *interval("stratum_rr", lambda row: row.ratio, "Rate over the reference's, crude"),
    *interval(
        "dsr",
        lambda row: row.standardised,
        "Per 1,000 residents a year, as if the group had the ages and sexes of all residents",
    ),
    *interval(
        "dsr_ratio",
        lambda row: row.standardised_ratio,
        "That rate over the reference's",
    ),
    *bounds(
        "dsr_ratio",
        lowest="That ratio if all of unknown ethnicity were of the reference group",
        highest="That ratio if all of unknown ethnicity were of this group",
    ),
)

REPORT = Report(
    id="R3",
    name="standardised_rates",
    address="age-sex-standardised-rates",
    version=1,
    title="Rates adjusted for age and sex",
    question="Is the gap due to younger or more male populations?",
    unit=PERSON_ENCOUNTERS,
    ethnicity_field="ethnicity_perceived",
    mapping_version=1,
    needs=(BenchmarkKind.RESIDENTS,),
    lacking=lacking,
    caveats=(
        "Adjusted means: as if every group had the same ages and sexes. The gap may differ by age "
        "and sex: see the strata.",
        "Compares handcuffings recorded in {place} with people who live in {place} ({benchmark}). "
        "Visitors are counted above but not below the line. Ethnicity is as seen by the officer; "
        "the census is self-described. Gender is as perceived, and set beside the sex of a census.",
    ),
    columns=COLUMNS,
    compute=compute,
    filters=PeopleForm,
    released=Choices(
        says="Whether the gap between an ethnic group and White people is due to their ages, or to "
        "how many of them are men; where it is known how many people of each ethnic group, age and "
        "sex live here.",
    ),
    template="reporting/standardised_rates.html",
)
