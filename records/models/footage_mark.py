"""What somebody said about the body-worn video of a record: that it is kept as evidence, or not."""

from django.conf import settings
from django.db import models

from audit.append_only import APPEND_ONLY
from records.models.encounter import Encounter


class FootageMark(models.Model):
    """The newest row of a record counts. It says on which day the footage was marked as evidence;
    without a day, that it is not marked any more."""

    append_only = True

    encounter = models.ForeignKey(Encounter, on_delete=models.PROTECT, related_name="footage_marks")
    marked_on = models.DateField(null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        triggers = [APPEND_ONLY]

    def __str__(self):
        return f"{self.encounter_id}: {self.marked_on or 'not marked'}"
