"""Columns in the words of published files: labels for codes, Yes and No for one of several."""

from collections.abc import Iterable, Mapping

from django.db.models import TextChoices

from reporting.exports.columns import RowColumn, Type, either

YES, NO = "Yes", "No"


def _coded(name: str, sql: str, values: Iterable[str], description: str) -> RowColumn:
    return RowColumn(
        name=name,
        type=Type.CODE,
        sql=sql,
        description=description,
        values=tuple((value, value) for value in dict.fromkeys(values)),
    )


def translated_code(
    name: str, sql: str, words: Mapping[TextChoices, str], description: str, *, otherwise: str = ""
) -> RowColumn:
    """A coded answer in the published words; one that has none is `otherwise`, or empty."""
    cases = " ".join(f"WHEN '{value.value}' THEN {_literal(word)}" for value, word in words.items())
    published_words = [*((YES, NO) if YES in words.values() else ()), *words.values()]
    rest = ""
    if otherwise:
        published_words.append(otherwise)
        rest = f"ELSE {_literal(otherwise)} "
    return _coded(name, f"CASE {sql} {cases} {rest}END", published_words, description)


def _literal(word: str) -> str:
    return "'" + word.replace("'", "''") + "'"


def flag(name: str, condition: str, description: str) -> RowColumn:
    return _coded(name, either(condition, YES, NO), (YES, NO), description)


def one_of(name: str, array: str, values: Iterable[TextChoices]) -> RowColumn:
    """Whether one of several answers was given; empty if none was."""
    wanted = ", ".join(f"'{value.value}'" for value in values)
    labels = " or ".join(f"“{value.label}”" for value in values)
    return flag(
        name,
        f"nullif({array}, '{{}}') && ARRAY[{wanted}]::varchar[]",
        f"Yes if {labels} was chosen",
    )
