"""An analyst checks the method against national figures, and sees what is loaded."""

from django.core.management import call_command
from playwright.sync_api import Page, expect

from tests.journeys.steps import follow, press


def choose(page: Page, field: str, choice: str) -> None:
    page.get_by_text("Change table, place or kind of handcuffing").click()
    page.get_by_label(field, exact=True).select_option(choice)
    press(page, "Show")


def test_an_analyst_runs_the_method_over_published_counts(force, visit, inspect):
    call_command("load_benchmarks", "census-2011-forces", "census-2021-forces", verbosity=0)
    call_command("load_datasets", verbosity=0)
    page = visit(force.analyst)

    page.goto("/")
    follow(page, "Reports and files to download")
    follow(page, "Published counts: rate and gap")
    finding = page.get_by_role("region", name="What it shows")
    expect(finding).to_contain_text("350,470 officer reports were recorded in England and Wales")
    inspect(page, "published counts, everything")

    choose(page, "Handcuffing", "Compliant handcuffing")
    expect(finding).to_contain_text("38 of 43 areas of England and Wales")
    expect(finding).to_contain_text("did not supply compliant handcuffing: Avon and Somerset")
    inspect(page, "published counts, five forces left out")

    choose(page, "Place", "Lancashire")
    expect(finding).to_contain_text("were not supplied for Lancashire")
    inspect(page, "published counts, nothing supplied")

    page.goto("/reports/")
    follow(page, "Tables that reports compare with")
    page.get_by_text("Police use of force, year to March 2020, England and Wales").click()
    expect(page.get_by_text("60 of the counts: they are not zeros")).to_be_visible()
    inspect(page, "published tables")
