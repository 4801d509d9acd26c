"""What people meet where they cannot go on: no session, another's record, their own record."""

from playwright.sync_api import expect

from tests import factories
from tests.journeys.answering import write
from tests.journeys.conftest import PASSWORD
from tests.journeys.steps import (
    COME_BACK,
    press,
    then_it_says,
    then_the_page_is,
    then_the_section_is,
)


def test_a_session_that_ends_in_the_middle_of_a_section(visit, force, begun):
    page = visit(force.officer)
    page.goto(f"/encounters/{begun.pk}/encounter/")
    write(page, "Describe the place", "Outside the market")
    page.context.clear_cookies(name="sessionid")

    press(page, COME_BACK)

    then_the_page_is(page, "Sign in")
    page.get_by_label("Warrant number or e-mail address").fill(force.officer.warrant_number)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    press(page, "Sign in")
    # Back where they were.
    then_the_page_is(page, "The encounter")
    page.goto(f"/encounters/{begun.pk}/tasks/")
    then_the_section_is(page, "The person", "Not started")


def test_a_form_opened_before_signing_in_again(visit, force, begun):
    page = visit(force.officer)
    page.goto(f"/encounters/{begun.pk}/encounter/")
    page.context.clear_cookies(name="csrftoken")

    with page.expect_response(lambda response: response.request.method == "POST") as response:
        press(page, COME_BACK)

    assert response.value.status == 403
    then_the_page_is(page, "Please send it again")


def test_another_officers_record_is_not_found(visit, force, begun):
    page = visit(force.stranger)
    for address in ("", "tasks/", "encounter/", "check/", "discard/", "review/"):
        response = page.goto(f"/encounters/{begun.pk}/{address}")
        assert response.status == 404, address
        then_the_page_is(page, "Page not found")


def test_nobody_decides_on_their_own_record(visit, force):
    own = factories.an_encounter(officer=force.supervisor)
    page = visit(force.supervisor)
    reason = "You were part of this encounter, so somebody else must decide on it."
    page.goto(f"/encounters/{own.pk}/")
    decide = page.get_by_role("button", name="Decide")
    expect(decide).to_be_disabled()
    expect(decide).to_have_accessible_description(reason)

    response = page.goto(f"/encounters/{own.pk}/review/")

    assert response.status == 403
    then_it_says(page, reason)
