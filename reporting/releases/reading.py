"""The counts that a release has of the register, and the tables in which they hang together.

Everything is of the districts whose residents are known, in the months of the release. By place,
people are told apart by group and by what was before any arrest; all else is counted of all places
together, so that a register of small numbers has something left to publish.
"""

from collections.abc import Collection
from dataclasses import dataclass
from itertools import product

from records.vocabulary import AGED_16_TO_25, Ethnicity, Gender, YesNo
from reporting.disclosure import ACCOUNT, BEFORE_ARREST, Counted, self_defined, time_of
from reporting.models import BenchmarkKind, CubeCell, FilingCell, PeopleCell
from reporting.releases.periods import Quarters
from reporting.releases.tables import Axis, Table, Values, each_and_all
from reporting.reports.activity import COUNTED, LATE
from reporting.reports.counterparts import MATCHES, in_releases
from reporting.reports.outcomes import (
    COMPLIANT,
    LATER,
    NO_DE_ESCALATION,
    NON_COMPLIANT,
    OUTCOMES,
    PEOPLE_OUTCOMES,
)
from reporting.reports.young_black_men import GROUPS as YOUNG
from reporting.selection import Happened, Selection

NONE, YES, NO = "none", "yes", "no"
INJURED = Happened.INJURED.value
SEARCHED = MATCHES[BenchmarkKind.STOPS].measure
# What R1 counts and no other report does.
QUALITY = [name for name, of in COUNTED.items() if of.kind]
GROUPS = tuple(group.value for group in Ethnicity)
# What an officer's account says, or does not yet say.
ANSWERS = {
    BEFORE_ARREST: {BEFORE_ARREST: (YES,)},
    NON_COMPLIANT.name: {NON_COMPLIANT.name: (YES,), COMPLIANT.name: (NO,)},
    NO_DE_ESCALATION.name: {NO_DE_ESCALATION.name: (YES,)},
}


@dataclass(frozen=True, kw_only=True)
class Scope:
    """What a release is of; `searched` if it can say who of those stopped was handcuffed."""

    quarters: Quarters
    areas: Collection[str]
    searched: bool = False


def scope_of(quarters: Quarters, areas: Collection[str]) -> Scope:
    """With what the tables allow that are loaded."""
    first, last = quarters
    searched = in_releases(BenchmarkKind.STOPS, first=first, last=last, areas=areas)
    return Scope(quarters=quarters, areas=areas, searched=searched)


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
    for cell in cells.measured(
        "month", "area_id", "ethnicity_perceived", "compliance", "before_arrest"
    ):
        before = cell["before_arrest"] == YesNo.YES
        answered = bool(cell["compliance"] or cell["before_arrest"])
        number = cell["all_encounters"]
        for group in ("", cell["ethnicity_perceived"]):
            numbers[Counted(group=group, time=time_of(cell["month"]))] += number
            for area in ("", cell["area_id"]):
                numbers[Counted(area, group)] += number
                numbers[Counted(area, group, BEFORE_ARREST)] += before * number
            numbers[Counted(group=group, kind=ACCOUNT)] += answered * number
            if scope.searched:
                numbers[Counted(group=group, kind=SEARCHED)] += cell[f"all_{SEARCHED}"]
            for outcome in OUTCOMES:
                if outcome.name != BEFORE_ARREST:
                    numbers[Counted(group=group, kind=outcome.name)] += outcome.events(cell)
    people = PeopleCell.objects.selected(chosen).filter(area__in=areas)
    for cell in people.measured("self_defined_group"):
        numbers[Counted(kind=self_defined(cell["self_defined_group"]))] += cell["all_encounters"]
    young = people.filter(
        gender=Gender.MALE, age_group__in=AGED_16_TO_25, ethnicity_perceived__in=YOUNG
    )
    for cell in young.measured("month", "ethnicity_perceived"):
        group = YOUNG[cell["ethnicity_perceived"]]
        for time in ("", time_of(cell["month"])):
            numbers[Counted(group=group, time=time)] += cell["all_encounters"]
        for outcome in PEOPLE_OUTCOMES:
            numbers[Counted(group=group, kind=outcome.name)] += outcome.events(cell)
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
    by_time = ("", *GROUPS, *YOUNG.values())
    return [
        *(Counted(*of) for of in product(("", *scope.areas), ("", *GROUPS), ("", BEFORE_ARREST))),
        *(Counted(group=group, kind=kind) for group in ("", *GROUPS) for kind in treated),
        *(Counted(group=group, kind=kind) for group in YOUNG.values() for kind in young),
        *(Counted(kind=self_defined(group)) for group in GROUPS),
        *(
            COUNTED[measure]._replace(time=time)
            for measure in QUALITY
            for time in ("", *_times(scope.quarters))
        ),
        *(Counted(group=group, time=time) for group in by_time for time in _times(scope.quarters)),
    ]
