"""Published tables to compare with: residents, stops and arrests.

`shipped` declares each table, `reading` reads its file against its known totals, `loading` keeps
it, and `residents` gives a report what it needs of it.
"""

from reporting.benchmarks.loading import load
from reporting.benchmarks.reading import Cell, Problem, Table, Unreadable, read
from reporting.benchmarks.residents import residents
from reporting.benchmarks.shipped import CENSUS_2021, TABLES

__all__ = [
    "CENSUS_2021",
    "TABLES",
    "Cell",
    "Problem",
    "Table",
    "Unreadable",
    "load",
    "read",
    "residents",
]
