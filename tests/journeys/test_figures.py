"""A member of the public asks the released figures a question, and checks the answer."""

from datetime import UTC, datetime
from itertools import product

import pandas
import pytest
from playwright.sync_api import expect

from records.models import Area
from reporting.models import Release
from reporting.releases import actions
from reporting.releases.periods import Quarters
from tests.journeys.conftest import DESKTOP
from tests.journeys.steps import follow, press, then_it_says, then_the_page_is
from tests.journeys.test_keyboard import tab_to
from tests.reporting.registering import encounters, london

NOW = datetime(2026, 7, 20, 12, tzinfo=UTC)
HALF_YEAR = Quarters(datetime(2026, 1, 1).date(), datetime(2026, 6, 1).date())
LAMBETH = "E09000022"


@pytest.fixture
def release(force) -> Release:
    """Of half a year and three districts; Lambeth has hidden counts beside others."""
    districts = {"E09000008": 9, LAMBETH: 0, "E09000032": 17}
    Area.objects.exclude(pk__in=districts).delete()
    counts = {"white": 43, "black": 58, "asian": 3, "mixed": 6, "not_reported": 11}
    for (code, more), (group, number) in product(districts.items(), counts.items()):
        place = Area.objects.get(pk=code)
        some = {"area": place, "ethnicity_perceived": group, "occurred_at": london(2026, 1, 2)}
        some["compliance"] = "compliant"
        encounters(number + more, before_arrest="yes", **some)
        encounters(number // 2, before_arrest="no", **some)
    return actions.make_release(period=HALF_YEAR, by=force.analyst, at=NOW)


def publish(release):
    actions.publish_release(release_id=release.pk, by=release.made_by, at=NOW)


def test_the_public_asks_of_lambeth_and_recomputes_the_answer(visit, release, inspect, tmp_path):
    """Are Black people handcuffed before arrest more often than White people, how sure are we?"""
    publish(release)
    page = visit(javascript=False)
    page.goto("/figures/")
    inspect(page, "published figures")

    follow(page, "Population rate and gap of January 2026 to June 2026")  # 1
    page.get_by_label("Place").select_option("Lambeth")
    page.get_by_label("Which handcuffing").select_option("Before any arrest")
    press(page, "Show")  # 2
    then_the_page_is(page, "Population rate and gap, Lambeth")
    then_it_says(page, "Black (or Black British) against White: ")
    then_it_says(page, "60 handcuffings against 45.")
    then_it_says(page, "fewer than 10")
    page.get_by_text("How this is worked out").click()  # 3
    then_it_says(page, "Interval of the ratio (score)")
    inspect(page, "a report of a release, with hidden counts")
    with page.expect_download() as download:
        follow(page, "Download these figures (CSV)")  # 4
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)

    figures = pandas.read_csv(file).set_index("group")
    black, white = figures.loc["black"], figures.loc["white"]
    t1, t0 = black.population * black.years, white.population * white.years
    assert black.rr == pytest.approx(black.events / t1 / (white.events / t0), rel=1e-9)
    z, both = 1.959963984540054, black.events + white.events
    middle = black.events + z**2 / 2
    reach = z * (black.events * white.events / both + z**2 / 4) ** 0.5
    for limit, sign in ((black.rr_lo, -1), (black.rr_hi, 1)):
        share = (middle + sign * reach) / (both + z**2)
        assert limit == pytest.approx(share / (1 - share) * t0 / t1, rel=1e-9)
    assert pandas.isna(figures.loc["asian"].events)
    assert figures.loc["asian"].suppressed_flag == "yes"
    every_page_is_for_everybody(visit, release, inspect)


def every_page_is_for_everybody(visit, release, inspect):
    """Also where most is hidden, and what is left of a release that was withdrawn."""
    page = visit(dark=True)
    reports = list(dict.fromkeys(release.reports.order_by("pk").values_list("report", flat=True)))
    assert len(reports) == 9
    for report in reports:
        page.goto(f"/figures/{release.pk}/{report}/")
        inspect(page, f"{report}, released")
    actions.withdraw_release(release_id=release.pk, reason="Late", by=release.made_by, at=NOW)
    # Another address of the same page, since the browser keeps a page for minutes.
    page.goto(f"/figures/{release.pk}/{reports[0]}/?")
    then_it_says(page, "These figures were withdrawn")
    inspect(page, "a report of a withdrawn release")


def test_an_analyst_releases_by_keyboard_what_the_public_then_reads(visit, force, release, inspect):
    page = visit(force.analyst, viewport=DESKTOP)
    page.goto("/reports/releases/")
    inspect(page, "the list of releases")
    follow(page, "January 2026 to June 2026")
    inspect(page, "a release that is not published")
    follow(page, "Population rate and gap")
    then_it_says(page, "Preview: what the public sees once it is published.")
    inspect(page, "the preview of a report")
    follow(page, "The release")
    tab_to(page, page.get_by_role("button", name="Publish the release"))
    page.keyboard.press("Enter")
    then_it_says(page, f"Release {release.pk} is published.")

    public = visit(dark=True)
    public.goto("/account/login/")
    follow(public, "published figures")
    follow(public, "Population rate and gap of January 2026 to June 2026")
    inspect(public, "a report of a release, in the dark")

    press(page, "Withdraw the release")
    then_it_says(page, "Say why the release is withdrawn")
    inspect(page, "withdrawing without a reason")
    page.get_by_label("Why is it withdrawn?").fill("Two weeks of records arrived late.")
    press(page, "Withdraw the release")
    then_it_says(page, f"Release {release.pk} is withdrawn.")
    inspect(page, "a withdrawn release")
    public.goto("/figures/?")
    expect(public.get_by_role("main")).to_contain_text("Two weeks of records arrived late.")
    inspect(public, "figures, all withdrawn")
