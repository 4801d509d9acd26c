"""What people are reminded of, and when: the rules. `actions.reminding` writes the mails.

Every reminder has a key that names its occasion, and the outbox keeps one mail for each key. So
a reminder is due when its occasion has come and its mail is not there yet.

- A draft: once shortly before the deadline for filing; after it once a day for a week, then once
  a week.
- An account that a colleague owes: once in its last day, then as above. That it is asked for is
  told by the filing itself.
- A question on a returned record: once at once; from the second day as above.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import (
    Case,
    CharField,
    DateTimeField,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role, Team, User
from outbox.models import Message
from records import policy
from records.listed import STILL_ASKED
from records.models import Encounter, HandcuffUse, OfficerPresent, Review
from records.querysets import EncounterQuerySet
from records.vocabulary import (
    UNDECIDED_STATUSES,
    Status,
    UseStatus,
)

DRAFT_SOON = timedelta(hours=6)  # before the deadline for filing
ACCOUNT_SOON = timedelta(hours=24)
DAILY_FOR = timedelta(days=7)


@dataclass(frozen=True)
class Kind:
    """One thing that officers are reminded of.

    `due` gives its rows with the key of the occasion as `reminder`, those without a mail only.
    `locked` are the tables whose rows another transaction may be changing: such rows wait for the
    next run.
    """

    name: str
    due: Callable[[datetime], QuerySet[Any]]
    locked: tuple[str, ...]
    encounter: Callable[[Any], Encounter]
    officer: Callable[[Any], User]


def _later(now: datetime) -> str:
    """The occasion of a reminder that is repeated: of this day."""
    return f"day:{timezone.localdate(now)}"


def _much_later(now: datetime) -> str:
    year, week, _ = timezone.localdate(now).isocalendar()
    return f"week:{year}-{week:02}"


def _without_mail(rows: QuerySet, *, name: str, officer: str, occasion: Case) -> QuerySet:
    """Rows of people with access whose mail of this occasion is not written yet."""
    key = Concat(
        Value(f"{name}:"),
        Cast("pk", CharField()),
        Value(":"),
        Cast(officer, CharField()),
        Value(":"),
        occasion,
        output_field=CharField(),
    )
    written = Message.objects.filter(key=OuterRef("reminder"))
    return (
        rows.filter(**{f"{officer}__is_active": True})
        .annotate(reminder=key)
        .filter(~Exists(written))
        .order_by("pk")
    )


def _occasions(*, now: datetime, due: str) -> Case:
    """Once before the deadline, then every day, then every week."""
    return Case(
        When(**{f"{due}__lte": now - DAILY_FOR}, then=Value(_much_later(now))),
        When(**{f"{due}__lte": now}, then=Value(_later(now))),
        default=Value("first"),
        output_field=CharField(),
    )


def drafts_due(now: datetime) -> QuerySet[Encounter]:
    """Drafts near or past the deadline for filing."""
    deadline = ExpressionWrapper(
        Coalesce("occurred_at", "created_at") + policy.current().record_within,
        output_field=DateTimeField(),
    )
    return _without_mail(
        Encounter.objects.filter(status=Status.DRAFT)
        .annotate(due_at=deadline)
        .filter(due_at__lte=now + DRAFT_SOON)
        .select_related("reporting_officer"),
        name="draft-due",
        officer="reporting_officer",
        occasion=_occasions(now=now, due="due_at"),
    )


def accounts_due(now: datetime) -> QuerySet[OfficerPresent]:
    """Accounts of colleagues who applied handcuffs and have not said how."""
    given = HandcuffUse.objects.filter(
        encounter=OuterRef("encounter"), officer=OuterRef("officer"), status=UseStatus.SUBMITTED
    )
    return _without_mail(
        OfficerPresent.objects.filter(
            STILL_ASKED,
            ~Exists(given),
            account_due_at__lte=now + ACCOUNT_SOON,
            encounter__status__in=UNDECIDED_STATUSES,
        ).select_related("encounter", "officer"),
        name="account-due",
        officer="officer",
        occasion=_occasions(now=now, due="account_due_at"),
    ).annotate(due_at=F("account_due_at"))


def questions_waiting(now: datetime) -> QuerySet[Review]:
    """Questions of reviewers that have no answer."""
    second_day = ExpressionWrapper(F("at") + timedelta(days=1), output_field=DateTimeField())
    return _without_mail(
        Review.objects.filter(
            question_for__isnull=False,
            answered_at__isnull=True,
            encounter__status=Status.RETURNED,
        )
        .annotate(second_day=second_day)
        .select_related("encounter", "question_for"),
        name="question",
        officer="question_for",
        occasion=_occasions(now=now, due="second_day"),
    )


DRAFT = Kind(
    name="drafts",
    due=drafts_due,
    locked=("self",),
    encounter=lambda row: row,
    officer=lambda row: row.reporting_officer,
)
ACCOUNT = Kind(
    name="accounts",
    due=accounts_due,
    locked=("self", "encounter"),
    encounter=lambda row: row.encounter,
    officer=lambda row: row.officer,
)
QUESTION = Kind(
    name="questions",
    due=questions_waiting,
    locked=("self", "encounter"),
    encounter=lambda row: row.encounter,
    officer=lambda row: row.question_for,
)
KINDS = (DRAFT, ACCOUNT, QUESTION)


# -- Digests of reviewers -------------------------------------------------------------------------


def video_ending(encounters: EncounterQuerySet, *, now: datetime) -> EncounterQuerySet:
    """Undecided records whose video is deleted soon, unless somebody marks it."""
    return encounters.filter(status__in=UNDECIDED_STATUSES).footage_deleted_soon(now=now)


@dataclass(frozen=True)
class Digest:
    """What one reviewer's daily mail says: counts, and references of what cannot wait."""

    waiting: int
    overdue: int
    video: tuple[str, ...]

    @property
    def says_something(self) -> bool:
        return bool(self.overdue or self.video)


MOST_REFERENCES = 20


def digest_key(user: User, now: datetime) -> str:
    return f"review-digest:{user.pk}:{timezone.localdate(now)}"


def digest_for(user: User, *, now: datetime) -> Digest:
    """A supervisor's teams; for professional standards the escalated records."""
    visible = Encounter.objects.visible_to(user)
    waiting = overdue = 0
    theirs = Q(pk__in=[])
    if user.has_role(Role.SUPERVISOR) and user.team is not None:
        queue = visible.reviewable_by(user)
        waiting, overdue = queue.count(), queue.overdue(now=now).count()
        theirs |= Q(status=Status.RETURNED, team__path__startswith=user.team.path)
        theirs |= Q(pk__in=queue.values("pk"))
    if user.has_role(Role.PROFESSIONAL_STANDARDS):
        theirs |= Q(status=Status.ESCALATED)
    video = video_ending(visible.filter(theirs), now=now).order_by("occurred_at", "pk")
    return Digest(
        waiting, overdue, tuple(video.values_list("reference", flat=True)[:MOST_REFERENCES])
    )


def reviewers_with_something(now: datetime) -> QuerySet[User]:
    """Who may have a digest today and has none yet: above a team where something is urgent."""
    urgent = Encounter.objects.overdue(now=now) | video_ending(Encounter.objects.all(), now=now)
    teams: set[int] = set()
    for path in Team.objects.filter(pk__in=urgent.values("team")).values_list("path", flat=True):
        teams.update(int(number) for number in path.split("/") if number)
    supervisors = Q(roles__contains=[Role.SUPERVISOR], team__in=teams)
    escalated = video_ending(Encounter.objects.filter(status=Status.ESCALATED), now=now)
    if escalated.exists():
        supervisors |= Q(roles__contains=[Role.PROFESSIONAL_STANDARDS])
    written = Message.objects.filter(key=OuterRef("digest"))
    key = Concat(
        Value("review-digest:"),
        Cast("pk", CharField()),
        Value(f":{timezone.localdate(now)}"),
        output_field=CharField(),
    )
    return (
        User.objects.active()
        .filter(supervisors)
        .annotate(digest=key)
        .filter(~Exists(written))
        .select_related("team")
        .order_by("pk")
    )


# -- What somebody leaves open --------------------------------------------------------------------


DRAFTS = "Drafts"


def open_work_of(person: User, *, now: datetime) -> list[dict[str, Any]]:
    """What waits for this person, by references only: for handing it over when they leave."""
    every = Encounter.objects
    lists = (
        (DRAFTS, every.drafts_of(person)),
        ("Questions to answer", every.returned_to(person)),
        ("Accounts to give", every.waiting_for_account_of(person)),
        (
            "Records assigned for review",
            every.filter(assigned_to=person, status__in=UNDECIDED_STATUSES),
        ),
    )
    found = []
    for what, encounters in lists:
        references = list(encounters.order_by("reference").values_list("reference", flat=True))
        if references:
            hands_over = what == DRAFTS and not person.is_active
            found.append(
                {
                    "href": reverse("hand_over_left", args=[person.pk]) if hands_over else "",
                    "what": what,
                    "number": len(references),
                    "references": references[:MOST_REFERENCES],
                    "more": max(0, len(references) - MOST_REFERENCES),
                }
            )
    return found
