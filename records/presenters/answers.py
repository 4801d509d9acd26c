"""Answers as people read them."""

from datetime import datetime
from typing import Any

from django.db.models import Model

from records import policy
from records.asked_then import as_asked
from records.forms.moments import LONDON, happens_twice
from records.models import Encounter, HandcuffUse
from records.questionnaire import Question
from records.retiring import is_asked_now


def moment(value: datetime | None) -> str:
    """London time in words; the hour that comes twice in autumn says which it was."""
    if value is None:
        return ""
    local = value.astimezone(LONDON)
    zone = f" {local:%Z}" if happens_twice(local) else ""
    return f"{local.day} {local:%B %Y at %H:%M}{zone}"


def shown(row: Model, question: Question) -> str | list[str]:
    """The answer on `row` in words: labels for codes, a list where several were given."""
    field = row._meta.get_field(question.name)
    value = getattr(row, question.name)
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, list):
        base = getattr(field, "base_field", None)
        labels = dict(base.choices or ()) if base is not None else {}
        labels |= dict(question.labels)
        return [labels.get(item, item) for item in value]
    if value is None:
        return ""
    return str((dict(field.choices or ()) | dict(question.labels)).get(value, value))


def answer_rows(
    row: Encounter | HandcuffUse,
    asked: tuple[Question, ...],
    answers: dict[str, Any],
    *,
    change_url: str = "",
) -> list[dict[str, Any]]:
    """Rows of a summary list: every question that was asked, also where nobody answered.

    A filed record that cannot be changed here says what was asked when it was filed.
    """
    rules, rows = policy.current(), []
    put = ((question, True) for question in asked) if change_url else as_asked(row, asked)
    for question, is_current in put:
        given = answers.get(question.name, getattr(row, question.name, None))
        asked_now = is_current and is_asked_now(rules, question.name)
        if not asked_now and not question.is_answered({question.name: given}):
            continue
        if is_current and not question.is_asked(answers):
            continue
        value = shown(row, question)
        line: dict[str, Any] = {"name": question.name, "key": question.ask}
        if isinstance(value, list):
            line["values"] = value
        line["value"] = value if isinstance(value, str) else ""
        if not question.required:
            line["missing"] = "None given"
        if change_url:
            first = "_day" if question.name.endswith("_at") else ""
            line["href"] = f"{change_url}#id_{question.name}{first}"
        rows.append(line)
    return rows
