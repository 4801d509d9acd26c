"""Recording the same handcuffing once: who looks at what others filed, and joins it."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from accounts.models import User
from audit.models import Operation
from outbox.actions import queue
from records import permissions, policy, workflow
from records.actions.changing import (
    NotAllowed,
    action,
    insist,
    insist_unchanged,
    lock,
    log,
    move,
    save,
)
from records.actions.drafting import open_account, write_answers
from records.answers import SectionState, account_states
from records.lookalikes import look_alikes
from records.models import Encounter, OfficerPresent
from records.presenters.colleagues import joined
from records.questionnaire import USE_QUESTIONS, all_questions
from records.vocabulary import Involvement, UseStatus

_USE_FIELDS = tuple(question.name for question in all_questions(USE_QUESTIONS))


@action
def show_look_alikes(
    *, encounter: Encounter, alike: Iterable[Encounter], by: User, at: datetime
) -> None:
    """The officer who is about to file `encounter` saw who recorded what looks the same."""
    for other in alike:
        log(
            other,
            operation=Operation.CONSULTATION,
            action="show_look_alikes",
            by=by,
            at=at,
            detail={"about_to_file": encounter.reference},
        )


@action
def join(
    *, encounter_id: UUID, other_id: UUID, version_seen: int, by: User, at: datetime
) -> Encounter:
    """Add oneself to a colleague's record instead of filing the draft `encounter_id`.

    The draft is discarded, and stays readable to its officer. What it says about their own use
    of handcuffs becomes their account, still to be checked and given, in the record they join; an
    account they had begun there stays as it is. The reporting officer is told, as somebody added
    themselves to their record.
    """
    draft = lock(encounter_id)
    workflow.target_of(step=workflow.Step.DISCARD, status=draft.status)
    insist(permissions.may_edit(by, draft))
    insist_unchanged(draft, version_seen)
    if draft.uses.exclude(officer=by).exists():
        raise NotAllowed(
            "Another officer has begun an account in your draft, which would be lost: file it, or "
            "hand it back to them."
        )
    if not look_alikes(draft).filter(pk=other_id).exists():
        raise NotAllowed("That record no longer looks like yours.")
    other = lock(other_id)
    insist(permissions.may_join(by, other))
    _list_as_applying(other, by, at=at)
    _carry_account(draft, other, by, at=at)
    move(draft, step=workflow.Step.DISCARD, by=by, at=at, reason=f"Joined {other.reference}")
    save(other, at=at)
    letter = joined(other, by_name=by.name)
    queue(
        key=f"joined:{other.pk}:{draft.pk}",
        to=other.reporting_officer.email,
        subject=letter.subject,
        body=letter.body,
        at=at,
    )
    log(
        draft,
        operation=Operation.ERASURE,
        action="discard",
        by=by,
        at=at,
        detail={"joined": other.reference},
    )
    log(
        other,
        operation=Operation.ALTERATION,
        action="join",
        by=by,
        at=at,
        detail={"instead_of": draft.reference},
    )
    return other


def _list_as_applying(other: Encounter, officer: User, *, at: datetime) -> None:
    """On the list as having applied handcuffs, whatever the list or the officer said before."""
    due_at = at + policy.current().account_within
    OfficerPresent.objects.update_or_create(
        encounter=other,
        officer=officer,
        defaults={
            "involvement": Involvement.APPLIED,
            "joined_at": at,
            "account_due_at": due_at,
            "not_involved_at": None,
            "not_involved_by": None,
            "not_involved_reason": "",
            "denial_response": "",
            "denial_response_note": "",
            "denial_responded_at": None,
        },
    )


def _carry_account(draft: Encounter, other: Encounter, officer: User, *, at: datetime) -> None:
    """What the officer wrote about their own use of handcuffs, as an account not given yet."""
    written = draft.uses.get(officer=officer)
    use = other.uses.filter(officer=officer, status=UseStatus.DRAFT).first()
    if use is None:
        use = open_account(other, officer, at=at)
    elif set(account_states(use=use, now=at).values()) != {SectionState.NOT_STARTED}:
        return
    write_answers(use, {name: getattr(written, name) for name in _USE_FIELDS}, at=at)
