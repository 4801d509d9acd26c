"""What a page brings along from which a record is begun."""

import uuid
from typing import Any

from accounts.models import User

# More of them would push what waits for the officer off the page; all are on the start page.
MOST_FAVOURITES_BESIDE = 4


def beginning(user: User, *, most: int | None = MOST_FAVOURITES_BESIDE) -> dict[str, Any]:
    """The uuid of the new record, and the favourites that it may begin from, at most so many.

    The uuid comes with the page, so that pressing twice begins one record.
    """
    favourites = list(user.favourites.order_by("name", "pk"))
    shown = favourites[:most]
    return {
        "new_id": uuid.uuid4(),
        "favourites": shown,
        "more_favourites": len(favourites) - len(shown),
    }
