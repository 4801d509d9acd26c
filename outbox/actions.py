"""The one way to send mail: into the outbox, in the transaction that is the reason for it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from outbox.models import Message


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One mail not yet in the outbox."""

    key: str
    to: str
    subject: str
    body: str


def queue(
    *,
    key: str,
    to: str,
    subject: str,
    body: str,
    at: datetime,
    send_after: datetime | None = None,
) -> bool:
    """Have one mail sent after `send_after`; a second one with the same key is never written.

    `key` names the occasion, such as "account-due:<encounter>:<officer>:first". Subject and body
    are plain text without personal data: they say that something waits, and where to sign in.
    Returns whether the mail is new.
    """
    _, new = Message.objects.get_or_create(
        key=key,
        defaults={
            "to": to,
            "subject": subject,
            "body": body,
            "created_at": at,
            "send_after": send_after or at,
        },
    )
    return new


def queue_all(letters: Iterable[Letter], *, at: datetime) -> None:
    """Many at once; those whose key is there already are left out."""
    messages = [Message(**vars(letter), created_at=at, send_after=at) for letter in letters]
    Message.objects.bulk_create(messages, ignore_conflicts=True, batch_size=500)


def try_again(*, at: datetime) -> int:
    """Have every mail that was given up tried anew, once its cause is mended; how many."""
    return Message.objects.given_up().update(
        given_up_at=None, attempts=0, last_error="", send_after=at
    )
