"""Checks a value against a JSON Schema, for what our OpenAPI document uses of it, and stricter.

A keyword that is not known here is an error, so that nothing in the document goes unchecked.
"""

import re
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

KNOWN = {
    *("$ref", "type", "description", "properties", "required", "additionalProperties"),
    *("items", "enum", "const", "format", "oneOf"),
}
TYPES = {
    "object": dict,
    "array": list,
    "string": str,
    "integer": int,
    "number": (int, float),
    "boolean": bool,
    "null": type(None),
}


def resolved(reference: str, document: dict[str, Any]) -> Any:
    """What "#/components/…" stands for; a KeyError if it stands for nothing."""
    assert reference.startswith("#/"), reference
    found: Any = document
    for part in reference[2:].split("/"):
        found = found[part]
    return found


def faults(value: Any, schema: dict[str, Any], document: dict[str, Any], at: str = "") -> list[str]:
    """Where the value is not as the schema says."""
    unknown = set(schema) - KNOWN
    assert not unknown, f"{at}: {unknown}"
    if "$ref" in schema:
        return faults(value, resolved(schema["$ref"], document), document, at)
    if "oneOf" in schema:
        fitting = [one for one in schema["oneOf"] if not faults(value, one, document, at)]
        return [] if len(fitting) == 1 else [f"{at}: fits {len(fitting)} of oneOf"]
    if "const" in schema:
        return [] if value == schema["const"] else [f"{at}: {value!r}, not {schema['const']!r}"]
    if "enum" in schema and value not in schema["enum"]:
        return [f"{at}: {value!r} is none of {schema['enum']}"]
    kinds = schema.get("type", [])
    kinds = [kinds] if isinstance(kinds, str) else kinds
    if kinds and not any(_is(value, kind) for kind in kinds):
        return [f"{at}: {value!r} is not of {kinds}"]
    if isinstance(value, dict):
        return _of_object(value, schema, document, at)
    if isinstance(value, list):
        items = schema["items"]
        return [
            fault
            for number, one in enumerate(value)
            for fault in faults(one, items, document, f"{at}[{number}]")
        ]
    if "format" in schema and not _has_form(value, schema["format"]):
        return [f"{at}: {value!r} is not a {schema['format']}"]
    return []


def _is(value: Any, kind: str) -> bool:
    if isinstance(value, bool):
        return kind == "boolean"
    return isinstance(value, TYPES[kind])


def _of_object(value, schema, document, at) -> list[str]:
    properties = schema.get("properties", {})
    found = [f"{at}: lacks {name}" for name in schema.get("required", ()) if name not in value]
    others = schema.get("additionalProperties", True)
    for name, one in value.items():
        if name in properties:
            found += faults(one, properties[name], document, f"{at}.{name}")
        elif others is False:
            found.append(f"{at}: has {name}, which is not declared")
        elif others is not True:
            found += faults(one, others, document, f"{at}.{name}")
    return found


def _has_form(value: str, form: str) -> bool:
    match form:
        case "date":
            return bool(re.fullmatch(r"\d{4}-\d\d-\d\d", value)) and bool(date.fromisoformat(value))
        case "date-time":
            return datetime.fromisoformat(value).tzinfo is not None
        case "uri":
            address = urlsplit(value)
            return bool(address.scheme and address.netloc)
    raise AssertionError(form)
