"""What somebody added to a filed record in words; never changed and never taken back."""

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q

from audit.append_only import APPEND_ONLY
from records.models.encounter import Encounter

LONGEST_COMMENT = 5_000


class Comment(models.Model):
    """One remark on a filed record, for everybody who may read it."""

    append_only = True

    # Made by the page, so that sending it twice adds one comment.
    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    encounter = models.ForeignKey(Encounter, on_delete=models.PROTECT, related_name="comments")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    text = models.TextField(max_length=LONGEST_COMMENT)

    class Meta:
        triggers = [APPEND_ONLY]
        indexes = [models.Index(fields=["encounter", "at"], name="comment_encounter")]
        constraints = [
            models.CheckConstraint(
                name="comment_says_something",
                condition=~Q(text=""),
                violation_error_message="Write a comment.",
            )
        ]

    def __str__(self):
        return f"{self.by_id} on {self.encounter_id}"
