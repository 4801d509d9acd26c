"""The team tree: a path lists the ids from the root, so it changes with everything above it."""

from datetime import datetime

from django.db import connection, transaction
from django.db.models import F, Max, Value
from django.db.models.functions import Concat, Length, Substr

from accounts.actions.changing import Refused, insist, insist_unchanged, lock_tree
from accounts.models import Team, TeamKind, User
from accounts.permissions import may_administer, may_close
from audit.actions import record
from audit.models import Operation


def _log(team: Team, *, action: str, by: User | None, at: datetime, **detail) -> None:
    record(
        at=at,
        by=by,
        operation=Operation.COLLECTION if action == "create_team" else Operation.ALTERATION,
        action=action,
        object_type="team",
        object_id=team.pk,
        object_label=team.name,
        detail=detail,
    )


def _next_id() -> int:
    """The id is in the path, and the path is never empty: so the id is drawn before."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [Team._meta.db_table])
        return cursor.fetchone()[0]


def _insist_on_room(length: int) -> None:
    if length > Team._meta.get_field("path").max_length:
        raise Refused("There are too many levels of teams above one another.")


@transaction.atomic
def create_team(
    *, name: str, kind: TeamKind, parent: Team | None, by: User | None, at: datetime
) -> Team:
    """Add a team under `parent` (None for the force itself)."""
    if by is not None:
        insist(may_administer(by))
    above = ""
    if parent is not None:
        # Against its being moved or closed meanwhile.
        parent = Team.objects.select_for_update().get(pk=parent.pk)
        if parent.closed_at is not None:
            raise Refused(f"{parent.name} is closed.")
        above = parent.path
    number = _next_id()
    path = f"{above}{number}/"
    _insist_on_room(len(path))
    team = Team(pk=number, name=name, kind=kind, parent=parent, path=path)
    team.save(force_insert=True)
    _log(team, action="create_team", by=by, at=at)
    return team


@transaction.atomic
def change_team(
    *,
    team_id: int,
    name: str,
    parent: Team | None,
    version_seen: int,
    by: User,
    at: datetime,
) -> Team:
    """Rename a team, or move it with everything under it; records move with it."""
    insist(may_administer(by))
    lock_tree()
    team = Team.objects.select_related("parent").get(pk=team_id)
    insist_unchanged(team, version_seen)
    before = {"name": team.name, "parent": team.parent.name if team.parent else ""}
    if team.parent_id is None:
        parent = None
    elif parent is None:
        raise Refused("Only the force itself has no team above it.")
    if parent is not None:
        parent = Team.objects.get(pk=parent.pk)
        if team.contains(parent):
            raise Refused("A team cannot be put under itself, or under one of its own teams.")
        if parent.pk != team.parent_id and parent.closed_at is not None:
            raise Refused(f"{parent.name} is closed.")
    old_path, team.path = team.path, f"{parent.path if parent else ''}{team.pk}/"
    team.name, team.parent = name, parent
    team.version += 1
    team.save(update_fields=["name", "parent", "version"])
    if team.path != old_path:
        under = Team.objects.filter(path__startswith=old_path)
        longest = under.aggregate(longest=Max(Length("path")))["longest"]
        _insist_on_room(longest - len(old_path) + len(team.path))
        under.update(path=Concat(Value(team.path), Substr(F("path"), len(old_path) + 1)))
    _log(
        team,
        action="change_team",
        by=by,
        at=at,
        before=before,
        after={"name": team.name, "parent": parent.name if parent else ""},
    )
    return team


@transaction.atomic
def close_team(*, team_id: int, version_seen: int, by: User, at: datetime) -> Team:
    """Nobody can be put into it any more; its records stay with it."""
    lock_tree()
    team = Team.objects.get(pk=team_id)
    insist(may_close(by, team))
    insist_unchanged(team, version_seen)
    team.closed_at = at
    team.version += 1
    team.save(update_fields=["closed_at", "version"])
    _log(team, action="close_team", by=by, at=at)
    return team


@transaction.atomic
def reopen_team(*, team_id: int, version_seen: int, by: User, at: datetime) -> Team:
    """Take a closed team back into use."""
    insist(may_administer(by))
    lock_tree()
    team = Team.objects.select_related("parent").get(pk=team_id)
    insist_unchanged(team, version_seen)
    if team.parent is not None and team.parent.closed_at is not None:
        raise Refused(f"{team.parent.name}, above it, is closed: reopen that first.")
    team.closed_at = None
    team.version += 1
    team.save(update_fields=["closed_at", "version"])
    _log(team, action="reopen_team", by=by, at=at)
    return team
