"""Decisions on the justification, by supervisors and by professional standards."""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from uuid import UUID

from accounts.models import User
from audit.models import Operation
from records import permissions, workflow
from records.actions.changing import (
    NotAllowed,
    action,
    insist,
    insist_unchanged,
    lock,
    log,
    move,
)
from records.models import Encounter, RecordAccess, Review
from records.vocabulary import Assessment, Decision, EscalationCategory, YesNo

ACCESS_LASTS = timedelta(hours=24)


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """The structured part of every decision."""

    lawful_basis: Assessment
    necessity: Assessment
    proportionality: Assessment
    de_escalation: Assessment
    video_viewed: YesNo
    video_not_viewed_reason: str = ""
    comment: str = ""

    @property
    def allows_acceptance(self) -> bool:
        """Whether nothing that makes force lawful was found missing."""
        return Assessment.NOT_MET not in (
            self.lawful_basis,
            self.necessity,
            self.proportionality,
        )


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
    Review.objects.create(
        encounter=encounter, reviewer=by, at=at, decision=decision, **asdict(judgement), **asked
    )
    move(encounter, step=step, by=by, at=at)
    log(
        encounter,
        operation=Operation.ALTERATION,
        action=step,
        by=by,
        at=at,
        detail={"decision": decision},
    )
    return encounter


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
    question: str,
    question_for: User,
    version_seen: int,
    by: User,
    at: datetime,
) -> Encounter:
    """Ask a named officer before deciding."""
    return _decide(
        encounter_id=encounter_id,
        step=workflow.Step.RETURN,
        may=permissions.may_review,
        decision=Decision.RETURN,
        judgement=judgement,
        version_seen=version_seen,
        by=by,
        at=at,
        question=question,
        question_for=question_for,
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
