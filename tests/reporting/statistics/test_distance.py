"""Distances between distributions against a library's, and the number that weights leave."""

import math
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import ks_2samp

from reporting.statistics import distances_from_others, effective_number, largest_distance

VALUES = st.lists(st.integers(0, 20), min_size=5, max_size=60)
WEIGHTS = st.lists(st.floats(0, 50), min_size=1, max_size=30)


def weights_of(values):
    counted = Counter(values)
    return [counted[value] for value in range(21)]


@given(first=VALUES, second=VALUES)
def test_it_is_what_a_library_gives(first, second):
    found = largest_distance(first=weights_of(first), second=weights_of(second))
    assert found == pytest.approx(ks_2samp(first, second, method="asymp").statistic, abs=1e-12)


@given(pairs=st.lists(st.tuples(st.floats(0.1, 9), st.floats(0.1, 9)), min_size=1, max_size=30))
def test_order_scale_and_reversal_change_nothing(pairs):
    first, second = zip(*pairs, strict=True)
    found = largest_distance(first=first, second=second)
    assert 0 <= found <= 1
    assert found == pytest.approx(largest_distance(first=second, second=first))
    assert found == pytest.approx(largest_distance(first=[7 * w for w in first], second=second))
    assert found == pytest.approx(largest_distance(first=first[::-1], second=second[::-1]))


def test_the_same_and_those_that_do_not_meet():
    assert largest_distance(first=[1, 2, 3], second=[2, 4, 6]) == 0
    assert largest_distance(first=[1, 2, 0, 0], second=[0, 0, 3, 1]) == 1


OBSERVATIONS = st.lists(
    st.tuples(
        st.integers(1, 4), st.integers(1, 3), st.one_of(st.integers(0, 5), st.just(math.nan))
    ),
    max_size=40,
)


@given(rows=OBSERVATIONS)
def test_distances_from_others_are_those_of_the_slow_way(rows):
    units, cells, values = zip(*rows, strict=True) if rows else ((), (), ())
    found = distances_from_others(units=units, cells=cells, values=values)
    assert found.keys() == set(units)
    for key, distance in found.items():
        own, others = [0.0] * 6, [0.0] * 6
        for cell in {c for u, c, _ in rows if u == key}:
            mine = [value for u, c, value in rows if c == cell and u == key]
            theirs = [value for u, c, value in rows if c == cell and u != key]
            if theirs:
                for value in (v for v in mine if not math.isnan(v)):
                    own[int(value)] += 1
                for value in (v for v in theirs if not math.isnan(v)):
                    others[int(value)] += len(mine) / len(theirs)
        slow = largest_distance(first=own, second=others)
        assert (distance is None) == (slow is None)
        assert distance is None or distance == pytest.approx(slow, abs=1e-12)


def test_distances_need_as_many_units_cells_and_values():
    with pytest.raises(ValueError, match="equally long"):
        distances_from_others(units=[1], cells=[1, 2], values=[1.0])


@pytest.mark.parametrize(("first", "second"), [([], []), ([0, 0], [1, 2]), ([1, 2], [0, 0])])
def test_an_empty_distribution_has_no_distance(first, second):
    assert largest_distance(first=first, second=second) is None


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [
        ([1], [1, 2], "equally long"),
        ([-1], [1], "negative"),
        ([1], [math.nan], "finite"),
        ([None], [1], "numbers"),
    ],
)
def test_wrong_weights_raise(first, second, message):
    with pytest.raises(ValueError, match=message):
        largest_distance(first=first, second=second)


@given(weights=WEIGHTS)
def test_weights_leave_at_most_as_many_as_there_are(weights):
    found = effective_number(weights=sum(weights), squares=sum(w * w for w in weights))
    assert found <= len(weights) * (1 + 1e-9)


def test_equal_weights_leave_all_and_none_leave_none():
    assert effective_number(weights=30 * 0.2, squares=30 * 0.04) == pytest.approx(30)
    assert effective_number(weights=0, squares=0) == 0
    with pytest.raises(ValueError, match="negative"):
        effective_number(weights=-1, squares=1)
    with pytest.raises(ValueError, match="must be numbers"):
        effective_number(weights=None, squares=1)
