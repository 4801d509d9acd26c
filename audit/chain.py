"""Walks the chain of audit events and finds the first broken link."""

import hashlib
from dataclasses import dataclass

from django.db import connection, transaction

from audit.models import HASHED

_COLUMNS = ", ".join(part.format(row="audit_event") for part in HASHED)


@dataclass(frozen=True)
class Verification:
    """How far the chain holds: events read, the hash of the last good one, the first fault."""

    events: int
    head: str
    broken_at: int | None = None
    fault: str = ""

    @property
    def holds(self) -> bool:
        return self.broken_at is None


def content(parts: tuple[str, ...]) -> bytes:
    """The text whose SHA-256 is an event's hash: each part with its length in bytes."""
    return b"".join(
        str(len(encoded)).encode() + b":" + encoded + b","
        for encoded in (part.encode() for part in parts)
    )


def verify() -> Verification:
    """Compute every hash anew, in Python, so that a changed trigger cannot vouch for itself.

    A removed tail cannot be seen from inside: compare `events` and `head` with the values
    noted elsewhere.
    """
    events, head = 0, ""
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        # The column of the table: the one selected is text, where 10 comes before 2.
        cursor.execute(
            f"SELECT {_COLUMNS}, hash FROM audit_event ORDER BY audit_event.id"  # noqa: S608
        )
        for *parts, stored in cursor:
            number = int(parts[0])
            if number != events + 1:
                return Verification(events, head, number, f"event {events + 1} is missing")
            if parts[-1] != head:
                return Verification(
                    events, head, number, "it does not carry the hash of the event before"
                )
            if hashlib.sha256(content(tuple(parts))).hexdigest() != stored:
                return Verification(events, head, number, "its content does not match its hash")
            events, head = number, stored
    return Verification(events, head)
