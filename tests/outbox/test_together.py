"""Two runs at once, and a run that is killed: with real processes and a real mail server."""

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.db import connection, connections
from django.utils import timezone

from outbox.models import Message
from outbox.sending import message_id, send_due
from tests.outbox.conftest import wait_for

pytestmark = pytest.mark.django_db(transaction=True)

# Another process: the same database, the same mail server.
RUN = """
import sys
import django
from django.conf import settings
database, port = sys.argv[1], int(sys.argv[2])
settings.DATABASES["default"]["NAME"] = database
settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", port, False
settings.DEFAULT_FROM_EMAIL = "cuffing@force.example"
django.setup()
from django.core.management import call_command
call_command("send_mail", at_most=100)
"""


def an_hour_ago():
    return timezone.now() - timedelta(hours=1)


def another_run(settings) -> subprocess.Popen:
    database = connection.settings_dict["NAME"]
    return subprocess.Popen(
        [sys.executable, "-c", RUN, database, str(settings.EMAIL_PORT)],
        cwd=django_settings.BASE_DIR,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "tests.settings"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_two_processes_at_once_send_every_mail_once(postbox, settings):
    wait_for(40, at=an_hour_ago())
    runs = [another_run(settings) for _ in range(2)]
    said = [run.communicate(timeout=60) for run in runs]
    assert [run.returncode for run in runs] == [0, 0], said
    assert max(Counter(postbox.to).values()) == 1
    assert len(postbox.mails) == 40
    assert not Message.objects.waiting().exists()


def test_a_run_passes_over_the_mail_that_another_is_sending(postbox):
    """Not by chance: the server keeps the first run waiting until the second has ended."""
    wait_for(3, at=an_hour_ago())
    postbox.may_answer.clear()
    first = threading.Thread(target=_send_and_leave)
    first.start()
    try:
        assert postbox.got_one.wait(10)
        being_sent = Message.objects.get(to=postbox.mails[0]["To"])
        with connection.cursor() as cursor:
            cursor.execute("BEGIN")
            cursor.execute(
                "SELECT id FROM outbox_message WHERE sent_at IS NULL FOR UPDATE SKIP LOCKED"
            )
            free = {pk for (pk,) in cursor.fetchall()}
            cursor.execute("ROLLBACK")
        assert being_sent.pk not in free
        assert len(free) == 2
    finally:
        postbox.may_answer.set()
        first.join()
    assert len(postbox.mails) == 3


def _send_and_leave() -> None:
    try:
        send_due(at_most=10, now=timezone.now)
    finally:
        connections.close_all()


def test_a_run_that_is_killed_repeats_at_most_the_mail_in_flight(postbox, settings):
    wait_for(5, at=an_hour_ago())
    postbox.may_answer.clear()
    run = another_run(settings)
    assert postbox.got_one.wait(30)
    # The server has the first mail, and the run does not know it yet.
    os.kill(run.pid, signal.SIGKILL)
    run.communicate(timeout=30)
    assert Message.objects.waiting().count() == 5
    postbox.may_answer.set()

    _wait_until_unlocked()
    send_due(at_most=100, now=timezone.now)

    assert not Message.objects.waiting().exists()
    times = Counter(mail["Message-ID"] for mail in postbox.mails)
    assert times.pop(message_id("mail:0")) == 2, "the mail in flight comes again"
    assert set(times.values()) == {1}
    assert len(times) == 4


def _wait_until_unlocked() -> None:
    """Until the database has noticed that the killed process is gone."""
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '20s'")
        cursor.execute("BEGIN")
        cursor.execute("SELECT id FROM outbox_message FOR UPDATE")
        cursor.execute("ROLLBACK")
        cursor.execute("RESET lock_timeout")
