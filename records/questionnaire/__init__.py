"""The questions of version 1: what is asked, when, and what a complete record has answered.

The same declarations make the pages, the state of each section, the rule for submitting, the
CHECKs in the database and the data dictionary. An `Encounter` answers the questions about the
occasion and the person; each `HandcuffUse` answers those about one officer's own use of force.
"""

from records.questionnaire.account import USE_QUESTIONS
from records.questionnaire.encounter import ENCOUNTER_QUESTIONS
from records.questionnaire.question import SECTION_TITLES, Empty, Question, Section

VERSION = 1

# The sections in which an officer gives their own account.
ACCOUNT_SECTIONS = tuple(USE_QUESTIONS)


def questions(section: Section) -> tuple[Question, ...]:
    """Everything the reporting officer is asked in a section."""
    return ENCOUNTER_QUESTIONS.get(section, ()) + USE_QUESTIONS.get(section, ())


def all_questions(by_section: dict[Section, tuple[Question, ...]]) -> tuple[Question, ...]:
    return tuple(question for asked in by_section.values() for question in asked)


__all__ = [
    "ACCOUNT_SECTIONS",
    "ENCOUNTER_QUESTIONS",
    "SECTION_TITLES",
    "USE_QUESTIONS",
    "VERSION",
    "Empty",
    "Question",
    "Section",
    "all_questions",
    "questions",
]
