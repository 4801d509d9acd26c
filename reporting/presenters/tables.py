"""The published tables in words: what each is, whose, and what it can and cannot tell apart."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from accounts.presenters import day
from reporting.benchmarks.places import NO_COORDINATES, OUTSIDE
from reporting.models import Benchmark, BenchmarkKind, Dataset
from reporting.presenters import basis
from reporting.presenters.page import Line


@dataclass(frozen=True, kw_only=True)
class Entry:
    """One table. `is_current` is the one that population rates divide by."""

    name: str
    version: int
    coverage: str
    lines: tuple[Line, ...]
    is_current: bool = False


@dataclass(frozen=True, kw_only=True)
class Group:
    heading: str
    about: str
    entries: tuple[Entry, ...]


ABOUT = {
    BenchmarkKind.RESIDENTS: "Rates divide by them. They describe themselves in a census, officers "
    "write down what they see.",
    BenchmarkKind.STOPS: "What handcuffing given a stop is compared with, for the months of "
    "the table.",
    BenchmarkKind.ARRESTS: "What handcuffing given an arrest is compared with, for the "
    "months of the table.",
}
ABOUT_DATASETS = (
    "Officer reports, not people. A report runs our method over them, so that it can be checked "
    "against published figures."
)
DIMENSIONS = (
    ("areas", "area"),
    ("ethnicities", "ethnicity"),
    ("age_bands", "age"),
    ("sexes", "sex"),
)


def page() -> dict[str, Any]:
    """Every version of every table by kind, the newest first."""
    return {"groups": [*_benchmarks(), _datasets()]}


def _benchmarks() -> Iterator[Group]:
    found = list(
        Benchmark.objects.with_dimensions(no_area=(NO_COORDINATES, OUTSIDE)).order_by(
            "-period_end", "name", "-version"
        )
    )
    current = Benchmark.objects.current(BenchmarkKind.RESIDENTS)
    for kind in BenchmarkKind:
        yield Group(
            heading=kind.label,
            about=ABOUT[kind],
            entries=tuple(
                Entry(
                    name=one.name,
                    version=one.version,
                    coverage=one.coverage,
                    lines=tuple(_lines(one)),
                    is_current=one == current,
                )
                for one in found
                if one.kind == kind
            ),
        )


def _datasets() -> Group:
    found = Dataset.objects.with_dimensions().order_by("-period_end", "name", "-version")
    return Group(
        heading="Published counts of handcuffing",
        about=ABOUT_DATASETS,
        entries=tuple(
            Entry(
                name=one.name,
                version=one.version,
                coverage=one.coverage,
                lines=tuple(_dataset_lines(one)),
            )
            for one in found
        ),
    )


def _lines(table: Benchmark) -> Iterator[Line]:
    has = [words for name, words in DIMENSIONS if getattr(table, name)]
    lacks = [words for name, words in DIMENSIONS if not getattr(table, name)]
    yield Line(key="Covers", value=f"{table.coverage}, {_areas(table.areas)}")
    yield Line(key="Period", value=basis.days(table.period_start, table.period_end))
    yield Line(key="Told apart by", value=", ".join(has))
    if lacks:
        yield Line(key="Not told apart by", value=", ".join(lacks))
    if table.without_area:
        yield Line(
            key="In no area",
            value=f"{table.without_area:,} of {table.total:,}: without coordinates, or outside "
            f"{table.coverage}",
        )
    yield from _origin(table)


def _dataset_lines(table: Dataset) -> Iterator[Line]:
    yield Line(key="Covers", value=f"{table.coverage}, {_areas(table.areas)}")
    yield Line(key="Period", value=basis.days(table.period_start, table.period_end))
    yield Line(key="Unit", value=table.unit.capitalize())
    months = ", month" if table.months else ""
    yield Line(key="Told apart by", value=f"area, ethnicity as perceived, compliance{months}")
    yield Line(key="Not told apart by", value="age, sex" if months else "age, sex, month")
    if table.not_supplied:
        yield Line(
            key="Not supplied",
            value=f"{table.not_supplied:,} of the counts: they are not zeros, and their places "
            "leave the rates",
        )
    yield from _origin(table)


def _origin(table: Benchmark | Dataset) -> Iterator[Line]:
    yield Line(key="Source", value=f"{table.source}. {table.attribution}.")
    yield Line(key="Licence", value=table.licence)
    yield Line(
        key="Version",
        value=f"{table.version}, fetched {day(table.retrieved)}, {table.row_count:,} rows",
    )
    yield Line(key="Checksum", value=f"SHA-256 {table.checksum}")


def _areas(number: int) -> str:
    return f"{number:,} area{'' if number == 1 else 's'}"
