"""Ratios over strata: zeros and empty strata, libraries, slow ways, properties, differences."""

import math
from decimal import Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import stats
from statsmodels.stats.contingency_tables import StratifiedTable

from reporting.statistics import (
    State,
    gate_ratio,
    heterogeneity,
    odds_ratio,
    pooled_odds_ratio,
    pooled_rate_ratio,
    pooled_risk_ratio,
    rate_ratio,
    risk_ratio,
)

POOLED = [pooled_rate_ratio, pooled_risk_ratio, pooled_odds_ratio]
CRUDE = {
    pooled_rate_ratio: (rate_ratio, "exposure"),
    pooled_risk_ratio: (risk_ratio, "total"),
    pooled_odds_ratio: (odds_ratio, "total"),
}
MEASURES = {
    pooled_rate_ratio: "rate_ratio",
    pooled_risk_ratio: "risk_ratio",
    pooled_odds_ratio: "odds_ratio",
}
RACES = [(19, 52, 4, 44), (6, 10, 5, 16), (5, 12, 20, 55)]


@st.composite
def strata(draw, *, most=6):
    """With people of both groups, and with and without the event in both."""
    found = []
    for _ in range(draw(st.integers(1, most))):
        n1, n0 = draw(st.integers(2, 300)), draw(st.integers(2, 300))
        found.append((draw(st.integers(1, n1 - 1)), n1, draw(st.integers(1, n0 - 1)), n0))
    return found


def limits(result):
    return [result.lower, result.upper]


def numbers(result):
    return [result.estimate, *limits(result)]


def crude(call, stratum):
    other, size = CRUDE[call]
    names = ("events", size, "reference_events", f"reference_{size}")
    return other(**dict(zip(names, stratum, strict=True)), method="wald")


# Edges


@pytest.mark.parametrize("call", POOLED)
@pytest.mark.parametrize(
    ("given_", "note"),
    [
        ([], "no stratum has people of both groups"),
        ([(3, 10, 0, 0)], "no stratum has people of both groups"),
        ([(0, 10, 0, 10), (0, 5, 0, 7)], "no events in either group"),
        ([(0, 10, 3, 10)], "no events in the group"),
        ([(3, 10, 0, 10)], "no events in the reference group"),
    ],
)
def test_where_there_is_no_ratio_there_is_a_reason(call, given_, note):
    result = call(strata=given_)
    assert result.state == State.NOT_ESTIMABLE
    assert numbers(result) == [None, None, None]
    assert result.note == note or call is pooled_odds_ratio


@pytest.mark.parametrize("call", [pooled_risk_ratio, pooled_odds_ratio])
def test_everybody_in_both_groups_is_no_estimate(call):
    assert call(strata=[(5, 5, 7, 7), (2, 2, 3, 3)]).state == State.NOT_ESTIMABLE


@pytest.mark.parametrize("call", POOLED)
@pytest.mark.parametrize("empty", [(0, 0, 0, 0), (0, 0, 4, 20), (4, 20, 0, 0)])
def test_a_stratum_without_one_of_the_groups_changes_nothing_and_is_counted(call, empty):
    plain, more = call(strata=RACES), call(strata=[*RACES, empty])
    assert numbers(more) == numbers(plain)
    assert more.note == "1 of 4 strata without people of both groups"
    assert (more.inputs["left_out"], more.inputs["events_left_out"]) == (1, empty[0] + empty[2])


@pytest.mark.parametrize("call", POOLED)
def test_a_stratum_without_events_changes_nothing(call):
    assert numbers(call(strata=[*RACES, (0, 30, 0, 40)])) == pytest.approx(
        numbers(call(strata=RACES))
    )


def test_a_stratum_without_a_population_loaded_is_left_out():
    assert pooled_rate_ratio(strata=[*RACES, (3, None, 4, 50)]).inputs["left_out"] == 1


def test_strata_may_be_named():
    names = ("events", "exposure", "reference_events", "reference_exposure")
    named = [dict(zip(names, stratum, strict=True)) for stratum in RACES]
    assert pooled_rate_ratio(strata=named) == pooled_rate_ratio(strata=RACES)
    with pytest.raises(ValueError, match="strata must have exposure, reference_exposure"):
        pooled_rate_ratio(strata=[{"events": 1, "reference_events": 2}])


@pytest.mark.parametrize("call", POOLED)
@pytest.mark.parametrize(
    "bad",
    [(1, 2, 3), (-1, 2, 3, 4), (0.5, 2, 3, 4), (1, math.nan, 3, 4), (1, 2, 3, math.inf)],
)
def test_wrong_inputs_raise(call, bad):
    with pytest.raises(ValueError, match="must"):
        call(strata=[bad])


@pytest.mark.parametrize("call", [pooled_risk_ratio, pooled_odds_ratio])
def test_more_events_than_people_raise(call):
    with pytest.raises(ValueError, match="must not exceed"):
        call(strata=[(3, 2, 1, 4)])


def test_the_gate_of_a_ratio_is_that_of_a_pooled_ratio():
    assert gate_ratio(pooled_rate_ratio(strata=RACES)).shown
    few = [(9, 500, 40, 900)]
    assert gate_ratio(pooled_rate_ratio(strata=few)).state == State.INSUFFICIENT


# Libraries and slow ways


@settings(max_examples=60)
@given(s=strata())
def test_odds_and_risks_are_a_librarys(s):
    theirs = StratifiedTable([[[a, n1 - a], [c, n0 - c]] for a, n1, c, n0 in s])
    odds = pooled_odds_ratio(strata=s)
    assert odds.estimate == pytest.approx(theirs.oddsratio_pooled)
    assert limits(odds) == pytest.approx(list(theirs.oddsratio_pooled_confint()))
    assert pooled_risk_ratio(strata=s).estimate == pytest.approx(theirs.riskratio_pooled)
    test = heterogeneity(strata=s, measure="odds_ratio")
    if len(s) > 1 and abs(odds.estimate - 1) > 1e-3:  # around 1 theirs divides by zero
        equal = theirs.test_equal_odds()
        assert test.statistic == pytest.approx(equal.statistic, rel=1e-6, abs=1e-9)
        assert test.p_value == pytest.approx(equal.pvalue, rel=1e-6, abs=1e-9)


@settings(max_examples=60)
@given(s=strata())
def test_rates_in_exact_fractions(s):
    """Greenland and Robins by the book, in whole numbers as far as they go."""
    r = sum(Fraction(a * n0, n1 + n0) for a, n1, c, n0 in s)
    q = sum(Fraction(c * n1, n1 + n0) for a, n1, c, n0 in s)
    v = sum(Fraction((a + c) * n1 * n0, (n1 + n0) ** 2) for a, n1, c, n0 in s) / (r * q)
    result = pooled_rate_ratio(strata=s)
    ratio = r / q
    half = 1.959963984540054 * math.sqrt(v)
    assert result.estimate == pytest.approx(float(ratio))
    assert limits(result) == pytest.approx(
        [float(ratio) * math.exp(-half), float(ratio) * math.exp(half)]
    )


@settings(max_examples=60)
@given(s=strata())
def test_risks_in_exact_fractions(s):
    r = sum(Fraction(a * n0, n1 + n0) for a, n1, c, n0 in s)
    q = sum(Fraction(c * n1, n1 + n0) for a, n1, c, n0 in s)
    v = sum(
        Fraction((a + c) * n1 * n0 - a * c * (n1 + n0), (n1 + n0) ** 2) for a, n1, c, n0 in s
    ) / (r * q)
    half = 1.959963984540054 * math.sqrt(v)
    found = [math.log(number) for number in numbers(pooled_risk_ratio(strata=s))]
    middle = math.log(r / q)
    assert found == pytest.approx([middle, middle - half, middle + half], abs=1e-9)


# Properties


@pytest.mark.parametrize("call", POOLED)
@settings(max_examples=50)
@given(s=strata(most=1))
def test_one_stratum_is_the_crude_ratio(call, s):
    """Also its interval: with one stratum the pooled one is that of the logarithm."""
    assert numbers(call(strata=s)) == pytest.approx(numbers(crude(call, s[0])))


@pytest.mark.parametrize("call", POOLED)
@settings(max_examples=50)
@given(s=strata(most=1), times=st.integers(2, 8))
def test_identical_strata_are_the_crude_ratio(call, s, times):
    pooled = call(strata=s * times)
    assert pooled.estimate == pytest.approx(crude(call, s[0]).estimate)
    assert pooled.lower > crude(call, s[0]).lower


@pytest.mark.parametrize("call", POOLED)
@settings(max_examples=50)
@given(s=strata())
def test_swapping_the_groups_inverts_the_ratio_and_its_limits(call, s):
    one = call(strata=s)
    other = call(strata=[(c, n0, a, n1) for a, n1, c, n0 in s])
    assert numbers(one) == pytest.approx([1 / other.estimate, 1 / other.upper, 1 / other.lower])


@pytest.mark.parametrize("call", POOLED)
@settings(max_examples=50)
@given(s=strata())
def test_the_pooled_ratio_lies_among_those_of_the_strata(call, s):
    ratios = [crude(call, stratum).estimate for stratum in s]
    pooled = call(strata=s).estimate
    assert min(ratios) * (1 - 1e-9) <= pooled <= max(ratios) * (1 + 1e-9)


@settings(max_examples=50)
@given(s=strata(), scale=st.floats(0.01, 100))
def test_another_unit_of_exposure_changes_nothing(s, scale):
    other = [(a, n1 * scale, c, n0 * scale) for a, n1, c, n0 in s]
    assert numbers(pooled_rate_ratio(strata=other)) == pytest.approx(
        numbers(pooled_rate_ratio(strata=s))
    )


def test_the_whole_can_say_the_opposite_of_every_part():
    """Simpson: the group is treated better in both places, and worse in the two together."""
    both = [(81, 87, 234, 270), (192, 263, 55, 80)]
    assert [risk_ratio(**dict(zip(NAMES, s, strict=True))).estimate > 1 for s in both] == [True] * 2
    together = tuple(map(sum, zip(*both, strict=True)))
    assert risk_ratio(**dict(zip(NAMES, together, strict=True))).estimate < 1
    assert pooled_risk_ratio(strata=both).estimate > 1


NAMES = ("events", "total", "reference_events", "reference_total")


# Whether strata differ


@settings(max_examples=40)
@given(s=strata())
def test_q_is_the_weighted_spread_of_the_logarithms(s):
    assume(len(s) > 1)
    logs = [math.log(a * n0 / (n1 * c)) for a, n1, c, n0 in s]
    weights = [1 / (1 / a + 1 / c) for a, _, c, _ in s]
    pairs = list(zip(weights, logs, strict=True))
    # Without a mean: the sum over pairs of strata.
    q = sum(v * w * (x - y) ** 2 for v, x in pairs for w, y in pairs) / (2 * sum(weights))
    found = heterogeneity(strata=s)
    assert found.statistic == pytest.approx(q, abs=1e-9)
    assert found.degrees_of_freedom == len(s) - 1
    assert found.p_value == pytest.approx(stats.chi2.sf(q, len(s) - 1))


@pytest.mark.parametrize("call", POOLED)
def test_equal_strata_do_not_differ(call):
    found = heterogeneity(strata=[(20, 100, 10, 100)] * 4, measure=MEASURES[call])
    assert found.statistic == pytest.approx(0, abs=1e-12)
    assert found.p_value == pytest.approx(1)
    assert not found.differs


@pytest.mark.parametrize("call", POOLED)
def test_opposite_strata_differ(call):
    found = heterogeneity(strata=[(60, 100, 20, 100), (20, 100, 60, 100)], measure=MEASURES[call])
    assert found.both_sides
    assert found.differs
    assert found.p_value < 1e-6


def test_many_strata_without_power_can_still_lie_on_both_sides():
    one = [(60, 100, 20, 100), (20, 100, 60, 100)]
    found = heterogeneity(strata=[(5, 100, 5, 100)] * 400 + one)
    assert found.p_value > 0.05
    assert found.differs


@pytest.mark.parametrize("call", POOLED)
@pytest.mark.parametrize("s", [[], [(3, 10, 4, 12)], [(3, 10, 4, 12), (0, 0, 4, 12)]])
def test_fewer_than_two_strata_are_not_compared(call, s):
    found = heterogeneity(strata=s, measure=MEASURES[call])
    assert found.state == State.NOT_ESTIMABLE
    assert found.statistic is found.p_value is found.degrees_of_freedom is None
    assert not found.differs


@settings(max_examples=200)
@given(
    s=st.lists(
        st.tuples(st.integers(0, 60), st.integers(60, 90), st.integers(0, 60), st.integers(60, 90)),
        min_size=2,
        max_size=6,
    ),
    confidence=st.sampled_from([0.8, 0.95]),
)
@pytest.mark.parametrize(
    ("measure", "ratio", "names"),
    [
        (
            "rate_ratio",
            rate_ratio,
            ("events", "exposure", "reference_events", "reference_exposure"),
        ),
        ("risk_ratio", risk_ratio, NAMES),
        ("odds_ratio", odds_ratio, NAMES),
    ],
)
def test_both_sides_are_those_of_the_intervals(measure, ratio, names, s, confidence):
    each = [ratio(**dict(zip(names, one, strict=True)), confidence=confidence) for one in s]
    above = any(one.lower is not None and one.lower > 1 for one in each)
    below = any(one.upper is not None and one.upper < 1 for one in each)
    found = heterogeneity(strata=s, measure=measure, confidence=confidence)
    assert found.both_sides == (above and below)


def test_a_stratum_with_a_zero_does_not_enter_the_test():
    s = [(20, 100, 10, 100), (20, 100, 12, 100), (0, 20, 3, 30)]
    found = heterogeneity(strata=s)
    assert found.degrees_of_freedom == 1
    assert (found.compared, found.left_out) == (2, 0)


def test_an_extreme_common_odds_ratio_does_not_divide_by_zero():
    s = [(999_999, 1_000_000, 1, 1_000_000), (999_990, 1_000_000, 9, 1_000_000)]
    found = heterogeneity(strata=s, measure="odds_ratio")
    assert math.isfinite(found.statistic)


@pytest.mark.parametrize(
    "s",
    [
        [(999_999_999, 10**9, 5, 10), (5, 10, 3, 90)],
        [(99_999, 100_000, 5, 10), (5, 10, 3, 90)],
        [(225, 226, 92, 92), (6, 121, 234, 235)],
        [(3, 10**9, 10**9 - 2, 10**9), (1, 10**6, 999, 1000)],
        RACES,
    ],
)
def test_breslow_day_in_eighty_digits(s):
    """Nearly everybody, or nearly nobody, with the event: what is left of 1 is no rounding."""
    with localcontext(prec=80):
        parts = [tuple(map(Decimal, one)) for one in s]
        common = sum(a * (m - c) / (n + m) for a, n, c, m in parts) / sum(
            (n - a) * c / (n + m) for a, n, c, m in parts
        )
        expected = Decimal(0)
        for a, n, c, m in parts:
            events, p = a + c, common - 1
            middle = common * (n + events) + m - events
            root = (middle * middle - 4 * p * common * n * events).sqrt()
            [fitted] = [
                x
                for x in ((middle - root) / (2 * p), (middle + root) / (2 * p))
                if max(0, events - m) <= x <= min(n, events)
            ]
            cells = (fitted, n - fitted, events - fitted, m - events + fitted)
            expected += (a - fitted) ** 2 * sum(1 / cell for cell in cells)
    found = heterogeneity(strata=s, measure="odds_ratio")
    assert found.statistic == pytest.approx(float(expected), rel=1e-12)


def test_unknown_measure():
    with pytest.raises(ValueError, match="measure must be"):
        heterogeneity(strata=RACES, measure="hazard")
