"""What R2 reads from the cube against the same counts by GROUP BY over the register."""

import time
from collections.abc import Callable, Iterator
from datetime import datetime

from django.db.models import Count, Q, QuerySet, Sum

from bench.results import Result, alternately
from reporting.exports.row_file import encounters
from reporting.models import CubeCell
from reporting.reports import POPULATION_GAP
from reporting.selection import Selection, months_before


def measure(*, now: datetime, runs: int) -> Iterator[Result]:
    for months in (12, 24):
        selection = Selection(
            first_month=months_before(now.date(), months),
            last_month=months_before(now.date(), 1),
        )
        cube, register = _from_cube(selection), _from_register(selection)
        if list(cube.all()) != list(register.all()):
            raise RuntimeError("The cube and the register do not say the same.")
        fast, slow = alternately(_timed(cube), _timed(register), runs=runs)
        yield Result(
            f"R2, {months} months: cube over GROUP BY",
            fast / slow,
            at_most=0.1,
            detail=f"{fast * 1000:.1f} ms against {slow * 1000:.0f} ms",
        )
    began = time.perf_counter()
    for _ in range(runs):
        POPULATION_GAP.compute(selection, now=now)
    took = (time.perf_counter() - began) / runs
    yield Result(f"R2, {months} months: the whole result", took * 1000, "ms")


def _from_cube(selection: Selection) -> QuerySet:
    return CubeCell.objects.selected(selection).counts("area_id", "ethnicity_perceived")


def _from_register(selection: Selection) -> QuerySet:
    return (
        encounters(selection)
        .values("area_id", "ethnicity_perceived")
        .annotate(
            total=Count("pk"),
            reports=Sum("officer_reports"),
            filed_late=Count("pk", filter=Q(is_late=True)),
        )
        .order_by("area_id", "ethnicity_perceived")
    )


def _timed(queryset: QuerySet) -> Callable[[], float]:
    def run() -> float:
        began = time.perf_counter()
        list(queryset.all())
        return time.perf_counter() - began

    return run
