"""The figures of one officer as page and file: who is shown them, what is logged, what is said."""

import csv
import io
import re
from datetime import date, timedelta
from html import unescape

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import Role
from audit.models import Event, Operation
from records.actions import NotAllowed
from records.vocabulary import Ethnicity
from reporting import actions, wording
from reporting.models import OfficerAccess
from reporting.reports.officer_figures import REPORT
from reporting.reports.standing import NOT_WORKED_OUT
from tests import factories
from tests.reporting.releases.odd import undone
from tests.reporting.teaming import Tree, a_tree, record, worked_out

PERIOD = {"start": "2025-04", "end": "2026-03"}
OFFICERS = reverse("officers")

pytestmark = pytest.mark.django_db


def work_out_months(tree):
    worked_out(REPORT, tree, first_month=date(2025, 4, 1), last_month=date(2026, 3, 1))


@pytest.fixture(scope="module")
def planted(django_db_setup, django_db_blocker):
    """Twelve officers of three teams; the first sees most people as Black, the others do not."""
    with django_db_blocker.unblock(), undone():
        tree = a_tree(teams=3, officers=4)
        for n, officer in enumerate(one for ones in tree.officers.values() for one in ones):
            black = 30 if n == 0 else 10 + n % 4
            record([officer], black, ethnicity_perceived=Ethnicity.BLACK)
            record([officer], 40 - black)
        work_out_months(tree)
        yield tree


@pytest.fixture
def tree(db, planted) -> Tree:
    return planted


@pytest.fixture
def officer(tree):
    return tree.officers[tree.teams[0].pk][0]


def page_of(person) -> str:
    return reverse("officer_figures", args=[person.pk])


def file_of(person) -> str:
    return reverse("officer_figures_csv", args=[person.pk])


def text_of(response) -> str:
    without_tags = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"[\s\u00a0]+", " ", unescape(without_tags))


def statuses(client, person) -> list[int]:
    return [client.get(address(person), PERIOD).status_code for address in (page_of, file_of)]


# -- Who ------------------------------------------------------------------------------------------


def test_an_officer_sees_their_own_and_nobody_elses(client, tree, officer):
    client.force_login(officer)
    assert statuses(client, officer) == [200, 200]
    assert "These are your own figures." in text_of(client.get(page_of(officer), PERIOD))
    for other in (tree.officers[tree.teams[0].pk][1], tree.officers[tree.elsewhere.pk][0]):
        assert statuses(client, other) == [404, 404]


def test_a_supervisor_sees_the_officers_of_their_teams_and_nobody_elses(client, tree, officer):
    client.force_login(factories.a_supervisor(team=tree.teams[0]))
    assert statuses(client, officer) == [200, 200]
    assert statuses(client, tree.officers[tree.teams[1].pk][0]) == [404, 404]
    client.force_login(factories.a_supervisor(team=tree.command))
    assert statuses(client, officer) == [200, 200]
    assert statuses(client, tree.officers[tree.elsewhere.pk][0]) == [404, 404]


def test_nobody_sees_the_figures_of_who_supervises_them(client, tree):
    inspector = factories.a_person(Role.OFFICER, Role.SUPERVISOR, team=tree.command)
    client.force_login(factories.a_supervisor(team=tree.teams[0]))
    assert statuses(client, inspector) == [404, 404]


def test_a_supervisor_who_moved_sees_the_new_team_only(client, tree, officer):
    person = factories.a_supervisor(team=tree.teams[0])
    person.team = tree.teams[1]
    person.save(update_fields=["team"])
    client.force_login(person)
    assert statuses(client, officer) == [404, 404]


@pytest.mark.parametrize(
    "make", [factories.an_analyst, factories.an_administrator, factories.a_person]
)
def test_others_are_refused_with_the_reason(client, officer, make):
    client.force_login(make())
    for address in (page_of(officer), file_of(officer), OFFICERS):
        answer = client.get(address, PERIOD)
        assert answer.status_code == 403
        assert "Only officers, their supervisors and professional standards" in text_of(answer)


def test_professional_standards_see_an_officer_for_a_day_after_a_stated_reason(client, officer):
    standards = factories.professional_standards()
    client.force_login(standards)
    assert statuses(client, officer) == [404, 404]
    before = Event.objects.latest("id").id
    answer = client.post(
        OFFICERS,
        {"warrant_number": officer.warrant_number.lower(), "reason": "Complaint of 3 March"},
    )
    assert answer["Location"] == page_of(officer)
    event = Event.objects.get(id__gt=before)
    assert (event.operation, event.action) == (Operation.CONSULTATION, "open_officer_figures")
    assert (event.reason, event.object_id) == ("Complaint of 3 March", str(officer.pk))
    assert statuses(client, officer) == [200, 200]
    client.force_login(factories.professional_standards())
    assert statuses(client, officer) == [404, 404]


def test_a_day_later_the_reason_has_to_be_stated_again(client, officer):
    standards = factories.professional_standards()
    actions.open_officer(
        warrant_number=officer.warrant_number,
        reason="Complaint",
        by=standards,
        at=timezone.now() - timedelta(hours=25),
    )
    client.force_login(standards)
    assert statuses(client, officer) == [404, 404]


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"warrant_number": "P1", "reason": " "}, "Say why you need to see these figures"),
        ({"warrant_number": "", "reason": "Complaint"}, "Enter the officer’s warrant number"),
        ({"warrant_number": "NOBODY", "reason": "Complaint"}, "No officer has this warrant number"),
    ],
)
def test_without_a_reason_or_an_officer_nothing_is_opened(client, tree, given, message):
    client.force_login(factories.professional_standards())
    before = Event.objects.count()
    answer = client.post(OFFICERS, given)
    assert (answer.status_code, message in text_of(answer)) == (200, True)
    assert Event.objects.count() == before
    assert not OfficerAccess.objects.exists()


def test_only_professional_standards_open_others(client, tree, officer):
    supervisor = factories.a_supervisor(team=tree.teams[1])
    client.force_login(supervisor)
    given = {"warrant_number": officer.warrant_number, "reason": "Curious"}
    assert client.post(OFFICERS, given).status_code == 200
    assert not OfficerAccess.objects.exists()
    with pytest.raises(NotAllowed):
        actions.open_officer(**given, by=supervisor, at=timezone.now())


def test_a_stated_reason_cannot_be_changed_afterwards(client, officer):
    given = {"officer": officer, "user": factories.professional_standards()}
    now = timezone.now()
    OfficerAccess.objects.create(**given, reason="Complaint", at=now, ends_at=now + timedelta(1))
    with pytest.raises(Exception, match="append-only"), transaction.atomic():
        OfficerAccess.objects.update(reason="Another")
    with pytest.raises(IntegrityError), transaction.atomic():
        OfficerAccess.objects.create(**given, reason="", at=now, ends_at=now + timedelta(1))


# -- What is logged -------------------------------------------------------------------------------


def test_every_look_is_an_event_also_at_ones_own_and_at_a_page_with_errors(client, officer):
    client.force_login(officer)
    for query, filters in (
        (PERIOD, {**PERIOD, "measure": "before_arrest"}),
        ({"start": "spring"}, {}),
    ):
        before = Event.objects.latest("id").id
        client.get(page_of(officer), {**query, "measure": "before_arrest"})
        event = Event.objects.get(id__gt=before)
        assert (event.operation, event.action) == (
            Operation.CONSULTATION,
            "consult_officer_figures",
        )
        assert (event.actor, event.object_id) == (str(officer.pk), str(officer.pk))
        assert event.detail == {"filters": filters}


def test_taking_the_file_is_a_disclosure(client, tree, officer):
    supervisor = factories.a_supervisor(team=tree.command)
    client.force_login(supervisor)
    before = Event.objects.latest("id").id
    response = client.get(file_of(officer), PERIOD)
    event = Event.objects.get(id__gt=before)
    assert (event.operation, event.action) == (Operation.DISCLOSURE, "download_officer_figures")
    assert (event.actor, event.object_id) == (str(supervisor.pk), str(officer.pk))
    assert event.detail["rows"] == len(rows_of(response))


def test_who_is_refused_leaves_no_look_behind(client, tree, officer):
    client.force_login(tree.officers[tree.teams[0].pk][1])
    before = Event.objects.count()
    assert statuses(client, officer) == [404, 404]
    assert Event.objects.count() == before


# -- What is said ---------------------------------------------------------------------------------


def rows_of(response) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(response.content.decode())))


def test_sentence_table_chart_and_csv_say_the_same_numbers(client, officer):
    client.force_login(officer)
    page = client.get(page_of(officer), PERIOD)
    result, words = page.context["result"], text_of(page)
    lines = rows_of(client.get(file_of(officer), PERIOD))
    assert list(lines[0]) == REPORT.header()
    assert len(lines) == len(result.rows)
    for row, line in zip(result.rows, lines, strict=True):
        assert (line["officer_ref"], line["measure"]) == (row.officer_ref, row.measure.name)
        assert int(line["n"]) == row.matched.number
        assert float(line["ess"]) == row.matched.similar
        assert line["state"] == row.state
        if row.shrunken.shown:
            assert float(line["shrunk_ratio"]) == row.shrunken.estimate
            assert float(line["hi"]) == row.shrunken.upper
            assert float(line["q_value"]) == row.q
    chosen = result.chosen
    assert wording.ratio_figures(chosen.shrunken) in words
    assert f"30 of 40, {chosen.matched.expected:,.1f} expected" in words
    assert f"Compared with {chosen.matched.similar:,.0f} similar encounters by colleagues." in words
    assert "Never use alone for performance or discipline." in words
    [figure] = page.context["page"].figures
    assert len(figure.chart.drawing.rows) == 4


def test_no_colleague_is_named_anywhere(client, tree, officer):
    client.force_login(officer)
    shown = (
        client.get(page_of(officer), PERIOD).content + client.get(file_of(officer), PERIOD).content
    )
    for officers in tree.officers.values():
        for other in officers:
            if other != officer:
                assert other.name not in shown.decode()
                assert other.warrant_number not in shown.decode()


def test_too_few_encounters_are_told_and_not_shown(client, tree):
    newcomer = factories.an_officer(team=tree.teams[0])
    record([newcomer], 12, ethnicity_perceived=Ethnicity.BLACK)
    work_out_months(tree)
    client.force_login(newcomer)
    page = client.get(page_of(newcomer), PERIOD)
    words = text_of(page)
    assert "not shown, because of fewer than 30 encounters" in words
    assert "needs 30 encounters that can be compared, and 50 similar ones" in words
    assert page.context["page"].figures == ()
    assert "12 of 12" not in words


def test_nothing_recorded_is_told(client, tree):
    newcomer = factories.an_officer(team=tree.teams[0])
    client.force_login(newcomer)
    assert "No encounter of this officer is recorded" in text_of(
        client.get(page_of(newcomer), PERIOD)
    )


def test_other_months_are_worked_out_by_those_who_answer_for_officers(client, tree, officer):
    other = {"start": "2025-06", "end": "2026-03"}
    button = reverse("work_out_officer_figures", args=[officer.pk])
    client.force_login(officer)
    page = client.get(page_of(officer), other)
    assert "The figures of these months are not worked out yet." in text_of(page)
    assert "Supervisors and professional standards have other months" in text_of(page)
    assert client.post(button, other).status_code == 403
    assert {line["note"] for line in rows_of(client.get(file_of(officer), other))} == {
        NOT_WORKED_OUT
    }
    client.force_login(factories.a_supervisor(team=tree.teams[1]))
    assert client.post(button, other).status_code == 404
    client.force_login(factories.a_supervisor(team=tree.teams[0]))

    page = client.post(button, other, follow=True)

    assert page.redirect_chain[0][0].startswith(page_of(officer))
    assert "30 of 40" in text_of(page)
    assert "None has changed since." in text_of(page)
    event = Event.objects.filter(action="work_out_report").latest("id")
    assert event.detail["filters"] == {**other, "force": tree.force.path}
    client.force_login(officer)
    assert "30 of 40" in text_of(client.get(page_of(officer), other))


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"measure": "arrests"}, "“arrests” is not in the list"),
        ({"start": "2023-01", "end": "2026-03"}, "Choose at most 24 months"),
        ({"start": "2026-03", "end": "2026-01"}, "The last month cannot be before the first"),
        ({"start": "\x00"}, "is not a month"),
    ],
)
def test_a_wrong_choice_is_told(client, officer, query, message):
    client.force_login(officer)
    assert message in text_of(client.get(page_of(officer), query))
    answer = client.get(file_of(officer), query)
    assert (answer.status_code, message in text_of(answer)) == (400, True)


# -- The way there --------------------------------------------------------------------------------


def test_the_list_has_whom_one_may_see_and_finds_them_by_name(client, tree, officer):
    client.force_login(factories.a_supervisor(team=tree.teams[0]))
    html = client.get(OFFICERS).content.decode()
    for one in tree.officers[tree.teams[0].pk]:
        assert page_of(one) in html
    assert page_of(tree.officers[tree.teams[1].pk][0]) not in html
    found = client.get(OFFICERS, {"name": officer.warrant_number}).context["officers"]
    assert found == [officer]
    assert client.get(OFFICERS, {"name": "x" * 5000}).status_code == 200
    assert client.get(OFFICERS, {"name": "\x00"}).status_code == 200


def test_it_is_reached_from_team_figures_my_records_and_the_escalated_ones(client, tree, officer):
    for person, address, link in (
        (factories.a_supervisor(team=tree.teams[0]), reverse("team_figures"), OFFICERS),
        (officer, reverse("my_records"), page_of(officer)),
        (factories.professional_standards(), reverse("escalated"), OFFICERS),
    ):
        client.force_login(person)
        assert f'href="{link}"' in client.get(address).content.decode()


def test_the_list_asks_no_more_for_twenty_officers_than_for_one(client, tree):
    client.force_login(factories.a_supervisor(team=tree.command))
    with CaptureQueriesContext(connection) as few:
        client.get(OFFICERS)
    for _ in range(20):
        factories.an_officer(team=tree.teams[2])
    with CaptureQueriesContext(connection) as many:
        client.get(OFFICERS)
    assert len(few) == len(many) < 12
