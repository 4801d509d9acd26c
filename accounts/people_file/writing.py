"""The people as a file that can be changed and handed in again, and an empty one to begin with."""

import csv
import io
from collections.abc import Iterable

from accounts.models import User
from accounts.people_file import COLUMNS
from accounts.people_file.teams import full_names
from accounts.training import COLUMNS as TRAINING_COLUMNS

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
EXAMPLE = (
    *("P1234", "Ada Marsh", "ada.marsh@force.example", "Team A", "officer supervisor", "yes"),
    *("2026-01-12 2025-01-14", "2025-06-03", "2025-06-04"),
)


def harmless(cell: str) -> str:
    """Text that a spreadsheet would run gets an apostrophe in front."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def people_csv(people: Iterable[User]) -> str:
    """One line for each person, with teams by their full names."""
    teams = full_names()
    return _csv(
        (
            person.warrant_number,
            person.name,
            person.email,
            teams[person.team_id] if person.team_id else "",
            " ".join(person.roles),
            "yes" if person.is_active else "no",
            *(" ".join(map(str, getattr(person, column))) for column in TRAINING_COLUMNS),
        )
        for person in people
    )


def template_csv() -> str:
    """The first line, and an example to write over."""
    return _csv([EXAMPLE])


def _csv(lines: Iterable[Iterable[str]]) -> str:
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([harmless(cell) for cell in line] for line in lines)
    return file.getvalue()
