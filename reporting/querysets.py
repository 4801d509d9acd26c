"""Filters on the tables behind the reports."""

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Min, QuerySet, Sum

if TYPE_CHECKING:
    from reporting.models import Benchmark, BenchmarkKind
    from reporting.selection import Selection


class BenchmarkQuerySet(QuerySet):
    def current(self, kind: "BenchmarkKind") -> "Benchmark | None":
        """The newest table of a kind, in its newest version."""
        return self.filter(kind=kind).order_by("-period_end", "-version", "-pk").first()


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

    def measured(self, *dimensions: str) -> QuerySet:
        """Every measure by these dimensions as `all_...`, cells without encounters left out."""
        return (
            self.values(*dimensions)
            .annotate(**{f"all_{name}": Sum(name) for name in self.model.measures()})
            .filter(all_encounters__gt=0)
            .order_by(*dimensions)
        )

    def first_month(self) -> date | None:
        """The month of the earliest encounter; None if there is none."""
        return self.filter(encounters__gt=0).aggregate(first=Min("month"))["first"]
