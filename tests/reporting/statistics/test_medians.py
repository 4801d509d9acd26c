"""The median by order statistics: which values it needs, and that the interval keeps its word."""

import random
from itertools import pairwise
from math import comb, inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.statistics import State, median, median_ranks
from reporting.statistics.medians import NOT_ENDED

TOTALS = st.integers(1, 400)


def of(*values: float, **more):
    """The median of all these, as a caller who has only the needed ones asks for it."""
    ordered = sorted(values)
    ranks = median_ranks(total=len(values), **more)
    picked = {rank: ordered[rank - 1] for rank in ranks.all} if ranks else {}
    return median(total=len(values), values=picked, **more)


def left_out(total: int, d: int) -> float:
    """P(fewer than d of `total` values lie below the median), by counting."""
    return sum(comb(total, below) for below in range(d)) / 2**total


@pytest.mark.parametrize(
    ("total", "lower", "upper"),
    # As textbooks tabulate them for a median at 95%.
    [(6, 1, 6), (8, 1, 8), (9, 2, 8), (10, 2, 9), (16, 4, 13), (20, 6, 15), (100, 40, 61)],
)
def test_the_ranks_are_those_of_the_sign_test(total, lower, upper):
    ranks = median_ranks(total=total)
    assert (ranks.lower, ranks.upper) == (lower, upper)


@given(total=TOTALS)
def test_the_limits_are_the_innermost_that_keep_the_confidence(total):
    ranks = median_ranks(total=total)
    if ranks.lower is None:
        assert left_out(total, 1) > 0.025
        return
    assert ranks.lower + ranks.upper == total + 1
    assert left_out(total, ranks.lower) <= 0.025 < left_out(total, ranks.lower + 1)


@given(values=st.lists(st.integers(0, 10_000), min_size=6, max_size=60))
def test_the_middle_is_the_middle(values):
    found = of(*values)
    below = sum(value < found.estimate for value in values)
    above = sum(value > found.estimate for value in values)
    assert max(below, above) <= len(values) / 2
    assert found.lower <= found.estimate <= found.upper
    assert {found.lower, found.upper} <= set(values)


@given(values=st.lists(st.integers(0, 10_000), min_size=10, max_size=60))
def test_more_confidence_is_a_wider_interval(values):
    sure, surer = of(*values, confidence=0.8), of(*values, confidence=0.99)
    assert surer.estimate == sure.estimate
    assert surer.lower <= sure.lower
    assert sure.upper <= surer.upper


def test_more_of_the_same_is_a_narrower_interval():
    widths = [
        found.upper - found.lower
        for found in (of(*(list(range(20)) * times)) for times in (1, 4, 16))
    ]
    assert all(wider > narrower for wider, narrower in pairwise(widths))


def test_the_interval_covers_the_true_median_as_often_as_it_says():
    """Of a skewed distribution, as durations are: no formula for normal ones would."""
    draw, covered, times = random.Random(4), 0, 1500
    for _ in range(times):
        found = of(*(draw.lognormvariate(0, 1.5) for _ in range(25)))
        covered += found.lower <= 1 <= found.upper  # the median of exp(normal) is 1
    assert 0.95 <= covered / times <= 0.985


def test_of_nothing_there_is_no_median():
    assert median_ranks(total=0) is None
    found = of()
    assert (found.state, found.note) == (State.NOT_ESTIMABLE, "none recorded")
    assert found.estimate is None


@pytest.mark.parametrize("total", [1, 5])
def test_fewer_than_six_have_no_interval_and_so_no_median(total):
    assert median_ranks(total=total).lower is None
    assert of(*range(total)).state == State.INSUFFICIENT


def test_what_has_not_ended_is_longer_than_all_that_has():
    """It is not left out: twelve that ended quickly say little if eight still run."""
    ended = list(range(12))
    assert of(*ended).estimate == 5.5
    assert of(*ended, *[inf] * 3).estimate == 7
    too_many = of(*ended, *[inf] * 8)
    assert (too_many.state, too_many.note) == (State.NOT_ESTIMABLE, NOT_ENDED)
    assert (too_many.lower, too_many.estimate, too_many.upper) == (5, None, None)
    none = of(*[inf] * 20)
    assert (none.lower, none.state) == (None, State.NOT_ESTIMABLE)


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({5: 1.0}, "missing"),
        ({2: 4.0, 5: 3.0, 6: 5.0, 9: 6.0}, "rise"),
        ({2: 1.0, 5: nan, 6: 5.0, 9: 6.0}, "rise"),
    ],
)
def test_wrong_values_raise(values, message):
    with pytest.raises(ValueError, match=message):
        median(total=10, values=values)


def test_a_million_values_are_no_work():
    ranks = median_ranks(total=1_000_000)
    assert (ranks.lower, ranks.upper) == (499_020, 500_981)
