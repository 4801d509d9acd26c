"""A search that a supervisor keeps under a name, as it stands in the address of the queue."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

LONGEST_NAME = 60
LONGEST_QUERY = 2_000


class SavedSearch(models.Model):
    """Personal: it finds only what its owner may see on the day it is used."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="saved_searches"
    )
    name = models.CharField(max_length=LONGEST_NAME)
    # Written by `QueueFilter.query`: known parameters in one order, none that changes nothing.
    query = models.CharField(max_length=LONGEST_QUERY, blank=True, default="")
    daily_digest = models.BooleanField(default=False)
    # The London day for which the digest was last considered, whether or not a mail was needed.
    digested_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(
                fields=["digested_on"],
                name="saved_search_digest",
                condition=Q(daily_digest=True),
            )
        ]
        constraints = [
            models.UniqueConstraint(
                "user",
                Lower("name"),
                name="saved_search_name_once_per_person",
                violation_error_message="You have a saved search of this name already.",
            ),
            models.CheckConstraint(
                name="saved_search_has_name",
                condition=~Q(name=""),
                violation_error_message="Give the search a name.",
            ),
        ]

    def __str__(self):
        return self.name
