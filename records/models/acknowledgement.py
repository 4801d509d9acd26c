"""Somebody read what was decided about a record."""

from django.conf import settings
from django.db import models

from audit.append_only import APPEND_ONLY
from records.models.review import Review


class Acknowledgement(models.Model):
    """`officer` saw the feedback, the learning point or the outcome of one decision."""

    append_only = True

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="acknowledgements")
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="acknowledgements"
    )
    at = models.DateTimeField()

    class Meta:
        triggers = [APPEND_ONLY]
        constraints = [
            models.UniqueConstraint(fields=["officer", "review"], name="acknowledgement_once")
        ]

    def __str__(self):
        return f"{self.review_id} by {self.officer_id}"
