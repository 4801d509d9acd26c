"""The document that describes the addresses for programs (OpenAPI 3.1), made of the declarations.

It says nothing of the register: filters whose values are kept there (areas, teams, tables) have
none here, and are listed by the address of the report itself.
"""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.conf import settings

from accounts.models import Scope
from reporting.api import schemas
from reporting.api.problems import MEDIA_TYPE as PROBLEM
from reporting.api.problems import Kind
from reporting.exports import csvw, parquet
from reporting.exports.files import ROW_FILES
from reporting.exports.row_file import RowFile
from reporting.forms import RowsForm
from reporting.reports import REPORTS, Report

VERSION = "1"
BASE = f"/api/v{VERSION}"
JSON, CSV = "application/json", "text/csv"

REPORTS_TAG, ROWS_TAG, TABLES_TAG, ABOUT_TAG = "Reports", "Row files", "Published tables", "About"
# What the address of a report or a row file itself answers.
DECLARED = "filters and columns"
TAGS = {
    REPORTS_TAG: "Computed figures with what has to be said beside them",
    ROWS_TAG: "Single occasions, pseudonymised",
    TABLES_TAG: "What reports compare with",
    ABOUT_TAG: "This document",
}

# What may be answered wherever a token is needed.
REFUSALS = (Kind.WRONG_FILTERS, Kind.NO_TOKEN, Kind.WRONG_SCOPE, Kind.NOT_ALLOWED)

Operation = dict[str, Any]


def document() -> dict[str, Any]:
    """The whole description."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Cuffing: reports and row files",
            "version": VERSION,
            "description": "Read-only. What a token opens depends on its scopes and on its "
            "owner’s roles at the moment it is used; every answer with figures or rows is logged.",
        },
        "servers": [{"url": f"{settings.PUBLIC_ADDRESS}{BASE}"}],
        "tags": [{"name": name, "description": words} for name, words in TAGS.items()],
        "security": [{"bearer": []}, {"basic": []}],
        "paths": {address: {"get": operation} for address, operation in _operations()},
        "components": {
            "schemas": schemas.of_everybody()
            | {_result_name(report): schemas.of_result(report) for report in REPORTS},
            "securitySchemes": {
                "bearer": {
                    "type": "http",
                    "scheme": "bearer",
                    "description": "A personal token, made on the page “Access tokens”",
                },
                "basic": {
                    "type": "http",
                    "scheme": "basic",
                    "description": "For spreadsheets: any name, and the token as the password",
                },
            },
            "responses": {
                _problem_name(status): _problem(status)
                for status in sorted({kind.value.status for kind in Kind})
            },
        },
    }


def _operations() -> Iterator[tuple[str, Operation]]:
    """(address, what it answers), in the order of the guide."""
    summary, declared = schemas.ref("ReportSummary"), schemas.ref("Report")
    yield (
        "/reports",
        _operation(
            "list_reports",
            REPORTS_TAG,
            "The reports that you may read",
            {JSON: schemas.thing({"reports": schemas.several(summary)})},
            scope=Scope.REPORTS,
        ),
    )
    for report in REPORTS:
        yield from _of_report(report, declared)
    summary, declared = schemas.ref("RowFileSummary"), schemas.ref("RowFile")
    yield (
        "/row-files",
        _operation(
            "list_row_files",
            ROWS_TAG,
            "The row files",
            {JSON: schemas.thing({"row_files": schemas.several(summary)})},
            scope=Scope.ROW_FILES,
        ),
    )
    for file in ROW_FILES:
        yield from _of_row_file(file, declared)
    tables = schemas.several(schemas.ref("TableInList"))
    yield (
        "/tables",
        _operation(
            "list_tables",
            TABLES_TAG,
            "Every version of every published table",
            {JSON: schemas.thing({"tables": tables})},
            scope=Scope.REPORTS,
        ),
    )
    yield (
        "/openapi.json",
        _operation("openapi", ABOUT_TAG, "This document", {JSON: {"type": "object"}}, scope=None),
    )


def _of_report(report: Report, declared: schemas.Schema) -> Iterator[tuple[str, Operation]]:
    address, about = f"/reports/{report.address}", f"{report.id}: {report.title}"
    given = {
        "parameters": _parameters(report.filters),
        "scope": Scope.REPORTS,
        "problems": (Kind.LOCKED,),
    }
    yield (
        address,
        _operation(
            f"{report.name}_declared",
            REPORTS_TAG,
            f"{about}: {DECLARED}",
            {JSON: declared},
            scope=Scope.REPORTS,
        ),
    )
    result = {JSON: schemas.ref(_result_name(report))}
    yield (
        f"{address}.json",
        _operation(report.name, REPORTS_TAG, f"{about}: its result", result, **given),
    )
    yield (
        f"{address}.csv",
        _operation(
            report.csv,
            REPORTS_TAG,
            f"{about}: its result as a file",
            {CSV: schemas.text("A header, and the rows of the JSON")},
            **given,
        ),
    )


def _of_row_file(file: RowFile, declared: schemas.Schema) -> Iterator[tuple[str, Operation]]:
    address = f"/row-files/{file.slug}"
    given = {"parameters": _parameters(RowsForm), "scope": Scope.ROW_FILES}
    yield (
        address,
        _operation(
            f"{file.name}_declared",
            ROWS_TAG,
            f"{file.title}: {DECLARED}",
            {JSON: declared},
            scope=Scope.ROW_FILES,
        ),
    )
    for ending, words, content in (
        ("csv", "the rows as CSV", {CSV: schemas.text("A header, and a line for each row")}),
        ("parquet", "the rows as Parquet", {parquet.MEDIA_TYPE: {}}),
        (csvw.ENDING, "metadata of the CSV", {csvw.MEDIA_TYPE: {"type": "object"}}),
    ):
        name = f"{file.name}_{ending.replace('.', '_').replace('-', '_')}"
        yield (
            f"{address}.{ending}",
            _operation(name, ROWS_TAG, f"{file.title}: {words}", content, **given),
        )


def _operation(
    name: str,
    tag: str,
    summary: str,
    content: dict[str, schemas.Schema],
    *,
    scope: Scope | None,
    parameters: tuple[schemas.Schema, ...] = (),
    problems: tuple[Kind, ...] = (),
) -> Operation:
    described: Operation = {"operationId": name, "tags": [tag], "summary": summary}
    told: set[int] = set()
    if scope is None:
        described["security"] = []
    else:
        described["description"] = f"Needs a token for {scope.label.lower()} ({scope.value})."
        told = {kind.value.status for kind in (*REFUSALS, *problems)}
    if parameters:
        described["parameters"] = list(parameters)
    answers: dict[str, Any] = {
        "200": {
            "description": summary,
            "content": {kind: {"schema": schema} for kind, schema in content.items()},
        }
    }
    for status in sorted(told):
        answers[str(status)] = {"$ref": f"#/components/responses/{_problem_name(status)}"}
    return described | {"responses": answers}


def _parameters(form: type[forms.Form]) -> tuple[schemas.Schema, ...]:
    """The filters of a form, with the values that are declared in it."""
    return tuple(
        {
            "name": name,
            "in": "query",
            "description": ". ".join(filter(None, (str(field.label), str(field.help_text)))),
            "schema": _values(field),
        }
        for name, field in form.base_fields.items()
    )


def _values(field: forms.Field) -> schemas.Schema:
    choices = [str(value) for value, _ in getattr(field, "choices", ()) if value != ""]
    return {"type": "string", "enum": choices} if choices else {"type": "string"}


def _problem(status: int) -> schemas.Schema:
    """All that may be wrong where an answer begins with this number."""
    kinds = [kind.value for kind in Kind if kind.value.status == status]
    return {
        "description": " Or: ".join(f"{kind.title}. {kind.meaning}" for kind in kinds),
        "content": {PROBLEM: {"schema": schemas.ref("Problem")}},
    }


def _problem_name(status: int) -> str:
    return f"Problem{status}"


def _result_name(report: Report) -> str:
    return f"ResultOf{report.name.title().replace('_', '')}"
