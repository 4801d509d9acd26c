"""phi and tau2 of ratios, and the limits of a funnel of ratios that allow for them."""

import math
import random
from math import exp, log, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2

from reporting.statistics import State, funnel_limits_ratio, overdispersion
from reporting.statistics.dispersion import proportion_overdispersion

SIZES = st.lists(st.floats(0.5, 5000), min_size=1, max_size=12)
UNITS = st.lists(st.tuples(st.integers(0, 400), st.floats(0.5, 400)), min_size=10, max_size=40)


def test_by_hand():
    """Ten units of 100 expected, alternately 80 and 125: all z are 10 ln 1.25, up or down."""
    found = overdispersion(observed=[80, 125] * 5, expected=[100.0] * 10)
    z = 10 * log(1.25)
    assert found.phi == pytest.approx(z**2)
    # Weights are 100, so their spread is 1000 - 10 * 100^2 / 1000 = 900.
    assert found.tau2 == pytest.approx((10 * z**2 - 9) / 900)
    assert (found.state, found.method, found.units) == (State.OK, "log", 10)


@settings(max_examples=60)
@given(units=UNITS)
def test_with_numpy(units):
    observed, expected = np.array([o for o, _ in units]), np.array([e for _, e in units])
    z = np.sqrt(expected) * np.log(np.where(observed == 0, 0.5, observed) / expected)
    low, high = np.quantile(z, [0.1, 0.9])
    phi = np.mean(np.clip(z, low, high) ** 2)
    k, w = len(units), expected
    tau2 = max(0, (k * phi - (k - 1)) / (w.sum() - (w**2).sum() / w.sum()))
    found = overdispersion(observed=[o for o, _ in units], expected=list(expected))
    assert found.phi == pytest.approx(phi)
    assert found.tau2 == pytest.approx(tau2, abs=1e-12)


def test_it_finds_the_variance_that_was_put_in():
    draw = np.random.default_rng(5)
    expected = draw.uniform(80, 200, 400)
    true = np.exp(draw.normal(0, 0.3, 400))
    observed = draw.poisson(expected * true)
    found = overdispersion(observed=[int(o) for o in observed], expected=list(expected))
    # A tenth on either side is drawn in, which takes something off: 0.09 was put in.
    assert 0.05 < found.tau2 < 0.09


def test_chance_alone_has_no_variance_between_units():
    found = overdispersion(observed=[100] * 12, expected=[100.0] * 12)
    assert (found.phi, found.tau2) == (0, 0)


def test_fewer_than_ten_units():
    found = overdispersion(observed=[50] * 9, expected=[20.0] * 9)
    assert (found.phi, found.tau2, found.state) == (None, None, State.INSUFFICIENT)
    assert found.note == "fewer than 10 units"


@pytest.mark.parametrize(
    ("observed", "expected", "message"),
    [
        ([1, -1], [1.0, 1.0], "observed must not be negative"),
        ([1, 2], [1.0, 0.0], "expected must be a positive number"),
        ([1, 2], [1.0, math.nan], "expected must be a positive number"),
        ([1, 2], [1.0], "equally long"),
    ],
)
def test_wrong_inputs_raise(observed, expected, message):
    with pytest.raises(ValueError, match=message):
        overdispersion(observed=observed, expected=expected)


def test_a_share_of_nobody_raises():
    with pytest.raises(ValueError, match="no share"):
        proportion_overdispersion(target=0.5, units=[(0, 0)])


# Limits of ratios


@settings(max_examples=60)
@given(sizes=SIZES)
def test_plain_limits_are_chi_squared_over_the_expectation(sizes):
    for size, one in zip(sizes, funnel_limits_ratio(expected=sizes), strict=True):
        assert one.total == size
        assert one.lower_95 == pytest.approx(chi2.ppf(0.025, 2 * size) / 2 / size)
        assert one.upper_998 == pytest.approx(chi2.ppf(0.999, 2 * size + 2) / 2 / size)
        assert 0 <= one.lower_998 <= one.lower_95 <= 1 <= one.upper_95 <= one.upper_998


@settings(max_examples=60)
@given(sizes=SIZES, tau2=st.floats(0, 3))
def test_allowing_for_variation_never_narrows_a_limit(sizes, tau2):
    plain = funnel_limits_ratio(expected=sizes)
    wider = funnel_limits_ratio(expected=sizes, tau2=tau2)
    for own, adjusted in zip(plain, wider, strict=True):
        assert adjusted.lower_998 <= own.lower_998
        assert adjusted.upper_998 >= own.upper_998
        if tau2:
            half = 1.959964 * sqrt(1 / own.total + tau2)
            assert adjusted.upper_95 == pytest.approx(max(own.upper_95, exp(half)), rel=1e-6)


def test_ordinary_variation_marks_few_where_plain_limits_mark_many():
    draw = random.Random(3)
    sizes = [draw.uniform(60, 300) for _ in range(80)]
    observed = [round(size * exp(draw.gauss(0, 0.25))) for size in sizes]
    found = overdispersion(observed=observed, expected=sizes)

    def outside(limits):
        return sum(
            not one.lower_998 <= o / e <= one.upper_998
            for o, e, one in zip(observed, sizes, limits, strict=True)
        )

    assert outside(funnel_limits_ratio(expected=sizes)) > 10
    assert outside(funnel_limits_ratio(expected=sizes, tau2=found.tau2)) <= 2


@pytest.mark.parametrize("bad", [0.0, -1.0, math.nan, math.inf])
def test_an_expectation_is_positive(bad):
    with pytest.raises(ValueError, match="expected must be a positive number"):
        funnel_limits_ratio(expected=[bad])


@pytest.mark.parametrize("bad", [-0.1, math.inf, math.nan])
def test_a_variance_is_zero_or_more(bad):
    with pytest.raises(ValueError, match="tau2"):
        funnel_limits_ratio(expected=[3.0], tau2=bad)
