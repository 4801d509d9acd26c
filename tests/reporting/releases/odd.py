"""A register in which every count is awkward to publish, and a release made of it."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from itertools import product
from typing import Any

from django.db import transaction

from records.models import Encounter
from records.models.area import AreaKind
from records.vocabulary import Ethnicity, SearchPower
from reporting.disclosure import Counted
from reporting.models import BenchmarkKind, Release
from reporting.releases import actions
from reporting.releases.periods import Quarters
from reporting.releases.reading import OF_A_GROUP
from tests import factories
from tests.reporting.registering import (
    a_table,
    an_area,
    encounters,
    london,
    new_encounter,
    plain_officer,
    residents,
)

FIRST = date(2026, 1, 1)
HALF_YEAR = Quarters(FIRST, FIRST.replace(month=6))
# After the half year, so that it can be released.
NOW = datetime(2026, 7, 20, 12, tzinfo=UTC)
# In use from the first month on; a day in each quarter.
DAYS = (london(2026, 1, 2), london(2026, 5, 2))
NAMES = {"A1": "Aldham", "B1": "Bexham", "C1": "Caldham"}
YOUNG = (Ethnicity.WHITE, Ethnicity.BLACK)
OF_ACCOUNTS = ("compliant", "non_compliant", "no_de_escalation")
SELF_DEFINED = {
    "white": "w1",
    "black": "b1",
    "asian": "a1",
    "mixed": "m1",
    "other": "o9",
    "not_stated": "ns",
    "not_asked": "not_asked",
}


@dataclass
class Person:
    """One encounter, with what is so of it."""

    area: str
    group: Ethnicity
    before: bool
    quarter: int = 1
    marks: set[str] = field(default_factory=set)

    def values(self) -> dict[str, Any]:
        marks = self.marks
        outcomes = [name for name in ("arrested", "no_further_action") if name in marks]
        injured = "unknown" if "no_injured" in marks else "no"
        answered = "no_account" not in marks
        compliance = "non_compliant" if "non_compliant" in marks else "compliant"
        age = 17 if "girl" in marks else 20 if "young" in marks else 40
        gender = "male" if marks & {"young", "man"} else "female"
        return {
            "occurred_at": DAYS[self.quarter],
            "ethnicity_perceived": self.group,
            "before_arrest": ("yes" if self.before else "no") if answered else "",
            "compliance": compliance if answered else "",
            "no_de_escalation": "no_de_escalation" in marks,
            "continued_unjustified": "continued_unjustified" in marks,
            "outcomes": outcomes or ["penalty_notice"],
            "injured": "yes" if "injured" in marks else injured,
            "age_basis": "not_known" if "no_age" in marks else "known",
            "age_years": None if "no_age" in marks else age,
            "gender": "not_reported" if "no_gender" in marks else gender,
            "video_recording": "unknown" if "no_video" in marks else "yes",
            "searched": "yes" if "searched" in marks else "no",
            "search_power": SearchPower.MDA_S23 if "searched" in marks else "",
            "is_late": "late" in marks,
            "late_explanation": "Busy" if "late" in marks else "",
            "ethnicity_self_defined": next(
                SELF_DEFINED[mark] for mark in marks if mark in SELF_DEFINED
            ),
        }


@dataclass(frozen=True, kw_only=True)
class Odd:
    """How many there are of what.

    `places`: before any arrest and otherwise, by area, for each group in the order of the
    vocabulary. `first` are of the first quarter and `had` what happened to people, by group.
    `young` are White, then Black, by quarter, and `young_had` what happened to them. `known` is of
    everybody, by quarter; `elsewhere` was at an airport.
    """

    places: Mapping[str, Sequence[tuple[int, int]]]
    first: Sequence[int]
    had: Mapping[str, Sequence[int]]
    young: Sequence[tuple[int, int]]
    young_before: Sequence[int]
    young_had: Mapping[str, Sequence[int]]
    known: Mapping[str, tuple[int, int]]
    elsewhere: int

    def people(self) -> list[Person]:
        found = [person for place in range(len(Ethnicity)) for person in self._of_group(place)]
        for name, counts in self.known.items():
            for quarter, number in enumerate(counts):
                some = [one for one in found if one.quarter == quarter and _may_be(one, name)]
                _mark(some, number, name)
        return found

    def _of_group(self, place: int) -> list[Person]:
        group = list(Ethnicity)[place]
        found = [
            Person(area=area, group=group, before=before)
            for area, counts in self.places.items()
            for number, before in zip(counts[place], (True, False), strict=True)
            for _ in range(number)
        ]
        young = self._young(found, YOUNG.index(group)) if group in YOUNG else []
        older = [person for person in found if "young" not in person.marks]
        first = self.first[place] - sum(person.quarter == 0 for person in young)
        for person in older[:first]:
            person.quarter = 0
        for name, counts in self.had.items():
            already = sum(name in person.marks for person in young)
            some = [one for one in older if _may_be(one, name)]
            _mark(some, counts[place] - already, name)
        return found

    def _young(self, people: list[Person], place: int) -> list[Person]:
        first, second = self.young[place]
        before = self.young_before[place]
        young = [
            *[person for person in people if person.before][:before],
            *[person for person in people if not person.before][: first + second - before],
        ]
        for number, person in enumerate(young):
            person.marks.add("young")
            person.quarter = int(number >= first)
        for name, counts in self.young_had.items():
            _mark(young, counts[place], name)
        for person in young:
            if "compliant" not in person.marks:
                person.marks.add("non_compliant")
        return young


def _may_be(person: Person, name: str) -> bool:
    """Whether this can be said of a person beside what is said already."""
    marks = person.marks
    if name == "no_account":
        return not person.before
    if name in OF_ACCOUNTS:
        return "no_account" not in marks
    if name in ("no_age", "no_gender", "man", "girl"):
        return not marks & {"young", "man", "girl"}
    if name == "no_injured":
        return "injured" not in marks
    return not (name in SELF_DEFINED and marks & set(SELF_DEFINED))


def _mark(people: Sequence[Person], number: int, name: str) -> None:
    assert 0 <= number <= len(people), (name, number, len(people))
    for person in people[:number]:
        person.marks.add(name)


ODD = Odd(
    places={
        "A1": ((61, 37), (13, 34), (11, 2), (9, 1), (0, 3), (4, 7)),
        "B1": ((13, 0), (13, 0), (13, 0), (13, 0), (1, 0), (13, 0)),
        "C1": ((1, 8), (17, 9), (12, 13), (2, 2), (0, 0), (0, 13)),
    },
    first=(70, 47, 25, 14, 3, 20),
    had={
        "no_account": (7, 3, 0, 1, 0, 0),
        "non_compliant": (43, 38, 13, 11, 2, 3),
        "no_de_escalation": (21, 19, 9, 5, 0, 4),
        "continued_unjustified": (4, 8, 0, 1, 0, 0),
        "arrested": (52, 41, 22, 13, 3, 17),
        "no_further_action": (41, 30, 18, 9, 0, 14),
        "injured": (6, 9, 2, 0, 0, 1),
        "searched": (58, 33, 14, 8, 1, 10),
        "man": (30, 21, 12, 4, 0, 5),
        "girl": (3, 2, 0, 1, 0, 0),
    },
    young=((9, 8), (13, 11)),
    young_before=(9, 14),
    young_had={
        "compliant": (10, 12),
        "no_de_escalation": (3, 6),
        "continued_unjustified": (1, 2),
        "arrested": (10, 13),
        "no_further_action": (4, 8),
        "injured": (0, 3),
    },
    known={
        "late": (17, 14),
        "no_age": (12, 3),
        "no_gender": (1, 2),
        "no_injured": (13, 13),
        "no_video": (20, 22),
        "not_stated": (30, 20),
        "not_asked": (12, 10),
        "white": (60, 41),
        "black": (35, 35),
        "asian": (22, 26),
        "mixed": (17, 13),
        "other": (3, 1),
    },
    elsewhere=6,
)
# Other counts that are published alike, also all sums of them.
ALIKE = Odd(
    places={
        "A1": ((62, 40), (17, 28), (12, 1), (7, 3), (1, 1), (0, 10)),
        "B1": ((13, 0), (13, 0), (14, 0), (14, 0), (0, 0), (13, 0)),
        "C1": ((0, 5), (14, 11), (11, 12), (3, 0), (1, 5), (1, 12)),
    },
    first=(72, 45, 27, 13, 2, 20),
    had={
        "no_account": (6, 0, 1, 2, 1, 1),
        "non_compliant": (45, 42, 14, 10, 0, 1),
        "no_de_escalation": (20, 20, 5, 9, 4, 0),
        "continued_unjustified": (9, 2, 1, 0, 1, 1),
        "arrested": (50, 42, 20, 15, 8, 13),
        "no_further_action": (40, 32, 20, 4, 1, 13),
        "injured": (9, 3, 5, 1, 1, 1),
        "searched": (60, 36, 13, 6, 0, 11),
        "man": (32, 18, 10, 7, 2, 3),
        "girl": (4, 1, 2, 0, 0, 0),
    },
    young=((4, 9), (15, 10)),
    young_before=(2, 13),
    young_had={
        "compliant": (12, 11),
        "no_de_escalation": (4, 9),
        "continued_unjustified": (0, 0),
        "arrested": (11, 15),
        "no_further_action": (2, 1),
        "injured": (1, 1),
    },
    known={
        "late": (15, 15),
        "no_age": (10, 6),
        "no_gender": (4, 4),
        "no_injured": (14, 13),
        "no_video": (21, 20),
        "not_stated": (31, 18),
        "not_asked": (11, 11),
        "white": (60, 40),
        "black": (34, 37),
        "asian": (25, 26),
        "mixed": (17, 12),
        "other": (1, 1),
    },
    elsewhere=1,
)


def an_odd_register(odd: Odd = ODD, *, with_tables: bool = True) -> None:
    """Three districts, an airport, and a month that no release of the half year has.

    With tables of how many were stopped and arrested in the half year, and of who lives there by
    age and sex, unless no report is to have more than the census.
    """
    residents({code: {"white": 9000, "black": 2000} for code in NAMES}, checksum="0" * 64)
    if with_tables:
        _more_tables()
    places = {code: an_area(code, name) for code, name in NAMES.items()}
    by = plain_officer()
    Encounter.objects.bulk_create(
        new_encounter(by=by, area=places[person.area], **person.values()) for person in odd.people()
    )
    encounters(
        odd.elsewhere, area=an_area("S1", "Airport", kind=AreaKind.SITE), occurred_at=DAYS[0]
    )
    encounters(3, area=places["A1"], occurred_at=london(2026, 7, 2))


def _more_tables() -> None:
    by_age_and_sex = product(NAMES, OF_A_GROUP, ("under_26", "26_plus"), ("male", "female"))
    living = {one: 900 + 100 * number for number, one in enumerate(by_age_and_sex)}
    a_table(BenchmarkKind.RESIDENTS, living, name="By age and sex", checksum="1" * 64)
    half_year = {"period_start": FIRST, "period_end": date(2026, 6, 30)}
    for kind in (BenchmarkKind.STOPS, BenchmarkKind.ARRESTS):
        rows = {(code, group, "", ""): 90 for code in (*NAMES, "Z9") for group in Ethnicity}
        a_table(kind, rows, **half_year, checksum="2" * 64)


@contextmanager
def undone() -> Iterator[None]:
    """A transaction around all tests of a module, undone at its end, like that around each test."""
    around = transaction.atomic()
    around._from_testcase = True  # so that what has to be the outermost may stand in it
    with around:
        yield
        transaction.set_rollback(True)


def a_release(*, published: bool = True) -> Release:
    """Of the odd register; an analyst made it."""
    by = factories.an_analyst()
    release = actions.make_release(period=HALF_YEAR, by=by, at=NOW)
    if published:
        actions.publish_release(release_id=release.pk, by=by, at=NOW)
    return release


def months(*pairs: tuple[tuple[int, int], tuple[int, int]]) -> list[Quarters]:
    """Periods by year and month."""
    return [Quarters(date(*first, 1), date(*last, 1)) for first, last in pairs]


def true_counts() -> dict[Counted, int]:
    """Everything that a release counts by place, worked out the slow way."""
    found = {}
    for areas in (*[[code] for code in NAMES], list(NAMES)):
        for groups in (*[[n] for n in range(6)], list(range(6))):
            key = (
                areas[0] if len(areas) == 1 else "",
                list(Ethnicity)[groups[0]].value if len(groups) == 1 else "",
            )
            pairs = [ODD.places[area][n] for area in areas for n in groups]
            found[Counted(*key, "before_arrest")] = sum(before for before, _ in pairs)
            found[Counted(*key)] = sum(map(sum, pairs))
    return found
