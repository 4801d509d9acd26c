import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import false_discovery_control, poisson
from statsmodels.stats.multitest import multipletests

from reporting.statistics import false_discovery, poisson_p_value
from reporting.statistics.intervals import poisson_exact

P_VALUES = st.lists(st.floats(0, 1), min_size=1, max_size=60)


@given(p_values=P_VALUES)
def test_it_is_what_two_libraries_give(p_values):
    found = false_discovery(p_values=p_values)
    assert found == pytest.approx(false_discovery_control(p_values, method="bh"), abs=1e-12)
    assert found == pytest.approx(multipletests(p_values, method="fdr_bh")[1], abs=1e-12)


@given(p_values=P_VALUES, level=st.floats(0.001, 0.5))
def test_marking_is_the_step_up_rule_of_1995(p_values, level):
    """The largest k with p(k) <= k/m level: those k are marked."""
    ordered = sorted(p_values)
    m = len(ordered)
    k = max((i for i, p in enumerate(ordered, 1) if p * (m / i) <= level), default=0)
    assert sum(q <= level for q in false_discovery(p_values=p_values)) == k


@given(p_values=P_VALUES)
def test_adjusted_values_are_no_smaller_and_keep_their_order(p_values):
    found = false_discovery(p_values=p_values)
    assert all(p <= q <= 1 for p, q in zip(p_values, found, strict=True))
    for p, q in zip(p_values, found, strict=True):
        for other_p, other_q in zip(p_values, found, strict=True):
            assert q <= other_q or p > other_p


def test_none_given():
    assert false_discovery(p_values=[]) == ()


@pytest.mark.parametrize("bad", [-0.1, 1.1, math.nan, None, True])
def test_wrong_inputs_raise(bad):
    with pytest.raises(ValueError, match="p_values must be from 0 to 1"):
        false_discovery(p_values=[0.5, bad])


def slow_p_value(observed, expected):
    """By the distribution of the oracle, and the table of its probabilities."""
    return min(1, 2 * min(poisson.cdf(observed, expected), poisson.sf(observed - 1, expected)))


@given(observed=st.integers(0, 400), expected=st.floats(0.01, 400))
def test_a_p_value_is_that_of_the_distribution(observed, expected):
    found = poisson_p_value(observed=observed, expected=expected)
    assert found == pytest.approx(slow_p_value(observed, expected), rel=1e-9, abs=1e-14)
    assert 0 <= found <= 1


@given(observed=st.integers(0, 300), expected=st.floats(0.1, 300))
def test_a_p_value_and_the_exact_interval_are_one_test(observed, expected):
    lower, upper = poisson_exact(observed, tail=0.025)
    found = poisson_p_value(observed=observed, expected=expected)
    if abs(found - 0.05) > 1e-9:
        assert (found < 0.05) == (not lower <= expected <= upper)


@given(expected=st.floats(1, 200))
def test_further_away_is_rarer(expected):
    above = [
        poisson_p_value(observed=observed, expected=expected)
        for observed in range(math.ceil(expected) + 1, math.ceil(expected) + 60)
    ]
    assert above == sorted(above, reverse=True)


@pytest.mark.parametrize(
    ("observed", "expected", "p_value"),
    [(0, 0, 1), (3, 0, 0), (0, 0.5, 1), (0, 10, 2 * math.exp(-10)), (1, 1, 1)],
)
def test_a_p_value_at_the_edges(observed, expected, p_value):
    found = poisson_p_value(observed=observed, expected=expected)
    assert found == pytest.approx(p_value, rel=1e-12)


@pytest.mark.parametrize(
    ("observed", "expected", "message"),
    [
        (-1, 2, "negative"),
        (1.5, 2, "whole"),
        (1, -2, "negative"),
        (1, math.nan, "finite"),
        (1, None, "must be a number"),
    ],
)
def test_a_p_value_of_wrong_counts_raises(observed, expected, message):
    with pytest.raises(ValueError, match=message):
        poisson_p_value(observed=observed, expected=expected)
