"""Who may see the figures of one officer for a while, and why."""

from django.conf import settings
from django.db import models

from audit.append_only import APPEND_ONLY


class OfficerAccess(models.Model):
    """One person may see the figures of one officer until `ends_at`, for the stated reason."""

    append_only = True

    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(max_length=1_000)
    at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        triggers = [APPEND_ONLY]
        indexes = [models.Index(fields=["user", "ends_at"], name="officer_access_user")]
        constraints = [
            models.CheckConstraint(
                name="officer_access_has_reason",
                condition=~models.Q(reason=""),
                violation_error_message="State why you need to see the figures.",
            ),
            models.CheckConstraint(
                name="officer_access_ends", condition=models.Q(ends_at__gt=models.F("at"))
            ),
        ]

    def __str__(self):
        return f"{self.user_id} on {self.officer_id} until {self.ends_at:%Y-%m-%d %H:%M}"
