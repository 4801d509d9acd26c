"""Who is reminded of what, when, and how often."""

import threading
from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from audit.models import Event
from outbox.models import Message
from records import actions
from records.actions import reminding
from records.actions.reminding import send_reminders
from records.models import Encounter
from records.reminders import open_work_of
from records.vocabulary import Involvement, Status, YesNoUnknown
from tests.factories import (
    a_draft,
    a_judgement,
    a_supervisor,
    an_encounter,
    an_officer,
    give_account,
    professional_standards,
)

# Noon, so that some hours more or less are the same day in London.
AT = datetime(2026, 3, 10, 12, 0, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def remind(at: datetime, *, at_most: int = 100) -> Counter:
    return send_reminders(at=at, at_most=at_most)


def mails() -> list[tuple[str, str]]:
    """What reminders there are; not what other actions tell by mail."""
    reminders = Message.objects.filter(key__regex="^(draft-due|account-due|question):")
    return list(reminders.order_by("id").values_list("to", "subject"))


@pytest.fixture
def officer(db) -> User:
    return an_officer(email="officer@force.example")


# -- Drafts ---------------------------------------------------------------------------------------


def test_a_draft_is_reminded_of_shortly_before_its_deadline_and_once(officer):
    draft = a_draft(officer, at=AT)
    written = [remind(AT + hours * HOUR)["drafts"] for hours in (17, 19, 20)]
    assert written == [0, 1, 0]
    assert mails() == [("officer@force.example", f"{draft.reference}: this draft is due soon")]


def test_a_late_draft_is_reminded_of_daily_for_a_week_and_then_weekly(officer):
    a_draft(officer, at=AT)
    for hours in range(24, 24 * 36, 6):
        remind(AT + hours * HOUR)
    days = [
        (created - AT).days
        for created in Message.objects.order_by("id").values_list("created_at", flat=True)
    ]
    daily, weekly = days[:8], days[8:]
    # The first at the deadline itself, then one on each new day in London.
    assert daily == [1, 1, 2, 3, 4, 5, 6, 7]
    # Then at once for the week that has begun, and on Mondays.
    assert weekly == [8, 12, 19, 26, 33]


def test_the_deadline_counts_from_when_the_encounter_began(officer):
    """As the flag "filed late" does."""
    a_draft(officer, complete=True, at=AT)  # began two hours before
    assert remind(AT + 15 * HOUR)["drafts"] == 0
    assert remind(AT + 16 * HOUR + timedelta(minutes=1))["drafts"] == 1


def test_what_is_filed_or_discarded_is_not_reminded_of(officer):
    an_encounter(Status.SUBMITTED, officer=officer, at=AT)
    an_encounter(Status.DISCARDED, officer=officer, at=AT)
    assert remind(AT + 30 * HOUR)["drafts"] == 0


def test_nobody_without_access_is_reminded(officer):
    a_draft(officer, at=AT)
    User.objects.update(is_active=False)
    assert remind(AT + 30 * HOUR).total() == 0


# -- Accounts of colleagues -----------------------------------------------------------------------


@pytest.fixture
def owed(officer):
    """An encounter for which a colleague owes an account, due three days after AT."""
    colleague = an_officer(email="colleague@force.example")
    encounter = an_encounter(officer=officer, colleagues={colleague: Involvement.APPLIED}, at=AT)
    return encounter, colleague


def test_a_colleague_is_asked_again_on_the_last_day_and_when_it_is_late(owed):
    """That an account is needed was told when the record was filed."""
    encounter, _ = owed
    for hours, expected in ((0, 0), (47, 0), (49, 1), (60, 0), (73, 1), (80, 0), (97, 1)):
        assert remind(AT + hours * HOUR)["accounts"] == expected, hours
    asked = [subject for to, subject in mails() if to == "colleague@force.example"]
    assert asked == [
        f"{encounter.reference}: your account is needed",
        f"{encounter.reference}: your account is late",
        f"{encounter.reference}: your account is late",
    ]


def test_who_gave_the_account_is_not_asked(owed):
    encounter, colleague = owed
    give_account(encounter=encounter, officer=colleague, at=AT)
    assert remind(AT + 80 * HOUR)["accounts"] == 0


def test_who_was_not_involved_is_not_asked(owed):
    encounter, colleague = owed
    actions.deny_involvement(
        encounter_id=encounter.pk,
        reason="I was on another job.",
        version_seen=encounter.version,
        by=colleague,
        at=AT,
    )
    assert remind(AT + 80 * HOUR)["accounts"] == 0


def test_nobody_is_asked_about_a_record_that_is_decided(owed):
    encounter, _ = owed
    Encounter.objects.filter(pk=encounter.pk).update(status=Status.ACCEPTED, review_due_at=None)
    assert remind(AT + 80 * HOUR)["accounts"] == 0


# -- Questions ------------------------------------------------------------------------------------


def test_a_question_is_told_at_once_and_then_daily(officer):
    encounter = an_encounter(Status.RETURNED, officer=officer, at=AT)
    for hours, expected in ((0, 1), (10, 0), (23, 0), (25, 1), (30, 0), (49, 1)):
        assert remind(AT + hours * HOUR)["questions"] == expected, hours
    assert {subject for _, subject in mails()} == {
        f"{encounter.reference}: a question waits for you"
    }


def test_a_question_goes_to_the_officer_it_is_for(officer):
    colleague = an_officer(email="colleague@force.example")
    encounter = an_encounter(
        Status.RETURNED,
        officer=officer,
        colleagues={colleague: Involvement.PRESENT},
        question_for=colleague,
        at=AT,
    )
    remind(AT)
    assert mails() == [
        ("colleague@force.example", f"{encounter.reference}: a question waits for you")
    ]


def test_an_answered_question_is_not_reminded_of(officer):
    encounter = an_encounter(Status.RETURNED, officer=officer, at=AT)
    actions.resubmit(
        encounter_id=encounter.pk,
        answer="Because of the hand.",
        version_seen=encounter.version,
        by=officer,
        at=AT,
    )
    assert remind(AT + DAY)["questions"] == 0


# -- Digests of reviewers -------------------------------------------------------------------------


def body_to(address: str) -> str:
    return Message.objects.filter(to=address).latest("id").body


def test_a_supervisor_gets_one_digest_a_day_with_counts(officer):
    a_supervisor(team=officer.team, email="boss@force.example")
    for _ in range(3):
        an_encounter(officer=officer, at=AT)
    an_encounter(officer=officer, at=AT + 60 * HOUR)
    assert remind(AT + 71 * HOUR)["digests"] == 0, "nothing is overdue yet"
    assert remind(AT + 73 * HOUR)["digests"] == 1
    assert remind(AT + 75 * HOUR)["digests"] == 0
    body = body_to("boss@force.example")
    assert "Waiting for your review: 4\nPast the deadline: 3\n" in body
    assert remind(AT + 98 * HOUR)["digests"] == 1, "the next day"


def test_a_digest_counts_what_this_supervisor_may_decide(officer):
    """Not their own records, and not those of another team."""
    boss = a_supervisor(team=officer.team, email="boss@force.example")
    a_supervisor(email="other@force.example")
    User.objects.filter(pk=boss.pk).update(roles=["officer", "supervisor"])
    boss.refresh_from_db()
    an_encounter(officer=boss, at=AT)
    assert remind(AT + 80 * HOUR)["digests"] == 0
    an_encounter(officer=officer, at=AT)
    assert remind(AT + 80 * HOUR)["digests"] == 1
    assert "Past the deadline: 1\n" in body_to("boss@force.example")


def test_a_supervisor_of_a_command_gets_a_digest_of_the_teams_below(officer):
    a_supervisor(team=officer.team.parent, email="commander@force.example")
    an_encounter(officer=officer, at=AT)
    remind(AT + 80 * HOUR)
    assert "Past the deadline: 1\n" in body_to("commander@force.example")


def test_video_that_is_about_to_be_deleted_is_named_while_the_record_is_undecided(officer):
    boss = a_supervisor(team=officer.team, email="boss@force.example")
    filmed = an_encounter(officer=officer, at=AT)
    an_encounter(
        officer=officer,
        at=AT,
        video_recording=YesNoUnknown.NO,
        no_video_reason="The battery was empty",
    )
    decided = an_encounter(officer=officer, at=AT)
    actions.accept(
        encounter_id=decided.pk,
        judgement=a_judgement(),
        version_seen=decided.version,
        by=boss,
        at=AT,
    )
    returned = an_encounter(Status.RETURNED, officer=officer, supervisor=boss, at=AT)
    remind(AT + 23 * DAY)
    assert "video" not in body_to("boss@force.example")
    remind(AT + 25 * DAY)
    body = body_to("boss@force.example")
    assert filmed.reference in body
    assert returned.reference in body
    assert body.count("HC-") == 2
    remind(AT + 32 * DAY)
    assert "video" not in body_to("boss@force.example"), "it is deleted by now"


def test_professional_standards_hear_of_video_of_escalated_records(officer):
    professional_standards(email="standards@force.example")
    escalated = an_encounter(Status.ESCALATED, officer=officer, at=AT)
    assert remind(AT + 80 * HOUR)["digests"] == 0
    remind(AT + 25 * DAY)
    assert escalated.reference in body_to("standards@force.example")


def test_the_same_number_of_queries_for_one_record_and_for_twenty(officer):
    a_supervisor(team=officer.team)
    an_encounter(officer=officer, at=AT)

    def queries(at) -> int:
        with CaptureQueriesContext(connection) as found:
            assert remind(at)["digests"] == 1
        return len(found)

    few = queries(AT + 80 * HOUR)
    for _ in range(19):
        an_encounter(officer=officer, at=AT)
    assert queries(AT + 110 * HOUR) == few


# -- What a mail says -----------------------------------------------------------------------------


def test_a_mail_names_the_reference_and_nothing_about_the_person(owed, settings):
    settings.PUBLIC_ADDRESS = "https://cuffing.example"
    encounter, colleague = owed
    an_encounter(Status.RETURNED, officer=colleague, at=AT)
    a_draft(colleague, complete=True, at=AT)
    a_supervisor(team=encounter.team)
    remind(AT + 80 * HOUR)
    reminders = Message.objects.exclude(key__startswith="account-asked:")
    said = " ".join(f"{message.subject} {message.body}" for message in reminders)
    assert encounter.reference in said
    assert "https://cuffing.example/" in said
    for private in ("library", "waistband", "Black", encounter.reporting_officer.name):
        assert private not in said


def test_what_was_written_is_an_event_of_the_system(owed):
    remind(AT + 50 * HOUR)
    event = Event.objects.order_by("-id").first()
    assert (event.actor, event.action, event.detail) == (
        "system",
        "send_reminders",
        {"accounts": 1},
    )
    before = Event.objects.count()
    remind(AT + 51 * HOUR)
    assert Event.objects.count() == before, "nothing done, nothing said"


# -- Runs -----------------------------------------------------------------------------------------


def test_no_more_than_so_many_in_a_run_and_the_rest_in_the_next(officer):
    for _ in range(5):
        a_draft(officer, at=AT)
    written = [remind(AT + 30 * HOUR, at_most=2).total() for _ in range(4)]
    assert written == [2, 2, 1, 0]
    assert Message.objects.count() == 5


def test_the_command_says_what_it_wrote(officer, capsys):
    a_draft(officer, at=AT)  # long ago by any clock of ours
    call_command("send_reminders")
    assert "1 mails written" in capsys.readouterr().out
    call_command("send_reminders", verbosity=0)
    assert Message.objects.count() == 1


@pytest.mark.parametrize("number", [0, -5])
def test_the_command_refuses_to_write_none(db, number):
    with pytest.raises(CommandError, match="must be 1 or more"):
        call_command("send_reminders", at_most=number)


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_write_every_mail_once():
    officer = an_officer()
    for _ in range(30):
        a_draft(officer, at=AT)
    together, counts, failures = threading.Barrier(3), [], []

    def run() -> None:
        try:
            together.wait(10)
            counts.append(remind(AT + 30 * HOUR).total())
        except Exception as failure:
            failures.append(failure)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    remind(AT + 30 * HOUR)  # what one passed over because another held it
    assert failures == []
    assert Message.objects.count() == 30
    told = Event.objects.filter(action="send_reminders").values_list("detail", flat=True)
    assert sum(detail["drafts"] for detail in told) == 30, "told twice"


@pytest.mark.django_db(transaction=True)
def test_a_record_that_somebody_is_working_on_waits_for_the_next_run():
    officer = an_officer()
    busy, free = a_draft(officer, at=AT), a_draft(officer, at=AT)
    locked, done = threading.Event(), threading.Event()

    def work() -> None:
        try:
            with transaction.atomic():
                Encounter.objects.select_for_update().get(pk=busy.pk)
                locked.set()
                done.wait(10)
        finally:
            connections.close_all()

    thread = threading.Thread(target=work)
    thread.start()
    assert locked.wait(10)
    remind(AT + 30 * HOUR)
    found = [subject for _, subject in mails()]
    done.set()
    thread.join()
    assert [subject.split(":")[0] for subject in found] == [free.reference]
    remind(AT + 30 * HOUR)
    assert Message.objects.count() == 2


@pytest.mark.django_db(transaction=True)
def test_a_run_that_dies_in_the_middle_leaves_nothing_half_done(monkeypatch):
    officer = an_officer()
    for _ in range(3):
        a_draft(officer, at=AT)
    real, calls = reminding.queue, []

    def dies(**letter):
        calls.append(letter)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(**letter)

    monkeypatch.setattr(reminding, "queue", dies)
    events = Event.objects.count()
    with pytest.raises(KeyboardInterrupt):
        remind(AT + 30 * HOUR)
    assert (Message.objects.count(), Event.objects.count()) == (0, events)
    monkeypatch.setattr(reminding, "queue", real)
    remind(AT + 30 * HOUR)
    assert Message.objects.count() == 3


# -- What somebody leaves open --------------------------------------------------------------------


def test_open_work_is_told_by_references_only(owed, officer):
    encounter, colleague = owed
    draft = a_draft(officer, at=AT)
    returned = an_encounter(Status.RETURNED, officer=officer, at=AT)
    assert told(officer) == [
        ("Drafts", 1, [draft.reference], 0),
        ("Questions to answer", 1, [returned.reference], 0),
    ]
    assert told(colleague) == [("Accounts to give", 1, [encounter.reference], 0)]


def told(person) -> list[tuple]:
    return [
        (one["what"], one["number"], one["references"], one["more"])
        for one in open_work_of(person, now=AT)
    ]


def test_only_drafts_of_somebody_who_left_can_be_handed_over(officer):
    a_draft(officer, at=AT)
    an_encounter(Status.RETURNED, officer=officer, at=AT)
    assert [one["href"] for one in open_work_of(officer, now=AT)] == ["", ""]
    officer.is_active = False
    assert [one["href"] for one in open_work_of(officer, now=AT)] == [
        f"/people/{officer.pk}/drafts/",
        "",
    ]


def test_records_assigned_for_review_are_open_work(officer):
    boss = a_supervisor(team=officer.team)
    encounter = an_encounter(officer=officer, at=AT)
    Encounter.objects.filter(pk=encounter.pk).update(assigned_to=boss)
    (item,) = open_work_of(boss, now=AT)
    assert (item["what"], item["references"]) == (
        "Records assigned for review",
        [encounter.reference],
    )
