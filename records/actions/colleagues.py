"""Accounts of colleagues who applied handcuffs in an encounter that somebody else reported."""

from datetime import datetime
from typing import Any
from uuid import UUID

from accounts.models import User
from audit.models import Operation
from outbox.actions import queue
from records import permissions, policy
from records.actions.changing import (
    NotAllowed,
    action,
    insist,
    insist_unchanged,
    lock,
    log,
    save,
)
from records.actions.drafting import open_account, write_answers
from records.actions.filing import Incomplete
from records.actions.flagging import flags_of
from records.answers import SectionState, account_states
from records.listed import UNANSWERED_DENIAL, denied_again
from records.models import Encounter
from records.presenters.colleagues import Letter, denial_agreed, denial_disputed, denial_made
from records.questionnaire import Section
from records.vocabulary import DenialResponse, UseStatus


@action
def save_account_section(
    *,
    encounter_id: UUID,
    section: Section,
    answers: dict[str, Any],
    version_seen: int,
    by: User,
    at: datetime,
) -> Encounter:
    """Keep one section of the colleague's own account; the first one opens it."""
    encounter = lock(encounter_id)
    insist(permissions.may_give_account(by, encounter))
    insist_unchanged(encounter, version_seen)
    use = encounter.uses.filter(officer=by).first()
    if use is None:
        use = open_account(encounter, by, at=at)
    write_answers(use, answers, at=at)
    save(encounter, at=at)
    log(
        encounter,
        operation=Operation.ALTERATION,
        action="save_account_section",
        by=by,
        at=at,
        detail={"section": section},
    )
    return encounter


@action
def give_account(*, encounter_id: UUID, version_seen: int, by: User, at: datetime) -> Encounter:
    """Add the colleague's finished account to the record."""
    encounter = lock(encounter_id)
    insist(permissions.may_give_account(by, encounter))
    insist_unchanged(encounter, version_seen)
    use = encounter.uses.filter(officer=by, status=UseStatus.DRAFT).first()
    if use is None or set(account_states(use=use, now=at).values()) != {SectionState.COMPLETE}:
        raise Incomplete
    use.status, use.submitted_at, use.changed_at = UseStatus.SUBMITTED, at, at
    flagged = flags_of(encounter, use)
    use.save(update_fields=["status", "submitted_at", "changed_at", *flagged])
    save(encounter, at=at, fields=flagged)
    log(encounter, operation=Operation.COLLECTION, action="give_account", by=by, at=at)
    return encounter


@action
def deny_involvement(
    *, encounter_id: UUID, reason: str, version_seen: int, by: User, at: datetime
) -> Encounter:
    """Say that one applied no handcuffs, and why the list is wrong.

    Once more after the reporting officer disputed it, and that is final: see `records.listed`.
    """
    encounter = lock(encounter_id)
    insist(permissions.may_deny_involvement(by, encounter))
    insist_unchanged(encounter, version_seen)
    listed = permissions.listed_as_applying(by, encounter)
    listed.not_involved_at, listed.not_involved_by = at, by
    listed.not_involved_reason = reason
    listed.save(update_fields=["not_involved_at", "not_involved_by", "not_involved_reason"])
    final = denied_again(listed)
    save(encounter, at=at)
    _tell(
        encounter.reporting_officer,
        denial_made(encounter, by_name=by.name, final=final),
        key=f"denied:{encounter.pk}:{by.pk}:{encounter.version}",
        at=at,
    )
    log(
        encounter,
        operation=Operation.ALTERATION,
        action="deny_involvement",
        by=by,
        at=at,
        detail={"final": final},
    )
    return encounter


@action
def answer_denial(
    *,
    encounter_id: UUID,
    officer: User,
    response: DenialResponse,
    note: str = "",
    version_seen: int,
    by: User,
    at: datetime,
) -> Encounter:
    """The reporting officer answers a colleague who was not involved.

    Agreed: nothing more is asked; the row stays as it was said, marked. Disputed, with a note: the
    colleague is asked again, with a new deadline.
    """
    encounter = lock(encounter_id)
    insist(permissions.may_answer_denial(by, encounter))
    insist_unchanged(encounter, version_seen)
    row = encounter.officers_present.filter(UNANSWERED_DENIAL, officer=officer).first()
    if row is None:
        raise NotAllowed("That colleague does not wait for an answer.")
    disputed = response == DenialResponse.DISPUTED
    if disputed and not note:
        raise NotAllowed("Say what the colleague did.")
    row.denial_response, row.denial_response_note, row.denial_responded_at = response, note, at
    if disputed:
        row.account_due_at = at + policy.current().account_within
    row.save(
        update_fields=[
            "denial_response",
            "denial_response_note",
            "denial_responded_at",
            "account_due_at",
        ]
    )
    save(encounter, at=at)
    letter = (
        denial_disputed(encounter, due=row.account_due_at) if disputed else denial_agreed(encounter)
    )
    _tell(
        officer,
        letter,
        key=f"denial-{response}:{encounter.pk}:{officer.pk}:{encounter.version}",
        at=at,
    )
    log(
        encounter,
        operation=Operation.ALTERATION,
        action="answer_denial",
        by=by,
        at=at,
        detail={"response": response, "officer": officer.pk},
    )
    return encounter


def _tell(officer: User, letter: Letter, *, key: str, at: datetime) -> None:
    queue(key=key, to=officer.email, subject=letter.subject, body=letter.body, at=at)
