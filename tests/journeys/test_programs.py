"""An analyst lets a notebook read, keeps a report with a monthly mail, and takes both back."""

from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from outbox.models import Message
from reporting.models import SavedReport
from reporting.saved_reports.mails import queue_mails
from tests.journeys.conftest import DESKTOP
from tests.journeys.steps import follow, press, then_it_says, then_the_page_is


def read(address: str, secret: str) -> str:
    """What a program gets."""
    with urlopen(Request(address, headers={"Authorization": f"Bearer {secret}"})) as answer:  # noqa: S310
        return answer.read().decode()


def test_a_token_is_made_used_and_revoked(force, visit, inspect):
    page = visit(force.analyst, viewport=DESKTOP)
    page.goto("/reports/population-rate-and-gap/")
    page.get_by_text("Read this table from Excel, R or pandas").click()
    inspect(page, "how programs read a report")
    address = page.locator(".c-copied").first.inner_text()
    follow(page, "access token")

    press(page, "Make the token")
    expect(page.get_by_role("alert")).to_contain_text("Say what the token is for")
    inspect(page, "a token without a name")
    label = page.get_by_text("Reports", exact=True).last.bounding_box()
    hint = page.get_by_text("The figures of the reports that you may read").bounding_box()
    assert hint["y"] > label["y"] + label["height"] / 2, "a hint stands under what it is about"
    page.get_by_label("What is it for?").fill("Notebook")
    page.get_by_label("Reports", exact=True).check()
    press(page, "Make the token")
    then_the_page_is(page, "Your new token")
    inspect(page, "a new token")
    secret = page.locator(".c-copied").inner_text()
    assert read(address, secret).startswith("report_id,")

    follow(page, "Access tokens")
    then_it_says(page, "Last used")
    inspect(page, "tokens")
    press(page, "Revoke Notebook")
    then_it_says(page, "The token “Notebook” opens nothing any more.")
    with pytest.raises(HTTPError, match="401"):
        read(address, secret)


def test_a_report_is_kept_and_its_mail_is_stopped(force, visit, inspect, live_server):
    page = visit(force.analyst, dark=True)
    page.goto("/reports/trend-and-change/?area=E09000022")
    follow(page, "Save this report")
    inspect(page, "saving a report")
    page.get_by_label("Name").fill("Lambeth")
    page.get_by_label("Send me a mail each month, when its last month is over").check()
    press(page, "Save the report")
    then_it_says(page, "Saved as “Lambeth”.")
    then_it_says(page, "the last 24 whole months; Area: Lambeth")
    inspect(page, "saved reports")
    follow(page, "Change Lambeth")
    inspect(page, "changing a saved report")

    SavedReport.objects.update(mail_considered_in="2026-01-01")
    assert queue_mails(at=timezone.now(), at_most=9).written == 1
    _, stop = (word for word in Message.objects.get().body.split() if "/reports/saved/" in word)
    stranger = visit()
    stranger.goto(stop[stop.index("/reports") :])
    inspect(stranger, "stopping a mail")
    press(stranger, "Stop these mails")
    then_the_page_is(stranger, "The mails are stopped")
    inspect(stranger, "a mail stopped")
    page.goto("/reports/")
    follow(page, "Lambeth")
    expect(page.get_by_role("heading", level=1)).to_have_text("Trend and change")
    assert not SavedReport.objects.get().monthly_mail
