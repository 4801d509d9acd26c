"""R3: the rates as if every group had the same ages and sexes. Locked without residents by both."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from django.utils import timezone

from records.models import Area
from records.vocabulary import AgeGroup, Ethnicity, Gender
from reporting.benchmarks import bands
from reporting.forms import PeopleForm
from reporting.models import Benchmark, BenchmarkKind, PeopleCell
from reporting.reports.age_sex_strata import SEXES, keys_of, residents_of, strata_of
from reporting.reports.declaration import (
    PERSON_ENCOUNTERS,
    REFERENCE,
    RESIDENTS_BY_AGE_AND_SEX,
    Column,
    Report,
    Result,
    bounds,
    interval,
)
from reporting.reports.population_gap import districts_of, place_of
from reporting.reports.standardised_rows import Counted, RateRow, rows, spread
from reporting.selection import ComparedSelection, Period, Selection
from reporting.statistics import (
    Heterogeneity,
    needs_bounds,
    too_many_unknown,
)

NO_PLACE = "the table of residents does not have this place"


@dataclass(frozen=True, kw_only=True)
class Standardised(Result):
    """Every group over all, then in every stratum. `problem` is why there is nothing, if so.

    `spread` says whether the ratio of the chosen group differs between strata. `joined` bands had
    nobody of some group. `elsewhere` were handcuffed where the table has no residents.
    """

    selection: ComparedSelection
    problem: str
    groups: tuple[RateRow, ...]
    strata: tuple[RateRow, ...]
    spread: Heterogeneity | None
    joined: int
    areas: int
    unknown: int
    elsewhere: int
    without_residents: tuple[str, ...]
    first_month: date | None

    @property
    def reference(self) -> RateRow:
        return self.of(REFERENCE)

    @property
    def compared(self) -> tuple[RateRow, ...]:
        return tuple(row for row in self.groups if row.group != REFERENCE)

    @property
    def events(self) -> int:
        """All handcuffings in these places, whether in a rate or not."""
        return self.unknown + sum(row.events + (row.not_known or 0) for row in self.groups)

    @property
    def is_empty(self) -> bool:
        return not self.events

    @property
    def shows_bounds(self) -> bool:
        """Whether more than 5% have no ethnicity, and there is a ratio."""
        many = needs_bounds(unknown=self.unknown, all_events=self.events)
        return many and any(row.bounds for row in self.groups)

    @property
    def is_greyed(self) -> bool:
        return too_many_unknown(unknown=self.unknown, all_events=self.events)

    def of(self, group: Ethnicity) -> RateRow:
        return next(row for row in self.groups if row.group == group)

    def strata_of(self, group: Ethnicity) -> tuple[RateRow, ...]:
        return tuple(row for row in self.strata if row.group == group)


def lacking() -> list[str]:
    """What has to be loaded before anything can be standardised."""
    return [] if _table(Selection()) else [RESIDENTS_BY_AGE_AND_SEX]


def _table(selection: Selection) -> Benchmark | None:
    """The newest table by age and sex of the districts that were asked for."""
    return Benchmark.objects.by_age_and_sex(
        districts_of(selection), BenchmarkKind.RESIDENTS
    ).first()


def compute(selection: ComparedSelection, *, now: datetime) -> Standardised:
    """Count the cube of people and standardise to all residents of the table. With both months."""
    districts = districts_of(selection)
    benchmark = _table(selection)
    people, names = residents_of(benchmark, districts) if benchmark else ({}, set())
    problem, band_of_group, order = "" if benchmark else NO_PLACE, {}, []
    try:
        order = bands.in_order(name for _, name in keys_of(people))
        band_of_group = bands.bands_of_groups(order) if benchmark else {}
    except bands.NotBands as wrong:
        problem = str(wrong)
    period = Period.of_months(
        selection.first_month, selection.last_month, today=timezone.localdate(now)
    )
    counted = _count(selection, names or set(districts), band_of_group)
    strata, joined = strata_of(order, people, counted.events)
    groups, by_stratum = rows(strata, people, counted, years=period.years, problem=problem)
    return Standardised(
        report=REPORT,
        computed_at=now,
        selection=selection,
        period=period,
        place=place_of(selection, benchmark),
        benchmark=benchmark,
        rows=(*groups, *by_stratum),
        problem=problem,
        groups=groups,
        strata=by_stratum,
        spread=spread(by_stratum, selection.group, period.years),
        joined=joined,
        areas=len(names),
        unknown=counted.unknown,
        elsewhere=counted.elsewhere,
        without_residents=tuple(
            Area.objects.filter(pk__in=set(districts) - names)
            .order_by("name", "pk")
            .values_list("name", flat=True)
        )
        if benchmark
        else (),
        first_month=PeopleCell.objects.first_month(),
    )


def _count(selection: Selection, areas: set[str], band_of_group: dict[AgeGroup, str]) -> Counted:
    found = Counted(
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
        elif group is Ethnicity.NOT_REPORTED:
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
    Column("events", lambda result, row: row.events, "Handcuffings with known age and sex"),
    Column(
        "not_known",
        lambda result, row: row.not_known,
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
    template="reporting/standardised_rates.html",
)
