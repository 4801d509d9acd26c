"""Filing a record, answering a question about it, withdrawing it, reading it."""

from datetime import datetime
from uuid import UUID

from accounts.models import User
from audit.models import Operation
from records import permissions, workflow
from records.actions.changing import action, insist, insist_unchanged, lock, log, move
from records.answers import SectionState, account_states, section_states
from records.models import Encounter
from records.vocabulary import Involvement, UseStatus


class Incomplete(Exception):
    """Sections are not complete, so the record cannot be filed."""


class ExplanationNeeded(Exception):
    """The record is late, and nobody has said why."""


def is_late(encounter: Encounter, *, at: datetime) -> bool:
    """Filed after the deadline in force, counted from the beginning of the encounter.

    To the second: who files when the time is just over is in time.
    """
    deadline = policy.current().record_within
    return encounter.occurred_at is not None and at - encounter.occurred_at > deadline


def _ask_colleagues(encounter: Encounter, *, at: datetime) -> None:
    """Give every colleague who applied handcuffs until when to say how."""
    encounter.officers_present.filter(
        involvement=Involvement.APPLIED, account_due_at__isnull=True
    ).update(account_due_at=at + policy.current().account_within)


@action
def submit(
    *,
    encounter_id: UUID,
    late_explanation: str = "",
    version_seen: int,
    by: User,
    at: datetime,
) -> Encounter:
    """File the record for review and ask colleagues who applied handcuffs for their accounts."""
    encounter = lock(encounter_id)
    workflow.target_of(step=workflow.Step.SUBMIT, status=encounter.status)
    insist(permissions.may_submit(by, encounter))
    insist_unchanged(encounter, version_seen)
    use = encounter.uses.get(officer=by)
    states = section_states(encounter=encounter, use=use, now=at)
    if set(states.values()) != {SectionState.COMPLETE}:
        raise Incomplete
    encounter.is_late = is_late(encounter, at=at)
    if encounter.is_late and not late_explanation:
        raise ExplanationNeeded
    encounter.late_explanation = late_explanation if encounter.is_late else ""
    encounter.submitted_at = at
    # First the account, then the encounter: the trigger has summed up before reports count it.
    use.status, use.submitted_at, use.changed_at = UseStatus.SUBMITTED, at, at
    use.save(update_fields=["status", "submitted_at", "changed_at"])
    move(
        encounter,
        step=workflow.Step.SUBMIT,
        by=by,
        at=at,
        fields=("is_late", "late_explanation", "submitted_at"),
    )
    _ask_colleagues(encounter, at=at)
    log(
        encounter,
        operation=Operation.COLLECTION,
        action="submit",
        by=by,
        at=at,
        detail={"late": encounter.is_late},
    )
    return encounter


@action
def resubmit(
    *, encounter_id: UUID, answer: str, version_seen: int, by: User, at: datetime
) -> Encounter:
    """Answer the reviewer's question and send the record back to the queue."""
    encounter = lock(encounter_id)
    workflow.target_of(step=workflow.Step.RESUBMIT, status=encounter.status)
    insist(permissions.may_answer(by, encounter))
    insist_unchanged(encounter, version_seen)
    use = encounter.uses.filter(officer=by).first()
    if use is not None:
        reporting = encounter.reporting_officer_id == by.pk
        states = (
            section_states(encounter=encounter, use=use, now=at)
            if reporting
            else account_states(use=use, now=at)
        )
        if set(states.values()) != {SectionState.COMPLETE}:
            raise Incomplete
    question = permissions.open_question(encounter)
    question.answer, question.answered_at = answer, at
    question.save(update_fields=["answer", "answered_at"])
    move(encounter, step=workflow.Step.RESUBMIT, by=by, at=at)
    _ask_colleagues(encounter, at=at)
    log(encounter, operation=Operation.ALTERATION, action="resubmit", by=by, at=at)
    return encounter


@action
def withdraw(
    *, encounter_id: UUID, reason: str, version_seen: int, by: User, at: datetime
) -> Encounter:
    """Take a filed record out of the figures; it stays visible, with the reason."""
    encounter = lock(encounter_id)
    workflow.target_of(step=workflow.Step.WITHDRAW, status=encounter.status)
    insist(permissions.may_withdraw(by, encounter))
    insist_unchanged(encounter, version_seen)
    move(encounter, step=workflow.Step.WITHDRAW, by=by, at=at, reason=reason)
    log(encounter, operation=Operation.ALTERATION, action="withdraw", by=by, at=at, reason=reason)
    return encounter


@action
def consult(*, encounter: Encounter, by: User, at: datetime) -> None:
    """Somebody read the record's page. The record was loaded through `visible_to`."""
    log(encounter, operation=Operation.CONSULTATION, action="consult", by=by, at=at)
