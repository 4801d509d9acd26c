"""Where a function of one number changes sign: what a limit is, if no formula gives it."""

from collections.abc import Callable

Function = Callable[[float], float]
CLOSE = 1e-13


def crossing(function: Function, *, low: float, high: float) -> float:
    """The place between `low` and `high` where an increasing function turns from below 0.

    Chords bring the ends close, which takes a third of the work, for a function of any shape
    little more; halving goes on until two neighbouring floating point numbers are left, so it needs
    no tolerance and cannot fail to converge. If the function never turns, it is an end.
    """
    return _halved(function, *_between_chords(function, low, high))


def bracket_up(function: Function, *, start: float, step: float = 1.0) -> float:
    """A place of `start` or more, by doubling the step, where an increasing function is above 0."""
    place = start
    while function(place) < 0:
        place += step
        step *= 2
    return place


def _halved(function: Function, low: float, high: float) -> float:
    middle = (low + high) / 2
    while low < middle < high:
        if function(middle) < 0:
            low = middle
        else:
            high = middle
        middle = (low + high) / 2
    return high


def _between_chords(function: Function, low: float, high: float) -> tuple[float, float]:
    """Closer ends on both sides of the crossing, by the Illinois rule (Dowell and Jarratt 1971).

    An end that stays twice counts for half, so that the next chord falls beyond the crossing.
    """
    below, above = function(low), function(high)
    last = 0
    for _ in range(30):
        if not below < 0 < above or high - low <= CLOSE * max(abs(low), abs(high)):
            break
        place = low - below * (high - low) / (above - below)
        if not low < place < high:
            break
        value = function(place)
        if value < 0:
            low, below = place, value
            above = above / 2 if last < 0 else above
            last = -1
        else:
            high, above = place, value
            below = below / 2 if last > 0 else below
            last = 1
    return low, high
