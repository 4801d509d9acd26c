"""What every change of an encounter has in common: one transaction, one lock, one history."""

from collections.abc import Callable
from datetime import datetime
from functools import wraps
from typing import ParamSpec, TypeVar
from uuid import UUID

import pghistory
from django.db import transaction

from accounts.models import User
from audit.actions import record
from audit.models import Event, Operation
from records import policy, workflow
from records.models import Encounter, StatusChange
from records.permissions import Verdict
from records.vocabulary import Status

P = ParamSpec("P")
R = TypeVar("R")


class NotAllowed(Exception):
    """The person may not do this; the message is for them."""


class Stale(Exception):
    """Somebody changed the record after the person loaded it; nothing was written."""

    def __init__(self, encounter: Encounter) -> None:
        super().__init__("The record was changed after you opened it.")
        self.encounter = encounter


def action(function: Callable[P, R]) -> Callable[P, R]:
    """All or nothing, and every history row says which action wrote it and for whom."""

    @wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        by = kwargs["by"]
        with (
            transaction.atomic(),
            policy.remembered(),
            pghistory.context(action=function.__name__, by=by.pk, by_label=str(by)),
        ):
            return function(*args, **kwargs)

    return wrapper


def lock(encounter_id: UUID) -> Encounter:
    """The encounter as it is now; everybody else who wants to change it waits."""
    return (
        Encounter.objects.select_for_update(of=("self",))
        .select_related("team", "reporting_officer__team")
        .get(pk=encounter_id)
    )


def insist(verdict: Verdict) -> None:
    """Refuse what is not allowed."""
    if not verdict:
        raise NotAllowed(verdict.reason)


def insist_unchanged(encounter: Encounter, version_seen: int) -> None:
    """Refuse to write over what the person has not seen."""
    if encounter.version != version_seen:
        raise Stale(encounter)


def save(encounter: Encounter, *, at: datetime, fields: tuple[str, ...] = ()) -> None:
    """Write the columns and make every copy seen before stale."""
    encounter.version += 1
    encounter.changed_at = at
    encounter.save(update_fields=["version", "changed_at", *fields])


def move(
    encounter: Encounter,
    *,
    step: workflow.Step,
    by: User,
    at: datetime,
    reason: str = "",
    fields: tuple[str, ...] = (),
) -> None:
    """Take a step of the workflow: status, deadline and status row."""
    before = encounter.status
    encounter.status = workflow.target_of(step=step, status=before)
    # Who amends a record that waits already does not put off its review.
    if not (before == encounter.status == Status.SUBMITTED):
        encounter.review_due_at = (
            at + policy.current().review_within if encounter.status == Status.SUBMITTED else None
        )
    save(encounter, at=at, fields=("status", "review_due_at", *fields))
    StatusChange.objects.create(
        encounter=encounter,
        step=step,
        from_status=before,
        to_status=encounter.status,
        at=at,
        by=by,
        reason=reason,
    )


def log(
    encounter: Encounter,
    *,
    operation: Operation,
    action: str,
    by: User,
    at: datetime,
    reason: str = "",
    detail: dict | None = None,
) -> Event:
    """The audit event of what was just done; the last write of every action."""
    return record(
        at=at,
        by=by,
        operation=operation,
        action=action,
        object_type="encounter",
        object_id=encounter.pk,
        object_label=encounter.reference,
        reason=reason,
        detail=detail,
    )
