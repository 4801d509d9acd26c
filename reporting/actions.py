"""What reporting does that must be logged: figures and rows leave the service or are seen."""

from datetime import datetime, timedelta

from django.db import transaction

from accounts.models import AccessToken, User
from audit.actions import record
from audit.models import Event, Operation
from records.actions.changing import insist
from reporting.exports.row_file import RowFile
from reporting.models import OfficerAccess
from reporting.permissions import may_open_any_officer, officers
from reporting.reports import Report
from reporting.selection import Selection

ACCESS_LASTS = timedelta(hours=24)


def disclose_report(
    *,
    report: Report,
    selection: Selection,
    rows: int,
    by: User,
    at: datetime,
    token: AccessToken | None = None,
    ending: str = "csv",
) -> Event:
    """Somebody, or a program of theirs, takes a report's figures away. Call it before the first
    byte is sent."""
    return record(
        at=at,
        by=by,
        operation=Operation.DISCLOSURE,
        action="download_report",
        object_type="report",
        object_id=report.id,
        object_label=report.title,
        detail={"filters": selection.query(), "rows": rows, "version": report.version}
        | _by_program(token, ending),
    )


def disclose_picture(
    *, report: Report, ident: str, selection: Selection, by: User, at: datetime
) -> Event:
    """Somebody takes a picture of a report away; a bitmap is made of the same file."""
    return record(
        at=at,
        by=by,
        operation=Operation.DISCLOSURE,
        action="download_picture",
        object_type="report",
        object_id=report.id,
        object_label=report.title,
        detail={"filters": selection.query(), "picture": ident, "version": report.version},
    )


def disclose_row_file(
    *,
    file: RowFile,
    ending: str,
    selection: Selection,
    rows: int,
    by: User,
    at: datetime,
    token: AccessToken | None = None,
) -> Event:
    """Somebody takes a file of rows away. Call it before the first byte is sent.

    Before, because a download that is broken off, or a process that dies, has sent rows all the
    same: `rows` are those asked for, and what arrived is at most that.
    """
    return record(
        at=at,
        by=by,
        operation=Operation.DISCLOSURE,
        action=f"download_{file.name}",
        object_type="row_file",
        object_id=file.name,
        object_label=file.title,
        detail={"filters": selection.query(), "rows": rows, "format": ending}
        | _by_program(token, ending),
    )


@transaction.atomic
def open_officer(*, warrant_number: str, reason: str, by: User, at: datetime) -> User | None:
    """Give professional standards a day's sight of one officer's figures; None if there is none."""
    insist(may_open_any_officer(by))
    officer = officers().filter(warrant_number__iexact=warrant_number).first()
    if officer is None:
        return None
    OfficerAccess.objects.create(
        officer=officer, user=by, reason=reason, at=at, ends_at=at + ACCESS_LASTS
    )
    record(
        at=at,
        by=by,
        operation=Operation.CONSULTATION,
        action="open_officer_figures",
        object_type="user",
        object_id=officer.pk,
        object_label=str(officer),
        reason=reason,
    )
    return officer


def consult_officer(*, officer: User, filters: dict[str, str], by: User, at: datetime) -> Event:
    """Somebody looks at the figures of one officer, be it their own."""
    return record(
        at=at,
        by=by,
        operation=Operation.CONSULTATION,
        action="consult_officer_figures",
        object_type="user",
        object_id=officer.pk,
        object_label=str(officer),
        detail={"filters": filters},
    )


def disclose_officer(
    *, officer: User, filters: dict[str, str], rows: int, by: User, at: datetime
) -> Event:
    """Somebody takes the figures of one officer away. Call it before the first byte is sent."""
    return record(
        at=at,
        by=by,
        operation=Operation.DISCLOSURE,
        action="download_officer_figures",
        object_type="user",
        object_id=officer.pk,
        object_label=str(officer),
        detail={"filters": filters, "rows": rows},
    )


def _by_program(token: AccessToken | None, ending: str) -> dict:
    return {"token": token.pk, "format": ending} if token else {}
