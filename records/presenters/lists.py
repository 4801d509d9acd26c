"""Rows of the home page and of the queues."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery
from django.urls import reverse

from accounts.models import User
from records.models import HandcuffUse, OfficerPresent
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


def home_lists(visible: EncounterQuerySet, user: User) -> dict[str, list[Line]]:
    """What an officer has to do, most urgent first, and what they did last."""
    visible = _with_names(visible)
    drafts = visible.drafts_of(user).order_by("-changed_at", "pk")
    returned = visible.returned_to(user).order_by("changed_at", "pk")
    due = OfficerPresent.objects.filter(encounter=OuterRef("pk"), officer=user)
    waiting = (
        visible.waiting_for_account_of(user)
        .annotate(due_at=Subquery(due.values("account_due_at")))
        .order_by("due_at", "pk")
    )
    denied = visible.with_unanswered_denial_for(user).order_by("changed_at", "pk")
    # Without the ones listed above: a record stands once on the page.
    last = (
        visible.filter(pk__in=HandcuffUse.objects.filter(officer=user).values("encounter"))
        .exclude(status__in=[Status.DRAFT, Status.DISCARDED])
        .exclude(pk__in=[encounter.pk for encounter in (*returned, *waiting, *denied)])
        .order_by("-submitted_at", "pk")[:LAST_RECORDS]
    )
    return {
        "drafts": [
            _line(
                encounter,
                href=reverse("tasks", args=[encounter.pk]),
                note=f"Last saved {moment(encounter.changed_at)}",
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


def queue_rows(encounters: EncounterQuerySet, *, now: datetime) -> list[dict[str, Any]]:
    """Records that wait for a decision, with what a reviewer wants to know before opening one."""
    return [
        {
            "line": _line(
                encounter,
                href=reverse("review", args=[encounter.pk]),
                overdue=encounter.has_overdue,
            ),
            "due": moment(encounter.review_due_at),
            "flags": [
                feature.label for feature in TAGGED if getattr(encounter, f"has_{feature}")
            ],
        }
        for encounter in _with_names(encounters).marked(Feature, now=now)
    ]


def queue_summary(visible: EncounterQuerySet, user: User, now: datetime) -> dict[str, int]:
    """How many records wait for this supervisor, and how many of them too long."""
    return visible.reviewable_by(user).aggregate(
        waiting=Count("pk"), overdue=Count("pk", filter=Q(review_due_at__lt=now))
    )
