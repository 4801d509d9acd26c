"""Searching in what officers wrote: reading parts of several records is an event too."""

from collections.abc import Sequence
from datetime import datetime

from accounts.models import User
from audit.actions import record
from audit.models import Operation
from records.actions.changing import action


@action
def search(*, shown: Sequence[str], by: User, at: datetime) -> None:
    """Parts of these records' texts were shown. What was searched for may name a person, so it
    is not written down."""
    record(
        at=at,
        by=by,
        operation=Operation.CONSULTATION,
        action="search",
        object_type="encounters",
        detail={"shown": list(shown)},
    )
