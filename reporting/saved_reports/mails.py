"""The mail each month that new figures can be read. It holds none: mail leaves the service.

What reports show here is exact and restricted, so the mail says which report, of which months, and
where to sign in. It does not have the name under which the report is kept, nor its filters: people
write names into both.
"""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone

from accounts.presenters import day
from outbox.actions import queue
from reporting.models import SavedReport
from reporting.permissions import may_read
from reporting.reports import REPORTS, Report
from reporting.saved_reports.actions import month_of
from reporting.selection import Period

_SALT = "reporting.saved_reports.stop"


@dataclass
class Run:
    """What one run did."""

    looked_at: int = 0
    written: int = 0


def queue_mails(*, at: datetime, at_most: int) -> Run:
    """Write this month's mails into the outbox, each report once a month.

    Safe when run twice at once, as rows that another run holds are passed over, and when killed in
    the middle, as each report is a transaction of its own.
    """
    run = Run()
    while run.looked_at < at_most and _queue_one(run, at=at):
        pass
    return run


def _queue_one(run: Run, *, at: datetime) -> bool:
    month = month_of(at)
    with transaction.atomic():
        saved = (
            SavedReport.objects.select_for_update(of=("self",), skip_locked=True)
            .select_related("user__team")
            .filter(monthly_mail=True, mail_considered_in__lt=month)
            .order_by("pk")
            .first()
        )
        if saved is None:
            return False
        run.looked_at += 1
        saved.mail_considered_in = month
        saved.save(update_fields=["mail_considered_in"])
        report = report_of(saved)
        if report and may_read(saved.user, report.access) and not report.missing():
            run.written += queue(
                key=f"report:{saved.pk}:{month}",
                to=saved.user.email,
                subject=f"{report.id}: new figures to read",
                body=_body(saved, report, at=at),
                at=at,
            )
        return True


def report_of(saved: SavedReport) -> Report | None:
    """What was saved; None if there is no such report any more."""
    return next((report for report in REPORTS if report.name == saved.report), None)


def _body(saved: SavedReport, report: Report, *, at: datetime) -> str:
    today = timezone.localdate(at)
    form = report.filters(QueryDict(saved.query), user=saved.user, today=today)
    if form.is_valid():
        selection = form.selection()
        period = Period.of_months(selection.first_month, selection.last_month, today=today)
        said = (
            f"{report.title} ({report.id}) can be read for {day(period.start)} to "
            f"{day(period.end)}."
        )
    else:
        said = (
            f"{report.title} ({report.id}) cannot be read any more as you saved it. The page "
            "says why."
        )
    page = reverse("open_saved_report", args=[saved.pk])
    stop = reverse("stop_report_mail", args=[signed(saved)])
    return (
        f"{said}\n\n"
        f"Sign in to read it: {settings.PUBLIC_ADDRESS}{page}\n\n"
        "Figures are not sent by mail. You asked for this mail each month. To stop it, without "
        f"signing in: {settings.PUBLIC_ADDRESS}{stop}\n"
    )


def signed(saved: SavedReport) -> str:
    """Which report a link is about, so that nobody can make such a link for another."""
    return signing.dumps(saved.pk, salt=_SALT)


def read_signed(text: str) -> int | None:
    try:
        return signing.loads(text, salt=_SALT)
    except signing.BadSignature:
        return None
