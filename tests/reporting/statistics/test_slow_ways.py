"""Counts, shares and rate ratios again, the slow way: probabilities summed up one by one, and the
limit searched for by what it means. Then libraries that share nothing with either.
"""

from math import comb, exp, sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.rates import confint_poisson, confint_poisson_2indep

from reporting.statistics import count, proportion, rate, rate_difference, rate_ratio

Z = 1.959963984540054
SMALL = st.integers(1, 40)
EXPOSURES = st.floats(1, 1e5)
SIMILAR = st.floats(50, 500)  # the library stops at an absolute error of the ratio
COUNTS = st.integers(1, 2000)


def limits(result):
    return [result.lower, result.upper]


def pair(a, t1, b, t0):
    return {"events": a, "exposure": t1, "reference_events": b, "reference_exposure": t0}


def poisson_up_to(x, mean):
    term = total = exp(-mean)
    for events in range(1, x + 1):
        term *= mean / events
        total += term
    return total


def binomial_up_to(x, n, p):
    return sum(comb(n, k) * p**k * (1 - p) ** (n - k) for k in range(x + 1))


@settings(max_examples=30)
@given(x=st.integers(1, 9))
def test_exact_limits_of_a_count_are_means_that_make_it_seldom(x):
    found = count(events=x)
    assert 1 - poisson_up_to(x - 1, found.lower) == pytest.approx(0.025)
    assert poisson_up_to(x, found.upper) == pytest.approx(0.025)


@given(x=st.integers(10, 100_000))
def test_byar_is_near_the_exact_limits(x):
    found = count(events=x)
    exact = confint_poisson(x, 1, method="exact-c")
    assert limits(found) == pytest.approx([float(limit) for limit in exact], rel=2e-3)


@settings(max_examples=60)
@given(n=st.integers(1, 400), share=st.floats(0, 1))
def test_wilsons_limits_are_shares_that_the_score_test_just_accepts(n, share):
    x = round(n * share)
    for limit in limits(proportion(events=x, total=n)):
        assert (x / n - limit) ** 2 == pytest.approx(Z * Z * limit * (1 - limit) / n, abs=1e-12)


@given(n=st.integers(1, 100_000), share=st.floats(0, 1))
def test_wilsons_limits_are_a_librarys(n, share):
    x = round(n * share)
    theirs = proportion_confint(x, n, method="wilson")
    assert limits(proportion(events=x, total=n)) == pytest.approx(list(theirs), abs=1e-12)


@settings(max_examples=25)
@given(a=SMALL, b=SMALL, t1=EXPOSURES, t0=EXPOSURES)
def test_limits_of_a_rate_ratio_are_searched_for_in_sums_of_probabilities(a, b, t1, t0):
    """Given all events, those of the group are binomial: with each limit they are just unlikely."""
    n = a + b

    def likely(ratio):
        return ratio * t1 / (ratio * t1 + t0)

    def search(tail):
        """The ratio at which this falls to 2.5%; it falls as the ratio rises."""
        point = a * t0 / (t1 * b)
        return brentq(lambda r: tail(likely(r)) - 0.025, point / 1e3, point * 1e3, xtol=1e-14)

    exact = rate_ratio(**pair(a, t1, b, t0), method="exact")
    upper = search(lambda p: binomial_up_to(a, n, p))
    lower = search(lambda p: 1 - binomial_up_to(a - 1, n, p))
    assert limits(exact) == pytest.approx([lower, upper], rel=1e-6)

    def half(p):
        return comb(n, a) * p**a * (1 - p) ** b / 2

    midp = rate_ratio(**pair(a, t1, b, t0), method="midp")
    upper = search(lambda p: binomial_up_to(a - 1, n, p) + half(p))
    lower = search(lambda p: 1 - binomial_up_to(a, n, p) + half(p))
    assert limits(midp) == pytest.approx([lower, upper], rel=1e-6)

    score = rate_ratio(**pair(a, t1, b, t0), method="score")
    for limit in limits(score):
        p = likely(limit)
        assert abs(a - n * p) == pytest.approx(Z * sqrt(n * p * (1 - p)), rel=1e-6)


@settings(max_examples=60)
@given(a=COUNTS, b=COUNTS, t1=SIMILAR, t0=SIMILAR)
def test_score_and_wald_limits_of_a_rate_ratio_are_a_librarys(a, b, t1, t0):
    for method, name in (("score", "score"), ("wald", "wald-log")):
        theirs = confint_poisson_2indep(a, t1, b, t0, method=name, compare="ratio")
        ours = rate_ratio(**pair(a, t1, b, t0), method=method)
        assert limits(ours) == pytest.approx([float(limit) for limit in theirs], rel=1e-5)


@settings(max_examples=60)
@given(a=st.integers(10, 2000), b=st.integers(10, 2000), t1=EXPOSURES, t0=EXPOSURES)
def test_wald_limits_of_a_difference_are_a_librarys(a, b, t1, t0):
    theirs = confint_poisson_2indep(a, t1, b, t0, method="wald", compare="diff")
    ours = rate_difference(**pair(a, t1, b, t0), per=1)
    assert limits(ours) == pytest.approx([float(limit) for limit in theirs])


@given(events=COUNTS, exposure=EXPOSURES)
def test_a_rate_is_its_count_over_the_exposure(events, exposure):
    plain, per = count(events=events), rate(events=events, exposure=exposure)
    found = [per.estimate, *limits(per)]
    assert found == pytest.approx([1000 * n / exposure for n in (events, *limits(plain))])
