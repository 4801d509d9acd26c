"""Before the session ends people are warned; after it nothing they typed is lost."""

import re

from django.conf import settings
from playwright.sync_api import Page, expect

from tests.journeys.accessibility import Inspection
from tests.journeys.answering import write
from tests.journeys.conftest import PASSWORD
from tests.journeys.steps import press, then_it_says, then_the_page_is

STORY = "What happened?"
WORDS = "He pulled his arm away twice."


def warning(page: Page):
    return page.get_by_role("dialog")


def sign_in(page: Page, person) -> None:
    """On the sign-in page one was led to."""
    page.get_by_label("Warrant number or e-mail address").fill(person.warrant_number)
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    press(page, "Sign in")


def test_one_tap_keeps_the_session_and_the_focus(device, force, begun):
    phone = device(force.officer)
    phone.ready()
    phone.ends(in_seconds=302)
    page = phone.open(f"/encounters/{begun.pk}/handcuffing/")
    page.get_by_label(STORY).click()
    expect(warning(page)).to_contain_text("You will soon be signed out")
    expect(page.get_by_role("button", name="Stay signed in")).to_be_focused()
    inspect = Inspection("session")
    inspect(page, "warning")
    before = phone.session()["ends_at"]
    press(page, "Stay signed in")
    expect(warning(page)).to_be_hidden()
    expect(page.get_by_label(STORY)).to_be_focused()
    assert phone.session()["ends_at"] > before
    assert inspect.findings == []


def test_another_window_hears_that_one_stays(device, force):
    phone = device(force.officer)
    phone.ready()
    phone.ends(in_seconds=200)
    first, second = phone.open("/"), phone.open("/records/")
    expect(warning(first)).to_be_visible()
    expect(warning(second)).to_be_visible()
    press(second, "Stay signed in")
    expect(warning(first)).to_be_hidden()


def test_after_the_end_one_comes_back_to_the_same_field_with_what_was_typed(device, force, begun):
    phone = device(force.officer)
    phone.ready()
    phone.ends(in_seconds=600)
    page = phone.open(f"/encounters/{begun.pk}/handcuffing/", clock=True)
    page.clock.fast_forward("06:00")
    warning(page).press("Escape")
    expect(warning(page)).to_be_hidden()
    write(page, STORY, WORDS)
    phone.ends(in_seconds=0)
    page.clock.fast_forward("06:00")
    expect(warning(page)).to_contain_text("You have been signed out")
    inspect = Inspection("session")
    inspect(page, "ended")
    rests = phone.rests(page)
    assert rests["keys"] == []
    assert WORDS not in str(rests)

    page.get_by_role("button", name="Sign in again").click()
    sign_in(page, force.officer)
    then_the_page_is(page, "Handcuffing and justification")
    expect(page.get_by_label(STORY)).to_be_focused()
    expect(page.get_by_label(STORY)).to_have_value(WORDS)
    expect(page.locator(".c-saved")).to_have_text(re.compile("^Saved at"))
    assert begun.uses.get().justification_what_happened == WORDS
    assert inspect.findings == []


def test_a_window_of_the_session_before_ends_nothing_of_the_one_after(device, force, begun):
    """Signed in again in another window: an old one that finds its time is over asks first."""
    phone = device(force.officer)
    phone.ready()
    phone.ends(in_seconds=600)
    old = phone.open(clock=True)
    phone.sign_in(force.officer)
    new = phone.open(f"/encounters/{begun.pk}/handcuffing/")
    with old.expect_response("**/account/stay/") as asked:
        old.clock.fast_forward("11:00")
    assert asked.value.ok
    expect(warning(old)).to_be_hidden()
    assert len(phone.rests(new)["keys"]) == 1

    phone.session().flush()
    old.clock.fast_forward(settings.SESSION_COOKIE_AGE * 1000)
    expect(warning(old)).to_contain_text("You have been signed out")
    expect(warning(new)).to_contain_text("You have been signed out")
    assert phone.rests(new)["keys"] == []


def test_who_finds_out_on_saving_loses_nothing_and_nobody_else_sees_it(device, force, begun):
    """The session was ended on the server: the page does not know."""
    phone = device(force.officer)
    phone.ready()
    page = phone.open(f"/encounters/{begun.pk}/handcuffing/")
    phone.session().flush()
    write(page, STORY, WORDS)
    press(page, "Save and come back later")
    then_it_says(page, "what you sent last was not saved")
    assert WORDS not in str(phone.rests(page))

    sign_in(page, force.supervisor)  # another officer of the same device
    page.goto("/")
    expect(page.locator("[data-unsent]")).to_be_hidden()
    press(page, "Sign out")
    then_the_page_is(page, "Sign in")
    page.goto(f"/encounters/{begun.pk}/handcuffing/")
    sign_in(page, force.officer)
    expect(page.get_by_label(STORY)).to_have_value(WORDS)


def test_without_scripts_it_is_said_and_one_comes_back_to_the_page(visit, force, begun):
    page = visit(force.officer, javascript=False)
    page.goto(f"/encounters/{begun.pk}/handcuffing/")
    page.context.clear_cookies(name="sessionid")
    write(page, STORY, WORDS)
    press(page, "Save and come back later")
    then_it_says(page, "what you sent last was not saved")
    sign_in(page, force.officer)
    then_the_page_is(page, "Handcuffing and justification")
