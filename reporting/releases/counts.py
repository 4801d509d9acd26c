"""What of the register a release publishes: every count it has, audited together.

A release answers a fixed list of questions. First each count is published by itself (M15: hidden
below ten, else rounded to the nearest five). Then all of them are held together: what can be
derived of each count below ten, and of each that nobody asked for but anybody can get by taking
one answer from another - not before arrest, everywhere else, all but one group. Until at least
five counts remain possible of every one of them, further numbers are withheld.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from reporting.disclosure import Count, Counted
from reporting.releases.tables import Table, every_line
from reporting.statistics import Hidden, Range, publish_count
from reporting.statistics.audit import Cell, Line, parts_within, told
from reporting.statistics.disclosure import BASE, HIDDEN_BELOW

FAR_ENOUGH = BASE - 1  # so that five counts are possible


def publish(numbers: Mapping[Counted, int], tables: Sequence[Table]) -> dict[Counted, Count]:
    """Every count that a release has: the rounded number, or why there is none.

    What is withheld follows from the rounded numbers alone. So it tells no more than they do, and
    registers that are rounded alike are published alike.

    A number that is withheld only makes more possible. So whatever was found wide enough stays so,
    and is not asked again.
    """
    published = {of: _number(number) for of, number in numbers.items()}
    known = Known.of(tables, published)
    unsettled = known.askable
    while True:
        asked = known.perhaps_small(unsettled, published)
        found = known.told(asked, published)
        settled = {*asked} - {*found}
        unsettled = [line for line in unsettled if line not in settled]
        secrets = [line for line, (smallest, _) in found.items() if smallest < HIDDEN_BELOW]
        if not secrets:
            return published
        chosen = {known.next_to_withhold(line, published) for line in secrets}
        published |= dict.fromkeys(chosen, Hidden.WOULD_TELL)


def _number(true: int) -> Count:
    published = publish_count(count=true)
    return Hidden.TOO_SMALL if published.estimate is None else int(published.estimate)


def limits(count: Count) -> Range:
    """The true counts that a published one stands for."""
    if count is Hidden.WOULD_TELL:
        return Range(0, None)
    if count is Hidden.TOO_SMALL:
        return Range(0, HIDDEN_BELOW - 1)
    return Range(max(count - BASE // 2, HIDDEN_BELOW), count + BASE // 2)


@dataclass(frozen=True, kw_only=True)
class Known:
    """What everybody knows of the counts of a release, but for the numbers.

    `lines` are the cells of each, in every table that has it; `same` are pairs of sums that count
    the same people; `askable` all that somebody can be after.
    """

    tables: Mapping[str, Table]
    cells: tuple[Cell, ...]
    lines: Mapping[Counted, Mapping[str, Line]]
    same: Sequence[tuple[Line, Line]]
    askable: Sequence[Line]

    @classmethod
    def of(cls, tables: Sequence[Table], published: Collection[Counted]) -> "Known":
        every = every_line(tables)
        same = []
        for lines in every.values():
            first, *others = lines.values()
            same += [(first, other) for other in others]
        asked = (line for table in tables for line in table.askable(published))
        return cls(
            tables={table.name: table for table in tables},
            cells=tuple(cell for table in tables for cell in table.cells()),
            lines={of: every[of] for of in published},
            same=same,
            askable=list(dict.fromkeys(filter(None, asked))),
        )

    def perhaps_small(
        self, lines: Sequence[Line], published: Mapping[Counted, Count]
    ) -> list[Line]:
        """Those that may be below ten: no number that is published is of a part of them."""
        shown = [
            line
            for of, count in published.items()
            if not isinstance(count, Hidden)
            for line in self.lines[of].values()
        ]
        large = parts_within(lines, parts=shown, cells=self.cells)
        return [line for line, has_part in zip(lines, large, strict=True) if not has_part]

    def told(
        self, lines: Collection[Line], published: Mapping[Counted, Count]
    ) -> dict[Line, Range]:
        """Of these the ones of which fewer than five counts remain possible."""
        return told(
            bounds=dict.fromkeys(self.cells, Range(0, None)),
            totals={
                next(iter(self.lines[of].values())): limits(count)
                for of, count in published.items()
            },
            wanted=lines,
            width=FAR_ENOUGH,
            equal=self.same,
        )

    def next_to_withhold(self, secret: Line, published: Mapping[Counted, Count]) -> Counted:
        """The smallest sum with the same people that is still published.

        Of a kind before of all, since the number of all is what most is worked out from; but a
        number of a kind says little of a secret about all. Where nothing is left in the table of
        the secret, what is told of it comes from another.
        """
        table = self.tables[secret[0][0]]
        of_all = _is_of_every_kind(secret, table)

        def order(of: Counted) -> tuple[int, bool, int]:
            lines = self.lines[of]
            if table.name not in lines:
                return 1, bool(of.kind) == of_all, min(map(len, lines.values()))
            line = lines[table.name]
            apart = 0 if _meet(secret, line, table) else 2
            return apart, bool(of.kind) == of_all, len(line)

        return min(
            (of for of, count in published.items() if not isinstance(count, Hidden)), key=order
        )


def _is_of_every_kind(line: Line, table: Table) -> bool:
    return all(
        _values(line, place) == set(axis.values)
        for place, axis in enumerate(table.axes)
        if axis.part == "kind"
    )


def _meet(line: Line, other: Line, table: Table) -> bool:
    """Whether they are of some of the same people, of whatever kind."""
    return all(
        _values(line, place) & _values(other, place)
        for place, axis in enumerate(table.axes)
        if axis.part != "kind"
    )


def _values(line: Iterable[Cell], axis: int) -> set[str]:
    return {cell[1 + axis] for cell in line}
