"""How unlike two distributions are, for the balance of matched comparisons (R10)."""

from collections.abc import Sequence
from itertools import accumulate
from math import fsum

import numpy as np

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


def distances_from_others(
    *, units: Sequence[int], cells: Sequence[int], values: Sequence[float]
) -> dict[int, float | None]:
    """Each unit's largest distance from what the others have in the same cells, by unit.

    One entry of each sequence for every observation; a value that is not known is NaN. Like is
    compared with like: in each cell the others together weigh as much as the unit has observations
    there, and cells of a unit alone are left out. None where nothing is left.
    """
    if not len(units) == len(cells) == len(values):
        raise ValueError("units, cells and values must be equally long")
    if not len(units):
        return {}
    keys, unit = np.unique(np.asarray(units, dtype=np.int64), return_inverse=True)
    _, cell = np.unique(np.asarray(cells, dtype=np.int64), return_inverse=True)
    given = np.asarray(values, dtype=np.float64)
    known = ~np.isnan(given)
    levels, level = np.unique(given[known], return_inverse=True)
    everybody = np.bincount(cell)
    by_level = np.zeros((len(everybody), len(levels)))
    np.add.at(by_level, (cell[known], level), 1)
    place = np.full(len(given), -1)
    place[known] = level

    order = np.argsort(unit, kind="stable")
    ends = np.cumsum(np.bincount(unit, minlength=len(keys)))
    found: dict[int, float | None] = {}
    for key, first, end in zip(keys, [0, *ends[:-1]], ends, strict=True):
        rows = order[first:end]
        mine, where = np.unique(cell[rows], return_inverse=True)
        number = np.bincount(where)
        own = np.zeros((len(mine), len(levels)))
        told = place[rows] >= 0
        np.add.at(own, (where[told], place[rows][told]), 1)
        others = everybody[mine] - number
        alike = others > 0
        weight = number[alike] / others[alike]
        found[int(key)] = largest_distance(
            first=own[alike].sum(axis=0).tolist(),
            second=(weight @ (by_level[mine] - own)[alike]).tolist(),
        )
    return found


def effective_number(*, weights: float, squares: float) -> float:
    """How many equally weighted observations tell as much as these (Kish 1965).

    (sum w)^2 / sum w^2: `weights` is the sum of the weights, `squares` that of their squares. 0
    without observations.
    """
    whole, spread = check_exposure("weights", weights), check_exposure("squares", squares)
    if whole is None or spread is None:
        raise ValueError("weights and squares must be numbers")
    return whole**2 / spread if spread else 0.0
