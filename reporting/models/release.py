"""Releases and what they consist of. Rows are added and never changed, for whomever it may be."""

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, QuerySet

from audit.append_only import APPEND_ONLY
from reporting.selection import Period, after


class StepKind(models.TextChoices):
    """What becomes of a release after it is made."""

    PUBLISHED = "published", "Published"
    WITHDRAWN = "withdrawn", "Withdrawn"


class ReleaseQuerySet(QuerySet):
    def taken(self, kind: StepKind) -> "ReleaseQuerySet":
        """Those that took this step."""
        return self.filter(self._took(kind))

    def public(self) -> "ReleaseQuerySet":
        """Those that anybody may read, the newest period first."""
        return (
            self.taken(StepKind.PUBLISHED)
            .exclude(self._took(StepKind.WITHDRAWN))
            .order_by("-last_month", "-pk")
        )

    def overlapping(self, release: "Release") -> "ReleaseQuerySet":
        """Those that share a month with it."""
        return self.filter(
            first_month__lte=release.last_month, last_month__gte=release.first_month
        ).exclude(pk=release.pk)

    def _took(self, kind: StepKind) -> Exists:
        return Exists(ReleaseStep.objects.filter(release=OuterRef("pk"), kind=kind))


class Release(models.Model):
    """The figures of whole quarters as the register had them at `made_at`.

    `hidden` and `withheld` say of how many counts no number is published: because they are below
    ten, and because one of those could be worked out from them. `checksum` is that of everything
    in it: see `freezing`.
    """

    append_only = True

    first_month = models.DateField()
    last_month = models.DateField()
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    coverage = models.CharField(max_length=100)
    unit = models.CharField(max_length=40)
    mapping_version = models.PositiveSmallIntegerField()
    benchmark = models.ForeignKey("reporting.Benchmark", on_delete=models.PROTECT, related_name="+")
    # The other tables that its reports compare with: [{"name": ..., "checksum": ...}].
    other_tables = models.JSONField(default=list)
    code_version = models.CharField(max_length=64)
    counts = models.PositiveIntegerField()
    hidden = models.PositiveIntegerField()
    withheld = models.PositiveIntegerField()
    checksum = models.CharField(max_length=64)

    objects = ReleaseQuerySet.as_manager()

    class Meta:
        triggers = [APPEND_ONLY]
        constraints = [
            models.CheckConstraint(
                name="release_ends_after_it_starts",
                condition=models.Q(last_month__gt=models.F("first_month")),
            ),
        ]

    def __str__(self):
        return f"Release {self.pk}, {self.first_month:%Y-%m} to {self.last_month:%Y-%m}"

    @property
    def period(self) -> Period:
        """Its days; it is of months that had ended."""
        return Period.of_months(self.first_month, self.last_month, today=after(self.last_month))


class ReleaseStep(models.Model):
    """A release is published, or withdrawn for a reason; each once and for good."""

    append_only = True

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="steps")
    kind = models.CharField(max_length=12, choices=StepKind)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(max_length=1_000, blank=True)

    class Meta:
        triggers = [APPEND_ONLY]
        constraints = [
            models.CheckConstraint(
                name="release_step_known", condition=models.Q(kind__in=StepKind.values)
            ),
            models.CheckConstraint(
                name="release_withdrawn_for_a_reason",
                condition=~models.Q(kind=StepKind.WITHDRAWN, reason=""),
            ),
            models.UniqueConstraint(fields=["release", "kind"], name="release_step_once"),
        ]

    def __str__(self):
        return f"{self.release_id}: {self.kind}"


class ReleasedReport(models.Model):
    """One report for one choice, as it is served: the body of its page, and its file.

    `report` is the address of the report; area, kind and group are empty where all are together.
    """

    append_only = True

    release = models.ForeignKey(Release, on_delete=models.PROTECT, related_name="reports")
    report = models.CharField(max_length=60)
    title = models.CharField(max_length=100)
    area = models.CharField(max_length=20, blank=True)
    place = models.CharField(max_length=100)
    kind = models.CharField(max_length=24, blank=True)
    group = models.CharField(max_length=24, blank=True)
    html = models.TextField()
    csv = models.TextField()
    html_checksum = models.CharField(max_length=64)
    csv_checksum = models.CharField(max_length=64)

    class Meta:
        triggers = [APPEND_ONLY]
        constraints = [
            models.UniqueConstraint(
                fields=["release", "report", "area", "kind", "group"], name="released_report_once"
            ),
        ]

    def __str__(self):
        return f"{self.release_id}: {self.report} {self.area} {self.kind} {self.group}"

    def query(self) -> dict[str, str]:
        """Its choice, as an address has it."""
        chosen = {"group": self.group, "area": self.area, "kind": self.kind}
        return {name: value for name, value in chosen.items() if value}


class ReleasedPicture(models.Model):
    """A picture of a report as a file, as it is served; `ident` is its name on the page."""

    append_only = True

    report = models.ForeignKey(ReleasedReport, on_delete=models.PROTECT, related_name="pictures")
    ident = models.SlugField(max_length=60, db_index=False)
    svg = models.TextField()
    svg_checksum = models.CharField(max_length=64)

    class Meta:
        triggers = [APPEND_ONLY]
        constraints = [
            models.UniqueConstraint(fields=["report", "ident"], name="released_picture_once"),
        ]

    def __str__(self):
        return f"{self.report}, {self.ident}"
