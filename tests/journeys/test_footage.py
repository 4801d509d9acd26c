"""An officer says that the footage is marked as evidence; a supervisor takes it back."""

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.journeys.accessibility import Inspection
from tests.journeys.answering import write
from tests.journeys.conftest import DESKTOP
from tests.journeys.steps import follow, press, summary, then_it_says, then_the_page_is

MARKED = "On which day was the footage marked as evidence?"


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
def test_footage_is_marked_and_a_supervisor_takes_it_back(visit, force, javascript):
    inspect = Inspection("footage")
    record = factories.an_encounter(officer=force.officer)

    page = visit(force.officer, javascript=javascript, dark=True)
    page.goto(f"/encounters/{record.pk}/")
    then_it_says(page, "unless it is marked as evidence")
    follow(page, "Say that it is marked")
    then_the_page_is(page, "Footage as evidence")
    write(page, MARKED, "01/01/2999")
    press(page, "Save")
    expect(summary(page)).to_contain_text("The date is in the future")
    if javascript:
        inspect(page, "a day that cannot be")
    write(page, MARKED, f"{record.occurred_at:%d/%m/%Y}")
    press(page, "Save")
    then_it_says(page, "the footage is kept as evidence")
    then_it_says(page, f"says {force.officer.name}")
    if javascript:
        inspect(page, "footage that is kept")

    supervisor = visit(force.supervisor, javascript=javascript, viewport=DESKTOP)
    supervisor.goto(f"/encounters/{record.pk}/")
    follow(supervisor, "Change this")
    write(supervisor, MARKED, "")
    press(supervisor, "Save")
    then_it_says(supervisor, "the footage is not marked as evidence")
    then_it_says(supervisor, "unless it is marked as evidence")
