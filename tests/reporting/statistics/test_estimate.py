import copy
import json
import math
import pickle

import pytest

from reporting.statistics import Estimate, State, rate

NUMBERS = {"estimate": 2.0, "lower": 1.0, "upper": 3.0}


def test_keeps_its_numbers_its_inputs_and_its_reasons():
    inputs = {"events": 4}
    result = Estimate(**NUMBERS, method="exact", note="why", inputs=inputs)
    inputs["events"] = 5

    assert (result.estimate, result.lower, result.upper) == (2.0, 1.0, 3.0)
    assert (result.method, result.state, result.note) == ("exact", State.OK, "why")
    assert result.inputs == {"events": 4}


def test_cannot_be_changed():
    result = Estimate(**NUMBERS, inputs={"events": 4})
    with pytest.raises(AttributeError):
        result.estimate = 3.0
    with pytest.raises(TypeError):
        result.inputs["events"] = 5


@pytest.mark.parametrize("bad", [math.nan, math.inf, -math.inf])
@pytest.mark.parametrize("name", ["estimate", "lower", "upper"])
def test_is_never_infinite_or_undefined(name, bad):
    with pytest.raises(ValueError, match="finite"):
        Estimate(**{**NUMBERS, name: bad})


def test_inputs_are_never_infinite_or_undefined():
    with pytest.raises(ValueError, match="inputs must be finite"):
        Estimate(**NUMBERS, inputs={"exposure": math.inf})


@pytest.mark.parametrize(
    "numbers", [{**NUMBERS, "lower": 2.5}, {**NUMBERS, "upper": 1.5}, {"lower": 2.0, "upper": 1.0}]
)
def test_limits_enclose_the_estimate(numbers):
    with pytest.raises(ValueError, match="enclose"):
        Estimate(**numbers)


@pytest.mark.parametrize("state", [State.OK, State.LOW_PRECISION])
@pytest.mark.parametrize("missing", ["estimate", "lower", "upper"])
def test_a_figure_that_is_shown_has_its_interval(state, missing):
    with pytest.raises(ValueError, match="does not fit"):
        Estimate(**{**NUMBERS, missing: None}, state=state)


@pytest.mark.parametrize("state", [State.OK, State.LOW_PRECISION])
def test_a_figure_without_an_interval_is_a_point_alone(state):
    result = Estimate(estimate=2.0, state=state)
    assert result.shown
    assert not result.unbounded
    with pytest.raises(ValueError, match="does not fit"):
        Estimate(state=state)


@pytest.mark.parametrize(
    "state", [State.INSUFFICIENT, State.SUPPRESSED, State.BENCHMARK_MISSING, State.NOT_ESTIMABLE]
)
def test_a_figure_that_is_not_shown_has_no_numbers(state):
    with pytest.raises(ValueError, match="does not fit"):
        Estimate(**NUMBERS, state=state)
    with pytest.raises(ValueError, match="must not carry"):
        Estimate(estimate=2.0, state=state)
    assert Estimate(state=state).shown is False


@pytest.mark.parametrize("state", State)
def test_only_what_is_not_estimable_may_be_bounded_from_one_side(state):
    if state is State.NOT_ESTIMABLE:
        assert Estimate(lower=0.6, state=state).unbounded
    else:
        with pytest.raises(ValueError, match="numbers"):
            Estimate(lower=0.6, state=state)


def test_withheld_it_keeps_inputs_and_method_but_no_number():
    hidden = rate(events=4, exposure=100).withhold(state=State.SUPPRESSED, note="small count")
    assert (hidden.estimate, hidden.lower, hidden.upper) == (None, None, None)
    assert (hidden.state, hidden.note, hidden.method) == ("suppressed", "small count", "exact")
    assert hidden.inputs["events"] == 4


def test_a_state_given_by_its_stored_value_is_the_state():
    assert Estimate(state="suppressed").state is State.SUPPRESSED
    with pytest.raises(ValueError, match="fine"):
        Estimate(**NUMBERS, state="fine")


def test_can_be_cached_copied_hashed_and_sent():
    result = rate(events=4, exposure=100)
    assert pickle.loads(pickle.dumps(result)) == result  # noqa: S301 ours
    assert copy.deepcopy(result) == result
    assert hash(result) == hash(copy.copy(result))
    assert json.loads(json.dumps([result.estimate, result.state, dict(result.inputs)])) == [
        40.0,
        "ok",
        {"events": 4, "exposure": 100.0, "per": 1000.0, "confidence": 0.95},
    ]
