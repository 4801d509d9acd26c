"""An officer's own records, as a list."""

from collections.abc import Iterable

from django.db.models import Count
from django.urls import reverse

from accounts.models import User
from records.models import Encounter
from records.presenters.answers import moment
from records.presenters.lists import Line
from records.querysets import EncounterQuerySet
from records.vocabulary import Status


def status_counts(records: EncounterQuerySet) -> dict[str, int]:
    """How many records there are in each status, in one query."""
    return dict(records.values_list("status").annotate(number=Count("pk")).order_by("status"))


def mine_lines(records: Iterable[Encounter], user: User) -> list[Line]:
    """A line for each; a draft leads to where it is filled in."""
    return [_line(encounter, user) for encounter in records]


def _line(encounter: Encounter, user: User) -> Line:
    reported = encounter.reporting_officer_id == user.pk
    is_draft = encounter.status == Status.DRAFT
    notes = [] if reported else [f"Reported by {encounter.reporting_officer.name}"]
    if encounter.submitted_at is not None:
        notes.append(f"Filed {moment(encounter.submitted_at)}")
    elif is_draft:
        notes.append(f"Last saved {moment(encounter.changed_at)}")
    return Line(
        reference=encounter.reference,
        href=reverse("tasks" if is_draft else "encounter", args=[encounter.pk]),
        when=moment(encounter.occurred_at) or "Time not given yet",
        where=encounter.area.name if encounter.area else "Place not given yet",
        status=encounter.status,
        status_label=Status(encounter.status).label,
        note=". ".join(notes),
        officer=encounter.reporting_officer.name,
    )
