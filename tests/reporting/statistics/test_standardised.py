"""Standardised rates and ratios: joining, repeats, libraries' gamma, slow ways, properties."""

import math
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from reporting.statistics import (
    State,
    expected_events,
    gate_standardised,
    gate_standardised_ratio,
    rate,
    standardised_rate,
    standardised_rate_ratio,
    standardised_ratio,
)

YOUNG_AND_OLD = [(30, 1000, 60), (12, 2000, 40)]


@st.composite
def groups(draw, *, number=2, least=0):
    """Strata of as many groups against one standard: a list of (events, population, standard)."""
    size = draw(st.integers(1, 5))
    standard = draw(st.lists(st.integers(1, 1000), min_size=size, max_size=size))
    return [
        [
            (draw(st.integers(least, 500)), draw(st.integers(1, 50_000)), weight)
            for weight in standard
        ]
        for _ in range(number)
    ]


def limits(result):
    return [result.lower, result.upper]


def numbers(result):
    return [result.estimate, *limits(result)]


# By hand


def test_the_rate_by_hand():
    """0.6 x 30 in 1,000 and 0.4 x 12 in 2,000 are 20.4 per 1,000."""
    result = standardised_rate(strata=YOUNG_AND_OLD, per=1000)
    assert result.estimate == pytest.approx(20.4)
    variance = 0.36 * 30 / 1000**2 + 0.16 * 12 / 2000**2
    x = 42
    low = x * (1 - 1 / (9 * x) - 1.959964 / (3 * math.sqrt(x))) ** 3
    assert result.lower == pytest.approx(
        20.4 + 1000 * math.sqrt(variance / x) * (low - x), abs=1e-5
    )


def test_only_the_proportions_of_the_standard_matter():
    other = [(x, n, 7.5 * w) for x, n, w in YOUNG_AND_OLD]
    assert numbers(standardised_rate(strata=other)) == pytest.approx(
        numbers(standardised_rate(strata=YOUNG_AND_OLD))
    )


def test_strata_may_be_named():
    names = ("events", "population", "standard")
    named = [dict(zip(names, stratum, strict=True)) for stratum in YOUNG_AND_OLD]
    assert standardised_rate(strata=named) == standardised_rate(strata=YOUNG_AND_OLD)


# Edges


def test_no_events_have_an_upper_limit_of_the_other_method():
    result = standardised_rate(strata=[(0, 1000, 60), (0, 2000, 40)], per=1)
    assert (result.method, result.state) == ("fay_feuer", State.OK)
    # The largest weight, 0.6 / 1000, times the exact limit of no events.
    assert numbers(result) == [0, 0, pytest.approx(0.6 / 1000 * 3.688879, rel=1e-6)]


def test_events_where_the_standard_has_nobody_are_no_certain_zero():
    result = standardised_rate(strata=[(5, 1000, 0), (0, 2000, 40)], per=1)
    assert result.estimate == result.lower == 0
    assert result.upper > 0


def test_a_lower_limit_is_never_below_zero():
    """One event where the standard has most weight: Dobson's limit would be negative."""
    result = standardised_rate(strata=[(1, 10, 900), (4, 100_000, 100)])
    assert result.lower == 0


def test_a_stratum_without_people_or_events_is_joined_to_its_neighbour():
    result = standardised_rate(strata=[*YOUNG_AND_OLD, (0, 0, 25)])
    joined = standardised_rate(strata=[(30, 1000, 60), (12, 2000, 65)])
    assert numbers(result) == numbers(joined)
    assert result.note == "1 strata without people joined to a neighbour"
    first = standardised_rate(strata=[(0, 0, 10), (0, 0, 15), *YOUNG_AND_OLD])
    assert numbers(first) == numbers(standardised_rate(strata=[(30, 1000, 85), (12, 2000, 40)]))


def test_events_without_people_are_refused():
    result = standardised_rate(strata=[*YOUNG_AND_OLD, (1, 0, 25)])
    assert result.state == State.NOT_ESTIMABLE
    assert result.note == "events in a stratum without population"


def test_nobody_at_all():
    result = standardised_rate(strata=[(0, 0, 25)])
    assert (result.state, result.note) == (State.NOT_ESTIMABLE, "no resident population")


def test_a_stratum_is_joined_for_both_groups():
    own, other = [(30, 1000, 60), (0, 0, 40)], [(20, 3000, 60), (9, 1000, 40)]
    result = standardised_rate_ratio(strata=own, reference_strata=other)
    assert result.estimate == pytest.approx((30 / 1000) / (29 / 4000))
    assert "joined" in result.note


@pytest.mark.parametrize("which", ["strata", "reference_strata"])
def test_a_ratio_needs_events_in_both_groups(which):
    given_ = {"strata": YOUNG_AND_OLD, "reference_strata": YOUNG_AND_OLD}
    given_[which] = [(0, n, w) for _, n, w in YOUNG_AND_OLD]
    result = standardised_rate_ratio(**given_)
    assert (result.state, numbers(result)) == (State.NOT_ESTIMABLE, [None] * 3)


def test_a_ratio_needs_one_standard():
    with pytest.raises(ValueError, match="same standard"):
        standardised_rate_ratio(strata=YOUNG_AND_OLD, reference_strata=[(1, 2, 60), (1, 2, 41)])


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ([(-1, 10, 5)], "events must not be negative"),
        ([(0.5, 10, 5)], "events must be a whole number"),
        ([(1, math.nan, 5)], "population must be a finite number"),
        ([(1, 10, math.inf)], "standard must be a finite number"),
        ([(1, None, 5)], "population and a standard everywhere"),
        ([(1, 10, 0)], "standard that is not empty"),
        ([(1, 10)], "strata must be of events, population, standard"),
        ([], "standard that is not empty"),
    ],
)
def test_wrong_strata_raise(bad, message):
    with pytest.raises(ValueError, match=message):
        standardised_rate(strata=bad)


def test_wrong_arguments_raise():
    with pytest.raises(ValueError, match="method must be dobson or fay_feuer"):
        standardised_rate(strata=YOUNG_AND_OLD, method="byar")
    with pytest.raises(ValueError, match="per must be"):
        standardised_rate(strata=YOUNG_AND_OLD, per=0)


# Repeats


def test_repeats_widen_the_limits_and_leave_the_rate():
    """20 once and 5 twice are 30; their variance is that of 40 single events."""
    plain = standardised_rate(strata=YOUNG_AND_OLD)
    more = standardised_rate(strata=YOUNG_AND_OLD, repeats=[{1: 20, 2: 5}, {3: 4}])
    assert more.estimate == plain.estimate
    v = 0.36 * (20 + 4 * 5) / 1000**2 + 0.16 * (9 * 4) / 2000**2
    plain_v = 0.36 * 30 / 1000**2 + 0.16 * 12 / 2000**2
    ratio = (more.upper - more.estimate) / (plain.upper - plain.estimate)
    assert ratio == pytest.approx(math.sqrt(v / plain_v))


def test_everybody_once_is_no_repeat():
    once = standardised_rate(strata=YOUNG_AND_OLD, repeats=[{1: 30}, {1: 12, 0: 5}])
    assert numbers(once) == numbers(standardised_rate(strata=YOUNG_AND_OLD))


@pytest.mark.parametrize("bad", [[{1: 30}], [{1: 30}, {2: 5}], [{1: 30}, {1: -12}]])
def test_repeats_must_add_up(bad):
    with pytest.raises(ValueError, match="repeats"):
        standardised_rate(strata=YOUNG_AND_OLD, repeats=bad)


# Slow ways


@settings(max_examples=60)
@given(g=groups())
def test_rate_and_ratio_in_exact_fractions(g):
    values, variances = [], []
    for strata in g:
        whole = sum(w for *_, w in strata)
        values.append(sum(Fraction(w * x, n * whole) for x, n, w in strata))
        variances.append(sum(Fraction(w * w * x, n * n * whole * whole) for x, n, w in strata))
        assert standardised_rate(strata=strata, per=1).estimate == pytest.approx(float(values[-1]))
    result = standardised_rate_ratio(strata=g[0], reference_strata=g[1])
    if not all(values):
        assert result.state == State.NOT_ESTIMABLE
        return
    middle = math.log(values[0] / values[1])
    relative = [v / d**2 for v, d in zip(variances, values, strict=True)]
    half = 1.959963984540054 * math.sqrt(sum(relative))
    found = [math.log(number) for number in numbers(result)]
    assert found == pytest.approx([middle, middle - half, middle + half], abs=1e-9)


@settings(max_examples=60)
@given(g=groups(number=1, least=1))
def test_gamma_limits_are_scipys_gamma_distribution(g):
    [strata] = g
    whole = sum(w for *_, w in strata)
    d = sum(w * x / n for x, n, w in strata) / whole
    v = sum(w * w * x / n**2 for x, n, w in strata) / whole**2
    m = max(w / n for _, n, w in strata) / whole
    lower = stats.gamma(d * d / v, scale=v / d).ppf(0.025)
    upper = stats.gamma((d + m) ** 2 / (v + m * m), scale=(v + m * m) / (d + m)).ppf(0.975)
    result = standardised_rate(strata=strata, per=1, method="fay_feuer")
    assert limits(result) == pytest.approx([lower, upper])


# Properties


@pytest.mark.parametrize("method", ["dobson", "fay_feuer"])
@settings(max_examples=60)
@given(g=groups(number=1))
def test_limits_enclose_the_rate_and_widen_with_confidence(method, g):
    usual = standardised_rate(strata=g[0], method=method)
    sure = standardised_rate(strata=g[0], method=method, confidence=0.998)
    assert 0 <= sure.lower <= usual.lower <= usual.estimate <= usual.upper < sure.upper


@settings(max_examples=60)
@given(
    weights=st.lists(st.integers(1, 50), min_size=1, max_size=5),
    events=st.integers(0, 400),
    data=st.data(),
)
def test_with_the_age_mix_of_the_standard_it_is_the_crude_rate(weights, events, data):
    shares = data.draw(
        st.lists(st.integers(0, events), min_size=len(weights), max_size=len(weights))
    )
    strata = [(x, 20 * w, w) for x, w in zip(shares, weights, strict=True)]
    plain = rate(events=sum(shares), exposure=20 * sum(weights), per=100_000)
    assert numbers(standardised_rate(strata=strata))[0] == pytest.approx(plain.estimate)
    if sum(shares):
        assert limits(standardised_rate(strata=strata)) == pytest.approx(limits(plain))


@settings(max_examples=60)
@given(g=groups(least=1))
def test_swapping_the_groups_inverts_the_ratio(g):
    one = standardised_rate_ratio(strata=g[0], reference_strata=g[1])
    other = standardised_rate_ratio(strata=g[1], reference_strata=g[0])
    assert numbers(one) == pytest.approx([1 / other.estimate, 1 / other.upper, 1 / other.lower])


@settings(max_examples=60)
@given(g=groups(least=1))
def test_observed_over_expected_is_the_ratio_with_the_group_as_standard(g):
    own = [(x, n, n) for x, n, _ in g[0]]
    reference = [(x, n, own_n) for (x, n, _), (_, own_n, _) in zip(g[1], own, strict=True)]
    size = expected_events(strata=[(own_n, x, n) for (x, n, own_n) in reference])
    observed = sum(x for x, *_ in own)
    both = standardised_rate_ratio(strata=own, reference_strata=reference)
    assert standardised_ratio(observed=observed, expected=size).estimate == pytest.approx(
        both.estimate
    )


# Observed over expected


def test_limits_are_those_of_the_count():
    assert standardised_ratio(observed=4, expected=3.3).method == "exact"
    assert standardised_ratio(observed=12, expected=3.3).method == "byar"
    none = standardised_ratio(observed=0, expected=2)
    assert numbers(none) == [0, 0, pytest.approx(3.688879 / 2, abs=1e-6)]


def test_nothing_expected_and_no_reference():
    assert standardised_ratio(observed=3, expected=0).state == State.NOT_ESTIMABLE
    assert standardised_ratio(observed=3, expected=None).state == State.BENCHMARK_MISSING


@pytest.mark.parametrize("bad", [-1.0, math.nan, math.inf])
def test_wrong_expectations_raise(bad):
    with pytest.raises(ValueError, match="expected must"):
        standardised_ratio(observed=3, expected=bad)


@pytest.mark.parametrize("missing", [(100, None, 50), (None, 3, 50), (100, 3, None), (100, 3, 0)])
def test_what_the_reference_lacks_is_not_taken_as_zero(missing):
    assert expected_events(strata=[(200, 10, 1000), missing]) is None


def test_expected_events_by_hand():
    assert expected_events(strata=[(200, 10, 1000), (100, 0, 500)]) == 2


# Gates


@pytest.mark.parametrize(("events", "state"), [(9, State.INSUFFICIENT), (10, State.OK)])
def test_a_standardised_rate_is_shown_from_ten_events(events, state):
    strata = [(events, 1000, 60), (0, 2000, 40)]
    assert gate_standardised(standardised_rate(strata=strata)).state == state
    ratio = standardised_rate_ratio(strata=[(50, 1000, 60), (4, 90, 40)], reference_strata=strata)
    assert gate_standardised(ratio).state == state


@pytest.mark.parametrize(("expected", "state"), [(4.99, State.INSUFFICIENT), (5, State.OK)])
def test_observed_over_expected_is_shown_from_five_expected(expected, state):
    assert gate_standardised_ratio(standardised_ratio(observed=9, expected=expected)).state == state


def test_a_missing_reference_keeps_its_reason():
    missing = standardised_ratio(observed=9, expected=None)
    assert gate_standardised_ratio(missing) == missing
