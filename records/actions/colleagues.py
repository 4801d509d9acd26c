"""Accounts of colleagues who applied handcuffs in an encounter that somebody else reported."""

from datetime import datetime
from typing import Any
from uuid import UUID

from accounts.models import User
from audit.models import Operation
from records import permissions
from records.actions.changing import action, insist, insist_unchanged, lock, log, save
from records.actions.drafting import write_answers
from records.actions.filing import Incomplete
from records.answers import SectionState, account_states
from records.models import Encounter, HandcuffUse
from records.questionnaire import Section
from records.vocabulary import UseStatus


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
        use = HandcuffUse.objects.create(
            encounter=encounter, officer=by, created_at=at, changed_at=at
        )
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
    use.save(update_fields=["status", "submitted_at", "changed_at"])
    save(encounter, at=at)
    log(encounter, operation=Operation.COLLECTION, action="give_account", by=by, at=at)
    return encounter


@action
def deny_involvement(
    *, encounter_id: UUID, reason: str, version_seen: int, by: User, at: datetime
) -> Encounter:
    """Say that one applied no handcuffs, and why the list is wrong."""
    encounter = lock(encounter_id)
    insist(permissions.may_deny_involvement(by, encounter))
    insist_unchanged(encounter, version_seen)
    listed = permissions.listed_as_applying(by, encounter)
    listed.not_involved_at, listed.not_involved_by = at, by
    listed.not_involved_reason = reason
    listed.save(update_fields=["not_involved_at", "not_involved_by", "not_involved_reason"])
    save(encounter, at=at)
    log(encounter, operation=Operation.ALTERATION, action="deny_involvement", by=by, at=at)
    return encounter
