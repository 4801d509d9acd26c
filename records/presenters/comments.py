"""Comments as everybody reads them."""

from records.models import Encounter
from records.presenters.answers import moment


def comments(encounter: Encounter) -> list[dict[str, str]]:
    """Every comment on the record, the oldest first."""
    return [
        {"by": str(one.by), "at": moment(one.at), "text": one.text}
        for one in sorted(encounter.comments.all(), key=lambda one: (one.at, one.pk))
    ]
