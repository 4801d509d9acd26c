"""Personal tokens: what is kept of one, who makes and ends it, and what is written of that."""

import re
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts import actions
from accounts.actions.tokens import TOKENS_AT_MOST
from accounts.models import MOST_TOKEN_DAYS, AccessToken, Role, Scope, User
from accounts.tokens import PREFIX, token_of
from audit.models import Event
from tests.accounts.conftest import AT
from tests.accounts.test_changing_people import deactivate, reactivate
from tests.accounts.test_people_file import apply

TOKENS = reverse("access_tokens")
BOTH = [Scope.REPORTS, Scope.ROW_FILES]


@pytest.fixture
def ana(person) -> User:
    return person(
        warrant_number="Z1", email="z1@force.example", roles=[Role.ANALYST], team=None, name="Ana"
    )


@pytest.fixture
def sergeant(person) -> User:
    return person(warrant_number="S1", email="s1@force.example", roles=[Role.SUPERVISOR])


def make(by, *, name="Notebook", scopes=BOTH, days=90, at=AT) -> tuple[AccessToken, str]:
    return actions.make_token(name=name, scopes=scopes, days=days, by=by, at=at)


def alive(user) -> int:
    return user.access_tokens.alive(at=AT).count()


def last_event() -> Event:
    return Event.objects.order_by("-id").first()


def test_the_secret_is_kept_nowhere_and_finds_its_token(ana):
    token, secret = make(ana)

    assert re.fullmatch(PREFIX + "[0-9a-f]{48}", secret)
    assert token_of(secret) == token
    assert token_of(secret[:-1]) is None
    assert (token.ending, token.scopes) == (secret[-4:], ["reports", "row_files"])
    assert token.expires_at == AT + timedelta(days=90)
    kept = AccessToken.objects.filter(pk=token.pk).values().get()
    assert not any(secret[-10:] in str(value) for value in kept.values())
    event = last_event()
    assert (event.action, event.object_id, event.actor) == (
        "make_token",
        str(token.pk),
        str(ana.pk),
    )
    assert event.detail == {
        "scopes": ["reports", "row_files"],
        "expires_at": "2026-06-25T14:05:00+00:00",
    }
    assert secret[-10:] not in str(event.detail)


def test_no_two_secrets_are_alike(ana):
    assert len({make(ana, name=f"Number {n}")[1] for n in range(5)}) == 5


def test_a_token_opens_no_more_than_the_roles_of_its_owner_do(person, ana, sergeant):
    assert make(sergeant, scopes=[Scope.REPORTS])[0].scopes == ["reports"]
    with pytest.raises(actions.Refused, match="Your roles do not open all of that"):
        make(sergeant, name="Rows")
    with pytest.raises(actions.Refused, match="Only analysts and supervisors"):
        make(person())
    # The rights are those of the row, not of the page that was opened before.
    User.objects.filter(pk=ana.pk).update(roles=[Role.OFFICER], team=sergeant.team)
    with pytest.raises(actions.Refused, match="Only analysts and supervisors"):
        make(ana)


def test_a_name_stands_for_one_token_that_works(ana):
    first, _ = make(ana)
    with pytest.raises(actions.Refused, match="already"):
        make(ana, name="NOTEBOOK")
    actions.revoke_token(token_id=first.pk, by=ana, at=AT)
    make(ana)
    make(ana, at=AT + timedelta(days=91))  # the second is past its last day by then


def test_there_is_a_limit(ana):
    for number in range(TOKENS_AT_MOST):
        make(ana, name=f"Number {number}")
    with pytest.raises(actions.Refused, match="revoke one first"):
        make(ana, name="One more")


def test_the_database_knows_the_rules_as_well(ana):
    token, _ = make(ana)
    for wrong in (
        {"name": ""},
        {"scopes": []},
        {"scopes": ["everything"]},
        {"expires_at": AT},
        {"expires_at": AT + timedelta(days=MOST_TOKEN_DAYS, seconds=1)},
        {"revoked_at": AT},
        {"revoked_by": ana},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            AccessToken.objects.filter(pk=token.pk).update(**wrong)


def test_its_owner_and_administrators_revoke_it_and_nobody_else(ana, amy, sergeant):
    mine, other = make(ana)[0], make(ana, name="Other")[0]

    with pytest.raises(actions.Refused, match="Only its owner"):
        actions.revoke_token(token_id=mine.pk, by=sergeant, at=AT)
    assert actions.revoke_token(token_id=mine.pk, by=ana, at=AT).revoked_by == ana
    assert last_event().action == "revoke_token"
    events = Event.objects.count()
    actions.revoke_token(token_id=mine.pk, by=amy, at=AT + timedelta(days=1))
    mine.refresh_from_db()
    assert (mine.revoked_at, Event.objects.count()) == (AT, events)
    assert actions.revoke_token(token_id=other.pk, by=amy, at=AT).revoked_by == amy


def test_who_leaves_and_comes_back_comes_back_without_tokens(ana, amy):
    make(ana)
    deactivate(ana, by=amy)
    reactivate(ana, by=amy)
    assert alive(ana) == 0
    assert ana.access_tokens.get().revoked_by == amy


def test_also_who_leaves_by_file(ana, amy):
    make(ana)
    header = "warrant_number,name,email,team,roles,active\n"
    apply(f"{header}Z1,Ana,z1@force.example,,analyst,no\n", by=amy)
    assert alive(ana) == 0


def test_the_last_use_is_known_to_the_minute(ana):
    token, _ = make(ana)
    for seconds, noted in ((0, 0), (59, 0), (61, 61), (90, 61)):
        actions.note_use(token, at=AT + timedelta(seconds=seconds))
        token.refresh_from_db()
        assert token.last_used_at == AT + timedelta(seconds=noted)


# -- The pages ------------------------------------------------------------------------------------


def test_making_one_on_the_page_shows_the_secret_once(client, ana):
    client.force_login(ana)
    asked = {"name": "  My \n notebook", "scopes": ["reports"], "days": "30"}

    page = client.post(TOKENS, asked)

    secret = re.search(PREFIX + "[0-9a-f]{48}", page.content.decode()).group()
    token = token_of(secret)
    assert (token.name, token.scopes, token.user) == ("My notebook", ["reports"], ana)
    assert token.expires_at - token.created_at == timedelta(days=30)
    assert "no-store" in page["Cache-Control"]
    # A page that is loaded again sends the form again: there is no second token, and no secret.
    again = client.post(TOKENS, asked)
    assert "You have a token “My notebook” already" in again.content.decode()
    assert ana.access_tokens.count() == 1
    shown = client.get(TOKENS).content.decode()
    assert "My notebook" in shown
    assert "Never used" in shown
    assert secret not in shown


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"name": " "}, "Say what the token is for"),
        ({"name": "=1+1"}, "A name cannot begin with ="),
        ({"name": "x" * 61}, "Write at most 60 characters; this has 61"),
        ({"scopes": []}, "Choose what the token may read"),
        ({"scopes": ["everything"]}, "Choose something that is in the list"),
        ({"days": "3650"}, "Choose a time that is in the list"),
        ({"days": ""}, "Choose how long the token works"),
    ],
)
def test_what_cannot_be_is_refused_in_words(client, ana, wrong, message):
    client.force_login(ana)
    right = {"name": "Notebook", "scopes": ["reports"], "days": "90"}
    assert message in client.post(TOKENS, right | wrong).content.decode()
    assert not AccessToken.objects.exists()


def test_the_page_asks_no_more_for_twenty_tokens_than_for_one(client, ana):
    make(ana, name="Number 0")
    client.force_login(ana)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(TOKENS).status_code == 200
        return len(captured)

    before = queries()
    for number in range(1, TOKENS_AT_MOST):
        make(ana, name=f"Number {number}")
    assert queries() == before


def test_a_supervisor_is_offered_no_row_files(client, sergeant):
    client.force_login(sergeant)
    assert "Row files" not in client.get(TOKENS).content.decode()
    client.post(TOKENS, {"name": "Rows", "scopes": ["row_files"], "days": "90"})
    assert not AccessToken.objects.exists()


def test_revoking_on_the_page(client, ana, amy, sergeant):
    now = timezone.now()
    mine, other = make(ana, at=now)[0], make(ana, name="Other", at=now)[0]
    client.force_login(sergeant)
    assert client.post(reverse("revoke_token", args=[mine.pk])).status_code == 404
    client.force_login(ana)
    page = client.post(reverse("revoke_token", args=[mine.pk]), follow=True)
    assert page.redirect_chain == [(TOKENS, 302)]
    assert "The token “Notebook” opens nothing any more." in page.content.decode()
    client.force_login(amy)
    about_ana = reverse("person", args=[ana.pk])
    assert "Access tokens" in client.get(about_ana).content.decode()
    page = client.post(reverse("revoke_token", args=[other.pk]), follow=True)
    assert page.redirect_chain == [(about_ana, 302)]
    assert not ana.access_tokens.alive(at=now).exists()


def test_ended_tokens_stand_apart_and_are_listed_for_ninety_days(client, ana, amy):
    now = timezone.now()
    make(ana, name="Working", at=now)
    make(ana, name="Lately ended", days=7, at=now - timedelta(days=90))
    make(ana, name="Long ended", days=7, at=now - timedelta(days=98))
    revoked = make(ana, name="Lately revoked", at=now - timedelta(days=200), days=365)[0]
    actions.revoke_token(token_id=revoked.pk, by=ana, at=now - timedelta(days=89))
    revoked = make(ana, name="Long revoked", at=now - timedelta(days=200), days=365)[0]
    actions.revoke_token(token_id=revoked.pk, by=ana, at=now - timedelta(days=91))

    for person, page in ((ana, TOKENS), (amy, reverse("person", args=[ana.pk]))):
        client.force_login(person)
        words = client.get(page).content.decode()
        working, ended = words.split("Ended in the last 90 days")
        assert "Working" in working
        assert "Lately ended" in ended
        assert "Lately revoked" in ended
        assert "Long" not in words
        assert ended.count("Revoke<") == 0

    AccessToken.objects.filter(name="Working").update(revoked_at=now, revoked_by=ana)
    client.force_login(ana)
    assert "None works at present" in client.get(TOKENS).content.decode()
