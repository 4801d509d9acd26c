"""The team figures as page and as CSV: whose teams, what is said, the same numbers everywhere."""

import csv
import io
import re
from datetime import date
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from audit.models import Event, Operation
from records.models import Encounter
from records.vocabulary import Assessment, Compliance, Decision, ReturnReason, Status
from reporting import wording
from reporting.models import RunUnit
from reporting.reports import TEAM_FIGURES
from reporting.reports.standing import NOT_WORKED_OUT
from tests import factories
from tests.reporting.registering import london
from tests.reporting.releases.odd import undone
from tests.reporting.teaming import Tree, a_review, a_tree, an_account, record, worked_out

PAGE, CSV = reverse("team_figures"), reverse("team_figures_csv")
PERIOD = {"start": "2026-01", "end": "2026-03"}
MONTHS = {"first_month": date(2026, 1, 1), "last_month": date(2026, 3, 1)}

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def planted(django_db_setup, django_db_blocker):
    """Twelve teams; the fourth tries de-escalation far less often than the others."""
    with django_db_blocker.unblock(), undone():
        yield _plant()


@pytest.fixture
def tree(db, planted):
    return planted


def _plant() -> Tree:
    tree = a_tree(teams=12)
    for n, team in enumerate(tree.teams):
        made = record(tree.officers[team.pk], 30, tried=2 if n == 3 else 20 + n % 3)
        if n == 0:
            reviewer = factories.a_supervisor(team=tree.command)
            for number, encounter in enumerate(made):
                returns = number < 5
                a_review(
                    encounter,
                    reviewer,
                    after=number,
                    decision=Decision.RETURN if returns else Decision.ACCEPT,
                    reasons=(ReturnReason.TOO_SHORT,),
                )
    worked_out(TEAM_FIGURES, tree, **MONTHS)
    return tree


@pytest.fixture
def inspector(client, tree):
    person = factories.a_supervisor(team=tree.command)
    client.force_login(person)
    return person


def text_of(response) -> str:
    without_tags = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"[\s\u00a0]+", " ", unescape(without_tags))


def rows_of(response) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(response.content.decode())))


def test_sentence_table_chart_and_csv_say_the_same_numbers(client, inspector):
    page = client.get(PAGE, PERIOD)
    result, words = page.context["result"], text_of(page)
    lines = {
        (line["level"], line["team"], line["measure"]): line
        for line in rows_of(client.get(CSV, PERIOD))
    }
    rows = [*result.rows, *result.more_rows()]
    assert len(lines) == len(rows)
    for row in rows:
        line = lines[row.level, row.team, row.measure]
        assert line["events"] == ("" if row.events is None else str(row.events))
        given = [line["value"], line["value_lo"], line["value_hi"]]
        if not row.estimate.shown:
            assert given == ["", "", ""] or row.estimate.unbounded
            continue
        estimate = row.estimate
        assert [float(value) for value in given] == [
            estimate.estimate,
            estimate.lower,
            estimate.upper,
        ]
    for figure in result.shares:
        assert wording.share_figures(figure.estimate) in words
    for one in result.comparison.teams:
        assert f"{one.label} {one.figure.events} of {one.figure.total}" in words
        assert wording.share_figures(one.figure.estimate) in words
        line = lines["below", one.label, "de_escalation"]
        assert float(line["share_wide_l998"]) == one.figure.place.adjusted.lower_998
        assert line["share_position"] == one.figure.place.position
        against = one.figure.against
        assert int(line["observed"]) == against.expectation.observed
        assert float(line["expected"]) == against.expectation.expected
        assert float(line["ratio"]) == against.ratio.estimate
        assert float(line["u998"]) == against.place.adjusted.upper_998
        assert float(line["tau2"]) == result.comparison.expected.funnel.tau2
        assert (float(line["q"]), line["flag"]) == (against.q, against.flag)
        said = f"{against.expectation.observed} {against.expectation.expected:,.1f}"
        assert f"{one.label} {said} {wording.ratio_figures(against.ratio)}" in words
    funnel, ratios = (figure.chart for figure in page.context["page"].drawn)
    assert len(funnel.drawing.marks) == len(result.comparison.compared) == 12
    below = [one.label for one in result.comparison.teams if one.figure.place.position == "below"]
    assert below == ["Team 03"]
    assert len(ratios.drawing.marks) == 12
    assert "standing out among so many: Team 03 (above)." in words
    assert "Being outside the line is a reason to look, not a finding." in words
    assert "Team 03 (below)" in words
    assert "Below the 99.8% limits: Team 03." in funnel.description
    overall = result.comparison.overall
    share, ratio = (step.example for step in page.context["page"].method.steps)
    assert share == f"{overall.events} ÷ {overall.total} = {overall.estimate.estimate!r}"
    first = result.comparison.teams[0].figure.against
    assert ratio == (
        f"{first.expectation.observed} ÷ {first.expectation.expected!r} = {first.ratio.estimate!r}"
    )


def test_figures_have_their_date_and_are_worked_out_by_the_button(client, inspector, tree):
    words = text_of(client.get(PAGE, PERIOD))
    assert "from 360 records of these months. None has changed since." in words
    record(tree.officers[tree.teams[1].pk], 1)
    words = text_of(client.get(PAGE, PERIOD))
    assert "it has 361 records of these months now" in words
    assert "360 encounters with 360 accounts" in words

    page = client.post(reverse("work_out_team_figures"), PERIOD, follow=True)

    assert "Worked out anew, and stored." in text_of(page)
    assert "361 encounters with 361 accounts" in text_of(page)
    event = Event.objects.filter(action="work_out_report").latest("id")
    assert event.detail["filters"] == {**PERIOD, "force": tree.force.path}
    assert RunUnit.objects.values("run").distinct().count() == 1  # only those of the newest
    at = timezone.localtime(page.context["result"].standing.run.at).isoformat("T", "seconds")
    assert {line["generated_at"] for line in rows_of(client.get(CSV, PERIOD))} == {at}


def test_months_that_nobody_worked_out_yet_have_no_figures_but_the_button(client, inspector):
    page = client.get(PAGE, {"start": "2026-03"})
    words = text_of(page)
    assert "The figures of these months are not worked out yet." in words
    assert "Work it out" in words
    assert "360 encounters wait for review at this moment" in words
    assert "%" not in words.replace("95%", "").replace("99.8%", "")
    assert page.context["page"].drawn == ()
    [note] = {line["note"] for line in rows_of(client.get(CSV, {"start": "2026-03"}))}
    assert note == NOT_WORKED_OUT


def test_the_lists_behind_the_figures_have_as_many_records(client, inspector, tree):
    """Also where records of the team are withdrawn, of other months or of other teams."""
    withdrawn, earlier = record(tree.officers[tree.teams[1].pk], 2)
    Encounter.objects.filter(pk=withdrawn.pk).update(status=Status.WITHDRAWN, review_due_at=None)
    Encounter.objects.filter(pk=earlier.pk).update(occurred_at=london(2025, 12, 31))
    some = (
        Encounter.objects.filter(team=tree.teams[0]).order_by("pk").values_list("pk", flat=True)[:7]
    )
    Encounter.objects.filter(pk__in=list(some)).update(is_late=True, late_explanation="No signal")
    kept_on = record(tree.officers[tree.teams[0].pk], 5, ethnicity_perceived="not_reported")
    for n, encounter in enumerate(kept_on):
        an_account(encounter, continued=True, tried=n == 0)
        if n < 4:
            found = Assessment.MET if n == 3 else Assessment.UNCLEAR
            a_review(
                encounter, factories.a_supervisor(), after=100 * n, continued=Assessment.UNCLEAR
            )
            a_review(encounter, factories.a_supervisor(), after=100 * n + 1, continued=found)
        encounter.uses.update(compliance=Compliance.NON_COMPLIANT)
    worked_out(TEAM_FIGURES, tree, **MONTHS)
    for team in (tree.command, tree.teams[0]):
        page = client.get(PAGE, {**PERIOD, "team": team.pk})
        for records in page.context["page"].records:
            number = int(records.partition(" ")[0].replace(",", ""))
            found = client.get(records.href)
            assert found.context["total"] == f"{number:,}"
            assert "Counted in figures of January 2026 to March 2026" in text_of(found)
            assert not found.context["ignored"]
            # Another filter of the form keeps the months.
            assert 'name="counted" value="2026-01_2026-03"' in found.content.decode()
    assert list(page.context["page"].records) == [
        "35 of the period",
        "7 filed late",
        "4 first reviewed after the deadline, or not yet",
        "5 returned once or more",
        "14 with an account in which no de-escalation was tried",
        "3 with continued use not found justified",
        "35 with handcuffs before any arrest",
        "5 recorded as non-compliant",
        "5 with ethnicity as perceived not reported",
    ]


def test_the_queue_of_a_team_is_one_link_away(client, inspector, tree):
    team = tree.teams[2]
    page = client.get(PAGE, {**PERIOD, "team": team.pk})
    waiting = page.context["result"].waiting.waiting
    found = client.get(f"{reverse('queue')}?team={team.pk}")
    assert f'href="{reverse("queue")}?team={team.pk}"' in page.content.decode()
    # Nobody of these is the reader or above the reader, so the queue has all of them.
    assert found.context["total"] == f"{waiting:,}" != "0"


def test_figures_of_one_or_two_officers_have_no_list_that_tells_them(client, inspector, tree):
    team = tree.teams[3]
    officers = tree.officers[team.pk]
    Encounter.objects.filter(team=team).update(reporting_officer=officers[0])
    worked_out(TEAM_FIGURES, tree, **MONTHS)
    page = client.get(PAGE, {**PERIOD, "team": team.pk})
    assert page.context["result"].shares[0].events is None
    [records] = page.context["page"].records
    assert records.endswith("of the period")


def test_the_csv_has_the_common_columns_and_is_logged(client, inspector, tree):
    before = Event.objects.latest("id").id
    response = client.get(CSV, PERIOD)
    line = rows_of(response)[0]
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert "team-figures-2026-01-to-2026-03.csv" in response["Content-Disposition"]
    assert list(line) == TEAM_FIGURES.header()
    assert (line["report_id"], line["area"], line["unit"]) == ("R9", "Command", "person-encounters")
    event = Event.objects.get(id__gt=before)
    assert (event.operation, event.action) == (Operation.DISCLOSURE, "download_report")
    assert event.detail["filters"]["team"] == str(tree.command.pk)
    assert event.actor == str(inspector.pk)


def test_no_officer_is_named_anywhere(client, inspector, tree):
    """Figures of teams; also not by a name in a chart or by a number in the file."""
    shown = client.get(PAGE, PERIOD).content.decode() + client.get(CSV, PERIOD).content.decode()
    for officers in tree.officers.values():
        for officer in officers:
            assert officer.name not in shown.replace(inspector.name, "")
            assert officer.warrant_number not in shown


def test_nothing_is_ranked(client, inspector):
    """By name, whatever the numbers; and there is no way to ask for another order."""
    for measure in ("de_escalation", "filed_in_time", "returned"):
        page = client.get(PAGE, {**PERIOD, "measure": measure, "order": "share", "sort": "-share"})
        for table in page.context["page"].tables[-2:]:
            rows = [team for team, *_ in table.rows]
            assert rows == sorted(rows)
            assert len(rows) == 12
    words = text_of(page).lower()
    for word in ("rank ", "ranking", "best", "worst", "league", "top "):
        assert word not in words


def test_returns_are_listed_by_reason(client, inspector, tree):
    words = text_of(client.get(PAGE, {**PERIOD, "team": tree.teams[0].pk}))
    assert "5 returns of 5 encounters" in words
    assert "Too little detail 5 fewer than 10 recorded, not shown" in words
    assert "Personal data in the text 0" in words


def test_a_supervisor_chooses_among_their_own_teams_only(client, tree):
    client.force_login(factories.a_supervisor(team=tree.teams[0]))
    page = client.get(PAGE, PERIOD)
    assert page.context["result"].place == "Team 00"
    assert "No team lies below Team 00" in text_of(page)
    for team in (tree.teams[1], tree.command, tree.force, tree.elsewhere):
        for address in (PAGE, CSV):
            answer = client.get(address, {**PERIOD, "team": team.pk})
            assert answer.context.get("result") is None
            assert "That is not one of your teams" in text_of(answer)
        assert answer.status_code == 400


def test_the_address_keeps_the_choice(client, inspector, tree):
    page = client.get(PAGE, {**PERIOD, "measure": "returned", "team": tree.teams[2].pk})
    assert page.context["form"]["measure"].value() == "returned"
    href = f"{CSV}?start=2026-01&amp;end=2026-03&amp;team={tree.teams[2].pk}&amp;measure=returned"
    assert href in page.content.decode()
    whole = client.get(PAGE, {**PERIOD, "measure": "returned"})
    link = f"start=2026-01&amp;end=2026-03&amp;measure=returned&amp;team={tree.teams[2].pk}"
    assert link in whole.content.decode()


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"team": "9" * 40}, "That is not one of your teams"),
        ({"team": "\x00"}, "That is not one of your teams"),
        ({"measure": "officer"}, "“officer” is not in the list"),
        ({"measure": "\u202e😀" * 50_000}, "is not in the list"),
        ({"start": "spring"}, "is not a month"),
        ({"start": "2026-03", "end": "2026-01"}, "The last month cannot be before the first"),
        ({"end": "9999-01"}, "The last month cannot be in the future"),
    ],
)
def test_a_wrong_choice_is_told(client, inspector, query, message):
    assert message in text_of(client.get(PAGE, query))
    answer = client.get(CSV, query)
    assert (answer.status_code, message in text_of(answer)) == (400, True)


def test_a_name_that_a_spreadsheet_would_run_is_made_harmless(client, tree):
    force = factories.a_supervisor(team=tree.force)
    factories.a_team(name='=HYPERLINK("x")', parent=tree.command)
    client.force_login(force)
    teams = {line["team"] for line in rows_of(client.get(CSV, PERIOD))}
    assert '\'=HYPERLINK("x")' in teams
    assert '=HYPERLINK("x")' not in teams


def test_a_name_with_mark_up_is_text(client, tree):
    factories.a_team(name="<b>Bold</b>", parent=tree.command)
    client.force_login(factories.a_supervisor(team=tree.force))
    html = client.get(PAGE, PERIOD).content.decode()
    assert "<b>Bold" not in html
    assert "&lt;b&gt;Bold&lt;/b&gt;" in html


def test_an_empty_period_has_no_figures(client, inspector, tree):
    worked_out(TEAM_FIGURES, tree, first_month=date(2020, 1, 1), last_month=date(2020, 2, 1))
    words = text_of(client.get(PAGE, {"start": "2020-01", "end": "2020-02"}))
    assert "No handcuffing is recorded for this team and period." in words
    assert "%" not in words.replace("95%", "").replace("99.8%", "")


def test_the_menu_leads_there_for_supervisors_only(client, inspector):
    assert f'href="{PAGE}"' in client.get("/").content.decode()
    for person in (
        factories.an_officer(),
        factories.an_analyst(),
        factories.an_administrator(),
        factories.professional_standards(),
    ):
        client.force_login(person)
        assert f'href="{PAGE}"' not in client.get("/").content.decode()


def test_a_supervisor_who_left_the_service_sees_nothing(client, tree):
    person = factories.a_person(Role.SUPERVISOR, team=tree.command)
    client.force_login(person)
    person.is_active = False
    person.save(update_fields=["is_active"])
    assert client.get(PAGE).status_code == 302


def test_the_page_asks_no_more_for_twenty_teams_than_for_one(client, tree):
    force = factories.a_supervisor(team=tree.force)
    client.force_login(force)
    with CaptureQueriesContext(connection) as few:
        client.get(PAGE, PERIOD)
    for _ in range(20):
        team = factories.a_team(parent=tree.command)
        record([factories.an_officer(team=team)], 2)
    with CaptureQueriesContext(connection) as many:
        client.get(PAGE, PERIOD)
    assert len(few) == len(many) < 20
