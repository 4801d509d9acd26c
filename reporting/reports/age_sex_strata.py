"""People of one sex and of neighbouring ages: what a standardised rate is a mean over."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from records.vocabulary import AgeGroup, Ethnicity, Gender
from reporting.benchmarks import bands
from reporting.models import Benchmark, BenchmarkKind

SEXES = (Gender.MALE, Gender.FEMALE)
NO_PLACE = "the table of residents does not have this place"
NOT_EVERY_PLACE = "the table of residents does not have every district of the release"
# As kinds in a `Counted`: those of a group with and without a known age and sex.
KNOWN, NOT_KNOWN = "age_and_sex", "no_age_or_sex"
# Of each group, people of a sex and a band.
Counts = dict[Ethnicity, dict[tuple[Gender, str], int]]


@dataclass(frozen=True, kw_only=True)
class Stratum:
    """People of one sex and of neighbouring age bands; the bands of the table joined to it."""

    sex: Gender
    ages: tuple[bands.Band, ...]

    @property
    def name(self) -> str:
        return "+".join(one.name for one in self.ages)

    @property
    def kind(self) -> str:
        """What its people are called as a kind in a `Counted`."""
        return f"{self.sex.value}_{self.name}"

    @property
    def age_label(self) -> str:
        first, last = self.ages[0], self.ages[-1]
        return bands.Band(first.first, last.last, "").label

    def joined(self, other: "Stratum") -> "Stratum":
        ages = sorted((*self.ages, *other.ages))
        return Stratum(sex=self.sex, ages=tuple(ages))


def strata_of(order: list[bands.Band], people: Counts, events: Counts) -> tuple[list[Stratum], int]:
    """The strata for all groups alike; a band without anybody of some group joins its neighbour.

    A band with events and nobody is left as it is: the rate of that group is refused. A release
    does not say where there are events: without them such a band is joined too.
    """
    found: list[Stratum] = []
    joined = 0
    for sex in SEXES if people else ():
        own: list[Stratum] = []
        waiting: Stratum | None = None  # without people at the start, for the next one
        for band in order:
            stratum = Stratum(sex=sex, ages=(band,))
            if waiting:
                stratum, waiting = waiting.joined(stratum), None
            if all(
                total(counts, stratum) or total(events.get(group, {}), stratum)
                for group, counts in people.items()
            ):
                own.append(stratum)
                continue
            joined += 1
            if own:
                own[-1] = own[-1].joined(stratum)
            else:
                waiting = stratum
        found += own
        if waiting and any(total(counts, waiting) for counts in people.values()):
            found.append(waiting)
    return found, joined


def total(counts: dict[tuple[Gender, str], int], stratum: Stratum) -> int:
    return sum(counts.get((stratum.sex, band.name), 0) for band in stratum.ages)


@dataclass(frozen=True, kw_only=True)
class Residents:
    """Who lives in these districts, by the newest table by age and sex that has any of them.

    `areas` are those that it has. `problem` is why nothing can be compared with it, if so; `order`
    are its bands, and `band_of_group` says which of them an age group of the register is in.
    """

    benchmark: Benchmark | None
    people: Counts
    areas: set[str]
    problem: str
    order: list[bands.Band]
    band_of_group: dict[AgeGroup, str]

    @classmethod
    def of(cls, districts: Sequence[str], *, every: bool = False) -> "Residents":
        """`every` if it has to have every district."""
        tables = Benchmark.objects.by_age_and_sex(districts, BenchmarkKind.RESIDENTS)
        benchmark = tables.first()
        people, areas = residents_of(benchmark, districts) if benchmark else ({}, set())
        problem, band_of_group, order = "" if benchmark else NO_PLACE, {}, []
        try:
            order = bands.in_order(name for _, name in keys_of(people))
            band_of_group = bands.bands_of_groups(order) if benchmark else {}
        except bands.NotBands as wrong:
            problem = str(wrong)
        if benchmark and every and areas != set(districts):
            problem = NOT_EVERY_PLACE
        return cls(
            benchmark=benchmark,
            people=people,
            areas=areas,
            problem=problem,
            order=order,
            band_of_group=band_of_group,
        )

    def strata(self, events: Counts) -> tuple[list[Stratum], int]:
        return strata_of(self.order, self.people, events)


def residents_of(benchmark: Benchmark, districts: Sequence[str]) -> tuple[Counts, set[str]]:
    """Residents by group, sex and band in the districts that the table has; and which these are."""
    rows = (
        benchmark.rows.filter(area_code__in=districts, sex__in=SEXES)
        .exclude(ethnicity__in=("", Ethnicity.NOT_REPORTED))
        .exclude(age_band="")
    )
    people: Counts = {}
    areas = set()
    for area, group, band, sex, count in rows.values_list(
        "area_code", "ethnicity", "age_band", "sex", "count"
    ):
        areas.add(area)
        own = people.setdefault(Ethnicity(group), defaultdict(int))
        own[Gender(sex), band] += count
    return people, areas


def keys_of(people: Counts) -> set[tuple[Gender, str]]:
    return {key for own in people.values() for key in own}
