"""What an encounter was like before anybody acted: like is compared with like in these alone.

Never compliance, justification or outcome: whoever is compared perceived or produced those
themselves, and allowing for them would hide what is looked for.
"""

from collections.abc import Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from reporting import groupings
from reporting.exports.occasion import LONDON_TIME
from reporting.statistics import expected_events

BLOCK = 6  # hours
ROOM = "192MB"  # for each of the few hashes of a statement


@dataclass(frozen=True)
class Factor:
    """One thing in which encounters are alike; `sql` is of a table called `encounter`."""

    words: str
    sql: str


AREA = Factor("the area", "encounter.area_id")
SETTING = Factor(
    "the kind of place (public, shop or bar, home, police premises, health)",
    groupings.setting("encounter.location_type"),
)
REASON = Factor("the reason for the encounter", "encounter.reason")
AGE = Factor("the person’s age band", groupings.age_band("encounter.age_years"))
GENDER = Factor("the person’s gender", "encounter.gender")
HOURS = Factor(
    f"the time of day, in blocks of {BLOCK} hours",
    f"floor(extract(hour FROM {LONDON_TIME}) / {BLOCK})::int",
)

# A team mostly works in one area, so matched by area it would be compared with itself.
TEAM_MIX = (SETTING, REASON, AGE, GENDER, HOURS)
# Who is met depends on where: colleagues count as far as they were in the same area.
OFFICER_MIX = (AREA, REASON, AGE, GENDER, HOURS)


def columns(mix: Sequence[Factor]) -> str:
    """The cell of an encounter as columns of a SELECT."""
    return ", ".join(f"{factor.sql} AS mix_{n}" for n, factor in enumerate(mix))


def names(mix: Sequence[Factor]) -> str:
    return ", ".join(f"mix_{n}" for n, _ in enumerate(mix))


def in_words(mix: Sequence[Factor]) -> str:
    *first, last = [factor.words for factor in mix]
    return f"{', '.join(first)} and {last}"


@contextmanager
def roomy_cursor() -> Iterator[CursorWrapper]:
    """For statements over a whole force: hashes in memory where they would go to the disk.

    And no loop in a loop, which the database takes for the quickest way while it has no statistics
    yet, and believes that there are a handful of records.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL work_mem = '{ROOM}'; SET LOCAL enable_nestloop = off")
        yield cursor
        cursor.execute("SET LOCAL work_mem TO DEFAULT; SET LOCAL enable_nestloop TO DEFAULT")


Cell = tuple[object, ...]
Counts = tuple[int, int]  # events, of so many records


@dataclass(frozen=True, kw_only=True)
class Expectation:
    """What one of several would have at the shares of all in the same cells.

    `left_out` are records in cells where nobody else has any: they are in neither number.
    """

    observed: int
    expected: float | None
    compared: int
    left_out: int


NO_RECORDS = Expectation(observed=0, expected=None, compared=0, left_out=0)


def expectations(
    rows: Iterable[tuple[Hashable, Cell, Counts]], *, of: Iterable[Hashable]
) -> Mapping[Hashable, Expectation]:
    """Observed and expected events of each of these; `rows` are of all, also of those not asked."""
    everybody: dict[Cell, list[int]] = {}
    own: dict[Hashable, list[tuple[Cell, Counts]]] = {key: [] for key in of}
    for key, cell, (events, total) in rows:
        if not total:
            continue
        sums = everybody.setdefault(cell, [0, 0])
        sums[0] += events
        sums[1] += total
        if key in own:
            own[key].append((cell, (events, total)))
    return {key: _expectation(cells, everybody) for key, cells in own.items()}


def _expectation(
    cells: Sequence[tuple[Cell, Counts]], everybody: Mapping[Cell, list[int]]
) -> Expectation:
    alike = [(cell, counts) for cell, counts in cells if everybody[cell][1] > counts[1]]
    compared = sum(total for _, (_, total) in alike)
    return Expectation(
        observed=sum(events for _, (events, _) in alike),
        expected=expected_events(strata=[(total, *everybody[cell]) for cell, (_, total) in alike]),
        compared=compared,
        left_out=sum(total for _, (_, total) in cells) - compared,
    )
