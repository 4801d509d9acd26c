import math
from math import exp, lgamma, log

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from reporting.statistics import State, excess, rate_difference, rate_ratio, share_ratio

METHODS = ["score", "exact", "midp", "wald"]
EVERY_COMPARISON = [rate_ratio, rate_difference, excess]

COUNTS = st.integers(0, 5000)
EXPOSURES = st.floats(0.5, 1e7)


def pair(a, t1, b, t0):
    return {"events": a, "exposure": t1, "reference_events": b, "reference_exposure": t0}


PAIRS = st.builds(pair, COUNTS, EXPOSURES, COUNTS, EXPOSURES)
FULL_PAIRS = st.builds(pair, st.integers(1, 5000), EXPOSURES, st.integers(1, 5000), EXPOSURES)


def swap(p):
    return pair(p["reference_events"], p["reference_exposure"], p["events"], p["exposure"])


def limits(result):
    return [result.lower, result.upper]


# Ratio: the edges


@pytest.mark.parametrize("method", ["score", "exact", "midp"])
def test_no_events_in_the_group_is_a_ratio_of_zero_with_an_upper_limit(method):
    result = rate_ratio(**pair(0, 1000, 12, 5000), method=method)
    assert result.state == State.OK
    assert result.estimate == result.lower == 0
    assert result.upper > 1


@pytest.mark.parametrize("method", ["score", "exact", "midp"])
def test_no_events_in_the_reference_is_a_lower_limit_and_no_ratio(method):
    result = rate_ratio(**pair(12, 5000, 0, 1000), method=method)
    assert result.state == State.NOT_ESTIMABLE
    assert result.note == "no events in the reference group"
    assert (result.estimate, result.upper) == (None, None)
    assert 0 < result.lower < 1


def test_the_zeros_that_libraries_get_wrong():
    """A common library returns (1.6006, 1.6006) and (0.6248, 0.6248) here, without a warning."""
    assert limits(rate_ratio(**pair(0, 1000, 12, 5000))) == [0, pytest.approx(1.6006, abs=5e-5)]
    assert limits(rate_ratio(**pair(12, 5000, 0, 1000))) == [pytest.approx(0.6248, abs=5e-5), None]


@pytest.mark.parametrize("method", METHODS)
def test_no_events_at_all_is_not_a_ratio(method):
    result = rate_ratio(**pair(0, 1000, 0, 5000), method=method)
    assert (result.state, result.note) == (State.NOT_ESTIMABLE, "no events in either group")
    assert limits(result) == [None, None]


@pytest.mark.parametrize(("a", "b"), [(0, 12), (12, 0)])
def test_the_wald_interval_does_not_exist_with_a_zero(a, b):
    result = rate_ratio(**pair(a, 1000, b, 5000), method="wald")
    assert result.state == State.NOT_ESTIMABLE
    assert "Wald" in result.note


@pytest.mark.parametrize("call", EVERY_COMPARISON)
@pytest.mark.parametrize(("t1", "t0"), [(0, 5000), (1000, 0), (0, 0)])
@pytest.mark.parametrize(("a", "b"), [(0, 0), (3, 0), (0, 3), (30, 30)])
def test_nobody_lives_there(call, t1, t0, a, b):
    result = call(**pair(a, t1, b, t0))
    assert (result.state, result.note) == (State.NOT_ESTIMABLE, "no resident population")
    assert result.inputs["events"] == a


@pytest.mark.parametrize("call", EVERY_COMPARISON)
@pytest.mark.parametrize(("t1", "t0"), [(None, 5000), (1000, None), (None, 0)])
def test_no_population_loaded(call, t1, t0):
    result = call(**pair(3, t1, 4, t0))
    assert result.state == State.BENCHMARK_MISSING
    assert limits(result) == [None, None]


def test_the_interval_and_the_p_value_must_be_of_one_method():
    """The minimum-likelihood test of these has p = 0.042, yet the central interval contains 1."""
    result = rate_ratio(**pair(2, 17877, 10, 20000), method="exact")
    assert result.lower < 1 < result.upper


def test_unknown_method():
    with pytest.raises(ValueError, match="method must be one of score, exact, midp, wald"):
        rate_ratio(**pair(3, 9, 4, 9), method="minlike")


@pytest.mark.parametrize("call", EVERY_COMPARISON)
@pytest.mark.parametrize("name", ["events", "reference_events"])
@pytest.mark.parametrize("bad", [-1, 2.5, True, "3", None])
def test_counts_must_be_whole_numbers(call, name, bad):
    with pytest.raises(ValueError, match=f"^{name} must"):
        call(**{**pair(3, 9, 4, 9), name: bad})


@pytest.mark.parametrize("call", EVERY_COMPARISON)
@pytest.mark.parametrize("name", ["exposure", "reference_exposure"])
@pytest.mark.parametrize("bad", [-1, math.nan, math.inf, True])
def test_exposures_must_be_finite_sizes(call, name, bad):
    with pytest.raises(ValueError, match=f"^{name} must"):
        call(**{**pair(3, 9, 4, 9), name: bad})


@pytest.mark.parametrize("call", EVERY_COMPARISON)
def test_inputs_are_kept(call):
    inputs = call(**pair(3, 9, 4, 18)).inputs
    assert {**pair(3, 9, 4, 18), "confidence": 0.95}.items() <= inputs.items()


# Ratio: properties


@pytest.mark.parametrize("method", METHODS)
@given(p=FULL_PAIRS)
def test_swapping_the_groups_inverts_the_ratio_and_its_limits(method, p):
    one, other = rate_ratio(**p, method=method), rate_ratio(**swap(p), method=method)
    assert one.estimate == pytest.approx(1 / other.estimate)
    assert limits(one) == pytest.approx([1 / other.upper, 1 / other.lower])


@given(p=PAIRS, scale=st.floats(0.001, 1000))
def test_measuring_both_exposures_in_another_unit_changes_nothing(p, scale):
    assume(p["events"] and p["reference_events"])
    other = {**p, "exposure": p["exposure"] * scale}
    other["reference_exposure"] = p["reference_exposure"] * scale
    one, other = rate_ratio(**p), rate_ratio(**other)
    assert one.estimate == pytest.approx(other.estimate)
    assert limits(one) == pytest.approx(limits(other))


@pytest.mark.parametrize("method", METHODS)
@given(p=FULL_PAIRS, confidence=st.floats(0.5, 0.999))
def test_a_ratio_lies_inside_its_interval(method, p, confidence):
    result = rate_ratio(**p, method=method, confidence=confidence)
    assert 0 < result.lower < result.estimate < result.upper


@pytest.mark.parametrize("method", METHODS)
@given(p=FULL_PAIRS)
def test_more_confidence_is_wider(method, p):
    usual = rate_ratio(**p, method=method)
    sure = rate_ratio(**p, method=method, confidence=0.998)
    assert sure.lower < usual.lower < usual.upper < sure.upper


@pytest.mark.parametrize("method", METHODS)
@given(p=FULL_PAIRS, times=st.integers(2, 20))
def test_the_same_data_several_times_give_the_same_ratio_more_precisely(method, p, times):
    once = rate_ratio(**p, method=method)
    often = rate_ratio(**{name: value * times for name, value in p.items()}, method=method)
    assert often.estimate == pytest.approx(once.estimate)
    assert once.lower < often.lower < often.upper < once.upper


@given(p=FULL_PAIRS)
def test_exact_is_the_widest_of_the_conditional_intervals(p):
    midp, exact = rate_ratio(**p, method="midp"), rate_ratio(**p, method="exact")
    assert exact.lower < midp.lower < midp.upper < exact.upper


# The coverage published for each method: the chance that the interval contains the true ratio,
# summed over every pair of counts. A pair without an interval does not contain it. Published to
# one decimal, two of them rounded twice (96.148 as 96.2).


@pytest.mark.parametrize(
    ("means", "method", "percent"),
    [
        ((2, 20), "score", 96.2),
        ((5, 50), "score", 95.5),
        ((10, 100), "score", 95.2),
        ((3, 300), "score", 96.4),
        ((2, 20), "exact", 98.6),
        ((5, 50), "exact", 97.3),
        ((2, 20), "midp", 97.6),
        ((3, 300), "midp", 95.3),
        ((2, 20), "wald", 83.0),
        ((5, 50), "wald", 96.2),
        ((10, 100), "wald", 95.7),
        ((3, 300), "wald", 91.6),
    ],
)
def test_exact_coverage(means, method, percent):
    def likely(mean):
        reach = 7 * math.sqrt(mean) + 5
        for events in range(max(0, int(mean - reach)), int(mean + reach)):
            chance = exp(events * log(mean) - mean - lgamma(events + 1))
            if chance > 1e-7:
                yield events, chance

    def contains(result):
        return (
            result.lower is not None
            and result.lower <= 1
            and (result.upper is None or result.upper >= 1)
        )

    # Exposures equal to the means: the true ratio of the rates is 1.
    covered = sum(
        chance_a * chance_b
        for a, chance_a in likely(means[0])
        for b, chance_b in likely(means[1])
        if contains(rate_ratio(**pair(a, means[0], b, means[1]), method=method))
    )
    assert 100 * covered == pytest.approx(percent, abs=0.06)


# Difference and excess


def test_wald_from_ten_events_in_both():
    assert rate_difference(**pair(10, 100, 10, 100)).method == "wald"
    assert rate_difference(**pair(9, 100, 10, 100)).method == "mover"
    assert rate_difference(**pair(10, 100, 9, 100)).method == "mover"


def test_wald_difference_by_hand():
    result = rate_difference(**pair(16, 4, 25, 10), per=1)
    half_width = 1.959964 * math.sqrt(16 / 16 + 25 / 100)
    assert result.estimate == 1.5
    assert limits(result) == pytest.approx([1.5 - half_width, 1.5 + half_width], abs=1e-6)


def test_mover_difference_by_hand():
    """3 in 1,000 against 12 in 5,000 with the limits of each rate: exact for 3, Byar for 12."""
    result = rate_difference(**pair(3, 1000, 12, 5000))
    low1, high1 = 0.618672, 8.767273
    low0, high0 = 6.193510, 20.962858
    down = math.hypot(3 - low1, (high0 - 12) / 5)
    up = math.hypot(high1 - 3, (12 - low0) / 5)
    assert result.estimate == pytest.approx(0.6)
    assert limits(result) == pytest.approx([0.6 - down, 0.6 + up], abs=1e-5)


def test_no_events_in_either_group_is_a_difference_of_zero_between_wide_limits():
    result = rate_difference(**pair(0, 1000, 0, 2000))
    assert result.estimate == 0
    assert limits(result) == pytest.approx([-3.689 / 2, 3.689], abs=1e-3)


def test_excess_is_what_lies_above_the_reference_rate():
    result = excess(**pair(120, 10_000, 200, 40_000))
    half_width = 1.959964 * math.sqrt(120 + 200 / 16)
    assert result.estimate == pytest.approx(70)
    assert limits(result) == pytest.approx([70 - half_width, 70 + half_width], abs=1e-5)


@given(p=PAIRS)
def test_excess_is_the_difference_for_everybody_in_the_group(p):
    difference = rate_difference(**p, per=1)
    result = excess(**p)
    assert result.estimate == pytest.approx(difference.estimate * p["exposure"])
    assert limits(result) == pytest.approx([n * p["exposure"] for n in limits(difference)])


@given(p=PAIRS)
def test_swapping_the_groups_turns_the_difference_round(p):
    one, other = rate_difference(**p), rate_difference(**swap(p))
    assert one.estimate == pytest.approx(-other.estimate)
    assert limits(one) == pytest.approx([-other.upper, -other.lower])


@given(p=PAIRS, confidence=st.floats(0.5, 0.99))
def test_a_difference_lies_inside_an_interval_that_grows_with_confidence(p, confidence):
    usual = rate_difference(**p, confidence=confidence)
    sure = rate_difference(**p, confidence=0.998)
    assert sure.lower < usual.lower <= usual.estimate <= usual.upper < sure.upper


# Share ratio


def test_share_ratio_is_one_when_the_shares_agree():
    assert share_ratio(events=30, all_events=60, population=5, all_population=10).estimate == 1


def test_share_ratio_has_wilsons_limits_over_the_population_share():
    result = share_ratio(events=65, all_events=100, population=25, all_population=100)
    assert result.estimate == pytest.approx(2.6)
    assert limits(result) == pytest.approx([4 * 0.5525444, 4 * 0.7363575], abs=1e-6)


@given(p=FULL_PAIRS, others=COUNTS, other_people=EXPOSURES)
def test_share_ratios_of_two_groups_have_the_rate_ratio_between_them(p, others, other_people):
    all_events = p["events"] + p["reference_events"] + others
    everybody = p["exposure"] + p["reference_exposure"] + other_people
    whole = {"all_events": all_events, "all_population": everybody}
    group = share_ratio(events=p["events"], population=p["exposure"], **whole)
    reference = share_ratio(
        events=p["reference_events"], population=p["reference_exposure"], **whole
    )
    assert group.estimate / reference.estimate == pytest.approx(rate_ratio(**p).estimate)


@pytest.mark.parametrize(
    ("change", "state"),
    [
        ({"population": None}, State.BENCHMARK_MISSING),
        ({"all_population": None}, State.BENCHMARK_MISSING),
        ({"population": 0}, State.NOT_ESTIMABLE),
        ({"population": 0, "all_population": 0}, State.NOT_ESTIMABLE),
        ({"events": 0, "all_events": 0}, State.NOT_ESTIMABLE),
        ({"events": 0}, State.OK),
        ({"events": 60}, State.OK),
    ],
)
def test_share_ratio_edges(change, state):
    given = {"events": 30, "all_events": 60, "population": 5, "all_population": 10}
    assert share_ratio(**{**given, **change}).state == state


@pytest.mark.parametrize("change", [{"events": 61}, {"population": 11}])
def test_a_share_is_not_larger_than_its_whole(change):
    given = {"events": 30, "all_events": 60, "population": 5, "all_population": 10}
    with pytest.raises(ValueError, match="must not exceed"):
        share_ratio(**{**given, **change})


@pytest.mark.parametrize("method", ["score", "exact", "midp", "wald"])
@pytest.mark.parametrize("confidence", [1e-9, 0.01, 0.3, 0.5])
def test_little_confidence_still_has_the_ratio_between_its_limits(method, confidence):
    given_ = {"exposure": 432_767.1, "reference_exposure": 762_280.1, "method": method}
    result = rate_ratio(events=2, reference_events=1, confidence=confidence, **given_)
    assert result.lower <= result.estimate <= result.upper
