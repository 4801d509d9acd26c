"""An analyst answers the question this began with, and checks the answer with other tools.

"Are Black people handcuffed before arrest more often than White people in Lambeth this year, and
how sure are we?": for their number of residents, and of those who were handcuffed.
"""

from math import isclose, sqrt

import pandas as pd
import pytest
from scipy.optimize import brentq
from statsmodels.stats.proportion import proportion_confint

from records.models import Area
from tests.journeys.answering import select, write
from tests.journeys.conftest import DESKTOP
from tests.journeys.steps import an_hour_ago, follow, press, then_it_says, then_the_page_is
from tests.reporting.registering import encounters

LAMBETH = "E09000022"
MOST_CLICKS = 4
# The browser itself counts every link, button and fold that is pressed, from page to page.
COUNT_CLICKS = """document.addEventListener("click", (event) => {
  if (event.isTrusted && event.target.closest("a, button, summary, input")) {
    sessionStorage.setItem("clicks", Number(sessionStorage.getItem("clicks") ?? 0) + 1);
  }
}, true);"""
CHI_SQUARED = 3.841458820694124  # 95%, one degree of freedom


@pytest.fixture
def when(reference_data):
    """What happened in Lambeth an hour ago, and elsewhere; the time of it."""
    when = an_hour_ago()
    accounts = {"compliance": "compliant", "occurred_at": when}
    lambeth, camden = (Area.objects.get(pk=code) for code in (LAMBETH, "E09000007"))
    for group, before, after in (("white", 40, 60), ("black", 75, 45), ("asian", 5, 5)):
        some = {**accounts, "ethnicity_perceived": group}
        encounters(before, area=lambeth, before_arrest="yes", **some)
        encounters(after, area=lambeth, before_arrest="no", **some)
        encounters(before, area=camden, before_arrest="no", **some)
    return when


@pytest.fixture
def page(visit, force, when):
    page = visit(force.analyst, viewport=DESKTOP)
    page.add_init_script(COUNT_CLICKS)
    page.goto("/")
    return page


def clicks(page) -> int:
    return int(page.evaluate("sessionStorage.getItem('clicks') ?? 0"))


def open_report(page, name, filters, when):
    """From home to the report of Lambeth this year, before `Show`."""
    follow(page, "Reports and files to download")
    follow(page, name)
    page.get_by_text(filters).click()
    select(page, "Area", "Lambeth")
    write(page, "First month", f"{when:%Y}-01")
    write(page, "Last month", f"{when:%Y-%m}")


def the_file(page) -> pd.DataFrame:
    with page.expect_download() as download:
        page.get_by_role("link", name="Download th", exact=False).filter(
            has_text="table"
        ).first.click()
    return pd.read_csv(download.value.path())


def the_method(page) -> str:
    page.get_by_text("How this is worked out").click()
    return page.locator("details", has_text="How this is worked out").inner_text()


def test_for_their_number_of_residents(page, when):
    open_report(
        page,
        "Population rate and gap",
        "Change period, place or kind of handcuffing",
        when,
    )
    select(page, "Applied before arrest", "Yes")
    press(page, "Show")

    then_the_page_is(page, "Population rate and gap")
    then_it_says(page, "Black (or Black British) against White: ")
    then_it_says(page, "times the rate")
    then_it_says(page, "95% interval")
    then_it_says(page, "75 handcuffings against 40.")
    assert 1 < clicks(page) <= MOST_CLICKS

    assert "Wilson’s interval of the group’s share" in the_method(page)
    file = the_file(page)
    assert set(file["area"]) == {"Lambeth"}
    assert set(file["before_arrest"]) == {"yes"}
    black, white = (file[file["group"] == group].iloc[0] for group in ("black", "white"))
    assert (black["events"], white["events"]) == (75, 40)

    ours = black["population"] * black["years"]
    theirs = white["population"] * white["years"]
    ratio = (black["events"] / ours) / (white["events"] / theirs)
    low, high = (
        share / (1 - share) * theirs / ours
        for share in proportion_confint(
            black["events"], black["events"] + white["events"], method="wilson"
        )
    )
    for name, number in (("rr", ratio), ("rr_lo", low), ("rr_hi", high)):
        assert isclose(black[name], number, rel_tol=1e-9), name
    then_it_says(page, f"{ratio:.2f} ({low:.2f} to {high:.2f})")


def koopman(a: int, n: int, c: int, m: int) -> tuple[float, float]:
    """The ratios that a score test of a of n against c of m would just not reject."""

    def excess(ratio: float) -> float:
        big = (n + m) * ratio
        middle = (n + c) * ratio + a + m
        base = (middle - sqrt(middle**2 - 4 * big * (a + c))) / (2 * big)
        own = ratio * base
        variance = own * (1 - own) / n + ratio**2 * base * (1 - base) / m
        return (a / n - ratio * c / m) ** 2 / variance - CHI_SQUARED

    middle = (a / n) / (c / m)
    return tuple(
        brentq(excess, *ends, xtol=1e-13, rtol=1e-14)
        for ends in ((middle / 100, middle), (middle, middle * 100))
    )


def test_of_those_who_were_handcuffed(page, when):
    open_report(
        page,
        "How people were treated once handcuffed",
        "Change group, period, place or kind of handcuffing",
        when,
    )
    press(page, "Show")

    then_the_page_is(page, "How people were treated once handcuffed")
    then_it_says(page, "Handcuffed before any arrest: 62.5% against 40.0%: 1.56 times the share")
    then_it_says(page, "75 of 120 people against 40 of 100.")
    assert 1 < clicks(page) <= MOST_CLICKS

    assert "a chi-squared test of the two shares would just not reject" in the_method(page)
    file = the_file(page)
    file = file[file["outcome"] == "before_arrest"]
    black, white = (file[file["group"] == group].iloc[0] for group in ("black", "white"))
    assert (black["n_yes"], black["n_group"]) == (75, 120)

    counts = (black["n_yes"], black["n_group"], white["n_yes"], white["n_group"])
    low, high = koopman(*(int(number) for number in counts))
    ratio = (black["n_yes"] / black["n_group"]) / (white["n_yes"] / white["n_group"])
    for name, number in (("rr", ratio), ("rr_lo", low), ("rr_hi", high)):
        assert isclose(black[name], number, rel_tol=1e-9), name
