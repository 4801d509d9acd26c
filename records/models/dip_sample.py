"""A random sample of accepted records, reviewed a second time without the first decision."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Role, User
from audit.append_only import APPEND_ONLY
from records.integrity import vocabulary_constraints
from records.models.encounter import Encounter, choice, long_text, short_text
from records.models.review import Review
from records.vocabulary import Assessment, Decision, YesNo

# A second reviewer does not uphold: that is for an escalated record.
SECOND_DECISIONS = (Decision.ACCEPT, Decision.RETURN, Decision.ESCALATE)
LARGEST_SAMPLE = 500
LARGEST_SEED = 2**31 - 1


class DipSampleQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> "DipSampleQuerySet":
        """Professional standards run the samples; analysts read what came of them."""
        if not user.is_active:
            return self.none()
        if not user.has_role(Role.PROFESSIONAL_STANDARDS, Role.ANALYST):
            return self.none()
        return self.all()

    def with_progress(self) -> "DipSampleQuerySet":
        """With how many of its records were reviewed again, as `done`."""
        return self.annotate(done=models.Count("items__second_review"))


class DipSample(models.Model):
    """One draw: with its seed and the register as it was, the same records come out again."""

    append_only = True

    # Made by the page, so that sending it twice draws one sample; none for the command.
    page_id = models.UUIDField(unique=True, null=True, blank=True, editable=False)
    drawn_at = models.DateTimeField()
    drawn_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    # Accepted on these days, London time, and not reopened until `register_as_at`.
    first_day = models.DateField()
    last_day = models.DateField()
    register_as_at = models.DateTimeField()
    size = models.PositiveSmallIntegerField()
    seed = models.PositiveIntegerField()
    # How many records there were to draw from, and the digest that says which.
    population = models.PositiveIntegerField()
    frame_digest = models.CharField(max_length=64)
    # A list of {"stratum", "label", "population", "drawn"}.
    strata = models.JSONField()

    objects = DipSampleQuerySet.as_manager()

    class Meta:
        triggers = [APPEND_ONLY]
        constraints = [
            models.CheckConstraint(
                name="dip_sample_days_in_order", condition=Q(last_day__gte=models.F("first_day"))
            ),
            models.CheckConstraint(
                name="dip_sample_draws_some",
                condition=Q(size__gte=1, size__lte=models.F("population")),
            ),
        ]

    def __str__(self):
        return f"{self.size} of {self.first_day} to {self.last_day}"


class DipSampleItemQuerySet(models.QuerySet):
    def visible_to(self, user: User) -> "DipSampleItemQuerySet":
        """What `user` is to review again, or did: the door to records without their decisions."""
        return self.filter(reviewer=user) if user.is_active else self.none()

    def open(self) -> "DipSampleItemQuerySet":
        """Not reviewed again yet."""
        return self.filter(second_review__isnull=True)


class DipSampleItem(models.Model):
    """One record of a sample, and who reviews it a second time."""

    append_only = True

    sample = models.ForeignKey(DipSample, on_delete=models.PROTECT, related_name="items")
    encounter = models.ForeignKey(
        Encounter, on_delete=models.PROTECT, related_name="dip_sample_items"
    )
    first_review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="+")
    stratum = models.CharField(max_length=60)
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="dip_sample_items"
    )

    objects = DipSampleItemQuerySet.as_manager()

    class Meta:
        triggers = [APPEND_ONLY]
        constraints = [
            models.UniqueConstraint(
                fields=["sample", "encounter"], name="dip_sample_item_once_in_sample"
            ),
            models.UniqueConstraint(
                fields=["encounter", "reviewer"], name="dip_sample_item_once_for_reviewer"
            ),
        ]

    def __str__(self):
        return f"{self.encounter_id} in {self.sample_id}"


class SecondReview(models.Model):
    """What the second reviewer finds, in the words of the first decision's form."""

    append_only = True

    item = models.OneToOneField(
        DipSampleItem, on_delete=models.PROTECT, related_name="second_review"
    )
    at = models.DateTimeField()
    decision = models.CharField(max_length=8, choices=Decision)
    lawful_basis = choice(Assessment)
    necessity = choice(Assessment)
    proportionality = choice(Assessment)
    de_escalation = choice(Assessment)
    video_viewed = choice(YesNo)
    video_not_viewed_reason = short_text()
    comment = long_text()

    class Meta:
        triggers = [APPEND_ONLY]
        constraints = [
            *vocabulary_constraints(
                table="second_review",
                lawful_basis=(Assessment, False),
                necessity=(Assessment, False),
                proportionality=(Assessment, False),
                de_escalation=(Assessment, False),
                video_viewed=(YesNo, False),
            ),
            models.CheckConstraint(
                name="second_review_decision_known",
                condition=Q(decision__in=[str(decision) for decision in SECOND_DECISIONS]),
            ),
            models.CheckConstraint(
                name="second_review_complete",
                condition=~Q(lawful_basis="")
                & ~Q(necessity="")
                & ~Q(proportionality="")
                & ~Q(de_escalation="")
                & ~Q(video_viewed=""),
                violation_error_message="Answer every part of the assessment.",
            ),
            models.CheckConstraint(
                name="second_review_video_not_viewed_has_reason",
                condition=Q(Q(video_viewed=YesNo.NO), ~Q(video_not_viewed_reason=""))
                | Q(~Q(video_viewed=YesNo.NO), video_not_viewed_reason=""),
                violation_error_message="Say why the video was not viewed.",
            ),
            models.CheckConstraint(
                name="second_review_accepts_only_what_is_shown",
                condition=~Q(decision=Decision.ACCEPT)
                | ~(
                    Q(lawful_basis=Assessment.NOT_MET)
                    | Q(necessity=Assessment.NOT_MET)
                    | Q(proportionality=Assessment.NOT_MET)
                ),
            ),
        ]

    def __str__(self):
        return f"{self.decision} of {self.item_id}"
