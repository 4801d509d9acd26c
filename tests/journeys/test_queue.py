"""A supervisor goes through a filtered queue, on a phone and at the desk."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from records.models import SavedSearch
from tests.factories import a_supervisor, an_encounter
from tests.journeys.answering import choose
from tests.journeys.conftest import DESKTOP
from tests.journeys.steps import (
    follow,
    press,
    summary,
    then_it_says,
    then_the_page_is,
)


@pytest.fixture
def waiting(force):
    """Three children and an adult, the longest waiting first."""
    now = timezone.now()
    return [
        an_encounter(
            officer=force.officer,
            at=now - timedelta(hours=hours),
            age_years=age,
            justification_necessity=f"He was {hours} steps from the canal.",
        )
        for hours, age in ((90, 15), (40, 31), (20, 16), (5, 17))
    ]


def test_a_filtered_queue_from_the_search_to_the_next_record(visit, force, waiting, inspect):
    oldest, _, second, third = waiting
    page = visit(force.supervisor)
    page.goto("/review/")
    then_it_says(page, "4 records. 1 past the deadline.")
    inspect(page, "queue")
    page.get_by_text("Filter and sort").click()
    page.get_by_label("Child (3)").check()
    press(page, "Filter")
    then_it_says(page, "3 records.")
    expect(page).to_have_url("/review/?q=&show=child&area=&officer=&sort=due")
    inspect(page, "queue filtered")

    follow(page, second.reference)
    then_the_page_is(page, second.reference)
    expect(page.get_by_role("link", name=f"Previous record, {oldest.reference}")).to_be_visible()
    inspect(page, "record in a queue")
    page.get_by_role("link", name=f"Next record, {third.reference}").click()
    then_the_page_is(page, third.reference)
    then_it_says(page, "The last one")
    page.get_by_role("link", name="Waiting for review", exact=True).click()
    then_it_says(page, "3 records.")

    page.get_by_label("Search the justifications").fill('"steps from the canals"')
    press(page, "Show")
    expect(page.locator("mark").first).to_have_text("steps")
    inspect(page, "queue searched")
    page.get_by_label("Search the justifications").fill("zeppelin")
    press(page, "Show")
    then_it_says(page, "No record of this list is like that.")
    inspect(page, "nothing found")
    follow(page, "Show the whole list")
    then_it_says(page, "4 records.")
    page.get_by_label("Search the justifications").fill(third.reference.lower())
    press(page, "Show")
    then_the_page_is(page, third.reference)


def test_ticked_records_are_assigned_and_a_search_is_kept(visit, force, waiting, inspect):
    colleague = a_supervisor(team=force.supervisor.team, name="Nell Harrowgate")
    page = visit(force.supervisor, viewport=DESKTOP)
    page.goto("/review/")
    press(page, "Tick all on this page")
    expect(page.get_by_role("button", name="Tick none")).to_be_visible()
    page.get_by_label(f"Tick {waiting[1].reference}").uncheck()
    press(page, "Assign the ticked records")
    then_the_page_is(page, "Assign for review")
    press(page, "Assign")
    expect(summary(page)).to_contain_text("Choose who should review them")
    inspect(page, "assign with errors")
    choose(page, "Who should review them?", str(colleague))
    press(page, "Assign")
    then_it_says(page, "3 records: assigned to Nell Harrowgate.")
    expect(page.locator(".c-list").get_by_text("Assigned to Nell Harrowgate")).to_have_count(3)

    page.get_by_text("Filter and sort").click()
    page.get_by_label("Not assigned (1)").check()
    press(page, "Filter")
    follow(page, "Save this search")
    press(page, "Save the search")
    expect(summary(page)).to_contain_text("Give the search a name")
    inspect(page, "save a search with errors")
    page.get_by_label("Name", exact=True).fill("Nobody has it")
    page.get_by_label("Send me a mail every day").check()
    press(page, "Save the search")
    then_it_says(page, "Saved as “Nobody has it”.")
    follow(page, "Manage saved searches")
    inspect(page, "saved searches")
    press(page, "Delete Nobody has it")
    then_it_says(page, "The saved search is deleted.")
    assert not SavedSearch.objects.exists()


def test_the_queue_works_without_scripts(visit, force, waiting):
    page = visit(force.supervisor, javascript=False)
    page.goto("/review/?show=child")
    then_it_says(page, "3 records.")
    expect(page.get_by_role("button", name="Tick all on this page")).to_have_count(0)
    page.get_by_label(f"Tick {waiting[0].reference}").check()
    press(page, "Assign the ticked records")
    choose(page, "Who should review them?", f"{force.supervisor} (me)")
    press(page, "Assign")
    then_it_says(page, f"{waiting[0].reference}: assigned to you.")
    page.get_by_text("Filter and sort").click()
    page.get_by_label("Officer: name or warrant number").fill("amara")
    press(page, "Filter")
    then_it_says(page, "3 records.")
    follow(page, "Without Child")
    then_it_says(page, "4 records.")
