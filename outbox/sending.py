"""Sends what is due, one mail at a time, over one connection.

Each mail has a transaction of its own: its row is locked, it is handed to the mail server, and
the row says so. Another run at the same time skips locked rows, so it never sends the same mail.
Killed between the server's "accepted" and the end of the transaction, that one mail is sent again
by the next run; its Message-ID is the same, so that the receiving side can drop the repeat. No
other mail is sent twice, and none is lost.
"""

import smtplib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr
from hashlib import sha256

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.db.models import Min

from outbox.models import Message

MOST_ATTEMPTS = 10
FIRST_PAUSE = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(hours=6)
_PERMANENT = 500  # from here on the server's answer is a "never"


class Unreachable(Exception):
    """The mail server cannot be talked to; nothing is wrong with any mail."""


@dataclass
class Run:
    """What one run did."""

    sent: int = 0
    failed: int = 0
    given_up: int = 0

    @property
    def tried(self) -> int:
        return self.sent + self.failed + self.given_up


@dataclass(frozen=True)
class Health:
    """How the outbox stands. `oldest` is when the mail that waits longest should have left."""

    waiting: int
    due: int
    failing: int
    given_up: int
    oldest: datetime | None


def health(*, at: datetime) -> Health:
    messages = Message.objects
    return Health(
        waiting=messages.waiting().count(),
        due=messages.due(at=at).count(),
        failing=messages.failing().count(),
        given_up=messages.given_up().count(),
        oldest=messages.due(at=at).order_by().aggregate(oldest=Min("created_at"))["oldest"],
    )


def send_due(*, at_most: int, now: Callable[[], datetime]) -> Run:
    """Send up to `at_most` mails; Unreachable if the server is, with every mail still waiting."""
    run = Run()
    if not Message.objects.due(at=now()).exists():
        return run
    connection = _opened(get_connection())
    try:
        while run.tried < at_most and _send_one(run, connection, now=now):
            pass
    finally:
        connection.close()
    return run


def pause_after(attempts: int) -> timedelta:
    """How long to wait after so many failures: twice as long each time, up to a limit."""
    return min(FIRST_PAUSE * 2 ** (attempts - 1), LONGEST_PAUSE)


def message_id(key: str) -> str:
    """The same for every attempt at one mail."""
    _, sender = parseaddr(settings.DEFAULT_FROM_EMAIL)
    domain = sender.rpartition("@")[2] or "localhost"
    return f"<{sha256(key.encode()).hexdigest()[:32]}@{domain}>"


def _opened(connection: BaseEmailBackend) -> BaseEmailBackend:
    try:
        connection.open()
    except (OSError, smtplib.SMTPException) as error:
        raise Unreachable(_in_words(error)) from error
    return connection


def _send_one(run: Run, connection: BaseEmailBackend, *, now: Callable[[], datetime]) -> bool:
    """Claim and send the next mail; whether there was one."""
    disconnected = False
    with transaction.atomic():
        due = Message.objects.due(at=now()).select_for_update(skip_locked=True)
        message = due.first()
        if message is None:
            return False
        message.attempts += 1
        try:
            connection.send_messages([_mail(message)])
        except (OSError, smtplib.SMTPException, ValueError) as error:
            message.last_error = _in_words(error)
            if _is_permanent(error) or message.attempts >= MOST_ATTEMPTS:
                message.given_up_at = now()
                run.given_up += 1
            else:
                message.send_after = now() + pause_after(message.attempts)
                run.failed += 1
            disconnected = not isinstance(
                error,
                (smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError, ValueError),
            )
        else:
            message.sent_at, message.last_error, message.body = now(), "", ""
            run.sent += 1
        message.save()
    if disconnected:
        # Whatever state the conversation is in, the next mail begins a new one.
        connection.close()
        _opened(connection)
    return True


def _mail(message: Message) -> EmailMessage:
    return EmailMessage(
        message.subject,
        message.body,
        to=[message.to],
        headers={
            "Message-ID": message_id(message.key),
            # So that nobody's out-of-office note answers.
            "Auto-Submitted": "auto-generated",
        },
    )


def _is_permanent(error: Exception) -> bool:
    """Whether the same mail will be refused for ever: the address, the content, the form."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return all(code >= _PERMANENT for code, _ in error.recipients.values())
    if isinstance(error, smtplib.SMTPDataError):
        return error.smtp_code >= _PERMANENT
    # A line break in a header, an address that cannot be written.
    return isinstance(error, ValueError)


def _in_words(error: Exception) -> str:
    """What the server said, on one line."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        answers = error.recipients.values()
    elif isinstance(error, smtplib.SMTPResponseException):
        answers = [(error.smtp_code, error.smtp_error)]
    else:
        return f"{type(error).__name__}: {error}"[:500]
    said = [
        f"{code} {text.decode(errors='replace') if isinstance(text, bytes) else text}"
        for code, text in answers
    ]
    return " ".join("; ".join(said).split())[:500]
