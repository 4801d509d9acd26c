"""Published tables to compare with, and files of them that wait to be loaded."""

import uuid

from django.conf import settings
from django.db import models

from records.vocabulary import Ethnicity, Gender
from reporting.querysets import BenchmarkQuerySet


class BenchmarkKind(models.TextChoices):
    """What a table counts."""

    RESIDENTS = "residents", "Residents"
    STOPS = "stops", "Stops"
    ARRESTS = "arrests", "Arrests"

    @property
    def divides_rates(self) -> bool:
        """Whether rates are per so many of them, whatever their age and sex."""
        return self is BenchmarkKind.RESIDENTS


class Benchmark(models.Model):
    """One edition of a published table of counts. A corrected edition is a new version.

    What it counts happened, or was true, from `period_start` to `period_end`; a census has one day.
    """

    kind = models.CharField(max_length=12, choices=BenchmarkKind)
    name = models.CharField(max_length=100)
    version = models.PositiveSmallIntegerField()
    coverage = models.CharField(max_length=100)
    period_start = models.DateField()
    period_end = models.DateField()
    source = models.CharField(max_length=300)
    licence = models.CharField(max_length=100)
    attribution = models.CharField(max_length=300)
    retrieved = models.DateField()
    loaded_at = models.DateTimeField()
    # SHA-256 of the file, so that loading it again changes nothing.
    checksum = models.CharField(max_length=64)

    objects = BenchmarkQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="benchmark_kind_known", condition=models.Q(kind__in=BenchmarkKind.values)
            ),
            models.CheckConstraint(
                name="benchmark_ends_after_it_starts",
                condition=models.Q(period_end__gte=models.F("period_start")),
            ),
            models.UniqueConstraint(
                fields=["kind", "name", "version"], name="benchmark_version_once"
            ),
            models.UniqueConstraint(
                fields=["kind", "name", "checksum"], name="benchmark_file_once"
            ),
        ]

    def __str__(self):
        return f"{self.name}, version {self.version}"

    @property
    def year(self) -> int:
        return self.period_end.year


class BenchmarkRow(models.Model):
    """One count. An empty dimension means all: no age band is all ages.

    Areas are codes and no keys, because a table may cover places the register does not.
    """

    benchmark = models.ForeignKey(Benchmark, on_delete=models.CASCADE, related_name="rows")
    area_code = models.CharField(max_length=20, blank=True)
    ethnicity = models.CharField(max_length=24, choices=Ethnicity, blank=True)
    age_band = models.CharField(max_length=16, blank=True)
    sex = models.CharField(max_length=24, choices=Gender, blank=True)
    count = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["benchmark", "area_code", "ethnicity", "age_band", "sex"],
                name="benchmark_row_once",
            ),
            models.CheckConstraint(
                name="benchmark_row_ethnicity_known",
                condition=models.Q(ethnicity__in=["", *Ethnicity.values]),
            ),
            models.CheckConstraint(
                name="benchmark_row_sex_known", condition=models.Q(sex__in=["", *Gender.values])
            ),
        ]

    def __str__(self):
        return f"{self.benchmark_id}: {self.area_code} {self.ethnicity} {self.count}"


class TableFile(models.Model):
    """A corrected file of a published table, kept between the trial and the confirmation.

    `table` is the slug of a shipped table, `total` what its publisher says that it adds up to.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    at = models.DateTimeField()
    name = models.CharField(max_length=100)
    table = models.CharField(max_length=40)
    total = models.PositiveIntegerField()
    content = models.BinaryField()

    def __str__(self):
        return self.name
