import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.statistics import State, rate_ratio, unknown_bounds


def case(a=120, t1=10_000, b=200, t0=40_000):
    return {"events": a, "exposure": t1, "reference_events": b, "reference_exposure": t0}


def test_nobody_unknown_leaves_the_ratio_and_its_interval():
    result = unknown_bounds(**case(), unknown=0)
    plain = rate_ratio(**case())
    assert result.recorded == result.lowest == result.highest == plain
    assert result.interval == (plain.lower, plain.upper)


def test_direction_is_not_settled_when_the_interval_crosses_one():
    assert unknown_bounds(**case(), unknown=40).robust
    result = unknown_bounds(**case(), unknown=300)
    assert result.interval[0] < 1 < result.interval[1]
    assert not result.robust


def test_direction_can_be_settled_below_one():
    assert unknown_bounds(**case(a=20), unknown=5).robust


def test_the_unknown_could_leave_no_event_in_the_reference():
    result = unknown_bounds(**case(b=0), unknown=40)
    assert result.recorded.state == State.NOT_ESTIMABLE
    assert result.bounds == (pytest.approx(12), None)
    assert result.interval[1] is None
    assert result.robust  # 120 of 10,000 against at most 40 of 40,000


def test_only_unknown():
    result = unknown_bounds(**case(a=0, b=0), unknown=4)
    assert result.bounds == (0, None)
    assert not result.robust


def test_nothing_recorded():
    result = unknown_bounds(**case(a=0, b=0), unknown=0)
    assert result.bounds == result.interval == (None, None)
    assert not result.robust


def test_no_population_loaded():
    result = unknown_bounds(**case(t1=None), unknown=4)
    assert {result.recorded.state, result.lowest.state, result.highest.state} == {
        State.BENCHMARK_MISSING
    }
    assert not result.robust


@pytest.mark.parametrize("bad", [-1, 2.5, True, None])
@pytest.mark.parametrize("name", ["events", "reference_events", "unknown"])
def test_counts_must_be_whole_numbers(name, bad):
    with pytest.raises(ValueError, match=f"^{name} must"):
        unknown_bounds(**{**case(), "unknown": 4, name: bad})


@given(a=st.integers(1, 5000), b=st.integers(1, 5000), unknown=st.integers(0, 5000))
def test_the_bounds_contain_the_ratio_and_the_interval_contains_the_bounds(a, b, unknown):
    result = unknown_bounds(**case(a=a, b=b), unknown=unknown)
    low, high = result.bounds
    lower, upper = result.interval
    assert lower < low <= result.recorded.estimate <= high < upper
    plain = rate_ratio(**case(a=a, b=b))
    assert lower <= plain.lower
    assert plain.upper <= upper


@given(a=st.integers(1, 5000), b=st.integers(1, 5000), unknown=st.integers(1, 5000))
def test_wherever_some_of_the_unknown_belong_the_ratio_is_within_the_bounds(a, b, unknown):
    low, high = unknown_bounds(**case(a=a, b=b), unknown=unknown).bounds
    half = unknown // 2
    ratio = rate_ratio(**case(a=a + half, b=b + unknown - half))
    assert low <= ratio.estimate <= high
