"""Escalated records as professional standards see them waiting."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Count
from django.urls import reverse

from accounts.models import User
from records import permissions
from records.models import Encounter
from records.presenters.answers import moment
from records.querysets import EncounterQuerySet
from records.vocabulary import EscalationCategory, YesNo, YesNoUnknown


@dataclass(frozen=True)
class Concern:
    """How many records wait with one concern."""

    category: str
    label: str
    number: int
    is_chosen: bool


@dataclass(frozen=True)
class EscalatedRow:
    pk: UUID
    reference: str
    href: str
    when: str
    where: str
    officer: str
    concern: str
    waiting: str
    tags: tuple[str, ...]
    why_not: str


def escalated_counts(waiting: EncounterQuerySet, *, chosen: str) -> list[Concern]:
    """Every concern with something waiting, and the one that is chosen."""
    numbers = dict(waiting.values_list("concern").annotate(number=Count("pk")).order_by("concern"))
    return [
        Concern(category, label, numbers.get(category, 0), category == chosen)
        for category, label in EscalationCategory.choices
        if numbers.get(category) or category == chosen
    ]


def escalated_rows(
    records: Iterable[Encounter], *, reader: User, now: datetime
) -> list[EscalatedRow]:
    """The rows of one page, each with the reason where somebody else must decide."""
    found = records.select_related("area", "reporting_officer__team").prefetch_related(
        "officers_present__officer__team", "uses__officer__team"
    )
    rows = []
    for encounter in found:
        may = permissions.may_conclude(reader, encounter)
        rows.append(
            EscalatedRow(
                pk=encounter.pk,
                reference=encounter.reference,
                href=reverse("review" if may else "encounter", args=[encounter.pk]),
                when=moment(encounter.occurred_at),
                where=encounter.area.name,
                officer=encounter.reporting_officer.name,
                concern=EscalationCategory(encounter.concern).label if encounter.concern else "",
                waiting=_age(now - encounter.escalated_at),
                tags=tuple(
                    label
                    for applies, label in (
                        (encounter.is_child, "Child"),
                        (encounter.before_arrest == YesNo.YES, "Before arrest"),
                        (encounter.injured == YesNoUnknown.YES, "Injury"),
                        (encounter.is_late, "Filed late"),
                    )
                    if applies
                ),
                why_not=may.reason,
            )
        )
    return rows


def _age(waited: timedelta) -> str:
    if waited.days:
        return f"Waiting for {waited.days} day{'' if waited.days == 1 else 's'}"
    return "Escalated in the last 24 hours"
