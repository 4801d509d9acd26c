"""An analyst reads what was recorded, whether it changed and how sure we are, over many months."""

import pytest
from playwright.sync_api import expect

from records.models import Area, Encounter
from tests import factories
from tests.journeys.answering import select, write
from tests.journeys.conftest import DESKTOP
from tests.journeys.steps import follow, press, summary, then_it_says, then_the_page_is
from tests.reporting.registering import london, new_encounter, plain_officer

PERIOD = "start=2025-01&end=2026-03"
ADDRESSES = ("activity-and-data-quality", "trend-and-change", "how-sure-are-we")


@pytest.fixture
def register(reference_data):
    """Fifteen months of which the last two are busier."""
    area = Area.objects.filter(kind="district").order_by("pk").first()
    by = plain_officer()
    rows = []
    for n in range(-1, 14):
        at = london(2025 + n // 12, n % 12 + 1, 10)
        for group, number in (("white", 8), ("black", 6), ("asian", 1), ("not_reported", 1)):
            rows += [
                new_encounter(
                    by=by,
                    area=area,
                    occurred_at=at,
                    ethnicity_perceived=group,
                    ethnicity_self_defined={"not_reported": "ns"}.get(group, f"{group[0]}1"),
                )
                for _ in range(number * (2 if n >= 12 else 1))
            ]
    Encounter.objects.bulk_create(rows)


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no-scripts"])
def test_from_the_list_to_another_group_and_to_the_file(visit, register, inspect, javascript):
    page = visit(factories.an_analyst(), javascript=javascript)
    page.goto("/reports/")
    follow(page, "Trend and change")
    then_the_page_is(page, "Trend and change")
    page.get_by_text("Change group, period, place or kind of handcuffing").click()
    write(page, "First month", "2025-01")
    write(page, "Last month", "2026-03")
    select(page, "Group to compare", "Asian (or Asian British)")
    press(page, "Show")
    then_it_says(page, "Asian (or Asian British) against White, 2025, quarter 1")
    then_it_says(page, "signal in")
    expect(page.locator("svg.c-chart__drawing:visible").first).to_be_visible()
    inspect(page, "phone")
    with page.expect_download() as download:
        follow(page, "Download these tables (CSV)")
    assert "cusum" in download.value.path().read_text(encoding="utf-8")


def test_many_months_are_clean_on_a_page_in_the_dark(visit, register, inspect):
    """With signals, which the states of `test_reports.py` have not; and a file that is refused."""
    page = visit(factories.an_analyst(), viewport=DESKTOP, dark=True)
    for address in ADDRESSES:
        page.goto(f"/reports/{address}/?{PERIOD}")
        expect(page.locator("svg.c-chart__drawing:visible").first).to_be_visible()
        inspect(page, address)
    page.goto(f"/reports/{ADDRESSES[0]}.csv?start=spring")
    expect(summary(page)).to_be_visible()
    inspect(page, "a file that is refused")
