"""A decision that came too late: the one that was taken, and what the second reviewer wrote."""

from typing import Any

from accounts.models import User
from records import permissions
from records.forms.judging import DecisionForm
from records.models import Encounter
from records.presenters.decisions import decisions
from records.vocabulary import Status


def decided_meanwhile(encounter: Encounter, form: DecisionForm, *, reader: User) -> dict[str, Any]:
    """Nothing typed is lost, also where it would not have been accepted."""
    taken = decisions(encounter)
    return {
        "encounter": encounter,
        "status_label": Status(encounter.status).label,
        "taken": taken[0] if taken else None,
        "wrote": _written(form),
        "may_comment": permissions.may_comment(reader, encounter),
    }


def _written(form: DecisionForm) -> list[dict[str, Any]]:
    """Every answer that was given, in words."""
    several = len(form.accounts) > 1
    fields = [
        (group["legend"] if several else "", field)
        for group in form.groups()
        for field in group["fields"]
    ]
    rows = []
    for whose, field in [*fields, *(("", field) for field in form.rest())]:
        typed = field.data
        if not typed:
            continue
        labels = dict(_flat(getattr(field.field, "choices", [])))
        values = typed if isinstance(typed, list) else [typed]
        words = [str(labels.get(value, value)) for value in values]
        key = f"{field.label} ({whose})" if whose else field.label
        rows.append({"key": key, "value": "; ".join(words)})
    return rows


def _flat(choices):
    """Choices without their groups."""
    for value, label in choices:
        if isinstance(label, (list, tuple)):
            yield from label
        else:
            yield value, label
