"""The reports that compare with stops, arrests or residents by age and sex, in every state."""

import pytest

from records.models import Area
from tests.journeys.conftest import DESKTOP
from tests.journeys.steps import follow, then_it_says, then_the_page_is
from tests.reporting.registering import a_table, encounters, london

GIVEN = "handcuffed-given-stop-or-arrest"
REPORTS = (GIVEN, "adjusted-comparison", "outcome-test", "age-sex-standardised-rates")
MARCH = "start=2026-03&end=2026-03"
BANDS = {"under_11": 9, "11_17": 16, "18_34": 25, "35_49": 40, "50_64": 60, "65_plus": 70}
SEXES = ("male", "female")


@pytest.fixture
def places(reference_data):
    return Area.objects.filter(pk__in=["E09000008", "E09000022"]).order_by("pk")


def tables(places, groups=("white", "black")):
    """Stops of March, most of them of young men, and residents, by everything."""
    cells = [
        (place.pk, group, band, sex)
        for place in places
        for group in groups
        for band in BANDS
        for sex in SEXES
    ]
    a_table("stops", {cell: 60 if cell[2:] == ("18_34", "male") else 2 for cell in cells})
    a_table("residents", dict.fromkeys(cells, 4000), name="By age and sex")


def a_search(number, **about):
    known = {"searched": "yes", "search_power": "mda_s23", "compliance": "compliant"}
    age = {"age_years": 25, "age_basis": "known", "gender": "male"}
    encounters(number, occurred_at=london(2026, 3, 9), **known | age | about)


def see(page, inspect, state):
    for report in REPORTS:
        page.goto(f"/reports/{report}/?{MARCH}")
        button = page.get_by_role("button", name="Work it out")
        if button.count():
            inspect(page, f"{report}, {state}, before it is worked out")
            button.click()
            then_it_says(page, "Worked out anew, and stored.")
        if page.get_by_text("How this is worked out").count():
            page.get_by_text("How this is worked out").first.click()  # what is folded away too
        inspect(page, f"{report}, {state}")


def test_every_report_in_every_state(visit, force, inspect, places):
    page = visit(force.analyst)
    see(page, inspect, "locked")
    then_it_says(page, "load_table FILE --kind residents")
    tables(places)
    see(page, inspect, "empty")
    a_search(6, area=places[0], ethnicity_perceived="black", before_arrest="yes")
    see(page, inspect, "insufficient")
    for place in places:
        for group, arrested in (("white", 12), ("black", 10)):
            about = {"area": place, "ethnicity_perceived": group, "before_arrest": "yes"}
            a_search(arrested, outcomes=["arrested"], arrested_at=london(2026, 3, 9), **about)
            a_search(14, outcomes=["no_further_action"], arrested_at=None, **about)
    see(page, inspect, "ordinary")
    then_it_says(page, "adjusted")
    a_search(60, area=places[0], ethnicity_perceived="black", before_arrest="yes")
    a_search(60, area=places[0], ethnicity_perceived="not_reported", before_arrest="yes")
    dark = visit(force.analyst, viewport=DESKTOP, dark=True)
    see(dark, inspect, "more handcuffed than stopped, and many unknown, in the dark")
    dark.goto(f"/reports/{GIVEN}/?{MARCH}")
    then_it_says(dark, "The two are recorded differently there")


def test_from_a_locked_choice_to_one_that_is_open(visit, force, inspect, places):
    tables(places)
    a_search(12, area=places[0])
    page = visit(force.analyst)
    page.goto("/reports/")
    follow(page, "Handcuffed, given a stop or an arrest")
    then_it_says(page, "12 people were handcuffed in a search")  # it opens on the table's months
    page.goto(f"/reports/{GIVEN}/?start=2026-01&end=2026-03")
    then_it_says(page, "This report is locked for this choice")
    inspect(page, "locked for a choice")
    follow(page, "Table of stops, 1 March 2026 to 31 March 2026")
    then_the_page_is(page, "Handcuffed, given a stop or an arrest")
    then_it_says(page, "12 people were handcuffed in a search")
    with page.expect_download() as download:
        follow(page, "Download this table (CSV)")
    assert "match_method" in download.value.path().read_text(encoding="utf-8")
