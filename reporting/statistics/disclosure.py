"""What may be published of counts of people (M15): the 10-5 rule.

A count below ten, zero included, is hidden; any other is rounded to the nearest five. Rates,
shares, ratios and limits are then worked out from the rounded count, since a rate with two decimals
would tell the count. What is published has no trace of the true count, not even in its inputs.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from reporting.statistics.audit import Line, Range, derivable
from reporting.statistics.estimate import Estimate, Input, State
from reporting.statistics.inputs import check_count

HIDDEN_BELOW, BASE = 10, 5
METHOD = "ten_five"
TOO_SMALL = f"fewer than {HIDDEN_BELOW}"
CANNOT_OCCUR = "cannot occur"
WOULD_TELL = "a hidden count could be worked out from it"
FOOTNOTE = (
    f"Counts below {HIDDEN_BELOW} are hidden and others rounded to the nearest {BASE}, totals each "
    "on their own, so that parts may not add up to them."
)

RULE: dict[str, Input] = {"hidden_below": HIDDEN_BELOW, "base": BASE}


class Hidden(StrEnum):
    """Stands in for a count that is not published, and says why."""

    TOO_SMALL = TOO_SMALL
    WOULD_TELL = WOULD_TELL


@dataclass(frozen=True, kw_only=True)
class PublishedTable:
    """A table after the rule: cells by row and column, and totals rounded on their own.

    A total is withheld where a hidden cell could otherwise be worked out too closely.
    """

    cells: tuple[tuple[Estimate, ...], ...]
    row_totals: tuple[Estimate, ...]
    column_totals: tuple[Estimate, ...]
    total: Estimate
    footnote: str = FOOTNOTE


def publish_count(*, count: int) -> Estimate:
    """The count as it may be published, or state "suppressed" without a number below ten.

    The limits are the counts that are rounded to the same: 15 stands for 13 to 17, 10 for 10 to 12.
    They are no interval for chance.
    """
    checked = check_count("count", count)
    if checked < HIDDEN_BELOW:
        return Estimate(method=METHOD, state=State.SUPPRESSED, note=TOO_SMALL, inputs=RULE)
    rounded = (checked + BASE // 2) // BASE * BASE
    reach = BASE // 2
    return Estimate(
        estimate=float(rounded),
        lower=float(max(rounded - reach, HIDDEN_BELOW)),
        upper=float(rounded + reach),
        method=METHOD,
        inputs=RULE,
    )


def publish_table(*, table: Sequence[Sequence[int | None]]) -> PublishedTable:
    """A table of counts by the rule; None is a cell that cannot occur, a zero that hides nothing.

    Totals are of the true counts, each rounded on its own. That alone does not protect: four cells
    of 13, published as 15, with a total of 52, published as 50, leave nothing for a fifth. So what
    can be derived of every hidden number is worked out (see `audit`), and totals are withheld,
    those of its own row and column first, until at least five counts stay possible: as many as a
    rounded count stands for.

    For releases, not for pages: the derivation uses linear programmes.
    """
    rows = [[None if cell is None else check_count("table", cell) for cell in row] for row in table]
    if not rows or not rows[0] or any(len(row) != len(rows[0]) for row in rows):
        raise ValueError("the table must have rows of equal length")
    filled = [[cell or 0 for cell in row] for row in rows]
    published = PublishedTable(
        cells=tuple(tuple(_cell(cell) for cell in row) for row in rows),
        row_totals=tuple(publish_count(count=sum(row)) for row in filled),
        column_totals=tuple(publish_count(count=sum(c)) for c in zip(*filled, strict=True)),
        total=publish_count(count=sum(map(sum, filled))),
    )
    while told := _told(published):
        published = _without_totals(published, told)
    return published


def derivable_from(published: PublishedTable) -> dict[Line, Range]:
    """The counts that remain possible for each hidden number of a published table.

    Keys are the cells that a number is the sum of: one for a hidden cell, a whole row or column,
    or all for a hidden total.
    """
    bounds = {
        (i, j): _range(cell) for i, row in enumerate(published.cells) for j, cell in enumerate(row)
    }
    totals = {line: _range(total) for line, total in _totals(published)}
    hidden = [((place,), cell) for place, cell in _cells(published)] + list(_totals(published))
    wanted = [line for line, number in hidden if number.note == TOO_SMALL]
    return derivable(bounds=bounds, totals=totals, wanted=wanted) if wanted else {}


def _cell(count: int | None) -> Estimate:
    if count is None:
        return Estimate(method=METHOD, state=State.NOT_ESTIMABLE, note=CANNOT_OCCUR, inputs=RULE)
    return publish_count(count=count)


def _range(number: Estimate) -> Range:
    """The counts that a published number leaves possible by itself."""
    if number.lower is not None and number.upper is not None:
        return Range(number.lower, number.upper)
    if number.note == WOULD_TELL:
        return Range(0, None)
    return Range(0, 0 if number.note == CANNOT_OCCUR else HIDDEN_BELOW - 1)


def _cells(published: PublishedTable) -> Iterator[tuple[tuple[int, int], Estimate]]:
    for i, row in enumerate(published.cells):
        for j, cell in enumerate(row):
            yield (i, j), cell


def _totals(published: PublishedTable) -> Iterator[tuple[Line, Estimate]]:
    """Every total with the cells that it is the sum of."""
    height, width = len(published.cells), len(published.cells[0])
    for i, total in enumerate(published.row_totals):
        yield tuple((i, j) for j in range(width)), total
    for j, total in enumerate(published.column_totals):
        yield tuple((i, j) for i in range(height)), total
    yield tuple((i, j) for i in range(height) for j in range(width)), published.total


def _told(published: PublishedTable) -> list[Line]:
    """The hidden numbers of which fewer counts remain possible than of a rounded one."""
    return [
        line
        for line, (smallest, largest) in derivable_from(published).items()
        if largest is not None and largest - smallest < BASE - 1
    ]


def _without_totals(published: PublishedTable, told: Iterable[Line]) -> PublishedTable:
    """Withholds one more total for each number told: the smallest that it is a part of, if any."""
    withheld = {line for line, total in _totals(published) if total.note == WOULD_TELL}
    for cells in told:
        left = [line for line, _ in _totals(published) if line not in withheld]
        withheld.add(min(left, key=lambda line: (not set(cells) & set(line), len(line))))
    totals = [
        total.withhold(state=State.SUPPRESSED, note=WOULD_TELL) if line in withheld else total
        for line, total in _totals(published)
    ]
    height = len(published.cells)
    return replace(
        published,
        row_totals=tuple(totals[:height]),
        column_totals=tuple(totals[height:-1]),
        total=totals[-1],
    )
