"""Text that no spreadsheet takes for a formula.

A cell that begins with one of these is run, not shown, by common spreadsheets. An apostrophe in
front makes it text. The same rule in Python and, for files that the database writes, in SQL.
"""

import csv
import io
from collections.abc import Iterable

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")


def harmless(cell: object) -> object:
    """The cell; text that begins like a formula gets an apostrophe. Numbers stay numbers."""
    if isinstance(cell, str) and cell.startswith(DANGEROUS):
        return f"'{cell}"
    return cell


def harmless_sql(text: str) -> str:
    """An SQL expression of text, made harmless. `text` is ours, not anybody's input."""
    first = "'=', '+', '-', '@', E'\\t', E'\\r'"
    return f"CASE WHEN left({text}, 1) IN ({first}) THEN '''' || {text} ELSE {text} END"


def csv_text(
    header: Iterable[str], lines: Iterable[Iterable[object]], *, line_end: str = "\r\n"
) -> str:
    """A small CSV file in one piece."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator=line_end)
    writer.writerow(header)
    writer.writerows([harmless(cell) for cell in line] for line in lines)
    return file.getvalue()
