"""What administrators keep about a person, as one value that forms and files fill."""

from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from accounts.models import Role, Team, User


@dataclass(frozen=True, kw_only=True)
class Details:
    """Everything about a person that an administrator may change."""

    name: str
    email: str
    team: Team | None
    roles: tuple[Role, ...]
    personal_safety_trained_on: date | None = None
    legal_trained_on: date | None = None
    de_escalation_trained_on: date | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "email", self.email.lower())
        object.__setattr__(self, "roles", tuple(sorted(self.roles)))


NAMES = tuple(field.name for field in fields(Details))


def details_of(person: User) -> Details:
    """A person's details as they are now."""
    return Details(
        **{name: getattr(person, name) for name in NAMES if name != "roles"},
        roles=tuple(Role(role) for role in person.roles),
    )


def differences(before: Details, after: Details) -> dict[str, tuple[Any, Any]]:
    """What changes, by name: (before, after)."""
    return {
        name: (getattr(before, name), getattr(after, name))
        for name in NAMES
        if getattr(before, name) != getattr(after, name)
    }
