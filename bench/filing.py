"""How long officers wait for "File the record", eight of them at once."""

import html
import re
import threading
import time
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse

from accounts.models import Role, User
from bench import register
from bench.results import Result, percentile
from bench.server import Server, Visitor
from records.models import Encounter
from records.vocabulary import Status

OFFICERS = 8
EACH = 25

_HIDDEN = re.compile(r'<input type="hidden" name="([^"]+)" value="([^"]*)"')


def measure(server: Server, *, now: datetime) -> Iterator[Result]:
    officers = list(User.objects.filter(roles=[Role.OFFICER]).order_by("-pk")[:OFFICERS])
    register.add_drafts(officers=officers, each=EACH, now=now)
    waits: list[float] = []
    failures: list[Exception] = []

    def file_all(officer: User) -> None:
        visitor = Visitor(server, officer)
        drafts = Encounter.objects.filter(
            reporting_officer=officer, status=Status.DRAFT, created_at__gt=now
        )
        try:
            for pk in drafts.values_list("pk", flat=True):
                path = reverse("submit", args=[pk])
                _, _, page = visitor.ask(path)
                form = page.decode().rpartition("data-submit-once")[2]
                fields = {name: html.unescape(value) for name, value in _HIDDEN.findall(form)}
                took, _, _ = visitor.ask(path, form=urlencode(fields), expect=302)
                waits.append(took)
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
