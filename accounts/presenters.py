"""People in words, for pages."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from accounts.models import AccessToken, AccessTokenQuerySet, Role, Scope, User
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


def token_lists(tokens: AccessTokenQuerySet, *, now: datetime) -> dict[str, list[dict[str, Any]]]:
    """Somebody's tokens, what each opens: those that work, and those that ended lately."""
    rows = [
        {
            "token": token,
            "works": token.revoked_at is None and token.expires_at > now,
            "scopes": " and ".join(Scope(scope).label.lower() for scope in token.scopes),
            "standing": _standing(token, now=now),
            "used": f"Last used {_local_day(token.last_used_at)}"
            if token.last_used_at
            else "Never used",
        }
        for token in tokens.listed(at=now)
    ]
    return {
        "working": [row for row in rows if row["works"]],
        "ended": [row for row in rows if not row["works"]],
    }


def _standing(token: AccessToken, *, now: datetime) -> str:
    if token.revoked_at:
        return f"Revoked {_local_day(token.revoked_at)}"
    if token.expires_at <= now:
        return f"Ended {_local_day(token.expires_at)}"
    return f"Works until {_local_day(token.expires_at)}"


def _local_day(moment: datetime) -> str:
    return day(timezone.localdate(moment))
