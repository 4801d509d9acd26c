"""A section from the first to the last question without a pointer."""

from playwright.sync_api import Locator, Page, expect

from records.models import Encounter
from tests.journeys.answering import group
from tests.journeys.steps import CONTINUE, then_the_page_is

MOST_TABS = 20


def tab_to(page: Page, goal: Locator) -> None:
    """Press Tab until `goal` has the focus."""
    for _ in range(MOST_TABS):
        page.keyboard.press("Tab")
        if goal.evaluate("element => element === document.activeElement"):
            return
    raise AssertionError(f"Tab does not come to {goal}")


def test_the_person_by_keyboard_alone(visit, force, begun):
    page = visit(force.officer)
    page.goto(f"/encounters/{begun.pk}/tasks/")
    tab_to(page, page.get_by_role("link", name="Skip to main content"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("link", name="The person", exact=True))
    page.keyboard.press("Enter")
    then_the_page_is(page, "The person")

    basis = group(page, "How do you know the person’s age?")
    tab_to(page, basis.get_by_label("Known"))
    page.keyboard.press("ArrowDown")
    expect(basis.get_by_label("Estimated", exact=True)).to_be_checked()
    tab_to(page, page.get_by_label("Age in years"))
    page.keyboard.type("24")
    tab_to(page, page.get_by_label("Male", exact=True))
    page.keyboard.press("Space")
    tab_to(page, page.get_by_label("White", exact=True))
    page.keyboard.press("ArrowDown")
    tab_to(page, page.get_by_label("Ethnicity, as the person describes it (18+1)"))
    page.keyboard.type("B1")
    tab_to(page, group(page, "Health condition, as you saw it").get_by_label("None"))
    page.keyboard.press("Space")
    tab_to(page, page.get_by_label("None of these"))
    page.keyboard.press("Space")
    tab_to(page, page.get_by_role("button", name=CONTINUE, exact=True))
    page.keyboard.press("Enter")

    then_the_page_is(page, "Handcuffing and justification")
    saved = Encounter.objects.get()
    assert saved.age_years == 24
    assert (saved.gender, saved.ethnicity_perceived) == ("male", "black")
    assert saved.ethnicity_self_defined == "b1"
    assert saved.vulnerabilities == ["none"]


def test_enter_in_a_field_saves_and_goes_on(visit, force, draft):
    """And does not press "Add another colleague", which stands before the other buttons."""
    page = visit(force.officer)
    page.goto(f"/encounters/{draft.pk}/video/")

    page.get_by_label("Warrant number").first.press("Enter")

    then_the_page_is(page, "Check your answers")
