"""A supervisor looks at the figures of their teams: compares, opens one, takes the file away."""

from datetime import date

import pytest
from playwright.sync_api import expect

from records.vocabulary import Decision, ReturnReason
from reporting.reports import TEAM_FIGURES
from tests import factories
from tests.journeys.accessibility import Inspection
from tests.journeys.answering import select, write
from tests.journeys.conftest import DESKTOP
from tests.journeys.steps import follow, press, summary, then_it_says, then_the_page_is
from tests.reporting.teaming import a_review, a_tree, record, worked_out

PERIOD = "start=2026-01&end=2026-03"


@pytest.fixture
def inspect(request):
    inspection = Inspection(request.node.name)
    yield inspection
    assert not inspection.findings, "\n\n".join(inspection.findings)


@pytest.fixture
def tree(reference_data):
    """Eleven teams below a command; one of them hardly tries de-escalation."""
    tree = a_tree(teams=11)
    for n, team in enumerate(tree.teams):
        made = record(tree.officers[team.pk], 20 + 4 * n, tried=2 if n == 7 else 14 + 3 * n)
        if n == 0:
            for encounter in made[:4]:
                a_review(
                    encounter,
                    factories.a_supervisor(team=tree.command),
                    decision=Decision.RETURN,
                    reasons=(ReturnReason.NO_ALTERNATIVE, ReturnReason.TOO_SHORT),
                )
    return tree


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no-scripts"])
def test_from_the_menu_to_one_team_and_to_the_file(visit, tree, inspect, javascript):
    worked_out(TEAM_FIGURES, tree, first_month=date(2026, 1, 1), last_month=date(2026, 3, 1))
    page = visit(factories.a_supervisor(team=tree.command), javascript=javascript)
    page.goto("/")
    if javascript:
        press(page, "Menu")
    follow(page, "Team figures")
    then_the_page_is(page, "Team figures: Command")
    page.get_by_text("Change team, period or what teams are compared by").click()
    write(page, "First month", "2026-01")
    write(page, "Last month", "2026-03")
    press(page, "Show")
    then_it_says(page, "Team 07 (below)")
    then_it_says(page, "None has changed since.")
    then_it_says(page, "standing out among so many: Team 07 (above)")
    if javascript:  # axe is a script
        inspect(page, "phone")
        for drawing in page.locator("svg.c-chart__drawing").all():
            expect(drawing).to_be_visible()

    page.get_by_text("Change team, period or what teams are compared by").click()
    select(page, "Compare teams by", "Returned with a question, once or more")
    press(page, "Show")
    then_it_says(page, "Returned with a question, once or more, by team")
    assert "measure=returned" in page.url

    follow(page, "Team 00")
    then_the_page_is(page, "Team figures: Team 00")
    then_it_says(page, "4 returns of 4 encounters")
    with page.expect_download() as download:
        follow(page, "Download these figures, with every comparison (CSV)")
    text = download.value.path().read_text(encoding="utf-8")
    assert "returned_no_alternative" in text


def test_it_is_clean_on_a_desktop_in_the_dark_and_with_errors(visit, tree, inspect):
    worked_out(TEAM_FIGURES, tree, first_month=date(2026, 1, 1), last_month=date(2026, 3, 1))
    worked_out(TEAM_FIGURES, tree, first_month=date(2020, 1, 1), last_month=date(2020, 2, 1))
    supervisor = factories.a_supervisor(team=tree.command)
    page = visit(supervisor, viewport=DESKTOP)
    page.goto(f"/reports/team-figures/?{PERIOD}")
    for drawing in page.locator("svg.c-chart__drawing").all():
        expect(drawing).to_be_visible()
    inspect(page, "desktop")
    page.goto("/reports/team-figures/?start=spring&team=0&measure=officer")
    expect(summary(page)).to_contain_text("That is not one of your teams")
    inspect(page, "errors")
    page.goto("/reports/team-figures/?start=2020-01&end=2020-02")
    inspect(page, "nothing recorded")
    page.goto("/reports/team-figures.csv?start=spring")
    expect(summary(page)).to_be_visible()
    inspect(page, "a file that is refused")
    dark = visit(supervisor, viewport=DESKTOP, dark=True)
    dark.goto(f"/reports/team-figures/?start=2026-03&end=2026-03&team={tree.command.pk}")
    then_it_says(dark, "Not worked out yet")
    inspect(dark, "not worked out")
    press(dark, "Work it out")
    then_it_says(dark, "None has changed since.")
    inspect(dark, "dark")
