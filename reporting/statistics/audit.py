"""What an attacker can derive of hidden numbers in a published table (M15).

Each hidden number is made as small and as large as the published ones allow, by two linear
programmes, as sdcTable and GaussSuppression do for official statistics. In a table with rows,
columns and a total the extremes are whole numbers by themselves (the programmes are network
flows), so nothing is lost by not asking for them.

The solver takes long to import and is for commands and releases: it is imported on use.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from reporting.statistics.inputs import check_count

Cell = tuple[int, int]  # row and column, from 0
Line = tuple[Cell, ...]  # the cells that a number is the sum of


class Range(NamedTuple):
    """The smallest and the largest value that remain possible; None where there is no largest."""

    smallest: float
    largest: float | None


def audit_suppression(
    *, table: Sequence[Sequence[int]], hidden: Collection[Cell]
) -> dict[Cell, Range]:
    """The values that remain possible for each hidden cell when exact totals are published.

    `table` has the true counts, `hidden` the cells left out, as (row, column) from 0. Everything
    else is published: the other cells, the total of every row and column, and that of all. A hidden
    cell with a single value left is not hidden; what is wide enough the caller decides (accept from
    a difference equal to the threshold below which cells are hidden).
    """
    rows = [[check_count("table", cell) for cell in row] for row in table]
    if not rows or not rows[0] or any(len(row) != len(rows[0]) for row in rows):
        raise ValueError("the table must have rows of equal length")
    height, width = len(rows), len(rows[0])
    secret = set(hidden)
    for i, j in secret:
        if not (0 <= i < height and 0 <= j < width):
            raise ValueError(f"hidden must name cells of the table, got {(i, j)}")
    lines: list[Line] = [tuple((i, j) for j in range(width)) for i in range(height)]
    lines += [tuple((i, j) for i in range(height)) for j in range(width)]
    totals = {line: sum(rows[i][j] for i, j in line) for line in lines}
    everything = sum(map(sum, rows))
    found = derivable(
        bounds={
            (i, j): Range(0, everything) if (i, j) in secret else Range(count, count)
            for i, row in enumerate(rows)
            for j, count in enumerate(row)
        },
        totals={line: Range(total, total) for line, total in totals.items()},
        wanted=[(cell,) for cell in sorted(secret)],
    )
    return {cell: values for (cell,), values in found.items()}


def derivable(
    *, bounds: Mapping[Cell, Range], totals: Mapping[Line, Range], wanted: Collection[Line]
) -> dict[Line, Range]:
    """The values possible for each sum of cells in `wanted`, given those of cells and totals."""
    from scipy.optimize import linprog

    cells = list(bounds)
    place = {cell: number for number, cell in enumerate(cells)}

    def row(line: Line) -> "np.ndarray[tuple[int], np.dtype[np.float64]]":
        coefficients = np.zeros(len(cells))
        coefficients[[place[cell] for cell in line]] = 1.0
        return coefficients

    left, right = [], []
    for line, (smallest, largest) in totals.items():
        left.append(-row(line))
        right.append(-smallest)
        if largest is not None:
            left.append(row(line))
            right.append(largest)

    def extreme(line: Line, sign: int) -> float:
        answer = linprog(
            sign * row(line), A_ub=left, b_ub=right, bounds=list(bounds.values()), method="highs"
        )
        if not answer.success:
            raise ValueError(f"no table has these totals: {answer.message}")
        return round(sign * answer.fun)

    return {line: Range(extreme(line, 1), extreme(line, -1)) for line in wanted}
