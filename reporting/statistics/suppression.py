"""Which cells to hide where a table is published with exact totals (M15).

Small cells alone are no secret: what is left of a row and a column tells them. So others are hidden
with them, in cycles: along a cycle of cells, one can be larger by as much as its neighbours are
smaller, and every total stays what it is. Hiding one more cell in each row and column that does not
close a cycle protects nothing. The pattern is then audited (see `audit`).

The releases of this service do not use it: they publish by the 10-5 rule, totals rounded too
(`publish_table`). It is for a table whose totals must be exact, such as one that repeats totals
published before.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from heapq import heappop, heappush
from math import inf

from reporting.statistics.audit import audit_suppression
from reporting.statistics.inputs import check_count

Place = tuple[int, int]
Rows = list[list[int]]
SMALL_BELOW = 5


@dataclass(frozen=True, kw_only=True)
class SuppressedTable:
    """The cells as published, None where hidden: for being small, or to protect a small one.

    Which of the two is not to be published. `exposed` are cells that no hiding protects, since too
    little stands beside them; with any, the table must not be published with these totals.
    """

    cells: tuple[tuple[int | None, ...], ...]
    primary: frozenset[Place]
    complementary: frozenset[Place]
    exposed: frozenset[Place]

    @property
    def hidden(self) -> frozenset[Place]:
        return self.primary | self.complementary

    @property
    def publishable(self) -> bool:
        return not self.exposed


def suppress_table(
    *,
    table: Sequence[Sequence[int]],
    threshold: int = SMALL_BELOW,
    keep: Collection[Place] = (),
) -> SuppressedTable:
    """Hides counts of 1 to below `threshold`, and what else has to be, with all totals exact.

    The smallest first, each gets the cycle of non-zero cells that hides the least people more, with
    room on it for `threshold` possible values at least: cells hidden already cost nothing. Where no
    single cycle has the room, but all cells together would, all are hidden, and published again as
    far as that protects. A zero is never hidden. `keep` are cells hidden in an earlier edition,
    which stay hidden as long as they are not zero: two patterns could tell what neither does.

    For releases, not for pages: the audit uses linear programmes.
    """
    rows = [[check_count("table", cell) for cell in row] for row in table]
    if not rows or not rows[0] or any(len(row) != len(rows[0]) for row in rows):
        raise ValueError("the table must have rows of equal length")
    if check_count("threshold", threshold) < 2:
        raise ValueError("threshold must be 2 or more")
    for i, j in keep:
        if not (0 <= i < len(rows) and 0 <= j < len(rows[0])):
            raise ValueError(f"keep must name cells of the table, got {(i, j)}")
    filled = {(i, j): cell for i, row in enumerate(rows) for j, cell in enumerate(row) if cell}
    secret = {place for place, cell in filled.items() if cell < threshold}
    secret |= {(i, j) for i, j in keep if (i, j) in filled}
    hidden = set(secret)
    for place in sorted(secret, key=lambda one: (filled[one], one)):
        if place in _told(rows, hidden, threshold):
            hidden |= _cycle(rows, hidden, place, threshold)
    told = _told(rows, hidden, threshold)
    exposed = told & _told(rows, set(filled), threshold)
    if told - exposed:
        hidden = _least(rows, filled, secret, threshold)
        exposed = _told(rows, hidden, threshold)
    return SuppressedTable(
        cells=tuple(
            tuple(None if (i, j) in hidden else cell for j, cell in enumerate(row))
            for i, row in enumerate(rows)
        ),
        primary=frozenset(place for place in secret if filled[place] < threshold),
        complementary=frozenset(p for p in hidden if p not in secret or filled[p] >= threshold),
        exposed=frozenset(exposed),
    )


def _told(rows: Rows, hidden: set[Place], threshold: int) -> set[Place]:
    """The hidden cells with fewer possible values than the threshold asks for."""
    ranges = audit_suppression(table=rows, hidden=hidden)
    return {
        place
        for place, (smallest, largest) in ranges.items()
        if largest is not None and largest - smallest < threshold
    }


def _least(rows: Rows, filled: dict[Place, int], secret: set[Place], threshold: int) -> set[Place]:
    """All non-zero cells but those, the largest first, that can be published all the same."""
    hopeless = _told(rows, set(filled), threshold) & secret

    def without(cells: set[Place]) -> set[Place]:
        """Less those that the others tell by now; as before if a cell that matters were told."""
        left = hidden - cells
        while told := _told(rows, left, threshold) - hopeless:
            if told & secret:
                return hidden
            left -= told
        return left

    hidden = set(filled)
    hidden = without(set())
    for place in sorted(hidden - secret, key=lambda one: (-filled[one], one)):
        hidden = without({place})
    return hidden


def _cycle(rows: Rows, hidden: set[Place], place: Place, threshold: int) -> set[Place]:
    """The cells of the cheapest cycle through a cell that has room for `threshold`; or none.

    Going round, every other cell falls while those between rise. One way there is as much room as
    in the smallest of the one half, the other way as in the smallest of the other.
    """
    count = rows[place[0]][place[1]]
    found = [
        _round(rows, hidden, place, like=least, between=max(threshold - least, 1))
        for least in range(1, min(count, threshold) + 1)
    ]
    cost, cells = min(found, key=lambda one: one[0])
    return cells if cost[0] < inf else set()


def _round(
    rows: Rows, hidden: set[Place], place: Place, *, like: int, between: int
) -> tuple[tuple[float, int], set[Place]]:
    """The cheapest way from the row of a cell to its column, over other cells (Dijkstra 1959).

    Rows and columns are the places, cells the ways between them. A cell taken from a row to a
    column must count `between` or more, one back from a column to a row `like` or more. A list has
    no totals on its other side, as if a line beside it took up whatever is changed.
    """
    height, width = len(rows), len(rows[0])
    high = height + (height == 1 < width)
    wide = width + (width == 1 < height)

    def size(i: int, j: int) -> float:
        return rows[i][j] if i < height and j < width else inf

    start, goal = (0, place[0]), (1, place[1])
    waiting: list[tuple[tuple[float, int], tuple[int, int], tuple[Place, ...]]] = [
        ((0, 0), start, ())
    ]
    seen = set()
    while waiting:
        cost, node, way = heappop(waiting)
        if node == goal:
            return cost, {(i, j) for i, j in way if i < height and j < width}
        if node in seen:
            continue
        seen.add(node)
        side, number = node
        for other in range(high if side else wide):
            cell = (other, number) if side else (number, other)
            if cell == place or not size(*cell) >= (like if side else between):
                continue
            new = cell not in hidden and size(*cell) < inf
            more = (cost[0] + size(*cell), cost[1] + 1) if new else cost
            heappush(waiting, (more, (1 - side, other), (*way, cell)))
    return (inf, 0), set()
