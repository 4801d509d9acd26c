"""Where: areas are data, so that another force can load its own."""

from django.db import models
from django.db.models import Q


class AreaKind(models.TextChoices):
    """What an area is to the reports: only districts have residents."""

    DISTRICT = "district", "Borough or district"
    SITE = "site", "Site without residents"
    OUTSIDE = "outside", "Out of force"


class AreaQuerySet(models.QuerySet):
    def offered(self, stored: str | None = None):
        """What a record may be given: areas in use, and the one it has already."""
        return self.filter(Q(retired_at__isnull=True) | Q(pk=stored))


class Area(models.Model):
    """A place by which encounters are counted, known by its ONS code where it has one."""

    code = models.CharField(max_length=20, primary_key=True)
    name = models.CharField(max_length=100, unique=True)
    kind = models.CharField(max_length=8, choices=AreaKind)
    # No longer offered; the records that have it keep it, and reports count them.
    retired_at = models.DateTimeField(null=True, blank=True)
    # Rises with every change, so that two administrators do not overwrite each other.
    version = models.PositiveIntegerField(default=1)

    objects = AreaQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="area_kind_known", condition=models.Q(kind__in=AreaKind.values)
            )
        ]

    def __str__(self):
        return self.name
