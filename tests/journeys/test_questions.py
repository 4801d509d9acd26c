"""Conditional questions: asked when they apply, and without scripts all on the page."""

from datetime import timedelta

from playwright.sync_api import expect

from tests.journeys import steps
from tests.journeys.answering import choose, group, tick, write, write_moment
from tests.journeys.steps import CONTINUE, press, then_the_page_is, then_there_is_a_problem

KEPT_ON = "Why was it necessary to keep them on?"


def test_a_question_is_shown_once_it_applies(visit, force, begun):
    page = visit(force.officer)
    page.goto(f"/encounters/{begun.pk}/encounter/")
    power = group(page, "Which power was used for the search?")
    other = page.get_by_label("What was the other search power?")
    expect(power).to_be_hidden()

    choose(page, "Was the person searched under a power?", "Yes")
    expect(power).to_be_visible()
    expect(other).to_be_hidden()
    power.get_by_label("Other", exact=True).check()
    expect(other).to_be_visible()

    # A question that hangs on a hidden one is hidden with it.
    choose(page, "Was the person searched under a power?", "No")
    expect(power).to_be_hidden()
    expect(other).to_be_hidden()


def test_continued_use_is_asked_after_more_than_ten_minutes(visit, force, begun):
    page = visit(force.officer)
    page.goto(f"/encounters/{begun.pk}/handcuffing/")
    kept_on = page.get_by_label(KEPT_ON)
    applied = steps.an_hour_ago()
    steps.answer_the_handcuffing(page, applied)
    write_moment(page, "When was that?", applied + timedelta(minutes=10))
    expect(kept_on).to_be_hidden()

    write_moment(page, "When was that?", applied + timedelta(minutes=11))
    expect(kept_on).to_be_visible()
    write_moment(page, "When was that?", applied + timedelta(minutes=6))
    expect(kept_on).to_be_hidden()
    choose(page, "Did the handcuffs stay on after a search had ended?", "Yes")
    expect(kept_on).to_be_visible()

    press(page, CONTINUE)
    then_there_is_a_problem(
        page, "Explain why it was necessary to keep the handcuffs on", at=kept_on
    )
    write(page, KEPT_ON, "He had just tried to run again.")
    press(page, CONTINUE)
    then_the_page_is(page, "De-escalation")


def test_none_of_these_clears_the_others(visit, force, begun):
    page = visit(force.officer)
    page.goto(f"/encounters/{begun.pk}/de-escalation/")
    asked = "What did you try, to avoid or shorten the use of handcuffs?"
    tick(page, asked, "Listened and acknowledged")
    expect(group(page, "Did it work?")).to_be_visible()

    tick(page, asked, "None was tried")

    expect(page.get_by_label("Listened and acknowledged")).not_to_be_checked()
    expect(group(page, "Did it work?")).to_be_hidden()
    expect(page.get_by_label("Why was none tried?")).to_be_visible()


def test_the_time_now_is_a_press_away(visit, force, begun):
    page = visit(force.officer)
    page.goto(f"/encounters/{begun.pk}/encounter/")
    began = group(page, "When did the encounter begin?")

    began.get_by_role("button", name="Use the time now").click()

    expect(began.get_by_label("Time (24h)")).not_to_have_value("")
    expect(began.get_by_label("Year")).not_to_have_value("")


def test_without_scripts_every_question_is_on_the_page(visit, force, begun):
    page = visit(force.officer, javascript=False)
    page.goto(f"/encounters/{begun.pk}/encounter/")
    expect(group(page, "Which power was used for the search?")).to_be_visible()
    expect(page.get_by_label("What was the other search power?")).to_be_visible()
    page.goto(f"/encounters/{begun.pk}/handcuffing/")
    expect(page.get_by_label(KEPT_ON)).to_be_visible()
