"""Thousands of sums at once, and tables of three dimensions."""

from itertools import product
from random import Random

import pytest

from reporting.statistics.audit import Range, derivable, told
from reporting.statistics.disclosure import publish_count

CUBE = tuple(product(range(3), repeat=3))
LINES = [
    tuple(cell for cell in CUBE if all(cell[d] == at for d, at in fixed.items()))
    for one, other in ((0, 1), (0, 2), (1, 2))
    for fixed in ({one: i, other: j} for i, j in product(range(3), repeat=2))
]


def known(count: int) -> Range:
    published = publish_count(count=count)
    return Range(published.lower or 0, published.upper or 9)


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("width", [2, 4, 9])
def test_what_is_told_is_what_a_derivation_one_by_one_finds(seed, width):
    chance = Random(seed)
    table = {cell: chance.choice((0, 1, 3, 8, 10, 13, 13, 17)) for cell in CUBE}
    given = {
        "bounds": {cell: known(count) for cell, count in table.items()},
        "totals": {line: known(sum(table[cell] for cell in line)) for line in LINES},
        "wanted": [(cell,) for cell in CUBE] + LINES,
    }
    ranges = derivable(**given)
    narrow = {line: one for line, one in ranges.items() if one.largest - one.smallest < width}
    assert told(**given, width=width) == narrow
    for line, (smallest, largest) in ranges.items():
        assert smallest <= sum(table[cell] for cell in line) <= largest


def test_an_attacker_knows_that_counts_are_whole():
    """Three sums of two are odd: a half each, were it not for whole people."""
    found = derivable(
        bounds={cell: Range(0, 1) for cell in range(4)},
        totals={
            (0, 1, 3): Range(1, 1),
            (1, 2, 3): Range(1, 1),
            (0, 2, 3): Range(1, 1),
        },
        wanted=[(3,), (0,)],
    )
    # Without whole numbers 3 could be anything, and 0, 1 and 2 a half each.
    assert found[3,] == (1, 1)
    assert found[0,] == (0, 0)


def test_the_same_people_told_in_two_in_two_ways():
    found = derivable(
        bounds={cell: Range(0, None) for cell in ("a", "not a", "b", "not b")},
        totals={("a", "not a"): Range(13, 17), ("b",): Range(13, 17)},
        wanted=[("not b",), ("not a",), ("a",)],
        equal=[(("a", "not a"), ("b", "not b"))],
    )
    assert found == {("not b",): (0, 4), ("not a",): (0, 17), ("a",): (0, 17)}


def test_what_nothing_bounds_has_no_largest_value():
    found = derivable(
        bounds={"a": Range(0, None), "b": Range(0, None)},
        totals={("a",): Range(5, 5)},
        wanted=[("a",), ("b",), ("a", "b")],
    )
    assert found == {("a",): (5, 5), ("b",): (0, None), ("a", "b"): (5, None)}
    assert told(bounds={"a": Range(0, None)}, totals={}, wanted=[("a",)], width=4) == {}
    assert told(bounds={"a": Range(0, 3)}, totals={}, wanted=[], width=4) == {}


def test_totals_that_no_table_has():
    with pytest.raises(ValueError, match="no table has these totals"):
        derivable(bounds={"a": Range(0, 3)}, totals={("a",): Range(4, 5)}, wanted=[("a",)])
