"""A section is saved while it is written, without being asked and without getting in the way."""

import re

from playwright.sync_api import Page, expect

from records.models import Encounter
from tests.journeys.accessibility import Inspection
from tests.journeys.answering import choose, write
from tests.journeys.steps import (
    COME_BACK,
    CONTINUE,
    follow,
    press,
    then_it_says,
    then_the_page_is,
)

STORY, PLACE, AGE = "What happened?", "Describe the place", "Age in years"
SAVED = re.compile(r"^Saved at \d\d:\d\d$")
SAID = ".c-saved"


def then_it_is_saved(page: Page) -> None:
    expect(page.locator(SAID)).to_have_text(SAVED)


def test_what_is_typed_is_saved_and_the_page_says_when(visit, force, begun):
    page = visit(force.officer)
    page.goto(f"/encounters/{begun.pk}/handcuffing/")
    expect(page.locator(SAID)).to_have_attribute("role", "status")
    write(page, STORY, "He ran at once.")
    then_it_is_saved(page)
    inspect = Inspection("autosave")
    inspect(page, "saved")
    assert begun.uses.get().justification_what_happened == "He ran at once."

    # Leaving asks nothing, and what follows is not stale.
    follow(page, "All sections")
    then_the_page_is(page, "Record an encounter")
    page.go_back()
    expect(page.get_by_label(STORY)).to_have_value("He ran at once.")
    write(page, STORY, "He ran at once, and then he stopped.")
    then_it_is_saved(page)
    press(page, COME_BACK)
    then_it_says(page, "Handcuffing and justification: saved.")
    assert inspect.findings == []


def test_what_is_no_answer_yet_stays_typed_and_the_rest_is_saved(visit, force, begun):
    page = visit(force.officer)
    page.goto(f"/encounters/{begun.pk}/person/")
    choose(page, "How do you know the person’s age?", "Known")
    write(page, AGE, "160")
    expect(page.locator(SAID)).to_contain_text("Not yet complete, so not saved: Age in years")
    expect(page.get_by_label(AGE)).to_have_value("160")
    begun.refresh_from_db()
    assert (begun.age_basis, begun.age_years) == ("known", None)
    write(page, AGE, "16")
    then_it_is_saved(page)
    begun.refresh_from_db()
    assert begun.age_years == 16


def test_a_link_is_followed_when_what_was_typed_last_is_saved(visit, force, begun):
    page = visit(force.officer)
    page.goto(f"/encounters/{begun.pk}/handcuffing/")
    write(page, STORY, "He ran at once.")
    follow(page, "All sections")
    then_the_page_is(page, "Record an encounter")
    assert begun.uses.get().justification_what_happened == "He ran at once."


def test_nothing_typed_nothing_saved(visit, force, begun):
    page = visit(force.officer)
    page.goto(f"/encounters/{begun.pk}/person/")
    choose(page, "Gender, as you saw it", "Male")
    then_it_is_saved(page)
    version = Encounter.objects.get().version
    choose(page, "Gender, as you saw it", "Female")
    choose(page, "Gender, as you saw it", "Male")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    follow(page, "All sections")
    then_the_page_is(page, "Record an encounter")
    assert Encounter.objects.get().version == version


def test_saving_with_the_button_while_it_is_saving_itself_is_no_conflict(visit, force, begun):
    page = visit(force.officer)
    page.goto(f"/encounters/{begun.pk}/handcuffing/")
    waiting = []

    def slowly(route):
        if "then=autosave" in (route.request.post_data or ""):
            waiting.append(route)
        else:
            route.continue_()

    page.route("**/handcuffing/", slowly)
    with page.expect_request(lambda request: "then=autosave" in (request.post_data or "")):
        write(page, STORY, "He ran at once.")
    press(page, COME_BACK)
    expect(page.get_by_label(STORY)).to_be_visible()  # held until the answer is here
    waiting.pop().continue_()
    then_it_says(page, "Handcuffing and justification: saved.")
    assert begun.uses.get().justification_what_happened == "He ran at once."


def test_the_second_tab_is_told_while_it_is_written_and_may_win_knowingly(visit, force, begun):
    first = visit(force.officer)
    second = first.context.new_page()
    for page in (first, second):
        page.goto(f"/encounters/{begun.pk}/encounter/")
    write(first, PLACE, "Outside the market")
    then_it_is_saved(first)
    write(second, PLACE, "Inside the hall")

    warning = second.get_by_role("alert").filter(has_text="Not saved yet")
    expect(warning.get_by_role("listitem")).to_have_text([PLACE])
    expect(second.get_by_label(PLACE)).to_have_value("Inside the hall")
    inspect = Inspection("autosave stale")
    inspect(second, "stale")
    assert Encounter.objects.get().location_description == "Outside the market"
    press(second, COME_BACK)
    then_it_says(second, "The encounter: saved.")
    assert Encounter.objects.get().location_description == "Inside the hall"
    assert inspect.findings == []


def test_without_scripts_nothing_of_it_appears_and_the_buttons_save(visit, force, begun):
    page = visit(force.officer, javascript=False)
    page.goto(f"/encounters/{begun.pk}/handcuffing/")
    write(page, STORY, "He ran at once.")
    expect(page.locator(SAID)).to_have_count(0)
    press(page, CONTINUE)
    assert begun.uses.get().justification_what_happened == "He ran at once."
