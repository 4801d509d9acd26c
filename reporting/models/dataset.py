"""Published counts of handcuffing."""

from django.db import models

from records.vocabulary import Compliance, Ethnicity
from reporting.querysets import DatasetQuerySet


class ReportedHandcuffing(models.TextChoices):
    """What a published table says of the person, as the national return has it."""

    ALL = "all", "All handcuffing"
    COMPLIANT = Compliance.COMPLIANT.value, "Compliant handcuffing"
    NON_COMPLIANT = Compliance.NON_COMPLIANT.value, "Non-compliant handcuffing"
    NOT_STATED = "not_stated", "Handcuffing, compliance not stated"


class Dataset(models.Model):
    """One edition of published counts of handcuffing. A corrected edition is a new version.

    They are counts of officer reports, not of people: three officers who hold one person report
    three times.
    """

    name = models.CharField(max_length=100)
    version = models.PositiveSmallIntegerField()
    coverage = models.CharField(max_length=100)
    unit = models.CharField(max_length=40)
    period_start = models.DateField()
    period_end = models.DateField()
    source = models.CharField(max_length=300)
    licence = models.CharField(max_length=100)
    attribution = models.CharField(max_length=300)
    retrieved = models.DateField()
    loaded_at = models.DateTimeField()
    # SHA-256 of the file, so that loading it again changes nothing.
    checksum = models.CharField(max_length=64)

    objects = DatasetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="dataset_ends_after_it_starts",
                condition=models.Q(period_end__gte=models.F("period_start")),
            ),
            models.UniqueConstraint(fields=["name", "version"], name="dataset_version_once"),
            models.UniqueConstraint(fields=["name", "checksum"], name="dataset_file_once"),
        ]

    def __str__(self):
        return f"{self.name}, version {self.version}"

    def places(self) -> dict[str, str]:
        """The names of its places by code, in the order of the names."""
        pairs = self.rows.values_list("area_code", "area_name").distinct()
        return dict(sorted(pairs, key=lambda pair: (pair[1], pair[0])))


class DatasetRow(models.Model):
    """One published count. None is "not supplied", which is not zero.

    Areas are codes with their names, because a table may cover places the register does not.
    Without a month the count is of the whole period.
    """

    dataset = models.ForeignKey(Dataset, on_delete=models.CASCADE, related_name="rows")
    area_code = models.CharField(max_length=20)
    area_name = models.CharField(max_length=100)
    month = models.DateField(null=True, blank=True)
    ethnicity_perceived = models.CharField(max_length=24, choices=Ethnicity)
    handcuffing = models.CharField(max_length=24, choices=ReportedHandcuffing)
    count = models.PositiveIntegerField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["dataset", "handcuffing", "area_code", "ethnicity_perceived", "month"],
                name="dataset_row_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="dataset_row_ethnicity_known",
                condition=models.Q(ethnicity_perceived__in=Ethnicity.values),
            ),
            models.CheckConstraint(
                name="dataset_row_handcuffing_known",
                condition=models.Q(handcuffing__in=ReportedHandcuffing.values),
            ),
        ]

    def __str__(self):
        count = "not supplied" if self.count is None else self.count
        return f"{self.area_name}, {self.ethnicity_perceived}, {self.handcuffing}: {count}"
