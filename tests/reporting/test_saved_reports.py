"""Reports that people keep, and the mail each month that says new figures can be read."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from threading import Barrier

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.actions import Refused
from accounts.models import Role, User
from audit.models import Event
from outbox.models import Message
from reporting.models import Benchmark, SavedReport
from reporting.reports import BOROUGHS, POPULATION_GAP, PUBLISHED_GAP, TEAM_FIGURES, TREND
from reporting.saved_reports import actions
from reporting.saved_reports.actions import SAVED_AT_MOST
from reporting.saved_reports.mails import queue_mails, signed
from tests import factories
from tests.records.browsing import Page
from tests.reporting.everything import everything
from tests.reporting.registering import an_area, residents

NOVEMBER = datetime(2026, 11, 27, 9, tzinfo=UTC)
DECEMBER = datetime(2026, 12, 1, 6, tzinfo=UTC)
SAVED = reverse("saved_reports")

pytestmark = pytest.mark.django_db


@pytest.fixture
def analyst() -> User:
    an_area("A1", "Aldham")
    residents({"A1": {}})
    return factories.an_analyst(email="ana@force.example")


def keep(
    user,
    *,
    report=TREND,
    name="Each month",
    rolling=True,
    mail=False,
    at=NOVEMBER,
    **asked: str,
) -> SavedReport:
    """Save a report as its page does."""
    query = QueryDict(mutable=True)
    query.update(asked)
    form = report.filters(query, user=user, today=timezone.localdate(at))
    assert form.is_valid(), form.errors
    return actions.save_report(
        report=report,
        selection=form.selection(),
        rolling=rolling,
        name=name,
        monthly_mail=mail,
        by=user,
        at=at,
    )


# -- Keeping --------------------------------------------------------------------------------------


def test_months_that_move_on_are_not_kept_and_others_are(analyst):
    asked = {"start": "2026-01", "end": "2026-03", "area": "A1"}

    moving = keep(analyst, **asked)
    fixed = keep(analyst, name="Spring", rolling=False, **asked)

    assert moving.query == "area=A1&group=black"
    assert fixed.query == "start=2026-01&end=2026-03&area=A1&group=black"
    assert (moving.monthly_mail, moving.mail_considered_in) == (False, None)
    assert [one.action for one in Event.objects.order_by("id")][-2:] == ["save_report"] * 2


def test_keeping_it_twice_keeps_one_and_another_of_the_name_is_refused(analyst):
    first = keep(analyst)
    assert keep(analyst, name="EACH MONTH") == first
    with pytest.raises(Refused, match="another report under this name"):
        keep(analyst, area="A1")
    assert keep(factories.an_analyst(), area="A1").name == "Each month"


def test_there_is_a_limit(analyst):
    for number in range(SAVED_AT_MOST):
        keep(analyst, name=f"Number {number}")
    with pytest.raises(Refused, match="delete one first"):
        keep(analyst, name="One more")


def test_nobody_keeps_what_they_may_not_read(analyst):
    sergeant = factories.a_supervisor()
    assert keep(sergeant, report=TEAM_FIGURES).report == "team_figures"
    for person, report in ((sergeant, TREND), (factories.an_officer(), TREND)):
        with pytest.raises(Refused, match="Only"):
            keep(person, report=report, name="Other")


def test_there_is_a_mail_only_where_months_move_on(analyst):
    with pytest.raises(Refused, match="months that move on"):
        keep(analyst, rolling=False, mail=True)
    fixed = keep(analyst, rolling=False)
    with pytest.raises(Refused, match="months that move on"):
        actions.change_saved_report(
            saved_report_id=fixed.pk, name="x", monthly_mail=True, by=analyst, at=NOVEMBER
        )


def test_the_database_knows_the_rules_as_well(analyst):
    saved = keep(analyst, mail=True)
    keep(analyst, name="Other")
    for wrong in (
        {"name": ""},
        {"name": "OTHER"},
        {"rolling": False},
        {"mail_considered_in": None},
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            SavedReport.objects.filter(pk=saved.pk).update(**wrong)


# -- The pages ------------------------------------------------------------------------------------


def test_saving_opening_changing_and_deleting_on_the_pages(client, analyst):
    client.force_login(analyst)
    page = client.get(reverse("population_gap"), {"area": "A1"})
    (save,) = re.findall(r'href="(/reports/saved/add/[^"]+)"', page.content.decode())
    save = save.replace("&amp;", "&")
    assert "The last 12 whole months" in Page(client.get(save)).text
    response = client.post(
        save, {"name": " My  Aldham ", "months": "rolling", "monthly_mail": "on"}, follow=True
    )
    assert response.redirect_chain == [(SAVED, 302)]
    words = Page(response).text
    assert "Saved as “My Aldham”." in words
    assert (
        f"{POPULATION_GAP.title}; the last 12 whole months; Area: Aldham A mail each month" in words
    )
    assert "My Aldham" in Page(client.get(reverse("reports"))).text
    saved = SavedReport.objects.get()
    opened = client.get(reverse("open_saved_report", args=[saved.pk]), follow=True)
    assert opened.redirect_chain == [(f"/reports/population-rate-and-gap/?{saved.query}", 302)]
    assert opened.context["result"].selection.area.name == "Aldham"
    change = reverse("change_saved_report", args=[saved.pk])
    client.post(change, {"name": "Aldham"})
    saved.refresh_from_db()
    assert (saved.name, saved.monthly_mail) == ("Aldham", False)
    delete = reverse("delete_saved_report", args=[saved.pk])
    assert "is deleted" in Page(client.post(delete, follow=True)).text
    assert "not there any more" in Page(client.post(delete, follow=True)).text


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ({"name": " "}, "Give it a name"),
        ({"name": "x" * 61}, "Write at most 60 characters; this has 61"),
        ({"name": "kept"}, "You keep another report under this name: give another."),
        ({"months": ""}, "Choose which months"),
        ({"months": "fixed", "monthly_mail": "on"}, "There is a mail only for months that move on"),
    ],
)
def test_what_cannot_be_is_refused_in_words(client, analyst, typed, message):
    keep(analyst, name="Kept")
    client.force_login(analyst)
    address = reverse("save_report", args=[POPULATION_GAP.address])
    page = Page(client.post(address, {"name": "New", "months": "rolling"} | typed))
    assert message in page.summary[0][1]
    assert SavedReport.objects.count() == 1


def test_filters_that_are_wrong_are_not_kept_and_the_page_of_the_report_says_why(client, analyst):
    client.force_login(analyst)
    address = reverse("save_report", args=[POPULATION_GAP.address])
    response = client.get(address, {"area": "nowhere"}, follow=True)
    assert "There is no area “nowhere” to choose" in Page(response).text


def test_a_report_without_months_has_none_to_choose_and_no_mail(client, db):
    client.force_login(everything())
    address = reverse("save_report", args=[PUBLISHED_GAP.address])
    assert "Of which months?" not in Page(client.get(address)).text
    client.post(address, {"name": "Home Office", "monthly_mail": "on"})
    saved = SavedReport.objects.get()
    assert (saved.rolling, saved.monthly_mail) == (False, False)
    assert "Published counts: " in Page(client.get(SAVED)).text


def test_other_peoples_reports_do_not_exist(client, analyst):
    theirs = keep(factories.an_analyst())
    client.force_login(analyst)
    for name in ("open_saved_report", "change_saved_report"):
        assert client.get(reverse(name, args=[theirs.pk])).status_code == 404
    client.post(reverse("delete_saved_report", args=[theirs.pk]))
    assert SavedReport.objects.filter(pk=theirs.pk).exists()


def test_what_opens_nothing_any_more_says_so(client, analyst):
    keep(analyst)
    keep(analyst, name="Gone", area="A1")
    SavedReport.objects.filter(name="Gone").update(report="no_longer_declared")
    User.objects.filter(pk=analyst.pk).update(roles=[Role.SUPERVISOR], team=factories.a_team())
    client.force_login(analyst)
    words = Page(client.get(SAVED)).text
    assert "There is no such report any more" in words
    assert "Your roles do not open it any more" in words
    gone = SavedReport.objects.get(name="Gone")
    assert client.get(reverse("open_saved_report", args=[gone.pk])).url == SAVED


@pytest.mark.parametrize("address", [SAVED, reverse("reports")])
def test_a_list_asks_no_more_for_twenty_than_for_one(client, analyst, address):
    keep(analyst)
    client.force_login(analyst)

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(address).status_code == 200
        return len(captured)

    before = queries()
    for number in range(20):
        keep(analyst, name=f"Number {number}", area="A1")
    assert queries() == before


# -- The mails ------------------------------------------------------------------------------------


def mails() -> list[Message]:
    return list(Message.objects.order_by("id"))


def test_a_mail_comes_once_each_month_from_the_next_on(analyst):
    saved = keep(analyst, mail=True, name="Smith’s team", area="A1")
    keep(analyst, name="Without a mail")

    assert queue_mails(at=NOVEMBER, at_most=9).written == 0
    for _ in range(2):
        queue_mails(at=DECEMBER, at_most=9)

    (mail,) = mails()
    assert mail.to == "ana@force.example"
    assert mail.subject == "R11: new figures to read"
    assert "1 December 2024 to 30 November 2026" in mail.body
    assert reverse("open_saved_report", args=[saved.pk]) in mail.body
    # Neither the name it was given nor what it asks for, and no figure.
    assert not re.search(r"Smith|Aldham|A1\b|black", mail.subject + mail.body, re.IGNORECASE)
    queue_mails(at=datetime(2027, 1, 1, 6, tzinfo=UTC), at_most=9)
    assert [one.key for one in mails()] == [
        f"report:{saved.pk}:2026-12-01",
        f"report:{saved.pk}:2027-01-01",
    ]


def test_a_month_begins_by_london_time(analyst):
    keep(analyst, mail=True, at=datetime(2026, 6, 1, 9, tzinfo=UTC))
    assert queue_mails(at=datetime(2026, 6, 30, 22, 59, tzinfo=UTC), at_most=9).written == 0
    assert queue_mails(at=datetime(2026, 6, 30, 23, 1, tzinfo=UTC), at_most=9).written == 1


def test_nobody_gets_a_mail_about_what_they_may_not_read(analyst):
    keep(analyst, mail=True)
    moved, left = factories.an_analyst(), factories.an_analyst()
    keep(moved, mail=True)
    keep(left, mail=True)
    locked = keep(analyst, mail=True, report=BOROUGHS, name="Locked")
    sergeant = factories.a_supervisor()
    keep(sergeant, mail=True, report=TEAM_FIGURES)
    User.objects.filter(pk=moved.pk).update(roles=[])
    User.objects.filter(pk=left.pk).update(is_active=False)
    Benchmark.objects.all().delete()

    run = queue_mails(at=DECEMBER, at_most=9)

    assert (run.looked_at, run.written) == (5, 2)
    assert {mail.to for mail in mails()} == {analyst.email, sergeant.email}
    assert not any(f"report:{locked.pk}:" in mail.key for mail in mails())


def test_a_report_that_cannot_be_read_as_it_was_saved_says_so(analyst):
    keep(analyst, mail=True)
    SavedReport.objects.update(query="area=closed")
    queue_mails(at=DECEMBER, at_most=9)
    assert "cannot be read any more as you saved it" in mails()[0].body


def test_the_link_of_a_mail_stops_it_without_signing_in(client, analyst):
    saved, other = keep(analyst, mail=True), keep(analyst, mail=True, name="Other")
    queue_mails(at=DECEMBER, at_most=9)
    (address,) = re.findall(r"(/reports/saved/mail/\S+)", mails()[0].body)

    page = Page(client.get(address))
    saved.refresh_from_db()
    assert saved.monthly_mail, "whoever only looks changes nothing"
    assert "Each month" not in page.text, "the page tells a stranger nothing"
    for _ in range(2):
        assert "The mails are stopped" in Page(client.post(address)).text
    saved.refresh_from_db()
    other.refresh_from_db()
    assert (saved.monthly_mail, other.monthly_mail) == (False, True)
    assert Event.objects.filter(action="stop_report_mail").count() == 1
    assert client.get(address[:-2] + "x/").status_code == 404
    saved.delete()
    assert client.post(address).status_code == 200
    assert signed(other) not in address


def test_the_command_says_what_it_did_and_stops_at_the_limit(analyst, capsys):
    for number in range(3):
        keep(analyst, mail=True, name=f"Number {number}")
    SavedReport.objects.update(mail_considered_in=NOVEMBER.date().replace(month=1, day=1))
    call_command("send_report_mails", at_most=2)
    assert capsys.readouterr().out == "2 saved reports looked at, 2 mails written.\n"
    call_command("send_report_mails")
    assert capsys.readouterr().out == "1 saved reports looked at, 1 mails written.\n"
    with pytest.raises(CommandError):
        call_command("send_report_mails", at_most=0)


@pytest.mark.django_db(transaction=True)
def test_two_runs_at_once_write_each_mail_once():
    people = [factories.an_analyst() for _ in range(6)]
    for person in people:
        keep(person, mail=True)
    together = Barrier(2)

    def run() -> int:
        together.wait()
        try:
            return queue_mails(at=DECEMBER, at_most=99).written
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        written = sum(future.result() for future in [pool.submit(run) for _ in range(2)])

    assert written == 6
    assert {mail.to for mail in mails()} == {person.email for person in people}
