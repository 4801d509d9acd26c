"""Decisions on the justification: returned and answered, accepted, escalated, concluded."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from records import actions
from records.models import Encounter, RecordAccess
from records.questionnaire import Section
from records.vocabulary import (
    Assessment,
    Decision,
    EscalationCategory,
    Involvement,
    ReturnReason,
    Status,
)
from tests.factories import a_judgement, an_encounter, complete_answers, give_account
from tests.records.conftest import everything_written

CONCERN = a_judgement(proportionality=Assessment.NOT_MET)


def decide(action, encounter, by, *, judgement=None, at=None, **more) -> Encounter:
    return action(
        encounter_id=encounter.pk,
        judgement=judgement or a_judgement(),
        version_seen=encounter.version,
        by=by,
        at=at or timezone.now(),
        **more,
    )


def ask(encounter, by, of, question="Why?") -> Encounter:
    return decide(
        actions.return_with_question,
        encounter,
        by,
        question=question,
        question_for=of,
        reasons=[ReturnReason.TOO_SHORT],
    )


def answer(encounter, by, text="He had run before", *, at=None) -> Encounter:
    return actions.resubmit(
        encounter_id=encounter.pk,
        answer=text,
        version_seen=encounter.version,
        by=by,
        at=at or timezone.now(),
    )


def test_a_question_is_answered_and_the_record_accepted(cast, in_status):
    at = timezone.now()
    returned = ask(in_status("submitted"), cast.sergeant, cast.officer)
    assert returned.review_due_at is None
    answered = answer(returned, cast.officer, at=at)
    assert answered.review_due_at > at
    accepted = decide(actions.accept, answered, cast.sergeant)
    assert accepted.status == Status.ACCEPTED
    steps = accepted.status_changes.order_by("id").values_list("step", flat=True)
    assert list(steps) == ["start", "submit", "return_with_question", "resubmit", "accept"]
    first, second = accepted.reviews.order_by("id")
    assert (first.decision, second.decision) == (Decision.RETURN, Decision.ACCEPT)
    assert (first.question, first.question_for) == ("Why?", cast.officer)
    assert (first.answer, first.answered_at) == ("He had run before", at)
    assert (second.answer, second.answered_at) == ("", None)


def test_a_second_question_leaves_the_first_answer_as_it_was(cast, in_status):
    once = answer(ask(in_status("submitted"), cast.sergeant, cast.officer), cast.officer, "First")
    twice = answer(ask(once, cast.sergeant, cast.officer, "And?"), cast.officer, "Second")
    answers = twice.reviews.order_by("id").values_list("question", "answer")
    assert list(answers) == [("Why?", "First"), ("And?", "Second")]


def test_a_returned_record_can_be_changed_before_it_goes_back(cast, in_status):
    returned = in_status("returned")
    actions.save_section(
        encounter_id=returned.pk,
        section=Section.PERSON,
        answers=complete_answers(Section.PERSON, age_years=17),
        version_seen=returned.version,
        by=cast.officer,
        at=timezone.now(),
    )
    returned.refresh_from_db()
    assert (returned.status, returned.age_years) == (Status.RETURNED, 17)


def test_a_colleague_found_while_the_record_is_returned_is_asked_for_an_account(cast, in_status):
    returned = in_status("returned")
    returned = actions.save_section(
        encounter_id=returned.pk,
        section=Section.VIDEO,
        answers=complete_answers(Section.VIDEO),
        colleagues={**cast.present(), cast.stranger: Involvement.APPLIED},
        version_seen=returned.version,
        by=cast.officer,
        at=timezone.now(),
    )
    answered = answer(returned, cast.officer)
    assert answered.officers_present.get(officer=cast.stranger).account_due_at is not None
    assert answered in Encounter.objects.waiting_for_account_of(cast.stranger)


def test_a_question_to_a_colleague_is_answered_by_the_colleague(cast, in_status):
    encounter = give_account(encounter=in_status("submitted"), officer=cast.colleague)
    returned = ask(encounter, cast.sergeant, cast.colleague)
    with pytest.raises(actions.NotAllowed, match="for Colleague"):
        answer(returned, cast.officer)
    assert answer(returned, cast.colleague).status == Status.SUBMITTED


@pytest.mark.parametrize("who", ["helper", "bystander"])
def test_a_question_to_somebody_who_only_stood_by_is_answered_by_them(cast, in_status, who):
    asked = getattr(cast, who)
    returned = ask(in_status("submitted"), cast.sergeant, asked)
    assert answer(returned, asked).status == Status.SUBMITTED


def test_a_question_is_for_somebody_who_was_there(cast, in_status):
    with pytest.raises(actions.NotAllowed, match="an officer who was there"):
        ask(in_status("submitted"), cast.sergeant, cast.stranger)


@pytest.mark.parametrize("part", ["lawful_basis", "necessity", "proportionality"])
@pytest.mark.parametrize("conclude", [False, True], ids=["by a supervisor", "by standards"])
def test_what_is_not_shown_is_not_accepted(cast, in_status, part, conclude):
    encounter = in_status("escalated" if conclude else "submitted")
    action, by = (actions.clear, cast.standards) if conclude else (actions.accept, cast.sergeant)
    judgement, before = replace(a_judgement(), **{part: Assessment.NOT_MET}), everything_written()
    with pytest.raises(actions.NotShown):
        decide(action, encounter, by, judgement=judgement)
    assert everything_written() == before


def test_a_decision_keeps_every_part_of_the_judgement(cast, in_status):
    judgement = actions.Judgement(
        lawful_basis=Assessment.MET,
        necessity=Assessment.UNCLEAR,
        proportionality=Assessment.MET,
        de_escalation=Assessment.NOT_MET,
        video_viewed="no",
        video_not_viewed_reason="There is none",
        comment="Try talking longer",
    )
    at = timezone.now()
    accepted = decide(
        actions.accept, in_status("submitted"), cast.sergeant, judgement=judgement, at=at
    )
    kept = accepted.reviews.get()
    for name, value in judgement.columns.items():
        assert getattr(kept, name) == value, name
    assert (kept.reviewer, kept.at, kept.decision) == (cast.sergeant, at, Decision.ACCEPT)


def test_an_escalation_keeps_its_category(cast, in_status):
    escalated = decide(
        actions.escalate,
        in_status("submitted"),
        cast.sergeant,
        judgement=CONCERN,
        category=EscalationCategory.CHILD,
    )
    assert escalated.reviews.get().escalation_category == EscalationCategory.CHILD
    assert escalated.review_due_at is None


@pytest.mark.parametrize(
    ("action", "judgement", "status", "decision"),
    [
        (actions.clear, a_judgement(), Status.ACCEPTED, Decision.ACCEPT),
        (actions.uphold, CONCERN, Status.UPHELD, Decision.UPHOLD),
    ],
    ids=["clear", "uphold"],
)
def test_professional_standards_conclude(cast, in_status, action, judgement, status, decision):
    concluded = decide(action, in_status("escalated"), cast.standards, judgement=judgement)
    assert concluded.status == status
    last = concluded.reviews.latest("id")
    assert (last.reviewer, last.decision) == (cast.standards, decision)


@pytest.mark.parametrize("action", [actions.accept, actions.clear], ids=["accept", "clear"])
@pytest.mark.parametrize("who", ["neighbour", "officer", "colleague", "helper", "stranger"])
def test_who_is_not_their_reviewer_does_not_decide(cast, in_status, action, who):
    encounter = in_status("submitted" if action is actions.accept else "escalated")
    with pytest.raises(actions.NotAllowed):
        decide(action, encounter, getattr(cast, who))


def test_supervisors_do_not_conclude_and_standards_do_not_review(cast, in_status):
    with pytest.raises(actions.NotAllowed):
        decide(actions.clear, in_status("escalated"), cast.chief)
    with pytest.raises(actions.NotAllowed):
        decide(actions.accept, in_status("submitted"), cast.standards)


@pytest.mark.parametrize("involvement", Involvement)
def test_nobody_decides_on_what_they_were_part_of(cast, involvement):
    encounter = an_encounter(officer=cast.officer, colleagues={cast.both: involvement})
    with pytest.raises(actions.NotAllowed, match="You were part of this encounter"):
        decide(actions.accept, encounter, cast.both)
    assert decide(actions.accept, encounter, cast.sergeant).status == Status.ACCEPTED


def test_opening_a_record_keeps_the_reason_and_ends_after_a_day(cast, in_status):
    filed, at = in_status("accepted"), timezone.now()
    opened = actions.open_record(
        reference=filed.reference.lower(), reason="Complaint 12", by=cast.standards, at=at
    )
    assert opened == filed
    access = RecordAccess.objects.get()
    assert (access.user, access.encounter, access.reason) == (cast.standards, filed, "Complaint 12")
    assert (access.at, access.ends_at) == (at, at + timedelta(hours=24))


@pytest.mark.parametrize("status", ["draft", "discarded"])
def test_what_was_never_filed_cannot_be_opened(cast, in_status, status):
    draft, before = in_status(status), everything_written()
    opened = actions.open_record(
        reference=draft.reference, reason="Complaint", by=cast.standards, at=timezone.now()
    )
    assert opened is None
    assert everything_written() == before


def test_opening_what_does_not_exist_opens_nothing(cast):
    before = everything_written()
    opened = actions.open_record(
        reference="HC-26-999999", reason="Complaint", by=cast.standards, at=timezone.now()
    )
    assert opened is None
    assert everything_written() == before
