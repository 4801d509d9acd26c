"""What of the register a release publishes: every count it has, audited together.

A release answers a fixed list of questions: how many, by area and group, of all handcuffing and of
the kinds it tells apart. Each answer is a sum of cells (area, group, kind or not). First each is
published by itself (M15: hidden below ten, else rounded to the nearest five). Then all of them are
held together: what can be derived of each count below ten, and of each that nobody asked for but
anybody can get by taking one answer from another - not before arrest, everywhere else, all but one
group. Until at least five counts remain possible of every one of them, further numbers are
withheld.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from itertools import product

from reporting.disclosure import Count, Counted
from reporting.statistics import Hidden, Range, publish_count
from reporting.statistics.audit import Line, told
from reporting.statistics.disclosure import BASE, HIDDEN_BELOW

Cell = tuple[str, str, str, bool]  # area, group, kind, and whether it is of that kind
FAR_ENOUGH = BASE - 1  # so that five counts are possible


@dataclass(frozen=True, kw_only=True)
class Counts:
    """The true counts of a period by area and group, and of those the counts of each kind."""

    every: Mapping[tuple[str, str], int]
    of_kind: Mapping[str, Mapping[tuple[str, str], int]]

    @property
    def areas(self) -> list[str]:
        return list(dict.fromkeys(area for area, _ in self.every))

    @property
    def groups(self) -> list[str]:
        return list(dict.fromkeys(group for _, group in self.every))

    def cells(self) -> dict[Cell, int]:
        """People told in two by each kind."""
        cells: dict[Cell, int] = {}
        for kind, counts in self.of_kind.items():
            for place, number in self.every.items():
                cells[(*place, kind, True)] = counts[place]
                cells[(*place, kind, False)] = number - counts[place]
        return cells


def publish(counts: Counts) -> dict[Counted, Count]:
    """Every count that a release has: the rounded number, or why there is none.

    What is withheld follows from the rounded numbers alone. So it tells no more than they do, and
    registers that are rounded alike are published alike.
    """
    cells, lines = counts.cells(), sums(counts)
    published = {of: _number(sum(cells[cell] for cell in line)) for of, line in lines.items()}
    while found := _told(published, lines, counts):
        chosen = {_next_to_withhold(line, published, lines) for line in found}
        published |= dict.fromkeys(chosen, Hidden.WOULD_TELL)
    return published


def _number(true: int) -> Count:
    published = publish_count(count=true)
    return Hidden.TOO_SMALL if published.estimate is None else int(published.estimate)


def _told(
    published: Mapping[Counted, Count], lines: Mapping[Counted, Line], counts: Counts
) -> list[Line]:
    """The counts that may be below ten, and of which fewer than five remain possible."""
    known = {lines[of]: limits(count) for of, count in published.items()}
    least = {line: known[line].smallest for of, line in lines.items() if of.area and of.group}
    found = told(
        bounds=dict.fromkeys(counts.cells(), Range(0, None)),
        totals=known,
        wanted=[line for line in askable(counts) if _at_least(line, least) < HIDDEN_BELOW],
        width=FAR_ENOUGH,
        equal=list(_told_in_two(counts)),
    )
    return [line for line, (smallest, _) in found.items() if smallest < HIDDEN_BELOW]


def _at_least(line: Line, least: Mapping[Line, float]) -> float:
    """What a sum is at least, by the single numbers that are published of its people; or ten."""
    parts, total = sorted(_parts(line), reverse=True), 0.0
    if parts == [False]:
        return 0
    for people in line[:: len(parts)]:
        total += least.get(tuple((*people[:3], part) for part in parts), 0)
        if total >= HIDDEN_BELOW:
            break
    return total


def limits(count: Count) -> Range:
    """The true counts that a published one stands for."""
    if count is Hidden.WOULD_TELL:
        return Range(0, None)
    if count is Hidden.TOO_SMALL:
        return Range(0, HIDDEN_BELOW - 1)
    return Range(max(count - BASE // 2, HIDDEN_BELOW), count + BASE // 2)


def _next_to_withhold(
    secret: Line, published: Mapping[Counted, Count], lines: Mapping[Counted, Line]
) -> Counted:
    """The smallest sum with the same people that is still published.

    Of a kind before of all, since the number of all is what most is worked out from; but a number
    of a kind says little of a secret about all.
    """
    people, parts = {cell[:2] for cell in secret}, _parts(secret)
    left = [of for of, count in published.items() if not isinstance(count, Hidden)]

    def order(of: Counted) -> tuple[bool, bool, int]:
        line = lines[of]
        apart = not people & {cell[:2] for cell in line}
        return (apart, bool(of.kind) if len(parts) > 1 else not of.kind, len(line))

    return min(left, key=order)


def _parts(line: Line) -> set[bool]:
    """Whether it counts those of a kind, the others, or both."""
    return {cell[3] for cell in line}


def sums(counts: Counts) -> dict[Counted, Line]:
    """The cells of every count that a release has."""
    return {
        Counted(area, group, kind): _line(areas, groups, kind or next(iter(counts.of_kind)), parts)
        for (area, areas), (group, groups) in product(
            _each_and_all(counts.areas), _each_and_all(counts.groups)
        )
        for kind, parts in [("", (True, False)), *((kind, (True,)) for kind in counts.of_kind)]
    }


def askable(counts: Counts) -> list[Line]:
    """Every count somebody can be after: those of a release, and one of them less another."""
    lines: dict[Line, None] = {}
    for areas, groups in product(_and_all_but(counts.areas), _and_all_but(counts.groups)):
        for number, kind in enumerate(counts.of_kind):
            for parts in ((True,), (False,), *([(True, False)] if number == 0 else [])):
                lines[_line(areas, groups, kind, parts)] = None
    return [line for line in lines if line]


def _told_in_two(counts: Counts) -> Iterable[tuple[Line, Line]]:
    """The same people are told in two by every kind."""
    first, *others = counts.of_kind
    for area, group in counts.every:
        for kind in others:
            yield (
                _line([area], [group], first, (True, False)),
                _line([area], [group], kind, (True, False)),
            )


def _line(areas: Collection[str], groups: Collection[str], kind: str, parts) -> Line:
    return tuple(product(areas, groups, [kind], parts))


def _each_and_all(names: list[str]) -> list[tuple[str, list[str]]]:
    return [("", names), *((name, [name]) for name in names)]


def _and_all_but(names: list[str]) -> list[list[str]]:
    each = [chosen for _, chosen in _each_and_all(names)]
    return each + [[other for other in names if other != name] for name in names]
