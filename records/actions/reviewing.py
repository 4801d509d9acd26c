"""Decisions on the justification, by supervisors and by professional standards."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from accounts.models import User
from audit.models import Operation
from outbox.actions import queue
from records import permissions, second_looks, workflow
from records.actions.changing import (
    NotAllowed,
    action,
    insist,
    insist_unchanged,
    lock,
    log,
    move,
)
from records.judgement import Judgement, NotEveryAccount
from records.models import Encounter, RecordAccess, Review, ReviewQuestion, UseAssessment
from records.questionnaire import ENCOUNTER_QUESTIONS, USE_QUESTIONS, all_questions
from records.vocabulary import (
    Decision,
    EscalationCategory,
    ReturnReason,
    UseStatus,
)

ACCESS_LASTS = timedelta(hours=24)


# What the officer reads when every question is at an answer.
SEE_THE_ANSWERS = "Please see the questions at your answers."


@dataclass(frozen=True, kw_only=True)
class FieldQuestion:
    """A question about one answer: of the account `use`, or of the shared facts."""

    field: str
    text: str
    use: UUID | None = None


class ReasonsMissing(Exception):
    """A return says what for, in the words that are counted."""


class NotShown(Exception):
    """A record cannot be accepted while part of its justification is not shown."""


def _decide(
    *,
    encounter_id: UUID,
    step: workflow.Step,
    may,
    decision: Decision,
    judgement: Judgement,
    version_seen: int,
    by: User,
    at: datetime,
    field_questions: Sequence[FieldQuestion] = (),
    **asked,
) -> Encounter:
    encounter = lock(encounter_id)
    workflow.target_of(step=step, status=encounter.status)
    insist(may(by, encounter))
    insist_unchanged(encounter, version_seen)
    if decision == Decision.ACCEPT and not judgement.allows_acceptance:
        raise NotShown
    question_for = asked.get("question_for")
    if question_for and question_for not in permissions.involved_officers(encounter):
        raise NotAllowed("The question must be for an officer who was there.")
    for question in field_questions:
        _insist_theirs(encounter, question, question_for)
    review = Review.objects.create(
        encounter=encounter, reviewer=by, at=at, decision=decision, **judgement.columns, **asked
    )
    try:
        assessments = judgement.assessments(encounter.uses.all(), review=review)
    except NotEveryAccount:
        raise NotAllowed("Assess every account that was given, and no other.") from None
    UseAssessment.objects.bulk_create(assessments)
    ReviewQuestion.objects.bulk_create(
        ReviewQuestion(review=review, use_id=one.use, field=one.field, text=one.text)
        for one in field_questions
    )
    move(encounter, step=step, by=by, at=at)
    if step in (workflow.Step.CLEAR, workflow.Step.UPHOLD):
        _tell_outcome(encounter, review)
    log(
        encounter,
        operation=Operation.ALTERATION,
        action=step,
        by=by,
        at=at,
        detail={"decision": decision},
    )
    return encounter


def _tell_outcome(encounter: Encounter, review: Review) -> None:
    """Professional standards decided: a mail to everybody it concerns, without what it is."""
    for person in permissions.concerned(encounter, review):
        queue(
            key=f"outcome:{review.pk}:{person.pk}",
            to=person.email,
            subject=f"Professional standards have decided on {encounter.reference}",
            body=(
                f"There is a decision on the escalated record {encounter.reference}.\n\n"
                "Sign in to read it and to say that you have seen it.\n"
            ),
            at=review.at,
        )


_SHARED = {question.name for question in all_questions(ENCOUNTER_QUESTIONS)}
_OWN = {question.name for question in all_questions(USE_QUESTIONS)}


def _insist_theirs(encounter: Encounter, question: FieldQuestion, officer: User) -> None:
    """Nobody is asked about an answer that they could not change."""
    if question.use is None:
        theirs = question.field in _SHARED and officer.pk == encounter.reporting_officer_id
    else:
        theirs = question.field in _OWN and any(
            use.pk == question.use
            and use.officer_id == officer.pk
            and use.status == UseStatus.SUBMITTED
            for use in encounter.uses.all()
        )
    if not theirs:
        raise NotAllowed(f"A question is about an answer that is not {officer.name}’s.")


@action
def accept(
    *, encounter_id: UUID, judgement: Judgement, version_seen: int, by: User, at: datetime
) -> Encounter:
    """The justification is shown."""
    return _decide(
        encounter_id=encounter_id,
        step=workflow.Step.ACCEPT,
        may=permissions.may_review,
        decision=Decision.ACCEPT,
        judgement=judgement,
        version_seen=version_seen,
        by=by,
        at=at,
    )


@action
def return_with_question(
    *,
    encounter_id: UUID,
    judgement: Judgement,
    question: str = "",
    question_for: User,
    reasons: Sequence[ReturnReason],
    field_questions: Sequence[FieldQuestion] = (),
    version_seen: int,
    by: User,
    at: datetime,
) -> Encounter:
    """Ask a named officer before deciding: in general, at single answers, or both."""
    if not reasons:
        raise ReasonsMissing
    return _decide(
        encounter_id=encounter_id,
        step=workflow.Step.RETURN,
        may=permissions.may_review,
        decision=Decision.RETURN,
        judgement=judgement,
        version_seen=version_seen,
        by=by,
        at=at,
        question=question or (SEE_THE_ANSWERS if field_questions else ""),
        question_for=question_for,
        return_reasons=list(reasons),
        field_questions=field_questions,
    )


@action
def escalate(
    *,
    encounter_id: UUID,
    judgement: Judgement,
    category: EscalationCategory,
    version_seen: int,
    by: User,
    at: datetime,
) -> Encounter:
    """Hand the decision to professional standards."""
    return _decide(
        encounter_id=encounter_id,
        step=workflow.Step.ESCALATE,
        may=permissions.may_review,
        decision=Decision.ESCALATE,
        judgement=judgement,
        version_seen=version_seen,
        by=by,
        at=at,
        escalation_category=category,
    )


@action
def clear(
    *, encounter_id: UUID, judgement: Judgement, version_seen: int, by: User, at: datetime
) -> Encounter:
    """Professional standards find no concern: the record is accepted."""
    return _decide(
        encounter_id=encounter_id,
        step=workflow.Step.CLEAR,
        may=permissions.may_conclude,
        decision=Decision.ACCEPT,
        judgement=judgement,
        version_seen=version_seen,
        by=by,
        at=at,
    )


@action
def uphold(
    *, encounter_id: UUID, judgement: Judgement, version_seen: int, by: User, at: datetime
) -> Encounter:
    """Professional standards uphold the concern."""
    return _decide(
        encounter_id=encounter_id,
        step=workflow.Step.UPHOLD,
        may=permissions.may_conclude,
        decision=Decision.UPHOLD,
        judgement=judgement,
        version_seen=version_seen,
        by=by,
        at=at,
    )


@action
def open_record(*, reference: str, reason: str, by: User, at: datetime) -> Encounter | None:
    """Give professional standards a day's sight of one filed record; None if there is none."""
    insist(permissions.may_open_any_record(by))
    encounter = Encounter.objects.filed().filter(reference__iexact=reference).first()
    if encounter is None:
        return None
    insist(second_looks.may_see_decisions(by, encounter))
    RecordAccess.objects.create(
        encounter=encounter, user=by, reason=reason, at=at, ends_at=at + ACCESS_LASTS
    )
    log(
        encounter,
        operation=Operation.CONSULTATION,
        action="open_record",
        by=by,
        at=at,
        reason=reason,
    )
    return encounter
