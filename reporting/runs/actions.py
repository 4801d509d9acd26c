"""Working out: at once, or noted for the timer; and what the timer does."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from urllib.parse import parse_qsl

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from audit.actions import record
from audit.models import Operation
from records.actions.changing import insist
from reporting.models import Run, RunRequest, RunUnit
from reporting.permissions import may_work_out
from reporting.provenance import code_version, sha256
from reporting.reports import OFFLINE, Report
from reporting.reports.declaration import Findings
from reporting.reports.standing import Register, choice_of, newest, register_of
from reporting.selection import Selection
from reporting.snapshot import one_snapshot

# Of so many records it is a matter of seconds; of more nobody should wait for it.
AT_ONCE = 200_000
_PARTS = 1_000


def have_worked_out(*, report: Report, scope: Selection, by: User, at: datetime) -> Run | None:
    """Work it out, or note it for the timer; None if so.

    It is noted if there is too much to read, or somebody is at it already: what changed since they
    began would be missing.
    """
    insist(may_work_out(by, report.access))
    if register_of(scope).encounters <= AT_ONCE:
        run = work_out(report=report, scope=scope, by=by, at=at)
        if run is not None:
            return run
    return ask(report=report, scope=scope, by=by, at=at)


def work_out(*, report: Report, scope: Selection, by: User | None, at: datetime) -> Run | None:
    """Read one moment of the register and store what is found; without `by` for the timer.

    None if somebody else is at it.
    """
    if by is not None:
        insist(may_work_out(by, report.access))
    with _nobody_else(report, scope) as mine:
        return _made(report, scope, by=by, at=at) if mine else None


@transaction.atomic
def ask(*, report: Report, scope: Selection, by: User, at: datetime) -> None:
    """Note it for the timer."""
    insist(may_work_out(by, report.access))
    RunRequest.objects.create(report=report.name, choice=choice_of(scope), at=at, by=by)
    _log(report, scope, by=by, at=at, action="ask_to_work_out_report")


def asked_or_usual(*, at: datetime) -> Iterator[tuple[Report, Selection]]:
    """What the timer looks after: first what was asked for, and what is usual."""
    today = timezone.localdate(at)
    by_name = {report.name: report for report in OFFLINE}
    for request in RunRequest.objects.open():
        report = by_name.get(request.report)
        scope = report and report.offline.scope_from(dict(parse_qsl(request.choice)), today)
        if scope:
            yield report, scope
    for report in OFFLINE:
        for scope in report.offline.usual(today):
            yield report, scope


def work_out_if_due(*, report: Report, scope: Selection, at: datetime) -> Run | None:
    """For the timer: unless somebody else is at it, or did it while this one was at another."""
    with _nobody_else(report, scope) as mine:
        if mine and (_is_asked(report, scope) or _is_old(report, scope, timezone.localdate(at))):
            return _made(report, scope, by=None, at=at)
    return None


@contextmanager
def _nobody_else(report: Report, scope: Selection) -> Iterator[bool]:
    """Whether nobody else is working this out; if so, nobody else begins before the end.

    The lock is one of the session: what is read in here is a transaction of its own.
    """
    about = [f"work_out {report.name} {choice_of(scope)}"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(hashtextextended(%s, 0))", about)
        [mine] = cursor.fetchone()
        try:
            yield mine
        finally:
            if mine:
                cursor.execute("SELECT pg_advisory_unlock(hashtextextended(%s, 0))", about)


def _is_asked(report: Report, scope: Selection) -> bool:
    asked = RunRequest.objects.open().filter(report=report.name, choice=choice_of(scope))
    return asked.exists()


def _is_old(report: Report, scope: Selection, today: date) -> bool:
    """Whether it is usual, and the register or the program is another than then."""
    if scope not in report.offline.usual(today):
        return False
    last = newest(report, scope)
    return last is None or (
        not (last.is_current and last.run.code_version == code_version())
        and timezone.localdate(last.run.at) + report.offline.at_most_every <= today
    )


def _made(report: Report, scope: Selection, *, by: User | None, at: datetime) -> Run:
    with one_snapshot():
        register = register_of(scope)
        found = report.offline.work_out(scope, now=at)
    return _kept(report, scope, register, found, by=by, at=at)


@transaction.atomic
def _kept(
    report: Report,
    scope: Selection,
    register: Register,
    found: Findings,
    *,
    by: User | None,
    at: datetime,
) -> Run:
    choice = choice_of(scope)
    data = found.units if found.read is None else found.read
    run = Run.objects.create(
        report=report.name,
        choice=choice,
        at=at,
        by=by,
        code_version=code_version(),
        data_hash=sha256(json.dumps(data, sort_keys=True, default=str)),
        encounters=register.encounters,
        fingerprint=register.fingerprint,
        result=found.whole | {"version": report.version},
    )
    earlier = RunUnit.objects.filter(run__report=report.name, run__choice=choice)
    earlier.exclude(run=run).delete()
    RunUnit.objects.bulk_create(
        [RunUnit(run=run, unit=key, result=result) for key, result in found.units.items()],
        batch_size=_PARTS,
    )
    _log(report, scope, by=by, at=at, action="work_out_report", run=run.pk, data_hash=run.data_hash)
    return run


def _log(report: Report, scope: Selection, *, by, at, action, **detail) -> None:
    record(
        at=at,
        by=by,
        operation=Operation.COMBINATION,
        action=action,
        object_type="report",
        object_id=report.id,
        object_label=report.title,
        detail={"filters": scope.query(), "version": report.version} | detail,
    )
