"""What was asked when a record was filed: the questionnaire as it was, version by version.

`records/questionnaire/versions/` keeps every version as it was put to officers: the words, the
choices and the conditions. `manage.py questionnaire_version` writes the current one, and with
--check refuses a question that was changed without raising `questionnaire.VERSION`.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.db import models

from records import questionnaire
from records.conditions import Chosen, Condition, ContinuedUse
from records.models import Encounter, HandcuffUse
from records.questionnaire import Empty, Question
from records.vocabulary import Status

FOLDER = Path(__file__).parent / "questionnaire" / "versions"
_KEPT_ON = "continued_use"  # how a version names `ContinuedUse`
_PARTS = {"encounter": Encounter, "account": HandcuffUse}


def path_of(version: int) -> Path:
    return FOLDER / f"v{version}.json"


# -- Writing down ---------------------------------------------------------------------------------


def as_it_is() -> dict[str, Any]:
    """The questionnaire of the program, in the form in which versions are kept."""
    parts = {
        "encounter": questionnaire.ENCOUNTER_QUESTIONS,
        "account": questionnaire.USE_QUESTIONS,
    }
    return {
        "version": questionnaire.VERSION,
        **{
            part: {
                str(section): [_written(question, _PARTS[part]) for question in asked]
                for section, asked in sections.items()
            }
            for part, sections in parts.items()
        },
    }


def _written(question: Question, model: type[models.Model]) -> dict[str, Any]:
    return {
        "name": question.name,
        "ask": question.ask,
        "hint": question.hint,
        "required": question.required,
        "empty": question.empty.name,
        "when": _condition_written(question.when),
        "choices": [[value, str(label)] for value, label in _choices(question, model) if value],
    }


def _choices(question: Question, model: type[models.Model]) -> list[tuple[str, str]]:
    field = model._meta.get_field(question.name)
    return list(getattr(field, "base_field", field).choices or ())


def _condition_written(condition: Condition | None) -> dict[str, Any] | None:
    match condition:
        case None:
            return None
        case Chosen():
            return {
                "field": condition.field,
                "values": list(condition.values),
                "many": condition.many,
            }
        case ContinuedUse():
            return {_KEPT_ON: True}
    raise TypeError(f"A version cannot keep {condition!r}")


def as_text(snapshot: dict[str, Any]) -> str:
    return json.dumps(snapshot, indent=1, ensure_ascii=False) + "\n"


# -- Reading back ---------------------------------------------------------------------------------


@dataclass(frozen=True)
class Version:
    """One version: its questions in order, for each part and section."""

    encounter: dict[str, tuple[Question, ...]]
    account: dict[str, tuple[Question, ...]]

    def part(self, row: models.Model) -> dict[str, tuple[Question, ...]]:
        return self.encounter if isinstance(row, Encounter) else self.account


@cache
def version(number: int) -> Version | None:
    """A version that is kept; None if it never was."""
    path = path_of(number)
    if not path.exists():
        return None
    kept = json.loads(path.read_text(encoding="utf-8"))
    return Version(
        **{
            part: {
                section: tuple(_read(question) for question in questions)
                for section, questions in kept[part].items()
            }
            for part in _PARTS
        }
    )


def _read(kept: dict[str, Any]) -> Question:
    when = kept["when"]
    condition: Condition | None = None
    if when is not None:
        condition = (
            ContinuedUse()
            if _KEPT_ON in when
            else Chosen(when["field"], tuple(when["values"]), many=when["many"])
        )
    return Question(
        name=kept["name"],
        ask=kept["ask"],
        hint=kept["hint"],
        when=condition,
        required=kept["required"],
        empty=Empty[kept["empty"]],
        labels=tuple((value, label) for value, label in kept["choices"]),
    )


def as_asked(
    row: Encounter | HandcuffUse, asked: tuple[Question, ...]
) -> Iterator[tuple[Question, bool]]:
    """These questions as they were put for a filed record, each with whether it still exists.

    A question that was retired since comes after the one it came after then. One that is newer
    than the record is left out, unless it was answered later. A draft is asked what is asked now.
    """
    encounter = row if isinstance(row, Encounter) else row.encounter
    then = None
    if encounter.status != Status.DRAFT:
        number = encounter.questionnaire_version
        then = version(number) if number != questionnaire.VERSION else None
    if then is None:
        yield from ((question, True) for question in asked)
        return
    old = {one.name: one for questions in then.part(row).values() for one in questions}
    first, following = _retired(then.part(row), _names_now(row))
    for question in asked:
        yield from ((one, False) for one in first.get(question.name, ()))
        if question.name in old:
            yield old[question.name], True
        elif question.is_answered({question.name: getattr(row, question.name)}):
            yield question, True
        yield from ((one, False) for one in following.get(question.name, ()))


def _names_now(row: models.Model) -> frozenset[str]:
    now = (
        questionnaire.ENCOUNTER_QUESTIONS
        if isinstance(row, Encounter)
        else questionnaire.USE_QUESTIONS
    )
    return frozenset(one.name for one in questionnaire.all_questions(now))


def _retired(
    sections: dict[str, tuple[Question, ...]], now: frozenset[str]
) -> tuple[dict[str, list[Question]], dict[str, list[Question]]]:
    """The questions that are no longer asked, by the one they stood before (at the beginning of
    a section) and by the one they stood after."""
    first: dict[str, list[Question]] = {}
    following: dict[str, list[Question]] = {}
    for questions in sections.values():
        last, waiting = "", []
        for one in questions:
            if one.name in now:
                if waiting:
                    first[one.name] = waiting
                    waiting = []
                last = one.name
            elif last:
                following.setdefault(last, []).append(one)
            else:
                waiting.append(one)
    return first, following
