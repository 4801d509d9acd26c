"""Stops and arrests: what handcuffing given one of them is a share of."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import BooleanField, ExpressionWrapper, Q, Sum

from records.vocabulary import Ethnicity
from reporting.models import Benchmark, BenchmarkRow
from reporting.selection import after, months_from

DIMENSIONS = ("age_band", "sex")


class Occasions(NamedTuple):
    """So many stops or arrests of one table. A dimension not asked for, or not there, is empty."""

    table: int
    area: str
    ethnicity: Ethnicity
    age_band: str
    sex: str
    count: int


def months_of(table: Benchmark) -> list[date]:
    """The months that a table counts; none if it does not count whole ones."""
    months = months_from(table.period_start.replace(day=1), table.period_end.replace(day=1))
    is_whole = table.period_start.day == 1 and table.period_end == after(months[-1]) - timedelta(1)
    return months if is_whole else []


def covering(tables: Iterable[Benchmark], *, first: date, last: date) -> list[Benchmark]:
    """Tables that count months from the first to the last and no others, none of them twice.

    Of two that share a month the one of more months; of two alike the one that came first. The
    count of a table cannot be divided between its months, so one that reaches beyond is no help.
    """
    chosen: list[Benchmark] = []
    taken: set[date] = set()
    for table in sorted(tables, key=lambda table: -len(months_of(table))):
        months = set(months_of(table))
        if months and first <= min(months) and max(months) <= last and not months & taken:
            chosen.append(table)
            taken |= months
    return sorted(chosen, key=lambda table: table.period_start)


def occasions(tables: Sequence[Benchmark], *dimensions: str) -> list[Occasions]:
    """The counts of these tables by area, ethnicity and what else was asked for.

    A table may have the same stops by age and again by sex: only its finest rows are read.
    """
    rows: list[dict[str, Any]] = list(
        BenchmarkRow.objects.filter(benchmark__in=tables)
        .exclude(ethnicity="")
        .annotate(
            by_age=ExpressionWrapper(~Q(age_band=""), output_field=BooleanField()),
            by_sex=ExpressionWrapper(~Q(sex=""), output_field=BooleanField()),
        )
        .values("benchmark_id", "area_code", "ethnicity", "by_age", "by_sex", *dimensions)
        .annotate(total=Sum("count"))
        .order_by("benchmark_id", "area_code", "ethnicity", *dimensions)
    )
    finest: dict[int, tuple[bool, bool]] = {}
    for row in rows:
        kind = (row["by_age"], row["by_sex"])
        finest[row["benchmark_id"]] = max(finest.get(row["benchmark_id"], kind), kind)
    return [
        Occasions(
            table=row["benchmark_id"],
            area=row["area_code"],
            ethnicity=Ethnicity(row["ethnicity"]),
            age_band=row.get("age_band", ""),
            sex=row.get("sex", ""),
            count=row["total"],
        )
        for row in rows
        if (row["by_age"], row["by_sex"]) == finest[row["benchmark_id"]]
    ]
