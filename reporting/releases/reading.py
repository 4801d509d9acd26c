"""The counts that a release has of the register, and the tables in which they hang together.

Everything is of the districts whose residents are known, in the months of the release. By place,
people are told apart by group and by what was before any arrest; all else is counted of all places
together, so that a register of small numbers has something left to publish.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from itertools import product

from records.vocabulary import AGED_16_TO_25, AgeGroup, Ethnicity, Gender
from reporting.disclosure import ACCOUNT, BEFORE_ARREST, Counted, self_defined, time_of
from reporting.models import BenchmarkKind, CubeCell, FilingCell, PeopleCell
from reporting.releases.periods import Quarters
from reporting.releases.tables import Axis, Table, Values, each_and_all
from reporting.reports.activity import COUNTED, LATE
from reporting.reports.age_sex_strata import KNOWN, NOT_KNOWN, SEXES, Residents, Stratum
from reporting.reports.counterparts import MATCHES, in_releases
from reporting.reports.outcomes import (
    COMPLIANT,
    LATER,
    NO_DE_ESCALATION,
    NON_COMPLIANT,
    OUTCOMES,
    PEOPLE_OUTCOMES,
    SAID,
)
from reporting.reports.young_black_men import GROUPS as YOUNG
from reporting.selection import Happened, Selection

NONE, YES, NO = "none", "yes", "no"
# Why people are in no stratum of age and sex.
NO_AGE, NO_GENDER, NEITHER = "age_not_known", "gender_not_known", "neither_known"
OTHER_GENDER, NOBODY_LIVES = "other_gender", "nobody_lives"
INJURED = Happened.INJURED.value
SEARCHED = MATCHES[BenchmarkKind.STOPS].measure
# What R1 counts and no other report does.
QUALITY = [name for name, of in COUNTED.items() if of.kind]
GROUPS = tuple(group.value for group in Ethnicity)
OF_A_GROUP = tuple(group for group in GROUPS if group != Ethnicity.NOT_REPORTED)
# What an officer's account says, or does not yet say.
ANSWERS = {
    BEFORE_ARREST: {BEFORE_ARREST: (YES,)},
    NON_COMPLIANT.name: {NON_COMPLIANT.name: (YES,), COMPLIANT.name: (NO,)},
    NO_DE_ESCALATION.name: {NO_DE_ESCALATION.name: (YES,)},
}


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What a release is of; `searched` if it can say who of those stopped was handcuffed.

    `strata` are those of age and sex, if it can say who lives here by both, and `band_of_group`
    the band of the table that an age group is in.
    """

    quarters: Quarters
    areas: Collection[str]
    searched: bool = False
    strata: tuple[Stratum, ...] = ()
    band_of_group: Mapping[AgeGroup, str] = field(default_factory=dict)

    def stratum_of(self, age: AgeGroup, sex: Gender) -> str:
        """What people of an age and a sex are called; of who is in no stratum, why."""
        if age is AgeGroup.NOT_REPORTED:
            return NEITHER if sex is Gender.NOT_REPORTED else NO_AGE
        if sex not in SEXES:
            return NO_GENDER if sex is Gender.NOT_REPORTED else OTHER_GENDER
        name = self.band_of_group[age]
        return next(
            (
                one.kind
                for one in self.strata
                if one.sex is sex and name in {band.name for band in one.ages}
            ),
            NOBODY_LIVES,
        )


def scope_of(quarters: Quarters, areas: Collection[str]) -> Scope:
    """With what the tables allow that are loaded."""
    first, last = quarters
    lived = Residents.of(areas, every=True)
    return Scope(
        quarters=quarters,
        areas=areas,
        searched=in_releases(BenchmarkKind.STOPS, first=first, last=last, areas=areas),
        strata=() if lived.problem else tuple(lived.strata({})[0]),
        band_of_group=lived.band_of_group,
    )


def tables_of(scope: Scope) -> list[Table]:
    """Every way in which a release tells people apart."""
    people, times = _people(), each_and_all("time", _times(scope.quarters))
    by_place = Table(
        name="places",
        axes=(
            each_and_all("area", scope.areas),
            each_and_all("group", GROUPS),
            _kinds(YES, NO, **{BEFORE_ARREST: (YES,)}),
        ),
    )
    by_own_word = _by_own_word(times)
    answered = [
        Table(name=name, axes=(people, _kinds(YES, NO, NONE, **kinds, **{ACCOUNT: (YES, NO)})))
        for name, kinds in ANSWERS.items()
    ]
    later = [
        Table(name=one.name, axes=(people, _kinds(YES, NO, **{one.name: (YES,)})))
        for one in LATER
        if one.name != INJURED
    ]
    searched = Table(
        name=SEARCHED,
        axes=(each_and_all("group", GROUPS), _kinds(YES, NO, **{SEARCHED: (YES,)})),
    )
    # Who was injured is counted by group, of whom that is not known by quarter.
    injured = Table(
        name=INJURED,
        axes=(people, times, _kinds(YES, NO, NONE, **{INJURED: (YES,), "no_injured": (NONE,)})),
    )
    # Of young men age and gender are known.
    unknown = [
        Table(
            name=name,
            axes=(people, times, _kinds(NONE, YES, **{name: (NONE,)})),
            impossible=frozenset(product(YOUNG.values(), times.values, [NONE])),
        )
        for name in ("no_age", "no_gender")
    ]
    if scope.strata:
        unknown = [_by_age_and_sex(scope, people, times)]
    by_time = [
        Table(name=name, axes=(times, _kinds(YES, NO, **{name: (YES,)})))
        for name in (LATE, "no_video")
    ]
    return [
        by_place,
        Table(name="times", axes=(people, times)),
        by_own_word,
        *answered,
        *later,
        *([searched] if scope.searched else []),
        injured,
        *unknown,
        *by_time,
    ]


def _by_age_and_sex(scope: Scope, people: Axis, times: Axis) -> Table:
    """By age and sex, and why not: of whom either is not known is counted by quarter.

    Young men are in strata of young men, and whoever else is of those two groups is in none that
    has nobody but young men.
    """
    known = tuple(one.kind for one in scope.strata)
    not_known = (NO_AGE, NO_GENDER, NEITHER, OTHER_GENDER)
    ages: dict[str, list[bool]] = {kind: [] for kind in known}
    for age in scope.band_of_group:
        if age is not AgeGroup.NOT_REPORTED:
            ages.setdefault(scope.stratum_of(age, Gender.MALE), []).append(age in AGED_16_TO_25)
    some = {kind for kind, young in ages.items() if any(young)}
    only = {kind for kind, young in ages.items() if young and all(young)}
    values = (*known, *not_known, NOBODY_LIVES)
    impossible = [
        *product(YOUNG.values(), times.values, [kind for kind in values if kind not in some]),
        *product([group.value for group in YOUNG], times.values, only),
    ]
    sets = {kind: (kind,) for kind in known} | {KNOWN: known, NOT_KNOWN: not_known}
    missing = {"no_age": (NO_AGE, NEITHER), "no_gender": (NO_GENDER, NEITHER)}
    return Table(
        name="age_and_sex",
        axes=(people, times, _kinds(*values, **sets, **missing)),
        impossible=frozenset(impossible),
    )


def _by_own_word(times: Axis) -> Table:
    """By self-defined ethnicity; of those who said none, whether they were asked."""
    unknown = ("no_self_defined_not_stated", "no_self_defined_not_asked")
    known = [group for group in GROUPS if group != Ethnicity.NOT_REPORTED]
    sets = {self_defined(group): (group,) for group in known} | {name: (name,) for name in unknown}
    sets[self_defined(Ethnicity.NOT_REPORTED.value)] = unknown
    return Table(name="self_defined", axes=(times, _kinds(*known, *unknown, **sets)))


def _people() -> Axis:
    """By group. In two of them young men are told apart: the group alone is then the others."""
    sets: dict[str, Values] = {group: (group,) for group in GROUPS}
    for group, young in YOUNG.items():
        sets[group.value] = (young, group.value)
    every = tuple(value for values in sets.values() for value in values)
    apart = {young: (young,) for young in YOUNG.values()}
    return Axis(part="group", values=every, sets={"": every, **sets, **apart})


def _kinds(*values: str, **sets: Values) -> Axis:
    return Axis(part="kind", values=values, sets={"": values, **sets})


def _times(quarters: Quarters) -> list[str]:
    return [time_of(month) for month in quarters.starts]


def numbers_of(scope: Scope) -> dict[Counted, int]:
    """The true number of everything that a release counts, zeros included."""
    chosen, areas = Selection(**scope.quarters._asdict()), scope.areas
    numbers = dict.fromkeys(_counted(scope), 0)
    cells = CubeCell.objects.selected(chosen).filter(area__in=areas)
    for cell in cells.measured("month", "area_id", "ethnicity_perceived", **SAID):
        number = cell["all_encounters"]
        for group in ("", cell["ethnicity_perceived"]):
            numbers[Counted(group=group, time=time_of(cell["month"]))] += number
            for area in ("", cell["area_id"]):
                numbers[Counted(area, group)] += number
                numbers[Counted(area, group, BEFORE_ARREST)] += cell["said_before_arrest"]
            numbers[Counted(group=group, kind=ACCOUNT)] += cell["said_anything"]
            if scope.searched:
                numbers[Counted(group=group, kind=SEARCHED)] += cell[f"all_{SEARCHED}"]
            for outcome in OUTCOMES:
                if outcome.name != BEFORE_ARREST:
                    numbers[Counted(group=group, kind=outcome.name)] += cell[outcome.events]
    people = PeopleCell.objects.selected(chosen).filter(area__in=areas)
    for cell in people.measured("self_defined_group"):
        numbers[Counted(kind=self_defined(cell["self_defined_group"]))] += cell["all_encounters"]
    if scope.strata:
        for cell in people.measured("ethnicity_perceived", "age_group", "gender"):
            group, number = cell["ethnicity_perceived"], cell["all_encounters"]
            kind = scope.stratum_of(AgeGroup(cell["age_group"]), Gender(cell["gender"]))
            if group != Ethnicity.NOT_REPORTED and kind != NOBODY_LIVES:
                is_known = Counted(group=group, kind=kind) in numbers
                for one in (kind, KNOWN) if is_known else (NOT_KNOWN,):
                    numbers[Counted(group=group, kind=one)] += number
    young = people.filter(
        gender=Gender.MALE, age_group__in=AGED_16_TO_25, ethnicity_perceived__in=YOUNG
    )
    for cell in young.measured("month", "ethnicity_perceived"):
        group = YOUNG[cell["ethnicity_perceived"]]
        for time in ("", time_of(cell["month"])):
            numbers[Counted(group=group, time=time)] += cell["all_encounters"]
        for outcome in PEOPLE_OUTCOMES:
            numbers[Counted(group=group, kind=outcome.name)] += cell[outcome.events]
    filed = FilingCell.objects.selected(chosen).filter(area__in=areas)
    for cell in filed.measured("month"):
        for time in ("", time_of(cell["month"])):
            for measure in QUALITY:
                of = COUNTED[measure]._replace(time=time)
                numbers[of] += cell[f"all_{measure}"]
    return numbers


def _counted(scope: Scope) -> list[Counted]:
    """Everything that a release counts: what its reports show, and nothing else."""
    treated = (ACCOUNT, *(outcome.name for outcome in OUTCOMES))
    treated += (SEARCHED,) if scope.searched else ()
    young = ("", *(outcome.name for outcome in PEOPLE_OUTCOMES))
    aged = (*(one.kind for one in scope.strata), KNOWN, NOT_KNOWN) if scope.strata else ()
    by_time = ("", *GROUPS, *YOUNG.values())
    return [
        *(Counted(*of) for of in product(("", *scope.areas), ("", *GROUPS), ("", BEFORE_ARREST))),
        *(Counted(group=group, kind=kind) for group in ("", *GROUPS) for kind in treated),
        *(Counted(group=group, kind=kind) for group in YOUNG.values() for kind in young),
        *(Counted(kind=self_defined(group)) for group in GROUPS),
        *(Counted(group=group, kind=kind) for group in OF_A_GROUP for kind in aged),
        *(
            COUNTED[measure]._replace(time=time)
            for measure in QUALITY
            for time in ("", *_times(scope.quarters))
        ),
        *(Counted(group=group, time=time) for group in by_time for time in _times(scope.quarters)),
    ]
