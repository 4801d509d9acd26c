"""The pages of administrators: lists, forms, refusals, and what bad input gives."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.actions import create_team
from accounts.models import PeopleFile, Role, Team, TeamKind, User
from audit.models import Event
from outbox.models import Message
from tests.accounts.conftest import AT

PEOPLE = "/people/"


@pytest.fixture
def browser(client, amy):
    """An administrator's."""
    client.force_login(amy)
    return client


def text(response) -> str:
    return " ".join(response.content.decode().split())


def details(**said) -> dict:
    return {
        "name": "Ada Marsh",
        "email": "ada.marsh@force.example",
        "team": "",
        "roles": [],
        "personal_safety_trained_on": "",
        "legal_trained_on": "",
        "de_escalation_trained_on": "",
        **said,
    }


# -- The list -------------------------------------------------------------------------------------


def test_an_administrator_sees_everybody_with_team_and_roles(browser, person):
    person(roles=[Role.OFFICER, Role.SUPERVISOR])
    page = text(browser.get(PEOPLE))
    assert "Ada Marsh" in page
    assert "Team A" in page
    assert "Officer, Supervisor" in page


def test_the_list_asks_the_database_no_more_for_twenty_people_than_for_one(browser, person):
    browser.get(PEOPLE)
    with CaptureQueriesContext(connection) as few:
        browser.get(PEOPLE)
    for number in range(20):
        person(warrant_number=f"P{number}", email=f"p{number}@force.example")
    with CaptureQueriesContext(connection) as many:
        browser.get(PEOPLE)
    assert len(many) == len(few)


@pytest.mark.parametrize("page", ["0", "-1", "99", "two", ""])
def test_a_page_that_does_not_exist_is_the_nearest_that_does(browser, page):
    assert browser.get(PEOPLE, {"page": page}).status_code == 200


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"q": "mar"}, {"P1"}),
        ({"q": "p2"}, {"P2"}),
        ({"q": "OLU@force"}, {"P2"}),
        ({"q": "ada marsh"}, {"P1"}),
        ({"q": "ada green"}, set()),
        ({"role": "administrator"}, {"A1"}),
        ({"state": "inactive"}, {"P2"}),
        ({"state": "active", "role": "officer"}, {"P1"}),
        ({"q": "%"}, set()),
        ({"role": "chief"}, {"A1", "P1", "P2"}),
        ({"team": "no number"}, {"A1", "P1", "P2"}),
        ({"q": "a\x00b"}, {"A1", "P1", "P2"}),
    ],
)
def test_the_list_is_narrowed_by_what_stands_in_the_address(browser, person, query, found):
    person(warrant_number="P1", email="p1@force.example")
    olu = person(warrant_number="P2", name="Olu Green", email="olu@force.example")
    User.objects.filter(pk=olu.pk).update(is_active=False)
    rows = browser.get(PEOPLE, query).context["rows"]
    assert {row["person"].warrant_number for row in rows} == found


def test_a_team_finds_the_people_of_the_teams_under_it(browser, person, hackney):
    person()
    rows = browser.get(PEOPLE, {"team": hackney.pk}).context["rows"]
    assert [row["person"].warrant_number for row in rows] == ["P1234"]


# -- One person -----------------------------------------------------------------------------------


def test_somebody_new_is_added_and_gets_a_link_and_no_password_is_shown(browser, team_a):
    response = browser.post(
        f"{PEOPLE}add/",
        details(warrant_number="p77", team=team_a.pk, roles=["officer"]),
        follow=True,
    )
    ada = User.objects.get(warrant_number="P77")
    assert (ada.team, ada.roles, ada.has_usable_password()) == (team_a, ["officer"], False)
    assert Message.objects.get().to == "ada.marsh@force.example"
    assert "A link to set the password goes to ada.marsh@force.example" in text(response)


@pytest.mark.parametrize(
    ("said", "field", "message"),
    [
        ({"name": " "}, "name", "Enter the name"),
        ({"name": "x" * 100_000}, "name", "The name is too long"),
        ({"name": "=1+1"}, "name", "A name cannot begin with ="),
        ({"name": "A\u202eda"}, "name", "a character that cannot be seen"),
        ({"email": "ada"}, "email", "Enter an e-mail address such as"),
        ({"email": "A1@force.example"}, "email", "belongs to Amy Stone (A1)"),
        ({"warrant_number": "a1"}, "warrant_number", "A1 belongs to Amy Stone"),
        ({"warrant_number": "P 1"}, "warrant_number", "letters A to Z"),
        ({"warrant_number": "😀"}, "warrant_number", "letters A to Z"),
        ({"roles": ["officer"]}, "team", "Officers and supervisors belong to a team"),
        ({"roles": ["chief"]}, "roles", "Choose roles that are in the list"),
        ({"team": "999999"}, "team", "Choose a team that is in the list"),
        ({"legal_trained_on": "soon"}, "legal_trained_on", "“soon” is not a date such as"),
        ({"legal_trained_on": "2" * 5000}, "legal_trained_on", "is not a date such as"),
        ({"legal_trained_on": "01/01/2020\r\n01/01/2999"}, "legal_trained_on", "in the future"),
        ({"legal_trained_on": "01/01/2020\n" * 61}, "legal_trained_on", "At most 60 dates"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(browser, said, field, message):
    response = browser.post(f"{PEOPLE}add/", details(warrant_number="P77") | said)
    assert response.status_code == 200
    assert message in " ".join(response.context["form"].errors[field])
    assert not User.objects.filter(warrant_number="P77").exists()


def test_a_double_click_adds_one_person(browser, team_a):
    new = details(warrant_number="P77", team=team_a.pk, roles=["officer"])
    browser.post(f"{PEOPLE}add/", new)
    again = browser.post(f"{PEOPLE}add/", new)
    assert "P77 belongs to Ada Marsh" in text(again)
    assert User.objects.filter(warrant_number="P77").count() == 1


def test_a_change_is_saved(browser, person, hackney):
    ada = person()
    response = browser.post(
        f"{PEOPLE}{ada.pk}/change/",
        details(
            team=hackney.pk,
            roles=["supervisor"],
            legal_trained_on="07/01/2025\r\n\r\n12/01/2026",
            version="1",
        ),
        follow=True,
    )
    ada.refresh_from_db()
    assert (ada.team, ada.roles) == (hackney, ["supervisor"])
    assert list(map(str, ada.legal_trained_on)) == ["2025-01-07", "2026-01-12"]
    # The page shows what is kept, the newest first, and sent again unchanged it changes nothing.
    form = browser.get(f"{PEOPLE}{ada.pk}/change/").context["form"]
    assert form["legal_trained_on"].value() == "12/01/2026\n07/01/2025"
    again = {name: form[name].value() or "" for name in form.fields}
    browser.post(f"{PEOPLE}{ada.pk}/change/", again)
    ada.refresh_from_db()
    assert ada.version == 2
    assert "Ada Marsh (P1234): saved." in text(response)


def test_a_stale_page_keeps_what_was_typed_and_can_be_sent_again(browser, person, team_a):
    ada = person()
    User.objects.filter(pk=ada.pk).update(name="Ada Lane", version=2)
    said = details(name="Ada Stone", team=team_a.pk, roles=["officer"], version="1")
    response = browser.post(f"{PEOPLE}{ada.pk}/change/", said)
    assert "Not saved yet" in text(response)
    assert 'value="Ada Stone"' in text(response)
    assert response.context["form"]["version"].value() == 2
    browser.post(f"{PEOPLE}{ada.pk}/change/", said | {"version": "2"})
    ada.refresh_from_db()
    assert ada.name == "Ada Stone"


def test_ones_own_roles_are_refused_with_the_reason(browser, amy):
    response = browser.post(
        f"{PEOPLE}{amy.pk}/change/",
        details(name=amy.name, email=amy.email, roles=["analyst"], version="1"),
    )
    assert "You cannot change your own roles" in text(response)
    amy.refresh_from_db()
    assert amy.roles == ["administrator"]


def test_access_is_ended_after_a_look_at_what_is_left_open(browser, person, monkeypatch, settings):
    ada = person()
    settings.OPEN_WORK_OF = f"{__name__}.two_drafts"
    page = browser.get(f"{PEOPLE}{ada.pk}/end-access/")
    assert "2: HC-26-000001, HC-26-000002" in text(page)
    browser.post(f"{PEOPLE}{ada.pk}/end-access/", {"version": "1"})
    ada.refresh_from_db()
    assert not ada.is_active


def two_drafts(person, *, now):
    return [
        {"what": "Drafts", "number": 2, "references": ["HC-26-000001", "HC-26-000002"], "more": 0}
    ]


def test_a_page_opened_before_a_change_ends_nobodys_access(browser, person):
    ada = person()
    User.objects.filter(pk=ada.pk).update(version=2)
    response = browser.post(f"{PEOPLE}{ada.pk}/end-access/", {"version": "1"}, follow=True)
    assert "Nothing was changed" in text(response)
    ada.refresh_from_db()
    assert ada.is_active


@pytest.mark.parametrize("version", ["", "x", "1e9", "-1"])
@pytest.mark.parametrize("page", ["end-access", "give-access"])
def test_a_button_without_its_page_does_nothing(browser, person, page, version):
    ada = person()
    response = browser.post(f"{PEOPLE}{ada.pk}/{page}/", {"version": version})
    assert response.status_code in (200, 302)
    ada.refresh_from_db()
    assert (ada.is_active, ada.version) == (True, 1)


def test_ones_own_access_cannot_be_ended(browser, amy):
    page = browser.get(f"{PEOPLE}{amy.pk}/end-access/")
    assert "You cannot end your own access" in text(page)
    response = browser.post(f"{PEOPLE}{amy.pk}/end-access/", {"version": "1"}, follow=True)
    assert "You cannot end your own access" in text(response)
    amy.refresh_from_db()
    assert amy.is_active


@pytest.mark.parametrize("number", ["0", "999999", "9" * 30])
def test_somebody_who_does_not_exist_is_not_found(browser, number):
    for page in ("", "change/", "end-access/"):
        assert browser.get(f"{PEOPLE}{number}/{page}").status_code == 404


def test_training_is_shown_with_what_lapsed(browser, person):
    ada = person()
    User.objects.filter(pk=ada.pk).update(legal_trained_on=["2018-01-02", "2019-01-01"])
    page = text(browser.get(f"{PEOPLE}{ada.pk}/"))
    assert "Last 1 January 2019" in page
    assert "Before that 2 January 2018" in page
    assert "Lapsed" in page
    assert "Not known" in page


def test_everybody_sees_their_own_training_on_their_own_page(client, person):
    client.force_login(person())
    page = text(client.get(f"{PEOPLE}me/"))
    assert "Ada Marsh" in page
    assert "Your training" in page


# -- Teams ----------------------------------------------------------------------------------------


def test_a_team_is_added_under_another(browser, hackney):
    browser.post(f"{PEOPLE}teams/add/", {"name": "Team B", "kind": "team", "parent": hackney.pk})
    assert Team.objects.get(name="Team B").path.startswith(hackney.path)


@pytest.mark.parametrize(
    ("said", "field", "message"),
    [
        ({"name": ""}, "name", "Enter the name of the team"),
        ({"name": "team a"}, "name", "already a team of this name"),
        ({"name": "A/B"}, "name", "cannot contain a slash"),
        ({"name": "x" * 100_000}, "name", "The name is too long"),
        ({"kind": "force"}, "kind", "is not one of the available choices"),
        ({"kind": "command"}, "parent", "belongs directly under the force"),
        ({"parent": "1000000"}, "parent", "Choose a team that is in the list"),
    ],
)
def test_what_is_wrong_with_a_team_is_said(browser, team_a, hackney, said, field, message):
    new = {"name": "Team B", "kind": "team", "parent": hackney.pk}
    response = browser.post(f"{PEOPLE}teams/add/", new | said)
    assert message in " ".join(response.context["form"].errors[field])
    assert not Team.objects.filter(name="Team B").exists()


def test_a_team_is_moved_and_renamed(browser, force, team_a):
    southern = create_team(name="Southern", kind=TeamKind.COMMAND, parent=force, by=None, at=AT)
    browser.post(
        f"{PEOPLE}teams/{team_a.pk}/",
        {"name": "Response A", "parent": southern.pk, "version": "1"},
    )
    team_a.refresh_from_db()
    assert (team_a.name, team_a.parent, team_a.path) == (
        "Response A",
        southern,
        f"{southern.path}{team_a.pk}/",
    )


def test_a_stale_page_of_a_team_says_what_it_is_now(browser, team_a, hackney):
    Team.objects.filter(pk=team_a.pk).update(name="Response A", version=2)
    response = browser.post(
        f"{PEOPLE}teams/{team_a.pk}/",
        {"name": "Response B", "parent": hackney.pk, "version": "1"},
    )
    assert "It is now called Response A and is under Hackney" in text(response)
    assert 'value="Response B"' in text(response)


def test_a_team_is_closed_and_opened_again(browser, team_a):
    browser.post(f"{PEOPLE}teams/{team_a.pk}/close/", {"version": "1"})
    team_a.refresh_from_db()
    assert team_a.closed_at is not None
    browser.post(f"{PEOPLE}teams/{team_a.pk}/reopen/", {"version": "2"})
    team_a.refresh_from_db()
    assert team_a.closed_at is None


def test_the_button_to_close_says_why_it_is_off(browser, team_a, person):
    person()
    page = text(browser.get(f"{PEOPLE}teams/{team_a.pk}/"))
    assert "People work in this team: put them into other teams first." in page
    response = browser.post(f"{PEOPLE}teams/{team_a.pk}/close/", {"version": "1"}, follow=True)
    assert "People work in this team" in text(response)
    team_a.refresh_from_db()
    assert team_a.closed_at is None


def test_the_tree_asks_no_more_for_many_teams_than_for_few(browser, hackney):
    browser.get(f"{PEOPLE}teams/")
    with CaptureQueriesContext(connection) as few:
        browser.get(f"{PEOPLE}teams/")
    for number in range(20):
        create_team(name=f"T{number}", kind=TeamKind.TEAM, parent=hackney, by=None, at=AT)
    with CaptureQueriesContext(connection) as many:
        browser.get(f"{PEOPLE}teams/")
    assert len(many) == len(few)


# -- Files ----------------------------------------------------------------------------------------


def upload(browser, content: bytes, name: str = "people.csv"):
    return browser.post(f"{PEOPLE}file/", {"file": SimpleUploadedFile(name, content)})


def test_a_file_is_uploaded_looked_at_and_applied(browser, person):
    ada = person()
    response = upload(browser, b"warrant_number,name\nP1234,Ada Lane\n")
    check = browser.get(response["Location"])
    assert "Name: Ada Marsh → Ada Lane" in text(check)
    ada.refresh_from_db()
    assert ada.name == "Ada Marsh"
    done = browser.post(response["Location"], {"digest": check.context["plan"].digest}, follow=True)
    assert "The file is applied: 1 people added or changed." in text(done)
    ada.refresh_from_db()
    assert ada.name == "Ada Lane"
    assert not PeopleFile.objects.exists()
    again = browser.post(response["Location"], {"digest": "x"}, follow=True)
    assert "applied already" in text(again)


def test_lines_are_pasted(browser, person):
    person()
    response = browser.post(
        f"{PEOPLE}file/", {"pasted": "warrant_number;name\r\nP1234;Ada Lane\r\n"}
    )
    assert "Ada Lane" in text(browser.get(response["Location"]))


def test_a_file_with_a_wrong_line_has_no_button(browser, person):
    ada = person()
    response = upload(browser, b"warrant_number,name,team\nP1234,Ada Lane,\nP9,Olu,Team Z\n")
    page = browser.get(response["Location"])
    assert "1 line of 2 is wrong, so nothing was changed." in text(page)
    assert "There is no team called “Team Z”" in text(page)
    assert "Apply the file" not in text(page)
    browser.post(response["Location"], {"digest": page.context["plan"].digest})
    ada.refresh_from_db()
    assert ada.name == "Ada Marsh", "the button was only left out of the page"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "The file is empty"),
        (b"PK\x03\x04\x00", "The file is not text"),
        (b"warrant_number,shoe_size\nP1,44\n", "The column “shoe_size” is not known"),
        (b"warrant_number\n" + b"P1\n" * 2100, "more than 2,000 people"),
        (b"warrant_number\n" + b"x" * 2_100_000, "larger than 2 megabytes"),
    ],
)
def test_what_cannot_be_used_is_said_on_the_page(browser, content, message):
    response = upload(browser, content)
    assert response.status_code == 200
    assert message in text(response)
    assert not PeopleFile.objects.exists()


def test_neither_a_file_nor_lines_is_said(browser):
    assert "Choose a file, or paste lines below" in text(browser.post(f"{PEOPLE}file/", {}))


def test_both_a_file_and_lines_is_said(browser):
    response = browser.post(
        f"{PEOPLE}file/",
        {"file": SimpleUploadedFile("a.csv", b"warrant_number\nP1\n"), "pasted": "warrant_number"},
    )
    assert "not both" in text(response)


def test_a_cell_with_markup_is_shown_as_text(browser, person):
    person()
    response = upload(browser, b"warrant_number,name\nP1234,<script>alert(1)</script>\n")
    page = browser.get(response["Location"]).content.decode()
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_another_administrators_file_is_not_shown(browser, client, bea, person):
    person()
    response = upload(browser, b"warrant_number,name\nP1234,Ada Lane\n")
    client.force_login(bea)
    page = client.get(response["Location"], follow=True)
    assert "no longer kept" in text(page)
    assert "Ada Lane" not in text(page)


def test_everybody_is_downloaded_and_that_is_an_event(browser, person, amy):
    person()
    response = browser.get(f"{PEOPLE}file/people.csv")
    content = response.content.decode("utf-8-sig")
    assert content.splitlines()[0].startswith("warrant_number,name,email,team")
    assert "P1234,Ada Marsh,ada.marsh@force.example,Force / Hackney / Team A,officer,yes" in content
    assert "attachment" in response["Content-Disposition"]
    event = Event.objects.order_by("-id").first()
    assert (event.action, event.operation, event.detail) == (
        "people_csv",
        "disclosure",
        {"people": 2},
    )


# -- Mail -----------------------------------------------------------------------------------------


def test_mail_that_could_not_be_sent_is_shown_without_its_words(browser):
    Message.objects.create(
        key="k",
        to="gone@force.example",
        subject="HC-26-000001: this draft is late",
        body="the secret link",
        created_at=AT,
        send_after=AT,
        attempts=1,
        last_error="550 No such user",
        given_up_at=AT,
    )
    page = text(browser.get(f"{PEOPLE}mail/"))
    assert "550 No such user" in page
    assert "the secret link" not in page
    response = browser.post(f"{PEOPLE}mail/", follow=True)
    assert "will be tried again" in text(response)
    assert Message.objects.waiting().count() == 1
