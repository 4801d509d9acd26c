"""“I was not involved”, what the reporting officer says to it, and what comes of that."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from outbox.models import Message
from records import actions, permissions
from records.listed import (
    STILL_ASKED,
    UNANSWERED_DENIAL,
    denied_again,
    has_unanswered_denial,
    is_still_asked,
    was_asked_again,
)
from records.models import Encounter, OfficerPresent
from records.presenters.record import accounts_awaited, people_present
from records.vocabulary import DenialResponse, Involvement, Status
from tests.factories import a_judgement, a_supervisor, an_encounter, an_officer, give_account
from tests.records.browsing import Page, page_of
from tests.records.conftest import everything_written

NOTE = "You held the left arm and put the second cuff on."
WHY = "I was at the van"


def row_of(encounter, officer) -> OfficerPresent:
    return encounter.officers_present.get(officer=officer)


def deny(encounter, by, *, reason=WHY, at=None) -> Encounter:
    return actions.deny_involvement(
        encounter_id=encounter.pk,
        reason=reason,
        version_seen=encounter.version,
        by=by,
        at=at or timezone.now(),
    )


def answer(encounter, officer, response, *, note="", by=None, at=None) -> Encounter:
    return actions.answer_denial(
        encounter_id=encounter.pk,
        officer=officer,
        response=response,
        note=note,
        version_seen=encounter.version,
        by=by or encounter.reporting_officer,
        at=at or timezone.now(),
    )


@pytest.fixture
def denied(cast, in_status) -> Encounter:
    return deny(in_status("submitted"), cast.colleague)


@pytest.fixture
def disputed(cast, denied) -> Encounter:
    return answer(denied, cast.colleague, DenialResponse.DISPUTED, note=NOTE)


@pytest.fixture
def agreed(cast, denied) -> Encounter:
    return answer(denied, cast.colleague, DenialResponse.AGREED)


@pytest.fixture
def denied_twice(cast, disputed) -> Encounter:
    return deny(disputed, cast.colleague, reason="I never touched the handcuffs")


def waits_for(user) -> set[Encounter]:
    return set(Encounter.objects.waiting_for_account_of(user))


# -- What is asked of whom ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("state", "asked", "unanswered", "again", "final"),
    [
        ("submitted", True, False, False, False),
        ("denied", False, True, False, False),
        ("agreed", False, False, False, False),
        ("disputed", True, False, True, False),
        ("denied_twice", False, False, False, True),
    ],
)
def test_one_row_and_the_filter_say_the_same(
    request, cast, in_status, state, asked, unanswered, again, final
):
    encounter = in_status(state) if state == "submitted" else request.getfixturevalue(state)
    row = row_of(encounter, cast.colleague)
    rows = OfficerPresent.objects.filter(pk=row.pk)
    assert is_still_asked(row) is rows.filter(STILL_ASKED).exists() is asked
    assert has_unanswered_denial(row) is rows.filter(UNANSWERED_DENIAL).exists() is unanswered
    assert was_asked_again(row) is again
    assert denied_again(row) is final
    loaded = Encounter.objects.get(pk=encounter.pk)
    assert (loaded in waits_for(cast.colleague)) is asked
    assert (cast.colleague.name in accounts_awaited(loaded)) is asked
    assert bool(permissions.may_give_account(cast.colleague, loaded)) is asked
    tasks = Encounter.objects.with_unanswered_denial_for(cast.officer)
    assert tasks.filter(pk=loaded.pk).exists() is unanswered


def test_a_denial_that_is_agreed_stays_as_it_was_said(cast, agreed):
    row = row_of(agreed, cast.colleague)
    assert (row.involvement, row.not_involved_reason) == (Involvement.APPLIED, WHY)
    assert row.denial_response == DenialResponse.AGREED
    (person,) = [one for one in people_present(agreed) if one["officer"] == str(cast.colleague)]
    assert person["notes"] == [
        f"Says they were not involved: {WHY}",
        "Agreed by the reporting officer: listed by mistake",
    ]


def test_who_is_asked_again_has_a_new_deadline_and_can_give_an_account(cast, denied):
    at = timezone.now() + timedelta(hours=30)
    before = row_of(denied, cast.colleague).account_due_at
    encounter = answer(denied, cast.colleague, DenialResponse.DISPUTED, note=NOTE, at=at)
    row = row_of(encounter, cast.colleague)
    assert row.account_due_at == at + timedelta(hours=settings.ACCOUNT_WITHIN_HOURS) > before
    given = give_account(encounter=encounter, officer=cast.colleague)
    assert given.uses.filter(officer=cast.colleague, status="submitted").exists()
    assert given not in waits_for(cast.colleague)


def test_the_second_denial_is_final_and_the_reviewer_sees_both(cast, denied_twice):
    """However long they differ, nobody is asked a third time."""
    for act in (
        lambda: deny(denied_twice, cast.colleague),
        lambda: answer(denied_twice, cast.colleague, DenialResponse.DISPUTED, note=NOTE),
        lambda: answer(denied_twice, cast.colleague, DenialResponse.AGREED),
    ):
        with pytest.raises(actions.NotAllowed):
            act()
    row = row_of(denied_twice, cast.colleague)
    notes = [
        note
        for person in people_present(denied_twice)
        if person["officer"] == str(row.officer)
        for note in person["notes"]
    ]
    assert notes == [
        f"The reporting officer says they did apply handcuffs: {NOTE}",
        "Says again they were not involved: I never touched the handcuffs",
    ]
    assert permissions.may_review(cast.sergeant, denied_twice)


def test_what_was_said_first_is_in_the_history_when_it_is_said_again(cast, denied_twice):
    events = OfficerPresent.pgh_event_model.objects.filter(officer=cast.colleague)
    reasons = events.filter(encounter=denied_twice.pk).values_list("not_involved_reason", flat=True)
    assert {WHY, "I never touched the handcuffs"} <= set(reasons)


# -- Who may answer -------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["colleague", "helper", "stranger", "sergeant", "standards"])
def test_only_the_reporting_officer_answers(cast, denied, who):
    before = everything_written()
    with pytest.raises(actions.NotAllowed):
        answer(denied, cast.colleague, DenialResponse.AGREED, by=getattr(cast, who))
    assert everything_written() == before


def test_nobody_is_answered_who_said_nothing(cast, denied):
    for silent in (cast.helper, cast.stranger):
        with pytest.raises(actions.NotAllowed, match="does not wait for an answer"):
            answer(denied, silent, DenialResponse.AGREED)


def test_an_answer_after_the_decision_is_refused(cast, denied):
    decided = actions.escalate(
        encounter_id=denied.pk,
        judgement=a_judgement(proportionality="not_met"),
        category="other",
        version_seen=denied.version,
        by=cast.sergeant,
        at=timezone.now(),
    )
    assert answer(decided, cast.colleague, DenialResponse.AGREED).status == Status.ESCALATED
    accepted = an_encounter(officer=cast.officer, colleagues={cast.colleague: Involvement.APPLIED})
    accepted = deny(accepted, cast.colleague)
    accepted = _accept(accepted, a_supervisor(team=accepted.team))
    with pytest.raises(actions.NotAllowed, match="has been decided"):
        answer(accepted, cast.colleague, DenialResponse.AGREED)


def _accept(encounter, by):
    return actions.accept(
        encounter_id=encounter.pk,
        judgement=a_judgement(),
        version_seen=encounter.version,
        by=by,
        at=timezone.now(),
    )


def test_a_dispute_says_what_the_colleague_did(cast, denied):
    with pytest.raises(actions.NotAllowed, match="Say what the colleague did"):
        answer(denied, cast.colleague, DenialResponse.DISPUTED)


def test_an_answer_is_not_written_over_what_was_not_seen(cast, denied):
    with pytest.raises(actions.Stale):
        actions.answer_denial(
            encounter_id=denied.pk,
            officer=cast.colleague,
            response=DenialResponse.AGREED,
            version_seen=denied.version - 1,
            by=cast.officer,
            at=timezone.now(),
        )


# -- Mail -----------------------------------------------------------------------------------------


def mail_to(officer, encounter: Encounter) -> list[Message]:
    """About one record."""
    about = Message.objects.filter(to=officer.email, key__contains=str(encounter.pk))
    return list(about.order_by("id"))


def test_who_applied_handcuffs_is_told_when_the_record_is_filed_and_nobody_else(cast):
    at = timezone.now()
    filed = an_encounter(officer=cast.officer, colleagues=cast.present(), at=at)
    (mail,) = mail_to(cast.colleague, filed)
    assert filed.reference in mail.subject
    assert filed.reporting_officer.name in mail.body
    due = row_of(filed, cast.colleague).account_due_at
    assert due == at + timedelta(hours=settings.ACCOUNT_WITHIN_HOURS)
    assert f"{due.astimezone():%B %Y}" in mail.body
    for other in (cast.helper, cast.bystander, cast.officer):
        assert mail_to(other, filed) == []


def test_a_mail_says_nothing_about_the_person(cast, denied_twice):
    bodies = " ".join(one.subject + one.body for one in Message.objects.all())
    encounter = Encounter.objects.get(pk=denied_twice.pk)
    for secret in (
        encounter.location_description,
        encounter.area.name,
        encounter.incident_reference,
        encounter.get_ethnicity_perceived_display(),
        f"{encounter.age_years} years",
        NOTE,
        WHY,
    ):
        assert secret not in bodies.replace(str(timezone.now().year), ""), secret


def test_who_was_asked_is_not_told_again_when_the_record_comes_back(cast, in_status):
    returned = in_status("returned")
    before = len(mail_to(cast.colleague, returned))
    actions.resubmit(
        encounter_id=returned.pk,
        answer="He ran",
        version_seen=returned.version,
        by=cast.officer,
        at=timezone.now(),
    )
    assert len(mail_to(cast.colleague, returned)) == before


def test_a_colleague_listed_while_it_was_returned_is_told_then(cast, in_status):
    returned = in_status("returned")
    late = an_officer()
    returned = actions.save_section(
        encounter_id=returned.pk,
        section="video",
        answers={},
        colleagues={**cast.present(), late: Involvement.APPLIED},
        version_seen=returned.version,
        by=cast.officer,
        at=timezone.now(),
    )
    assert mail_to(late, returned) == []
    actions.resubmit(
        encounter_id=returned.pk,
        answer="One more was there",
        version_seen=returned.version,
        by=cast.officer,
        at=timezone.now(),
    )
    assert len(mail_to(late, returned)) == 1


@pytest.mark.parametrize(
    ("state", "subject"),
    [("agreed", "listed by mistake"), ("disputed", "asked for again")],
)
def test_the_colleague_is_told_the_answer(request, cast, state, subject):
    encounter = request.getfixturevalue(state)
    assert subject in mail_to(cast.colleague, encounter)[-1].subject
    assert encounter.reference in mail_to(cast.colleague, encounter)[-1].subject


def test_the_reporting_officer_is_told_of_each_denial(cast, denied_twice):
    subjects = [one.subject for one in mail_to(cast.officer, denied_twice)]
    assert [subject.split(":")[0] for subject in subjects] == [
        "A colleague was not involved",
        "Not involved, for the second time",
    ]


def test_the_log_says_what_was_answered_and_about_whom(cast, disputed):
    event = Event.objects.latest("id")
    assert (event.action, event.detail) == (
        "answer_denial",
        {"response": "disputed", "officer": cast.colleague.pk},
    )


# -- Pages ----------------------------------------------------------------------------------------


def test_a_denial_is_a_task_on_the_home_page_of_the_reporting_officer(client, cast, denied):
    client.force_login(cast.officer)
    page = page_of(client, "home")
    assert reverse("answer_denial", args=[denied.pk]) in page.links
    assert page.text.count(denied.reference) == 1
    assert "Colleagues who were not involved" in page.text


def test_the_officer_reads_why_and_answers(client, cast, denied):
    client.force_login(cast.officer)
    url = reverse("answer_denial", args=[denied.pk])
    page = page_of(client, "answer_denial", denied.pk)
    assert WHY in page.text
    data = {"version": denied.version, "officer": cast.colleague.pk}
    missing = Page(client.post(url, data))
    assert missing.beside == ["Select whether you listed them by mistake"]
    unexplained = Page(client.post(url, data | {"response": "disputed"}))
    assert unexplained.beside == ["Say what they did"]
    done = client.post(url, data | {"response": "disputed", "note": NOTE}, follow=True)
    assert f"{cast.colleague.name} is asked again for their account." in Page(done).text
    assert row_of(denied, cast.colleague).denial_response_note == NOTE


def test_a_note_that_was_typed_before_agreeing_is_not_kept(client, cast, denied):
    client.force_login(cast.officer)
    client.post(
        reverse("answer_denial", args=[denied.pk]),
        {
            "version": denied.version,
            "officer": cast.colleague.pk,
            "response": "agreed",
            "note": "x" * 100_000,
        },
    )
    row = row_of(denied, cast.colleague)
    assert (row.denial_response, row.denial_response_note) == (DenialResponse.AGREED, "")


def test_two_colleagues_are_answered_one_after_the_other(client, cast, in_status):
    """An answer meant for one is never taken for the other."""
    encounter = in_status("submitted")
    second = an_officer(name="Second")
    OfficerPresent.objects.create(
        encounter=encounter, officer=second, involvement=Involvement.APPLIED
    )
    encounter = deny(deny(encounter, cast.colleague), second, reason="I drove")
    client.force_login(cast.officer)
    url = reverse("answer_denial", args=[encounter.pk])
    data = {"version": encounter.version, "officer": cast.colleague.pk, "response": "agreed"}
    assert client.post(url, data)["Location"] == url
    page = Page(client.get(url))
    assert "I drove" in page.text
    again = Page(client.post(url, data))
    assert [text for _, text in again.summary] == [
        "This page was about another colleague: read it again"
    ]
    assert row_of(encounter, second).denial_response == ""


def test_a_stale_answer_is_told_and_what_was_typed_is_kept(client, cast, denied):
    client.force_login(cast.officer)
    data = {
        "version": denied.version - 1,
        "officer": cast.colleague.pk,
        "response": "disputed",
        "note": NOTE,
    }
    page = Page(client.post(reverse("answer_denial", args=[denied.pk]), data))
    assert "The record changed meanwhile" in page.text
    assert NOTE in page.html
    assert page.value_of("version") == str(denied.version)


def test_who_is_asked_again_reads_why_before_answering(client, cast, disputed):
    client.force_login(cast.colleague)
    for name in ("account_tasks", "deny_involvement"):
        page = page_of(client, name, disputed.pk)
        assert "says that you did apply handcuffs" in page.text
        assert NOTE in page.text
    assert WHY in page_of(client, "deny_involvement", disputed.pk).html, "what they said first"


def test_the_reviewer_sees_both_sides(client, cast, disputed):
    client.force_login(cast.sergeant)
    page = page_of(client, "encounter", disputed.pk)
    assert WHY in page.text
    assert NOTE in page.text
    assert "Account not given yet" in page.text
