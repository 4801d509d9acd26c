"""axe on every page in every state, and no page wider than a small phone."""

import re
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.core import mail
from django.template.loader import render_to_string
from django.utils import timezone
from playwright.sync_api import Page, expect

from accounts.models import User
from records.models import Encounter
from records.questionnaire import ACCOUNT_SECTIONS, Section
from records.vocabulary import Ethnicity, Involvement, Status
from tests.factories import a_draft, an_encounter
from tests.journeys.accessibility import Inspection
from tests.journeys.answering import choose, write
from tests.journeys.conftest import DESKTOP
from tests.journeys.steps import (
    COME_BACK,
    CONTINUE,
    press,
    summary,
    then_it_says,
    then_the_page_is,
)

ANY_RECORD = re.compile(r"[0-9a-f]{8}-[0-9a-f-]{27}")
REPORT = "/reports/population-rate-and-gap/"


def see(page: Page, inspect: Inspection, *addresses: str, status: int = 200) -> None:
    """Open pages and look at each."""
    for address in addresses:
        response = page.goto(address)
        assert response.status == status, f"{address}: {response.status}"
        inspect(page, ANY_RECORD.sub("record", address))


def see_refused(page: Page, inspect: Inspection, address: str, button: str) -> None:
    """Look at a page, send its form as it is, and look at what was wrong with that."""
    see(page, inspect, address)
    page.get_by_role("main").get_by_role("button", name=button, exact=True).click()
    see_errors(page, inspect, ANY_RECORD.sub("record", address))


def see_errors(page: Page, inspect: Inspection, state: str) -> None:
    expect(summary(page)).to_be_visible()
    inspect(page, f"{state} with errors")


def at(encounter: Encounter) -> str:
    """Where a record is."""
    return f"/encounters/{encounter.pk}/"


def up_to_now() -> str:
    """The report with this month in it."""
    return f"{REPORT}?end={timezone.localdate():%Y-%m}"


def hours_ago(hours: int) -> datetime:
    return timezone.now() - timedelta(hours=hours)


def test_the_entrance(visit, force, inspect):
    page = visit()
    see(
        page,
        inspect,
        "/account/signup/",
        "/account/inactive/",
        "/account/password/reset/done/",
        "/account/password/reset/key/done/",
        "/account/password/reset/key/1-gone/",
    )
    see_refused(page, inspect, "/account/login/", "Sign in")
    page.get_by_label("Warrant number or e-mail address").fill(force.officer.warrant_number)
    page.get_by_label("Password", exact=True).fill("not the password")
    press(page, "Sign in")
    then_it_says(page, "not correct")
    inspect(page, "sign-in refused")


def test_a_forgotten_password(visit, force, inspect):
    page = visit()
    see(page, inspect, "/account/password/reset/")
    send = page.get_by_role("main").locator("button[type=submit]").first
    send.click()
    see_errors(page, inspect, "password reset")
    page.get_by_role("main").get_by_role("textbox").fill(force.officer.email)
    send.click()
    expect(page.get_by_role("main").get_by_role("textbox")).to_have_count(0)
    (letter,) = mail.outbox
    see(page, inspect, re.search(r"https?://[^/\s]+(/\S+)", letter.body).group(1))
    send.click()
    see_errors(page, inspect, "new password")


def test_an_officer_who_begins(visit, force, inspect):
    page = visit(force.officer)
    see(page, inspect, "/", "/account/logout/", "/account/password/change/")
    see(page, inspect, "/encounters/start/")
    press(page, "Record an encounter")
    then_the_page_is(page, "The encounter")
    page.get_by_role("link", name="All sections").click()
    then_it_says(page, "0 of 6 sections are complete.")
    inspect(page, "nothing answered")
    record = at(Encounter.objects.get())
    see(page, inspect, record + "check/", record + "discard/")
    for section in Section:
        see_refused(page, inspect, f"{record}{section}/", CONTINUE)


def test_an_officer_who_is_nearly_done(visit, force, inspect, draft):
    page = visit(force.officer)
    record = at(draft)
    see(page, inspect, *(record + step for step in ("tasks/", "check/", "handcuffing/", "video/")))
    press(page, "Add another colleague")
    expect(page.get_by_label("Warrant number")).to_have_count(2)
    inspect(page, "a line more")
    page.get_by_label("Warrant number").first.fill("P9999")
    press(page, CONTINUE)
    see_errors(page, inspect, "an unknown colleague")

    other = page.context.new_page()
    for tab in (page, other):
        tab.goto(record + "encounter/")
    write(other, "Describe the place", "Outside the market")
    press(other, COME_BACK)
    then_it_says(other, "The encounter: saved.")
    inspect(other, "tasks, saved")
    write(page, "Describe the place", "Inside the hall")
    press(page, COME_BACK)
    then_it_says(page, "Not saved yet")
    inspect(page, "changed in another window")

    late = an_encounter(status=Status.DRAFT, officer=force.officer, at=hours_ago(30))
    see_refused(page, inspect, at(late) + "check/", "File the record")


def test_a_record_in_every_status(visit, force, inspect):
    page = visit(force.officer)
    records = {
        status: an_encounter(status=status, officer=force.officer, supervisor=force.supervisor)
        for status in Status
    }
    an_encounter(officer=force.colleague, colleagues={force.officer: Involvement.APPLIED})
    see(page, inspect, "/", *(at(record) for record in records.values()))
    returned = at(records[Status.RETURNED])
    see(page, inspect, returned + "tasks/")
    see_refused(page, inspect, returned + "check/", "Send the answer")
    see_refused(page, inspect, returned + "withdraw/", "Withdraw the record")


def test_a_colleagues_account(visit, force, inspect):
    page = visit(force.colleague)
    account = an_encounter(officer=force.officer, colleagues={force.colleague: Involvement.APPLIED})
    account = at(account) + "account/"
    see(page, inspect, account)
    see_refused(page, inspect, account + "not-involved/", "Send")
    for section in ACCOUNT_SECTIONS:
        see_refused(page, inspect, f"{account}{section}/", CONTINUE)
    choose(page, "Were you injured?", "No")
    press(page, COME_BACK)
    then_the_page_is(page, "Your account")
    see(page, inspect, account, account + "check/")


def test_a_supervisor(visit, force, inspect):
    page = visit(force.supervisor)
    see(page, inspect, "/", "/review/")
    an_encounter(officer=force.officer, at=hours_ago(120))
    own = an_encounter(officer=force.supervisor)
    late = an_encounter(
        officer=force.officer,
        colleagues={force.colleague: Involvement.APPLIED},
        occurred_at=hours_ago(30),
    )
    see(page, inspect, "/", "/review/", at(own), at(late))
    see_refused(page, inspect, at(late) + "review/", "Send the decision")
    choose(page, "Have you viewed the body-worn video?", "No")
    choose(page, "Your decision", "Return with a question")
    press(page, "Send the decision")
    expect(summary(page)).to_contain_text("Ask your question")
    see_errors(page, inspect, "a return without a question")
    see(page, inspect, at(own) + "review/", status=403)


def test_professional_standards(visit, force, inspect):
    page = visit(force.standards)
    see(page, inspect, "/")
    see_refused(page, inspect, "/escalated/", "Open the record")
    concern = an_encounter(
        status=Status.ESCALATED, officer=force.officer, supervisor=force.supervisor
    )
    see(page, inspect, "/escalated/", at(concern))
    see_refused(page, inspect, at(concern) + "review/", "Send the decision")


def test_analysts_and_administrators(visit, force, inspect):
    page = visit(force.analyst)
    see(page, inspect, "/", "/reports/", REPORT)
    # Enough for a ratio, and enough unknown to ask what they could change.
    for ethnicity, number in (
        (Ethnicity.WHITE, 10),
        (Ethnicity.BLACK, 10),
        (Ethnicity.NOT_REPORTED, 2),
    ):
        for _ in range(number):
            an_encounter(officer=force.officer, ethnicity_perceived=ethnicity)
    see(page, inspect, up_to_now())
    then_it_says(page, "What the unknown could change")
    see(page, inspect, f"{REPORT}?start=spring&area=nowhere")
    see(page, inspect, "/reports/encounters.csv?start=spring", status=400)
    see(page, inspect, "/people/", status=403)
    see(page, inspect, "/nowhere/", status=404)
    page = visit(force.administrator)
    see(page, inspect, "/", "/people/")
    a_draft(force.stranger)
    User.objects.filter(pk=force.stranger.pk).update(is_active=False)
    left = f"/people/{force.stranger.pk}/drafts/"
    see_refused(page, inspect, left, "Continue")
    page.get_by_label("Warrant number").fill(force.colleague.warrant_number)
    press(page, "Continue")
    then_it_says(page, "This number is of Kofi Larkspur")
    inspect(page, "drafts that were left, the colleague named")
    press(page, "Hand them to Kofi Larkspur")
    then_it_says(page, "With Kofi Larkspur now")


def test_what_should_not_happen(visit, inspect):
    page = visit()
    page.route(
        "**/*.html",
        lambda route: route.fulfill(body=render_to_string(urlsplit(route.request.url).path[1:])),
    )
    see(page, inspect, "/400.html", "/403_csrf.html", "/500.html")


def test_in_the_dark_on_a_large_screen(visit, force, inspect):
    def in_the_dark(person=None) -> Page:
        return visit(person, viewport=DESKTOP, dark=True)

    filed = an_encounter(officer=force.officer, colleagues={force.colleague: Involvement.APPLIED})
    draft, returned, escalated = (
        an_encounter(status=status, officer=force.officer, supervisor=force.supervisor)
        for status in (Status.DRAFT, Status.RETURNED, Status.ESCALATED)
    )
    see_refused(in_the_dark(), inspect, "/account/login/", "Sign in")
    page = in_the_dark(force.officer)
    see(page, inspect, "/", at(draft) + "tasks/", at(returned) + "check/")
    page.goto(at(draft) + "handcuffing/")
    write(page, "What happened?", "")
    press(page, CONTINUE)
    see_errors(page, inspect, "handcuffing")
    page = in_the_dark(force.supervisor)
    see(page, inspect, "/review/", at(filed) + "review/", at(escalated))
    page = in_the_dark(force.analyst)
    see(page, inspect, "/reports/", up_to_now())
    see(in_the_dark(force.administrator), inspect, "/people/")
