"""One person handcuffed on one occasion."""

import uuid

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q

from accounts.models import Team
from records import questionnaire
from records import vocabulary as v
from records.history import with_history
from records.integrity import pair_constraint, question_constraints, vocabulary_constraints
from records.models.area import Area
from records.querysets import EncounterQuerySet

# Kept by triggers on the accounts and assessments, so they are no edit and make no history.
DERIVED = (
    "officer_reports",
    "compliance",
    "before_arrest",
    "no_de_escalation",
    "minutes_in_handcuffs",
    "continued_unjustified",
)


def choice(vocabulary: type[models.TextChoices], **options) -> models.CharField:
    """A coded answer, empty until given."""
    return models.CharField(max_length=24, choices=vocabulary, blank=True, default="", **options)


def choices(vocabulary: type[models.TextChoices]) -> ArrayField:
    """Several coded answers, empty until given."""
    return ArrayField(models.CharField(max_length=24, choices=vocabulary), blank=True, default=list)


def short_text(length: int = 200) -> models.CharField:
    return models.CharField(max_length=length, blank=True, default="")


def long_text() -> models.TextField:
    return models.TextField(blank=True, default="", max_length=10_000)


@with_history(exclude=DERIVED)
class Encounter(models.Model):
    """One person handcuffed on one occasion; what each officer did is in `HandcuffUse`."""

    # Made before the first save, so that a repeated submit cannot make two records.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reference = models.CharField(max_length=16, unique=True, editable=False)
    reporting_officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="encounters_reported"
    )
    team = models.ForeignKey(Team, on_delete=models.PROTECT, related_name="encounters")
    status = models.CharField(max_length=12, choices=v.Status, default=v.Status.DRAFT)
    version = models.PositiveIntegerField(default=1)
    questionnaire_version = models.PositiveSmallIntegerField(default=questionnaire.VERSION)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    review_due_at = models.DateTimeField(null=True, blank=True)
    is_late = models.BooleanField(default=False)
    late_explanation = long_text()

    # The supervisor who takes it; None: whoever of the team's comes first.
    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="encounters_assigned",
    )
    # The first record of the incident, where this one was begun from it.
    same_incident_as = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="others_of_incident"
    )
    # What was noticed in the free texts of the encounter when it was filed.
    text_flags = choices(v.TextFlag)

    incident_reference = short_text(40)
    occurred_at = models.DateTimeField(null=True, blank=True)
    area = models.ForeignKey(
        Area, on_delete=models.PROTECT, null=True, blank=True, related_name="encounters"
    )
    location_type = choice(v.LocationType)
    location_description = short_text()
    latitude = models.DecimalField(max_digits=6, decimal_places=3, null=True, blank=True)
    longitude = models.DecimalField(max_digits=6, decimal_places=3, null=True, blank=True)
    reason = choice(v.EncounterReason)
    reason_other = short_text()
    searched = choice(v.YesNo)
    search_power = choice(v.SearchPower)
    search_power_other = short_text()
    gowisely = choices(v.Gowisely)

    person_key = models.CharField(max_length=8, default="P1", editable=False)
    age_basis = choice(v.AgeBasis)
    age_years = models.PositiveSmallIntegerField(
        null=True,
        blank=True,
        validators=[MinValueValidator(0), MaxValueValidator(v.OLDEST_AGE)],
    )
    gender = choice(v.Gender)
    ethnicity_perceived = choice(v.Ethnicity)
    officer_defined_code = choice(v.OfficerDefinedCode)
    ethnicity_self_defined = choice(v.SelfDefinedEthnicity)
    not_asked_reason = short_text()
    health_condition = choice(v.HealthCondition)
    vulnerabilities = choices(v.Vulnerability)

    outcomes = choices(v.Outcome)
    outcome_other = short_text()
    arrested_at = models.DateTimeField(null=True, blank=True)
    injured = choice(v.YesNoUnknown)
    injury_severity = choice(v.InjurySeverity)
    injury_kinds = choices(v.HandcuffInjury)
    medical_help_offered = choice(v.YesNo)
    medical_help_given = choice(v.YesNo)
    complaint_made = choice(v.YesNo)

    video_recording = choice(v.YesNoUnknown)
    camera_references = ArrayField(models.CharField(max_length=60), blank=True, default=list)
    no_video_reason = short_text()

    officer_reports = models.PositiveSmallIntegerField(default=0, editable=False)
    compliance = choice(v.Compliance, editable=False)
    before_arrest = choice(v.YesNo, editable=False)
    # Every given account says that none was tried.
    no_de_escalation = models.BooleanField(default=False, editable=False)
    # The longest of any given account, in whole minutes.
    minutes_in_handcuffs = models.PositiveIntegerField(null=True, editable=False)
    # The last judgement of some account's continued use is that it was not shown.
    continued_unjustified = models.BooleanField(default=False, editable=False)

    objects = EncounterQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["status", "review_due_at"], name="encounter_queue"),
            models.Index(fields=["reporting_officer", "status"], name="encounter_reporter"),
            models.Index(fields=["team", "status"], name="encounter_team"),
            models.Index(fields=["occurred_at"], name="encounter_occurred_at"),
            # Lists of what was filed, newest first: by the whole force, and by one team.
            models.Index(
                fields=["submitted_at"],
                name="encounter_filed",
                condition=Q(submitted_at__isnull=False),
            ),
            models.Index(
                fields=["team", "submitted_at"],
                name="encounter_filed_by_team",
                condition=Q(submitted_at__isnull=False),
            ),
            # What reports say was taken back, by month and area: few, among all that occurred.
            models.Index(
                fields=["occurred_at", "area"],
                name="encounter_withdrawn",
                condition=Q(status=v.Status.WITHDRAWN),
            ),
        ]
        constraints = [
            *vocabulary_constraints(
                table="encounter",
                location_type=(v.LocationType, False),
                reason=(v.EncounterReason, False),
                searched=(v.YesNo, False),
                search_power=(v.SearchPower, False),
                gowisely=(v.Gowisely, True),
                age_basis=(v.AgeBasis, False),
                gender=(v.Gender, False),
                ethnicity_perceived=(v.Ethnicity, False),
                officer_defined_code=(v.OfficerDefinedCode, False),
                ethnicity_self_defined=(v.SelfDefinedEthnicity, False),
                health_condition=(v.HealthCondition, False),
                vulnerabilities=(v.Vulnerability, True),
                outcomes=(v.Outcome, True),
                injured=(v.YesNoUnknown, False),
                injury_severity=(v.InjurySeverity, False),
                injury_kinds=(v.HandcuffInjury, True),
                medical_help_offered=(v.YesNo, False),
                medical_help_given=(v.YesNo, False),
                complaint_made=(v.YesNo, False),
                video_recording=(v.YesNoUnknown, False),
                text_flags=(v.TextFlag, True),
                compliance=(v.Compliance, False),
                before_arrest=(v.YesNo, False),
            ),
            *question_constraints(
                table="encounter",
                questions=questionnaire.all_questions(questionnaire.ENCOUNTER_QUESTIONS),
                incomplete=Q(status__in=v.INCOMPLETE_STATUSES),
            ),
            pair_constraint(table="encounter", fields=("latitude", "longitude")),
            models.UniqueConstraint(
                fields=["same_incident_as", "person_key"],
                name="encounter_person_once_in_incident",
                condition=Q(same_incident_as__isnull=False),
            ),
            models.CheckConstraint(
                name="encounter_status_known", condition=Q(status__in=v.Status.values)
            ),
            models.CheckConstraint(
                name="encounter_age_possible",
                condition=Q(age_years__isnull=True) | Q(age_years__lte=v.OLDEST_AGE),
                violation_error_message=f"Age must be {v.OLDEST_AGE} or less.",
            ),
            models.CheckConstraint(
                name="encounter_arrested_after_it_began",
                condition=Q(arrested_at__isnull=True)
                | Q(occurred_at__isnull=True)
                | Q(arrested_at__gte=models.F("occurred_at")),
                violation_error_message="The arrest cannot be before the encounter began.",
            ),
            models.CheckConstraint(
                name="encounter_submitted_at_when_submitted",
                condition=Q(status__in=v.INCOMPLETE_STATUSES, submitted_at__isnull=True)
                | Q(~Q(status__in=v.INCOMPLETE_STATUSES), submitted_at__isnull=False),
            ),
            models.CheckConstraint(
                name="encounter_not_in_the_future",
                condition=Q(submitted_at__isnull=True)
                | Q(occurred_at__lte=models.F("submitted_at")),
                violation_error_message="The encounter cannot be in the future.",
            ),
            models.CheckConstraint(
                name="encounter_late_is_explained",
                condition=Q(is_late=False) | ~Q(late_explanation=""),
                violation_error_message="Explain why the record is late.",
            ),
            models.CheckConstraint(
                name="encounter_review_due_while_submitted",
                condition=Q(status=v.Status.SUBMITTED, review_due_at__isnull=False)
                | Q(~Q(status=v.Status.SUBMITTED), review_due_at__isnull=True),
            ),
        ]

    def __str__(self):
        return self.reference

    @property
    def age_band(self) -> v.AgeBand:
        return v.age_band(self.age_years)

    @property
    def is_child(self) -> bool:
        return self.age_years is not None and self.age_years < 18
