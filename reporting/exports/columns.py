"""The kinds of column a row file has, each with its SQL and what the data dictionary says of it."""

import hmac
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.db.models import TextChoices
from psycopg2 import Binary

from records.vocabulary import YesNo
from reporting.exports.spreadsheet import harmless_sql

SEPARATOR = ";"
_NOTHING = "NULL"
_BLOCK = 64  # bytes in a block of SHA-256


class Type(StrEnum):
    """What a cell holds, in the words of the dictionary."""

    PSEUDONYM = "pseudonym"
    DATE = "date"
    TIME = "time"
    INTEGER = "integer"
    CODE = "code"
    CODES = "codes"
    TEXT = "text"


class Unit(StrEnum):
    """How moments are written."""

    DAY = "YYYY-MM-DD"
    MONTH = "YYYY-MM"
    TIME = "HH:MM:SS"


@dataclass(frozen=True, kw_only=True)
class RowColumn:
    """One column: its name, the SQL of its value, and what the dictionary says of it.

    `values` are the codes it may hold, each with its label; a column of type `codes` joins several
    by semicolons. An empty cell is no answer.
    """

    name: str
    type: Type
    sql: str
    description: str
    unit: str = ""
    values: tuple[tuple[str, str], ...] = ()
    parameters: tuple[Any, ...] = ()

    @property
    def is_always_empty(self) -> bool:
        return self.sql == _NOTHING


def always_empty(name: str, description: str) -> RowColumn:
    """A column that others have, of what is not asked here."""
    return RowColumn(name=name, type=Type.TEXT, sql=_NOTHING, description=description)


def code(
    name: str,
    values: type[TextChoices],
    description: str,
    *,
    of: str = "encounter",
    sql: str = "",
) -> RowColumn:
    """One coded answer `of` a table of the query; empty where the question was not asked."""
    return RowColumn(
        name=name,
        type=Type.CODE,
        sql=f"nullif({sql or f'{of}.{name}'}, '')",
        description=description,
        values=tuple(values.choices),
    )


def codes(
    name: str, values: type[TextChoices], description: str, *, of: str = "encounter"
) -> RowColumn:
    """Several coded answers in one cell."""
    return RowColumn(
        name=name,
        type=Type.CODES,
        sql=f"nullif(array_to_string({of}.{name}, '{SEPARATOR}'), '')",
        description=f"{description}; several are joined by semicolons",
        values=tuple(values.choices),
    )


def either(condition: str, yes: str, no: str) -> str:
    """SQL of one of two words, the condition worked out once; NULL where it is not known."""
    return f"CASE {condition} WHEN true THEN '{yes}' WHEN false THEN '{no}' END"


def yes_no(name: str, sql: str, description: str) -> RowColumn:
    """A condition; empty where it is not known."""
    return RowColumn(
        name=name,
        type=Type.CODE,
        sql=either(sql, YesNo.YES.value, YesNo.NO.value),
        description=description,
        values=tuple(YesNo.choices),
    )


def number(name: str, sql: str, description: str, *, unit: str) -> RowColumn:
    return RowColumn(name=name, type=Type.INTEGER, sql=sql, description=description, unit=unit)


def moment(name: str, sql: str, description: str, *, unit: Unit) -> RowColumn:
    kind = Type.TIME if unit is Unit.TIME else Type.DATE
    return RowColumn(name=name, type=kind, sql=sql, description=description, unit=unit)


def text(name: str, sql: str, description: str) -> RowColumn:
    """Text that people of the force chose, so it might begin like a formula."""
    return RowColumn(name=name, type=Type.TEXT, sql=harmless_sql(sql), description=description)


def pseudonym(name: str, sql: str, description: str) -> RowColumn:
    """A keyed hash (HMAC-SHA256, its first 128 bits) of the bytes `sql` gives.

    Each column has a key of its own, made of PSEUDONYM_KEY and the column's name. The statement
    carries that key, so whoever reads the database's log could compute pseudonyms, but only of
    values they already know.
    """
    key = hmac.digest(settings.PSEUDONYM_KEY.encode(), name.encode(), sha256).ljust(_BLOCK, b"\0")
    inner, outer = (bytes(byte ^ pad for byte in key) for pad in (0x36, 0x5C))
    return RowColumn(
        name=name,
        type=Type.PSEUDONYM,
        sql=f"left(encode(sha256(%s || sha256(%s || {sql})), 'hex'), 32)",
        description=description,
        parameters=(Binary(outer), Binary(inner)),
    )


DICTIONARY_HEADER = ("column", "type", "unit", "values", "description")


def dictionary(columns: Iterable[RowColumn]) -> Iterator[tuple[str, ...]]:
    """One line for each column of the file."""
    for column in columns:
        yield (
            column.name,
            column.type,
            column.unit,
            f"{SEPARATOR} ".join(f"{value}={label}" for value, label in column.values),
            column.description,
        )


def dictionary_entries(columns: Iterable[RowColumn]) -> list[dict[str, Any]]:
    """The same for programs."""
    return [
        {
            "column": column.name,
            "type": column.type,
            "unit": column.unit,
            "values": [{"value": value, "label": label} for value, label in column.values],
            "description": column.description,
        }
        for column in columns
    ]
