"""Colleagues who were there: an account of their own, or "I was not involved"."""

from datetime import timedelta

from playwright.sync_api import expect

from tests.journeys import steps
from tests.journeys.answering import choose, write
from tests.journeys.steps import (
    CONTINUE,
    follow,
    press,
    then_it_says,
    then_the_page_is,
)

THEIR_WORDS = "I held the other arm and put my own handcuffs on, as his were on one wrist only."


def when_they_name(page, colleague, did: str, *, row: int) -> None:
    """A line of the list of colleagues; a line more where there is none left."""
    if page.get_by_label("Warrant number").count() <= row:
        press(page, "Add another colleague")
    page.get_by_label("Warrant number").nth(row).fill(colleague.warrant_number)
    page.get_by_role("group", name="What did they do?").nth(row).get_by_label(did).check()


def test_a_colleague_adds_their_account_and_another_was_not_involved(visit, force, draft):
    officer = visit(force.officer)
    officer.goto(f"/encounters/{draft.pk}/video/")
    when_they_name(officer, force.colleague, "Applied handcuffs", row=0)
    when_they_name(officer, force.bystander, "Applied handcuffs", row=1)
    press(officer, CONTINUE)
    press(officer, "File the record")
    then_it_says(officer, "Account not given yet")

    colleague = visit(force.colleague)
    colleague.goto("/")
    follow(colleague, draft.reference)
    then_it_says(colleague, f"{force.officer.name} recorded that you applied handcuffs.")
    follow(colleague, "Handcuffing and justification")
    steps.answer_the_handcuffing(colleague, draft.occurred_at + timedelta(minutes=3))
    write(colleague, "What happened?", THEIR_WORDS)
    press(colleague, CONTINUE)
    then_the_page_is(colleague, "De-escalation")
    steps.answer_the_de_escalation(colleague)
    press(colleague, CONTINUE)
    then_the_page_is(colleague, "Injuries to you")
    choose(colleague, "Were you injured?", "No")
    press(colleague, CONTINUE)
    then_the_page_is(colleague, "Check your account")
    press(colleague, "Send my account")
    then_it_says(colleague, f"Your account is part of {draft.reference}.")

    bystander = visit(force.bystander)
    bystander.goto("/")
    follow(bystander, draft.reference)
    follow(bystander, "I was not involved")
    press(bystander, "Send")
    steps.then_there_is_a_problem(
        bystander,
        "Say why you were not involved",
        at=bystander.get_by_label("Why were you not involved?"),
    )
    write(bystander, "Why were you not involved?", "I was at the cordon all the time.")
    press(bystander, "Send")
    then_it_says(bystander, "Thank you. The reporting officer and the reviewer see this.")

    supervisor = visit(force.supervisor)
    supervisor.goto(f"/encounters/{draft.pk}/review/")
    accounts = supervisor.get_by_role("region", name="Account of")
    expect(accounts).to_have_count(2)
    expect(accounts.nth(1)).to_contain_text(THEIR_WORDS)
    then_it_says(supervisor, "Says they were not involved: I was at the cordon all the time.")
