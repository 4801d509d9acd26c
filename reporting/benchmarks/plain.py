"""The file in which anybody can bring a table of their own: one line for each count.

    area_code,ethnicity,age_band,sex,count
    E09000022,black,18_24,male,41

Ethnicity and sex are the register's own values; an age band is written under_10, 10_17, 65_plus or
not_reported. An empty value means all. A count that is not there is none in the area.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from records.vocabulary import AgeBand, Ethnicity, Gender
from reporting.benchmarks import bands
from reporting.benchmarks.reading import Cell, Fault, Line, as_code, whole

COLUMNS = ("area_code", "ethnicity", "age_band", "sex", "count")


@dataclass(frozen=True)
class Plain:
    """One line for each cell, in our own words."""

    @property
    def wanted(self) -> set[str]:
        return set(COLUMNS)

    def identity(self, line: Line) -> tuple[str, ...]:
        return tuple(line[column] for column in COLUMNS[:-1])

    def cells(self, line: Line) -> Iterator[tuple[Cell, int]]:
        for column, known in (("ethnicity", Ethnicity), ("sex", Gender)):
            if line[column] not in ("", *known.values):
                raise Fault(f"{column} “{line[column]}” is not known")
        if line["age_band"] not in ("", AgeBand.NOT_REPORTED):
            try:
                bands.band(line["age_band"])
            except bands.NotBands as problem:
                raise Fault(str(problem)) from None
        yield (
            Cell(as_code(line["area_code"]), line["ethnicity"], line["age_band"], line["sex"]),
            whole(line["count"]),
        )
