"""The cells of the cubes, which triggers keep: see `reporting.cube`."""

from django.db import models

from records.models import Area
from records.vocabulary import AgeGroup, Compliance, Ethnicity, Gender, YesNo
from reporting.querysets import CubeQuerySet


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
        keys = (*cls._meta.pk.field_names, "fingerprint")
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
    """By kind of handcuffing, and whether a reviewer accepted the record.

    `named_power` were searched under a named power of stop and search, `other_power` under another.
    `fingerprint` counts nothing: it is another sum once any of the records is another.
    """

    pk = models.CompositePrimaryKey(
        "month", "area", "ethnicity_perceived", "compliance", "before_arrest", "accepted"
    )
    compliance = models.CharField(max_length=24, choices=Compliance, blank=True)
    before_arrest = models.CharField(max_length=24, choices=YesNo, blank=True)
    accepted = models.BooleanField()

    named_power = models.IntegerField()
    other_power = models.IntegerField()
    fingerprint = models.BigIntegerField()

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
