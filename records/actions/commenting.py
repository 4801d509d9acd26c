"""Adding a remark to a filed record."""

from datetime import datetime
from uuid import UUID

from accounts.models import User
from audit.models import Operation
from records import permissions
from records.actions.changing import NotAllowed, action, insist, lock, log, save
from records.models import Comment, Encounter


@action
def add_comment(
    *, encounter_id: UUID, comment_id: UUID, text: str, by: User, at: datetime
) -> Encounter:
    """Add one comment under the uuid the page brought; the same uuid again is the same comment.

    It overwrites nothing, so it asks for no version; but the version rises, and whoever decides
    on the record is told that there is something they have not read.
    """
    encounter = lock(encounter_id)
    insist(permissions.may_comment(by, encounter))
    existing = Comment.objects.filter(pk=comment_id).first()
    if existing is not None:
        if existing.by_id != by.pk or existing.encounter_id != encounter.pk:
            raise NotAllowed("That page was not yours. Please write the comment again.")
        return encounter
    Comment.objects.create(id=comment_id, encounter=encounter, by=by, at=at, text=text)
    save(encounter, at=at)
    log(encounter, operation=Operation.ALTERATION, action="add_comment", by=by, at=at)
    return encounter
