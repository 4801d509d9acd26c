"""The one way to write an audit event."""

from datetime import datetime

from audit import origin
from audit.models import Event, Operation


def record(
    *,
    at: datetime,
    by,
    operation: Operation,
    action: str,
    object_type: str,
    object_id: object = "",
    object_label: str = "",
    reason: str = "",
    detail: dict | None = None,
) -> Event:
    """Append one event; call it last in a transaction.

    The chain is kept by a lock that is held until the transaction ends, so whatever waits on
    other rows must be done before. `by` is anything with a pk and a name, or None for the
    system itself. `detail` holds codes and counts, never free text about a person.
    """
    return Event.objects.create(
        at=at,
        actor=str(by.pk) if by else "system",
        actor_label=str(by)[:200] if by else "system",
        operation=operation,
        action=action,
        object_type=object_type,
        object_id=str(object_id),
        object_label=object_label[:200],
        origin=origin.current(),
        reason=reason,
        detail=detail or {},
    )
