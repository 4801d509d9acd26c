"""What was worked out once and is shown until it is worked out again: see `reporting.runs`."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, QuerySet

from audit.append_only import APPEND_ONLY


class RunQuerySet(QuerySet):
    def newest(self, report: str, version: int, choice: str) -> "Run | None":
        """The last run of a report, by its name, for a choice.

        One of another version of the report was worked out, and written, in another way.
        """
        runs = self.filter(report=report, choice=choice, result__version=version)
        return runs.order_by("-at", "-pk").first()


class RunRequestQuerySet(QuerySet):
    def open(self) -> "RunRequestQuerySet":
        """Those since which nobody has worked it out, the first come first."""
        since = Run.objects.filter(
            report=OuterRef("report"), choice=OuterRef("choice"), at__gte=OuterRef("at")
        )
        return self.filter(~Exists(since)).order_by("at", "pk")


class About(models.Model):
    """Which report, by the name of its declaration, and the query of what it is worked out for."""

    report = models.CharField(max_length=40)
    choice = models.CharField(max_length=500)
    at = models.DateTimeField()

    class Meta:
        abstract = True

    def __str__(self):
        return f"{self.report} {self.choice} at {self.at:%Y-%m-%d %H:%M}"


class Run(About):
    """A report worked out from the register as it was at `at`. Without `by` the timer did it.

    `encounters` and `fingerprint` are those of the cube at that time, for whoever wants to know
    whether the register is still the same. `data_hash` is that of what was read, `result` what came
    of it, with the version of the report.
    """

    append_only = True

    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    code_version = models.CharField(max_length=64)
    data_hash = models.CharField(max_length=64)
    encounters = models.PositiveIntegerField()
    fingerprint = models.BigIntegerField()
    result = models.JSONField()

    objects = RunQuerySet.as_manager()

    class Meta:
        triggers = [APPEND_ONLY]
        indexes = [models.Index(fields=["report", "choice", "-at"], name="run_newest")]


class RunUnit(models.Model):
    """What a run found of one team or one officer, by its key.

    Not append-only: those of an earlier run are deleted by the next one of the same choice, so that
    figures of persons are not kept for longer than they are shown.
    """

    run = models.ForeignKey(Run, on_delete=models.PROTECT, related_name="units")
    unit = models.BigIntegerField()
    result = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "unit"], name="run_unit_once"),
        ]

    def __str__(self):
        return f"{self.unit} of run {self.run_id}"


class RunRequest(About):
    """Somebody asked for a run that is too long to wait for; the timer makes it."""

    append_only = True

    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = RunRequestQuerySet.as_manager()

    class Meta:
        triggers = [APPEND_ONLY]
