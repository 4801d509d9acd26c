"""Less to type: the position, the last place, favourites, and whether to record at all."""

import pytest
from django.core.management import call_command
from playwright.sync_api import Page, expect

from tests import factories
from tests.journeys.answering import choose, select, write
from tests.journeys.steps import (
    COME_BACK,
    follow,
    press,
    then_it_says,
    then_the_page_is,
    then_the_section_is,
    then_there_is_a_problem,
)

WHERE = "Where was it?"
LAMBETH = {"latitude": 51.4500, "longitude": -0.1220, "accuracy": 12}
NEAR_SOUTHWARK = {"latitude": 51.4750, "longitude": -0.1000, "accuracy": 60}
WINDSOR = {"latitude": 51.4839, "longitude": -0.6044, "accuracy": 12}


@pytest.fixture
def boundaries(force):
    call_command("load_boundaries", verbosity=0)


@pytest.fixture
def at_the_section(visit, force, begun):
    """The page of the encounter, on a device at a position; None: it may not say."""

    def go(position: dict | None) -> Page:
        page = visit(force.officer)
        page.context.clear_permissions()
        if position is not None:
            page.context.grant_permissions(["geolocation"])
            page.context.set_geolocation(position)
        page.goto(f"/encounters/{begun.pk}/encounter/")
        return page

    return go


def chosen(page: Page) -> str:
    return page.get_by_label(WHERE).evaluate("select => select.selectedOptions[0].text")


def leave_it(page: Page) -> None:
    """Saved, so that nothing of it is on its way when the test is over."""
    press(page, COME_BACK)
    then_the_page_is(page, "Record an encounter")


def told(page: Page):
    return page.locator("[data-place-answer]")


def test_the_position_becomes_an_area_and_is_kept_rounded(
    at_the_section, boundaries, inspect, begun
):
    page = at_the_section(LAMBETH)
    press(page, "Use my current position")
    expect(told(page)).to_contain_text("This is Lambeth. It is chosen below")
    assert chosen(page) == "Lambeth"
    then_it_says(page, "Position kept with the record: 51.450, -0.122")
    inspect(page, "position found")
    press(page, COME_BACK)
    then_the_section_is(page, "The encounter", "In progress")
    begun.refresh_from_db()
    assert (str(begun.latitude), str(begun.longitude)) == ("51.450", "-0.122")
    assert begun.area.name == "Lambeth"
    follow(page, "The encounter")
    press(page, "Remove the position")
    press(page, COME_BACK)
    then_the_page_is(page, "Record an encounter")
    begun.refresh_from_db()
    assert begun.latitude is None


def test_near_a_border_the_officer_decides(at_the_section, boundaries, inspect):
    page = at_the_section(NEAR_SOUTHWARK)
    press(page, "Use my current position")
    expect(told(page)).to_contain_text("near the border of")
    assert chosen(page) == "Choose an area"
    inspect(page, "near a border")
    press(page, "Use Southwark")
    assert chosen(page) == "Southwark"
    leave_it(page)


def test_what_the_officer_chose_stays(at_the_section, boundaries):
    page = at_the_section(LAMBETH)
    select(page, WHERE, "Camden")
    press(page, "Use my current position")
    expect(told(page)).to_contain_text("You chose Camden, which stays.")
    assert chosen(page) == "Camden"
    press(page, "Use Lambeth")
    assert chosen(page) == "Lambeth"
    leave_it(page)


def test_outside_every_area_nothing_is_chosen(at_the_section, boundaries):
    page = at_the_section(WINDSOR)
    press(page, "Use my current position")
    expect(told(page)).to_contain_text("outside every area on file")
    assert chosen(page) == "Choose an area"
    leave_it(page)


def test_a_device_that_may_not_say_is_explained(at_the_section, boundaries, inspect):
    page = at_the_section(None)
    press(page, "Use my current position")
    expect(told(page)).to_contain_text("or choose the area yourself")
    inspect(page, "position refused")
    select(page, WHERE, "Lambeth")
    leave_it(page)


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
def test_the_place_of_the_last_record_without_losing_what_was_typed(
    visit, force, inspect, javascript
):
    factories.a_draft(force.officer, complete=True, location_description="Turnpike Lane station")
    draft = factories.a_draft(force.officer)
    page = visit(force.officer, javascript=javascript)
    page.goto(f"/encounters/{draft.pk}/encounter/")
    expect(page.get_by_role("button", name="Use my current position")).to_be_visible(
        visible=javascript
    )
    write(page, "Incident reference", "CAD 8")
    page.get_by_role("button", name="Use the place of my last record").click()
    expect(page.get_by_label("Describe the place")).to_have_value("Turnpike Lane station")
    expect(page.get_by_label("Incident reference")).to_have_value("CAD 8")
    inspect(page, "place of the last record")
    press(page, COME_BACK)
    then_the_section_is(page, "The encounter", "In progress")


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
def test_a_favourite_is_saved_used_renamed_and_deleted(visit, force, inspect, javascript):
    record = factories.an_encounter(officer=force.officer, location_description="The market")
    page = visit(force.officer, javascript=javascript)
    page.goto(f"/encounters/{record.pk}/")
    follow(page, "Save the circumstances as a favourite")
    press(page, "Save")
    if javascript:
        then_there_is_a_problem(page, "Give it a name", at=page.get_by_label("Name"))
    inspect(page, "favourite without a name")
    write(page, "Name", "Market day")
    press(page, "Save")
    then_the_page_is(page, "My favourites")
    inspect(page, "favourites")
    page.goto("/encounters/start/")
    inspect(page, "start with a favourite")
    page.goto("/")
    inspect(page, "home with a favourite")
    page.get_by_role("button", name="Begin from Market day").click()
    then_the_page_is(page, "The encounter")
    expect(page.get_by_label("Describe the place")).to_have_value("The market")
    page.goto("/encounters/start/")
    follow(page, "Change my favourites")
    page.get_by_role("link", name="Rename or delete").click()
    inspect(page, "one favourite")
    write(page, "Name", "Saturdays")
    press(page, "Rename")
    then_it_says(page, "It is now called “Saturdays”.")
    page.get_by_role("link", name="Rename or delete").click()
    press(page, "Delete “Saturdays”")
    then_it_says(page, "You have no favourites yet.")


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
def test_three_questions_say_whether_to_record(visit, force, inspect, javascript):
    page = visit(force.officer, javascript=javascript)
    page.goto("/")
    follow(page, "Do I need to record this?")
    inspect(page, "screener")
    press(page, "Check")
    then_it_says(page, "Select yes if handcuffs were put on a person")
    inspect(page, "screener, nothing answered")
    choose(page, "Were handcuffs put on a person?", "Yes")
    choose(page, "Was it training or a demonstration?", "No")
    choose(page, "Who put them on?", "I did, alone or with others")
    press(page, "Check")
    then_it_says(page, "Yes, record it")
    inspect(page, "screener, yes")
    press(page, "Record an encounter")
    then_the_page_is(page, "The encounter")
