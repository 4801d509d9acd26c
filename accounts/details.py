"""What administrators keep about a person, as one value that forms and files fill."""

from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from accounts.models import Role, Team, User
from accounts.training import COLUMNS as TRAINING_COLUMNS


@dataclass(frozen=True, kw_only=True)
class Details:
    """Everything about a person that an administrator may change."""

    name: str
    email: str
    team: Team | None
    roles: tuple[Role, ...]
    personal_safety_trained_on: tuple[date, ...] = ()
    legal_trained_on: tuple[date, ...] = ()
    de_escalation_trained_on: tuple[date, ...] = ()

    def __post_init__(self) -> None:
        object.__setattr__(self, "email", self.email.lower())
        for name in MANY:
            object.__setattr__(self, name, tuple(sorted(set(getattr(self, name)))))


NAMES = tuple(field.name for field in fields(Details))
# Those that hold several values, in order and each once.
MANY = ("roles", *TRAINING_COLUMNS)


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
