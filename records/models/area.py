"""Where: areas are data, so that another force can load its own."""

from django.db import models


class AreaKind(models.TextChoices):
    """What an area is to the reports: only districts have residents."""

    DISTRICT = "district", "Borough or district"
    SITE = "site", "Site without residents"
    OUTSIDE = "outside", "Out of force"


class Area(models.Model):
    """A place by which encounters are counted, known by its ONS code where it has one."""

    code = models.CharField(max_length=20, primary_key=True)
    name = models.CharField(max_length=100, unique=True)
    kind = models.CharField(max_length=8, choices=AreaKind)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="area_kind_known", condition=models.Q(kind__in=AreaKind.values)
            )
        ]

    def __str__(self):
        return self.name
