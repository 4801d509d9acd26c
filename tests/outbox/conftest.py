"""A real SMTP server on loopback, told what to refuse, and a few mails that wait."""

import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import Message as Mail

import pytest
from aiosmtpd.controller import Controller

from outbox.actions import queue

AT = datetime(2026, 3, 27, 14, 5, tzinfo=UTC)
SENDER = "cuffing@force.example"


class Postbox:
    """Takes mail as a mail server does, except what it was told to refuse."""

    def __init__(self) -> None:
        self.mails: list[Mail] = []
        self.refused: dict[str, str] = {}  # by recipient: the answer to RCPT
        self.rejected: dict[str, str] = {}  # by recipient: the answer after the content
        self.unwanted: str = ""  # the answer to every sender
        self.hangs_up_on: set[str] = set()
        self.got_one = threading.Event()
        self.may_answer = threading.Event()
        self.may_answer.set()

    @property
    def to(self) -> list[str]:
        return sorted(mail["To"] for mail in self.mails)

    async def handle_MAIL(self, server, session, envelope, address, options):
        if self.unwanted:
            return self.unwanted
        envelope.mail_from = address
        return "250 OK"

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        (address,) = envelope.rcpt_tos
        if address in self.hangs_up_on:
            server.transport.close()
            return "421 Bye"
        if address in self.rejected:
            return self.rejected[address]
        self.mails.append(message_from_bytes(envelope.content))
        self.got_one.set()
        # What stands here blocks this server's only thread, as a slow server would.
        self.may_answer.wait(10)
        return "250 OK"


class OnAnyPort(Controller):
    """The operating system chooses a free port."""

    def _trigger_server(self):
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@pytest.fixture
def postbox(settings) -> Iterator[Postbox]:
    """The server, and Django pointed at it."""
    box = Postbox()
    server = OnAnyPort(box, hostname="127.0.0.1", port=0)
    server.start()
    point_at(settings, server.port)
    try:
        yield box
    finally:
        box.may_answer.set()
        server.stop()


def point_at(settings, port: int) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
    settings.EMAIL_USE_TLS = False
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_TIMEOUT = 5
    settings.DEFAULT_FROM_EMAIL = f"Cuffing <{SENDER}>"


def wait_for(number: int, *, to: str = "", at: datetime = AT) -> None:
    """So many mails in the outbox; the first is to `to` if it is given."""
    for index in range(number):
        queue(
            key=f"mail:{index}",
            to=to if to and index == 0 else f"p{index}@force.example",
            subject=f"HC-26-00000{index}: a question waits for you",
            body="Sign in: https://cuffing.example/\n",
            at=at + timedelta(seconds=index),
        )
