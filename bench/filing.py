"""How long officers wait for "File the record", and how much of it the cubes cost."""

import html
import re
import statistics
import threading
import time
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlencode

from django.db import connection
from django.urls import reverse

from accounts.models import Role, User
from bench import register
from bench.results import Result, percentile
from bench.server import Server, Visitor
from records.models import Encounter
from records.vocabulary import Status
from reporting import cube

OFFICERS = 8
EACH = 25
ALONE = 40

_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


def measure(server: Server, *, now: datetime) -> Iterator[Result]:
    officers = list(User.objects.filter(roles=[Role.OFFICER]).order_by("-pk")[: OFFICERS + 1])
    yield _upkeep(server, officers.pop(), now=now)
    register.add_drafts(officers=officers, each=EACH, now=now)
    waits: list[float] = []
    failures: list[Exception] = []

    def file_all(officer: User) -> None:
        visitor = Visitor(server, officer)
        drafts = Encounter.objects.filter(
            reporting_officer=officer, status=Status.DRAFT, created_at__gt=now
        )
        try:
            waits.extend(_file(visitor, pk) for pk in drafts.values_list("pk", flat=True))
        except Exception as failure:
            failures.append(failure)

    threads = [threading.Thread(target=file_all, args=(officer,)) for officer in officers]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    took = time.perf_counter() - began
    if failures:
        raise failures[0]
    yield Result(
        f"Filing a record, {OFFICERS} officers at once: p95",
        percentile(waits, 0.95) * 1000,
        "ms",
        detail=f"median {percentile(waits, 0.5) * 1000:.0f} ms, {len(waits)} records, "
        f"{len(waits) / took:.0f} a second with their pages",
    )


def _upkeep(server: Server, officer: User, *, now: datetime) -> Result:
    """One officer alone, every other record filed without the triggers of the cubes."""
    register.add_drafts(officers=[officer], each=2 * ALONE, now=now)
    drafts = Encounter.objects.filter(
        reporting_officer=officer, status=Status.DRAFT, created_at__gt=now
    )
    visitor = Visitor(server, officer)
    waits: dict[bool, list[float]] = {True: [], False: []}
    try:
        for number, pk in enumerate(drafts.values_list("pk", flat=True)):
            kept = number % 2 == 0
            _switch_cubes(on=kept)
            waits[kept].append(_file(visitor, pk))
    finally:
        _switch_cubes(on=True)
        cube.rebuild()
    kept, without = (statistics.median(waits[which]) for which in (True, False))
    return Result(
        "Filing a record, with cubes over without",
        kept / without,
        at_most=1.1,
        detail=f"{kept * 1000:.0f} ms against {without * 1000:.0f} ms, medians of {ALONE}",
    )


def _switch_cubes(*, on: bool) -> None:
    verb = "ENABLE" if on else "DISABLE"
    with connection.cursor() as cursor:
        for event in ("insert", "update", "delete"):
            cursor.execute(f"ALTER TABLE {cube.REGISTER} {verb} TRIGGER reporting_cube_{event}")


def _file(visitor: Visitor, pk) -> float:
    """Seconds from the button to the answer."""
    path = reverse("submit", args=[pk])
    _, _, page = visitor.ask(path)
    form = page.decode().partition("data-warn-unsaved")[2].partition("</form>")[0]
    fields = {name: html.unescape(value) for name, value in _HIDDEN.findall(form)}
    took, _, _ = visitor.ask(path, form=urlencode(fields), expect=302)
    return took
