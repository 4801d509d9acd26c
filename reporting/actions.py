"""What reporting does that must be logged: figures and rows leave the service."""

from datetime import datetime

from accounts.models import AccessToken, User
from audit.actions import record
from audit.models import Event, Operation
from reporting.exports.row_file import RowFile
from reporting.reports import Report
from reporting.selection import Selection


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


def _by_program(token: AccessToken | None, ending: str) -> dict:
    return {"token": token.pk, "format": ending} if token else {}
