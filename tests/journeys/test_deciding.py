"""A supervisor decides without leaving the page; the officers read it; standards conclude."""

import pytest
from playwright.sync_api import expect

from records.models import Encounter
from records.vocabulary import Involvement, Status
from tests import factories
from tests.journeys import steps
from tests.journeys.accessibility import Inspection
from tests.journeys.answering import choose, select, tick, write
from tests.journeys.conftest import DESKTOP
from tests.journeys.steps import follow, press, then_it_says, then_the_page_is


@pytest.fixture
def two_accounts(force) -> Encounter:
    """One record with two accounts that differ."""
    filed = factories.an_encounter(
        officer=force.officer, colleagues={force.colleague: Involvement.APPLIED}
    )
    return factories.give_account(
        encounter=filed, officer=force.colleague, conduct="active_resistance"
    )


def judge_both(page) -> None:
    for officer in page.get_by_role("group", name="Use of force by").all():
        for question in (
            "Is there a lawful basis?",
            "Were handcuffs necessary for this person?",
            "Was it proportionate, for as long as it lasted?",
            "Was de-escalation tried, or rightly not tried?",
        ):
            officer.get_by_role("group", name=question).get_by_label(
                "Yes, shown", exact=True
            ).check()
    choose(page, "Have you viewed the body-worn video?", "Yes")


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
def test_a_return_with_a_question_at_an_answer_is_answered_there(
    visit, force, two_accounts, javascript
):
    inspect = Inspection("deciding")
    supervisor = visit(force.supervisor, javascript=javascript)
    supervisor.goto(f"/encounters/{two_accounts.pk}/review/")
    then_it_says(supervisor, "What happened, in order")
    then_it_says(supervisor, "The accounts differ")
    then_it_says(supervisor, "Differs between the accounts")
    judge_both(supervisor)
    choose(supervisor, "Your decision", "Return with a question")
    press(supervisor, "Send the decision")
    inspect(supervisor, "a return without its reason")
    tick(supervisor, "What do you return it for?", "Accounts or times do not agree")
    choose(supervisor, "Who should answer?", str(force.colleague))
    supervisor.get_by_label("Ask about one answer").select_option(
        value=f"{two_accounts.uses.get(officer=force.colleague).pk.hex}:conduct"
    )
    supervisor.get_by_label("Your question about it").first.fill("Was that before or after?")
    press(supervisor, "Send the decision")
    then_it_says(supervisor, "your decision is kept (return with a question)")

    colleague = visit(force.colleague, javascript=javascript)
    colleague.goto("/")
    follow(colleague, two_accounts.reference)
    then_it_says(colleague, f"{force.supervisor.name} asks about an answer here")
    follow(colleague, "Handcuffing and justification")
    asked = colleague.get_by_role("group", name="How did the person behave?")
    expect(asked).to_contain_text("asks: Was that before or after?")
    inspect(colleague, "a question beside an answer")
    choose(colleague, "How did the person behave?", "Compliant")
    press(colleague, steps.CONTINUE)
    press(colleague, "Check and send")
    write(colleague, "Your answer", "After. I have put it right.")
    press(colleague, "Send the answer")

    supervisor.goto(f"/encounters/{two_accounts.pk}/review/")
    then_it_says(supervisor, "Was that before or after?")
    then_it_says(supervisor, "After. I have put it right.")
    inspect(supervisor, "asked before")
    judge_both(supervisor)
    choose(supervisor, "Your decision", "Accept")
    write(supervisor, "Learning point (optional)", "Write down the order of things.")
    press(supervisor, "Send the decision")
    then_it_says(supervisor, "your decision is kept (accept)")

    colleague.goto("/")
    then_it_says(colleague, "Decisions for you to read")
    colleague.get_by_role("link", name=two_accounts.reference).first.click()
    then_it_says(colleague, "Write down the order of things.")
    inspect(colleague, "a decision to read")
    press(colleague, "I have read it")
    then_it_says(colleague, f"Read by {force.colleague.name}")
    assert not inspect.findings, "\n".join(inspect.findings)


def test_a_second_opinion_and_the_outcome_of_an_escalation(visit, force):
    inspect = Inspection("second opinion")
    filed = factories.an_encounter(officer=force.officer)
    wise = factories.a_supervisor(name="Ingrid Fairweather")
    supervisor = visit(force.supervisor, viewport=DESKTOP)
    supervisor.goto(f"/encounters/{filed.pk}/review/")
    follow(supervisor, "Ask a colleague for a second opinion")
    write(supervisor, "Warrant number of your colleague", force.officer.warrant_number)
    write(supervisor, "What do you want to know?", "Is the account enough?")
    press(supervisor, "Ask")
    inspect(supervisor, "an opinion asked of the wrong person")
    write(supervisor, "Warrant number of your colleague", wise.warrant_number)
    press(supervisor, "Ask")
    then_it_says(supervisor, "Ingrid Fairweather is asked.")

    other = visit(wise)
    other.goto("/")
    follow(other, filed.reference)
    then_it_says(other, "Is the account enough?")
    inspect(other, "an opinion to give")
    write(other, "Your opinion", "No: ask professional standards.")
    press(other, "Send your opinion")
    then_it_says(other, f"{force.supervisor.name} is told that you have answered.")

    supervisor.goto(f"/encounters/{filed.pk}/review/")
    then_it_says(supervisor, "No: ask professional standards.")
    steps.when_they_judge(supervisor, necessity="No, not shown")
    choose(supervisor, "Your decision", "Escalate to professional standards")
    select(supervisor, "What is the concern?", "No lawful basis apparent")
    write(supervisor, "Feedback for the officer, and your reasons", "I cannot see the need.")
    press(supervisor, "Send the decision")
    then_it_says(supervisor, "your decision is kept (escalate to professional standards)")

    standards = visit(force.standards)
    standards.goto("/escalated/?concern=unlawful")
    then_it_says(standards, "No lawful basis apparent (1)")
    inspect(standards, "escalated records of one concern")
    follow(standards, filed.reference)
    steps.when_they_judge(standards)
    choose(standards, "Your decision", "Accept")
    write(standards, "Feedback for the officer, and your reasons", "The video shows the need.")
    press(standards, "Send the decision")

    supervisor.goto("/")
    then_it_says(supervisor, "Decisions for you to read")
    follow(supervisor, filed.reference)
    then_it_says(supervisor, "The video shows the need.")
    press(supervisor, "I have read it")
    assert not inspect.findings, "\n".join(inspect.findings)


def test_the_second_of_two_supervisors_sees_the_first_decision_and_what_they_wrote(visit, force):
    inspect = Inspection("two at once")
    filed = factories.an_encounter(officer=force.officer)
    first = visit(force.supervisor)
    second = visit(factories.a_supervisor(team=force.officer.team, name="Piers Holloway"))
    for page in (first, second):
        page.goto(f"/encounters/{filed.pk}/review/")
        steps.when_they_judge(page)
        choose(page, "Your decision", "Accept")
    write(first, "Feedback for the officer, and your reasons", "Well written.")
    write(second, "Feedback for the officer, and your reasons", "Look at the time of arrest.")
    press(first, "Send the decision")
    then_it_says(first, "your decision is kept (accept)")
    press(second, "Send the decision")
    then_the_page_is(second, filed.reference)
    for words in (
        "Not sent: this record was decided while you were reading it",
        f"Accept, by {force.supervisor.name}",
        "Well written.",
        "Look at the time of arrest.",
    ):
        then_it_says(second, words)
    inspect(second, "decided meanwhile")
    filed.refresh_from_db()
    assert (filed.status, filed.reviews.count()) == (Status.ACCEPTED, 1)
    assert not inspect.findings, "\n".join(inspect.findings)
