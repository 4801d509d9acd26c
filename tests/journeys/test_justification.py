"""Writing a justification: private notes while one writes, flags for the reviewer if they stay."""

import pytest
from playwright.sync_api import expect

from records.vocabulary import Status
from tests import factories
from tests.journeys import steps
from tests.journeys.accessibility import Inspection
from tests.journeys.answering import write
from tests.journeys.conftest import DESKTOP, PHONE
from tests.journeys.steps import (
    COME_BACK,
    follow,
    press,
    then_it_says,
    then_problems_come_first,
    then_the_page_is,
)
from tests.records.test_similar_texts import ACCOUNT

WHY = "Why were handcuffs necessary for this person?"
HABIT = "This reads like a habit. What was it about this person, this time?"
SAFETY = "“Officer safety” by itself does not justify force. What made you fear for it?"
NAME = "“Mr Fairweather” may be a name. Leave out what identifies somebody."


def notes(page, question: str = "justification_necessity"):
    return page.locator(f'[data-notes-for="{question}"]')


def test_an_officer_is_prompted_while_writing_and_the_reviewer_sees_what_stays(visit, force, draft):
    inspect = Inspection("justification")
    page = visit(force.officer, viewport=PHONE)
    page.goto(f"/encounters/{draft.pk}/handcuffing/")
    expect(notes(page)).to_be_empty()

    write(page, WHY, "Officer safety.")
    expect(notes(page)).to_contain_text(SAFETY)
    expect(notes(page)).to_contain_text("Only you see this")
    expect(notes(page)).to_have_attribute("role", "status")
    inspect(page, "a prompt on the phone")

    # It follows what is written, and falls silent.
    write(page, WHY, "I handcuff everyone I detain.")
    expect(notes(page)).to_contain_text(HABIT)
    expect(notes(page)).not_to_contain_text(SAFETY)
    write(page, WHY, f"{steps.NECESSITY} Mr Fairweather shouted at us.")
    expect(notes(page)).to_contain_text(NAME)
    expect(notes(page)).not_to_contain_text(HABIT)

    # Never in the way: it is saved and filed as it is.
    press(page, steps.CONTINUE)
    then_the_page_is(page, "De-escalation")
    page.goto(f"/encounters/{draft.pk}/check/")
    then_it_says(page, "only you see this")
    then_it_says(page, NAME)
    inspect(page, "before filing, with notes")
    press(page, "File the record")
    then_it_says(page, "is filed and waits for review")

    reviewer = visit(force.supervisor, viewport=DESKTOP)
    reviewer.goto(f"/encounters/{draft.pk}/")
    then_it_says(reviewer, "May contain a name")
    then_it_says(reviewer, "“Mr Fairweather” in “Why were handcuffs necessary for this person?”")
    assert not inspect.findings, "\n".join(inspect.findings)


def test_the_prompts_need_no_signal(visit, force, draft):
    page = visit(force.officer)
    page.goto(f"/encounters/{draft.pk}/handcuffing/")
    write(page, WHY, "Officer safety.")
    expect(notes(page)).to_contain_text(SAFETY)

    # The address does not answer: nothing is shown, nothing is lost.
    page.route("**/writing/", lambda route: route.fulfill(status=200, body="not what we expect"))
    write(page, WHY, "Officer safety again.")
    expect(notes(page)).to_be_empty()
    expect(page.get_by_label(WHY)).to_have_value("Officer safety again.")
    press(page, COME_BACK)
    then_it_says(page, "Handcuffing and justification: saved.")


def test_without_scripts_the_prompts_stand_on_the_page_after_saving(visit, force, draft):
    page = visit(force.officer, javascript=False)
    page.goto(f"/encounters/{draft.pk}/handcuffing/")
    write(page, WHY, "I handcuff everyone I detain.")
    press(page, COME_BACK)
    follow(page, "Handcuffing and justification")
    expect(notes(page)).to_contain_text(HABIT)
    page.goto(f"/encounters/{draft.pk}/check/")
    then_it_says(page, HABIT)


def test_a_repeated_account_is_pointed_out_while_writing(visit, force, draft):
    before = factories.an_encounter(officer=force.officer, **ACCOUNT)
    page = visit(force.officer)
    page.goto(f"/encounters/{draft.pk}/handcuffing/")
    write(page, "What happened?", ACCOUNT["justification_what_happened"])
    write(page, WHY, ACCOUNT["justification_necessity"])
    write(page, "Why would nothing less have done?", ACCOUNT["justification_alternatives"])
    expect(notes(page, "justification_alternatives")).to_contain_text(
        f"nearly the same as your account in {before.reference}"
    )
    press(page, COME_BACK)
    then_it_says(page, "Handcuffing and justification: saved.")


@pytest.mark.parametrize("javascript", [True, False])
def test_an_administrator_changes_the_rules(visit, force, javascript):
    inspect = Inspection("rules")
    page = visit(force.administrator, viewport=PHONE, javascript=javascript)
    page.goto("/")
    follow(page, "Rules of the register")
    then_the_page_is(page, "Rules of the register")
    then_it_says(page, "24 hours")
    inspect(page, "rules, as installed")
    page.goto("/rules/deadlines/")
    write(page, "Record within, in hours", "0")
    press(page, "Put in force")
    then_problems_come_first(page) if javascript else then_it_says(page, "There is a problem")
    inspect(page, "deadlines, with errors")
    write(page, "Record within, in hours", "12")
    write(page, "Why are the rules changed?", "The force decided so.")
    press(page, "Put in force")
    then_the_page_is(page, "Rules of the register")
    then_it_says(page, "Record within: 24 hours became 12 hours")

    follow(page, "Lists of answers")
    inspect(page, "lists of answers")
    page.goto("/rules/choices/handcuff_type/")
    page.get_by_label("Chain", exact=True).uncheck()
    write(page, "Why are the rules changed?", "No longer issued.")
    inspect(page, "a list")
    press(page, "Put in force")
    then_it_says(page, "Retired: Chain")
    page.goto("/rules/prompts/")
    inspect(page, "prompts")
    page.goto("/rules/")
    then_it_says(page, "Type of handcuffs, retired: Chain")
    inspect(page, "rules, with a history")

    begun = factories.an_encounter(Status.DRAFT, officer=force.officer)
    officer = visit(force.officer)
    officer.goto(f"/encounters/{begun.pk}/handcuffing/")
    expect(officer.get_by_label("Hinged", exact=True)).to_be_visible()
    expect(officer.get_by_label("Chain", exact=True)).to_have_count(0)
    assert not inspect.findings, "\n".join(inspect.findings)
