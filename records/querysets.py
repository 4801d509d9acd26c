"""Filters on the register. `visible_to` is the one door to records."""

from datetime import date, datetime, time, timedelta

from django.conf import settings
from django.db.models import Exists, F, Q, Subquery, Value
from django.db.models.functions import Coalesce, Now
from django.utils import timezone

from accounts.models import Role, User
from records.listed import STILL_ASKED, UNANSWERED_DENIAL
from records.own import Part, keys_of
from records.queue.features import rows as _rows
from records.queue.listing import ListQuerySet
from records.vocabulary import (
    COUNTED_STATUSES,
    UNDECIDED_STATUSES,
    Decision,
    Status,
    UseStatus,
    YesNoUnknown,
)

# What colleagues, supervisors and professional standards never see: somebody's unfinished work.
PRIVATE_STATUSES = (Status.DRAFT, Status.DISCARDED)


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


class EncounterQuerySet(ListQuerySet):
    def visible_to(self, user: User) -> "EncounterQuerySet":
        """The encounters `user` may read; anything else is a 404 to them.

        Officers: their own, and filed ones they took part in. Supervisors: filed ones of their
        teams and below, and for some days those on which they are asked for a second opinion.
        Professional standards: all that was ever escalated, and those they opened with a stated
        reason. Analysts and administrators: none.
        """
        if not user.is_active:
            return self.none()
        filed = ~Q(status__in=PRIVATE_STATUSES)
        seen = Q(pk__in=[])
        # What is cheap to tell stands first: the database tries the parts in this order.
        if user.has_role(Role.SUPERVISOR) and user.team is not None:
            seen |= filed & Q(team__path__startswith=user.team.path)
        if user.has_role(Role.OFFICER, Role.SUPERVISOR):
            attended = _rows("OfficerPresent").filter(officer=user)
            seen |= Q(reporting_officer=user) | (filed & Exists(attended))
        if user.has_role(Role.PROFESSIONAL_STANDARDS):
            escalated = _rows("StatusChange").filter(to_status=Status.ESCALATED)
            seen |= filed & Exists(escalated)
        if user.has_role(Role.PROFESSIONAL_STANDARDS, Role.SUPERVISOR):
            opened = _rows("RecordAccess").filter(user=user, ends_at__gt=Now())
            seen |= filed & Exists(opened)
        return self.filter(seen)

    def of_officer(self, user: User, *, part: Part | None = None) -> "EncounterQuerySet":
        """What `user` reported, gave an account in or was listed in; or one of these."""
        return self.filter(pk__in=keys_of(user, part))

    def footage_deleted_soon(self, *, now: datetime) -> "EncounterQuerySet":
        """Whose video is deleted within the days of warning, unless somebody marks it."""
        gone = timezone.localdate(now) - timedelta(days=settings.VIDEO_KEPT_DAYS)
        last = gone + timedelta(days=settings.VIDEO_WARNING_DAYS)
        said = _rows("FootageMark").order_by("-pk").values("marked_on")[:1]
        return (
            self.filter(
                video_recording=YesNoUnknown.YES,
                occurred_at__gte=_midnight(gone),
                occurred_at__lt=_midnight(last + timedelta(days=1)),
            )
            .alias(footage_marked_on=Subquery(said))
            .filter(footage_marked_on__isnull=True)
        )

    def undiscarded(self) -> "EncounterQuerySet":
        return self.exclude(status=Status.DISCARDED)

    def filed(self) -> "EncounterQuerySet":
        """Submitted at some time, whatever became of them."""
        return self.exclude(status__in=PRIVATE_STATUSES)

    def counted(self) -> "EncounterQuerySet":
        """What reports count: never drafts, discarded or withdrawn encounters."""
        return self.filter(status__in=COUNTED_STATUSES)

    def counted_in(self, first: date, last: date) -> "EncounterQuerySet":
        """Those that figures count of these months, both included, by London time."""
        after = (last.replace(day=1) + timedelta(days=32)).replace(day=1)
        began = {"occurred_at__gte": _midnight(first), "occurred_at__lt": _midnight(after)}
        return self.counted().filter(**began)

    def drafts_of(self, user: User) -> "EncounterQuerySet":
        return self.filter(reporting_officer=user, status=Status.DRAFT)

    def returned_to(self, user: User) -> "EncounterQuerySet":
        """Returned, with the open question addressed to `user`."""
        asked = _rows("Review").filter(question_for=user, answered_at__isnull=True)
        return self.filter(Exists(asked), status=Status.RETURNED)

    def waiting_for_account_of(self, user: User) -> "EncounterQuerySet":
        """Undecided encounters where `user` applied handcuffs and has not yet said how."""
        applied = _rows("OfficerPresent").filter(STILL_ASKED, officer=user)
        given = _rows("HandcuffUse").filter(officer=user, status=UseStatus.SUBMITTED)
        return self.filter(Exists(applied), ~Exists(given), status__in=UNDECIDED_STATUSES)

    def with_unanswered_denial_for(self, user: User) -> "EncounterQuerySet":
        """Undecided encounters of `user` where a colleague says that they were not involved."""
        denied = _rows("OfficerPresent").filter(UNANSWERED_DENIAL)
        return self.filter(Exists(denied), reporting_officer=user, status__in=UNDECIDED_STATUSES)

    def reviewable_by(self, user: User) -> "EncounterQuerySet":
        """Waiting for review in the teams of `user`, impartially: see `permissions.may_review`."""
        if user.team is None or not user.has_role(Role.SUPERVISOR):
            return self.none()
        superiors = Q(team__in=user.team.ids_above(), roles__contains=[Role.SUPERVISOR])
        # A handful of people. Known first, they spare the database three subqueries in every list.
        partial = list(User.objects.filter(superiors).order_by("pk").values_list("pk", flat=True))
        partial.append(user.pk)
        return self.waiting_for_review().filter(
            ~Q(reporting_officer__in=partial),
            ~Exists(_rows("OfficerPresent").filter(officer__in=partial)),
            ~Exists(_rows("HandcuffUse").filter(officer__in=partial)),
            team__path__startswith=user.team.path,
        )

    def waiting_for_review(self) -> "EncounterQuerySet":
        return self.filter(status=Status.SUBMITTED)

    def escalated(self) -> "EncounterQuerySet":
        """Waiting for professional standards, with the last escalation's `concern` and time."""
        last = _rows("Review").filter(decision=Decision.ESCALATE).order_by("-at", "-pk")
        return self.filter(status=Status.ESCALATED).annotate(
            concern=Coalesce(Subquery(last.values("escalation_category")[:1]), Value("")),
            escalated_at=Coalesce(Subquery(last.values("at")[:1]), F("changed_at")),
        )

    def of_concern(self, category: str) -> "EncounterQuerySet":
        """Of the escalated ones, those with this concern."""
        return self.filter(concern=category)

    def overdue(self, *, now: datetime) -> "EncounterQuerySet":
        """Waiting for review past the deadline."""
        return self.waiting_for_review().filter(review_due_at__lt=now)
