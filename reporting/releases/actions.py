"""Making, publishing and withdrawing a release: each adds rows, none changes one."""

from datetime import date, datetime

from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from audit.actions import record
from audit.models import Operation
from records.actions.changing import NotAllowed, insist
from reporting.models import (
    CubeCell,
    Release,
    ReleasedPicture,
    ReleasedReport,
    ReleaseStep,
    StepKind,
)
from reporting.permissions import may_release
from reporting.releases.freezing import Frozen, NothingToCompare, freeze
from reporting.releases.periods import Quarters, quarters
from reporting.snapshot import one_snapshot

_PARTS = 50


def offered(*, today: date) -> list[Quarters]:
    """The periods that a release can be made of now."""
    return quarters(first_month=CubeCell.objects.first_month(), today=today)


def make_release(*, period: Quarters, by: User, at: datetime) -> Release:
    """Freeze the figures of a period. Nobody but analysts sees them before they are published.

    All of it is counted and drawn in one snapshot, while the register goes on. What was drawn is
    kept in a transaction of its own, so that its audit event follows the newest one there is.
    """
    insist(may_release(by))
    with one_snapshot():
        if period not in offered(today=timezone.localdate(at)):
            raise NotAllowed("A release is of whole quarters that have ended, four at most.")
        try:
            frozen = freeze(period, now=at)
        except NothingToCompare:
            raise NotAllowed(
                "There is no table of residents to compare with: load one first."
            ) from None
    return _keep(frozen, by=by, at=at)


@transaction.atomic
def _keep(frozen: Frozen, *, by: User, at: datetime) -> Release:
    release = frozen.release
    release.made_by = by
    release.save(force_insert=True)
    for report in frozen.reports:
        report.release = release
    ReleasedReport.objects.bulk_create(frozen.reports, batch_size=_PARTS)
    ReleasedPicture.objects.bulk_create(frozen.pictures, batch_size=_PARTS)
    _log(release, action="make_release", operation=Operation.COLLECTION, by=by, at=at)
    return release


@transaction.atomic
def publish_release(*, release_id: int, by: User, at: datetime) -> Release:
    """Let everybody read it.

    No two that are public share a month: a year beside one of its quarters would tell, by
    subtraction, of the other three what neither was audited for.
    """
    insist(may_release(by))
    release = _lock(release_id)
    if _has(release, StepKind.WITHDRAWN):
        raise NotAllowed("This release was withdrawn: make another one of the same period.")
    if _has(release, StepKind.PUBLISHED):
        raise NotAllowed("This release is published already.")
    if other := Release.objects.public().overlapping(release).first():
        raise NotAllowed(
            f"{other} is public and has some of the same months. Withdraw it first: two releases "
            "of one month could be subtracted from each other."
        )
    _step(release, StepKind.PUBLISHED, by=by, at=at)
    _log(release, action="publish_release", operation=Operation.DISCLOSURE, by=by, at=at)
    return release


@transaction.atomic
def withdraw_release(*, release_id: int, reason: str, by: User, at: datetime) -> Release:
    """Take it back, or drop it before it was ever public. The reason is public if it was."""
    insist(may_release(by))
    release = _lock(release_id)
    if _has(release, StepKind.WITHDRAWN):
        raise NotAllowed("This release is withdrawn already.")
    if not reason.strip():
        raise NotAllowed("Say why the release is withdrawn.")
    _step(release, StepKind.WITHDRAWN, by=by, at=at, reason=reason.strip())
    _log(
        release,
        action="withdraw_release",
        operation=Operation.ALTERATION,
        by=by,
        at=at,
        reason=reason.strip(),
    )
    return release


def _lock(release_id: int) -> Release:
    """The release, while no other step of any is taken: whether two overlap is asked of all."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('reporting_release_step'))")
    return Release.objects.get(pk=release_id)


def _has(release: Release, kind: StepKind) -> bool:
    return release.steps.filter(kind=kind).exists()


def _step(release: Release, kind: StepKind, *, by: User, at: datetime, reason: str = "") -> None:
    ReleaseStep.objects.create(release=release, kind=kind, by=by, at=at, reason=reason)


def _log(release, *, action, operation, by, at, reason="") -> None:
    record(
        at=at,
        by=by,
        operation=operation,
        action=action,
        object_type="release",
        object_id=release.pk,
        object_label=str(release),
        reason=reason,
        detail={"checksum": release.checksum},
    )
