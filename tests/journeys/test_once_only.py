"""Pressing twice, or going back and pressing again, never makes two."""

from playwright.sync_api import Page, expect

from records.models import Encounter, StatusChange
from records.workflow import Step
from tests.journeys.steps import press, then_it_says, then_the_page_is


def sent_twice(page: Page, marked_by: str) -> list[str]:
    """The form with this button, sent twice by a browser without scripts; the pages that came."""
    form = page.locator("form", has=page.get_by_role("button", name=marked_by, exact=True))
    answers = {
        field.get_attribute("name"): field.input_value()
        for field in form.locator("input[type=hidden]").all()
    }
    address = form.get_attribute("action") or page.url
    responses = [page.request.post(address, form=answers) for _ in range(2)]
    assert [response.status for response in responses] == [200, 200]
    return [response.text() for response in responses]


def times_filed(encounter: Encounter) -> int:
    return StatusChange.objects.filter(encounter=encounter, step=Step.SUBMIT).count()


def test_a_double_click_on_start_begins_one_draft(visit, force):
    page = visit(force.officer)
    page.goto("/")

    page.get_by_role("button", name="Record an encounter", exact=True).dblclick()

    then_the_page_is(page, "The encounter")
    assert Encounter.objects.count() == 1


def test_start_sent_twice_begins_one_draft(visit, force):
    page = visit(force.officer, javascript=False)
    page.goto("/")

    sent_twice(page, "Record an encounter")

    assert Encounter.objects.count() == 1


def test_back_at_home_another_press_begins_another_record(visit, force):
    page = visit(force.officer)
    page.goto("/")
    press(page, "Record an encounter")
    then_the_page_is(page, "The encounter")
    page.go_back()
    then_the_page_is(page, f"Hello, {force.officer.name}")

    press(page, "Record an encounter")

    then_the_page_is(page, "The encounter")
    assert Encounter.objects.count() == 2


def test_a_double_click_on_file_makes_one_record(visit, force, draft):
    page = visit(force.officer)
    page.goto(f"/encounters/{draft.pk}/check/")

    page.get_by_role("button", name="File the record", exact=True).dblclick()

    then_it_says(page, f"{draft.reference} is filed and waits for review.")
    assert Encounter.objects.count() == times_filed(draft) == 1


def test_file_sent_twice_makes_one_record(visit, force, draft):
    page = visit(force.officer, javascript=False)
    page.goto(f"/encounters/{draft.pk}/check/")

    first, second = sent_twice(page, "File the record")

    assert "is filed and waits for review" in first
    assert "Nothing was changed" in second
    assert Encounter.objects.count() == times_filed(draft) == 1


def test_going_back_after_filing_shows_the_filed_record(visit, force, draft):
    page = visit(force.officer)
    page.goto(f"/encounters/{draft.pk}/tasks/")
    press(page, "Check your answers and file")
    press(page, "File the record")
    then_the_page_is(page, draft.reference)

    page.go_back()

    then_the_page_is(page, draft.reference)
    expect(page.locator(".c-status--submitted").first).to_have_text("Waiting for review")
    expect(page.get_by_role("button", name="File the record")).to_have_count(0)
    assert times_filed(draft) == 1
