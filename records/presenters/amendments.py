"""Amendments as people read them: which question, from what, to what, and why."""

from collections.abc import Iterable
from typing import Any

from django.urls import reverse

from accounts.models import User
from records.amending import Difference, asked_of
from records.models import Area, Encounter, HandcuffUse
from records.models.amendment import COLLEAGUE, as_answer, as_stored, column
from records.presenters.answers import moment
from records.presenters.tasks import section_title
from records.questionnaire import ENCOUNTER_QUESTIONS, USE_QUESTIONS, Section, all_questions
from records.vocabulary import Involvement, UseStatus

_ASKED = {
    question.name: question.ask
    for question in (*all_questions(ENCOUNTER_QUESTIONS), *all_questions(USE_QUESTIONS))
}


def _area_names(changes: Iterable[dict[str, Any]]) -> dict[Any, str]:
    """The names of all areas that are changed from or to, in one query or none."""
    keys = {
        one[side] for one in changes for side in ("from", "to") if one["question"] == "area"
    } - {None}
    return dict(Area.objects.filter(pk__in=keys).values_list("pk", "name")) if keys else {}


def _words(name: str, stored: Any, areas: dict[Any, str]) -> str | list[str]:
    """A stored answer with labels for codes; nothing for no answer."""
    if stored in (None, "", []):
        return ""
    if name == "area":
        return areas.get(stored, str(stored))
    field = column(name)
    if isinstance(stored, list):
        base = getattr(field, "base_field", None)
        labels = dict(base.choices or ()) if base is not None else {}
        return [labels.get(item, str(item)) for item in stored]
    answer = as_answer(name, stored)
    if hasattr(answer, "astimezone"):
        return moment(answer)
    return str(dict(field.choices or ()).get(answer, answer))


def _colleague_names(changes: Iterable[dict[str, Any]]) -> dict[Any, str]:
    """The names of all colleagues who were named after filing, in one query or none."""
    keys = {one["officer"] for one in changes if one["question"] == COLLEAGUE}
    return dict(User.objects.filter(pk__in=keys).values_list("pk", "name")) if keys else {}


def _rows(
    changes: list[dict[str, Any]], areas: dict[Any, str], colleagues: dict[Any, str]
) -> list[dict[str, Any]]:
    return [
        _colleague_row(one, colleagues)
        if one["question"] == COLLEAGUE
        else {
            "question": _ASKED.get(one["question"], one["question"]),
            "before": _words(one["question"], one["from"], areas),
            "after": _words(one["question"], one["to"], areas),
        }
        for one in changes
    ]


def _colleague_row(change: dict[str, Any], names: dict[Any, str]) -> dict[str, Any]:
    before, after = change["from"], change["to"]
    return {
        "question": f"Colleague who was there: {names[change['officer']]}",
        "before": Involvement(before).label if before else "Not on the list",
        "after": Involvement(after).label,
    }


def preview(changes: list[Difference]) -> list[dict[str, Any]]:
    """What an amendment would change."""
    stored = [
        {
            "question": one.question.name,
            "from": as_stored(one.before),
            "to": as_stored(one.after),
        }
        for one in changes
    ]
    return _rows(stored, _area_names(stored), {})


def amendments(encounter: Encounter) -> list[dict[str, Any]]:
    """Every amendment of the record, the newest first."""
    made = sorted(encounter.amendments.all(), key=lambda one: (one.at, one.pk), reverse=True)
    changes = [change for one in made for change in one.changes]
    areas, colleagues = _area_names(changes), _colleague_names(changes)
    return [
        {
            "by": one.by.name,
            "at": moment(one.at),
            "reason": one.reason,
            "rows": _rows(one.changes, areas, colleagues),
        }
        for one in made
    ]


def sections(
    encounter: Encounter, officer: User, changes: list[Difference], wrong: list[Section]
) -> list[dict[str, Any]]:
    """The sections an officer may amend, and which of them would be different."""
    account = encounter.reporting_officer_id != officer.pk
    changed = {one.section for one in changes}
    shown = []
    for section in asked_of(encounter, officer):
        kind, status = ("complete", "As filed")
        if section in wrong:
            kind, status = ("attention", "Does not fit yet")
        elif section in changed:
            kind, status = ("in_progress", "Changed")
        shown.append(
            {
                "title": section_title(section, account=account),
                "href": reverse("prepare_amendment", args=[encounter.pk, section]),
                "kind": kind,
                "status": status,
            }
        )
    return shown


def own_account(encounter: Encounter, officer: User) -> HandcuffUse | None:
    """The account that the officer gave."""
    return next(
        (
            use
            for use in encounter.uses.all()
            if use.officer_id == officer.pk and use.status == UseStatus.SUBMITTED
        ),
        None,
    )
