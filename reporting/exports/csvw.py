"""Metadata of a row file in the W3C's vocabulary (CSV on the Web), made of its declaration.

Kept beside the file under its name and `-metadata.json`, where the recommendation has validators
look first. It says what every cell may hold, so that a file can be checked without this service.
Source: W3C, Metadata Vocabulary for Tabular Data, 17 December 2015.
"""

import re
from typing import Any

from reporting.exports.columns import SEPARATOR, RowColumn, Type, Unit
from reporting.exports.row_file import RowFile

CONTEXT = ["http://www.w3.org/ns/csvw", {"@language": "en"}]
MEDIA_TYPE = "application/csvm+json"
ENDING = "csv-metadata.json"
LICENCE = (
    "No licence to publish or to pass on: single occasions, pseudonymised, for analysts of the "
    "force"
)
_MOMENTS = {
    Unit.DAY: {"base": "date", "format": "yyyy-MM-dd"},
    Unit.MONTH: {"base": "gYearMonth"},
    Unit.TIME: {"base": "time", "format": "HH:mm:ss"},
}
# The recommendation allows these as the name of a column; others are known by their title.
_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*")


def metadata(file: RowFile, *, url: str) -> dict[str, Any]:
    """The description of `file` as it is called at `url`, relative to the description."""
    schema: dict[str, Any] = {"columns": [_column(one, file) for one in file.columns()]}
    if file.key:
        schema["primaryKey"] = file.key
    return {
        "@context": CONTEXT,
        "url": url,
        "dc:title": file.title,
        "dc:description": file.about,
        "dc:license": LICENCE,
        "tableSchema": schema,
    }


def _column(column: RowColumn, file: RowFile) -> dict[str, Any]:
    described: dict[str, Any] = {
        "titles": column.name,
        "dc:description": column.description,
        "datatype": _datatype(column),
        "null": "",
    }
    if _NAME.fullmatch(column.name):
        described["name"] = column.name
    if column.name == file.key:
        described["required"] = True
    if column.type is Type.CODES:
        described["separator"] = SEPARATOR
    if column.unit:
        described["schema:unitText"] = str(column.unit)
    return described


def _datatype(column: RowColumn) -> dict[str, str]:
    match column.type:
        case Type.DATE | Type.TIME:
            return _MOMENTS[Unit(column.unit)]
        case Type.INTEGER:
            return {"base": "nonNegativeInteger"}
        case Type.PSEUDONYM:
            return {"base": "string", "format": "^[0-9a-f]{32}$"}
        case Type.CODE | Type.CODES:
            known = "|".join(re.escape(value) for value, _ in column.values)
            return {"base": "string", "format": f"^({known})$"}
        case Type.TEXT:
            return {"base": "string"}
