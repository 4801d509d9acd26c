"""What a release publishes of its counts, and what an attacker can make of all of it together."""

from itertools import product
from random import Random

import pytest

from reporting.disclosure import ACCOUNT, BEFORE_ARREST, Counted
from reporting.releases.counts import FAR_ENOUGH, publish
from reporting.releases.tables import Axis, Table, each_and_all, every_line
from reporting.statistics import Hidden, Range
from reporting.statistics.audit import derivable
from reporting.statistics.disclosure import BASE, HIDDEN_BELOW
from tests.reporting.releases.attacking import derived, ranges

HERE, YOUNG, OLDER = ("here", "there"), "young", "older"
# Young people are told apart in one group, quarters and an outcome without places.
PEOPLE = Axis(
    part="group",
    values=(YOUNG, OLDER, "others"),
    sets={
        "": (YOUNG, OLDER, "others"),
        "some": (YOUNG, OLDER),
        "others": ("others",),
        YOUNG: (YOUNG,),
    },
)


def kinds(*values, **sets):
    return Axis(part="kind", values=values, sets={"": values, **sets})


BEFORE = kinds("yes", "no", **{BEFORE_ARREST: ("yes",)})


def by_place(areas, groups):
    axes = (each_and_all("area", areas), each_and_all("group", groups), BEFORE)
    return Table(name="places", axes=axes)


TIMES = each_and_all("time", ("q1", "q2"))
AGES = ("of the young", "of others", "not known")
BRANCHES = [
    by_place(HERE, ("some", "others")),
    Table(name="times", axes=(PEOPLE, TIMES)),
    Table(
        name="ages",
        axes=(
            PEOPLE,
            TIMES,
            kinds(*AGES, **{age: (age,) for age in AGES}, known=AGES[:2]),
        ),
        impossible=frozenset(
            [(YOUNG, time, age) for time in TIMES.values for age in AGES[1:]]
            + [(OLDER, time, AGES[0]) for time in TIMES.values]
        ),
    ),
    Table(
        name="accounts",
        axes=(
            PEOPLE,
            kinds("yes", "no", "none", **{BEFORE_ARREST: ("yes",), ACCOUNT: ("yes", "no")}),
        ),
    ),
    Table(name="arrested", axes=(PEOPLE, kinds("yes", "no", arrested=("yes",)))),
]


def one_table(rows):
    """A table of places, and its true numbers, from rows of (before any arrest, all) by area."""
    areas = [f"area {i}" for i in range(len(rows))]
    groups = [f"group {j}" for j in range(len(rows[0]))]
    table = by_place(areas, groups)
    cells = {}
    for area, row in zip(areas, rows, strict=True):
        for group, (before, every) in zip(groups, row, strict=True):
            cells["places", area, group, "yes"] = before
            cells["places", area, group, "no"] = every - before
    return [table], cells


def branches(people):
    """The true cells of all tables, from how many people there are of each description."""
    cells = {}
    for (where, who, when, answer, arrested, age), number in people.items():
        group = "others" if who == "others" else "some"
        before = "yes" if answer == "yes" else "no"
        for cell in (
            ("places", where, group, before),
            ("times", who, when),
            ("ages", who, when, age),
            ("accounts", who, answer),
            ("arrested", who, arrested),
        ):
            cells[cell] = cells.get(cell, 0) + number
    return BRANCHES, cells


def numbers(tables, cells):
    return {
        of: sum(cells[cell] for cell in next(iter(lines.values())))
        for of, lines in every_line(tables).items()
    }


def attack(tables, cells, published) -> dict:
    """The values that remain for every count below ten that somebody can ask for."""
    asked = {line for table in tables for line in table.askable(published) if line}
    small = [line for line in asked if sum(cells[cell] for cell in line) < HIDDEN_BELOW]
    return derived(tables, published, wanted=small)


def nothing_is_told(tables, cells, published) -> None:
    for line, (smallest, largest) in attack(tables, cells, published).items():
        assert largest is None or largest - smallest >= FAR_ENOUGH, (line, smallest, largest)


# 15 of 15 before any arrest, and groups of which one is nearly all.
REMAINDER = [[(13, 13), (13, 13), (13, 13), (13, 13), (0, 0)]]


def test_every_count_is_hidden_below_ten_or_rounded_or_withheld():
    tables, cells = one_table([[(3, 9), (10, 24)], [(13, 14), (27, 61)]])
    published = publish(numbers(tables, cells), tables)
    assert published[Counted("area 0", "group 0")] is Hidden.TOO_SMALL
    assert published[Counted("area 1", "group 1")] == 60
    for of, count in published.items():
        assert isinstance(count, Hidden) or count % BASE == 0, of


def test_a_remainder_that_equal_rounded_counts_would_leave_is_protected():
    tables, cells = one_table(REMAINDER)
    published = publish(numbers(tables, cells), tables)
    assert Hidden.WOULD_TELL in published.values()
    nothing_is_told(tables, cells, published)


def test_without_withholding_the_same_counts_would_be_told():
    """So that the attack is known to find something."""
    tables, cells = one_table(REMAINDER)
    rounded = {
        of: Hidden.TOO_SMALL if number < HIDDEN_BELOW else (number + 2) // 5 * 5
        for of, number in numbers(tables, cells).items()
    }
    with pytest.raises(AssertionError):
        nothing_is_told(tables, cells, rounded)


ODD = (*range(10), 10, 11, 12, 13, 13, 13, 17, 23, 61)
DESCRIPTIONS = [
    one
    for one in product(
        HERE, PEOPLE.values, TIMES.values, ("yes", "no", "none"), ("yes", "no"), AGES
    )
    if (one[1], one[2], one[-1]) not in BRANCHES[2].impossible
]


def a_table_of(chance):
    def cell():
        every = chance.choice(ODD)
        return chance.choice((0, every, chance.randint(0, every))), every

    return one_table([[cell() for _ in range(3)] for _ in range(3)])


def several_tables_of(chance):
    """Mostly nobody, so that the few are in danger."""
    number = (0, 0, 0, 0, 1, 2, 3, 13)
    return branches({one: chance.choice(number) for one in DESCRIPTIONS})


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("made_by", [a_table_of, several_tables_of])
def test_nothing_below_ten_can_be_worked_out_from_all_that_is_published(seed, made_by):
    tables, cells = made_by(Random(seed))
    published = publish(numbers(tables, cells), tables)
    nothing_is_told(tables, cells, published)


@pytest.mark.parametrize("seed", range(3))
def test_who_tells_people_apart_in_all_ways_at_once_finds_out_no_more(seed):
    """Tables side by side, against every description of a person there is."""
    tables, cells = several_tables_of(Random(seed))
    published = publish(numbers(tables, cells), tables)
    found = attack(tables, cells, published)

    def at_once(line):
        """The same people, by all that can be said of them."""
        return tuple(
            one for one in DESCRIPTIONS if any(branches({one: 1})[1].get(cell) for cell in line)
        )

    every = derivable(
        bounds=dict.fromkeys(DESCRIPTIONS, Range(0, None)),
        totals={at_once(line): known for line, known in ranges(tables, published).items()},
        wanted=[at_once(line) for line in found],
    )
    assert {at_once(line): values for line, values in found.items()} == every


def test_what_cannot_occur_is_no_cell():
    table = Table(
        name="age",
        axes=(PEOPLE, kinds("missing", "known", no_age=("missing",))),
        impossible=frozenset({(YOUNG, "missing")}),
    )
    assert ("age", YOUNG, "missing") not in table.cells()
    assert every_line([table])[Counted(kind="no_age")]["age"] == (
        ("age", OLDER, "missing"),
        ("age", "others", "missing"),
    )


def test_only_what_can_be_subtracted_is_asked_for():
    table = Table(name="times", axes=(PEOPLE, each_and_all("time", ("q1", "q2"))))
    every = {Counted(group="some"), Counted(group=YOUNG)}
    assert set(table.askable(every)) == {
        table.line([(YOUNG, OLDER), ("q1", "q2")]),
        table.line([(YOUNG,), ("q1", "q2")]),
        table.line([(OLDER,), ("q1", "q2")]),
    }


def test_an_empty_register_has_nothing_but_hidden_counts():
    tables, cells = one_table([[(0, 0), (0, 0)], [(0, 0), (0, 0)]])
    assert set(publish(numbers(tables, cells), tables).values()) == {Hidden.TOO_SMALL}


def test_a_register_of_large_counts_has_none_withheld():
    tables, cells = one_table(
        [[(500 + 7 * i + j, 1200 + 11 * i + j) for j in range(6)] for i in range(5)]
    )
    assert not set(publish(numbers(tables, cells), tables).values()) & set(Hidden)
