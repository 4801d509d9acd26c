"""What may be kept under a name to begin the next record from.

The circumstances: where, what kind of encounter, under which power to search, which handcuffs the
officer carries. Never the person, never why force was used or which power allowed it, never how
the person behaved, never what was tried first, never B, C or D of ABCDE: a record that begins
with any of these would answer before anything happened.
"""

from collections.abc import Mapping
from typing import Any

from records import policy
from records.models import Area, Encounter, HandcuffUse
from records.presenters.answers import shown
from records.questionnaire import (
    ENCOUNTER_QUESTIONS,
    USE_QUESTIONS,
    Empty,
    Question,
    all_questions,
)
from records.retiring import retired

MOST_FAVOURITES = 20
FIELDS = (
    "area",
    "location_type",
    "location_description",
    "reason",
    "reason_other",
    "searched",
    "search_power",
    "search_power_other",
    "handcuff_type",
    "handcuff_type_other",
)
_OF_ENCOUNTER = {question.name for question in all_questions(ENCOUNTER_QUESTIONS)}
QUESTIONS: tuple[Question, ...] = tuple(
    question
    for question in (*all_questions(ENCOUNTER_QUESTIONS), *all_questions(USE_QUESTIONS))
    if question.name in FIELDS
)


def circumstances(
    encounter: Encounter, use: HandcuffUse, *, with_place: bool = True
) -> dict[str, Any]:
    """What of a record can be kept: stored values by question, without the unanswered ones.

    `with_place`: also the description of the place, for what is met again at that very place.
    """
    found = {}
    for question in QUESTIONS:
        if question.name == "location_description" and not with_place:
            continue
        row = encounter if question.name in _OF_ENCOUNTER else use
        value = row.area_id if question.name == "area" else getattr(row, question.name)
        if value:
            found[question.name] = value
    return found


def in_words(answers: Mapping[str, Any], areas: Mapping[str, Area]) -> list[dict[str, str]]:
    """The same for the page; `areas` by code."""
    encounter, use = Encounter(), HandcuffUse()
    rows = []
    for question in QUESTIONS:
        value = answers.get(question.name)
        if not value:
            continue
        if question.name == "area":
            words = areas[value].name if value in areas else "An area that is no longer there"
        else:
            row = encounter if question.name in _OF_ENCOUNTER else use
            setattr(row, question.name, value)
            words = str(shown(row, question))
        rows.append({"key": question.ask, "value": words})
    return rows


def usable(answers: Mapping[str, Any]) -> dict[str, Any]:
    """What a new record may begin with: fields still allowed, choices still offered.

    A favourite may be older than the questionnaire.
    """
    kept: dict[str, Any] = {}
    for question in QUESTIONS:
        value = answers.get(question.name)
        if isinstance(value, str) and value and _is_offered(question, value):
            kept[question.name] = value
    # In order: what a question depends on is asked before it.
    return {
        question.name: kept[question.name]
        for question in QUESTIONS
        if question.name in kept and question.is_asked(kept)
    }


def _is_offered(question: Question, value: str) -> bool:
    if question.empty is Empty.NULL:
        return Area.objects.offered().filter(pk=value).exists()
    model = Encounter if question.name in _OF_ENCOUNTER else HandcuffUse
    field = model._meta.get_field(question.name)
    if field.choices:
        return value in dict(field.choices) and value not in retired(
            policy.current(), field.choices
        )
    return len(value) <= field.max_length
