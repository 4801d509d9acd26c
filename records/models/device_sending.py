"""What was sent from a device that had kept it without signal."""

from django.conf import settings
from django.db import models

from audit.append_only import APPEND_ONLY
from records.models.encounter import Encounter


class DeviceSending(models.Model):
    """One draft that arrived from a device, and the version that the record had after it.

    A device that never got the answer sends again. While the record still has that version,
    nobody has changed it meanwhile, and the device may go on from there.
    """

    append_only = True

    encounter = models.ForeignKey(
        Encounter, on_delete=models.PROTECT, related_name="device_sendings"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    version = models.PositiveIntegerField()

    class Meta:
        triggers = [APPEND_ONLY]
        constraints = [
            # Versions only rise, so that one sending is one row.
            models.UniqueConstraint(
                fields=["encounter", "version"], name="device_sending_once_a_version"
            ),
        ]

    def __str__(self):
        return f"{self.encounter_id} at version {self.version}"
