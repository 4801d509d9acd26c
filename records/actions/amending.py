"""Changing a filed record: prepared in private, then made with a reason, and reviewed again."""

from datetime import datetime
from typing import Any
from uuid import UUID

from accounts.models import User
from audit.models import Operation
from records import permissions, workflow
from records.actions.changing import (
    NotAllowed,
    Stale,
    action,
    insist,
    insist_unchanged,
    lock,
    log,
    move,
)
from records.actions.drafting import write_answers
from records.actions.filing import Incomplete, ask_colleagues, is_late
from records.actions.flagging import flags_of
from records.amending import SHARED, Difference, amendable, differences, incomplete_sections
from records.models import (
    Amendment,
    Encounter,
    HandcuffUse,
    OfficerPresent,
    PendingAmendment,
)
from records.models.amendment import COLLEAGUE, as_stored
from records.questionnaire import Section
from records.vocabulary import Involvement


class NothingDifferent(Exception):
    """The answers are what the record says already."""


def _own(encounter: Encounter, by: User) -> HandcuffUse:
    return encounter.uses.get(officer=by)


def _prepared(encounter: Encounter, by: User) -> PendingAmendment | None:
    return PendingAmendment.objects.filter(encounter=encounter, by=by).first()


@action
def prepare_amendment(
    *,
    encounter_id: UUID,
    section: Section,
    answers: dict[str, Any],
    version_seen: int,
    by: User,
    at: datetime,
) -> PendingAmendment | None:
    """Keep what would be different in one section; the record itself stays as it is.

    `version_seen` is that of the preparation, 0 before there is one: only its own officer writes
    it, in whatever window.
    """
    encounter = lock(encounter_id)
    insist(permissions.may_amend(by, encounter))
    if not set(answers) <= {question.name for question in amendable(encounter, by)}:
        raise NotAllowed("The shared facts are the reporting officer’s to amend.")
    pending = _prepared(encounter, by)
    if version_seen != (pending.version if pending else 0):
        raise Stale(encounter)
    different = differences(encounter, _own(encounter, by), answers)
    kept = {
        name: value
        for name, value in (pending.answers if pending else {}).items()
        if name not in answers
    }
    kept |= {one.question.name: as_stored(one.after) for one in different}
    if pending is None:
        if not kept:
            return None
        pending = PendingAmendment(encounter=encounter, by=by, version=0)
    pending.answers, pending.changed_at = kept, at
    pending.version += 1
    pending.save()
    log(
        encounter,
        operation=Operation.ALTERATION,
        action="prepare_amendment",
        by=by,
        at=at,
        detail={"section": section},
    )
    return pending


@action
def drop_amendment(*, encounter_id: UUID, by: User, at: datetime) -> Encounter:
    """Forget what was prepared; nothing of it was ever part of the record."""
    encounter = lock(encounter_id)
    pending = _prepared(encounter, by)
    if pending is None:
        raise NotAllowed("You have prepared no changes of this record.")
    pending.delete()
    log(encounter, operation=Operation.ERASURE, action="drop_amendment", by=by, at=at)
    return encounter


@action
def amend(
    *,
    encounter_id: UUID,
    reason: str,
    prepared_seen: int,
    version_seen: int,
    by: User,
    at: datetime,
) -> Encounter:
    """Make the prepared changes part of the record, which is then reviewed again."""
    encounter = lock(encounter_id)
    workflow.target_of(step=workflow.Step.AMEND, status=encounter.status)
    insist(permissions.may_amend(by, encounter))
    pending = _prepared(encounter, by)
    if pending is None:
        raise NothingDifferent
    insist_unchanged(encounter, version_seen)
    if pending.version != prepared_seen:
        raise Stale(encounter)
    use = _own(encounter, by)
    changes = differences(encounter, use, pending.as_answers())
    if not changes:
        raise NothingDifferent
    if incomplete_sections(encounter, use, pending, now=at):
        raise Incomplete
    fields = _write(encounter, use, changes, reason=reason, at=at)
    Amendment.objects.create(
        encounter=encounter,
        by=by,
        at=at,
        reason=reason,
        changes=[
            {
                "question": one.question.name,
                "from": as_stored(one.before),
                "to": as_stored(one.after),
            }
            for one in changes
        ],
    )
    pending.delete()
    move(encounter, step=workflow.Step.AMEND, by=by, at=at, reason=reason, fields=fields)
    log(
        encounter,
        operation=Operation.ALTERATION,
        action="amend",
        by=by,
        at=at,
        reason=reason,
        detail={"changed": [one.question.name for one in changes]},
    )
    return encounter


@action
def add_colleague(
    *,
    encounter_id: UUID,
    colleague: User,
    involvement: Involvement,
    reason: str,
    version_seen: int,
    by: User,
    at: datetime,
) -> Encounter:
    """Name a colleague who was there after filing; who applied handcuffs is asked for an account.

    It is an amendment like any other: the record is reviewed again, so that the account is read.
    """
    encounter = lock(encounter_id)
    workflow.target_of(step=workflow.Step.AMEND, status=encounter.status)
    insist(permissions.may_add_colleague(by, encounter))
    insist_unchanged(encounter, version_seen)
    insist(permissions.may_be_added(colleague, encounter))
    listed = encounter.officers_present.filter(officer=colleague).first()
    before = listed.involvement if listed else ""
    if before == involvement:
        raise NothingDifferent
    OfficerPresent.objects.update_or_create(
        encounter=encounter, officer=colleague, defaults={"involvement": involvement}
    )
    Amendment.objects.create(
        encounter=encounter,
        by=by,
        at=at,
        reason=reason,
        changes=[
            {"question": COLLEAGUE, "officer": colleague.pk, "from": before, "to": involvement}
        ],
    )
    fields: tuple[str, ...] = ()
    if encounter.assigned_to_id == colleague.pk:
        # Nobody reviews an encounter they were part of.
        encounter.assigned_to, fields = None, ("assigned_to",)
    move(encounter, step=workflow.Step.AMEND, by=by, at=at, reason=reason, fields=fields)
    ask_colleagues(encounter, at=at)
    log(
        encounter,
        operation=Operation.ALTERATION,
        action="add_colleague",
        by=by,
        at=at,
        reason=reason,
        detail={"officer": colleague.pk, "involvement": involvement},
    )
    return encounter


def _write(
    encounter: Encounter,
    use: HandcuffUse,
    changes: list[Difference],
    *,
    reason: str,
    at: datetime,
) -> tuple[str, ...]:
    """Write the account, set the shared facts, and say which columns of the record changed."""
    answers = {one.question.name: one.after for one in changes}
    # First the account, then the encounter: the trigger has summed up before reports count it.
    write_answers(use, {n: value for n, value in answers.items() if n not in SHARED}, at=at)
    shared = {name: value for name, value in answers.items() if name in SHARED}
    for name, value in shared.items():
        setattr(encounter, "area_id" if name == "area" else name, value)
    flagged = flags_of(encounter, use)
    use.save(update_fields=flagged)
    if "occurred_at" not in shared:
        return (*shared, *flagged)
    # Late is counted from the beginning: another beginning may make the record late, or not.
    encounter.is_late = is_late(encounter, at=encounter.submitted_at)
    if not encounter.is_late:
        encounter.late_explanation = ""
    elif not encounter.late_explanation:
        encounter.late_explanation = reason
    return (*shared, *flagged, "is_late", "late_explanation")
