"""Reports and row files for programs: a token comes in, data or a problem goes out, no page.

No session counts and no cookie is set, so nothing can be asked in somebody’s name by a page of
another site.
"""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt

from accounts.models import Scope
from records.views.loading import require
from reporting import actions
from reporting.api import answers, openapi
from reporting.api.authentication import token_sent
from reporting.api.problems import Kind, Problem
from reporting.exports import csvw
from reporting.exports.files import ROW_FILES
from reporting.exports.row_file import RowFile
from reporting.exports.views import JSON, RowFormat, as_row_file
from reporting.forms import RowsForm
from reporting.permissions import may_download_rows, may_read, may_see_tables
from reporting.presenters.index import to_load
from reporting.reports import REPORTS, Report, Result
from reporting.views import as_report_file

View = Callable[..., HttpResponse]


def for_programs(scope: Scope | None) -> Callable[[View], View]:
    """Answer who sends a token of this scope, without one everybody; each refusal is a problem."""

    def decorate(view: View) -> View:
        @csrf_exempt  # there is no session to misuse, and nothing to change
        @login_not_required
        @wraps(view)
        def wrapper(request: HttpRequest, **kwargs: Any) -> HttpResponse:
            try:
                response = _answered(view, request, kwargs)
            except Problem as problem:
                response = problem.response()
            patch_vary_headers(response, ["Authorization"])
            return response

        return wrapper

    def _answered(view: View, request: HttpRequest, kwargs: dict[str, Any]) -> HttpResponse:
        if request.method != "GET":
            raise Problem(
                Kind.READ_ONLY,
                f"{request.method} is not answered here.",
                headers={"Allow": "GET"},
            )
        if scope is not None:
            header = request.headers.get("Authorization", "")
            request.token = token_sent(header, scope=scope, at=timezone.now())
            request.user = request.token.user
        try:
            return view(request, **kwargs)
        except PermissionDenied as refusal:
            raise Problem(Kind.NOT_ALLOWED, str(refusal)) from None
        except Http404 as missing:
            raise Problem(Kind.NOT_FOUND, str(missing)) from None

    return decorate


@for_programs(None)
def openapi_document(request):
    """What addresses there are: nothing of the register, so nobody needs a token to read it."""
    return _json(openapi.document())


@for_programs(None)
def unknown(request, rest):
    raise Http404(f"There is no “{rest[:80]}” here: see openapi.json.")


# -- Reports --------------------------------------------------------------------------------------


@for_programs(Scope.REPORTS)
def reports(request):
    """Those that the owner of the token may read."""
    _only(request.GET, ())
    mine = [report for report in REPORTS if may_read(request.user, report.access)]
    return _json({"reports": [answers.report_summary(report, request) for report in mine]})


@for_programs(Scope.REPORTS)
def report(request, address):
    found = _report(request, address)
    _only(request.GET, ())
    form = found.filters(QueryDict(), user=request.user, today=timezone.localdate(timezone.now()))
    return _json(answers.report_declared(found, form, request))


@for_programs(Scope.REPORTS)
def report_json(request, address):
    """The same result as the page and the CSV."""
    found, now = _report(request, address), timezone.now()
    result = _result(request, found, now)
    answer = answers.report_result(found, result)
    actions.disclose_report(
        report=found,
        selection=result.selection,
        rows=len(answer["rows"]),
        by=request.user,
        at=now,
        token=request.token,
        ending="json",
    )
    return _json(answer)


@for_programs(Scope.REPORTS)
def report_csv(request, address):
    """The file of the page, byte for byte."""
    found, now = _report(request, address), timezone.now()
    result = _result(request, found, now)
    return as_report_file(result, by=request.user, at=now, token=request.token)


def _report(request, address: str) -> Report:
    found = next((one for one in REPORTS if one.address == address), None)
    if found is None:
        raise Http404(f"There is no report “{address}”.")
    require(may_read(request.user, found.access))
    return found


def _result(request, report: Report, now) -> Result:
    form = report.filters(request.GET, user=request.user, today=timezone.localdate(now))
    _insist(form, request.GET)
    if missing := to_load(report):
        raise Problem(Kind.LOCKED, f"To be loaded first: {'; '.join(missing)}.")
    return report.compute(form.selection(), now=now)


# -- Row files ------------------------------------------------------------------------------------


@for_programs(Scope.ROW_FILES)
def row_files(request):
    require(may_download_rows(request.user))
    _only(request.GET, ())
    return _json({"row_files": [answers.row_file_summary(one, request) for one in ROW_FILES]})


@for_programs(Scope.ROW_FILES)
def row_file(request, file):
    found = _row_file(request, file)
    _only(request.GET, ())
    form = RowsForm(QueryDict(), today=timezone.localdate(timezone.now()))
    return _json(answers.row_file_declared(found, form, request))


@for_programs(Scope.ROW_FILES)
def row_file_csv(request, file):
    return _rows(request, file, RowFormat.CSV)


@for_programs(Scope.ROW_FILES)
def row_file_parquet(request, file):
    return _rows(request, file, RowFormat.PARQUET)


@for_programs(Scope.ROW_FILES)
def row_file_metadata(request, file):
    """Describes the file of the same filters."""
    found = _row_file(request, file)
    selection = _rows_selection(request, timezone.now())
    described = csvw.metadata(found, url=found.file_name(selection))
    return _json(described, content_type=csvw.MEDIA_TYPE)


def _rows(request, name: str, form: RowFormat) -> HttpResponse:
    file, now = _row_file(request, name), timezone.now()
    selection = _rows_selection(request, now)
    return as_row_file(file, form, selection, by=request.user, at=now, token=request.token)


def _row_file(request, name: str) -> RowFile:
    require(may_download_rows(request.user))
    found = next((one for one in ROW_FILES if one.slug == name), None)
    if found is None:
        raise Http404(f"There is no row file “{name}”.")
    return found


def _rows_selection(request, now):
    form = RowsForm(request.GET, today=timezone.localdate(now))
    _insist(form, request.GET)
    return form.selection()


@for_programs(Scope.REPORTS)
def tables(request):
    """The published tables that reports compare with."""
    require(may_see_tables(request.user))
    _only(request.GET, ())
    return _json({"tables": answers.tables()})


# -- Filters and JSON -----------------------------------------------------------------------------


def _insist(form: forms.Form, given: QueryDict) -> None:
    """Refuse filters that are wrong, and those that would silently change nothing."""
    wrong = [
        {"filter": name, "message": message}
        for name, messages in form.errors.items()
        for message in messages
    ]
    _only(given, form.fields, wrong)


def _only(given: QueryDict, known, wrong: list[dict[str, str]] | None = None) -> None:
    wrong = list(wrong or ())
    for name, values in given.lists():
        if name not in known:
            names = ", ".join(known) or "none"
            message = f"There is no such filter; there are: {names}"
            wrong.append({"filter": name[:80], "message": message})
        elif len(values) > 1:
            wrong.append({"filter": name, "message": "Give one value"})
    if wrong:
        told = "; ".join(f"{one['filter']}: {one['message']}" for one in wrong)
        raise Problem(Kind.WRONG_FILTERS, told, errors=wrong)


def _json(content: Any, *, content_type: str = JSON) -> HttpResponse:
    """Numbers in full; what is not a number must never get this far, so it fails."""
    text = json.dumps(content, ensure_ascii=False, allow_nan=False)
    return HttpResponse(text, content_type=content_type)
