"""Who can sign in and how, and what stands in the way of guessing."""

import json
import os
import re
import subprocess
import sys

import pytest
from allauth.account.models import EmailAddress
from django.conf import settings
from django.core.cache import cache
from django.db import connection
from django.test import Client

from accounts.models import User
from tests.accounts.conftest import PASSWORD

LOGIN, HOME = "/account/login/", "/"


@pytest.fixture
def sign_in(person):
    """Send the sign-in form from a browser; Ada is there to be signed in."""
    person()

    def send(login: str, password: str = PASSWORD, *, browser: Client | None = None, **said):
        return (browser or Client()).post(
            LOGIN, {"login": login, "password": password, **said.pop("data", {})}, **said
        )

    return send


def errors_of(response) -> list[str]:
    return [text for texts in response.context["form"].errors.values() for text in texts]


@pytest.mark.parametrize(
    "login", ["P1234", "p1234", " P1234 ", "ada.marsh@force.example", "Ada.Marsh@FORCE.example"]
)
def test_the_warrant_number_or_the_e_mail_address_signs_in_in_any_case(sign_in, login):
    browser = Client()
    response = sign_in(login, browser=browser)
    assert (response.status_code, response["Location"]) == (302, HOME)
    assert browser.get(HOME).status_code == 200


@pytest.mark.parametrize(
    ("login", "password"),
    [
        ("P1234", "another long password"),
        ("P1234", PASSWORD.upper()),
        ("P1234", f"{PASSWORD} "),
        ("ada.marsh@force.example", "another long password"),
        ("P9999", PASSWORD),
        ("nobody@force.example", PASSWORD),
    ],
)
def test_a_wrong_password_and_an_unknown_person_are_told_the_same(sign_in, login, password):
    """So that the page does not say who has an account."""
    response = sign_in(login, password)
    assert response.status_code == 200
    (message,) = errors_of(response)
    assert "not correct" in message
    assert login not in message


@pytest.mark.parametrize(("login", "password"), [("", PASSWORD), ("P1234", ""), ("", "")])
def test_an_empty_field_is_no_way_in(sign_in, login, password):
    response = sign_in(login, password)
    assert response.status_code == 200
    assert errors_of(response)


def test_who_has_no_password_yet_cannot_sign_in(person):
    person(password=None)
    browser = Client()
    browser.post(LOGIN, {"login": "P1234", "password": "!"})
    assert browser.get(HOME).status_code == 302


def test_who_is_not_active_cannot_sign_in(sign_in):
    User.objects.update(is_active=False)
    browser = Client()
    sign_in("P1234", browser=browser)
    response = browser.get(HOME)
    assert (response.status_code, response["Location"]) == (302, f"{LOGIN}?next=/")


def test_who_is_made_inactive_is_out_at_once(sign_in):
    browser = Client()
    sign_in("P1234", browser=browser)
    assert browser.get(HOME).status_code == 200
    User.objects.update(is_active=False)
    assert browser.get(HOME).status_code == 302


def test_a_password_is_guessed_five_times_and_no_more(sign_in):
    """From wherever the guesses come, and also when the sixth is right."""
    for number in range(5):
        sign_in("P1234", "a wrong password", REMOTE_ADDR=f"192.0.2.{number}")
    browser = Client()
    response = sign_in("P1234", PASSWORD, browser=browser, REMOTE_ADDR="192.0.2.99")
    assert response.status_code == 200
    assert errors_of(response) == ["Too many failed login attempts. Try again later."]
    assert browser.get(HOME).status_code == 302


def test_guesses_at_one_person_do_not_lock_out_another(sign_in, person):
    person(warrant_number="P2", email="p2@force.example")
    for number in range(5):
        sign_in("P1234", "a wrong password", REMOTE_ADDR=f"192.0.2.{number}")
    assert sign_in("P2", REMOTE_ADDR="192.0.2.99").status_code == 302


def test_one_address_cannot_try_one_password_on_everybody(sign_in, person):
    person(warrant_number="P2", email="p2@force.example")
    for number in range(20):
        sign_in(f"X{number}", "Summer2026!", REMOTE_ADDR="192.0.2.7")
    response = sign_in("P2", PASSWORD, REMOTE_ADDR="192.0.2.7")
    assert response.status_code == 200
    assert errors_of(response) == ["Too many failed login attempts. Try again later."]


def test_a_whole_relief_signs_in_from_one_station_within_a_minute(sign_in, person):
    """A station is one address; allauth's own limit of thirty would shut out the thirty-first.
    Some of them mistype."""
    station = {"REMOTE_ADDR": "192.0.2.8"}
    for _ in range(4):
        sign_in("P1234", "a wrong password", **station)
    for number in range(40):
        assert sign_in("P1234", **station).status_code == 302, number


def test_guessing_at_one_person_is_slowed_down_from_a_station_too(sign_in):
    """The other side of that: five wrong ones, and even the right one has to wait."""
    station = {"REMOTE_ADDR": "192.0.2.8"}
    for _ in range(5):
        sign_in("P1234", "a wrong password", **station)
    response = sign_in("P1234", **station)
    assert errors_of(response) == ["Too many failed login attempts. Try again later."]


def test_guesses_are_counted_where_every_process_sees_them(sign_in):
    """A cache of each process would allow five guesses for each of them."""
    assert settings.CACHES["default"]["BACKEND"].endswith("db.DatabaseCache")
    cache.clear()
    sign_in("P1234", "a wrong password")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cuffing_cache WHERE cache_key LIKE '%login_failed%'")
        assert cursor.fetchone() > (0,)


@pytest.mark.parametrize("method", ["get", "post"])
def test_nobody_signs_up(client, db, method):
    data = {
        "username": "P777",
        "warrant_number": "P777",
        "email": "p777@force.example",
        "password1": PASSWORD,
        "password2": PASSWORD,
    }
    response = getattr(client, method)("/account/signup/", data)
    assert "form" not in (response.context or {})
    assert not User.objects.exists()


@pytest.mark.parametrize("action", ["add", "primary", "remove", "send"])
@pytest.mark.parametrize("address", ["ada@private.example", "ada.marsh@force.example"])
def test_nobody_changes_their_own_e_mail_address(sign_in, action, address):
    """Whoever finds an open session could have the password sent to themselves."""
    browser = Client()
    sign_in("P1234", browser=browser)
    for done in ("add", action):
        browser.post("/account/email/", {f"action_{done}": "", "email": address})
    assert User.objects.get().email == "ada.marsh@force.example"
    assert not EmailAddress.objects.exclude(email="ada.marsh@force.example").exists()


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "///evil.example/",
        "/\\evil.example/",
        "https:evil.example",
        "javascript:alert(1)",
        "http://testserver@evil.example/",
        "http://testserver.evil.example/",
    ],
)
@pytest.mark.parametrize("carried", ["in the address", "in the form"])
def test_signing_in_does_not_lead_to_another_host(sign_in, elsewhere, carried):
    if carried == "in the form":
        response = sign_in("P1234", data={"next": elsewhere})
    else:
        response = sign_in("P1234", query_params={"next": elsewhere})
    assert (response.status_code, response["Location"]) == (302, HOME)


def test_signing_in_leads_back_to_the_page_that_was_asked_for(sign_in):
    response = sign_in("P1234", data={"next": "/encounters/start/"})
    assert response["Location"] == "/encounters/start/"


def test_signing_out_needs_a_post_and_ends_the_session(sign_in):
    browser = Client()
    sign_in("P1234", browser=browser)
    browser.get("/account/logout/")
    assert browser.get(HOME).status_code == 200
    browser.post("/account/logout/")
    assert browser.get(HOME).status_code == 302


@pytest.fixture(scope="module")
def real_settings():
    """What the settings that serve say, behind a proxy; the other tests hash something quick."""
    program = """
import django, json
django.setup()
from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib.auth.hashers import check_password, make_password
from django.test import RequestFactory
encoded = make_password("right")
request = RequestFactory().get(
    "/", REMOTE_ADDR="10.0.0.1", HTTP_X_FORWARDED_FOR="198.51.100.1, 203.0.113.9"
)
print(json.dumps({
    "hasher": encoded.split("$")[0],
    "right": check_password("right", encoded),
    "wrong": check_password("wrong", encoded),
    "backends": settings.AUTHENTICATION_BACKENDS,
    "address": get_adapter().get_client_ip(request),
}))
"""
    found = subprocess.run(
        [sys.executable, "-c", program],
        cwd=settings.BASE_DIR,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "cuffing.settings", "BEHIND_PROXY": "1"},
        capture_output=True,
        text=True,
        check=True,
    )
    return json.loads(found.stdout)


def test_passwords_are_hashed_with_argon2(real_settings):
    assert real_settings["hasher"] == "argon2"
    assert (real_settings["right"], real_settings["wrong"]) == (True, False)


def test_a_failed_sign_in_is_hashed_by_one_backend_only(real_settings):
    assert real_settings["backends"] == ["allauth.account.auth_backends.AuthenticationBackend"]


def test_behind_our_proxy_guesses_are_counted_by_the_address_of_the_client(real_settings):
    """Not by the proxy's, which is everybody's, nor by one that the client made up."""
    assert real_settings["address"] == "203.0.113.9"


def test_a_forgotten_password_is_set_anew_through_the_mail(sign_in, person, mailoutbox):
    """Also by who never had one: it is how people get their first."""
    person(warrant_number="P2", email="p2@force.example", password=None)
    browser = Client()
    browser.post("/account/password/reset/", {"email": "P2@force.example"})
    (mail,) = mailoutbox
    assert mail.to == ["p2@force.example"]
    (link,) = re.findall(r"http://testserver(/account/password/reset/key/\S+)", mail.body)
    form = browser.get(link)["Location"]
    new = {"password1": "another long password", "password2": "another long password"}
    browser.post(form, new)
    sign_in("P2", "another long password", browser=browser)
    assert browser.get(HOME).status_code == 200
    again = Client().get(link, follow=True)
    assert 'type="password"' not in again.content.decode(), "the link works once"


def test_asking_for_a_new_password_does_not_say_who_has_an_account(sign_in, mailoutbox):
    answers = {
        Client().post("/account/password/reset/", {"email": address})["Location"]
        for address in ("ada.marsh@force.example", "nobody@force.example")
    }
    assert len(answers) == 1


@pytest.mark.parametrize("weak", ["short", "1q2w3e4r5t6y", "ada marsh 12", "P1234P1234"])
def test_a_weak_password_is_not_accepted(sign_in, weak):
    browser = Client()
    sign_in("P1234", browser=browser)
    change = {"oldpassword": PASSWORD, "password1": weak, "password2": weak}
    browser.post("/account/password/change/", change)
    assert User.objects.get().check_password(PASSWORD)
