"""Where an area ends: boundaries are data as areas are, with the source and licence they need."""

from django.db import models
from django.db.models import F, Q

from records.models.area import Area


class AreaBoundary(models.Model):
    """The border of one area, to find the area of a position without an outside service."""

    area = models.OneToOneField(
        Area, on_delete=models.PROTECT, primary_key=True, related_name="boundary"
    )
    # As in a GeoJSON multipolygon: pieces, each an outer ring and holes, each of [lon, lat].
    polygons = models.JSONField()
    # The box around all of it, so that few borders have to be looked at.
    west = models.FloatField()
    south = models.FloatField()
    east = models.FloatField()
    north = models.FloatField()
    source = models.CharField(max_length=300)
    licence = models.CharField(max_length=200)
    retrieved = models.DateField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "area boundaries"
        constraints = [
            models.CheckConstraint(
                name="area_boundary_box_is_one",
                condition=Q(west__lt=F("east"), south__lt=F("north")),
            ),
            models.CheckConstraint(
                name="area_boundary_on_earth",
                condition=Q(west__gte=-180, east__lte=180, south__gte=-90, north__lte=90),
            ),
            models.CheckConstraint(
                name="area_boundary_says_whose_it_is",
                condition=~Q(source="") & ~Q(licence=""),
            ),
        ]

    def __str__(self):
        return f"Border of {self.area_id}"
