"""What an amendment may change, and what would then be different."""

from collections.abc import Mapping
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from accounts.models import User
from records.answers import SectionState, account_states, section_states, stored_answers
from records.models import Encounter, HandcuffUse, PendingAmendment
from records.questionnaire import (
    ACCOUNT_SECTIONS,
    ENCOUNTER_QUESTIONS,
    USE_QUESTIONS,
    Question,
    Section,
    all_questions,
    questions,
)

# Kept on the encounter; all other answers on the account of the officer who amends.
SHARED = frozenset(question.name for question in all_questions(ENCOUNTER_QUESTIONS))


@dataclass(frozen=True)
class Difference:
    """One question whose answer would change."""

    section: Section
    question: Question
    before: Any
    after: Any


def asked_of(encounter: Encounter, officer: User) -> dict[Section, tuple[Question, ...]]:
    """What an officer may amend: all of it as the reporting one, else their own account."""
    if encounter.reporting_officer_id == officer.pk:
        return {section: questions(section) for section in Section}
    return {section: USE_QUESTIONS[section] for section in ACCOUNT_SECTIONS}


def amendable(encounter: Encounter, officer: User) -> tuple[Question, ...]:
    """Every question whose answer the officer may amend."""
    return tuple(one for asked in asked_of(encounter, officer).values() for one in asked)


def differences(
    encounter: Encounter, use: HandcuffUse, answers: Mapping[str, Any]
) -> list[Difference]:
    """The given answers that are not the record's, in the order of the questionnaire."""
    stored = stored_answers(encounter=encounter, use=use)
    return [
        Difference(section, question, stored[question.name], after)
        for section in Section
        for question in questions(section)
        if question.name in answers
        and not _same(stored[question.name], after := _key(answers[question.name]))
    ]


def _key(answer: Any) -> Any:
    """Of a place its key, as the record's answers have it."""
    return getattr(answer, "pk", answer)


def _same(one: Any, other: Any) -> bool:
    """Pages show whole minutes, so an answer that was not touched has lost its seconds."""
    if isinstance(one, datetime) and isinstance(other, datetime):
        return one.replace(second=0, microsecond=0) == other.replace(second=0, microsecond=0)
    return one == other


def with_changes(
    encounter: Encounter, use: HandcuffUse, pending: PendingAmendment | None
) -> tuple[Encounter, HandcuffUse]:
    """The record and the account as they would be; copies, not to be saved."""
    encounter, use = copy(encounter), copy(use)
    use.encounter = encounter
    for name, value in (pending.as_answers() if pending else {}).items():
        if name == "area":
            encounter.area_id = value
        else:
            setattr(encounter if name in SHARED else use, name, value)
    return encounter, use


def incomplete_sections(
    encounter: Encounter, use: HandcuffUse, pending: PendingAmendment, *, now: datetime
) -> list[Section]:
    """Sections that could not stay as they would be; a filed record has to stay complete."""
    changed, own = with_changes(encounter, use, pending)
    states = (
        section_states(encounter=changed, use=own, now=now)
        if encounter.reporting_officer_id == use.officer_id
        else account_states(use=own, now=now)
    )
    wrong = [section for section, state in states.items() if state != SectionState.COMPLETE]
    after_filing = changed.submitted_at is not None and changed.occurred_at > changed.submitted_at
    if after_filing and Section.ENCOUNTER not in wrong:
        wrong.insert(0, Section.ENCOUNTER)
    return wrong
