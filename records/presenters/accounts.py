"""The officers' accounts side by side, and where they differ."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField

from accounts.presenters import training_rows
from records.answers import stored_answers, warnings
from records.asked_then import as_asked
from records.conditions import DECIDED
from records.forms.moments import LONDON
from records.models import Encounter, HandcuffUse
from records.presenters.answers import answer_rows, moment, shown
from records.questionnaire import (
    ENCOUNTER_QUESTIONS,
    USE_QUESTIONS,
    Question,
    Section,
    all_questions,
)
from records.vocabulary import UseStatus

# A reviewer reads why before how.
_JUSTIFICATION = tuple(
    question
    for question in USE_QUESTIONS[Section.HANDCUFFING]
    if question.name.startswith("justification_")
)
_GROUPS = {
    "Justification": _JUSTIFICATION,
    "De-escalation": USE_QUESTIONS[Section.DE_ESCALATION],
    "Handcuffing": tuple(
        question
        for question in USE_QUESTIONS[Section.HANDCUFFING]
        if question not in _JUSTIFICATION
    ),
    "Injury to the officer": USE_QUESTIONS[Section.OUTCOME],
}


# Stands for the facts of the encounter where an account is named.
SHARED = "facts"


@dataclass(frozen=True)
class Difference:
    """One question that officers answered differently, in the words in which it was put."""

    name: str
    ask: str
    answers: tuple[tuple[str, str], ...]  # (officer, answer)


def given_accounts(encounter: Encounter) -> list[HandcuffUse]:
    """The accounts given, the reporting officer's first."""
    given = [use for use in encounter.uses.all() if use.status == UseStatus.SUBMITTED]
    given.sort(key=lambda use: (use.officer_id != encounter.reporting_officer_id, use.created_at))
    return given


def _as_given(use: HandcuffUse, encounter: Encounter) -> dict[str, Any]:
    """The answers, and whether continued use was a question by the limit of that day."""
    return stored_answers(encounter=encounter, use=use) | {DECIDED: use.continued_use}


def _is_compared(question: Question) -> bool:
    """Times and chosen answers; two texts always differ, and an injury is each officer's own."""
    if question in USE_QUESTIONS[Section.OUTCOME]:
        return False
    field = HandcuffUse._meta.get_field(question.name)
    if isinstance(field, ArrayField):
        field = field.base_field
    return bool(field.choices) or field.get_internal_type() == "DateTimeField"


_COMPARED = tuple(
    question for asked in _GROUPS.values() for question in asked if _is_compared(question)
)


def differences(encounter: Encounter, uses: list[HandcuffUse]) -> list[Difference]:
    """Same question, different answer; times only if they lie further apart than is usual."""
    if len(uses) < 2:
        return []
    answers = {use.pk: _as_given(use, encounter) for use in uses}
    found = []
    for question, is_current in as_asked(uses[0], _COMPARED):
        # A question that was retired since is shown where it was answered, but not compared.
        if not is_current:
            continue
        asked = [use for use in uses if question.is_asked(answers[use.pk])]
        values = [answers[use.pk][question.name] for use in asked]
        if len(asked) > 1 and _differ(values):
            found.append(
                Difference(
                    question.name,
                    question.ask,
                    tuple((use.officer.name, _words(shown(use, question))) for use in asked),
                )
            )
    return found


def _differ(values: list[Any]) -> bool:
    if all(isinstance(value, datetime) for value in values):
        apart = timedelta(minutes=settings.ACCOUNT_TIMES_DIFFER_MINUTES)
        return max(values) - min(values) > apart
    as_sets = [frozenset(value) if isinstance(value, list) else value for value in values]
    return len(set(as_sets)) > 1


def _words(answer: str | list[str]) -> str:
    return (", ".join(answer) if isinstance(answer, list) else answer) or "No answer"


def account(
    use: HandcuffUse, encounter: Encounter, *, differing: set[str], trainings: bool
) -> dict[str, Any]:
    """One officer's account as a column, each answer that differs marked."""
    answers = _as_given(use, encounter)
    groups = []
    for title, asked in _GROUPS.items():
        rows = answer_rows(use, asked, answers)
        for row in rows:
            row["differs"] = row["name"] in differing
        groups.append({"title": title, "rows": rows})
    return {
        "officer": str(use.officer),
        "role": "Reporting officer"
        if use.officer_id == encounter.reporting_officer_id
        else "Colleague",
        "given": moment(use.submitted_at),
        "minutes": use.minutes,
        "warnings": [problem.message for problem in warnings(answers)],
        "groups": groups,
        "trainings": training_rows(use.officer, on=encounter.occurred_at.astimezone(LONDON).date())
        if trainings and encounter.occurred_at
        else [],
    }


def accounts(
    encounter: Encounter, *, trainings: bool = False
) -> tuple[list[dict[str, Any]], list[Difference]]:
    """Every account given as a column, and the questions on which they differ."""
    uses = given_accounts(encounter)
    found = differences(encounter, uses)
    differing = {difference.name for difference in found}
    columns = [account(use, encounter, differing=differing, trainings=trainings) for use in uses]
    return columns, found


def answers_to_ask_about(
    encounter: Encounter, uses: list[HandcuffUse]
) -> list[tuple[str, list[tuple[str, str]]]]:
    """Every answer a reviewer can ask about, in groups, by whose it is."""
    groups = []
    for use in uses:
        answers = _as_given(use, encounter)
        own = [
            (f"{use.pk.hex}:{question.name}", question.ask)
            for question in all_questions(USE_QUESTIONS)
            if question.is_asked(answers)
        ]
        groups.append((f"Account of {use.officer.name}", own))
    answers = stored_answers(encounter=encounter, use=None)
    shared = [
        (f"{SHARED}:{question.name}", question.ask)
        for question in all_questions(ENCOUNTER_QUESTIONS)
        if question.is_asked(answers)
    ]
    return [*groups, ("The encounter and the person", shared)]
