"""From the bytes of a file to its lines, whatever spreadsheet wrote it."""

import codecs
import csv
import io
from dataclasses import dataclass

from accounts.people_file import COLUMNS, MOST_BYTES, MOST_LINES

SEPARATORS = ",;\t"
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class Unreadable(Exception):
    """The file as a whole cannot be used; the message is for the administrator."""


@dataclass(frozen=True)
class Row:
    """One line of the file: where it begins, and its cells by column."""

    number: int
    cells: dict[str, str]
    problem: str = ""


def decode(content: bytes) -> str:
    """The text of a file: UTF-8 with or without its mark, or what older spreadsheets write."""
    if len(content) > MOST_BYTES:
        raise Unreadable(f"The file is larger than {MOST_BYTES // 1_000_000} megabytes: split it.")
    if content.startswith(_UTF_16):
        raise Unreadable("The file is “Unicode text”: save it as “CSV UTF-8” instead.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        pass
    try:
        return content.decode("cp1252")
    except UnicodeDecodeError:
        raise Unreadable("The file is not text: save it as “CSV UTF-8”.") from None


def read(text: str) -> list[Row]:
    """The lines of the file, or Unreadable."""
    text = text.removeprefix("\ufeff")
    if "\x00" in text:
        raise Unreadable("The file is not text: save it as “CSV UTF-8”.")
    first = next((line for line in text.splitlines() if line.strip()), "")
    separator = max(SEPARATORS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    header: list[str] = []
    rows: list[Row] = []
    began = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                if not header:
                    header = _header(cells)
                else:
                    rows.append(_row(began, header, cells))
            if len(rows) > MOST_LINES:
                raise Unreadable(
                    f"The file has more than {MOST_LINES:,} people: split it into several."
                )
            began = reader.line_num + 1
    except csv.Error:
        raise Unreadable(
            f"Line {began} cannot be read: a quotation mark is not closed, or a cell is far too "
            "long."
        ) from None
    if not header:
        raise Unreadable("The file is empty.")
    if not rows:
        raise Unreadable("The file has only its first line: there is nobody in it.")
    return rows


def _header(cells: list[str]) -> list[str]:
    names = ["_".join(cell.lower().split()) for cell in cells]
    while names and not names[-1]:
        names.pop()
    known = ", ".join(COLUMNS)
    for position, name in enumerate(names):
        if name not in COLUMNS:
            raise Unreadable(
                f"The column “{cells[position].strip()[:40]}” is not known. "
                f"The first line may name these columns: {known}."
            )
        if name in names[:position]:
            raise Unreadable(f"The column “{name}” is there twice.")
    if "warrant_number" not in names:
        raise Unreadable("The column “warrant_number” is missing: it says who each line is about.")
    return names


def _row(number: int, header: list[str], cells: list[str]) -> Row:
    cells = [cell.strip() for cell in cells]
    while len(cells) > len(header) and not cells[-1]:
        cells.pop()
    found = dict(zip(header, cells, strict=False))
    problem = ""
    if len(cells) != len(header):
        problem = f"It has {len(cells)} cells, and the first line names {len(header)} columns"
    return Row(number, found, problem)
