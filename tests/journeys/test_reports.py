"""The reports that an analyst reads, in every state, to axe: on a phone and in the dark."""

import pytest

from records.models import Area
from reporting.models import Benchmark
from tests.journeys.conftest import DESKTOP
from tests.journeys.steps import follow, then_it_says
from tests.reporting.registering import encounters, london

REPORTS = (
    "population-rate-and-gap",
    "treatment-once-handcuffed",
    "borough-comparison",
    "young-black-men",
)
MARCH = "start=2026-03&end=2026-03"
YOUNG = {"gender": "male", "age_years": 20}


@pytest.fixture
def places(reference_data):
    return Area.objects.filter(pk__in=["E09000008", "E09000022"]).order_by("pk")


def see(page, inspect, state):
    for report in REPORTS:
        page.goto(f"/reports/{report}/?{MARCH}")
        # What is folded away is looked at as well.
        page.get_by_text("How this is worked out").first.click()
        inspect(page, f"{report}, {state}")


def test_every_report_in_every_state(visit, force, inspect, places):
    page = visit(force.analyst)
    see(page, inspect, "empty")
    when = london(2026, 3, 9)
    encounters(9, area=places[0], ethnicity_perceived="black", occurred_at=when, **YOUNG)
    encounters(5, area=places[0], occurred_at=when, **YOUNG)
    see(page, inspect, "insufficient")
    then_it_says(page, "fewer than 10 people in one of the groups")
    for place in places:
        for group in ("white", "black"):
            some = {"area": place, "ethnicity_perceived": group, "occurred_at": when, **YOUNG}
            encounters(12, injured="yes", before_arrest="yes", compliance="compliant", **some)
            encounters(14, injured="no", before_arrest="no", compliance="non_compliant", **some)
    see(page, inspect, "ordinary")
    then_it_says(page, "percentage points")
    encounters(40, area=places[0], ethnicity_perceived="not_reported", occurred_at=when)
    see(visit(force.analyst, viewport=DESKTOP, dark=True), inspect, "many unknown, in the dark")


def test_a_locked_report_is_found_in_the_list_and_says_what_to_load(visit, force, inspect):
    Benchmark.objects.all().delete()
    page = visit(force.analyst)
    page.goto("/reports/")
    then_it_says(page, "Locked until there is a table to compare with.")
    inspect(page, "the list, with a locked report")
    follow(page, "Borough comparison")
    then_it_says(page, "This report is locked")
    inspect(page, "a locked report")
