"""Everybody who was there: applied handcuffs, assisted, or present only."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from records.history import with_history
from records.integrity import pair_constraint
from records.models.encounter import Encounter, short_text
from records.vocabulary import Involvement


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
    # Set when the encounter is filed and this colleague applied handcuffs.
    account_due_at = models.DateTimeField(null=True, blank=True)
    not_involved_at = models.DateTimeField(null=True, blank=True)
    not_involved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    not_involved_reason = short_text(500)

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
            models.CheckConstraint(
                name="present_not_involved_has_reason",
                condition=Q(not_involved_at__isnull=True, not_involved_reason="")
                | Q(Q(not_involved_at__isnull=False), ~Q(not_involved_reason="")),
                violation_error_message="Say why you were not involved.",
            ),
        ]

    def __str__(self):
        return f"{self.officer_id} at {self.encounter_id}"
