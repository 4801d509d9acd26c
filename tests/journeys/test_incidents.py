"""Several people and several officers of one incident, in a browser."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from records.vocabulary import Involvement, Status
from tests import factories
from tests.journeys.answering import choose, write
from tests.journeys.steps import (
    CONTINUE,
    an_hour_ago,
    follow,
    press,
    then_it_says,
    then_problems_come_first,
    then_the_page_is,
    then_the_section_is,
    then_there_is_a_problem,
)

SECOND = "Add another person from this incident"
NOTE = "You held his left arm and put the second cuff on."


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
def test_another_person_of_the_incident_begins_where_and_when_the_first_was(
    visit, force, inspect, javascript
):
    first = factories.an_encounter(
        officer=force.officer,
        colleagues={force.colleague: Involvement.APPLIED},
        at=an_hour_ago(),
        location_description="Outside the market",
    )
    page = visit(force.officer, javascript=javascript)
    page.goto(f"/encounters/{first.pk}/")
    if javascript:
        page.get_by_role("button", name=SECOND).dblclick()
    else:
        press(page, SECOND)
    then_it_says(page, "for person 2 of the incident")
    then_the_section_is(page, "The person", "Not started")
    then_the_section_is(page, "The encounter", "In progress")
    then_the_section_is(page, "Handcuffing and justification", "Not started")
    expect(page.get_by_role("region", name="Others of this incident")).to_contain_text(
        first.reference
    )
    inspect(page, "task list of the second person")
    follow(page, "The encounter")
    expect(page.get_by_label("Describe the place")).to_have_value("Outside the market")
    page.go_back()
    follow(page, first.reference)
    then_it_says(page, "Person 2")
    inspect(page, "record of the first person")
    assert first.others_of_incident.count() == 1


def when_they_say_they_were_not_involved(page: Page, record, why: str) -> None:
    page.goto("/")
    follow(page, record.reference)
    follow(page, "I was not involved")
    write(page, "Why were you not involved?", why)
    press(page, "Send")


def test_not_involved_is_disputed_and_said_again(visit, force, inspect):
    record = factories.an_encounter(
        officer=force.officer,
        supervisor=force.supervisor,
        colleagues={force.colleague: Involvement.APPLIED},
    )
    colleague = visit(force.colleague)
    when_they_say_they_were_not_involved(colleague, record, "I was at the van.")

    officer = visit(force.officer)
    officer.goto("/")
    expect(officer.get_by_role("heading", name="Colleagues who were not involved")).to_be_visible()
    inspect(officer, "home with a denial")
    follow(officer, record.reference)
    then_it_says(officer, "I was at the van.")
    inspect(officer, "answer a denial")
    choose(officer, "What do you say?", "They did apply handcuffs")
    press(officer, "Send")
    then_problems_come_first(officer)
    then_there_is_a_problem(
        officer, "Say what they did", at=officer.get_by_label("What did they do?")
    )
    inspect(officer, "answer a denial, refused")
    write(officer, "What did they do?", NOTE)
    press(officer, "Send")
    then_it_says(officer, f"{force.colleague.name} is asked again for their account.")

    colleague.goto("/")
    follow(colleague, record.reference)
    then_it_says(colleague, NOTE)
    inspect(colleague, "asked again")
    follow(colleague, "I was not involved")
    expect(colleague.get_by_label("Why were you not involved?")).to_have_value("I was at the van.")
    press(colleague, "Send")

    supervisor = visit(force.supervisor)
    supervisor.goto(f"/encounters/{record.pk}/")
    then_it_says(supervisor, f"The reporting officer says they did apply handcuffs: {NOTE}")
    then_it_says(supervisor, "Says again they were not involved: I was at the van.")
    officer.goto("/")
    expect(officer.get_by_role("heading", name="Colleagues who were not involved")).to_have_count(0)


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
def test_who_finds_the_same_record_joins_it_and_loses_nothing(visit, force, inspect, javascript):
    at = an_hour_ago()
    theirs = factories.an_encounter(officer=force.colleague, at=at)
    own = factories.an_encounter(
        Status.DRAFT,
        officer=force.officer,
        at=at + timedelta(minutes=5),
        justification_what_happened="I took his right arm and closed my handcuffs on it.",
    )
    page = visit(force.officer, javascript=javascript)
    page.goto(f"/encounters/{own.pk}/check/")
    then_it_says(page, "Has this been recorded already?")
    then_it_says(page, str(force.colleague))
    inspect(page, "somebody recorded the same")
    press(page, "File the record")
    if javascript:
        then_problems_come_first(page)
    then_it_says(page, "Say that yours is about a different person, or join the record")
    inspect(page, "somebody recorded the same, refused")
    follow(page, f"It is the same: join {theirs.reference}")
    then_the_page_is(page, "Join the record of a colleague")
    inspect(page, "join")
    press(page, f"Join {theirs.reference}")
    then_the_page_is(page, "Your account")
    then_the_section_is(page, "Handcuffing and justification", "Complete")
    inspect(page, "joined")
    press(page, "Check and send")
    then_it_says(page, "I took his right arm and closed my handcuffs on it.")
    press(page, "Send my account")
    then_it_says(page, f"Your account is part of {theirs.reference}.")

    reporting = visit(force.colleague, javascript=javascript)
    reporting.goto(f"/encounters/{theirs.pk}/")
    then_it_says(reporting, "Added themselves")


def test_another_person_on_the_same_corner_is_filed_after_saying_so(visit, force):
    at = an_hour_ago()
    factories.an_encounter(officer=force.colleague, at=at)
    own = factories.an_encounter(Status.DRAFT, officer=force.officer, at=at)
    page = visit(force.officer)
    page.goto(f"/encounters/{own.pk}/check/")
    page.get_by_label("mine is about a different person").check()
    press(page, "File the record")
    then_it_says(page, f"{own.reference} is filed and waits for review.")


def test_the_colleagues_of_the_first_person_are_on_the_list_of_the_second(visit, force):
    first = factories.an_encounter(
        officer=force.officer, colleagues={force.colleague: Involvement.ASSISTED}
    )
    page = visit(force.officer)
    page.goto(f"/encounters/{first.pk}/")
    press(page, SECOND)
    follow(page, "Video and people present")
    expect(page.get_by_label("Warrant number").first).to_have_value(force.colleague.warrant_number)
    expect(
        page.get_by_role("group", name="What did they do?").first.get_by_label("Assisted")
    ).to_be_checked()
    expect(page.get_by_label("Camera references", exact=True)).to_have_value("")
    press(page, CONTINUE)
    then_problems_come_first(page)
