"""Changes to people and teams."""

from datetime import datetime

from django.db import transaction

from accounts.models import Role, Team, TeamKind, User
from audit.actions import record
from audit.models import Operation


@transaction.atomic
def create_team(
    *, name: str, kind: TeamKind, parent: Team | None, by: User | None, at: datetime
) -> Team:
    """Add a team under `parent` (None for the force itself)."""
    team = Team.objects.create(name=name, kind=kind, parent=parent)
    team.path = f"{parent.path if parent else ''}{team.pk}/"
    team.save(update_fields=["path"])
    record(
        at=at,
        by=by,
        operation=Operation.COLLECTION,
        action="create_team",
        object_type="team",
        object_id=team.pk,
        object_label=team.name,
    )
    return team


@transaction.atomic
def create_person(
    *,
    warrant_number: str,
    name: str,
    email: str,
    team: Team | None,
    roles: list[Role],
    password: str | None,
    by: User | None,
    at: datetime,
) -> User:
    """Add a person; without a password they cannot sign in until they set one by e-mail."""
    person = User(
        warrant_number=warrant_number.upper(),
        name=name,
        email=email.lower(),
        team=team,
        roles=sorted(roles),
    )
    person.set_password(password)
    person.full_clean()
    person.save()
    record(
        at=at,
        by=by,
        operation=Operation.COLLECTION,
        action="create_person",
        object_type="user",
        object_id=person.pk,
        object_label=str(person),
        detail={"roles": person.roles, "team": team.name if team else ""},
    )
    return person
