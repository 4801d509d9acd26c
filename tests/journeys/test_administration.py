"""An administrator keeps people, teams, areas and mail: phone and desktop, with and without
JavaScript, and without findings of axe in any state."""

import json

import pytest
from playwright.sync_api import expect

from accounts.models import Team, User
from outbox.models import Message
from records.models import Area
from tests import factories
from tests.journeys.accessibility import Inspection
from tests.journeys.answering import choose, select, write
from tests.journeys.conftest import DESKTOP, PHONE
from tests.journeys.steps import follow, press, summary, then_it_says, then_the_page_is


@pytest.fixture
def inspect(request):
    """Looks at pages; at the end nothing may have been found on any of them."""
    inspection = Inspection(request.node.name)
    yield inspection
    assert inspection.seen
    assert not inspection.findings, "\n\n".join(inspection.findings)


@pytest.mark.parametrize(
    ("viewport", "javascript"), [(PHONE, True), (DESKTOP, True), (PHONE, False)]
)
def test_people_are_added_changed_and_leave(visit, force, inspect, viewport, javascript):
    page = visit(force.administrator, viewport=viewport, javascript=javascript)
    page.goto("/people/")
    inspect(page, "people")
    press(page, "Add a person")
    press(page, "Add this person")
    expect(summary(page)).to_contain_text("Enter the warrant number")
    inspect(page, "a person with everything missing")
    write(page, "Warrant number", "p7001")
    write(page, "Name", "Olu Greenhalgh")
    write(page, "E-mail address", "olu@force.example")
    choose(page, "Roles", "Officer")
    press(page, "Add this person")
    expect(summary(page)).to_contain_text("Officers and supervisors belong to a team")
    select(page, "Team", "Test force / Brixton response")
    write(page, "Days of legal training", "03/06/2019\n01/06/2018")
    press(page, "Add this person")
    then_the_page_is(page, "Olu Greenhalgh")
    then_it_says(page, "A link to set the password goes to olu@force.example.")
    then_it_says(page, "Lapsed")
    inspect(page, "a person")
    assert Message.objects.get().to == "olu@force.example"

    press(page, "Change")
    choose(page, "Roles", "Supervisor")
    inspect(page, "changing a person")
    press(page, "Save")
    then_it_says(page, "Officer, Supervisor")

    press(page, "End access")
    inspect(page, "ending access")
    press(page, "End access")
    then_it_says(page, "This person cannot sign in.")
    inspect(page, "a person without access")
    press(page, "Give access again")
    then_it_says(page, "has access again")


def test_two_administrators_change_one_person(visit, force, inspect):
    other = factories.an_administrator(name="Second Administrator")
    first, second = visit(force.administrator), visit(other)
    for page in (first, second):
        page.goto(f"/people/{force.colleague.pk}/change/")
    write(first, "Name", "Kofi Larkspur-Reed")
    press(first, "Save")
    then_the_page_is(first, "Kofi Larkspur-Reed")
    write(second, "E-mail address", "kofi@force.example")
    press(second, "Save")
    then_it_says(second, "Not saved yet")
    expect(second.get_by_label("E-mail address")).to_have_value("kofi@force.example")
    inspect(second, "changed by another administrator")
    force.colleague.refresh_from_db()
    assert force.colleague.name == "Kofi Larkspur-Reed"


@pytest.mark.parametrize("viewport", [PHONE, DESKTOP])
def test_a_file_of_people_is_tried_mended_and_applied(visit, force, inspect, viewport):
    page = visit(force.administrator, viewport=viewport)
    page.goto("/people/file/")
    inspect(page, "people by file")
    press(page, "See what it would do")
    expect(summary(page)).to_contain_text("Choose a file, or paste lines below")
    inspect(page, "no file")
    lines = [
        "warrant_number;name;email;team;roles;active",
        "P7001;Olu Greenhalgh;olu@force.example;Brixton response;officer;yes",
        f"{force.colleague.warrant_number};;;;;no",
        f"{force.bystander.warrant_number};;;Nowhere;;",
    ]
    write(page, "Or paste the lines here", "\n".join(lines))
    press(page, "See what it would do")
    then_it_says(page, "1 line of 3 is wrong, so nothing was changed.")
    then_it_says(page, "There is no team called “Nowhere”")
    expect(page.get_by_role("button", name="Apply the file")).to_have_count(0)
    inspect(page, "a wrong line")

    follow(page, "Another file")
    page.get_by_label("Choose a CSV file").set_input_files(
        {
            "name": "people.csv",
            "mimeType": "text/csv",
            "buffer": "\r\n".join(lines[:3]).encode("cp1252"),
        }
    )
    press(page, "See what it would do")
    then_the_page_is(page, "Check the file")
    then_it_says(page, "Nothing was changed yet.")
    inspect(page, "what the file would do")
    assert not User.objects.filter(warrant_number="P7001").exists()
    press(page, "Apply the file")
    then_it_says(page, "The file is applied: 2 people added or changed.")
    force.colleague.refresh_from_db()
    assert not force.colleague.is_active


def test_a_team_is_added_moved_and_closed(visit, force, inspect):
    page = visit(force.administrator)
    page.goto("/people/teams/")
    inspect(page, "teams")
    press(page, "Add a team")
    press(page, "Add this team")
    expect(summary(page)).to_contain_text("Enter the name of the team")
    inspect(page, "a team with everything missing")
    write(page, "Name", "Lambeth command")
    choose(page, "What is it?", "Borough command")
    select(page, "Under which team?", "Test force")
    press(page, "Add this team")
    then_it_says(page, "Lambeth command is added.")
    follow(page, "Brixton response")
    then_it_says(page, "People work in this team")
    select(page, "Under which team?", "Test force / Lambeth command")
    press(page, "Save")
    then_it_says(page, "Brixton response: saved.")
    moved, above = Team.objects.get(name="Brixton response"), Team.objects.get(kind="command")
    assert moved.path == f"{above.path}{moved.pk}/"
    inspect(page, "the tree")


def test_areas_are_kept_and_boundaries_loaded(visit, force, inspect):
    page = visit(force.administrator)
    page.goto("/areas/")
    inspect(page, "areas")
    press(page, "Add an area")
    press(page, "Add this area")
    expect(summary(page)).to_contain_text("Enter the name of the area")
    inspect(page, "an area with everything missing")
    write(page, "Name", "City Airport")
    write(page, "Code", "LCY")
    choose(page, "What is it?", "Site without residents")
    press(page, "Add this area")
    follow(page, "City Airport")
    inspect(page, "an area")
    press(page, "Retire the area")
    then_it_says(page, "City Airport is no longer offered.")
    assert Area.objects.get(pk="LCY").retired_at is not None

    follow(page, "Load boundaries")
    press(page, "See what it would do")
    inspect(page, "no file of boundaries")
    square = [[[0, 51], [1, 51], [1, 52], [0, 51]]]
    borders = [
        {"properties": {"code": code}, "geometry": {"type": "Polygon", "coordinates": square}}
        for code in ("LCY", "nowhere")
    ]
    for wrong, features in ((True, borders), (False, borders[:1])):
        page.goto("/areas/boundaries/")
        page.get_by_label("Choose a GeoJSON file").set_input_files(
            {
                "name": "borders.geojson",
                "mimeType": "application/geo+json",
                "buffer": json.dumps({"features": features}).encode(),
            }
        )
        write(page, "Whose boundaries are they?", "Office for National Statistics")
        write(page, "Under which licence?", "Open Government Licence v3.0")
        press(page, "See what it would do")
        then_the_page_is(page, "Check the boundaries")
        if wrong:
            then_it_says(page, "1 of 2 areas is wrong, so nothing was loaded.")
        inspect(page, "wrong boundaries" if wrong else "what the boundaries would do")
    press(page, "Load the boundaries")
    then_it_says(page, "1 borders added, 0 replaced.")


def test_ones_own_page_and_mail_that_failed_in_the_dark(visit, force, inspect):
    page = visit(force.officer, dark=True)
    page.goto("/")
    page.get_by_role("link", name=f"Signed in as {force.officer.name}").click()
    then_the_page_is(page, force.officer.name)
    then_it_says(page, "Your training")
    inspect(page, "my page")

    at = force.officer.joined_at
    Message.objects.create(
        key="k",
        to="gone@force.example",
        subject="HC-26-000001: this draft is late",
        created_at=at,
        send_after=at,
        attempts=1,
        last_error="550 5.1.1 No such user",
        given_up_at=at,
    )
    page = visit(force.administrator, dark=True)
    page.goto("/people/mail/")
    then_it_says(page, "550 5.1.1 No such user")
    inspect(page, "mail that failed")
    press(page, "Try these again")
    then_it_says(page, "1 mails will be tried again.")
    inspect(page, "mail that waits")
