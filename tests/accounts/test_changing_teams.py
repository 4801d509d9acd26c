"""The tree changes: paths follow, nothing is put under itself, closed teams stay empty."""

import pytest

from accounts import actions
from accounts.actions import create_team
from accounts.models import Role, Team, TeamKind, User
from audit.models import Event
from tests.accounts.conftest import AT


@pytest.fixture
def southern(force) -> Team:
    return create_team(name="Southern", kind=TeamKind.COMMAND, parent=force, by=None, at=AT)


def change(team: Team, *, by, name: str = "", parent: Team | None = None, version=None) -> Team:
    now = Team.objects.select_related("parent").get(pk=team.pk)
    return actions.change_team(
        team_id=now.pk,
        name=name or now.name,
        parent=parent or now.parent,
        version_seen=now.version if version is None else version,
        by=by,
        at=AT,
    )


def close(team: Team, *, by) -> Team:
    now = Team.objects.get(pk=team.pk)
    return actions.close_team(team_id=now.pk, version_seen=now.version, by=by, at=AT)


def path(team: Team) -> str:
    return Team.objects.get(pk=team.pk).path


def test_a_team_that_moves_takes_everything_under_it_along(force, hackney, southern, team_a, amy):
    below = create_team(name="Unit 1", kind=TeamKind.TEAM, parent=team_a, by=None, at=AT)
    change(team_a, by=amy, parent=southern)
    assert path(team_a) == f"{force.pk}/{southern.pk}/{team_a.pk}/"
    assert path(below) == f"{force.pk}/{southern.pk}/{team_a.pk}/{below.pk}/"
    assert set(Team.objects.at_or_below(Team.objects.get(pk=southern.pk))) == {
        southern,
        team_a,
        below,
    }
    assert set(Team.objects.at_or_below(Team.objects.get(pk=hackney.pk))) == {hackney}


def test_paths_of_neighbours_are_left_alone(force, southern, team_a, amy):
    neighbour = create_team(name="Team B", kind=TeamKind.TEAM, parent=force, by=None, at=AT)
    before = path(neighbour)
    change(team_a, by=amy, parent=southern)
    assert path(neighbour) == before


def test_every_path_is_what_the_parents_say_after_many_moves(force, hackney, southern, amy):
    units = [
        create_team(name=f"U{n}", kind=TeamKind.TEAM, parent=hackney, by=None, at=AT)
        for n in range(3)
    ]
    for mover, under in [(0, 1), (2, 0), (1, None), (0, None), (1, 2), (2, 0)]:
        change(units[mover], by=amy, parent=units[under] if under is not None else southern)
    for team in Team.objects.select_related("parent"):
        above = team.parent.path if team.parent else ""
        assert team.path == f"{above}{team.pk}/"


@pytest.mark.parametrize("under", ["itself", "its own team"])
def test_a_team_is_not_put_under_itself(hackney, team_a, amy, under):
    with pytest.raises(actions.Refused, match="cannot be put under itself"):
        change(hackney, by=amy, parent=hackney if under == "itself" else team_a)
    assert path(team_a).startswith(path(hackney))


def test_a_change_is_an_event_with_before_and_after(hackney, southern, team_a, amy):
    change(team_a, by=amy, name="Response A", parent=southern)
    event = Event.objects.order_by("-id").first()
    assert (event.action, event.actor, event.object_id) == (
        "change_team",
        str(amy.pk),
        str(team_a.pk),
    )
    assert event.detail == {
        "before": {"name": "Team A", "parent": "Hackney"},
        "after": {"name": "Response A", "parent": "Southern"},
    }


def test_the_second_of_two_administrators_is_told(team_a, amy, bea):
    change(team_a, by=amy, name="Response A")
    with pytest.raises(actions.Stale):
        change(team_a, by=bea, name="Response B", version=1)
    assert Team.objects.get(pk=team_a.pk).name == "Response A"


def test_the_force_stays_at_the_root(force, amy):
    changed = change(force, by=amy, name="Central force")
    assert (changed.path, changed.parent) == (f"{force.pk}/", None)


def test_a_team_with_people_is_not_closed(team_a, person, amy):
    ada = person()
    with pytest.raises(actions.Refused, match="People work in this team"):
        close(team_a, by=amy)
    User.objects.filter(pk=ada.pk).update(is_active=False)
    assert close(team_a, by=amy).closed_at == AT, "who has no access does not count"


def test_a_team_with_open_teams_under_it_is_not_closed(hackney, team_a, amy):
    with pytest.raises(actions.Refused, match="open teams under this one"):
        close(hackney, by=amy)
    close(team_a, by=amy)
    close(hackney, by=amy)


def test_the_force_is_not_closed(force, amy):
    with pytest.raises(actions.Refused, match="force itself"):
        close(force, by=amy)


def test_nothing_is_put_under_a_closed_team(force, hackney, southern, team_a, amy):
    close(southern, by=amy)
    with pytest.raises(actions.Refused, match="Southern is closed"):
        change(team_a, by=amy, parent=southern)
    with pytest.raises(actions.Refused, match="Southern is closed"):
        create_team(name="X", kind=TeamKind.TEAM, parent=southern, by=amy, at=AT)


def test_a_closed_team_is_opened_from_above(hackney, team_a, amy):
    close(team_a, by=amy)
    close(hackney, by=amy)
    team_a.refresh_from_db()
    with pytest.raises(actions.Refused, match="Hackney, above it, is closed"):
        actions.reopen_team(team_id=team_a.pk, version_seen=team_a.version, by=amy, at=AT)
    hackney.refresh_from_db()
    actions.reopen_team(team_id=hackney.pk, version_seen=hackney.version, by=amy, at=AT)
    opened = actions.reopen_team(team_id=team_a.pk, version_seen=team_a.version, by=amy, at=AT)
    assert opened.closed_at is None


def test_only_administrators_change_teams(hackney, southern, team_a, person):
    ada = person(roles=[Role.SUPERVISOR])
    for attempt in (
        lambda: change(team_a, by=ada, parent=southern),
        lambda: close(southern, by=ada),
        lambda: create_team(name="X", kind=TeamKind.TEAM, parent=hackney, by=ada, at=AT),
    ):
        with pytest.raises(actions.Refused, match="Only administrators"):
            attempt()


def test_a_path_has_an_end(force):
    """Said in words, where the column would be too short."""
    longest = Team._meta.get_field("path").max_length
    Team.objects.filter(pk=force.pk).update(path=f"{'9' * (longest - 2)}/")
    with pytest.raises(actions.Refused, match="too many levels"):
        create_team(name="Too deep", kind=TeamKind.TEAM, parent=force, by=None, at=AT)
