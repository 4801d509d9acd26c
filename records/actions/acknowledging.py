"""Saying that one has read what was decided."""

from datetime import datetime
from uuid import UUID

from accounts.models import User
from audit.models import Operation
from records import permissions
from records.actions.changing import NotAllowed, action, insist, lock, log
from records.models import Acknowledgement, Encounter


@action
def acknowledge(*, encounter_id: UUID, review_id: int, by: User, at: datetime) -> Encounter:
    """Keep when `by` saw the decision; saying so twice is saying so once."""
    encounter = lock(encounter_id)
    review = encounter.reviews.filter(pk=review_id).first()
    if review is None:
        raise NotAllowed("That decision is not one on this record.")
    insist(permissions.may_acknowledge(by, encounter, review))
    if Acknowledgement.objects.filter(review=review, officer=by).exists():
        return encounter
    Acknowledgement.objects.create(review=review, officer=by, at=at)
    log(
        encounter,
        operation=Operation.ALTERATION,
        action="acknowledge",
        by=by,
        at=at,
        detail={"decision": review.decision},
    )
    return encounter
