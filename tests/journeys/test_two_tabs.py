"""Two tabs that change one draft: the later one is told, loses nothing, and may win knowingly."""

from playwright.sync_api import expect

from records.models import Encounter
from tests.journeys.answering import write
from tests.journeys.steps import COME_BACK, press, then_it_says, then_the_page_is

PLACE, REFERENCE = "Describe the place", "Incident reference"


def test_the_second_tab_is_told_what_differs_and_keeps_its_text(visit, force, begun):
    address = f"/encounters/{begun.pk}/encounter/"
    first = visit(force.officer)
    second = first.context.new_page()
    first.goto(address)
    second.goto(address)

    write(first, PLACE, "Outside the market")
    write(first, REFERENCE, "CAD 4711")
    press(first, COME_BACK)
    then_it_says(first, "The encounter: saved.")
    write(second, PLACE, "Inside the hall")
    press(second, COME_BACK)

    warning = second.get_by_role("alert").filter(has_text="Not saved yet")
    expect(warning.get_by_role("listitem")).to_have_text([REFERENCE, PLACE])
    expect(second.get_by_label(PLACE)).to_have_value("Inside the hall")
    assert Encounter.objects.get().location_description == "Outside the market"

    # Looking at what was saved does not take the typed text away either.
    other = first.context.new_page()
    other.goto(address)
    expect(other.get_by_label(PLACE)).to_have_value("Outside the market")

    write(second, REFERENCE, "CAD 4711")
    press(second, COME_BACK)
    then_it_says(second, "The encounter: saved.")
    saved = Encounter.objects.get()
    assert (saved.location_description, saved.incident_reference) == ("Inside the hall", "CAD 4711")


def test_a_draft_changed_in_another_tab_is_looked_at_again_before_it_is_filed(visit, force, draft):
    first = visit(force.officer)
    second = first.context.new_page()
    first.goto(f"/encounters/{draft.pk}/check/")
    second.goto(f"/encounters/{draft.pk}/encounter/")
    write(second, PLACE, "Inside the hall")
    press(second, COME_BACK)
    then_it_says(second, "The encounter: saved.")

    press(first, "File the record")

    then_the_page_is(first, "Check your answers")
    then_it_says(first, "The record was changed in another window.")
    then_it_says(first, "Inside the hall")
    press(first, "File the record")
    then_the_page_is(first, draft.reference)


def test_leaving_with_text_that_was_not_sent_asks_first(visit, force, begun):
    page = visit(force.officer)
    page.goto(f"/encounters/{begun.pk}/encounter/")
    write(page, PLACE, "Inside the hall")
    page.get_by_label(PLACE).press("End")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))

    page.evaluate("location.assign('/')")

    expect(page.get_by_label(PLACE)).to_have_value("Inside the hall")
    assert asked == ["beforeunload"]
