"""Everybody who was there: applied handcuffs, assisted, or present only."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from records.history import with_history
from records.integrity import pair_constraint, vocabulary_constraints
from records.models.encounter import Encounter, choice, short_text
from records.vocabulary import DenialResponse, Involvement


@with_history()
class OfficerPresent(models.Model):
    """A colleague of the reporting officer at the encounter."""

    encounter = models.ForeignKey(
        Encounter, on_delete=models.PROTECT, related_name="officers_present"
    )
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="encounters_attended"
    )
    involvement = models.CharField(max_length=8, choices=Involvement)
    # Set when this colleague added themselves, instead of making a second record.
    joined_at = models.DateTimeField(null=True, blank=True)
    # Set when the encounter is filed and this colleague applied handcuffs.
    account_due_at = models.DateTimeField(null=True, blank=True)
    not_involved_at = models.DateTimeField(null=True, blank=True)
    not_involved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    not_involved_reason = short_text(500)
    # What the reporting officer says to that.
    denial_response = choice(DenialResponse)
    denial_response_note = short_text(500)
    denial_responded_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["encounter", "officer"],
                name="present_officer_once",
                violation_error_message="That officer is already on the list.",
            ),
            models.CheckConstraint(
                name="present_involvement_known",
                condition=Q(involvement__in=Involvement.values),
            ),
            pair_constraint(table="present", fields=("not_involved_at", "not_involved_by")),
            *vocabulary_constraints(table="present", denial_response=(DenialResponse, False)),
            models.CheckConstraint(
                name="present_denial_response_timed",
                condition=Q(denial_response="", denial_responded_at__isnull=True)
                | Q(
                    ~Q(denial_response=""),
                    denial_responded_at__isnull=False,
                    not_involved_at__isnull=False,
                ),
            ),
            models.CheckConstraint(
                name="present_denial_dispute_is_explained",
                condition=~Q(denial_response=DenialResponse.DISPUTED) | ~Q(denial_response_note=""),
                violation_error_message="Say what they did.",
            ),
            models.CheckConstraint(
                name="present_not_involved_has_reason",
                condition=Q(not_involved_at__isnull=True, not_involved_reason="")
                | Q(Q(not_involved_at__isnull=False), ~Q(not_involved_reason="")),
                violation_error_message="Say why you were not involved.",
            ),
        ]

    def __str__(self):
        return f"{self.officer_id} at {self.encounter_id}"
