"""What has been answered, and what is wrong with it: the rule behind forms, states and submit."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from records import policy
from records.conditions import LIMIT
from records.models import Encounter, HandcuffUse
from records.questionnaire import (
    ENCOUNTER_QUESTIONS,
    USE_QUESTIONS,
    Question,
    Section,
    questions,
)
from records.vocabulary import PACE_SEARCH_POWERS, ForcePower, SearchPower

Answers = Mapping[str, Any]

# Which time cannot come before which other, and what is said if it does.
IN_THIS_ORDER = (
    ("occurred_at", "applied_at", "Handcuffs cannot go on before the encounter began"),
    ("applied_at", "ended_at", "Handcuffs cannot come off before they went on"),
    ("occurred_at", "arrested_at", "The arrest cannot be before the encounter began"),
)
COMES_BEFORE = {later: earlier for earlier, later, _ in IN_THIS_ORDER}


class SectionState(StrEnum):
    """Computed, never stored."""

    NOT_STARTED = "not_started"
    IN_PROGRESS = "in_progress"
    COMPLETE = "complete"


@dataclass(frozen=True)
class Problem:
    """Something to put right, at one question; `other` is the answer it disagrees with."""

    field: str
    message: str
    other: str = ""


def stored_answers(*, encounter: Encounter, use: HandcuffUse | None) -> dict[str, Any]:
    """Every answer on the rows, by question; and the limit by which continued use is asked."""
    answers: dict[str, Any] = {LIMIT: policy.current().continued_use_minutes}
    for section in Section:
        for question in ENCOUNTER_QUESTIONS.get(section, ()):
            # The id is enough to know that an area was given, and costs no query.
            name = "area_id" if question.name == "area" else question.name
            answers[question.name] = getattr(encounter, name)
        if use is not None:
            for question in USE_QUESTIONS.get(section, ()):
                answers[question.name] = getattr(use, question.name)
    return answers


def stored_position(encounter: Encounter) -> dict[str, Any]:
    """What no question asks and the section of the place keeps beside its answers."""
    return {"latitude": encounter.latitude, "longitude": encounter.longitude}


def missing(asked: Iterable[Question], answers: Answers) -> list[Problem]:
    """Questions that are asked and required but not answered."""
    return [
        Problem(question.name, question.missing)
        for question in asked
        if question.is_missing(answers)
    ]


def conflicts(answers: Answers, *, now: datetime) -> list[Problem]:
    """Answers that cannot all be true: times in the future or in the wrong order.

    Says nothing about times that are not given yet.
    """
    problems = []
    for field, event in (
        ("occurred_at", "The encounter"),
        ("applied_at", "Putting on the handcuffs"),
        ("ended_at", "The end of the handcuffing"),
        ("arrested_at", "The arrest"),
    ):
        moment = answers.get(field)
        if moment is not None and moment > now:
            problems.append(Problem(field, f"{event} cannot be in the future"))
    for earlier, later, message in IN_THIS_ORDER:
        first, second = answers.get(earlier), answers.get(later)
        if first is not None and second is not None and second < first:
            problems.append(Problem(later, message, other=earlier))
    return problems


def section_state(
    *, section: Section, asked: tuple[Question, ...], answers: Answers, now: datetime
) -> SectionState:
    """Complete means that the section could be submitted as it stands."""
    names = {question.name for question in asked}
    if not any(question.is_answered(answers) for question in asked):
        return SectionState.NOT_STARTED
    wrong = any(problem.field in names for problem in conflicts(answers, now=now))
    if wrong or missing(asked, answers):
        return SectionState.IN_PROGRESS
    return SectionState.COMPLETE


def section_states(
    *, encounter: Encounter, use: HandcuffUse, now: datetime
) -> dict[Section, SectionState]:
    """The state of every section the reporting officer fills in."""
    answers = stored_answers(encounter=encounter, use=use)
    return {
        section: section_state(section=section, asked=questions(section), answers=answers, now=now)
        for section in Section
    }


def unfinished(states: Mapping[Section, SectionState]) -> Section | None:
    """The first section that is not complete, in the order of the task list."""
    return next((one for one, state in states.items() if state != SectionState.COMPLETE), None)


def account_states(*, use: HandcuffUse, now: datetime) -> dict[Section, SectionState]:
    """The state of every section of one officer's own account."""
    answers = stored_answers(encounter=use.encounter, use=use)
    return {
        section: section_state(section=section, asked=asked, answers=answers, now=now)
        for section, asked in USE_QUESTIONS.items()
    }


def warnings(answers: Answers) -> list[Problem]:
    """What a reviewer will ask about; shown, never in the way."""
    power = answers.get("search_power")
    supports_s117 = power in ("", None, *PACE_SEARCH_POWERS)
    if ForcePower.PACE_S117 in (answers.get("force_powers") or ()) and not supports_s117:
        return [
            Problem(
                "force_powers",
                "PACE s117 lets force be used for powers under PACE. The search was under "
                f"{SearchPower(power).label}: check whether section 3 of the Criminal Law Act "
                "1967 or common law is the power you had.",
            )
        ]
    return []
