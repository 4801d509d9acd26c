"""What a release publishes of its counts, and what an attacker can make of all of it together."""

from random import Random

import pytest

from reporting.disclosure import BEFORE_ARREST, Counted
from reporting.releases.counts import FAR_ENOUGH, Counts, askable, limits, publish, sums
from reporting.statistics import Hidden, Range
from reporting.statistics.audit import derivable
from reporting.statistics.disclosure import BASE, HIDDEN_BELOW

KINDS = (BEFORE_ARREST, "other_kind")


def counts(table, *, kinds=1) -> Counts:
    """From rows of (of each kind ..., all) by area and group."""
    places = {
        (f"area {i}", f"group {j}"): cell
        for i, row in enumerate(table)
        for j, cell in enumerate(row)
    }
    return Counts(
        every={place: cell[-1] for place, cell in places.items()},
        of_kind={
            kind: {place: cell[number] for place, cell in places.items()}
            for number, kind in enumerate(KINDS[:kinds])
        },
    )


def attack(given: Counts, published) -> dict:
    """The values that remain for every count below ten that somebody can ask for."""
    cells, lines = given.cells(), sums(given)
    others = list(given.of_kind)[1:]
    return derivable(
        bounds=dict.fromkeys(cells, Range(0, None)),
        totals={lines[of]: limits(count) for of, count in published.items()},
        wanted=[
            line for line in askable(given) if sum(cells[cell] for cell in line) < HIDDEN_BELOW
        ],
        equal=[
            (
                tuple((*place, one, part) for part in (True, False)),
                tuple((*place, next(iter(given.of_kind)), part) for part in (True, False)),
            )
            for place in given.every
            for one in others
        ],
    )


def nothing_is_told(given: Counts, published) -> None:
    for line, (smallest, largest) in attack(given, published).items():
        assert largest is None or largest - smallest >= FAR_ENOUGH, (line, smallest, largest)


def test_every_count_is_hidden_below_ten_or_rounded_or_withheld():
    given = counts([[(3, 9), (10, 24)], [(13, 14), (27, 61)]])
    published = publish(given)
    assert published[Counted("area 0", "group 0")] is Hidden.TOO_SMALL
    assert published[Counted("area 1", "group 1")] == 60
    for of, count in published.items():
        assert isinstance(count, Hidden) or count % BASE == 0, of


def test_a_remainder_that_equal_rounded_counts_would_leave_is_protected():
    """15 of 15 before any arrest, and two areas of which one is nearly all."""
    given = counts([[(13, 13), (13, 13), (13, 13), (13, 13), (0, 0)]])
    published = publish(given)
    assert Hidden.WOULD_TELL in published.values()
    nothing_is_told(given, published)


def test_without_withholding_the_same_counts_would_be_told():
    """So that the attack is known to find something."""
    given = counts([[(13, 13), (13, 13), (13, 13), (13, 13), (0, 0)]])
    cells, lines = given.cells(), sums(given)
    rounded = {
        of: Hidden.TOO_SMALL
        if sum(cells[cell] for cell in line) < HIDDEN_BELOW
        else (sum(cells[cell] for cell in line) + 2) // 5 * 5
        for of, line in lines.items()
    }
    with pytest.raises(AssertionError):
        nothing_is_told(given, rounded)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("kinds", [1, 2])
def test_nothing_below_ten_can_be_worked_out_from_all_that_is_published(seed, kinds):
    chance = Random(seed)
    odd = (*range(10), 10, 11, 12, 13, 13, 13, 17, 23, 61)

    def cell():
        every = chance.choice(odd)
        return (*(chance.choice((0, every, chance.randint(0, every))) for _ in range(kinds)), every)

    given = counts([[cell() for _ in range(3)] for _ in range(3)], kinds=kinds)
    published = publish(given)
    nothing_is_told(given, published)


def test_an_empty_register_has_nothing_but_hidden_counts():
    published = publish(counts([[(0, 0), (0, 0)], [(0, 0), (0, 0)]]))
    assert set(published.values()) == {Hidden.TOO_SMALL}


def test_a_register_of_large_counts_has_none_withheld():
    given = counts([[(500 + 7 * i + j, 1200 + 11 * i + j) for j in range(6)] for i in range(5)])
    published = publish(given)
    assert not set(published.values()) & set(Hidden)
