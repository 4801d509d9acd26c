"""The receipt: made by the officer, opened by the person on a phone of their own."""

import pytest
from playwright.sync_api import expect

from tests import factories
from tests.journeys.accessibility import Inspection
from tests.journeys.conftest import PHONE
from tests.journeys.steps import follow, press, then_it_says, then_the_page_is

HEADING = "Receipt: you were handcuffed by the police"


@pytest.mark.parametrize("javascript", [True, False], ids=["script", "no-script"])
def test_the_person_opens_the_receipt_without_signing_in(visit, force, javascript):
    inspect = Inspection("receipt")
    record = factories.an_encounter(officer=force.officer)
    officer = visit(force.officer, viewport=PHONE, javascript=javascript)
    officer.goto(f"/encounters/{record.pk}/")
    follow(officer, "Receipt for the person")
    then_the_page_is(officer, "Receipt for the person")
    inspect(officer, "to be made")
    press(officer, "Make the receipt")
    then_the_page_is(officer, HEADING)
    code = officer.get_by_role("img", name="QR code of the address beside it")
    expect(code).to_be_visible()
    assert code.bounding_box()["width"] >= 150
    inspect(officer, "made")
    address = officer.locator(".c-receipt__address").inner_text()

    person = visit(viewport=PHONE, javascript=javascript)
    person.goto(address)
    then_the_page_is(person, HEADING)
    then_it_says(person, record.reference)
    then_it_says(person, "To complain")
    expect(person.get_by_text(force.officer.name)).to_have_count(0)
    inspect(person, "opened by the person")
    assert inspect.findings == []


def test_nothing_of_the_officer_is_on_the_printed_receipt(visit, force):
    """Not the name that stands at the top of every page of somebody signed in."""
    record = factories.an_encounter(officer=force.officer)
    page = visit(force.officer)
    page.goto(f"/encounters/{record.pk}/receipt/")
    press(page, "Make the receipt")
    then_the_page_is(page, HEADING)
    expect(page.get_by_text(force.officer.name)).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_text(force.officer.name)).to_be_hidden()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


def test_an_address_that_is_wrong_says_so_on_a_page_of_its_own(visit, force):
    inspect = Inspection("no receipt")
    person = visit(viewport=PHONE)
    person.goto("/r/abcdefghjkmnp/")
    then_the_page_is(person, "There is no receipt at this address")
    inspect(person, "unknown")
    assert inspect.findings == []
