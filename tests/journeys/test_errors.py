"""What is wrong is said beside the field and at the top, and nothing typed is lost."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from tests import factories
from tests.journeys import steps
from tests.journeys.answering import group, write, write_moment
from tests.journeys.steps import (
    COME_BACK,
    CONTINUE,
    press,
    then_problems_come_first,
    then_the_page_is,
    then_the_section_is,
    then_there_is_a_problem,
)


@pytest.fixture
def section(visit, force, begun):
    """Opens a section of the draft."""

    def open_section(name: str):
        page = visit(force.officer)
        page.goto(f"/encounters/{begun.pk}/{name}/")
        return page

    return open_section


def test_an_age_of_160(section):
    page = section("person")
    steps.answer_the_person(page)
    write(page, "Age in years", "160")

    press(page, CONTINUE)

    age = page.get_by_label("Age in years")
    then_there_is_a_problem(page, "Age must be 120 or less: check what you typed", at=age)
    expect(age).to_have_value("160")
    expect(page.get_by_label("Black (or Black British)", exact=True)).to_be_checked()
    age.fill("16")
    press(page, CONTINUE)
    then_the_page_is(page, "Handcuffing and justification")


def test_handcuffs_that_come_off_before_they_went_on(section):
    page = section("handcuffing")
    applied = steps.an_hour_ago()
    steps.answer_the_handcuffing(page, applied)
    write_moment(page, "When was that?", applied - timedelta(minutes=1))

    press(page, CONTINUE)

    day = group(page, "When was that?").get_by_label("Day")
    then_there_is_a_problem(page, "Handcuffs cannot come off before they went on", at=day)
    expect(page.get_by_label("What happened?")).to_have_value(steps.WHAT_HAPPENED)
    press(page, COME_BACK)
    then_there_is_a_problem(page, "Handcuffs cannot come off before they went on", at=day)


def test_a_date_in_the_future(section):
    page = section("encounter")
    steps.answer_the_encounter(page, timezone.now() + timedelta(days=1))

    press(page, CONTINUE)

    day = group(page, "When did the encounter begin?").get_by_label("Day")
    then_there_is_a_problem(page, "The encounter cannot be in the future", at=day)
    expect(page.get_by_label("Describe the place")).to_have_value("Outside the market")


def test_a_date_that_does_not_exist_and_a_time_that_is_none(section):
    page = section("encounter")
    began = group(page, "When did the encounter begin?")
    began.get_by_label("Day").fill("31")
    began.get_by_label("Month").fill("2")
    began.get_by_label("Year").fill("2026")
    began.get_by_label("Time (24h)").fill("10:30")
    press(page, COME_BACK)
    then_there_is_a_problem(page, "The date must be a real date", at=began.get_by_label("Day"))

    began.get_by_label("Day").fill("3")
    began.get_by_label("Time (24h)").fill("half ten")
    press(page, COME_BACK)

    then_there_is_a_problem(
        page, "Write the time on the 24-hour clock: 14:05", at=began.get_by_label("Day")
    )
    expect(began.get_by_label("Time (24h)")).to_have_value("half ten")


def test_a_section_left_half_done(section):
    page = section("handcuffing")
    write(page, "What happened?", steps.WHAT_HAPPENED)

    press(page, CONTINUE)

    then_problems_come_first(page)
    then_there_is_a_problem(
        page,
        "Select how the person behaved",
        at=group(page, "How did the person behave?").get_by_label("Compliant"),
    )
    then_there_is_a_problem(
        page,
        "Explain why nothing less would have done",
        at=page.get_by_label("Why would nothing less have done?"),
    )
    expect(page.get_by_label("What happened?")).to_have_value(steps.WHAT_HAPPENED)
    press(page, COME_BACK)
    then_the_section_is(page, "Handcuffing and justification", "In progress")
    then_the_section_is(page, "De-escalation", "Not started")


def test_an_account_that_is_not_shown_cannot_be_accepted(visit, force):
    filed = factories.an_encounter(officer=force.officer)
    page = visit(force.supervisor)
    page.goto(f"/encounters/{filed.pk}/review/")
    press(page, "Send the decision")
    then_there_is_a_problem(page, "Choose your decision", at=page.get_by_label("Accept"))

    steps.when_they_judge(page, necessity="No, not shown")
    page.get_by_label("Accept", exact=True).check()
    press(page, "Send the decision")

    then_there_is_a_problem(
        page,
        "You found the lawful basis, the necessity or the proportionality not shown: ask a "
        "question or escalate instead of accepting",
        at=page.get_by_label("Accept", exact=True),
    )
