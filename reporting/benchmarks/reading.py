"""What a published table is, and how its file is read: in full, or not at all."""

import csv
import io
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import NamedTuple, Protocol

from reporting.models import BenchmarkKind

MOST_BYTES = 10_000_000
MOST_PROBLEMS = 1_000  # of a file that is told: of another table, every line is wrong
MOST_DIGITS = 9  # of a count: no table of people has more, and the database takes no more


class Cell(NamedTuple):
    """What one count is a count of. An empty dimension means all."""

    area: str
    ethnicity: str = ""
    age_band: str = ""
    sex: str = ""


@dataclass(frozen=True)
class Problem:
    """What is wrong with one line; line 0 is the file as a whole."""

    line: int
    what: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.what}" if self.line else self.what


class Unreadable(Exception):
    """The file is not the table it should be: every problem, in the order of the lines."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("; ".join(map(str, problems)))
        self.problems = problems


class Fault(Exception):
    """What is wrong with the line that is being read."""


Line = dict[str, str]
AreaOf = Callable[[str], str]


class Shape(Protocol):
    """How a file is written: the columns it must have, and what each line counts."""

    @property
    def wanted(self) -> set[str]: ...

    def identity(self, line: Line) -> tuple[str, ...] | None:
        """What makes the line the only one of its kind; None if it is no part of the table."""

    def cells(self, line: Line) -> Iterator[tuple[Cell, int]]: ...


@dataclass(frozen=True, kw_only=True)
class Wide:
    """One line for each area, one column for each group.

    `columns` says what each column counts, `total_column` what they add up to. With `prefix` only
    the areas whose code begins so are read.
    """

    area_column: str
    columns: Mapping[str, Mapping[str, str]]
    area_of: AreaOf
    total_column: str = ""
    prefix: str = ""

    @property
    def wanted(self) -> set[str]:
        return {self.area_column, self.total_column, *self.columns} - {""}

    def identity(self, line: Line) -> tuple[str, ...] | None:
        area = line[self.area_column]
        return (area,) if area.startswith(self.prefix) else None

    def cells(self, line: Line) -> Iterator[tuple[Cell, int]]:
        area = self.area_of(line[self.area_column])
        counts = {column: whole(line[column]) for column in self.columns}
        if self.total_column and sum(counts.values()) != whole(line[self.total_column]):
            raise Fault(f"{area} does not add up to {line[self.total_column]}")
        for column, about in self.columns.items():
            yield Cell(area, **about), counts[column]


@dataclass(frozen=True, kw_only=True)
class Long:
    """One line for each cell; cells that are one to us are added up.

    `dimensions` gives for each of ours the column and what its values mean to us. `where` picks
    the lines that are the table, and all columns but the count tell one line from another.
    """

    area_column: str
    count_column: str
    dimensions: Mapping[str, tuple[str, Mapping[str, str]]]
    area_of: AreaOf
    where: Mapping[str, str] = field(default_factory=dict)

    @property
    def wanted(self) -> set[str]:
        columns = {column for column, _ in self.dimensions.values()}
        return {self.area_column, self.count_column, *columns, *self.where}

    def identity(self, line: Line) -> tuple[str, ...] | None:
        if any(line[column] != value for column, value in self.where.items()):
            return None
        return tuple(value or "" for column, value in line.items() if column != self.count_column)

    def cells(self, line: Line) -> Iterator[tuple[Cell, int]]:
        about = {}
        for dimension, (column, meanings) in self.dimensions.items():
            if line[column] not in meanings:
                raise Fault(f"{column} “{line[column]}” is not known")
            about[dimension] = meanings[line[column]]
        yield Cell(self.area_of(line[self.area_column]), **about), whole(line[self.count_column])


@dataclass(frozen=True, kw_only=True)
class Table:
    """A published table: what it is, where its file is, and what it must add up to."""

    slug: str
    path: Path
    kind: BenchmarkKind
    name: str
    coverage: str
    start: date
    end: date
    source: str
    licence: str
    attribution: str
    retrieved: date
    shape: Shape
    # Known totals: a file that does not add up to them was damaged on the way.
    areas: int
    total: int


def whole(text: str | None) -> int:
    """A count as the files write it: digits and nothing else."""
    if text is None or not (text.isascii() and text.isdigit()):
        raise Fault(f"“{(text or '')[:30]}” is no whole number")
    if len(text) > MOST_DIGITS:
        raise Fault(f"“{text[:30]}” is too large a number")
    return int(text)


def as_code(text: str) -> str:
    """The file has the code itself."""
    if not text or len(text) > 20:
        raise Fault(f"“{text[:30]}” is no code of an area")
    return text


def read(table: Table, content: bytes) -> dict[Cell, int]:
    """Every count of the table, or `Unreadable` with every line that is wrong."""
    lines = csv.DictReader(io.StringIO(decode(content)), strict=True)
    counts: dict[Cell, int] = {}
    seen: set[tuple[str, ...]] = set()
    problems = []
    try:
        missing = table.shape.wanted - set(lines.fieldnames or ())
        if missing:
            names = ", ".join(sorted(missing))
            raise Unreadable(Problem(0, f"there is no column {names}"))
        for line in lines:
            try:
                _read_line(table, line, counts, seen)
            except Fault as fault:
                problems.append(Problem(lines.line_num, str(fault)))
                if len(problems) == MOST_PROBLEMS:
                    problems.append(Problem(lines.line_num, "the rest of the file was not read"))
                    break
    except csv.Error as error:
        problems.append(Problem(lines.line_num, f"is not written as CSV ({error})"))
    if not problems:
        problems += _against_known_totals(table, counts)
    if problems:
        raise Unreadable(*problems)
    return counts


def _read_line(table, line, counts, seen) -> None:
    if None in line or None in line.values():
        raise Fault("the line has not as many values as there are columns")
    identity = table.shape.identity(line)
    if identity is None:
        return
    if identity in seen:
        raise Fault(f"{', '.join(identity)} came before")
    seen.add(identity)
    for cell, count in table.shape.cells(line):
        counts[cell] = counts.get(cell, 0) + count


def _against_known_totals(table: Table, counts: dict[Cell, int]) -> list[Problem]:
    areas, total = len({cell.area for cell in counts}), sum(counts.values())
    if (areas, total) == (table.areas, table.total):
        return []
    return [
        Problem(
            0,
            f"{areas} areas with {total:,} {table.kind.label.lower()}, "
            f"not {table.areas} with {table.total:,}",
        )
    ]


def decode(content: bytes) -> str:
    """The text of a file, or `Unreadable`."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable(Problem(0, "the file is not text in UTF-8")) from None
    if "\x00" in text:
        raise Unreadable(Problem(0, "the file is not a CSV file"))
    return text
