"""Rows of the home page and of the queues."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, Subquery
from django.urls import reverse

from accounts.models import User
from records.listed import STILL_ASKED
from records.models import HandcuffUse, OfficerPresent
from records.presenters.answers import moment
from records.querysets import EncounterQuerySet
from records.vocabulary import Status, UseStatus, YesNo, YesNoUnknown

LAST_RECORDS = 10


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
        *("age_years", "before_arrest", "injured", "is_late"),
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
    """Records waiting for review, with what a reviewer wants to know before opening one."""
    pending = OfficerPresent.objects.filter(STILL_ASKED, encounter=OuterRef("pk")).exclude(
        officer__in=HandcuffUse.objects.filter(
            encounter=OuterRef(OuterRef("pk")), status=UseStatus.SUBMITTED
        ).values("officer")
    )
    rows = _with_names(encounters).annotate(accounts_missing=Exists(pending))
    return [
        {
            "line": _line(
                encounter,
                href=reverse("review", args=[encounter.pk]),
                overdue=encounter.review_due_at is not None and encounter.review_due_at < now,
            ),
            "due": moment(encounter.review_due_at),
            "flags": [
                text
                for applies, text in (
                    (encounter.is_child, "Child"),
                    (encounter.before_arrest == YesNo.YES, "Before arrest"),
                    (encounter.injured == YesNoUnknown.YES, "Injury"),
                    (encounter.is_late, "Filed late"),
                    (encounter.accounts_missing, "Account missing"),
                )
                if applies
            ],
        }
        for encounter in rows
    ]


def queue_summary(visible: EncounterQuerySet, user: User, now: datetime) -> dict[str, int]:
    """How many records wait for this supervisor, and how many of them too long."""
    return visible.reviewable_by(user).aggregate(
        waiting=Count("pk"), overdue=Count("pk", filter=Q(review_due_at__lt=now))
    )
