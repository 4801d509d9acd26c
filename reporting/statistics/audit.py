"""What an attacker can derive of hidden numbers in a published table (M15).

Each hidden number is made as small and as large as the published ones allow, by two linear
programmes, as sdcTable and GaussSuppression do for official statistics. Counts are whole, and the
programmes ask for whole numbers: in a table of rows and columns the extremes are so by themselves,
in one of three dimensions an attacker who knows it could derive more.

The solver takes long to import and is for commands and releases: it is imported on use.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from reporting.statistics.inputs import check_count

Cell = Any  # whatever tells one from another: row and column from 0, or names
Line = tuple[Cell, ...]  # the cells that a number is the sum of
Numbers = NDArray[np.floating[Any]]


class Range(NamedTuple):
    """The smallest and the largest value that remain possible; None where there is no largest."""

    smallest: float
    largest: float | None


def audit_suppression(
    *, table: Sequence[Sequence[int]], hidden: Collection[Cell]
) -> dict[Cell, Range]:
    """The values that remain possible for each hidden cell when exact totals are published.

    `table` has the true counts, `hidden` the cells left out, as (row, column) from 0. Everything
    else is published: the other cells, the total of every row and column, and that of all. A table
    of one row is a list, whose columns have no totals, and one of one column likewise. A hidden
    cell with a single value left is not hidden; what is wide enough the caller decides (accept from
    a difference equal to the threshold below which cells are hidden).
    """
    rows = [[check_count("table", cell) for cell in row] for row in table]
    if not rows or not rows[0] or any(len(row) != len(rows[0]) for row in rows):
        raise ValueError("the table must have rows of equal length")
    height, width = len(rows), len(rows[0])
    secret = {(i, j) for i, j in hidden}
    for i, j in secret:
        if not (0 <= i < height and 0 <= j < width):
            raise ValueError(f"hidden must name cells of the table, got {(i, j)}")
    lines: list[Line] = [tuple((i, j) for j in range(width)) for i in range(height)]
    lines += [tuple((i, j) for i in range(height)) for j in range(width)]
    lines = [line for line in lines if len(line) > 1]
    lines.append(tuple((i, j) for i in range(height) for j in range(width)))
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
    *,
    bounds: Mapping[Cell, Range],
    totals: Mapping[Line, Range],
    wanted: Collection[Line],
    equal: Collection[tuple[Line, Line]] = (),
) -> dict[Line, Range]:
    """The values possible for each sum of cells in `wanted`, given those of cells and totals.

    `equal` are pairs of sums that are known to be the same: people told in two in several ways.
    """
    table = _Table(bounds, totals, equal)

    def extreme(line: Line, sign: int) -> float:
        sums = table.rows([line]).toarray()[0]
        return round(float(sums @ table.extreme(sign * sums)))

    def range_of(line: Line) -> Range:
        largest = extreme(line, -1)
        return Range(extreme(line, 1), None if largest >= table.far else largest)

    return {line: range_of(line) for line in wanted}


def told(
    *,
    bounds: Mapping[Cell, Range],
    totals: Mapping[Line, Range],
    wanted: Collection[Line],
    width: int,
    equal: Collection[tuple[Line, Line]] = (),
) -> dict[Line, Range]:
    """The sums in `wanted` whose smallest and largest possible values lie closer than `width`.

    What `derivable` answers one by one, for thousands at once: each table found possible is a
    witness for all of them, and a sum with two witnesses far enough apart is settled.
    """
    lines = list(wanted)
    if not lines:
        return {}
    table = _Table(bounds, totals, equal)
    rows = table.rows(lines)
    smallest, largest = np.full(len(lines), np.inf), np.full(len(lines), -np.inf)

    def unsettled() -> Numbers:
        return largest - smallest < width - 0.5

    def see(objective: Numbers) -> None:
        values = rows @ table.extreme(objective)
        np.minimum(smallest, values, out=smallest)
        np.maximum(largest, values, out=largest)

    chance = np.random.default_rng(0)
    signs, left = np.ones(len(lines)), len(lines) + 2
    # First all down and all up; then half of them down while the others go up, and turned: as long
    # as that settles more than the same work would one by one.
    while unsettled().any() and left - unsettled().sum() > 1:
        left = unsettled().sum()
        objective = rows.T @ (signs * unsettled())
        see(objective)
        see(-objective)
        signs = chance.choice((-1.0, 1.0), len(lines))
    for number in np.flatnonzero(unsettled()):
        sums = rows[[number]].toarray()[0]
        for objective in (sums, -sums):
            if unsettled()[number]:
                see(objective)
    return {
        lines[number]: Range(float(smallest[number]), float(largest[number]))
        for number in np.flatnonzero(unsettled())
    }


def parts_within(
    lines: Sequence[Line], *, parts: Sequence[Line], cells: Collection[Cell]
) -> list[bool]:
    """Whether each of the sums has one of `parts` within it."""
    if not lines or not parts:
        return [False] * len(lines)
    places = {cell: number for number, cell in enumerate(cells)}
    common = _rows(lines, places) @ _rows(parts, places).T
    whole = common.toarray() == np.array([len(part) for part in parts])
    return [bool(found) for found in whole.any(axis=1)]


def _rows(lines: Sequence[Line], places: Mapping[Cell, int]) -> Any:
    """A row for each sum: one for a cell that is part of it, else nought."""
    from scipy.sparse import csr_array

    cells = [places[cell] for line in lines for cell in line]
    ends = np.cumsum([0, *(len(line) for line in lines)])
    return csr_array((np.ones(len(cells)), cells, ends), shape=(len(lines), len(places)))


class _Table:
    """All tables of whole numbers that fit what is known."""

    def __init__(
        self,
        bounds: Mapping[Cell, Range],
        totals: Mapping[Line, Range],
        equal: Collection[tuple[Line, Line]],
    ) -> None:
        from scipy.optimize import Bounds, LinearConstraint

        self._place = {cell: number for number, cell in enumerate(bounds)}
        # Stands for infinity, since a table of infinite numbers would be no witness.
        known = [high for _, high in (*bounds.values(), *totals.values()) if high is not None]
        self.far = 10 * max([100_000, *known])
        self._bounds = Bounds(*_limits(bounds.values(), self.far))
        self._known = [LinearConstraint(self.rows(list(totals)), *_limits(totals.values(), np.inf))]
        if equal:
            ones, others = zip(*equal, strict=True)
            self._known.append(LinearConstraint(self.rows(ones) - self.rows(others), 0, 0))

    def rows(self, lines: Sequence[Line]) -> Any:
        return _rows(lines, self._place)

    def extreme(self, objective: Numbers) -> Numbers:
        """The possible table for which the objective is smallest."""
        from scipy.optimize import milp

        # A corner of the table of any numbers is most often one of whole numbers, and found faster.
        for whole in (0, 1):
            answer = milp(
                objective,
                bounds=self._bounds,
                constraints=self._known,
                integrality=whole,
                options={"presolve": False},  # takes longer than it saves
            )
            if answer.x is None:
                raise ValueError(f"no table has these totals: {answer.message}")
            table: Numbers = np.round(answer.x)
            if np.allclose(table, answer.x, rtol=0, atol=1e-6):
                break
        return table


def _limits(ranges: Collection[Range], open_end: float) -> tuple[list[float], list[float]]:
    """The smallest and the largest of each."""
    return (
        [smallest for smallest, _ in ranges],
        [open_end if largest is None else largest for _, largest in ranges],
    )
