"""Working out: at once, or noted for the timer; and what the timer does."""

import json
from collections.abc import Iterator
from datetime import date, datetime
from urllib.parse import parse_qsl

from django.db import transaction
from django.utils import timezone

from accounts.models import User
from audit.actions import record
from audit.models import Operation
from records.actions.changing import insist
from reporting.models import Run, RunRequest, RunUnit
from reporting.permissions import may_work_out
from reporting.releases.freezing import code_version, sha256
from reporting.reports import OFFLINE, Report
from reporting.reports.standing import choice_of, newest, register_of
from reporting.selection import Selection

# Of so many records it is a matter of seconds; of more nobody should wait for it.
AT_ONCE = 200_000
_PARTS = 1_000


def have_worked_out(*, report: Report, scope: Selection, by: User, at: datetime) -> Run | None:
    """Work it out, or note it for the timer if there is too much to read; None if so."""
    insist(may_work_out(by, report.access))
    if register_of(scope).encounters <= AT_ONCE:
        return work_out(report=report, scope=scope, by=by, at=at)
    return ask(report=report, scope=scope, by=by, at=at)


@transaction.atomic
def work_out(*, report: Report, scope: Selection, by: User | None, at: datetime) -> Run:
    """Read the register and store what is found; without `by` for the timer.

    How the register stands is asked first: what changes meanwhile shows as a change.
    """
    if by is not None:
        insist(may_work_out(by, report.access))
    register, choice = register_of(scope), choice_of(scope)
    found = report.offline.work_out(scope, now=at)
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


@transaction.atomic
def ask(*, report: Report, scope: Selection, by: User, at: datetime) -> None:
    """Note it for the timer."""
    insist(may_work_out(by, report.access))
    RunRequest.objects.create(report=report.name, choice=choice_of(scope), at=at, by=by)
    _log(report, scope, by=by, at=at, action="ask_to_work_out_report")


def due(*, at: datetime) -> Iterator[tuple[Report, Selection]]:
    """What was asked for, then what is usual and not as the register is; each once."""
    seen = set()
    today = timezone.localdate(at)
    for report, scope in (*_asked(today), *_usual(today)):
        about = (report.name, choice_of(scope))
        if about not in seen:
            seen.add(about)
            yield report, scope


def _asked(today: date) -> Iterator[tuple[Report, Selection]]:
    by_name = {report.name: report for report in OFFLINE}
    for request in RunRequest.objects.open():
        report = by_name.get(request.report)
        scope = report and report.offline.scope_from(dict(parse_qsl(request.choice)), today)
        if scope:
            yield report, scope


def _usual(today: date) -> Iterator[tuple[Report, Selection]]:
    for report in OFFLINE:
        for scope in report.offline.usual(today):
            last = newest(report, scope)
            if last is None or (
                not (last.is_current and last.run.code_version == code_version())
                and timezone.localdate(last.run.at) + report.offline.at_most_every <= today
            ):
                yield report, scope


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
