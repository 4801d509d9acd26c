"""Starting, filling in and dropping a draft; changing a returned record."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from accounts.models import User
from audit.models import Operation
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
from records.conditions import LIMIT, is_continued_use
from records.models import Encounter, HandcuffUse, OfficerPresent, StatusChange
from records.questionnaire import (
    ENCOUNTER_QUESTIONS,
    USE_QUESTIONS,
    Section,
    all_questions,
)
from records.vocabulary import Involvement, Status

# The answers, and the position of the device, which is no question.
_ENCOUNTER_FIELDS = {
    *(question.name for question in all_questions(ENCOUNTER_QUESTIONS)),
    "latitude",
    "longitude",
}
_USE_FIELDS = {question.name for question in all_questions(USE_QUESTIONS)}


def next_reference(at: datetime) -> str:
    """A number nobody else gets, such as HC-26-004217; gaps are possible and mean nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('records_reference')")
        (number,) = cursor.fetchone()
    return f"HC-{at:%y}-{number:06d}"


def open_account(encounter: Encounter, officer: User, *, at: datetime) -> HandcuffUse:
    """An empty account of the officer's own use of handcuffs."""
    return HandcuffUse.objects.create(
        encounter=encounter, officer=officer, created_at=at, changed_at=at
    )


def open_draft(encounter: Encounter, *, by: User, at: datetime) -> None:
    """What every draft begins with: an account to be written, and its first status row."""
    open_account(encounter, by, at=at)
    StatusChange.objects.create(
        encounter=encounter, step="start", to_status=Status.DRAFT, at=at, by=by
    )


@action
def start(*, encounter_id: UUID, by: User, at: datetime) -> Encounter:
    """Open a draft under the uuid the page brought; the same uuid again is the same draft."""
    insist(permissions.may_record(by))
    if by.team is None:
        raise NotAllowed("You are not in a team yet; ask an administrator.")
    existing = Encounter.objects.filter(pk=encounter_id).first()
    if existing is None:
        encounter, created = Encounter.objects.get_or_create(
            pk=encounter_id,
            defaults={
                "reference": next_reference(at),
                "reporting_officer": by,
                "team": by.team,
                "created_at": at,
                "changed_at": at,
            },
        )
    else:
        encounter, created = existing, False
    if encounter.reporting_officer_id != by.pk:
        raise NotAllowed("That draft belongs to somebody else.")
    if not created:
        return encounter
    open_draft(encounter, by=by, at=at)
    log(encounter, operation=Operation.COLLECTION, action="start", by=by, at=at)
    return encounter


def write_answers(use: HandcuffUse, answers: dict[str, Any], *, at: datetime) -> None:
    """Write one officer's answers, and whether they make continued use a question."""
    fields = [name for name in answers if name in _USE_FIELDS]
    if not fields:
        return
    for name in fields:
        setattr(use, name, answers[name])
    use.continued_use = is_continued_use(
        {
            "applied_at": use.applied_at,
            "ended_at": use.ended_at,
            "after_search": use.after_search,
            LIMIT: policy.current().continued_use_minutes,
        }
    )
    use.changed_at = at
    use.save(update_fields=[*fields, "continued_use", "changed_at"])


@action
def save_section(
    *,
    encounter_id: UUID,
    section: Section,
    answers: dict[str, Any],
    colleagues: dict[User, Involvement] | None = None,
    version_seen: int,
    by: User,
    at: datetime,
) -> Encounter:
    """Keep the answers of one section; `colleagues` replaces the list of officers present."""
    encounter = lock(encounter_id)
    insist(permissions.may_edit(by, encounter))
    insist_unchanged(encounter, version_seen)
    fields = tuple(name for name in answers if name in _ENCOUNTER_FIELDS)
    for name in fields:
        setattr(encounter, name, answers[name])
    write_answers(encounter.uses.get(officer=by), answers, at=at)
    if colleagues is not None:
        _list_colleagues(encounter, colleagues)
    save(encounter, at=at, fields=fields)
    log(
        encounter,
        operation=Operation.ALTERATION,
        action="save_section",
        by=by,
        at=at,
        detail={"section": section},
    )
    return encounter


def _list_colleagues(encounter: Encounter, colleagues: dict[User, Involvement]) -> None:
    """Make the list of officers present say this; accounts already begun cannot be unlisted."""
    listed = {row.officer_id: row for row in encounter.officers_present.all()}
    wanted = {officer.pk: (officer, involvement) for officer, involvement in colleagues.items()}
    with_account = set(encounter.uses.values_list("officer_id", flat=True))
    for officer_id, row in listed.items():
        kept = wanted.get(officer_id)
        if officer_id in with_account and (kept is None or kept[1] != Involvement.APPLIED):
            raise NotAllowed("An officer who has begun an account cannot be taken off the list.")
        if kept is None:
            row.delete()
        elif row.involvement != kept[1]:
            row.involvement = kept[1]
            row.save(update_fields=["involvement"])
    for officer_id, (officer, involvement) in wanted.items():
        if officer_id not in listed:
            OfficerPresent.objects.create(
                encounter=encounter, officer=officer, involvement=involvement
            )


@action
def discard(*, encounter_id: UUID, version_seen: int, by: User, at: datetime) -> Encounter:
    """Drop a draft that was never filed; it is kept, unread and uncounted."""
    encounter = lock(encounter_id)
    insist(permissions.may_discard(by, encounter))
    workflow.target_of(step=workflow.Step.DISCARD, status=encounter.status)
    insist_unchanged(encounter, version_seen)
    move(encounter, step=workflow.Step.DISCARD, by=by, at=at)
    log(encounter, operation=Operation.ERASURE, action="discard", by=by, at=at)
    return encounter
