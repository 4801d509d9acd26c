"""One officer applying handcuffs once, with that officer's own account."""

import uuid

import pgtrigger
from django.conf import settings
from django.db import models
from django.db.models import Q

from records import questionnaire
from records import vocabulary as v
from records.history import with_history
from records.integrity import question_constraints, vocabulary_constraints
from records.models.encounter import Encounter, choice, choices, long_text, short_text
from records.queue.searching import FOLLOW_ACCOUNT

# An encounter counts as non-compliant, or before arrest, if any given account says so; as without
# de-escalation if all of them do.
_SUMMARISE = pgtrigger.Trigger(
    name="summarise",
    when=pgtrigger.After,
    operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
    declare=[("changed", "uuid")],
    func="""
        IF TG_OP = 'DELETE' THEN changed := OLD.encounter_id;
        ELSE changed := NEW.encounter_id; END IF;
        UPDATE records_encounter AS encounter SET
            officer_reports = summary.reports,
            compliance = summary.compliance,
            before_arrest = summary.before_arrest,
            no_de_escalation = summary.no_de_escalation,
            minutes_in_handcuffs = summary.minutes
        FROM (
            SELECT count(*) AS reports,
                CASE WHEN bool_or(compliance = 'non_compliant') THEN 'non_compliant'
                     WHEN bool_or(compliance = 'compliant') THEN 'compliant'
                     ELSE '' END AS compliance,
                CASE WHEN bool_or(before_arrest = 'yes') THEN 'yes'
                     WHEN bool_or(before_arrest = 'no') THEN 'no'
                     ELSE '' END AS before_arrest,
                coalesce(bool_and(de_escalation @> '{none}'), false) AS no_de_escalation,
                max(floor(extract(epoch FROM ended_at - applied_at) / 60))::int AS minutes
            FROM records_handcuffuse
            WHERE encounter_id = changed AND status = 'submitted'
        ) AS summary
        WHERE encounter.id = changed AND
            (encounter.officer_reports, encounter.compliance, encounter.before_arrest,
             encounter.no_de_escalation, encounter.minutes_in_handcuffs)
            IS DISTINCT FROM (summary.reports, summary.compliance, summary.before_arrest,
                summary.no_de_escalation, summary.minutes);
        RETURN NULL;
    """,
)


@with_history()
class HandcuffUse(models.Model):
    """One officer applying handcuffs once. A person handcuffed by three officers has three."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    encounter = models.ForeignKey(Encounter, on_delete=models.PROTECT, related_name="uses")
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="handcuff_uses"
    )
    status = models.CharField(max_length=12, choices=v.UseStatus, default=v.UseStatus.DRAFT)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)

    # What was noticed in this account's texts when it was given.
    text_flags = choices(v.TextFlag)

    applied_at = models.DateTimeField(null=True, blank=True)
    ended_by = choice(v.EndedBy)
    ended_at = models.DateTimeField(null=True, blank=True)
    after_search = choice(v.AfterSearch)
    before_arrest = choice(v.YesNo)
    compliance = choice(v.Compliance)
    conduct = choice(v.Conduct)
    position = choice(v.Position)
    position_other = short_text()
    handcuff_type = choice(v.HandcuffType)
    handcuff_type_other = short_text()
    asked_too_tight = choice(v.YesNo)
    not_asked_too_tight_reason = short_text()
    checked_tightness = choice(v.YesNo)
    not_checked_reason = short_text()
    double_locked = choice(v.YesNo)
    not_double_locked_reason = short_text()
    force_powers = choices(v.ForcePower)
    force_power_other = short_text()
    force_reasons = choices(v.ForceReason)
    force_reason_other = short_text()
    impact_factors = choices(v.ImpactFactor)
    impact_factor_other = short_text()
    justification_what_happened = long_text()
    justification_necessity = long_text()
    justification_alternatives = long_text()
    # Whether continued use needs a reason, as answered and by the time limit of the day.
    continued_use = models.BooleanField(default=False, editable=False)
    justification_continued = long_text()

    de_escalation = choices(v.DeEscalation)
    de_escalation_other = short_text()
    de_escalation_effect = choice(v.Effect)
    no_de_escalation_reason = short_text(500)

    officer_injured = choice(v.YesNo)
    officer_injury_severity = choice(v.OfficerInjurySeverity)
    officer_assaulted = choice(v.YesNo)

    class Meta:
        triggers = [_SUMMARISE, FOLLOW_ACCOUNT]
        indexes = [
            models.Index(fields=["officer", "status"], name="use_officer"),
            # What teams are compared by, without reading the accounts' texts.
            models.Index(
                fields=["encounter"],
                include=["de_escalation", "continued_use"],
                condition=Q(status=v.UseStatus.SUBMITTED),
                name="use_given",
            ),
        ]
        constraints = [
            *vocabulary_constraints(
                table="use",
                ended_by=(v.EndedBy, False),
                after_search=(v.AfterSearch, False),
                before_arrest=(v.YesNo, False),
                compliance=(v.Compliance, False),
                conduct=(v.Conduct, False),
                position=(v.Position, False),
                handcuff_type=(v.HandcuffType, False),
                asked_too_tight=(v.YesNo, False),
                checked_tightness=(v.YesNo, False),
                double_locked=(v.YesNo, False),
                force_powers=(v.ForcePower, True),
                force_reasons=(v.ForceReason, True),
                impact_factors=(v.ImpactFactor, True),
                de_escalation=(v.DeEscalation, True),
                de_escalation_effect=(v.Effect, False),
                officer_injured=(v.YesNo, False),
                officer_injury_severity=(v.OfficerInjurySeverity, False),
                officer_assaulted=(v.YesNo, False),
                text_flags=(v.TextFlag, True),
            ),
            *question_constraints(
                table="use",
                questions=questionnaire.all_questions(questionnaire.USE_QUESTIONS),
                incomplete=Q(status=v.UseStatus.DRAFT),
            ),
            models.CheckConstraint(
                name="use_status_known", condition=Q(status__in=v.UseStatus.values)
            ),
            models.CheckConstraint(
                name="use_ends_after_it_starts",
                condition=Q(applied_at__isnull=True)
                | Q(ended_at__isnull=True)
                | Q(ended_at__gte=models.F("applied_at")),
                violation_error_message="Handcuffs cannot come off before they went on.",
            ),
            models.CheckConstraint(
                name="use_submitted_at_when_submitted",
                condition=Q(status=v.UseStatus.DRAFT, submitted_at__isnull=True)
                | Q(status=v.UseStatus.SUBMITTED, submitted_at__isnull=False),
            ),
            # A second draft beside an open one would be a double click.
            models.UniqueConstraint(
                fields=["encounter", "officer"],
                condition=Q(status=v.UseStatus.DRAFT),
                name="use_one_draft_per_officer",
            ),
        ]

    def __str__(self):
        return f"{self.encounter_id} by {self.officer_id}"

    @property
    def minutes(self) -> int | None:
        """Whole minutes in handcuffs; None until both times are known."""
        if self.applied_at is None or self.ended_at is None:
            return None
        return int((self.ended_at - self.applied_at).total_seconds() // 60)
