"""Row files and what describes them: filters come in by the address, a file goes out."""

import json
from enum import StrEnum

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from records.views.loading import require
from reporting import actions
from reporting.exports import csvw, parquet
from reporting.exports.columns import DICTIONARY_HEADER, dictionary, dictionary_entries
from reporting.exports.files import ROW_FILES
from reporting.exports.spreadsheet import csv_text
from reporting.forms import RowsForm
from reporting.permissions import may_download_rows
from reporting.selection import financial_years

CSV = "text/csv; charset=utf-8"
JSON = "application/json"
YEARS = 3


@require_GET
def row_files(request):
    require(may_download_rows(request.user))
    form = RowsForm(request.GET, today=timezone.localdate())
    return _files_page(request, form, status=200 if form.is_valid() else 400)


def _files_page(request, form, *, status):
    years = financial_years(timezone.localdate(), YEARS)
    context = {
        "files": ROW_FILES,
        "form": form,
        "years": [(name, urlencode(selection.query())) for name, selection in years],
    }
    if form.is_valid():
        context["query"] = urlencode(form.selection().query())
    return render(request, "reporting/row_files.html", context, status=status)


class RowFormat(StrEnum):
    """In which formats rows are taken away, by the ending of the file."""

    CSV = "csv"
    PARQUET = "parquet"


@require_GET
def row_file(request, *, file):
    return _download(request, file, RowFormat.CSV)


@require_GET
def row_file_parquet(request, *, file):
    return _download(request, file, RowFormat.PARQUET)


def _download(request, file, row_format):
    require(may_download_rows(request.user))
    now = timezone.now()
    form = RowsForm(request.GET, today=timezone.localdate(now))
    if not form.is_valid():
        return _files_page(request, form, status=400)
    return as_row_file(file, row_format, form.selection(), by=request.user, at=now)


def as_row_file(file, row_format, selection, *, by, at, token=None):
    """The rows, written down as taken away: for people and, by token, for programs."""
    actions.disclose_row_file(
        file=file,
        ending=row_format,
        selection=selection,
        rows=file.count(selection),
        by=by,
        at=at,
        token=token,
    )
    if row_format is RowFormat.PARQUET:
        stream, content_type = parquet.stream(file, selection), parquet.MEDIA_TYPE
    else:
        stream, content_type = file.stream(selection), CSV
    return as_file(
        StreamingHttpResponse(stream, content_type=content_type),
        file.file_name(selection, row_format),
    )


@require_GET
def metadata(request, *, file):
    """With the same filters as the file it describes the file of that name."""
    require(may_download_rows(request.user))
    form = RowsForm(request.GET, today=timezone.localdate())
    if not form.is_valid():
        return _files_page(request, form, status=400)
    name = file.file_name(form.selection())
    return as_file(
        _json(csvw.metadata(file, url=name), content_type=csvw.MEDIA_TYPE),
        name.removesuffix("csv") + csvw.ENDING,
    )


@require_GET
def dictionary_page(request, *, file):
    require(may_download_rows(request.user))
    context = {"file": file, "columns": file.columns()}
    return render(request, "reporting/dictionary.html", context)


@require_GET
def dictionary_csv(request, *, file):
    require(may_download_rows(request.user))
    content = csv_text(DICTIONARY_HEADER, dictionary(file.columns()))
    return as_file(HttpResponse(content, content_type=CSV), f"{file.slug}-dictionary.csv")


@require_GET
def dictionary_json(request, *, file):
    require(may_download_rows(request.user))
    described = {
        "file": file.name,
        "title": file.title,
        "description": file.about,
        "unit": file.unit,
        "key": file.key,
        "columns": dictionary_entries(file.columns()),
    }
    return as_file(_json(described, content_type=JSON), f"{file.slug}-dictionary.json")


def _json(content, *, content_type):
    text = json.dumps(content, ensure_ascii=False, indent=2)
    return HttpResponse(f"{text}\n", content_type=content_type)


def as_file(response, name: str):
    """A download of that name."""
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
