"""A file of boundaries that an administrator tried out and may yet load."""

import uuid

from django.conf import settings
from django.db import models


class BoundaryFile(models.Model):
    """Kept between the trial and the confirmation, for a day at most."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    name = models.CharField(max_length=100)
    text = models.TextField()
    source = models.CharField(max_length=300)
    licence = models.CharField(max_length=200)
    retrieved = models.DateField(null=True, blank=True)

    def __str__(self):
        return self.name
