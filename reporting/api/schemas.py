"""The shape of every answer, as JSON Schema; what belongs to one report comes from its declaration.

Objects hold what is named here and nothing else, so that the tests find what is left out on either
side.
"""

from collections.abc import Mapping
from typing import Any

from reporting.api.problems import Kind
from reporting.exports.columns import Type
from reporting.permissions import Access
from reporting.reports import Report

Schema = dict[str, Any]

NUMBER_OR_WORD: Schema = {"type": ["string", "number", "null"]}


def text(description: str = "", **more: Any) -> Schema:
    described = {"description": description} if description else {}
    return {"type": "string", **described, **more}


def day(description: str = "") -> Schema:
    return text(description, format="date")


def link(description: str) -> Schema:
    return text(description, format="uri")


def flag(description: str) -> Schema:
    return {"type": "boolean", "description": description}


def whole(description: str) -> Schema:
    return {"type": "integer", "description": description}


def several(items: Schema, description: str = "") -> Schema:
    described = {"description": description} if description else {}
    return {"type": "array", "items": items, **described}


def thing(
    properties: Mapping[str, Schema], *, description: str = "", optional: tuple[str, ...] = ()
) -> Schema:
    """An object with these properties, all of them unless optional, and no other."""
    described = {"description": description} if description else {}
    return {
        "type": "object",
        **described,
        "properties": dict(properties),
        "required": [name for name in properties if name not in optional],
        "additionalProperties": False,
    }


def ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


VALUES = several(thing({"value": text(), "label": text()}))
PERIOD = thing({"start": day(), "end": day("Included")})
TABLE = {
    "kind": text("What it counts"),
    "unit": text(),
    "name": text(),
    "version": whole("A corrected edition has a higher one"),
    "coverage": text("Which places it covers"),
    "period": PERIOD,
    "source": text(),
    "licence": text(),
    "attribution": text("To be given wherever it is quoted"),
    "retrieved": day("When it was fetched from its publisher"),
    "checksum": text("SHA-256 of the file"),
}
SUMMARY = {
    "id": text("What people call it, such as R2"),
    "address": text("Its name in addresses; it stays as it is"),
    "version": whole("Changes when the report is computed in another way"),
    "title": text(),
    "question": text("What it answers"),
    "unit": text("What is counted"),
    "ethnicity_field": text("Which of the two ethnicity fields it is by"),
    "access": text("Whom it is for", enum=[access.value for access in Access]),
    "to_load": several(text(), "What has to be loaded before it shows anything; mostly nothing"),
    "links": thing(
        {
            "self": link("With its filters and columns"),
            "json": link("Its result"),
            "csv": link("Its result as a file"),
            "page": link("For people, who sign in"),
        }
    ),
}
ROW_FILE = {
    "name": text("Its name in addresses"),
    "title": text(),
    "description": text(),
    "unit": text("What one row is"),
    "key": text("The column whose value no other row has; empty if there is none"),
    "links": thing(
        {
            "self": link("With its filters and columns"),
            "csv": link("The rows"),
            "parquet": link("The rows, typed"),
            "metadata": link("CSV on the Web"),
        }
    ),
}


def of_everybody() -> dict[str, Schema]:
    """The schemas that do not depend on what reports there are."""
    return {
        "Problem": thing(
            {
                "type": link("Which kind it is, and where it is described"),
                "title": text(enum=sorted({kind.value.title for kind in Kind})),
                "status": whole("As in the answer’s first line"),
                "detail": text("What is wrong here, in words"),
                "errors": several(
                    thing({"filter": text(), "message": text()}), "One for each wrong filter"
                ),
            },
            description="Problem details (RFC 9457)",
            optional=("errors",),
        ),
        "Filter": thing(
            {
                "name": text("As it stands in the address"),
                "label": text(),
                "help": text(),
                "usual": text("What is taken if the address says nothing; empty for everything"),
                "values": VALUES,
            },
            description="One filter. Without values it takes what its help says.",
        ),
        "Table": thing(TABLE, description="A published table"),
        "TableInList": thing(
            {**TABLE, "in_use": flag("Whether reports use it now")}, description="A published table"
        ),
        "ReportSummary": thing(SUMMARY),
        "Report": thing(
            {
                **SUMMARY,
                "filters": several(ref("Filter")),
                "columns": several(thing({"name": text(), "description": text()})),
            }
        ),
        "RowFileSummary": thing(ROW_FILE),
        "RowFile": thing(
            {
                **ROW_FILE,
                "filters": several(ref("Filter")),
                "columns": several(
                    thing(
                        {
                            "column": text(),
                            "type": text(enum=[one.value for one in Type]),
                            "unit": text(),
                            "values": VALUES,
                            "description": text(),
                        }
                    )
                ),
            }
        ),
    }


def of_result(report: Report) -> Schema:
    """What a report answers; each row is a line of its CSV."""
    row = {
        column.name: {**NUMBER_OR_WORD, "description": column.description}
        for column in report.every_column
    }
    return thing(
        {
            "id": {"const": report.id},
            "version": whole("Changes when the report is computed in another way"),
            "title": text(),
            "question": text(),
            "unit": text("What is counted"),
            "generated_at": text("Data as at this time", format="date-time"),
            "period": PERIOD,
            "area": text("The place"),
            "filters": {
                "type": "object",
                "description": "What was asked for, with what was filled in; as in an address",
                "additionalProperties": text(),
            },
            "benchmark": {
                "oneOf": [ref("Table"), {"type": "null"}],
                "description": "What rates divide by",
            },
            "caveats": several(text(), "To be said wherever the figures are quoted"),
            "rows": several(thing(row), "Numbers in full; null where there is no number"),
        },
        description=report.question,
    )
