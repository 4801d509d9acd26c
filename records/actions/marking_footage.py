"""Saying that the footage of a record is marked as evidence, or is so no more."""

from datetime import date, datetime
from uuid import UUID

from accounts.models import User
from audit.models import Operation
from records import permissions
from records.actions.changing import action, insist, insist_unchanged, lock, log, save
from records.footage import mark_of
from records.models import Encounter, FootageMark


@action
def mark_footage(
    *, encounter_id: UUID, version_seen: int, marked_on: date | None, by: User, at: datetime
) -> Encounter:
    """Keep the day on which the footage was marked; None takes that back.

    Saying again what was said last changes nothing.
    """
    encounter = lock(encounter_id)
    insist(permissions.may_mark_footage(by, encounter))
    last = mark_of(encounter)
    before = last.marked_on if last else None
    if marked_on == before:
        return encounter
    insist_unchanged(encounter, version_seen)
    FootageMark.objects.create(encounter=encounter, marked_on=marked_on, by=by, at=at)
    save(encounter, at=at)
    log(
        encounter,
        operation=Operation.ALTERATION,
        action="mark_footage",
        by=by,
        at=at,
        detail={"marked_on": [str(before or ""), str(marked_on or "")]},
    )
    return encounter
