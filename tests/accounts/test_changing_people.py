"""What administrators do to people: who may, what is kept of it, who is still in afterwards."""

from dataclasses import replace
from datetime import date

import pytest
from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.test import Client

from accounts import actions
from accounts.details import details_of
from accounts.models import Role, Team, User
from audit.models import Event, Operation
from outbox.models import Message
from tests.accounts.conftest import AT, PASSWORD

HOME = "/"


def change(person, *, by, version: int | None = None, **details) -> User:
    now = User.objects.select_related("team").get(pk=person.pk)
    return actions.change_person(
        person_id=now.pk,
        details=replace(details_of(now), **details),
        version_seen=now.version if version is None else version,
        by=by,
        at=AT,
    )


def deactivate(person, *, by) -> User:
    now = User.objects.get(pk=person.pk)
    return actions.deactivate_person(person_id=now.pk, version_seen=now.version, by=by, at=AT)


def reactivate(person, *, by) -> User:
    now = User.objects.get(pk=person.pk)
    return actions.reactivate_person(person_id=now.pk, version_seen=now.version, by=by, at=AT)


def last_event() -> Event:
    return Event.objects.order_by("-id").first()


def test_a_change_is_written_with_what_was_before_and_after(person, amy, hackney):
    ada = change(
        person(),
        by=amy,
        team=hackney,
        roles=(Role.SUPERVISOR, Role.OFFICER),
        legal_trained_on=(date(2026, 1, 12), date(2025, 1, 7), date(2026, 1, 12)),
    )
    ada.refresh_from_db()
    assert (ada.team, ada.roles) == (hackney, ["officer", "supervisor"])
    event = last_event()
    assert (event.action, event.operation) == ("change_person", Operation.ALTERATION)
    assert (event.actor, event.object_id, event.at) == (str(amy.pk), str(ada.pk), AT)
    assert event.detail == {
        "team": ["Team A", "Hackney"],
        "roles": [["officer"], ["officer", "supervisor"]],
        "legal_trained_on": [[], ["2025-01-07", "2026-01-12"]],
    }


def test_a_change_of_nothing_writes_nothing(person, amy):
    ada, before = person(), Event.objects.count()
    change(ada, by=amy)
    ada.refresh_from_db()
    assert (ada.version, Event.objects.count()) == (1, before)


def test_last_write_wins_between_two_administrators_never(person, amy, bea):
    """A defect of a peer: the second save silently undid the first."""
    ada = person()
    change(ada, by=amy, name="Ada Marsh-Lane")
    with pytest.raises(actions.Stale) as stale:
        change(ada, by=bea, version=1, email="ada@force.example")
    assert stale.value.now.name == "Ada Marsh-Lane"
    ada.refresh_from_db()
    assert (ada.name, ada.email) == ("Ada Marsh-Lane", "ada.marsh@force.example")


def test_only_administrators_change_people(person, team_a):
    ada = person()
    bob = person(warrant_number="P2", email="p2@force.example", roles=[Role.SUPERVISOR])
    before = Event.objects.count()
    with pytest.raises(actions.Refused, match="Only administrators"):
        change(ada, by=bob, name="Someone")
    with pytest.raises(actions.Refused, match="Only administrators"):
        deactivate(ada, by=bob)
    with pytest.raises(actions.Refused, match="Only administrators"):
        actions.send_password_link(person_id=ada.pk, by=bob, at=AT)
    with pytest.raises(actions.Refused, match="Only administrators"):
        person(warrant_number="P3", email="p3@force.example", by=bob)
    assert Event.objects.count() == before, "an audit event without its change"


def test_who_lost_the_role_while_the_page_was_open_is_refused(person, amy, bea):
    """The actor of the request is as old as the request."""
    ada = person()
    change(bea, by=amy, roles=())
    with pytest.raises(actions.Refused, match="Only administrators"):
        change(ada, by=bea, name="Someone")


def test_an_officer_needs_a_team(person, amy):
    with pytest.raises(ValidationError, match="Officers and supervisors belong to a team"):
        change(person(), by=amy, team=None)


def test_nobody_is_put_into_a_closed_team(person, amy, hackney):
    Team.objects.filter(pk=hackney.pk).update(closed_at=AT)
    hackney.refresh_from_db()
    with pytest.raises(actions.Refused, match="Hackney is closed"):
        change(person(), by=amy, team=hackney)


def test_an_address_that_somebody_has_is_refused(person, amy):
    with pytest.raises(ValidationError, match="already exists"):
        change(person(), by=amy, email="A1@force.example")


def test_an_old_address_no_longer_resets_the_password(person, amy, mailoutbox):
    """The library that signs people in keeps addresses of its own."""
    ada = person()
    EmailAddress.objects.create(user=ada, email=ada.email, verified=True, primary=True)
    change(ada, by=amy, email="ada@force.example")
    Client().post("/account/password/reset/", {"email": "ada.marsh@force.example"})
    assert not [mail for mail in mailoutbox if "/password/reset/key/" in mail.body]
    Client().post("/account/password/reset/", {"email": "ada@force.example"})
    assert mailoutbox[-1].to == ["ada@force.example"]
    assert "/password/reset/key/" in mailoutbox[-1].body


# -- Roles, and the last administrator ------------------------------------------------------------


def test_nobody_changes_their_own_roles(amy, bea):
    """Else an administrator could open records."""
    for roles in ((), (Role.ADMINISTRATOR, Role.PROFESSIONAL_STANDARDS)):
        with pytest.raises(actions.Refused, match="cannot change your own roles"):
            change(amy, by=amy, roles=roles)
    amy.refresh_from_db()
    assert amy.roles == ["administrator"]


def test_the_last_administrator_can_neither_go_nor_lose_the_role(amy, person):
    with pytest.raises(actions.Refused, match="cannot end your own access"):
        deactivate(amy, by=amy)
    with pytest.raises(actions.Refused, match="cannot change your own roles"):
        change(amy, by=amy, roles=())


def test_two_administrators_cannot_remove_each_other(amy, bea):
    """One after the other, each with the role at the time of the request."""
    deactivate(bea, by=amy)
    with pytest.raises(actions.Refused):
        deactivate(amy, by=bea)
    assert User.objects.active().with_role(Role.ADMINISTRATOR).get() == amy


def test_an_administrator_without_access_does_nothing(amy, bea, person):
    ada = person()
    deactivate(bea, by=amy)
    with pytest.raises(actions.Refused):
        change(ada, by=bea, name="Someone")


# -- Access ---------------------------------------------------------------------------------------


def test_ended_access_ends_every_session_at_once(person, amy):
    ada, phone, desk = person(), Client(), Client()
    for browser in (phone, desk):
        browser.post("/account/login/", {"login": "P1234", "password": PASSWORD})
        assert browser.get(HOME).status_code == 200
    deactivate(ada, by=amy)
    assert [browser.get(HOME).status_code for browser in (phone, desk)] == [302, 302]
    assert last_event().action == "deactivate_person"


def test_an_old_session_is_not_alive_again_when_access_is_given_back(person, amy):
    ada, browser = person(), Client()
    browser.post("/account/login/", {"login": "P1234", "password": PASSWORD})
    deactivate(ada, by=amy)
    reactivate(ada, by=amy)
    assert browser.get(HOME).status_code == 302
    browser.post("/account/login/", {"login": "P1234", "password": PASSWORD})
    assert browser.get(HOME).status_code == 302, "the old password"


def test_given_back_access_mails_a_link_to_set_a_password(person, amy):
    ada = person()
    deactivate(ada, by=amy)
    reactivate(ada, by=amy)
    message = Message.objects.get()
    assert message.to == "ada.marsh@force.example"
    assert "/account/password/reset/key/" in message.body
    assert last_event().action == "reactivate_person"


def test_access_is_ended_once_and_given_back_once(person, amy):
    ada = person()
    with pytest.raises(actions.Refused, match="has access already"):
        reactivate(ada, by=amy)
    deactivate(ada, by=amy)
    with pytest.raises(actions.Refused, match="no access already"):
        deactivate(ada, by=amy)


def test_access_is_not_given_back_into_a_closed_team(person, amy, team_a):
    ada = person()
    deactivate(ada, by=amy)
    Team.objects.filter(pk=team_a.pk).update(closed_at=AT)
    with pytest.raises(actions.Refused, match="Team A, is closed"):
        reactivate(ada, by=amy)


# -- The first password ---------------------------------------------------------------------------


def test_the_mailed_link_sets_the_password_and_works_once(person, amy, settings):
    settings.PUBLIC_ADDRESS = "https://cuffing.example"
    ada = person(password=None)
    actions.send_password_link(person_id=ada.pk, by=amy, at=AT)
    body = Message.objects.get().body
    start = body.index("https://cuffing.example/account/")
    link = body[start:].split()[0].removeprefix("https://cuffing.example")
    browser = Client()
    form = browser.get(link)["Location"]
    new = "another long password"
    browser.post(form, {"password1": new, "password2": new})
    browser.post("/account/login/", {"login": "P1234", "password": new})
    assert browser.get(HOME).status_code == 200
    assert 'type="password"' not in Client().get(link, follow=True).content.decode()


def test_pressing_twice_sends_one_link(person, amy):
    ada = person(password=None)
    for _ in range(2):
        actions.send_password_link(person_id=ada.pk, by=amy, at=AT)
    assert Message.objects.count() == 1
    assert Event.objects.filter(action="send_password_link").count() == 1


def test_who_has_no_access_gets_no_link(person, amy):
    ada = person()
    deactivate(ada, by=amy)
    with pytest.raises(actions.Refused, match="has no access"):
        actions.send_password_link(person_id=ada.pk, by=amy, at=AT)
    assert not Message.objects.exists()
