"""A crossing is found to the last digit, whatever the shape, and without many steps."""

from math import exp, inf, log, nextafter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.statistics.roots import bracket_up, crossing

SHAPES = {
    "straight": lambda x: x,
    "cubic": lambda x: x**3,
    "steep": lambda x: exp(20 * x) - 1,
    "flat beyond": lambda x: min(x, 0.001),
    "a step": lambda x: 1.0 if x >= 0 else -1.0,
    "unbounded": lambda x: inf if x > 0.5 else x,
}


@pytest.mark.parametrize("shape", SHAPES)
@given(at=st.floats(-8, 8))
def test_the_crossing_lies_between_neighbours(shape, at):
    def function(x):
        return SHAPES[shape](x - at)

    found = crossing(function, low=at - 5, high=at + 7)

    assert function(found) >= 0
    assert function(nextafter(found, -inf)) < 0


def test_a_function_that_never_turns_gives_an_end():
    assert crossing(lambda x: -1.0, low=0, high=3) == 3
    assert crossing(lambda x: 1.0, low=0, high=3) == pytest.approx(0, abs=1e-300)


def test_a_smooth_function_needs_a_third_of_the_steps_of_halving():
    asked = []

    def function(x):
        asked.append(x)
        return log(x) - 0.7

    assert crossing(function, low=0.5, high=9) == pytest.approx(exp(0.7), rel=1e-15)
    assert len(asked) <= 20


def test_a_bracket_is_doubled_until_it_is_above():
    assert bracket_up(lambda x: x - 20, start=0) == 31
    assert bracket_up(lambda x: x + 1, start=0) == 0
