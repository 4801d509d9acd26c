"""Which answers are written in the officer's own words."""

from dataclasses import dataclass
from functools import cache

from django.db import models
from django.db.models import CharField, TextField

from records.models import Encounter, HandcuffUse
from records.questionnaire import ENCOUNTER_QUESTIONS, USE_QUESTIONS, Question, all_questions

# References to other systems are codes, not sentences.
_CODES = frozenset(("incident_reference",))
_PLACES = frozenset(("location_description",))


@dataclass(frozen=True)
class FreeText:
    """One answer in words: its column and what was asked."""

    name: str
    ask: str
    is_place: bool = False


def free_texts(row: Encounter | HandcuffUse) -> tuple[FreeText, ...]:
    """The answers in words that a row may hold, in the order of the questionnaire."""
    return _free_texts(type(row))


@cache
def _free_texts(model: type[models.Model]) -> tuple[FreeText, ...]:
    asked = ENCOUNTER_QUESTIONS if model is Encounter else USE_QUESTIONS
    texts = tuple(
        FreeText(question.name, question.ask, question.name in _PLACES)
        for question in all_questions(asked)
        if is_free_text(question)
    )
    if model is Encounter:
        texts += (FreeText("late_explanation", "Why is this record late?"),)
    return texts


def is_free_text(question: Question) -> bool:
    """Whether a question is answered in words."""
    for model in (Encounter, HandcuffUse):
        for field in model._meta.concrete_fields:
            if field.name == question.name:
                in_words = isinstance(field, (CharField, TextField)) and not field.choices
                return in_words and field.name not in _CODES
    return False


def read(row: Encounter | HandcuffUse, text: FreeText) -> str:
    """What was written."""
    return getattr(row, text.name)
