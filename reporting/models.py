"""What reports are computed from: published tables to compare with, and the cube.

Releases, what is kept of reports, have a module of their own.
"""

import uuid

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower

from accounts.models import User
from audit.append_only import APPEND_ONLY
from records.models import Area
from records.vocabulary import AgeGroup, Compliance, Ethnicity, Gender, YesNo
from reporting.querysets import BenchmarkQuerySet, CubeQuerySet, DatasetQuerySet


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


class SavedReport(models.Model):
    """A report with filters that somebody keeps. It shows what they may see when they open it.

    A rolling one has no months in its query: it is of the usual ones, up to the last whole month
    of the day on which it is opened.
    """

    LONGEST_NAME = 60

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="saved_reports")
    # The name of its declaration. A report that is declared no more opens nothing.
    report = models.CharField(max_length=40)
    name = models.CharField(max_length=LONGEST_NAME)
    # Written by `Selection.query`: known filters only.
    query = models.CharField(max_length=2_000, blank=True, default="")
    rolling = models.BooleanField()
    monthly_mail = models.BooleanField(default=False)
    # The first day of the London month in which the mail was last considered, or asked for.
    mail_considered_in = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(
                fields=["mail_considered_in"],
                name="saved_report_mail",
                condition=models.Q(monthly_mail=True),
            )
        ]
        constraints = [
            models.UniqueConstraint("user", Lower("name"), name="saved_report_name_once_each"),
            models.CheckConstraint(name="saved_report_has_name", condition=~models.Q(name="")),
            models.CheckConstraint(
                name="saved_report_mail_is_of_months_that_move_on",
                condition=models.Q(monthly_mail=False)
                | models.Q(rolling=True, mail_considered_in__isnull=False),
            ),
        ]

    def __str__(self):
        return self.name


class Cell(models.Model):
    """How many counted encounters share some values: written by triggers only, see `cube`.

    The measures are signed, and no rule keeps them above zero: a trigger offers the change as a
    new row first, which may be negative, and a damaged cube must not stop an officer's record.
    """

    month = models.DateField()
    # The encounter has the key to the area; a second check here would only cost time.
    area = models.ForeignKey(
        Area, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+"
    )

    encounters = models.IntegerField()
    officer_reports = models.IntegerField()
    late = models.IntegerField()

    objects = CubeQuerySet.as_manager()

    class Meta:
        abstract = True

    @classmethod
    def measures(cls) -> list[str]:
        """The names of what is counted: every whole number of a cell that is not in its key."""
        keys = cls._meta.pk.field_names
        whole = [field for field in cls._meta.fields if isinstance(field, models.IntegerField)]
        return [field.name for field in whole if field.name not in keys]


class TreatmentCell(Cell):
    """With what was done to people, by the ethnicity that the officer saw."""

    ethnicity_perceived = models.CharField(max_length=24, choices=Ethnicity)

    no_de_escalation = models.IntegerField()
    continued_unjustified = models.IntegerField()
    arrested = models.IntegerField()
    no_further_action = models.IntegerField()
    injured = models.IntegerField()
    children = models.IntegerField()
    minutes = models.BigIntegerField()

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.month:%Y-%m} {self.area_id} {self.ethnicity_perceived}: {self.encounters}"


class CubeCell(TreatmentCell):
    """By kind of handcuffing, and whether a reviewer accepted the record."""

    pk = models.CompositePrimaryKey(
        "month", "area", "ethnicity_perceived", "compliance", "before_arrest", "accepted"
    )
    compliance = models.CharField(max_length=24, choices=Compliance, blank=True)
    before_arrest = models.CharField(max_length=24, choices=YesNo, blank=True)
    accepted = models.BooleanField()

    class Meta:
        db_table = "reporting_cube"


class PeopleCell(TreatmentCell):
    """By who was handcuffed: both ethnicities, age and gender."""

    pk = models.CompositePrimaryKey(
        "month", "area", "ethnicity_perceived", "self_defined_group", "age_group", "gender"
    )
    self_defined_group = models.CharField(max_length=24, choices=Ethnicity)
    age_group = models.CharField(max_length=24, choices=AgeGroup)
    gender = models.CharField(max_length=24, choices=Gender)

    before_arrest = models.IntegerField()
    compliant = models.IntegerField()

    class Meta:
        db_table = "reporting_people_cube"


class FilingCell(Cell):
    """By how soon it was filed, with how much of it is not known."""

    pk = models.CompositePrimaryKey("month", "area", "accepted", "within_hours")
    accepted = models.BooleanField()
    # One of `groupings.HOURS`, or `groupings.LATER`.
    within_hours = models.SmallIntegerField()

    no_ethnicity_perceived = models.IntegerField()
    no_self_defined_not_stated = models.IntegerField()
    no_self_defined_not_asked = models.IntegerField()
    no_age = models.IntegerField()
    no_gender = models.IntegerField()
    no_injured = models.IntegerField()
    no_video = models.IntegerField()

    class Meta:
        db_table = "reporting_filing_cube"

    def __str__(self):
        return f"{self.month:%Y-%m} {self.area_id} within {self.within_hours}: {self.encounters}"


class OfficerAccess(models.Model):
    """One person may see the figures of one officer until `ends_at`, for the stated reason."""

    append_only = True

    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(max_length=1_000)
    at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        triggers = [APPEND_ONLY]
        indexes = [models.Index(fields=["user", "ends_at"], name="officer_access_user")]
        constraints = [
            models.CheckConstraint(
                name="officer_access_has_reason",
                condition=~models.Q(reason=""),
                violation_error_message="State why you need to see the figures.",
            ),
            models.CheckConstraint(
                name="officer_access_ends", condition=models.Q(ends_at__gt=models.F("at"))
            ),
        ]

    def __str__(self):
        return f"{self.user_id} on {self.officer_id} until {self.ends_at:%Y-%m-%d %H:%M}"


# Django looks for models here; releases refer to the tables above.
from reporting.releases.models import Release, ReleasedReport, ReleaseStep  # noqa: E402, F401
