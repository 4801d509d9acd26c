"""axe on every page in every state, and no page wider than a small phone."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.template.loader import render_to_string
from django.utils import timezone
from playwright.sync_api import Page

from records.questionnaire import ACCOUNT_SECTIONS, Section
from records.vocabulary import Status
from tests.journeys import steps
from tests.journeys.accessibility import Inspection
from tests.journeys.answering import choose, write
from tests.journeys.conftest import DESKTOP
from tests.journeys.steps import COME_BACK, CONTINUE, press, then_it_says, then_the_page_is
from tests.journeys import _shim as s


@pytest.fixture
def inspect():
    """Looks at pages; at the end nothing may have been found on any of them."""
    inspection = Inspection()
    yield inspection
    assert inspection.seen
    assert not inspection.findings, "\n\n".join(inspection.findings)


def see(page: Page, inspect: Inspection, *addresses: str, status: int = 200) -> None:
    """Open pages and look at each."""
    for address in addresses:
        response = page.goto(address)
        assert response.status == status, f"{address}: {response.status}"
        inspect(page, re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "record", address))


def see_after(page: Page, inspect: Inspection, address: str, button: str, state: str) -> None:
    """Open a page, press a button on it and look at what comes."""
    page.goto(address)
    page.get_by_role("main").get_by_role("button", name=button, exact=True).click()
    page.wait_for_load_state()
    inspect(page, f"{re.sub('[0-9a-f]{8}-[0-9a-f-]{27}', 'record', address)} {state}")


def test_the_entrance(visit, force, inspect):
    page = visit()
    see(
        page,
        inspect,
        "/account/login/",
        "/account/signup/",
        "/account/inactive/",
        "/account/password/reset/",
        "/account/password/reset/done/",
        "/account/password/reset/key/done/",
        "/account/password/reset/key/1-gone/",
    )
    see_after(page, inspect, "/account/login/", "Sign in", "nothing written")
    page.get_by_label("Warrant number or e-mail address").fill(force.officer.warrant_number)
    page.get_by_label("Password", exact=True).fill("not the password")
    press(page, "Sign in")
    then_it_says(page, "not correct")
    inspect(page, "sign in, refused")

    page.goto("/account/password/reset/")
    reset = page.get_by_role("main").get_by_role("button")
    reset.click()
    expect_error(page)
    inspect(page, "password reset, nothing written")
    page.get_by_role("main").get_by_role("textbox").fill(force.officer.email)
    reset.click()
    (letter,) = mail.outbox
    page.goto(re.search(r"https?://[^/]+(/\S+)", letter.body).group(1))
    inspect(page, "new password")
    page.get_by_role("main").get_by_role("button").last.click()
    expect_error(page)
    inspect(page, "new password, nothing written")


def expect_error(page):
    from playwright.sync_api import expect
    expect(page.locator(".govuk-error-message").first).to_be_visible()


def test_an_officer_who_begins(visit, force, inspect):
    page = visit(force.officer)
    see(page, inspect, "/", "/encounters/start/")
    press(page, "Start now")
    then_it_says(page, "0 of 6 sections are complete.")
    inspect(page, "task list, nothing answered")
    record = page.url.removesuffix("tasks/")
    see(page, inspect, record + "check/", record + "discard/")
    for section in Section:
        see(page, inspect, f"{record}{section}/")
        press(page, CONTINUE)
        expect_error_or_next(page)
        inspect(page, f"{section}, nothing answered")


def expect_error_or_next(page):
    from playwright.sync_api import expect
    expect(page.locator(".govuk-error-summary")).to_be_visible()


def test_an_officer_in_the_middle(visit, force, inspect):
    page = visit(force.officer)
    draft = s.a_draft(force.officer, complete=True)
    s.a_filed(force.colleague)
    record = f"/encounters/{draft.pk}/"
    see(page, inspect, record + "tasks/", record + "check/", *(f"{record}{x}/" for x in Section))
    press(page, "Add another colleague")
    inspect(page, "video, a line more")
    page.get_by_label("Warrant number").first.fill("P9999")
    press(page, CONTINUE)
    expect_error(page)
    inspect(page, "video, an unknown colleague")
    other = page.context.new_page()
    for tab in (page, other):
        tab.goto(record + "encounter/")
    write(other, "Describe the place", "Outside the market")
    press(other, COME_BACK)
    then_it_says(other, "saved")
    inspect(other, "tasks, saved")
    write(page, "Describe the place", "Inside the market")
    press(page, COME_BACK)
    then_it_says(page, "Not saved yet")
    inspect(page, "encounter, stale")
