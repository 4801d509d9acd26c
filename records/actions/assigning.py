"""Who of the supervisors takes a record. A help, not a lock: whoever may review it still may.

Assigning does not raise the record's version: it changes nothing that a reviewer decides on, and
a decision being written must not become stale because somebody else was asked to take it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from accounts.models import User
from audit.models import Operation
from outbox.actions import queue
from records import permissions
from records.actions.changing import NotAllowed, action, log
from records.models import Encounter

ASSIGNED_AT_ONCE = 100


@dataclass(frozen=True)
class Problem:
    """Why one record cannot be assigned so."""

    encounter: Encounter
    reason: str


class NotAssigned(Exception):
    """Nothing was assigned, because these cannot be."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__(f"{len(problems)} cannot be assigned")
        self.problems = tuple(problems)


@action
def assign(
    *, encounter_ids: Sequence[UUID], to: User | None, by: User, at: datetime
) -> list[Encounter]:
    """Give records to a supervisor who may review them, or to nobody in particular.

    All of them or none. Returns those whose supervisor changed, so that a second click changes,
    logs and mails nothing.
    """
    encounters = lock_all(encounter_ids)
    if len(encounters) > ASSIGNED_AT_ONCE:
        raise NotAllowed(f"At most {ASSIGNED_AT_ONCE} records are assigned at once.")
    problems = [
        Problem(encounter, verdict.reason)
        for encounter in encounters
        if not (verdict := permissions.may_assign(by, encounter, to=to))
    ]
    if problems:
        raise NotAssigned(problems)
    changed = [
        encounter
        for encounter in encounters
        if encounter.assigned_to_id != (to.pk if to is not None else None)
    ]
    before = {encounter.pk: encounter.assigned_to_id for encounter in changed}
    for encounter in changed:
        encounter.assigned_to = to
        encounter.save(update_fields=["assigned_to"])
    if changed and to is not None and to.pk != by.pk:
        _tell(to, changed, by=by, at=at)
    for encounter in changed:
        log(
            encounter,
            operation=Operation.ALTERATION,
            action="assign",
            by=by,
            at=at,
            detail={"from": before[encounter.pk], "to": to.pk if to is not None else None},
        )
    return changed


def lock_all(encounter_ids: Sequence[UUID]) -> list[Encounter]:
    """The encounters as they are now, locked in one order so that two bulk changes cannot meet."""
    locked = (
        Encounter.objects.select_for_update(of=("self",))
        .filter(pk__in=set(encounter_ids))
        .select_related("team", "reporting_officer__team")
        .order_by("pk")
    )
    return list(locked.prefetch_related("officers_present__officer__team", "uses__officer__team"))


def _tell(person: User, encounters: Sequence[Encounter], *, by: User, at: datetime) -> None:
    """One mail for all that was assigned at once."""
    count = len(encounters)
    what = encounters[0].reference if count == 1 else f"{count} records"
    queue(
        key=f"assigned:{encounters[0].pk}:{person.pk}:{at.isoformat()}",
        to=person.email,
        subject=f"Assigned to you for review: {what}",
        body=(
            f"{by.name} assigned {what} to you for review.\n\n"
            "Sign in and open “Assigned to me” in the queue.\n"
        ),
        at=at,
    )
