"""Adding people, and what the database refuses to believe about them."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from accounts.actions import create_person
from accounts.models import Role, User
from audit.models import Event, Operation
from tests.accounts.conftest import AT, PASSWORD


def test_a_person_is_added_with_one_audit_event(person, team_a):
    administrator = person(
        warrant_number="A1", email="a1@force.example", roles=[Role.ADMINISTRATOR], team=None
    )
    ada = person(by=administrator)
    event = Event.objects.order_by("-id").first()
    assert (event.operation, event.action) == (Operation.COLLECTION, "create_person")
    assert (event.object_type, event.object_id) == ("user", str(ada.pk))
    assert (event.actor, event.actor_label) == (str(administrator.pk), "Ada Marsh (A1)")
    assert event.detail == {"roles": ["officer"], "team": "Team A"}
    assert event.at == AT


def test_the_actor_of_the_event_is_not_the_person_added(person):
    """A peer stored the added person as the one who added them."""
    ada = person()
    event = Event.objects.get(action="create_person")
    assert event.actor == "system"
    assert event.object_id == str(ada.pk)


def test_warrant_number_and_e_mail_are_stored_in_one_case(person):
    ada = person(warrant_number="p12ab", email="Ada.Marsh@Force.Example")
    ada.refresh_from_db()
    assert (ada.warrant_number, ada.email) == ("P12AB", "ada.marsh@force.example")


def test_roles_are_stored_in_one_order(person):
    one = person(roles=[Role.SUPERVISOR, Role.OFFICER])
    assert one.roles == ["officer", "supervisor"]


def test_a_person_may_hold_several_roles(person):
    one = person(roles=[Role.OFFICER, Role.SUPERVISOR])
    assert one.has_role(Role.OFFICER)
    assert one.has_role(Role.SUPERVISOR)
    assert one.has_role(Role.ANALYST, Role.SUPERVISOR)
    assert not one.has_role(Role.ANALYST)
    assert not one.has_role()


def test_without_a_password_nothing_typed_is_the_right_one(person):
    one = person(password=None)
    assert not one.has_usable_password()
    assert not one.check_password("")


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"email": "not an address"}, "Enter a valid email address."),
        ({"name": ""}, "This field cannot be blank."),
        ({"warrant_number": ""}, "This field cannot be blank."),
        ({"roles": ["chief"]}, "is not a valid choice"),
        ({"team": None}, "Officers and supervisors belong to a team."),
        ({"team": None, "roles": [Role.SUPERVISOR]}, "Officers and supervisors belong to a team."),
    ],
)
def test_what_is_wrong_with_a_person_is_said_in_words(person, said, message):
    with pytest.raises(ValidationError) as error:
        person(**said)
    assert message in " ".join(error.value.messages)


@pytest.mark.parametrize(
    "same", [{"warrant_number": "p1234"}, {"email": "ADA.MARSH@force.example"}]
)
def test_a_second_person_of_the_same_number_or_address_is_refused_in_any_case(person, same):
    person()
    another = {"warrant_number": "P2", "email": "p2@force.example", **same}
    with pytest.raises(ValidationError, match="already exists"):
        person(**another)


def test_a_refused_person_leaves_no_trace(person):
    with pytest.raises(ValidationError):
        person(team=None)
    assert not User.objects.exists()
    assert not Event.objects.filter(action="create_person").exists()


def test_when_the_audit_cannot_be_written_nobody_is_added(person, monkeypatch):
    def fails(**event):
        raise RuntimeError("no audit")

    monkeypatch.setattr("accounts.actions.people.record", fails)
    with pytest.raises(RuntimeError, match="no audit"):
        person()
    assert not User.objects.exists()


@pytest.mark.parametrize(
    ("change", "constraint"),
    [
        ({"roles": ["chief"]}, "user_roles_known"),
        ({"roles": ["officer", "chief"]}, "user_roles_known"),
        ({"email": "Ada.Marsh@force.example"}, "user_email_lower_case"),
        ({"warrant_number": "p1234"}, "user_warrant_number_upper_case"),
        ({"team": None}, "user_works_in_a_team"),
        ({"team": None, "roles": ["supervisor", "analyst"]}, "user_works_in_a_team"),
    ],
)
def test_the_database_refuses(person, change, constraint):
    person()
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        User.objects.update(**change)


@pytest.mark.parametrize("roles", [[], ["analyst"], ["professional_standards", "administrator"]])
def test_who_records_and_supervises_nothing_needs_no_team(person, roles):
    person()
    User.objects.update(team=None, roles=roles)
    assert User.objects.get().team is None


def test_a_person_is_named_with_the_warrant_number(person):
    assert str(person()) == "Ada Marsh (P1234)"


def test_the_time_of_the_event_is_the_one_handed_in(person):
    person()
    assert Event.objects.get(action="create_person").at == AT


def test_actions_take_names_only(db):
    with pytest.raises(TypeError):
        create_person("P1", "Ada", "a@force.example", None, [], PASSWORD, None, AT)
