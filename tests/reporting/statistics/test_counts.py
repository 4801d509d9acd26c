import math

import numpy
import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.statistics import State, count, proportion, rate

COUNTS = st.integers(0, 100_000)
EXPOSURES = st.floats(0.01, 1e8)
CONFIDENCES = st.floats(0.5, 0.999)


def test_count_is_its_own_estimate():
    assert count(events=12).estimate == 12


@pytest.mark.parametrize(("events", "method"), [(0, "exact"), (9, "exact"), (10, "byar")])
def test_method_changes_at_ten_events(events, method):
    assert count(events=events).method == method
    assert rate(events=events, exposure=1000).method == method


def test_rate_is_per_thousand_unless_told_otherwise():
    assert rate(events=15, exposure=400).estimate == 37.5
    assert rate(events=15, exposure=400, per=100_000).estimate == 3750
    assert rate(events=15, exposure=400).inputs["per"] == 1000


def test_rate_without_a_population_loaded():
    result = rate(events=15, exposure=None)
    assert result.state == State.BENCHMARK_MISSING
    assert result.inputs["events"] == 15


@pytest.mark.parametrize("events", [0, 7])
def test_rate_where_nobody_lives(events):
    result = rate(events=events, exposure=0)
    assert (result.state, result.note) == (State.NOT_ESTIMABLE, "no resident population")
    assert result.inputs["events"] == events  # the count is still shown


def test_rate_may_exceed_one_per_resident():
    result = rate(events=250, exposure=220, per=1)
    assert result.lower < 1 < result.estimate < result.upper


@pytest.mark.parametrize(("events", "end"), [(0, "lower"), (20, "upper")])
def test_nobody_and_everybody_keep_an_interval_on_the_other_side(events, end):
    result = proportion(events=events, total=20)
    assert getattr(result, end) == result.estimate == events / 20
    assert result.upper - result.lower > 0.1


def test_share_of_nobody():
    result = proportion(events=0, total=0)
    assert (result.state, result.note) == (State.NOT_ESTIMABLE, "none recorded")


def test_numpy_integers_count():
    assert count(events=numpy.int32(7)) == count(events=7)
    assert type(rate(events=numpy.int64(7), exposure=numpy.float64(9)).estimate) is float


def test_a_count_may_come_as_a_file_of_numbers_has_it():
    """JSON and columns with gaps have 7.0 for 7."""
    for seven in (7.0, numpy.float64(7)):
        assert count(events=seven) == count(events=7)
        assert type(count(events=seven).inputs["events"]) is int


@pytest.mark.parametrize(
    "bad", [-1, 2.5, 2**63, 1e300, True, "3", None, math.nan, math.inf, numpy.bool_(True)]
)
def test_events_must_be_a_whole_number(bad):
    for call in (count, rate, proportion):
        size = {rate: {"exposure": 9}, proportion: {"total": 9}}.get(call, {})
        with pytest.raises(ValueError, match="events must"):
            call(events=bad, **size)


@pytest.mark.parametrize("bad", [-1, math.nan, math.inf, True, "9"])
def test_exposure_must_be_a_finite_size(bad):
    with pytest.raises(ValueError, match="exposure must"):
        rate(events=1, exposure=bad)


@pytest.mark.parametrize("bad", [0, -1, math.inf, math.nan, True, "1000"])
def test_per_must_be_positive(bad):
    with pytest.raises(ValueError, match="per must"):
        rate(events=1, exposure=9, per=bad)


def test_a_part_is_not_larger_than_its_whole():
    with pytest.raises(ValueError, match=r"events \(10\) must not exceed total \(9\)"):
        proportion(events=10, total=9)


@pytest.mark.parametrize("bad", [0, -0.5, 1, 95, math.nan, True, "0.95"])
def test_confidence_lies_between_0_and_1(bad):
    with pytest.raises(ValueError, match="confidence must"):
        count(events=1, confidence=bad)


@given(events=COUNTS, exposure=EXPOSURES, confidence=CONFIDENCES)
def test_a_rate_lies_inside_its_interval(events, exposure, confidence):
    result = rate(events=events, exposure=exposure, confidence=confidence)
    assert 0 <= result.lower <= result.estimate <= result.upper
    assert result.upper > result.estimate


@given(total=st.integers(1, 100_000), share=st.floats(0, 1), confidence=CONFIDENCES)
def test_a_proportion_lies_inside_its_interval(total, share, confidence):
    events = round(total * share)
    result = proportion(events=events, total=total, confidence=confidence)
    assert 0 <= result.lower <= result.estimate <= result.upper <= 1


@given(events=COUNTS, exposure=EXPOSURES)
def test_more_confidence_is_wider(events, exposure):
    usual = rate(events=events, exposure=exposure)
    sure = rate(events=events, exposure=exposure, confidence=0.998)
    assert sure.lower <= usual.lower < usual.upper < sure.upper


@given(total=st.integers(1, 10_000), share=st.floats(0, 1))
def test_the_others_share_is_the_mirror_image(total, share):
    events = round(total * share)
    one = proportion(events=events, total=total)
    other = proportion(events=total - events, total=total)
    assert one.lower == pytest.approx(1 - other.upper, abs=1e-12)
    assert one.upper == pytest.approx(1 - other.lower, abs=1e-12)


@given(events=st.integers(10, 10_000), exposure=EXPOSURES, times=st.integers(2, 50))
def test_the_same_data_several_times_give_the_same_rate_more_precisely(events, exposure, times):
    once = rate(events=events, exposure=exposure)
    often = rate(events=events * times, exposure=exposure * times)
    assert often.estimate == pytest.approx(once.estimate)
    assert often.upper - often.lower < once.upper - once.lower
