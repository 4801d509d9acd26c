"""What a returned record is asked at single answers, by the name of the question."""

from dataclasses import dataclass

from records.models import Encounter, HandcuffUse
from records.permissions import open_question


@dataclass(frozen=True)
class Asked:
    """Who asks, and what."""

    who: str
    text: str


def asked_about(encounter: Encounter, use: HandcuffUse | None) -> dict[str, Asked]:
    """The open questions to the officer of `use`; nothing unless the record is returned to them."""
    question = open_question(encounter)
    if question is None or use is None or question.question_for_id != use.officer_id:
        return {}
    return {
        one.field: Asked(question.reviewer.name, one.text)
        for one in question.questions_at_answers
        if one.use_id in (None, use.pk)
    }
