"""What the page of every report is made of, in the order in which it is read.

Plain sentences, pictures, tables, how it is worked out, what the figures are of, caveats: a
presenter fills these parts from one result, and `templates/reporting/report.html` draws them.
"""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from reporting.presenters.runs import WorkedOut

Sentence = tuple[str, str]


class Linked(str):
    """A cell of a table, or other words, with the way to what they count; `number` is the count."""

    number: str
    href: str

    def __new__(cls, words: str, *, number: str, href: str) -> "Linked":
        cell = super().__new__(cls, words)
        cell.number = number
        cell.href = href
        return cell


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What the page says first: one sentence on all, one on each comparison with what it is about.

    `more` are paragraphs below them, `warning` what must be known before any figure is read.
    """

    all: str
    groups: tuple[Sentence, ...] = ()
    more: tuple[str, ...] = ()
    warning: str = ""


@dataclass(frozen=True, kw_only=True)
class Figure:
    """A picture: the layout of a chart or of small multiples, and how to read it."""

    chart: Any
    caption: str

    @property
    def ident(self) -> str:
        """Its name on the page, and in the address of its file."""
        return self.chart.ident


@dataclass(frozen=True, kw_only=True)
class Table:
    """A table under its heading. The first cell of a row is its header, `numeric` are columns.

    `ident` is unique on the page; `text` stands between heading and table. Where it `leads`, every
    header is a way to what its row is of.
    """

    ident: str
    heading: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""
    text: str = ""
    numeric: Container[int] = ()
    leads: bool = False

    @property
    def header(self) -> list[tuple[str, bool]]:
        """The names of the columns, and whether each is of numbers."""
        return [(name, place in self.numeric) for place, name in enumerate(self.columns)]

    @property
    def lines(self) -> Iterator[tuple[str, list[tuple[bool, tuple[str, ...]]]]]:
        """Each row: its header, then its cells, those beside each other of one kind together.

        Of each such run it says whether it is of numbers.
        """
        runs = [
            (numeric, list(places))
            for numeric, places in groupby(
                range(1, len(self.columns)), key=lambda place: place in self.numeric
            )
        ]
        for row in self.rows:
            yield row[0], [(numeric, row[run[0] : run[-1] + 1]) for numeric, run in runs]

    @property
    def behind(self) -> Iterator[tuple[str, list[tuple[str, str]]]]:
        """Row by row where its numbers lead: each number with the name of its column, and the way.

        That stands below the table: a link in every cell would be a hundred stops for the keyboard.
        """
        for head, *cells in self.rows:
            named = zip(self.columns[1:], cells, strict=True)
            if links := [
                (f"{name}: {cell.number}", cell.href)
                for name, cell in named
                if isinstance(cell, Linked)
            ]:
                yield head, links


@dataclass(frozen=True, kw_only=True)
class Step:
    """One step of the worked example: what is computed, and how with this page's numbers."""

    name: str
    formula: str
    example: str


@dataclass(frozen=True, kw_only=True)
class Method:
    """How it is worked out: the worked example, then intervals, gates and what to read."""

    steps: tuple[Step, ...]
    remarks: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Line:
    """A row of the list that says what the figures are figures of."""

    key: str
    value: str


@dataclass(frozen=True, kw_only=True)
class Opening:
    """Another choice, as the query of an address, for which there is something to show."""

    words: str
    query: str


@dataclass(frozen=True, kw_only=True)
class Locked:
    """Why there is nothing to compare this choice with, and which choices would do."""

    reasons: tuple[str, ...]
    openings: tuple[Opening, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Page:
    """A report in words and pictures. `empty` says why there is nothing to show, if there is not.

    `notes` are what a reader must know of this very selection; they are shown in any case. `behind`
    says where the numbers of the tables lead, or why they lead nowhere. `worked_out` says when
    figures were stored that are not those of this moment. A `locked` one shows nothing else.
    """

    finding: Finding
    method: Method
    basis: tuple[Line, ...]
    caveats: tuple[str, ...]
    figures: tuple[Figure, ...] = ()
    tables: tuple[Table, ...] = ()
    notes: tuple[str, ...] = ()
    empty: str = ""
    behind: str = ""
    worked_out: WorkedOut | None = None
    locked: Locked | None = None

    @property
    def drawn(self) -> tuple[Figure, ...]:
        """The figures that the page shows."""
        return () if self.empty or self.locked else self.figures


def locked_page(locked: Locked) -> Page:
    """A page that shows why there is nothing to compare with, and nothing else."""
    return Page(
        locked=locked,
        finding=Finding(all=""),
        method=Method(steps=(), remarks=()),
        basis=(),
        caveats=(),
    )
