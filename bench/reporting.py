"""Every page of a report over HTTP, against what it replaces and against an empty page.

What it replaces is a GROUP BY on the register, or the working out of a run.

And what it costs to count the cubes anew.
"""

import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime

from django.core.management import call_command
from django.db import connection
from django.urls import reverse
from django.utils.http import urlencode

from accounts.models import Role, Team, TeamKind, User
from bench.results import Result, percentile
from bench.server import Server, Visitor
from records.models import Encounter
from reporting.cube import CUBES, REGISTER, rebuild
from reporting.permissions import may_read
from reporting.reports import (
    ADJUSTED_COMPARISON,
    OFFICER_FIGURES,
    OFFLINE,
    REPORTS,
    TEAM_FIGURES,
    Report,
)
from reporting.reports.standing import ForceScope, forces
from reporting.runs.actions import work_out

ASKED = 40
ENOUGH = 20.0  # seconds for one page: a slow one is asked for less often
# Before anything was recorded, in as many months as the usual period has.
EMPTY = {"start": "2001-01", "end": "2001-12"}


def measure(
    server: Server, *, now: datetime, runs: int, only: list[str] | None
) -> Iterator[Result]:
    """Of these reports, or of all and the cubes too."""
    call_command("load_fictional_stops", verbosity=0)
    spent = _work_out(now, only)
    for report, where, reader, path in _asked():
        if only and report.id not in only:
            continue
        visitor = Visitor(server, reader)
        page, empty = _pages(visitor, path, runs=runs)
        replaced, against = spent.get(report.name), "working it out"
        if replaced is None:
            replaced = _grouping(report, reader, today=now.date(), now=now, runs=runs)
            against = "GROUP BY"
        name = f"{report.id} {where or report.title}"
        if replaced:
            yield Result(
                f"{name}: page over {against}",
                page / replaced,
                at_most=0.1,
                detail=f"{page * 1000:.0f} ms against {replaced * 1000:.0f} ms",
            )
        yield Result(
            f"{name}: page over the empty one",
            page / empty,
            at_most=3,
            detail=f"{page * 1000:.0f} ms against {empty * 1000:.0f} ms",
        )
    if not only:
        yield _rebuild()


def _work_out(now: datetime, only: list[str] | None) -> dict[str, float]:
    """Have every usual run made; how long the first of each report took.

    And of the empty months, so that their page is one of a run too.
    """
    months = {"first_month": date(2001, 1, 1), "last_month": date(2001, 12, 1)}
    spent: dict[str, float] = {}
    for report in OFFLINE:
        if only and report.id not in only:
            continue
        for scope in report.offline.usual(now.date()):
            began = time.perf_counter()
            work_out(report=report, scope=scope, by=None, at=now)
            spent.setdefault(report.name, time.perf_counter() - began)
        if report is not ADJUSTED_COMPARISON:
            for force in forces():
                nothing = ForceScope(force=force, **months)
                work_out(report=report, scope=nothing, by=None, at=now)
    return spent


def _asked() -> Iterator[tuple[Report, str, User, str]]:
    """Report, of what, who asks, and the address. The figures of teams are asked at every level."""
    for report in REPORTS:
        if report.missing() or report.over_published:
            continue
        if report is not TEAM_FIGURES:
            yield report, "", _reader(report), reverse(report.page)
            continue
        for kind in TeamKind:
            team = Team.objects.filter(kind=kind).order_by("path").first()
            yield report, f"of a {kind.label.lower()}", _supervisor(team), reverse(report.page)
    team = Team.objects.filter(kind=TeamKind.TEAM).order_by("path").first()
    officer = User.objects.filter(team=team, roles=[Role.OFFICER]).order_by("pk").first()
    path = reverse(OFFICER_FIGURES.page, args=[officer.pk])
    yield OFFICER_FIGURES, "of an officer", _supervisor(team), path


def _supervisor(team: Team) -> User:
    """Somebody who supervises this very team."""
    known = {"name": "Bench", "roles": [Role.SUPERVISOR], "team": team, "password": "!"}
    name = f"BENCH-{team.pk}"
    return User.objects.get_or_create(
        warrant_number=name, defaults=known | {"email": f"{name.lower()}@bench.example"}
    )[0]


def _rebuild() -> Result:
    """For a register of any size the same, if it takes as long as there are encounters."""
    began = time.perf_counter()
    rebuild()
    took = time.perf_counter() - began
    number = Encounter.objects.counted().count()
    return Result(
        "Counting the cubes anew, for a million encounters",
        took / number * 1e6,
        "s",
        detail=f"{took:.1f} s for {number:,}",
    )


def _reader(report: Report) -> User:
    """Somebody who may read the report."""
    people = User.objects.filter(is_active=True).exclude(roles=[Role.OFFICER])
    return next(
        person
        for person in people.select_related("team").order_by("team__path", "pk")
        if may_read(person, report.access)
    )


def _pages(visitor: Visitor, path: str, *, runs: int) -> tuple[float, float]:
    """The 95th percentile of the usual page and of the empty one, asked for in turn."""
    paths = (path, f"{path}?{urlencode(EMPTY)}")
    took: dict[str, list[float]] = {one: [] for one in paths}
    began = time.perf_counter()
    for run in range(4 + ASKED * runs):
        if run > 8 and time.perf_counter() - began > ENOUGH * runs:
            break
        for one in paths:
            seconds, _, _ = visitor.ask(one)
            if run >= 4:  # the first warm every worker
                took[one].append(seconds)
    return percentile(took[paths[0]], 0.95), percentile(took[paths[1]], 0.95)


def _grouping(report: Report, reader: User, *, today: date, now: datetime, runs: int) -> float:
    """Seconds that the statements of the page on the cubes take on the register instead."""
    form = report.filters({}, user=reader, today=today)
    if not form.is_valid():
        raise RuntimeError(f"{report.id}: {form.errors}")
    expected = report.compute(form.selection(), now=now).rows
    spent = []
    for _ in range(runs):
        with _cubes_are_the_register(), _timing() as took:
            rows = report.compute(form.selection(), now=now).rows
        if rows != expected:
            raise RuntimeError(f"{report.id}: the cubes and the register do not say the same.")
        spent.append(sum(took))
    return statistics.median(spent)


@contextmanager
def _cubes_are_the_register() -> Iterator[None]:
    """Views in place of the cubes: a row for each encounter that counts.

    PostgreSQL folds such a view into the statement, which so becomes the very GROUP BY over the
    register that somebody without a cube would write.
    """
    with connection.cursor() as cursor:
        for cube in CUBES:
            name = cube.table.removeprefix("public.")
            cursor.execute(f"CREATE TEMPORARY VIEW {name} AS {cube.rows(REGISTER)}")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            for cube in CUBES:
                cursor.execute(f"DROP VIEW pg_temp.{cube.table.removeprefix('public.')}")


@contextmanager
def _timing() -> Iterator[list[float]]:
    """How long each grouped statement on a cube took."""
    took: list[float] = []

    def measure_one(execute, sql, params, many, context):
        began = time.perf_counter()
        answer = execute(sql, params, many, context)
        names = (cube.table.removeprefix("public.") for cube in CUBES)
        if "GROUP BY" in sql and any(name in sql for name in names):
            took.append(time.perf_counter() - began)
        return answer

    with connection.execute_wrapper(measure_one):
        yield took
