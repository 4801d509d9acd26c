"""Ratio, difference and odds of two shares: zeros, libraries, slow ways, properties."""

import math
from decimal import Decimal, localcontext
from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq, minimize_scalar
from scipy.special import xlogy
from scipy.stats import nchypergeom_fisher
from statsmodels.stats.proportion import confint_proportions_2indep

from reporting.statistics import State, hypergeometric, odds_ratio, risk_difference, risk_ratio

EVERY = [risk_ratio, risk_difference, odds_ratio]
BOTH = [
    (risk_ratio, "score"),
    (risk_ratio, "wald"),
    (odds_ratio, "conditional"),
    (odds_ratio, "wald"),
]
Z = 1.959963984540054


def table(a, n1, c, n0):
    return {"events": a, "total": n1, "reference_events": c, "reference_total": n0}


def limits(result):
    return [result.lower, result.upper]


def swap(t):
    return table(t["reference_events"], t["reference_total"], t["events"], t["total"])


@st.composite
def tables(draw, *, largest=400, inner=False):
    """Two groups with nobody missing; `inner` has somebody with and without in both."""
    edge = 1 if inner else 0
    n1, n0 = draw(st.integers(2, largest)), draw(st.integers(2, largest))
    return table(draw(st.integers(edge, n1 - edge)), n1, draw(st.integers(edge, n0 - edge)), n0)


# The edges


@pytest.mark.parametrize(("call", "method"), [(risk_ratio, "score"), (odds_ratio, "conditional")])
def test_no_events_in_the_group_is_a_ratio_of_zero_with_an_upper_limit(call, method):
    result = call(**table(0, 10, 5, 40), method=method)
    assert result.state == State.OK
    assert result.estimate == result.lower == 0
    assert 1 < result.upper < 10


@pytest.mark.parametrize(("call", "method"), [(risk_ratio, "score"), (odds_ratio, "conditional")])
def test_no_events_in_the_reference_is_a_lower_limit_and_no_ratio(call, method):
    result = call(**table(5, 40, 0, 10), method=method)
    assert result.state == State.NOT_ESTIMABLE
    assert result.note
    assert (result.estimate, result.upper) == (None, None)
    assert 0 < result.lower < 1


@pytest.mark.parametrize(("call", "method"), BOTH)
def test_no_events_at_all_is_not_a_ratio(call, method):
    result = call(**table(0, 10, 0, 40), method=method)
    assert (result.state, result.estimate) == (State.NOT_ESTIMABLE, None)
    assert limits(result) == [None, None]


@pytest.mark.parametrize("call", EVERY)
@pytest.mark.parametrize(("n1", "n0"), [(0, 5), (5, 0), (0, 0)])
def test_nobody_in_a_group(call, n1, n0):
    result = call(**table(0, n1, 0, n0))
    assert (result.state, result.note) == (State.NOT_ESTIMABLE, "nobody in one of the groups")


@pytest.mark.parametrize(("call", "method"), [(risk_ratio, "wald"), (odds_ratio, "wald")])
@pytest.mark.parametrize(("a", "c"), [(0, 3), (3, 0), (10, 20)])
def test_the_wald_interval_does_not_exist_with_a_zero(call, method, a, c):
    result = call(**table(a, 10, c, 20), method=method)
    assert result.state == State.NOT_ESTIMABLE


def test_everybody_in_both_groups():
    ratio = risk_ratio(**table(10, 10, 20, 20))
    assert ratio.estimate == 1
    assert 0.6 < ratio.lower < 1 < ratio.upper < 1.3
    difference = risk_difference(**table(10, 10, 20, 20))
    assert difference.estimate == 0
    assert difference.lower < 0 < difference.upper
    assert odds_ratio(**table(10, 10, 20, 20)).state == State.NOT_ESTIMABLE


def test_no_events_in_either_group_is_a_difference_of_zero():
    result = risk_difference(**table(0, 10, 0, 10))
    assert result.estimate == 0
    assert limits(result) == pytest.approx([-0.2775, 0.2775], abs=5e-5)


def test_nobody_in_one_and_everybody_in_the_other():
    result = risk_difference(**table(10, 10, 0, 10))
    assert (result.estimate, result.upper) == (1, 1)
    assert result.lower == pytest.approx(1 - math.hypot(0.2775, 0.2775), abs=1e-4)


def test_an_everybody_of_a_large_group_is_not_a_rounding_error():
    result = risk_ratio(**table(1_000_000, 1_000_000, 500_000, 1_000_000))
    assert limits(result) == pytest.approx([1.9961, 2.0039], abs=5e-5)
    # Nobody without the event of so many: z^2 / n on either side.
    result = risk_ratio(**table(10**9, 10**9, 10**9, 10**9))
    assert limits(result) == pytest.approx([1 - Z**2 / 10**9, 1 + Z**2 / 10**9], abs=1e-15)


def test_the_logarithm_of_nearly_equal_shares_keeps_its_variance():
    one = table(653_274_215, 653_274_218, 16, 16)
    turned = table(16, 16, 653_274_215, 653_274_218)
    ratio, inverse = risk_ratio(**one, method="wald"), risk_ratio(**turned, method="wald")
    half = Z * math.sqrt(3 / (653_274_215 * 653_274_218))
    assert math.log(ratio.upper / ratio.lower) == pytest.approx(2 * half, rel=1e-6)
    assert limits(inverse) == pytest.approx([1 / ratio.upper, 1 / ratio.lower], rel=1e-15)


@pytest.mark.parametrize("call", EVERY)
@pytest.mark.parametrize(
    ("name", "bad", "message"),
    [
        ("events", -1, "^events must not be negative"),
        ("events", 2.5, "^events must be a whole number"),
        ("events", math.nan, "^events must be a whole number"),
        ("events", 11, "must not exceed total"),
        ("reference_events", 21, "must not exceed reference_total"),
        ("total", math.inf, "^total must be a whole number"),
        ("reference_total", None, "^reference_total must be a whole number"),
    ],
)
def test_wrong_inputs_raise(call, name, bad, message):
    with pytest.raises(ValueError, match=message):
        call(**{**table(3, 10, 5, 20), name: bad})


@pytest.mark.parametrize("call", [risk_ratio, odds_ratio])
def test_unknown_method(call):
    with pytest.raises(ValueError, match="method must be"):
        call(**table(3, 10, 5, 20), method="exact")


# Published: Newcombe 1998, table II, method 10


@pytest.mark.parametrize(
    ("data", "lower", "upper"),
    [
        ((56, 70, 48, 80), 0.0524, 0.3339),
        ((9, 10, 3, 10), 0.1705, 0.8090),
        ((6, 7, 2, 7), 0.0582, 0.8062),
        ((5, 56, 0, 29), -0.0381, 0.1926),
        ((0, 10, 0, 20), -0.1611, 0.2775),
        ((10, 10, 0, 20), 0.6791, 1.0),
    ],
)
def test_published_differences(data, lower, upper):
    assert limits(risk_difference(**table(*data))) == pytest.approx([lower, upper], abs=5e-5)


# Slow and independent


def slow_koopman(a, n1, c, n0):
    """The ratios that a chi-squared test accepts, the fit found by searching the likelihood."""

    def distance(ratio):
        def minus_likelihood(p0):
            p1 = ratio * p0
            return -(xlogy(a, p1) + xlogy(n1 - a, 1 - p1) + xlogy(c, p0) + xlogy(n0 - c, 1 - p0))

        most = min(1.0, 1 / ratio)
        p0 = minimize_scalar(
            minus_likelihood, bounds=(0, most), method="bounded", options={"xatol": 1e-13}
        ).x
        p1 = ratio * p0
        pearson = sum(
            (seen - n * p) ** 2 / (n * p * (1 - p)) for seen, n, p in ((a, n1, p1), (c, n0, p0))
        )
        return pearson - Z**2

    point = a * n0 / (n1 * c)
    return brentq(distance, point / 60, point), brentq(distance, point, point * 60)


@pytest.mark.parametrize(
    "data", [(3, 10, 5, 20), (27, 122, 44, 487), (9, 10, 18, 30), (1, 40, 2, 35), (3, 5, 3, 4)]
)
def test_score_limits_are_the_ratios_that_a_chi_squared_test_accepts(data):
    assert limits(risk_ratio(**table(*data))) == pytest.approx(slow_koopman(*data), rel=1e-5)


@pytest.mark.parametrize(
    "data",
    [
        (10**9 - 3, 10**9, 10**9 - 1, 10**9),
        (10**9, 10**9, 10**9 - 5, 10**9),
        (997, 1000, 999, 1000),
        (1, 682_013_978, 371_005, 371_022),
        (797, 800, 2, 8 * 10**9),
        (3, 10**9, 5, 10**9),
    ],
)
def test_score_limits_of_nearly_everybody_in_sixty_digits(data):
    """The chi-squared test at each limit, by digits that no rounding reaches.

    Of a thousand million people all but some have the event: with a rounded share the interval of
    the second was from 0.999999995 to 1.000000008, on both sides of 1.
    """
    found = risk_ratio(**table(*data))
    with localcontext(prec=60):
        a, n1, c, n0 = map(Decimal, data)

        def pearson(ratio):
            middle = n1 * ratio + a + n0 + c * ratio
            root = (middle * middle - 4 * (n1 + n0) * ratio * (a + c)).sqrt()
            p0 = 2 * (a + c) / (middle + root)
            return sum(
                (seen - n * p) ** 2 / (n * p * (1 - p))
                for seen, n, p in ((a, n1, ratio * p0), (c, n0, p0))
            )

        reach = Decimal(found.upper / found.lower - 1) / 1_000_000
        for limit, outwards in ((found.lower, -1), (found.upper, 1)):
            inside, outside = (
                pearson(Decimal(limit) * (1 + way * outwards * reach)) for way in (-1, 1)
            )
            assert inside < Decimal(Z) ** 2 < outside


@settings(max_examples=60)
@given(t=tables(inner=True))
def test_score_limits_are_a_librarys(t):
    theirs = confint_proportions_2indep(
        t["events"],
        t["total"],
        t["reference_events"],
        t["reference_total"],
        method="score",
        compare="ratio",
        correction=False,
    )
    assert limits(risk_ratio(**t)) == pytest.approx([float(limit) for limit in theirs], rel=1e-6)


@settings(max_examples=40)
@given(t=tables(largest=60))
def test_conditional_odds_leave_half_of_five_per_cent_on_either_side(t):
    a, n1, c, n0 = t.values()
    result = odds_ratio(**t)
    if not (n1 + n0 > a + c > 0):
        return
    chances = lambda odds: nchypergeom_fisher(n1 + n0, n1, a + c, odds)  # noqa: E731
    if result.estimate:
        assert chances(result.estimate).mean() == pytest.approx(a, rel=1e-6)
    if result.lower:
        assert chances(result.lower).sf(a - 1) == pytest.approx(0.025, rel=1e-6)
    if result.upper:
        assert chances(result.upper).cdf(a) == pytest.approx(0.025, rel=1e-6)


def test_every_small_table_has_limits_around_its_estimate_or_a_reason():
    for n1, n0 in product(range(5), repeat=2):
        for a, c in product(range(n1 + 1), range(n0 + 1)):
            for call, method in (*BOTH, (risk_difference, None)):
                more = {"method": method} if method else {}
                result = call(**table(a, n1, c, n0), **more)
                if result.shown:
                    assert result.lower <= result.estimate <= result.upper
                    assert result.lower < result.upper
                else:
                    assert result.note
                numbers = [n for n in (result.estimate, *limits(result)) if n is not None]
                assert np.isfinite(numbers).all()


# Properties


@pytest.mark.parametrize(("call", "method"), BOTH)
@settings(max_examples=40)
@given(t=tables(inner=True))
def test_swapping_the_groups_inverts_a_ratio_and_its_limits(call, method, t):
    one, other = call(**t, method=method), call(**swap(t), method=method)
    assert one.estimate == pytest.approx(1 / other.estimate)
    assert limits(one) == pytest.approx([1 / other.upper, 1 / other.lower])


@settings(max_examples=100)
@given(t=tables())
def test_swapping_the_groups_turns_a_difference_round(t):
    one, other = risk_difference(**t), risk_difference(**swap(t))
    assert [one.estimate, *limits(one)] == pytest.approx(
        [-other.estimate, -other.upper, -other.lower], abs=1e-12
    )


@settings(max_examples=40)
@given(t=tables(inner=True))
def test_odds_of_not_having_the_event_are_the_inverse(t):
    other = {**t, "events": t["total"] - t["events"]}
    other["reference_events"] = t["reference_total"] - t["reference_events"]
    one, without = odds_ratio(**t), odds_ratio(**other)
    assert one.estimate == pytest.approx(1 / without.estimate)
    assert limits(one) == pytest.approx([1 / without.upper, 1 / without.lower])


@pytest.mark.parametrize(("call", "method"), [*BOTH, (risk_difference, "newcombe")])
@settings(max_examples=40)
@given(t=tables(inner=True), times=st.integers(2, 9))
def test_more_confidence_is_wider_and_more_data_narrower(call, method, t, times):
    more = {"method": method} if call is not risk_difference else {}
    once, sure = call(**t, **more), call(**t, **more, confidence=0.998)
    assert once.method == method
    assert sure.lower < once.lower < once.estimate < once.upper < sure.upper
    often = call(**{name: number * times for name, number in t.items()}, **more)
    if call is odds_ratio and method == "conditional":
        return  # not the same estimate: it depends on the margins
    assert often.estimate == pytest.approx(once.estimate)
    assert once.lower < often.lower < often.upper < once.upper


@settings(max_examples=100)
@given(t=tables(inner=True))
def test_ratio_and_difference_agree_on_which_is_higher(t):
    ratio, difference = risk_ratio(**t), risk_difference(**t)
    assert (ratio.estimate > 1) == (difference.estimate > 0)


def test_leaving_out_counts_without_a_chance_changes_nothing(monkeypatch):
    """Of a large table only what lies around the count is added up."""
    large = table(3000, 9000, 2500, 8000)
    near = odds_ratio(**large)
    monkeypatch.setattr(hypergeometric, "REACH", 10_000)
    everything = odds_ratio(**large)
    assert [near.estimate, *limits(near)] == pytest.approx(
        [everything.estimate, *limits(everything)], rel=1e-10
    )
