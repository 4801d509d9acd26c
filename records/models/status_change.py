"""Every step an encounter took; rows are only ever added."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from audit.append_only import APPEND_ONLY
from records.models.encounter import Encounter
from records.vocabulary import Status
from records.workflow import Step


class StatusChange(models.Model):
    """From one status to the next, when, by whom and why; the first comes from nothing."""

    append_only = True

    encounter = models.ForeignKey(
        Encounter, on_delete=models.PROTECT, related_name="status_changes"
    )
    step = models.CharField(max_length=24)
    from_status = models.CharField(max_length=12, choices=Status, blank=True)
    to_status = models.CharField(max_length=12, choices=Status)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(blank=True, max_length=10_000)

    class Meta:
        triggers = [APPEND_ONLY]
        indexes = [
            models.Index(fields=["encounter", "id"], name="status_change_encounter"),
            # What a dip sample draws from.
            models.Index(
                fields=["at"], condition=Q(step=Step.ACCEPT.value), name="status_change_accepted"
            ),
        ]
        constraints = [
            models.CheckConstraint(
                name="status_change_known",
                condition=Q(from_status__in=["", *Status.values], to_status__in=Status.values),
            ),
            models.CheckConstraint(
                name="status_change_withdrawal_has_reason",
                condition=~Q(step__in=[Step.WITHDRAW.value, Step.AMEND.value]) | ~Q(reason=""),
                violation_error_message="Give a reason.",
            ),
        ]

    def __str__(self):
        return f"{self.encounter_id}: {self.from_status or 'start'} to {self.to_status}"
