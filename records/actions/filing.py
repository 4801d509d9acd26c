"""Filing a record, answering a question about it, withdrawing it, reading it."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db import connection

from accounts.models import User
from audit.models import Operation
from outbox.actions import queue
from records import permissions, policy, questionnaire, workflow
from records.actions.changing import action, insist, insist_unchanged, lock, log, move
from records.actions.flagging import flags_of
from records.answers import SectionState, account_states, section_states
from records.listed import STILL_ASKED
from records.lookalikes import look_alikes
from records.models import Encounter
from records.presenters.colleagues import account_asked
from records.vocabulary import UseStatus


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


class LookAlikes(Exception):
    """Others have filed what looks the same, and the officer has not said that it is another."""

    def __init__(self, alike: list[Encounter]) -> None:
        super().__init__("Somebody may have recorded this already.")
        self.alike = alike


def ask_colleagues(encounter: Encounter, *, at: datetime) -> None:
    """Tell every colleague who applied handcuffs, and was not asked yet, until when to say how."""
    due_at = at + policy.current().account_within
    # Who left gets no mail about records and can give no account.
    asked = encounter.officers_present.filter(
        STILL_ASKED, account_due_at__isnull=True, officer__is_active=True
    )
    for row in asked.select_related("officer").order_by("pk"):
        row.account_due_at = due_at
        row.save(update_fields=["account_due_at"])
        letter = account_asked(encounter, due=due_at)
        queue(
            key=f"account-asked:{encounter.pk}:{row.officer_id}",
            to=row.officer.email,
            subject=letter.subject,
            body=letter.body,
            at=at,
        )


def _insist_on_difference(encounter: Encounter, different_from: Collection[UUID]) -> None:
    """Refuse what looks like a record of somebody else's that the officer has not ruled out.

    Filing is one at a time, so of two officers filing the same at once the second is told of the
    first; the lock comes after that of the record and before everything else, and is short.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('records.filing'))")
    alike = list(look_alikes(encounter))
    if not {other.pk for other in alike} <= set(different_from):
        raise LookAlikes(alike)


@action
def submit(
    *,
    encounter_id: UUID,
    late_explanation: str = "",
    different_from: Collection[UUID] = (),
    version_seen: int,
    by: User,
    at: datetime,
) -> Encounter:
    """File the record for review and ask colleagues who applied handcuffs for their accounts.

    `different_from`: the records that look the same and that the officer saw and ruled out.
    """
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
    _insist_on_difference(encounter, different_from)
    encounter.late_explanation = late_explanation if encounter.is_late else ""
    encounter.submitted_at = at
    # First the account, then the encounter: the trigger has summed up before reports count it.
    use.status, use.submitted_at, use.changed_at = UseStatus.SUBMITTED, at, at
    flagged = flags_of(encounter, use)
    use.save(update_fields=["status", "submitted_at", "changed_at", *flagged])
    # Begun under an older questionnaire, it was completed under this one.
    encounter.questionnaire_version = questionnaire.VERSION
    move(
        encounter,
        step=workflow.Step.SUBMIT,
        by=by,
        at=at,
        fields=(
            "is_late",
            "late_explanation",
            "submitted_at",
            "questionnaire_version",
            *flagged,
        ),
    )
    ask_colleagues(encounter, at=at)
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
    use, written = encounter.uses.filter(officer=by).first(), ()
    if use is not None:
        reporting = encounter.reporting_officer_id == by.pk
        states = (
            section_states(encounter=encounter, use=use, now=at)
            if reporting
            else account_states(use=use, now=at)
        )
        if set(states.values()) != {SectionState.COMPLETE}:
            raise Incomplete
        if use.status == UseStatus.SUBMITTED:
            written = flags_of(encounter, use)
            use.save(update_fields=written)
        if reporting:
            encounter.questionnaire_version = questionnaire.VERSION
            written += ("questionnaire_version",)
    question = permissions.open_question(encounter)
    question.answer, question.answered_at = answer, at
    question.save(update_fields=["answer", "answered_at"])
    move(encounter, step=workflow.Step.RESUBMIT, by=by, at=at, fields=written)
    ask_colleagues(encounter, at=at)
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
