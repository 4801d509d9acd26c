"""What somebody finds out who holds all published counts together."""

from collections.abc import Collection, Mapping, Sequence
from itertools import product

from reporting.disclosure import Count, Counted
from reporting.releases.counts import limits
from reporting.releases.tables import Table, every_line
from reporting.statistics import Range
from reporting.statistics.audit import Line, derivable

Published = Mapping[Counted, Count]


def derived(
    tables: Sequence[Table], published: Published, *, wanted: Collection[Line]
) -> dict[Line, Range]:
    """The smallest and the largest that each sum can be."""
    same = [
        pair
        for lines in every_line(tables).values()
        for pair in product(lines.values(), repeat=2)
        if pair[0] != pair[1]
    ]
    return derivable(
        bounds={cell: Range(0, None) for table in tables for cell in table.cells()},
        totals=ranges(tables, published),
        wanted=wanted,
        equal=same,
    )


def ranges(tables: Sequence[Table], published: Published) -> dict[Line, Range]:
    """What everybody knows of every sum that is published."""
    lines = every_line(tables)
    return {next(iter(lines[of].values())): limits(count) for of, count in published.items()}
