"""Keeping what is being written, without being asked and without leaving traces of nothing.

Only drafts: a filed record that was returned has to stay complete, so half an answer is not
written into it. Where nothing differs from what is stored, nothing is written, whatever version
the page has seen.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Model

from accounts.models import User
from records import permissions
from records.actions.changing import NotAllowed, action, insist, insist_unchanged, lock
from records.actions.colleagues import save_account_section
from records.actions.drafting import save_section
from records.answers import stored_answers, stored_position
from records.models import Encounter
from records.questionnaire import Section
from records.vocabulary import Involvement, Status, UseStatus

NOT_A_DRAFT = "Only drafts are saved while you write. Save this page with its button."


def _plain(answer: Any) -> Any:
    return answer.pk if isinstance(answer, Model) else answer


def differs(answers: Mapping[str, Any], stored: Mapping[str, Any]) -> bool:
    """Whether any of these answers is not the stored one."""
    return any(_plain(answer) != _plain(stored[name]) for name, answer in answers.items())


def lists_others(encounter: Encounter, colleagues: dict[User, Involvement] | None) -> bool:
    """Whether this list of colleagues is given, and is not the stored one."""
    if colleagues is None:
        return False
    listed = encounter.officers_present.values_list("officer_id", "involvement")
    return dict(listed) != {officer.pk: role for officer, role in colleagues.items()}


@action
def autosave_section(
    *,
    encounter_id: UUID,
    section: Section,
    answers: dict[str, Any],
    colleagues: dict[User, Involvement] | None = None,
    version_seen: int,
    by: User,
    at: datetime,
) -> Encounter:
    """Keep a section of a draft as far as it is written."""
    encounter = lock(encounter_id)
    insist(permissions.may_edit(by, encounter))
    if encounter.status != Status.DRAFT:
        raise NotAllowed(NOT_A_DRAFT)
    stored = stored_answers(encounter=encounter, use=encounter.uses.get(officer=by))
    stored |= stored_position(encounter)
    if not differs(answers, stored) and not lists_others(encounter, colleagues):
        return encounter
    insist_unchanged(encounter, version_seen)
    return save_section(
        encounter_id=encounter_id,
        section=section,
        answers=answers,
        colleagues=colleagues,
        version_seen=version_seen,
        by=by,
        at=at,
    )


@action
def autosave_account_section(
    *,
    encounter_id: UUID,
    section: Section,
    answers: dict[str, Any],
    version_seen: int,
    by: User,
    at: datetime,
) -> Encounter:
    """Keep a section of a colleague's own account as far as it is written."""
    encounter = lock(encounter_id)
    insist(permissions.may_give_account(by, encounter))
    use = encounter.uses.filter(officer=by).first()
    if use is not None and use.status != UseStatus.DRAFT:
        raise NotAllowed(NOT_A_DRAFT)
    if use is None:
        unchanged = not any(answer not in (None, "", []) for answer in answers.values())
    else:
        unchanged = not differs(answers, stored_answers(encounter=encounter, use=use))
    if unchanged:
        return encounter
    insist_unchanged(encounter, version_seen)
    return save_account_section(
        encounter_id=encounter_id,
        section=section,
        answers=answers,
        version_seen=version_seen,
        by=by,
        at=at,
    )
