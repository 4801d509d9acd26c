"""When a session ends: a shift after signing in, or after saying "stay signed in".

The time is kept in the session itself, so that pages can warn of it; nothing else that a page
does puts it off.
"""

from datetime import datetime

from django.contrib.sessions.backends.base import SessionBase

_ENDS_AT = "ends_at"


def begin(session: SessionBase) -> None:
    """A whole session from now on."""
    session[_ENDS_AT] = session.get_expiry_date().isoformat()


def end_of(session: SessionBase) -> datetime | None:
    """When the session ends; None if it was begun without the sign-in page."""
    ends_at = session.get(_ENDS_AT)
    return datetime.fromisoformat(ends_at) if ends_at else None
