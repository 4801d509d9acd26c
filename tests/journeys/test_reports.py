"""Every report in every state: to axe, in words, and by keyboard alone.

The reports are those that are declared, so that a new one is looked at without being listed here.
"""

import re

import pytest
from django.core.management import call_command
from django.http import QueryDict
from django.utils import timezone
from playwright.sync_api import expect

from records.models import Area
from reporting.models import Benchmark, Dataset
from reporting.permissions import Access
from reporting.reports import REPORTS
from reporting.runs.actions import work_out
from tests import factories
from tests.journeys.conftest import DESKTOP
from tests.journeys.steps import follow, summary, then_it_says
from tests.reporting.registering import encounters, london, plain_officer

MARCH = "start=2026-03&end=2026-03"
WHEN = london(2026, 3, 9)
YOUNG = {"gender": "male", "age_years": 20}
LOCKED = "This report is locked"
FEW = re.compile("fewer than 10|low precision|hidden, so that nobody", re.IGNORECASE)
# What no choice leads to; every other report has to have every state.
NOT_THERE = {
    ("published_gap", "empty"): "what a table has is not of the register; its own states: below",
    ("published_places", "empty"): "the same",
    ("published_gap", "insufficient"): "forces report thousands; a small place: below",
    ("published_places", "insufficient"): "the same",
    ("activity", "insufficient"): "counts are shown whatever their size",
    # Without tables of their own these are locked: see test_compared_with_others.
    **{
        (name, state): "it needs a table of its own"
        for name in (
            "standardised_rates",
            "given_stop_or_arrest",
            "outcome_test",
            "adjusted_comparison",
        )
        for state in ("empty", "insufficient", "ordinary")
    },
}
FOCUSABLE = "a[href], button, summary, input, select, textarea, [tabindex='0']"
# What can be reached by Tab at all: shown, and not inside of what is folded.
WANTED = f"""() => [...document.querySelectorAll({FOCUSABLE!r})]
  .filter((one) => one.checkVisibility({{ visibilityProperty: true }}) && !one.disabled)
  .map((one) => {{ one.dataset.wanted = "yes"; return one; }}).length"""
FOCUSED = """() => { const one = document.activeElement;
  const first = one.dataset.wanted === "yes"; one.dataset.wanted = "had"; return first; }"""
MISSED = """() => [...document.querySelectorAll("[data-wanted='yes']")]
  .map((one) => one.outerHTML.slice(0, 200))"""
# A table that is wider than the screen is moved by the arrow keys, so it takes the focus.
STUCK = """() => [...document.querySelectorAll("main *")]
  .filter((one) => ["auto", "scroll"].includes(getComputedStyle(one).overflowX))
  .filter((one) => one.scrollWidth > one.clientWidth && one.tabIndex < 0)
  .map((one) => one.outerHTML.slice(0, 200))"""

UNFOLD = "() => document.querySelectorAll('main details').forEach((one) => { one.open = true; })"


@pytest.fixture
def readers(force):
    """Who reads a report: analysts, and a supervisor of those who filed the plain records."""
    supervisor = factories.a_supervisor(team=plain_officer().team)
    return dict.fromkeys(Access, force.analyst) | {Access.SUPERVISORS: supervisor}


@pytest.fixture
def tables(reference_data):
    call_command("load_benchmarks", "census-2011-forces", verbosity=0)
    call_command("load_datasets", verbosity=0)


@pytest.fixture
def places(reference_data):
    return Area.objects.filter(pk__in=["E09000008", "E09000022"]).order_by("pk")


def a_few(places):
    encounters(9, area=places[0], ethnicity_perceived="black", occurred_at=WHEN, **YOUNG)
    encounters(5, area=places[0], occurred_at=WHEN, **YOUNG)


def many(places):
    for place in places:
        for group in ("white", "black"):
            some = {"area": place, "ethnicity_perceived": group, "occurred_at": WHEN, **YOUNG}
            encounters(12, injured="yes", before_arrest="yes", compliance="compliant", **some)
            encounters(14, injured="no", before_arrest="no", compliance="non_compliant", **some)


def address(report, query=MARCH):
    return f"/reports/{report.address}/?{'' if report.over_published else query}"


def stored(report, reader):
    """What is worked out once, for the months that the page is asked for."""
    if report.offline:
        asked = report.filters(QueryDict(MARCH), user=reader, today=timezone.localdate())
        assert asked.is_valid(), asked.errors
        scope = report.offline.scope_of(asked.selection())
        work_out(report=report, scope=scope, by=None, at=timezone.now())


def reports_with(state):
    return [report for report in REPORTS if (report.name, state) not in NOT_THERE]


@pytest.mark.parametrize("state", ["empty", "insufficient", "ordinary"])
def test_every_report_with_nothing_little_and_enough(
    visit, inspect, readers, tables, places, state
):
    if state != "empty":
        a_few(places)
    if state == "ordinary":
        many(places)
    pages = {person: visit(person) for person in set(readers.values())}
    for report in reports_with(state):
        stored(report, readers[report.access])
        page = pages[readers[report.access]]
        page.goto(address(report))
        if state == "empty":
            expect(page.locator("main .c-empty").first, report.name).to_be_visible()
        elif state == "insufficient":
            expect(page.get_by_role("main"), report.name).to_contain_text(FEW)
        else:
            expect(page.locator("main table").first, report.name).to_be_visible()
        # What is folded away is looked at as well.
        page.evaluate(UNFOLD)
        inspect(page, f"{report.name}, {state}")


def test_every_report_with_many_unknown_on_a_page_in_the_dark(
    visit, inspect, readers, tables, places
):
    many(places)
    encounters(60, area=places[0], ethnicity_perceived="not_reported", occurred_at=WHEN)
    pages = {person: visit(person, viewport=DESKTOP, dark=True) for person in set(readers.values())}
    for report in REPORTS:
        page = pages[readers[report.access]]
        page.goto(address(report))
        inspect(page, f"{report.name}, many unknown, in the dark")


def test_every_report_with_a_filter_that_is_none(visit, inspect, readers, tables):
    pages = {person: visit(person) for person in set(readers.values())}
    for report in REPORTS:
        page = pages[readers[report.access]]
        page.goto(f"/reports/{report.address}/?start=spring&table=0")
        expect(summary(page), report.name).to_be_visible()
        inspect(page, f"{report.name}, errors")


def test_every_report_without_any_table(visit, inspect, readers):
    """Those that have nothing to show say what to load; the others show what they can."""
    Benchmark.objects.all().delete()
    assert not Dataset.objects.exists()
    pages = {person: visit(person) for person in set(readers.values())}
    locked = [report for report in REPORTS if report.missing()]
    assert locked
    for report in REPORTS:
        page = pages[readers[report.access]]
        page.goto(address(report))
        if report in locked:
            then_it_says(page, LOCKED)
        else:
            expect(page.get_by_role("heading", name=LOCKED)).to_have_count(0)
        inspect(page, f"{report.name}, without tables")
    page = pages[readers[Access.PUBLIC]]
    page.goto("/reports/")
    then_it_says(page, "Locked until there is a table to compare with.")
    inspect(page, "the list, with a locked report")
    follow(page, "Borough comparison")
    then_it_says(page, LOCKED)


def test_a_place_that_supplied_nothing_is_clean(visit, inspect, readers, tables):
    """The empty state of published counts."""
    page = visit(readers[Access.ANALYSTS])
    page.goto("/reports/published-rate-and-gap/?kind=compliant&place=E23000003")
    expect(page.locator("main .c-empty")).to_contain_text("were not supplied for Lancashire")
    inspect(page, "published counts, not supplied")


def test_every_report_by_keyboard_alone(visit, readers, tables, places):
    """On a phone, where tables are wider than the screen: Tab comes to all there is to press."""
    many(places)
    pages = {person: visit(person) for person in set(readers.values())}
    for report in REPORTS:
        page = pages[readers[report.access]]
        page.goto(address(report))
        assert page.evaluate(STUCK) == [], report.name
        wanted = page.evaluate(WANTED)
        for _ in range(wanted):
            page.keyboard.press("Tab")
            page.evaluate(FOCUSED)
        assert page.evaluate(MISSED) == [], report.name
