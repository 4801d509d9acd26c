"""The one way to send mail: into the outbox, in the transaction that is the reason for it."""

from datetime import datetime

from outbox.models import Message


def queue(
    *,
    key: str,
    to: str,
    subject: str,
    body: str,
    at: datetime,
    send_after: datetime | None = None,
) -> None:
    """Have one mail sent after `send_after`; a second one with the same key is never written.

    `key` names the occasion, such as "account-due:<encounter>:<officer>:first". Subject and body
    are plain text without personal data: they say that something waits, and where to sign in.
    """
    message = Message(
        key=key,
        to=to,
        subject=subject,
        body=body,
        created_at=at,
        send_after=send_after or at,
    )
    Message.objects.bulk_create([message], ignore_conflicts=True)
