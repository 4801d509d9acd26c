"""A reader of CSV on the Web for what our metadata uses of it, stricter than the recommendation.

What the recommendation lets pass with a warning (an unknown property, a missing type) is an error
here, because nobody reads warnings. Written from the W3C's recommendations of 17 December 2015,
"Metadata Vocabulary for Tabular Data" and "Model for Tabular Data", without our own code.
"""

import csv
import io
import re
from collections.abc import Callable
from datetime import date, time
from typing import Any

NAMESPACE = "http://www.w3.org/ns/csvw"
# Section 5.1: names may not begin with an underscore and are made of what URI templates allow.
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_]*")
COMMON = re.compile(r"(dc|schema):[A-Za-z]+")  # prefixes that section 5.8 defines beforehand
TABLE = {"@context", "url", "tableSchema"}
SCHEMA = {"columns", "primaryKey"}
COLUMN = {"name", "titles", "datatype", "null", "required", "separator"}
DATATYPE = {"base", "format"}


def _date(text: str) -> date:
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", text)
    return date.fromisoformat(text)


def _month(text: str) -> date:
    assert re.fullmatch(r"\d{4}-\d\d", text)
    return date.fromisoformat(f"{text}-01")


def _time(text: str) -> time:
    assert re.fullmatch(r"\d\d:\d\d:\d\d", text)
    return time.fromisoformat(text)


def _whole(text: str) -> int:
    assert re.fullmatch(r"\+?\d+|-0+", text)
    return int(text)


# By base; and the formats that each may have, where that is not a regular expression.
BASES: dict[str, tuple[Callable[[str], Any], set[str | None] | None]] = {
    "string": (str, None),
    "date": (_date, {"yyyy-MM-dd"}),
    "gYearMonth": (_month, {None}),
    "time": (_time, {"HH:mm:ss"}),
    "nonNegativeInteger": (_whole, {None}),
}


def check(metadata: dict[str, Any]) -> None:
    """Every rule that the description of one table has to keep."""
    assert metadata["@context"] == [NAMESPACE, {"@language": "en"}]
    _known(metadata, TABLE)
    url = metadata["url"]
    assert re.fullmatch(r"[a-z0-9-]+\.csv", url), "a name beside the description, as it stands"
    for licence in ("dc:license", "dc:title", "dc:description"):
        assert isinstance(metadata[licence], str)
        assert metadata[licence]
    schema = metadata["tableSchema"]
    _known(schema, SCHEMA)
    columns = schema["columns"]
    assert columns
    titles = [column["titles"] for column in columns]
    assert len(titles) == len(set(titles))
    names = [column["name"] for column in columns if "name" in column]
    assert len(names) == len(set(names))
    if "primaryKey" in schema:
        assert schema["primaryKey"] in names
    for column in columns:
        _check_column(column)


def _check_column(column: dict[str, Any]) -> None:
    _known(column, COLUMN)
    assert isinstance(column["titles"], str)
    assert "name" not in column or NAME.fullmatch(column["name"])
    assert column["null"] == ""
    assert column.get("required", True) is True
    assert column.get("separator", ";") == ";"
    datatype = column["datatype"]
    _known(datatype, DATATYPE)
    _, formats = BASES[datatype["base"]]
    if formats is None:
        re.compile(datatype.get("format", ""))
    else:
        assert datatype.get("format") in formats


def _known(described: dict[str, Any], allowed: set[str]) -> None:
    unknown = {key for key in described if key not in allowed and not COMMON.fullmatch(key)}
    assert unknown == set()


def read(metadata: dict[str, Any], content: str) -> list[dict[str, Any]]:
    """The rows with their types; AssertionError at the first cell that is not allowed."""
    columns = metadata["tableSchema"]["columns"]
    header, *lines = csv.reader(io.StringIO(content, newline=""), strict=True)
    assert header == [column["titles"] for column in columns]
    rows = [
        {column["titles"]: cell(column, text) for column, text in zip(columns, line, strict=True)}
        for line in lines
    ]
    key = metadata["tableSchema"].get("primaryKey")
    if key:
        assert len({row[key] for row in rows}) == len(rows)
    return rows


def cell(column: dict[str, Any], text: str) -> Any:
    """The value of one cell; with a separator a list."""
    if "separator" in column:
        return [_value(column, part) for part in text.split(column["separator"])] if text else []
    if text == column["null"]:
        assert "required" not in column, column["titles"]
        return None
    return _value(column, text)


def _value(column: dict[str, Any], text: str) -> Any:
    datatype = column["datatype"]
    parse, formats = BASES[datatype["base"]]
    if formats is None and "format" in datatype:
        assert re.search(datatype["format"], text), f"{column['titles']}: {text!r}"
    return parse(text)
