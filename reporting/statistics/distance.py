"""How unlike two distributions are, for the balance of matched comparisons (R10)."""

from collections.abc import Sequence
from itertools import accumulate
from math import fsum

from reporting.statistics.inputs import check_exposure


def largest_distance(*, first: Sequence[float], second: Sequence[float]) -> float | None:
    """The Kolmogorov-Smirnov statistic of two weighted distributions, from 0 to 1.

    `first` and `second` are the weights at the same values, in the order of the values: people,
    or people times their weight. It is the largest difference between the shares at or below a
    value: 0 for the same distribution, 1 for two that do not meet (Smirnov 1948). None where one of
    them is empty.
    """
    weights = []
    for name, given in (("first", first), ("second", second)):
        checked = [check_exposure(name, weight) for weight in given]
        weights.append([weight for weight in checked if weight is not None])
        if len(weights[-1]) != len(given):
            raise ValueError(f"{name} must be numbers")
    if len(first) != len(second):
        raise ValueError("first and second must be equally long")
    wholes = [fsum(one) for one in weights]
    if not all(wholes):
        return None
    shares = [
        [part / whole for part in accumulate(one)]
        for one, whole in zip(weights, wholes, strict=True)
    ]
    return min(max(abs(a - b) for a, b in zip(*shares, strict=True)), 1.0)


def effective_number(*, weights: float, squares: float) -> float:
    """How many equally weighted observations tell as much as these (Kish 1965).

    (sum w)^2 / sum w^2: `weights` is the sum of the weights, `squares` that of their squares. 0
    without observations.
    """
    whole, spread = check_exposure("weights", weights), check_exposure("squares", squares)
    if whole is None or spread is None:
        raise ValueError("weights and squares must be numbers")
    return whole**2 / spread if spread else 0.0
