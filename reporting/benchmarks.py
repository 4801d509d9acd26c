"""Published tables to compare with: reading them from files, and what a report needs of them."""

import csv
import hashlib
import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.db import transaction

from audit.actions import record
from audit.models import Operation
from records.vocabulary import Ethnicity
from reporting.models import Benchmark, BenchmarkKind, BenchmarkRow

FOLDER = Path(__file__).resolve().parent / "data"


class Unreadable(Exception):
    """The file is not the table it should be; the message says where."""


@dataclass(frozen=True, kw_only=True)
class ResidentsTable:
    """A file of residents by area and ethnicity: where it is, what it is, how to read it."""

    path: Path
    name: str
    coverage: str
    day: date
    source: str
    licence: str
    attribution: str
    retrieved: date
    area_column: str
    total_column: str
    groups: tuple[tuple[str, Ethnicity], ...]
    # Known totals: a file that does not add up to them was damaged on the way.
    areas: int
    residents: int


CENSUS_2021 = ResidentsTable(
    path=FOLDER / "census2021_ts021_ethnicity5_london_boroughs.csv",
    name="Census 2021",
    coverage="London",
    day=date(2021, 3, 21),
    source="Office for National Statistics, Census 2021, TS021 ethnic group",
    licence="Open Government Licence v3.0",
    attribution=(
        "Source: Office for National Statistics licensed under the Open Government Licence v3.0"
    ),
    retrieved=date(2026, 11, 23),
    area_column="ltla21_code",
    total_column="All",
    groups=(
        ("White", Ethnicity.WHITE),
        ("Black", Ethnicity.BLACK),
        ("Asian", Ethnicity.ASIAN),
        ("Mixed", Ethnicity.MIXED),
        ("Other", Ethnicity.OTHER),
    ),
    areas=33,
    residents=8_799_736,
)


def read(table: ResidentsTable, content: bytes) -> dict[tuple[str, Ethnicity], int]:
    """Residents by area code and ethnicity, or `Unreadable`.

    Every area has one line, its groups add up to its total, and all areas to the known total.
    """
    counts: dict[tuple[str, Ethnicity], int] = {}
    lines = csv.DictReader(io.StringIO(content.decode("utf-8-sig")))
    wanted = {table.area_column, table.total_column, *(column for column, _ in table.groups)}
    if missing := wanted - set(lines.fieldnames or ()):
        raise Unreadable(f"there is no column {', '.join(sorted(missing))}")
    areas = set()
    for line in lines:
        area = line[table.area_column]
        try:
            groups = {ethnicity: int(line[column]) for column, ethnicity in table.groups}
            total = int(line[table.total_column])
        except (TypeError, ValueError):
            raise Unreadable(f"line {lines.line_num} ({area}) has no whole number") from None
        if area in areas:
            raise Unreadable(f"line {lines.line_num}: {area} came before")
        if min(groups.values()) < 0 or sum(groups.values()) != total:
            raise Unreadable(f"line {lines.line_num}: {area} does not add up to {total}")
        areas.add(area)
        counts |= {(area, ethnicity): count for ethnicity, count in groups.items()}
    if len(areas) != table.areas or sum(counts.values()) != table.residents:
        raise Unreadable(
            f"{len(areas)} areas with {sum(counts.values()):,} residents, "
            f"not {table.areas} with {table.residents:,}"
        )
    return counts


@transaction.atomic
def load_residents(table: ResidentsTable, *, at: datetime) -> tuple[Benchmark, bool]:
    """Keep the table, and whether it is new: the same file is kept once.

    A corrected file becomes the next version, and reports use that from then on.
    """
    content = table.path.read_bytes()
    counts = read(table, content)
    checksum = hashlib.sha256(content).hexdigest()
    editions = Benchmark.objects.filter(kind=BenchmarkKind.RESIDENTS, name=table.name)
    if known := editions.filter(checksum=checksum).first():
        return known, False
    newest = editions.order_by("-version").first()
    benchmark = Benchmark.objects.create(
        kind=BenchmarkKind.RESIDENTS,
        name=table.name,
        version=newest.version + 1 if newest else 1,
        coverage=table.coverage,
        period_start=table.day,
        period_end=table.day,
        source=table.source,
        licence=table.licence,
        attribution=table.attribution,
        retrieved=table.retrieved,
        loaded_at=at,
        checksum=checksum,
    )
    BenchmarkRow.objects.bulk_create(
        BenchmarkRow(benchmark=benchmark, area_code=area, ethnicity=ethnicity, count=count)
        for (area, ethnicity), count in counts.items()
    )
    record(
        at=at,
        by=None,
        operation=Operation.COLLECTION,
        action="load_benchmark",
        object_type="benchmark",
        object_id=benchmark.pk,
        object_label=str(benchmark),
        detail={"rows": len(counts), "checksum": checksum},
    )
    return benchmark, True


def residents(benchmark: Benchmark, *, areas: Iterable[str]) -> dict[str, dict[Ethnicity, int]]:
    """Residents of all ages and both sexes by area and ethnicity, for those areas that have any.

    An area without rows is absent, which is not the same as having no residents.
    """
    found: dict[str, dict[Ethnicity, int]] = {}
    rows = benchmark.rows.filter(area_code__in=list(areas), age_band="", sex="").exclude(
        ethnicity=""
    )
    for area, ethnicity, count in rows.values_list("area_code", "ethnicity", "count"):
        found.setdefault(area, {})[Ethnicity(ethnicity)] = count
    return found
