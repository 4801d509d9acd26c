"""manage.py create_person: the first administrator of an installation."""

import io

import pytest
from django.core.management import CommandError, call_command

from accounts.actions import create_team
from accounts.models import Role, Team, TeamKind, User
from audit.models import Event
from tests.accounts.conftest import AT

PASSWORD = "a long enough password"


@pytest.fixture
def run(db, monkeypatch):
    """Run the command with a password from a pipe; what it says."""

    def with_password(password: str, *arguments: str) -> str:
        monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
        out = io.StringIO()
        call_command("create_person", *arguments, stdout=out)
        return out.getvalue()

    return with_password


ADMINISTRATOR = ("A1", "--name", "Amy Stone", "--email", "a1@force.example")


def test_the_person_can_sign_in_with_the_password_from_the_pipe(run, client):
    said = run(PASSWORD, *ADMINISTRATOR, "--role", "administrator")
    assert said == "Amy Stone (A1) can sign in.\n"
    client.post("/account/login/", {"login": "A1", "password": PASSWORD})
    assert client.get("/").status_code == 200


def test_adding_them_is_an_event_of_the_system(run):
    run(PASSWORD, *ADMINISTRATOR, "--role", "administrator", "--role", "analyst")
    event = Event.objects.get()
    assert (event.actor, event.action) == ("system", "create_person")
    assert event.detail == {"roles": ["administrator", "analyst"], "team": ""}


def test_an_officer_is_put_in_the_team_named(run, team_a):
    run(PASSWORD, "P1", "--name", "Ada", "--email", "p1@f.example", *officer_of("Team A"))
    assert User.objects.get().team == team_a
    assert User.objects.get().roles == [Role.OFFICER]


def officer_of(team: str) -> tuple[str, ...]:
    return ("--role", "officer", "--team", team)


@pytest.mark.parametrize(
    ("password", "further", "message"),
    [
        ("short", ("--role", "administrator"), "This password is too short"),
        ("1q2w3e4r5t6y", ("--role", "administrator"), "This password is too common"),
        ("", ("--role", "administrator"), "This password is too short"),
        ("amystone1234", ("--role", "administrator"), "too similar to the name"),
        (PASSWORD, officer_of("Team Z"), "There is no team called “Team Z”"),
        (PASSWORD, ("--role", "officer"), "Officers and supervisors belong to a team"),
        (PASSWORD, ("--role", "chief"), "invalid choice: 'chief'"),
    ],
)
def test_what_is_wrong_is_said_and_nobody_is_added(run, password, further, message):
    with pytest.raises(CommandError, match=message):
        run(password, *ADMINISTRATOR, *further)
    assert not User.objects.exists()


def test_a_name_that_several_teams_have_is_refused_and_the_choice_is_told(run, team_a, force):
    """It used to take the first of them, so somebody could end up in another borough."""
    southern = create_team(name="Southern", kind=TeamKind.COMMAND, parent=force, by=None, at=AT)
    other = create_team(name="Team A", kind=TeamKind.TEAM, parent=southern, by=None, at=AT)
    officer = ("P1", "--name", "Ada", "--email", "p1@f.example")
    with pytest.raises(CommandError, match="There are 2 teams called “Team A”: write “Force / "):
        run(PASSWORD, *officer, *officer_of("Team A"))
    assert not User.objects.exists()
    run(PASSWORD, *officer, *officer_of("Force / Southern / Team A"))
    assert User.objects.get().team == other


def test_a_closed_team_takes_nobody(run, team_a):
    Team.objects.filter(pk=team_a.pk).update(closed_at=AT)
    with pytest.raises(CommandError, match="The team “Team A” is closed"):
        run(PASSWORD, "P1", "--name", "Ada", "--email", "p1@f.example", *officer_of("Team A"))


def test_a_number_or_an_address_is_given_once(run):
    run(PASSWORD, *ADMINISTRATOR, "--role", "administrator")
    with pytest.raises(CommandError, match=r"Warrant number already exists.*E-mail already exists"):
        run(PASSWORD, "a1", *ADMINISTRATOR[1:], "--role", "administrator")
    assert User.objects.count() == 1
