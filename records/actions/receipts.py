"""The receipt for the person: made once, on paper or behind a link that cannot be guessed."""

from datetime import datetime
from uuid import UUID

from accounts.models import User
from audit.models import Operation
from records import permissions
from records.actions.changing import action, insist, lock, log
from records.models import Receipt
from records.models.receipt import new_code


@action
def make_receipt(*, encounter_id: UUID, by: User, at: datetime) -> Receipt:
    """The receipt of a filed record; asked for again, it is the same one."""
    encounter = lock(encounter_id)
    insist(permissions.may_make_receipt(by, encounter))
    existing = Receipt.objects.filter(encounter=encounter).first()
    if existing is not None:
        return existing
    receipt = Receipt.objects.create(encounter=encounter, code=new_code(), created_at=at, by=by)
    log(encounter, operation=Operation.DISCLOSURE, action="make_receipt", by=by, at=at)
    return receipt
