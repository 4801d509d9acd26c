"""The main job, end to end: filed, returned, answered, accepted, counted, taken away as a file."""

import csv
from datetime import datetime
from io import StringIO

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from records.models import Encounter
from records.vocabulary import Status
from tests import factories
from tests.journeys import steps
from tests.journeys.answering import write
from tests.journeys.conftest import DESKTOP, PASSWORD
from tests.journeys.steps import follow, press, then_it_says, then_the_page_is
from tests.journeys.steps import when_they_sign_in as sign_in

SEEN_AS = "Black (or Black British)"


def when_they_open_the_report(page: Page, month: datetime) -> None:
    page.goto("/")
    follow(page, "Reports and files to download")
    follow(page, "Population rate and gap")
    page.get_by_text("Change period, place or kind of handcuffing").click()
    write(page, "Last month", f"{timezone.localtime(month):%Y-%m}")
    press(page, "Show")


def counted(page: Page, group: str) -> int:
    """The handcuffings of a group in the table of the report."""
    row = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name=group, exact=True))
    return int(row.get_by_role("cell").first.inner_text().split()[0])


def rows_taken_away(page: Page) -> tuple[list[dict[str, str]], str]:
    """The encounter file as rows and as text."""
    page.goto("/reports/")
    follow(page, "Encounters, officer reports and reviews")
    with page.expect_download() as download:
        press(page, "Download (CSV) Encounters")
    assert download.value.suggested_filename == "encounters.csv"
    text = download.value.path().read_text(encoding="utf-8-sig")
    return list(csv.DictReader(StringIO(text))), text


@pytest.mark.parametrize("javascript", [True, False], ids=["scripts", "no-scripts"])
def test_from_the_street_to_the_report(visit, force, javascript):
    known = factories.an_encounter(
        status=Status.ACCEPTED, officer=force.officer, supervisor=force.supervisor
    )
    began = steps.an_hour_ago()
    officer = visit(javascript=javascript)
    supervisor = visit(javascript=javascript)
    analyst = visit(viewport=DESKTOP, javascript=javascript)
    sign_in(officer, force.officer, PASSWORD)
    sign_in(supervisor, force.supervisor, PASSWORD)
    sign_in(analyst, force.analyst, PASSWORD)
    when_they_open_the_report(analyst, began)
    before = counted(analyst, SEEN_AS)
    rows_before, _ = rows_taken_away(analyst)

    # The officer files.
    steps.when_they_start_a_record(officer)
    steps.when_they_answer_all_sections(officer, began)
    press(officer, "File the record")
    record = Encounter.objects.exclude(pk=known.pk).get()
    then_the_page_is(officer, record.reference)
    then_it_says(officer, f"{record.reference} is filed and waits for review.")

    # The supervisor reads the account and asks.
    supervisor.goto("/")
    follow(supervisor, "Open the queue")
    follow(supervisor, record.reference)
    for written in (steps.WHAT_HAPPENED, steps.NECESSITY, steps.ALTERNATIVES):
        then_it_says(supervisor, written)
    steps.when_they_ask(supervisor, steps.QUESTION, force.officer)
    then_it_says(supervisor, f"{record.reference}: your decision is kept")
    then_it_says(supervisor, "Nothing waits for review in your teams.")

    # The officer changes one thing and answers.
    officer.goto("/")
    follow(officer, record.reference)
    then_it_says(officer, steps.QUESTION)
    follow(officer, "Handcuffing and justification")
    write(officer, "Why would nothing less have done?", steps.ALTERNATIVES + " " + steps.ANSWER)
    press(officer, steps.CONTINUE)
    press(officer, "Check and answer the question")
    write(officer, "Your answer", steps.ANSWER)
    press(officer, "Send the answer")
    then_it_says(officer, f"Your answer is sent; {record.reference} waits for review again.")

    # The supervisor reads the answer and accepts.
    supervisor.goto("/review/")
    follow(supervisor, record.reference)
    then_it_says(supervisor, steps.ANSWER)
    steps.when_they_accept(supervisor)
    then_it_says(supervisor, f"{record.reference}: your decision is kept (accept).")
    officer.goto("/")
    follow(officer, record.reference)
    expect(officer.locator(".c-status--accepted")).to_have_text("Accepted")

    # The analyst sees one more in the report and one more row in the file.
    when_they_open_the_report(analyst, began)
    assert counted(analyst, SEEN_AS) == before + 1
    rows, text = rows_taken_away(analyst)
    assert len(rows) == len(rows_before) + 1
    added = [row for row in rows if row not in rows_before]
    assert [row["status"] for row in added] == ["accepted"]
    for secret in (
        record.reference,
        force.officer.name,
        force.officer.warrant_number,
        force.supervisor.name,
        steps.WHAT_HAPPENED,
        steps.NECESSITY,
        steps.ALTERNATIVES,
        steps.QUESTION,
        steps.ANSWER,
        "Outside the market",
        "CAD 4711",
        "BWV-20931",
    ):
        assert secret not in text
