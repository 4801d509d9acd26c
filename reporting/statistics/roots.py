"""Where a function of one number changes sign: what a limit is, if no formula gives it."""

from collections.abc import Callable


def crossing(function: Callable[[float], float], *, low: float, high: float) -> float:
    """The place between `low` and `high` where an increasing function turns from below 0.

    Halves the bracket until two neighbouring floating point numbers are left, so it needs no
    tolerance and cannot fail to converge. If the function never turns, it is an end.
    """
    middle = (low + high) / 2
    while low < middle < high:
        if function(middle) < 0:
            low = middle
        else:
            high = middle
        middle = (low + high) / 2
    return high


def bracket_up(function: Callable[[float], float], *, start: float) -> float:
    """A place of `start` or more, by doubling the step, where an increasing function is above 0."""
    step, place = 1.0, start
    while function(place) < 0:
        place += step
        step *= 2
    return place
