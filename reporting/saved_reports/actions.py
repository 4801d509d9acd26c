"""Keeping a report with its filters, and asking for a mail each month."""

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.http import urlencode

from accounts.actions.changing import Refused, insist
from accounts.models import User
from audit.actions import record
from audit.models import Operation
from reporting.models import SavedReport
from reporting.permissions import may_read, may_read_something
from reporting.reports import Report
from reporting.selection import MONTHS_OF_ADDRESS, Selection

SAVED_AT_MOST = 50


@transaction.atomic
def save_report(
    *,
    report: Report,
    selection: Selection,
    rolling: bool,
    name: str,
    monthly_mail: bool,
    by: User,
    at: datetime,
) -> SavedReport:
    """Keep a report; `rolling` leaves its months out. The same once more changes nothing."""
    insist(may_read(by, report.access))
    _insist_on_something_new(monthly_mail, rolling)
    query = selection.query()
    if rolling:
        query = {key: value for key, value in query.items() if key not in MONTHS_OF_ADDRESS}
    own = _own(by)
    same = own.filter(name__iexact=name).first()
    if same is not None:
        if (same.report, same.query) == (report.name, urlencode(query)):
            return same
        raise Refused("You keep another report under this name: give another.")
    if own.count() >= SAVED_AT_MOST:
        raise Refused(f"You keep {SAVED_AT_MOST} reports already: delete one first.")
    saved = SavedReport.objects.create(
        user=by,
        report=report.name,
        name=name,
        query=urlencode(query),
        rolling=rolling,
        monthly_mail=monthly_mail,
        mail_considered_in=month_of(at) if monthly_mail else None,
        created_at=at,
    )
    _log("save_report", saved, Operation.COLLECTION, by=by, at=at)
    return saved


@transaction.atomic
def change_saved_report(
    *, saved_report_id: int, name: str, monthly_mail: bool, by: User, at: datetime
) -> SavedReport | None:
    """Another name, or the mail on or off; None if it was deleted meanwhile."""
    insist(may_read_something(by))
    own = _own(by)
    saved = own.filter(pk=saved_report_id).first()
    if saved is None:
        return None
    _insist_on_something_new(monthly_mail, saved.rolling)
    if own.filter(name__iexact=name).exclude(pk=saved.pk).exists():
        raise Refused("You keep another report under this name: give another.")
    if monthly_mail and not saved.monthly_mail:
        saved.mail_considered_in = month_of(at)
    saved.name, saved.monthly_mail = name, monthly_mail
    saved.save(update_fields=["name", "monthly_mail", "mail_considered_in"])
    _log("change_saved_report", saved, Operation.ALTERATION, by=by, at=at)
    return saved


@transaction.atomic
def delete_saved_report(*, saved_report_id: int, by: User, at: datetime) -> bool:
    """Forget a report; False if it was gone already."""
    insist(may_read_something(by))
    saved = _own(by).filter(pk=saved_report_id).first()
    if saved is None:
        return False
    gone = SavedReport(pk=saved.pk)
    saved.delete()
    _log("delete_saved_report", gone, Operation.ERASURE, by=by, at=at)
    return True


@transaction.atomic
def stop_mail(*, saved_report_id: int, at: datetime) -> None:
    """Whoever has the link of a mail wants no more of them; again, it changes nothing."""
    saved = (
        SavedReport.objects.select_for_update(of=("self",))
        .select_related("user")
        .filter(pk=saved_report_id, monthly_mail=True)
        .first()
    )
    if saved is None:
        return
    saved.monthly_mail = False
    saved.save(update_fields=["monthly_mail"])
    _log("stop_report_mail", saved, Operation.ALTERATION, by=saved.user, at=at)


def month_of(at: datetime) -> date:
    """The first day of that month in London."""
    return timezone.localdate(at).replace(day=1)


def _insist_on_something_new(monthly_mail: bool, rolling: bool) -> None:
    if monthly_mail and not rolling:
        raise Refused("A mail each month is for months that move on: choose those.")


def _own(user: User):
    """The person's reports, while nobody else changes them: there is a limit to their number."""
    User.objects.select_for_update(of=("self",), no_key=True).get(pk=user.pk)
    return SavedReport.objects.filter(user=user)


def _log(name: str, saved: SavedReport, operation: Operation, *, by: User, at: datetime) -> None:
    record(
        at=at,
        by=by,
        operation=operation,
        action=name,
        object_type="saved_report",
        object_id=saved.pk,
    )
