"""After filing: finding one's records, amending, commenting, printing, handing a draft over."""

import pytest
from playwright.sync_api import Page, expect

from records.vocabulary import Status
from tests import factories
from tests.journeys.accessibility import Inspection
from tests.journeys.answering import choose, select, write
from tests.journeys.conftest import DESKTOP, PHONE
from tests.journeys.steps import (
    follow,
    press,
    then_it_says,
    then_problems_come_first,
    then_the_page_is,
    then_there_is_a_problem,
    when_they_accept,
)

PEOPLE = "The camera shows an older man."


@pytest.fixture
def accepted(force):
    """A record of the officer that the supervisor accepted."""
    return factories.an_encounter(
        Status.ACCEPTED, officer=force.officer, supervisor=force.supervisor
    )


def when_they_change_the_age(page: Page, age: str) -> None:
    follow(page, "Amend this record")
    then_the_page_is(page, "Amend this record")
    follow(page, "The person")
    write(page, "Age in years", age)


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_an_officer_amends_a_record_and_the_supervisor_reads_what_was_there(
    visit, force, accepted, javascript
):
    inspect = Inspection(f"amending {'with' if javascript else 'without'} scripts")
    page = visit(force.officer, viewport=PHONE, javascript=javascript)
    page.goto("/")
    follow(page, "All my records")
    then_the_page_is(page, "My records")
    inspect(page, "my records")
    follow(page, accepted.reference)
    when_they_change_the_age(page, "200")
    press(page, "Keep these changes")
    then_problems_come_first(page) if javascript else None
    then_it_says(page, "Age must be 120 or less")
    inspect(page, "a section with an error")
    write(page, "Age in years", "52")
    press(page, "Keep these changes")
    then_the_page_is(page, "Amend this record")
    then_it_says(page, "Age in years")
    press(page, "Amend the record")
    reason = page.get_by_label("Why does the record change?")
    if javascript:
        then_problems_come_first(page)
        then_there_is_a_problem(page, "Say why the record changes", at=reason)
    inspect(page, "no reason")
    reason.fill(PEOPLE)
    press(page, "Amend the record")
    then_it_says(page, "is amended and waits for review again")
    then_it_says(page, PEOPLE)
    inspect(page, "an amended record")

    supervisor = visit(force.supervisor, viewport=DESKTOP, javascript=javascript)
    supervisor.goto(f"/encounters/{accepted.pk}/review/")
    changed = supervisor.locator(".c-change")
    expect(changed).to_contain_text("Age in years")
    expect(changed).to_contain_text("24")
    expect(changed).to_contain_text("52")
    when_they_accept(supervisor)
    then_it_says(supervisor, "your decision is kept")
    assert inspect.findings == []


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_a_colleague_who_was_forgotten_is_named_and_asked_for_an_account(
    visit, force, inspect, accepted, javascript
):
    page = visit(force.officer, javascript=javascript)
    page.goto(f"/encounters/{accepted.pk}/")
    follow(page, "Amend this record")
    follow(page, "Add a colleague who was there")
    inspect(page, "nobody named yet")
    page.get_by_label("Warrant number of your colleague").fill("P9999")
    choose(page, "What did they do?", "Applied handcuffs")
    write(page, "Why was the colleague not on the list?", "The video shows him.")
    press(page, "Continue")
    then_it_says(page, "No officer has this warrant number")
    inspect(page, "a number of nobody")
    number = force.colleague.warrant_number.lower()
    page.get_by_label("Warrant number of your colleague").fill(number)
    press(page, "Continue")
    then_it_says(page, "This number is of Kofi Larkspur")
    inspect(page, "the name is shown")
    press(page, "Add Kofi Larkspur")
    then_it_says(page, "Kofi Larkspur is on the list")
    then_it_says(page, "Account not given yet")
    inspect(page, "named")
    colleague = visit(force.colleague, javascript=javascript)
    colleague.goto("/")
    follow(colleague, accepted.reference)
    then_the_page_is(colleague, "Your account")


def test_changes_that_were_dropped_leave_no_trace(visit, force, accepted):
    page = visit(force.officer)
    page.goto(f"/encounters/{accepted.pk}/")
    when_they_change_the_age(page, "52")
    press(page, "Keep these changes")
    press(page, "Drop these changes")
    then_it_says(page, f"{accepted.reference} stays as it is")
    expect(page.get_by_role("heading", name="Amendments")).to_have_count(0)
    follow(page, "Amend this record")
    then_it_says(page, "Nothing is different yet")


def test_a_reviewer_who_is_deciding_is_told_of_a_comment(visit, force):
    inspect = Inspection("commenting")
    record = factories.an_encounter(officer=force.officer)
    supervisor = visit(force.supervisor, viewport=DESKTOP)
    supervisor.goto(f"/encounters/{record.pk}/review/")
    page = visit(force.officer)
    page.goto(f"/encounters/{record.pk}/")
    page.get_by_role("link", name="Add a comment").first.click()
    inspect(page, "a comment to write")
    press(page, "Add the comment")
    then_problems_come_first(page)
    inspect(page, "an empty comment")
    write(page, "Your comment", "The custody record gives another time.")
    press(page, "Add the comment")
    then_it_says(page, "The custody record gives another time.")
    inspect(page, "a comment on the record")
    when_they_accept(supervisor)
    then_it_says(supervisor, "The custody record gives another time.")
    then_it_says(supervisor, "Not decided yet")
    assert inspect.findings == []


def test_the_whole_record_is_downloaded(visit, force, accepted):
    page = visit(force.officer, viewport=DESKTOP)
    page.goto(f"/encounters/{accepted.pk}/")
    with page.expect_download() as download:
        follow(page, "Download as PDF")
    assert download.value.suggested_filename == f"{accepted.reference}.pdf"


def test_filters_stay_in_the_address(visit, force, accepted):
    inspect = Inspection("my records")
    page = visit(force.officer)
    page.goto("/records/")
    page.get_by_text("Find a record").click()
    select(page, "Status", "Accepted (1)")
    press(page, "Show")
    then_it_says(page, "1 record, the newest first")
    assert "status=accepted" in page.url
    inspect(page, "filtered")
    page.reload()
    expect(page.get_by_label("Status")).to_have_value("accepted")
    write(page, "Reference", "HC-00")
    press(page, "Show")
    then_it_says(page, "No record of yours fits these filters")
    inspect(page, "nothing found")
    page.goto("/records/?status=lost")
    inspect(page, "a filter that is not understood")
    assert inspect.findings == []


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_a_draft_is_handed_to_a_colleague(visit, force, draft, javascript):
    inspect = Inspection("handing over")
    page = visit(force.officer, javascript=javascript)
    page.goto(f"/encounters/{draft.pk}/tasks/")
    follow(page, "Hand it to a colleague")
    write(page, "Warrant number of your colleague", "NOBODY")
    choose(page, "What did you do there?", "Applied handcuffs")
    press(page, "Continue")
    then_it_says(page, "No officer has this warrant number")
    if javascript:
        then_problems_come_first(page)
    inspect(page, "a wrong number")
    write(page, "Warrant number of your colleague", force.colleague.warrant_number)
    press(page, "Continue")
    then_it_says(page, "Hand the draft to them?")
    inspect(page, "the colleague named")
    press(page, f"Hand it to {force.colleague.name}")
    then_the_page_is(page, f"Hello, {force.officer.name}")
    then_it_says(page, f"is with {force.colleague.name} now")

    colleague = visit(force.colleague, javascript=javascript)
    colleague.goto("/")
    follow(colleague, draft.reference)
    then_the_page_is(colleague, "Record an encounter")
    assert inspect.findings == []
