"""What waits on the home page to be read: decisions, questions of colleagues, second reviews."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from accounts.models import Role, User
from records.models import Acknowledgement, DipSampleItem, HandcuffUse, Review, SecondOpinion
from records.presenters.answers import moment
from records.vocabulary import Decision, Status, UseStatus

AT_MOST = 20


@dataclass(frozen=True)
class ToRead:
    """One line: the record, what waits, and where."""

    pk: UUID
    reference: str
    href: str
    about: str


# The same rule as `presenters.decisions.is_to_be_read`.
_TO_BE_READ = (
    ~Q(learning_point="")
    | Q(decision=Decision.UPHOLD)
    | (~Q(decision=Decision.RETURN) & ~Q(comment=""))
)


def to_read(user: User) -> dict[str, Any]:
    """By what it is; each list is cut, the longest waiting first."""
    reviews = user.has_role(Role.SUPERVISOR, Role.PROFESSIONAL_STANDARDS)
    return {
        "decisions": _decisions(user),
        "opinions": _opinions(user) if reviews else [],
        "second_reviews": _second_reviews(user) if reviews else [],
    }


def unread_decisions(user: User) -> QuerySet[Review]:
    """Decisions that concern `user`, as `permissions.concerned` has it, not acknowledged yet."""
    read = Acknowledgement.objects.filter(review=OuterRef("pk"), officer=user)
    gave = HandcuffUse.objects.filter(officer=user, status=UseStatus.SUBMITTED)
    asked_for = Review.objects.filter(reviewer=user, decision=Decision.ESCALATE)
    before = Review.objects.filter(encounter=OuterRef("encounter"), at__lt=OuterRef("at")).order_by(
        "-at"
    )
    # Whoever reported a filed record gave an account in it.
    theirs = Q(encounter__in=gave.values("encounter"))
    outcome = Q(
        encounter__in=asked_for.values("encounter"),
        decision__in=[Decision.ACCEPT, Decision.UPHOLD],
        before_decision=Decision.ESCALATE,
        before_reviewer=user.pk,
    )
    return (
        Review.objects.annotate(
            before_decision=Subquery(before.values("decision")[:1]),
            before_reviewer=Subquery(before.values("reviewer")[:1]),
        )
        .filter(theirs | outcome if user.has_role(Role.SUPERVISOR) else theirs)
        .filter(_TO_BE_READ, ~Exists(read), ~Q(reviewer=user))
    )


def _decisions(user: User) -> list[ToRead]:
    if not user.has_role(Role.OFFICER, Role.SUPERVISOR):
        return []
    found = (
        unread_decisions(user)
        .select_related("encounter")
        .only("decision", "at", "encounter__reference")
        .order_by("at", "pk")
    )
    return [
        ToRead(
            review.encounter_id,
            review.encounter.reference,
            reverse("encounter", args=[review.encounter_id]),
            f"Decision of {moment(review.at)}: {Decision(review.decision).label.lower()}",
        )
        for review in found[:AT_MOST]
    ]


def _opinions(user: User) -> list[ToRead]:
    found = (
        SecondOpinion.objects.filter(
            asked=user,
            opinion__isnull=True,
            encounter__status__in=[Status.SUBMITTED, Status.ESCALATED],
        )
        .select_related("encounter", "asked_by")
        .only("asked_at", "encounter__reference", "asked_by__name")
        .order_by("asked_at", "pk")
    )
    return [
        ToRead(
            request.encounter_id,
            request.encounter.reference,
            reverse("give_opinion", args=[request.encounter_id]),
            f"{request.asked_by.name} asks for your opinion, {moment(request.asked_at)}",
        )
        for request in found[:AT_MOST]
    ]


def _second_reviews(user: User) -> list[ToRead]:
    found = (
        DipSampleItem.objects.visible_to(user)
        .open()
        .exclude(encounter__status=Status.WITHDRAWN)
        .select_related("encounter", "sample")
        .only("encounter__reference", "sample__drawn_at")
        .order_by("sample__drawn_at", "pk")
    )
    return [
        ToRead(
            item.encounter_id,
            item.encounter.reference,
            reverse("give_second_review", args=[item.pk]),
            f"Drawn at random, {moment(item.sample.drawn_at)}",
        )
        for item in found[:AT_MOST]
    ]
