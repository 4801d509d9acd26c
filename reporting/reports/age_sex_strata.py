"""People by ethnicity, sex and age band: residents of a table, the handcuffed, strata of both."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from records.vocabulary import AgeGroup, Ethnicity, Gender
from reporting.benchmarks import bands
from reporting.models import Benchmark, PeopleCell
from reporting.selection import Selection

SEXES = (Gender.MALE, Gender.FEMALE)


@dataclass(frozen=True, kw_only=True)
class Stratum:
    """People of one sex and of neighbouring age bands; the bands of the table joined to it."""

    sex: Gender
    ages: tuple[bands.Band, ...]

    @property
    def name(self) -> str:
        return "+".join(one.name for one in self.ages)

    @property
    def age_label(self) -> str:
        first, last = self.ages[0], self.ages[-1]
        return bands.Band(first.first, last.last, "").label

    def joined(self, other: "Stratum") -> "Stratum":
        ages = sorted((*self.ages, *other.ages))
        return Stratum(sex=self.sex, ages=tuple(ages))


Counts = dict[Ethnicity, dict[tuple[Gender, str], int]]


@dataclass
class Handcuffed:
    """Handcuffed people by group, sex and band, and those who have none."""

    events: Counts
    not_known: dict[Ethnicity, int]
    unknown: int = 0
    elsewhere: int = 0


def residents(benchmark: Benchmark, districts: Sequence[str]) -> tuple[Counts, set[str]]:
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


def keys(people: Counts) -> set[tuple[Gender, str]]:
    return {key for own in people.values() for key in own}


def handcuffed(
    selection: Selection, areas: set[str], band_of_group: dict[AgeGroup, str]
) -> Handcuffed:
    found = Handcuffed(events=defaultdict(lambda: defaultdict(int)), not_known=defaultdict(int))
    cells = PeopleCell.objects.selected(selection).counts(
        "area_id", "ethnicity_perceived", "age_group", "gender"
    )
    for cell in cells:
        group, number = Ethnicity(cell["ethnicity_perceived"]), cell["total"]
        age, sex = AgeGroup(cell["age_group"]), Gender(cell["gender"])
        if cell["area_id"] not in areas:
            found.elsewhere += number
        elif group is Ethnicity.NOT_REPORTED:
            found.unknown += number
        elif age is AgeGroup.NOT_REPORTED or sex not in SEXES or not band_of_group:
            found.not_known[group] += number
        else:
            found.events[group][sex, band_of_group[age]] += number
    return found


def strata_of(order: list[bands.Band], people: Counts, events: Counts) -> tuple[list[Stratum], int]:
    """The strata for all groups alike; a band without anybody of some group joins its neighbour.

    A band with events and nobody is left as it is: the rate of that group is refused.
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
                people_in(counts, stratum) or people_in(events[group], stratum)
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
        if waiting and any(people_in(counts, waiting) for counts in people.values()):
            found.append(waiting)
    return found, joined


def people_in(counts: dict[tuple[Gender, str], int], stratum: Stratum) -> int:
    return sum(counts.get((stratum.sex, band.name), 0) for band in stratum.ages)
