"""An analyst loads a corrected table: what is wrong, what it would do, and then doing it."""

import pytest
from playwright.sync_api import expect

from reporting.benchmarks import CENSUS_2021
from tests import factories
from tests.journeys.accessibility import Inspection
from tests.journeys.answering import select, write
from tests.journeys.steps import follow, press, summary, then_it_says, then_the_page_is
from tests.reporting.test_table_upload import corrected


@pytest.fixture
def inspect(request):
    inspection = Inspection(request.node.name)
    yield inspection
    assert not inspection.findings, "\n\n".join(inspection.findings)


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no-scripts"])
def test_a_corrected_table(visit, reference_data, inspect, tmp_path, javascript):
    good, bad = tmp_path / "census.csv", tmp_path / "damaged.csv"
    good.write_bytes(corrected())
    bad.write_bytes(corrected().replace(b",8584", b",many").replace(b",8589", b",many"))
    page = visit(factories.an_analyst(), javascript=javascript)
    page.goto("/reports/tables/")
    follow(page, "Load a corrected table")
    inspect(page, "empty form")
    select(page, "Which table is it?", "Census 2021")
    page.get_by_label("Choose a CSV file").set_input_files(bad)
    press(page, "See what it would do")
    expect(summary(page)).to_contain_text("The file cannot be loaded")
    then_it_says(page, "line 2: “many” is no whole number")
    inspect(page, "damaged")

    write(page, "What does it add up to, as its publisher says?", str(CENSUS_2021.total + 5))
    page.get_by_label("Choose a CSV file").set_input_files(good)
    press(page, "See what it would do")
    then_the_page_is(page, "Check the table")
    inspect(page, "trial")
    page.get_by_role("button", name="Load it as version").click()
    then_it_says(page, "Reports use it from now on.")
