"""The figures of one officer: by the supervisor, the officer, and professional standards."""

from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from records.vocabulary import Ethnicity
from reporting.reports import OFFICER_FIGURES
from tests import factories
from tests.journeys.accessibility import Inspection
from tests.journeys.answering import select, write
from tests.journeys.conftest import DESKTOP
from tests.journeys.steps import follow, press, summary, then_it_says, then_the_page_is
from tests.reporting.teaming import a_tree, record, worked_out

PERIOD = "start=2025-04&end=2026-03"


@pytest.fixture
def inspect(request):
    inspection = Inspection(request.node.name)
    yield inspection
    assert not inspection.findings, "\n\n".join(inspection.findings)


@pytest.fixture
def tree(reference_data):
    """Twelve officers; the first sees most people as Black, one has hardly any encounters."""
    tree = a_tree(teams=3, officers=4)
    for n, officer in enumerate(one for ones in tree.officers.values() for one in ones):
        black = 30 if n == 0 else 10 + n % 4
        record([officer], black, ethnicity_perceived=Ethnicity.BLACK)
        record([officer], 40 - black)
    return tree


def work_out_months(tree):
    worked_out(OFFICER_FIGURES, tree, first_month=date(2025, 4, 1), last_month=date(2026, 3, 1))


def test_a_supervisor_finds_an_officer_and_takes_the_file(visit, tree, inspect):
    officer = tree.officers[tree.teams[0].pk][0]
    page = visit(factories.a_supervisor(team=tree.teams[0]))
    page.goto("/reports/team-figures/")
    follow(page, "those stand apart")
    then_the_page_is(page, "Figures of officers")
    inspect(page, "list")
    follow(page, officer.name)
    then_the_page_is(page, f"Figures of one officer: {officer.name}")
    page.get_by_text("Change period or what is shown").click()
    write(page, "First month", "2025-04")
    write(page, "Last month", "2026-03")
    select(page, "Show", "People seen as Black")
    press(page, "Show")
    then_it_says(page, "The figures of these months are not worked out yet.")
    inspect(page, "not worked out")
    press(page, "Work it out")
    then_it_says(page, "30 of 40")
    then_it_says(page, "Never use alone for performance or discipline.")
    expect(page.locator("svg.c-chart__drawing")).to_be_visible()
    inspect(page, "phone")
    with page.expect_download() as download:
        follow(page, "Download these figures (CSV)")
    text = download.value.path().read_text(encoding="utf-8")
    assert "officer_ref" in text
    assert officer.name not in text


def test_an_officer_reads_their_own_page_in_every_state(visit, tree, inspect):
    officer = tree.officers[tree.teams[0].pk][0]
    work_out_months(tree)
    page = visit(officer, viewport=DESKTOP)
    page.goto(reverse("my_records"))
    follow(page, "Your figures beside those of colleagues")
    then_it_says(page, "These are your own figures.")
    inspect(page, "usual period")
    page.goto(f"/reports/officers/{officer.pk}/?{PERIOD}")
    expect(page.locator("svg.c-chart__drawing")).to_be_visible()
    inspect(page, "desktop")
    page.goto(f"/reports/officers/{officer.pk}/?start=2010-01&end=2026-03")
    expect(summary(page)).to_contain_text("Choose at most 24 months")
    inspect(page, "errors")
    page.goto(f"/reports/officers/{officer.pk}/?start=2020-01&end=2020-02")
    then_it_says(page, "Supervisors and professional standards have other months worked out.")
    inspect(page, "not worked out")

    newcomer = factories.an_officer(team=tree.teams[0])
    none = visit(newcomer, viewport=DESKTOP)
    none.goto(f"/reports/officers/{newcomer.pk}/?{PERIOD}")
    then_it_says(none, "No encounter of this officer is recorded for this period.")
    inspect(none, "empty")
    record([newcomer], 12)
    work_out_months(tree)
    few = visit(newcomer, viewport=DESKTOP, dark=True)
    few.goto(f"/reports/officers/{newcomer.pk}/?{PERIOD}")
    then_it_says(few, "Below that, chance would speak and not the officer.")
    inspect(few, "too few, dark")


def test_professional_standards_say_why(visit, tree, inspect):
    officer = tree.officers[tree.teams[0].pk][0]
    page = visit(factories.professional_standards(), javascript=False)
    page.goto("/escalated/")
    follow(page, "An officer’s figures beside those of colleagues")
    press(page, "See the figures")
    expect(summary(page)).to_contain_text("Say why you need to see these figures")
    inspect(page, "without a reason")
    write(page, "Warrant number", officer.warrant_number)
    write(page, "Why do you need to see them?", "Complaint of 3 March")
    press(page, "See the figures")
    then_the_page_is(page, f"Figures of one officer: {officer.name}")
