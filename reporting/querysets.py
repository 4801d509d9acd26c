"""Filters on the tables behind the reports."""

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.apps import apps
from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Sum

from records.models import Area
from records.models.area import AreaKind

if TYPE_CHECKING:
    from reporting.models import Benchmark, BenchmarkKind
    from reporting.selection import Selection


class BenchmarkQuerySet(QuerySet):
    def current(self, kind: "BenchmarkKind") -> "Benchmark | None":
        """The newest table of a kind for the register's own districts, in its newest version.

        A table by ethnicity that has these districts comes before all others, and of two of one
        day the one that has nothing else: that of London before that of England and Wales.
        """
        ours = Area.objects.filter(kind=AreaKind.DISTRICT).values("pk")
        here = self._by_group(kind).filter(area_code__in=ours)
        elsewhere = self._rows().exclude(area_code__in=ours)
        return (
            self.filter(kind=kind)
            .annotate(has_ours=Exists(here), has_others=Exists(elsewhere))
            .order_by("-has_ours", "-period_end", "has_others", "-version", "-pk")
            .first()
        )

    def with_groups_of(self, areas: Iterable[str], kind: "BenchmarkKind") -> "BenchmarkQuerySet":
        """Tables of a kind by ethnicity that have any of these areas, newest first.

        Of each table its newest version only; of two of one day first the one that has nothing but
        the register's own districts, as in `current`.
        """
        here = self._by_group(kind).filter(area_code__in=list(areas))
        ours = Area.objects.filter(kind=AreaKind.DISTRICT).values("pk")
        elsewhere = self._rows().exclude(area_code__in=ours)
        return (
            self._newest_versions()
            .filter(Exists(here), kind=kind)
            .annotate(has_others=Exists(elsewhere))
            .order_by("-period_end", "has_others", "name", "pk")
        )

    def by_age_and_sex(self, areas: Iterable[str], kind: "BenchmarkKind") -> "BenchmarkQuerySet":
        """Tables of a kind by ethnicity, age and sex together that have any of these areas.

        The newest first, of each its newest version only.
        """
        here = (
            self._rows()
            .filter(area_code__in=list(areas))
            .exclude(ethnicity="")
            .exclude(age_band="")
            .exclude(sex="")
        )
        return (
            self._newest_versions()
            .filter(Exists(here), kind=kind)
            .order_by("-period_end", "name", "pk")
        )

    def with_dimensions(self, *, no_area: Iterable[str]) -> "BenchmarkQuerySet":
        """With what the rows of each table tell apart, how many there are, and what they count.

        `no_area` are codes that stand for no area.
        """
        nowhere = Q(rows__area_code__in=list(no_area))
        return self.annotate(
            row_count=Count("rows"),
            total=Sum("rows__count"),
            without_area=Sum("rows__count", filter=nowhere),
            areas=Count("rows__area_code", distinct=True, filter=~nowhere & ~Q(rows__area_code="")),
            ethnicities=Count("rows__ethnicity", distinct=True, filter=~Q(rows__ethnicity="")),
            age_bands=Count("rows__age_band", distinct=True, filter=~Q(rows__age_band="")),
            sexes=Count("rows__sex", distinct=True, filter=~Q(rows__sex="")),
        )

    def _newest_versions(self) -> "BenchmarkQuerySet":
        newer = self.model._default_manager.filter(
            kind=OuterRef("kind"), name=OuterRef("name"), version__gt=OuterRef("version")
        )
        return self.filter(~Exists(newer))

    def _by_group(self, kind: "BenchmarkKind") -> QuerySet:
        """Rows by ethnicity. Where rates divide by them, those of all ages and both sexes."""
        rows = self._rows().exclude(ethnicity="")
        return rows.filter(age_band="", sex="") if kind.divides_rates else rows

    def _rows(self):
        return apps.get_model("reporting.BenchmarkRow").objects.filter(benchmark=OuterRef("pk"))


class DatasetQuerySet(QuerySet):
    def newest_versions(self) -> "DatasetQuerySet":
        """Of each table its newest version, the newest table first."""
        newer = self.model._default_manager.filter(
            name=OuterRef("name"), version__gt=OuterRef("version")
        )
        return self.filter(~Exists(newer)).order_by("-period_end", "name", "pk")

    def with_dimensions(self) -> "DatasetQuerySet":
        """With how many rows, places, months and counts that were not supplied each has."""
        return self.annotate(
            row_count=Count("rows"),
            areas=Count("rows__area_code", distinct=True),
            months=Count("rows__month", distinct=True),
            not_supplied=Count("rows", filter=Q(rows__isnull=False, rows__count=None)),
        )


class CubeQuerySet(QuerySet):
    def selected(self, selection: "Selection") -> "CubeQuerySet":
        """The cells of the encounters an analyst asked for."""
        cells = self
        if selection.first_month:
            cells = cells.filter(month__gte=selection.first_month)
        if selection.last_month:
            cells = cells.filter(month__lte=selection.last_month)
        if selection.area:
            cells = cells.filter(area=selection.area)
        if selection.compliance:
            cells = cells.filter(compliance=selection.compliance)
        if selection.before_arrest:
            cells = cells.filter(before_arrest=selection.before_arrest)
        if selection.accepted_only:
            cells = cells.filter(accepted=True)
        return cells

    def counts(self, *dimensions: str) -> QuerySet:
        """The measures by these dimensions, cells without encounters left out."""
        return (
            self.values(*dimensions)
            .annotate(
                total=Sum("encounters"), reports=Sum("officer_reports"), filed_late=Sum("late")
            )
            .filter(total__gt=0)
            .order_by(*dimensions)
        )

    def measured(
        self, *dimensions: str, only: Iterable[str] | None = None, **sums: Sum
    ) -> QuerySet:
        """Measures by these dimensions as `all_...`, cells without encounters left out.

        Every measure, or the encounters and `only` these: where the cells are many, what nobody
        reads takes most of the time. `sums` are others, under their own names.
        """
        names = self.model.measures() if only is None else {"encounters", *only}
        return (
            self.values(*dimensions)
            .annotate(**{f"all_{name}": Sum(name) for name in names}, **sums)
            .filter(all_encounters__gt=0)
            .order_by(*dimensions)
        )

    def first_month(self) -> date | None:
        """The month of the earliest encounter; None if there is none."""
        return self.filter(encounters__gt=0).aggregate(first=Min("month"))["first"]
