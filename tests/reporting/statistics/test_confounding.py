import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.statistics import Estimate, State, e_value, rate_ratio

RATIOS = st.floats(0.001, 1000)


def ratio_of(a, b):
    return rate_ratio(events=a, exposure=100, reference_events=b, reference_exposure=100)


@given(ratio=RATIOS)
def test_both_ways_of_confounding_at_that_strength_just_explain_the_ratio(ratio):
    """The bias of an unmeasured difference is at most u v / (u + v - 1): here with u = v."""
    strength = e_value(ratio=ratio).estimate
    bias = strength * strength / (2 * strength - 1)
    assert bias == pytest.approx(max(ratio, 1 / ratio))


@given(ratio=RATIOS)
def test_a_ratio_and_its_inverse_are_as_strong(ratio):
    assert e_value(ratio=ratio).estimate == pytest.approx(e_value(ratio=1 / ratio).estimate)


def test_no_gap_needs_nothing_to_explain_it():
    assert e_value(ratio=1).estimate == 1
    assert e_value(ratio=1.0).lower is None


@given(a=st.integers(1, 300), b=st.integers(1, 300))
def test_limits_of_an_estimate(a, b):
    ratio = ratio_of(a, b)
    found = e_value(ratio=ratio)
    near = ratio.lower if ratio.estimate >= 1 else ratio.upper
    if ratio.lower <= 1 <= ratio.upper:
        assert found.lower == 1
    else:
        assert found.lower == e_value(ratio=near).estimate
    assert 1 <= found.lower <= found.estimate < found.upper


def test_a_lower_limit_alone_gives_a_lower_limit():
    unbounded = ratio_of(40, 0)
    found = e_value(ratio=unbounded)
    assert found.unbounded
    assert found.lower == e_value(ratio=unbounded.lower).estimate
    assert e_value(ratio=ratio_of(1, 0)).lower == 1


def test_a_ratio_of_zero_cannot_be_explained_away_but_its_limit_can():
    none = ratio_of(0, 40)
    found = e_value(ratio=none)
    assert found.unbounded
    assert found.lower == e_value(ratio=none.upper).estimate
    assert e_value(ratio=ratio_of(0, 1)).lower == 1
    assert e_value(ratio=0).state == State.NOT_ESTIMABLE


@pytest.mark.parametrize("state", [State.INSUFFICIENT, State.SUPPRESSED, State.BENCHMARK_MISSING])
def test_what_is_not_shown_has_no_e_value(state):
    found = e_value(ratio=Estimate(state=state, note="why"))
    assert (found.state, found.note, found.estimate) == (state, "why", None)


def test_a_ratio_without_limits_has_an_e_value_without_limits():
    assert e_value(ratio=Estimate(estimate=2.0)).estimate == pytest.approx(2 + math.sqrt(2))


@pytest.mark.parametrize("bad", [-1, math.nan, math.inf, None, True])
def test_wrong_inputs_raise(bad):
    with pytest.raises(ValueError, match="ratio must"):
        e_value(ratio=bad)
