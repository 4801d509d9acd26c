"""Circumstances that an officer meets often, kept under a name to begin records from."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

LONGEST_NAME = 60


class Favourite(models.Model):
    """Answers about the circumstances, never about a person or why force was used.

    Which answers those are is said once, in `records.favourites`.
    """

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="favourites"
    )
    name = models.CharField(max_length=LONGEST_NAME)
    answers = models.JSONField()
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                "owner",
                Lower("name"),
                name="favourite_name_once",
                violation_error_message="You have a favourite of that name.",
            ),
            models.CheckConstraint(
                name="favourite_has_name",
                condition=~Q(name=""),
                violation_error_message="Give it a name.",
            ),
        ]

    def __str__(self):
        return self.name
