"""A small force: Central with Hackney and, beneath it, two teams; and Southern beside it."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from accounts.actions import create_person, create_team
from accounts.models import Role, Team, TeamKind, User

AT = datetime(2026, 3, 27, 14, 5, tzinfo=UTC)
PASSWORD = "a long enough password"


@pytest.fixture
def force(db) -> Team:
    return create_team(name="Force", kind=TeamKind.FORCE, parent=None, by=None, at=AT)


@pytest.fixture
def hackney(force) -> Team:
    return create_team(name="Hackney", kind=TeamKind.COMMAND, parent=force, by=None, at=AT)


@pytest.fixture
def team_a(hackney) -> Team:
    return create_team(name="Team A", kind=TeamKind.TEAM, parent=hackney, by=None, at=AT)


@pytest.fixture
def person(team_a) -> Callable[..., User]:
    """Add a person; an officer of Team A unless something else is said."""

    def add(**said) -> User:
        given = {
            "warrant_number": "P1234",
            "name": "Ada Marsh",
            "email": "ada.marsh@force.example",
            "team": team_a,
            "roles": [Role.OFFICER],
            "password": PASSWORD,
            "by": None,
            "at": AT,
            **said,
        }
        return create_person(**given)

    return add


@pytest.fixture
def amy(person) -> User:
    """An administrator."""
    return person(
        warrant_number="A1",
        name="Amy Stone",
        email="a1@force.example",
        roles=[Role.ADMINISTRATOR],
        team=None,
    )


@pytest.fixture
def bea(person) -> User:
    """Another administrator."""
    return person(
        warrant_number="A2",
        name="Bea Lund",
        email="a2@force.example",
        roles=[Role.ADMINISTRATOR],
        team=None,
    )
