"""Rows of the home page and of the queues."""

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import CharField, Count, OuterRef, Q, Subquery, Value
from django.urls import reverse

from accounts.models import User
from records.actions.handing_over import HANDED_OVER
from records.models import Encounter, HandcuffUse, OfficerPresent, StatusChange
from records.presenters.answers import moment
from records.querysets import EncounterQuerySet
from records.vocabulary import Status
from records.vocabulary.queue import Feature

LAST_RECORDS = 10
# What is not told of a record by a tag of its own, or as text.
TAGGED = tuple(
    feature for feature in Feature if feature not in (Feature.OVERDUE, Feature.UNASSIGNED)
)


@dataclass(frozen=True)
class Line:
    """One encounter in a list."""

    reference: str
    href: str
    when: str
    where: str
    status: str
    status_label: str
    note: str = ""
    officer: str = ""
    overdue: bool = False


def _line(encounter, *, href: str, note: str = "", overdue: bool = False) -> Line:
    return Line(
        reference=encounter.reference,
        href=href,
        when=moment(encounter.occurred_at) or "Time not given yet",
        where=encounter.area.name if encounter.area else "Place not given yet",
        status=encounter.status,
        status_label=Status(encounter.status).label,
        note=note,
        officer=encounter.reporting_officer.name,
        overdue=overdue,
    )


def _with_names(encounters: EncounterQuerySet) -> EncounterQuerySet:
    """With what a line shows and nothing else: a whole record is some fifty columns."""
    return encounters.select_related("area", "reporting_officer").only(
        *("reference", "status", "occurred_at", "changed_at", "submitted_at", "review_due_at"),
        *("area__name", "reporting_officer__name"),
    )


def _to_do(user: User) -> dict[str, set[UUID]]:
    """The keys of what waits for `user`, by kind, in one query; not yet looked at through the door.

    Five lists would ask five times what the person may see.
    """
    everything = Encounter.objects.order_by()
    kinds = {
        "drafts": everything.drafts_of(user),
        "returned": everything.returned_to(user),
        "accounts": everything.waiting_for_account_of(user),
        "denials": everything.with_unanswered_denial_for(user),
    }
    first, *others = [
        records.values_list("pk", Value(kind, output_field=CharField()))
        for kind, records in kinds.items()
    ]
    found: dict[str, set[UUID]] = {kind: set() for kind in kinds}
    for key, kind in first.union(*others, all=True):
        found[kind].add(key)
    return found


def home_lists(
    visible: EncounterQuerySet, user: User, *, listed: Iterable[UUID] = ()
) -> dict[str, list[Line]]:
    """What an officer has to do, most urgent first, and what they did last.

    `listed` stand elsewhere on the page already.
    """
    visible = _with_names(visible)
    kinds = _to_do(user)
    handed = StatusChange.objects.filter(encounter=OuterRef("pk"), step=HANDED_OVER)
    due = OfficerPresent.objects.filter(encounter=OuterRef("pk"), officer=user)
    keys = set().union(*kinds.values())
    to_do = visible.annotate(
        handed_by=Subquery(handed.order_by("-pk").values("by__name")[:1]),
        due_at=Subquery(due.values("account_due_at")),
    ).in_bulk(keys)

    def of(kind: str, order: Callable[[Any], Any]) -> list:
        found = [to_do[key] for key in kinds[kind] if key in to_do]
        return sorted(found, key=lambda one: (order(one), one.pk))

    drafts = of("drafts", lambda one: -one.changed_at.timestamp())
    returned = of("returned", lambda one: one.changed_at)
    waiting = of("accounts", lambda one: one.due_at.timestamp() if one.due_at else math.inf)
    denied = of("denials", lambda one: one.changed_at)
    # Without the ones listed above: a record stands once on the page.
    last = (
        visible.filter(pk__in=HandcuffUse.objects.filter(officer=user).values("encounter"))
        .exclude(status__in=[Status.DRAFT, Status.DISCARDED])
        .exclude(pk__in=keys)
        .exclude(pk__in=listed)
        .order_by("-submitted_at", "pk")[:LAST_RECORDS]
    )
    return {
        "drafts": [
            _line(
                encounter,
                href=reverse("tasks", args=[encounter.pk]),
                note=f"Handed to you by {encounter.handed_by}. " * bool(encounter.handed_by)
                + f"Last saved {moment(encounter.changed_at)}",
            )
            for encounter in drafts
        ],
        "returned": [
            _line(encounter, href=reverse("tasks", args=[encounter.pk]))
            if encounter.reporting_officer_id == user.pk
            else _line(encounter, href=reverse("account_tasks", args=[encounter.pk]))
            for encounter in returned
        ],
        "accounts": [
            _line(
                encounter,
                href=reverse("account_tasks", args=[encounter.pk]),
                note=f"Due {moment(encounter.due_at)}",
            )
            for encounter in waiting
        ],
        "denials": [
            _line(
                encounter,
                href=reverse("answer_denial", args=[encounter.pk]),
                note="A colleague says they were not involved",
            )
            for encounter in denied
        ],
        "last": [
            _line(encounter, href=reverse("encounter", args=[encounter.pk])) for encounter in last
        ],
    }


def queue_summary(visible: EncounterQuerySet, user: User, now: datetime) -> dict[str, int]:
    """How many records wait for this supervisor, and how many of them too long."""
    return visible.reviewable_by(user).aggregate(
        waiting=Count("pk"), overdue=Count("pk", filter=Q(review_due_at__lt=now))
    )
