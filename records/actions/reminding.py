"""Writes the reminders that are due into the outbox; `outbox` sends them.

Each batch is one transaction that claims its rows and passes over those that somebody else is
working on. A second run at the same time finds other rows or none; a run that is killed leaves
nothing half done; a run that comes again writes nothing twice, because the outbox keeps one mail
for each key.
"""

from collections import Counter
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.urls import reverse

from accounts.models import User
from audit.actions import record
from audit.models import Operation
from outbox.actions import Letter, queue
from records import policy
from records.presenters.answers import moment
from records.reminders import (
    ACCOUNT,
    DRAFT,
    KINDS,
    Digest,
    Kind,
    digest_for,
    digest_key,
    reviewers_with_something,
)

BATCH = 25


def send_reminders(*, at: datetime, at_most: int) -> Counter[str]:
    """Write up to `at_most` mails; how many of each kind."""
    written: Counter[str] = Counter()
    with policy.remembered():
        for kind in KINDS:
            while (room := at_most - written.total()) > 0:
                claimed, new = _remind(kind, at=at, at_most=min(room, BATCH))
                written[kind.name] += new
                if not claimed:
                    break
        _write_digests(written, at=at, at_most=at_most)
    return written


def _log(kind: str, number: int, *, at: datetime) -> None:
    """One event for the mails of one transaction: references leave the service in them."""
    if number:
        record(
            at=at,
            by=None,
            operation=Operation.DISCLOSURE,
            action="send_reminders",
            object_type="outbox",
            detail={kind: number},
        )


@transaction.atomic
def _remind(kind: Kind, *, at: datetime, at_most: int) -> tuple[int, int]:
    """One batch: how many rows were claimed, and how many mails are new."""
    due = kind.due(at).select_for_update(of=kind.locked, skip_locked=True, no_key=True)
    rows = list(due[:at_most])
    letters = [_letter(kind, row, at=at) for row in rows]
    new = sum(queue(**vars(letter), at=at) for letter in letters)
    _log(kind.name, new, at=at)
    return len(rows), new


def _letter(kind: Kind, row, *, at: datetime) -> Letter:
    encounter = kind.encounter(row)
    reference = encounter.reference
    if kind is DRAFT:
        page = reverse("tasks", args=[encounter.pk])
        late = row.due_at <= at
        subject = f"{reference}: this draft {'is late' if late else 'is due soon'}"
        said = (
            f"The draft {reference} should have been filed by {moment(row.due_at)}. File it, or "
            "discard it if no handcuffs were used."
            if late
            else f"The draft {reference} should be filed by {moment(row.due_at)}."
        )
    elif kind is ACCOUNT:
        page = reverse("account_tasks", args=[encounter.pk])
        late = row.due_at <= at
        subject = f"{reference}: your account {'is late' if late else 'is needed'}"
        said = (
            f"{reference} says that you applied handcuffs. Your own account "
            f"{'was due' if late else 'is due'} {moment(row.due_at)}. Give it, or say that you "
            "were not involved."
        )
    else:
        page = reverse("encounter", args=[encounter.pk])
        subject = f"{reference}: a question waits for you"
        said = f"A reviewer asked you a question about {reference}. It waits for your answer."
    return Letter(
        key=row.reminder,
        to=kind.officer(row).email,
        subject=subject,
        body=f"{said}\n\nSign in: {settings.PUBLIC_ADDRESS}{page}\n",
    )


def _write_digests(written: Counter[str], *, at: datetime, at_most: int) -> None:
    """One mail a day for each reviewer where something is urgent."""
    seen = 0
    while written.total() < at_most:
        with transaction.atomic():
            user = (
                reviewers_with_something(at)
                .filter(pk__gt=seen)
                .select_for_update(of=("self",), skip_locked=True, no_key=True)
                .first()
            )
            if user is None:
                return
            seen = user.pk
            digest = digest_for(user, now=at)
            if digest.says_something:
                new = queue(**vars(_digest_letter(user, digest, at=at)), at=at)
                written["digests"] += new
                _log("digests", new, at=at)


def _digest_letter(user: User, digest: Digest, *, at: datetime) -> Letter:
    lines = []
    if digest.waiting:
        lines.append(f"Waiting for your review: {digest.waiting}")
    if digest.overdue:
        lines.append(f"Past the deadline: {digest.overdue}")
    if digest.video:
        lines += [
            "",
            "Undecided, and the body-worn video is deleted within "
            f"{settings.VIDEO_WARNING_DAYS} days unless somebody marks it as evidence:",
            *digest.video,
        ]
    urgent = digest.overdue + len(digest.video)
    return Letter(
        key=digest_key(user, at),
        to=user.email,
        subject=f"Review: {urgent} urgent" if digest.video else f"Review: {urgent} overdue",
        body="\n".join([*lines, "", f"Sign in: {settings.PUBLIC_ADDRESS}/", ""]),
    )
