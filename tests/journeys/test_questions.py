"""Conditional questions: asked when they apply, and without scripts all on the page."""

from datetime import datetime, timedelta

from playwright.sync_api import expect

from records.forms.moments import LONDON
from records.models import Encounter
from tests import factories
from tests.journeys import steps
from tests.journeys.answering import choose, group, tick, write, write_moment
from tests.journeys.steps import (
    COME_BACK,
    CONTINUE,
    follow,
    press,
    then_the_page_is,
    then_there_is_a_problem,
)

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


TIME, DAY, MONTH, YEAR = "Time (24h)", "Day", "Month", "Year"


def day_written(asked) -> list[str]:
    return [asked.get_by_label(part, exact=True).input_value() for part in (DAY, MONTH, YEAR)]


def test_the_day_of_a_time_is_filled_in(visit, force, begun):
    """The first one after the moment it cannot come before, also past midnight."""
    began = datetime(2026, 1, 31, 23, 50, tzinfo=LONDON)
    Encounter.objects.filter(pk=begun.pk).update(occurred_at=began)
    page = visit(force.officer)
    page.goto(f"/encounters/{begun.pk}/handcuffing/")
    on = group(page, "When did you put the handcuffs on?")
    off = group(page, "When was that?")
    for typed, day in (("2355", ["31", "1", "2026"]), ("0003", ["1", "2", "2026"])):
        on.get_by_label(TIME).fill(typed)
        assert day_written(on) == day
    off.get_by_label(TIME).fill("0.09")
    assert day_written(off) == ["1", "2", "2026"]

    # What the officer wrote stays.
    off.get_by_label(DAY, exact=True).fill("2")
    off.get_by_label(TIME).fill("1:15")
    assert day_written(off) == ["2", "2", "2026"]
    off.get_by_label(DAY, exact=True).fill("1")
    press(page, COME_BACK)
    then_the_page_is(page, "Record an encounter")
    use = begun.uses.get()
    assert use.ended_at - use.applied_at == timedelta(hours=1, minutes=12)


def test_no_day_is_filled_in_for_half_a_time(visit, force, begun):
    page = visit(force.officer)
    page.goto(f"/encounters/{begun.pk}/encounter/")
    began = group(page, "When did the encounter begin?")
    for typed in ("1", "14", "140", "14:0", "2460", "noon", "14055"):
        began.get_by_label(TIME).fill(typed)
        assert day_written(began) == ["", "", ""], typed
    # A time later than now was yesterday.
    page.clock.set_fixed_time(datetime(2026, 3, 1, 9, 30, tzinfo=LONDON))
    for typed, day in (("0930", ["1", "3", "2026"]), ("0931", ["28", "2", "2026"])):
        began.get_by_label(TIME).fill(typed)
        assert day_written(began) == day


def test_all_that_was_said_is_ticked_with_one_press_and_each_unticked(visit, force, begun, inspect):
    page = visit(force.officer)
    page.goto(f"/encounters/{begun.pk}/encounter/")
    choose(page, "Was the person searched under a power?", "Yes")
    told = group(page, "What was the person told before the search?")
    told.get_by_label("None of these").check()
    press(page, "Tick all of these")
    expect(told.get_by_label("None of these")).not_to_be_checked()
    expect(told.get_by_role("checkbox", checked=True)).to_have_count(8)
    inspect(page, "all ticked")
    press(page, "Tick none")
    expect(told.get_by_role("checkbox", checked=True)).to_have_count(0)
    press(page, "Tick all of these")
    told.get_by_label("Warrant card shown, if not in uniform").uncheck()
    # Saved by itself, like everything that is written, before the link is followed.
    follow(page, "All sections")
    then_the_page_is(page, "Record an encounter")
    begun.refresh_from_db()
    assert len(begun.gowisely) == 7
    assert "warrant_card" not in begun.gowisely


def test_the_camera_of_the_last_record_is_filled_in_with_one_press(visit, force, begun, inspect):
    factories.an_encounter(officer=force.officer, camera_references=["BWV-1", "BWV-2"])
    page = visit(force.officer)
    page.goto(f"/encounters/{begun.pk}/video/")
    cameras = page.get_by_label("Camera references", exact=True)
    choose(page, "Was body-worn video recording?", "Yes")
    expect(cameras).to_have_value("")
    inspect(page, "a camera offered")
    for _ in range(2):
        press(page, "Use BWV-1")
    expect(cameras).to_have_value("BWV-1")
    press(page, "Use BWV-2")
    expect(cameras).to_have_value("BWV-1\nBWV-2")
    press(page, CONTINUE)
    then_the_page_is(page, "Check your answers")
    begun.refresh_from_db()
    assert begun.camera_references == ["BWV-1", "BWV-2"]


def test_without_scripts_every_question_is_on_the_page(visit, force, begun):
    page = visit(force.officer, javascript=False)
    page.goto(f"/encounters/{begun.pk}/encounter/")
    expect(group(page, "Which power was used for the search?")).to_be_visible()
    expect(page.get_by_label("What was the other search power?")).to_be_visible()
    page.goto(f"/encounters/{begun.pk}/handcuffing/")
    expect(page.get_by_label(KEPT_ON)).to_be_visible()
