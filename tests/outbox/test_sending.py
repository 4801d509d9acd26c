"""What the outbox does with a real mail server: sent once, tried again, given up."""

from datetime import timedelta

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from outbox.actions import queue, try_again
from outbox.models import Message
from outbox.sending import (
    FIRST_PAUSE,
    LONGEST_PAUSE,
    MOST_ATTEMPTS,
    Unreachable,
    health,
    message_id,
    pause_after,
    send_due,
)
from tests.outbox.conftest import AT, point_at, wait_for

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=1)


def send(at_most: int = 50, *, at=LATER):
    return send_due(at_most=at_most, now=lambda: at)


def test_what_is_due_arrives_and_is_marked(postbox):
    wait_for(3)
    run = send()
    assert (run.sent, run.failed, run.given_up) == (3, 0, 0)
    assert postbox.to == ["p0@force.example", "p1@force.example", "p2@force.example"]
    first = Message.objects.get(key="mail:0")
    assert (first.sent_at, first.attempts) == (LATER, 1)


def test_a_mail_says_what_was_written_and_who_it_is_from(postbox):
    wait_for(1)
    send()
    (mail,) = postbox.mails
    assert mail["Subject"] == "HC-26-000000: a question waits for you"
    assert mail["From"] == "Cuffing <cuffing@force.example>"
    assert "Sign in: https://cuffing.example/" in mail.get_payload()
    assert mail["Auto-Submitted"] == "auto-generated"


def test_a_mail_that_was_sent_is_not_sent_again(postbox):
    wait_for(2)
    send()
    assert send().sent == 0
    assert len(postbox.mails) == 2


def test_what_is_sent_keeps_no_body(postbox):
    """A link in it may let somebody set a password."""
    wait_for(1)
    send()
    assert Message.objects.get().body == ""


def test_no_more_than_so_many_in_one_run_the_longest_waiting_first(postbox):
    wait_for(5)
    assert send(at_most=2).sent == 2
    assert postbox.to == ["p0@force.example", "p1@force.example"]


def test_what_is_not_due_waits(postbox):
    queue(key="k", to="a@f.example", subject="s", body="b", at=AT, send_after=AT + timedelta(1))
    assert send().tried == 0
    assert send(at=AT + timedelta(days=2)).sent == 1


def test_the_same_occasion_is_written_once(postbox):
    for _ in range(2):
        queue(key="account-due:1:2:first", to="a@f.example", subject="s", body="b", at=AT)
    assert send().sent == 1


def test_whether_a_mail_is_new_is_told(db):
    said = [queue(key="k", to="a@f.example", subject="s", body="b", at=AT) for _ in range(2)]
    assert said == [True, False]


def test_every_attempt_at_one_mail_has_the_same_message_id(postbox):
    """So that the receiving side can drop a repeat."""
    wait_for(2)
    send()
    Message.objects.filter(key="mail:0").update(sent_at=None)
    send()
    ids = [mail["Message-ID"] for mail in postbox.mails]
    assert ids == [message_id("mail:0"), message_id("mail:1"), message_id("mail:0")]
    assert ids[0].endswith("@force.example>")


def test_one_connection_serves_a_whole_run(postbox, monkeypatch):
    opened = []
    from django.core.mail.backends.smtp import EmailBackend

    real = EmailBackend.open
    monkeypatch.setattr(
        EmailBackend, "open", lambda self: opened.append(self.connection is None) or real(self)
    )
    wait_for(4)
    send()
    assert opened.count(True) == 1


# -- Refusals -------------------------------------------------------------------------------------


def test_an_address_that_is_refused_for_good_is_given_up_at_once(postbox):
    postbox.refused["gone@force.example"] = "550 5.1.1 No such user"
    wait_for(3, to="gone@force.example")
    run = send()
    assert (run.sent, run.failed, run.given_up) == (2, 0, 1)
    gone = Message.objects.get(to="gone@force.example")
    assert (gone.given_up_at, gone.sent_at) == (LATER, None)
    assert gone.last_error == "550 5.1.1 No such user"
    assert send().tried == 0


def test_an_address_that_is_busy_is_tried_again_later(postbox):
    postbox.refused["full@force.example"] = "452 4.2.2 Mailbox full"
    wait_for(2, to="full@force.example")
    run = send()
    assert (run.sent, run.failed, run.given_up) == (1, 1, 0)
    full = Message.objects.get(to="full@force.example")
    assert full.send_after == LATER + FIRST_PAUSE
    assert (full.attempts, full.last_error) == (1, "452 4.2.2 Mailbox full")
    assert send(at=LATER + FIRST_PAUSE - timedelta(seconds=1)).tried == 0
    postbox.refused.clear()
    assert send(at=LATER + FIRST_PAUSE).sent == 1


def test_content_that_is_refused_for_good_is_given_up(postbox):
    postbox.rejected["p0@force.example"] = "554 5.7.1 Looks like spam"
    wait_for(2)
    assert (send().given_up, Message.objects.get(key="mail:0").last_error) == (
        1,
        "554 5.7.1 Looks like spam",
    )


def test_a_sender_that_is_refused_is_our_fault_and_gives_no_mail_up(postbox):
    postbox.unwanted = "550 5.7.1 Not from you"
    wait_for(2)
    run = send()
    assert (run.sent, run.failed, run.given_up) == (0, 2, 0)
    postbox.unwanted = ""
    assert send(at=LATER + FIRST_PAUSE).sent == 2


def test_a_server_that_hangs_up_in_the_middle_loses_nothing(postbox):
    postbox.hangs_up_on.add("p0@force.example")
    wait_for(3)
    run = send()
    assert (run.sent, run.failed) == (2, 1)
    assert postbox.to == ["p1@force.example", "p2@force.example"]
    assert Message.objects.get(key="mail:0").attempts == 1


def test_a_subject_with_a_line_break_is_given_up_and_stops_no_other(postbox):
    queue(key="k", to="a@f.example", subject="a\nBcc: b@f.example", body="b", at=AT)
    wait_for(1)
    run = send()
    assert (run.sent, run.given_up) == (1, 1)


def test_the_pauses_double_up_to_a_limit():
    pauses = [pause_after(attempts) for attempts in range(1, MOST_ATTEMPTS + 1)]
    assert pauses[:3] == [FIRST_PAUSE, 2 * FIRST_PAUSE, 4 * FIRST_PAUSE]
    assert pauses[-1] == LONGEST_PAUSE
    assert pauses == sorted(pauses)


def test_after_so_many_failures_a_mail_is_given_up(postbox):
    postbox.refused["full@force.example"] = "452 4.2.2 Mailbox full"
    wait_for(1, to="full@force.example")
    at = LATER
    for _ in range(MOST_ATTEMPTS):
        send(at=at)
        at += LONGEST_PAUSE
    message = Message.objects.get()
    assert (message.attempts, message.given_up_at is not None) == (MOST_ATTEMPTS, True)
    assert send(at=at).tried == 0


def test_what_was_given_up_can_be_tried_again(postbox):
    postbox.refused["gone@force.example"] = "550 5.1.1 No such user"
    wait_for(1, to="gone@force.example")
    send()
    postbox.refused.clear()
    assert try_again(at=LATER) == 1
    assert send().sent == 1


# -- A server that is down ------------------------------------------------------------------------


@pytest.fixture
def nobody_listens(settings):
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        point_at(settings, probe.getsockname()[1])
        yield


def test_when_the_server_is_down_every_mail_waits_as_it_was(nobody_listens):
    wait_for(2)
    with pytest.raises(Unreachable):
        send()
    assert list(Message.objects.values_list("attempts", "last_error")) == [(0, ""), (0, "")]
    assert health(at=LATER).due == 2


def test_without_mail_the_server_is_not_even_asked(nobody_listens):
    assert send().tried == 0


def test_the_command_says_in_one_sentence_that_the_server_is_down(nobody_listens):
    wait_for(1, at=timezone.now() - timedelta(hours=1))
    with pytest.raises(CommandError, match="The mail server cannot be reached: "):
        call_command("send_mail")


# -- The command ----------------------------------------------------------------------------------


def test_the_command_sends_and_says_how_many(postbox, capsys):
    wait_for(2, at=timezone.now() - timedelta(hours=1))
    call_command("send_mail")
    assert capsys.readouterr().out == "2 sent, 0 to be tried again, 0 given up.\n"


def test_the_command_keeps_to_the_number_that_is_set(postbox, settings):
    settings.MAIL_AT_MOST = 1
    wait_for(3, at=timezone.now() - timedelta(hours=1))
    call_command("send_mail", verbosity=0)
    assert len(postbox.mails) == 1
    call_command("send_mail", at_most=2, verbosity=0)
    assert len(postbox.mails) == 3


@pytest.mark.parametrize("number", [0, -1])
def test_the_command_refuses_to_send_none(number):
    with pytest.raises(CommandError, match="must be 1 or more"):
        call_command("send_mail", at_most=number)


def test_the_status_says_what_waits_and_sends_nothing(postbox, capsys):
    wait_for(2, at=timezone.now() - timedelta(hours=1))
    call_command("send_mail", status=True)
    said = capsys.readouterr().out
    assert said.startswith("2 waiting (2 of them due, the oldest since ")
    assert said.endswith("0 failed and to be tried again, 0 given up.\n")
    assert postbox.mails == []


def test_the_status_is_an_error_for_a_monitor_once_mail_was_given_up(postbox):
    wait_for(1)
    Message.objects.update(given_up_at=AT)
    with pytest.raises(CommandError, match="given up"):
        call_command("send_mail", status=True)
