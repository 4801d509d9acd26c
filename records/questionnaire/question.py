"""What a question is, and the sections of the task list."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import Any

from records.conditions import Condition


class Empty(Enum):
    """How an unanswered question is stored."""

    TEXT = ""
    LIST = ()
    NULL = None


class Section(StrEnum):
    """The task list, in order."""

    ENCOUNTER = "encounter"
    PERSON = "person"
    HANDCUFFING = "handcuffing"
    DE_ESCALATION = "de-escalation"
    OUTCOME = "outcome"
    VIDEO = "video"


SECTION_TITLES = {
    Section.ENCOUNTER: "The encounter",
    Section.PERSON: "The person",
    Section.HANDCUFFING: "Handcuffing and justification",
    Section.DE_ESCALATION: "De-escalation",
    Section.OUTCOME: "Outcome and injuries",
    Section.VIDEO: "Video and people present",
}


@dataclass(frozen=True)
class Question:
    """One question: the model field that keeps the answer, the words, and when it is asked."""

    name: str
    ask: str
    missing: str = ""
    hint: str = ""
    when: Condition | None = None
    required: bool = True
    empty: Empty = Empty.TEXT
    prompts: tuple[str, ...] = ()
    # All choices together are the usual answer: the page offers to tick them with one press. None
    # is ever ticked by itself.
    often_all: bool = False
    # The choices in the words of an older version; else those of the vocabulary.
    labels: tuple[tuple[str, str], ...] = ()

    def is_asked(self, answers: Mapping[str, Any]) -> bool:
        return self.when is None or self.when.holds(answers)

    def is_answered(self, answers: Mapping[str, Any]) -> bool:
        return answers.get(self.name) not in (None, "", [], ())

    def is_missing(self, answers: Mapping[str, Any]) -> bool:
        return self.required and self.is_asked(answers) and not self.is_answered(answers)
