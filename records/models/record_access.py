"""Professional standards opening a record that was not sent to them."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from audit.append_only import APPEND_ONLY
from records.models.encounter import Encounter


class RecordAccess(models.Model):
    """One person may read one record until `ends_at`, for the stated reason."""

    append_only = True

    encounter = models.ForeignKey(
        Encounter, on_delete=models.PROTECT, related_name="granted_accesses"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="granted_accesses"
    )
    reason = models.TextField(max_length=1_000)
    at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        triggers = [APPEND_ONLY]
        indexes = [models.Index(fields=["user", "ends_at"], name="record_access_user")]
        constraints = [
            models.CheckConstraint(
                name="record_access_has_reason",
                condition=~Q(reason=""),
                violation_error_message="State why you need to see the record.",
            ),
            models.CheckConstraint(
                name="record_access_ends", condition=Q(ends_at__gt=models.F("at"))
            ),
        ]

    def __str__(self):
        return f"{self.user_id} on {self.encounter_id} until {self.ends_at:%Y-%m-%d %H:%M}"
