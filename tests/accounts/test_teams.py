"""The team tree: who is under whom, and what the database refuses."""

import pytest
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError

from accounts.actions import create_team
from accounts.models import Role, Team, TeamKind
from audit.models import Event
from tests.accounts.conftest import AT


def test_the_path_lists_the_ids_from_the_root(force, hackney, team_a):
    assert force.path == f"{force.pk}/"
    assert hackney.path == f"{force.pk}/{hackney.pk}/"
    assert team_a.path == f"{force.pk}/{hackney.pk}/{team_a.pk}/"
    assert Team.objects.get(pk=team_a.pk).path == team_a.path


def test_adding_a_team_is_an_event(force, person):
    ada = person(roles=[Role.ADMINISTRATOR])
    southern = create_team(name="Southern", kind=TeamKind.COMMAND, parent=force, by=ada, at=AT)
    event = Event.objects.order_by("-id").first()
    assert (event.action, event.object_type, event.object_id) == (
        "create_team",
        "team",
        str(southern.pk),
    )
    assert (event.actor, event.object_label, event.at) == (str(ada.pk), "Southern", AT)


def test_a_team_knows_the_ids_above_it(force, hackney, team_a):
    assert force.ids_above() == []
    assert hackney.ids_above() == [force.pk]
    assert team_a.ids_above() == [force.pk, hackney.pk]


@pytest.mark.parametrize(
    ("upper", "lower", "contains"),
    [
        ("force", "force", True),
        ("force", "hackney", True),
        ("force", "team_a", True),
        ("hackney", "team_a", True),
        ("team_a", "hackney", False),
        ("team_a", "force", False),
    ],
)
def test_a_team_contains_itself_and_what_lies_under_it(
    force, hackney, team_a, upper, lower, contains
):
    teams = {"force": force, "hackney": hackney, "team_a": team_a}
    assert teams[upper].contains(teams[lower]) is contains


def test_a_team_contains_no_neighbour_whose_id_begins_alike():
    assert not Team(path="1/2/").contains(Team(path="1/20/"))
    assert not Team(path="1/20/").contains(Team(path="1/2/"))
    assert not Team(path="2/").contains(Team(path="1/2/"))


def test_a_team_contains_nobody_without_a_team(force):
    assert not force.contains(None)


def test_at_or_below_finds_the_subtree_and_nothing_else(force, hackney, team_a):
    southern = create_team(name="Southern", kind=TeamKind.COMMAND, parent=force, by=None, at=AT)
    assert set(Team.objects.at_or_below(hackney)) == {hackney, team_a}
    assert set(Team.objects.at_or_below(southern)) == {southern}
    assert set(Team.objects.at_or_below(force)) == {force, hackney, team_a, southern}


def test_two_teams_of_one_name_may_be_in_different_commands_only(force, hackney, team_a):
    southern = create_team(name="Southern", kind=TeamKind.COMMAND, parent=force, by=None, at=AT)
    create_team(name="Team A", kind=TeamKind.TEAM, parent=southern, by=None, at=AT)
    with pytest.raises(IntegrityError, match="team_name_unique_in_parent"), transaction.atomic():
        create_team(name="Team A", kind=TeamKind.TEAM, parent=hackney, by=None, at=AT)
    assert Team.objects.filter(name="Team A").count() == 2


def test_two_forces_of_one_name_are_refused(force):
    """A missing parent counts as one and the same place."""
    with pytest.raises(IntegrityError, match="team_name_unique_in_parent"), transaction.atomic():
        create_team(name="Force", kind=TeamKind.FORCE, parent=None, by=None, at=AT)


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"kind": "squad"}, "team_kind_known"),
        ({"kind": "force"}, "team_only_force_is_root"),
        ({"parent": None}, "team_only_force_is_root"),
        ({"path": ""}, "team_path_lists_ids"),
        ({"path": "1"}, "team_path_lists_ids"),
    ],
)
def test_the_database_refuses(team_a, change, constraint):
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Team.objects.filter(pk=team_a.pk).update(**change)


def test_a_force_is_not_put_under_another_team(force, hackney):
    with pytest.raises(IntegrityError, match="team_only_force_is_root"), transaction.atomic():
        create_team(name="Another", kind=TeamKind.FORCE, parent=hackney, by=None, at=AT)


def test_a_team_with_people_or_teams_is_not_deleted(team_a, hackney, person):
    person()
    with pytest.raises(ProtectedError):
        team_a.delete()
    with pytest.raises(ProtectedError):
        hackney.delete()
