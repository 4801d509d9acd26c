"""People in words, for pages."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from accounts.models import Role, User
from accounts.training import Standing, lapsed, trainings

# The colour of a tag, by how a training stood.
TAGS = {Standing.VALID: "good", Standing.LAPSED: "problem", Standing.UNKNOWN: "neutral"}


def day(value: date | None) -> str:
    return f"{value.day} {value:%B %Y}" if value else ""


def person_rows(people: Iterable[User], *, on: date) -> list[dict[str, Any]]:
    """One line for each person; what lapsed is of interest for those who handcuff."""
    return [
        {
            "person": person,
            "roles": ", ".join(Role(role).label for role in person.roles),
            "lapsed": len(lapsed(person, on=on)) if person.has_role(Role.OFFICER) else 0,
        }
        for person in people
    ]


def training_rows(user: User, *, on: date) -> list[dict[str, Any]]:
    """Each training as it stood on a day, in words."""
    return [
        {
            "training": found.training.label,
            "trained_on": day(found.trained_on),
            "valid_until": day(found.valid_until),
            "earlier": [day(one) for one in found.earlier],
            "standing": found.standing.label,
            "tag": TAGS[found.standing],
            "note": found.note,
        }
        for found in trainings(user, on=on)
    ]
