"""What programs are told, as plain values; `openapi` declares the same in its schemas."""

from typing import Any

from django import forms
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from reporting.exports.columns import dictionary_entries
from reporting.exports.row_file import RowFile
from reporting.models import Benchmark, BenchmarkKind, Dataset
from reporting.presenters.index import to_load
from reporting.reports import Report, Result

HANDCUFFING = "handcuffing"


def report_summary(report: Report, request: HttpRequest) -> dict[str, Any]:
    """A report in the list."""
    return {
        "id": report.id,
        "address": report.address,
        "version": report.version,
        "title": report.title,
        "question": report.question,
        "unit": report.unit,
        "ethnicity_field": report.ethnicity_field,
        "access": report.access.value,
        "to_load": list(to_load(report)),
        "links": {
            "self": _link(request, "api_report", report.address),
            "json": _link(request, "api_report_json", report.address),
            "csv": _link(request, "api_report_csv", report.address),
            "page": request.build_absolute_uri(reverse(report.page)),
        },
    }


def report_declared(report: Report, form: forms.Form, request: HttpRequest) -> dict[str, Any]:
    """The same with its filters and columns."""
    return report_summary(report, request) | {
        "filters": filters(form),
        "columns": [
            {"name": column.name, "description": column.description}
            for column in report.every_column
        ],
    }


def report_result(report: Report, result: Result) -> dict[str, Any]:
    """A computed result: what it is of, what has to be said beside it, and the lines of its CSV."""
    header = report.header()
    return {
        "id": report.id,
        "version": report.version,
        "title": report.title,
        "question": report.question,
        "unit": report.unit,
        "generated_at": timezone.localtime(result.computed_at).isoformat("T", "seconds"),
        "period": {
            "start": result.period.start.isoformat(),
            "end": result.period.end.isoformat(),
        },
        "area": result.place,
        "filters": result.selection.query(),
        "benchmark": benchmark(result.benchmark) if result.benchmark else None,
        "caveats": report.caveats_of(result),
        "rows": [dict(zip(header, line, strict=True)) for line in report.lines(result)],
    }


def filters(form: forms.Form) -> list[dict[str, Any]]:
    """What may stand in the query of an address, and what is taken where nothing does."""
    return [
        {
            "name": field.name,
            "label": str(field.label),
            "help": str(field.help_text),
            "usual": str(form.data.get(field.name, "")),
            "values": [
                {"value": str(value), "label": str(label)}
                for value, label in getattr(field.field, "choices", ())
                if value != ""
            ],
        }
        for field in form
    ]


def row_file_summary(file: RowFile, request: HttpRequest) -> dict[str, Any]:
    """A row file in the list."""
    return {
        "name": file.slug,
        "title": file.title,
        "description": file.about,
        "unit": file.unit,
        "key": file.key,
        "links": {
            "self": _link(request, "api_row_file", file.slug),
            "csv": _link(request, "api_row_file_csv", file.slug),
            "parquet": _link(request, "api_row_file_parquet", file.slug),
            "metadata": _link(request, "api_row_file_metadata", file.slug),
        },
    }


def row_file_declared(file: RowFile, form: forms.Form, request: HttpRequest) -> dict[str, Any]:
    """The same with its filters and columns."""
    return row_file_summary(file, request) | {
        "filters": filters(form),
        "columns": dictionary_entries(file.columns()),
    }


def tables() -> list[dict[str, Any]]:
    """Every version of every published table, the newest first."""
    current = Benchmark.objects.current(BenchmarkKind.RESIDENTS)
    benchmarks = Benchmark.objects.order_by("kind", "-period_end", "name", "-version")
    datasets = Dataset.objects.order_by("-period_end", "name", "-version")
    return [
        *(benchmark(one) | {"in_use": one == current} for one in benchmarks),
        *(_published(one, kind=HANDCUFFING, unit=one.unit) | {"in_use": True} for one in datasets),
    ]


def benchmark(table: Benchmark) -> dict[str, Any]:
    """A table that a report divides by, with what has to be said where it is quoted."""
    return _published(table, kind=table.kind, unit=BenchmarkKind(table.kind).label.lower())


def _published(table: Benchmark | Dataset, *, kind: str, unit: str) -> dict[str, Any]:
    return {
        "kind": kind,
        "unit": unit,
        "name": table.name,
        "version": table.version,
        "coverage": table.coverage,
        "period": {"start": table.period_start.isoformat(), "end": table.period_end.isoformat()},
        "source": table.source,
        "licence": table.licence,
        "attribution": table.attribution,
        "retrieved": table.retrieved.isoformat(),
        "checksum": table.checksum,
    }


def _link(request: HttpRequest, name: str, *parts: str) -> str:
    return request.build_absolute_uri(reverse(name, args=parts))
