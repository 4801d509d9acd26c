import math

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import false_discovery_control
from statsmodels.stats.multitest import multipletests

from reporting.statistics import false_discovery

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
