"""How long a device keeps what is not sent, who is told, and what is read before it is filed."""

import re
from datetime import timedelta

from django.core.management import call_command
from django.utils import timezone
from playwright.sync_api import Page, expect

from records import device_key
from records.models import Encounter
from records.vocabulary import Status
from tests.journeys.accessibility import Inspection
from tests.journeys.answering import write
from tests.journeys.conftest import PASSWORD
from tests.journeys.devices import Device
from tests.journeys.steps import (
    WHAT_HAPPENED,
    an_hour_ago,
    answer_the_de_escalation,
    answer_the_encounter,
    answer_the_handcuffing,
    answer_the_outcome,
    answer_the_person,
    answer_the_video,
    press,
    then_it_says,
    then_the_page_is,
    when_they_sign_in,
)
from tests.journeys.test_offline import CLOSE, FILE, STORY, begin, kept, shows, unsent

# As if nobody had touched the device for so many days.
TIME_PASSES = """(days) => new Promise((resolve) => {
  const request = indexedDB.open("cuffing");
  request.onsuccess = () => {
    const transaction = request.result.transaction("drafts", "readwrite");
    const earlier = days * 24 * 60 * 60 * 1000;
    transaction.objectStore("drafts").openCursor().onsuccess = ({target: {result: cursor}}) => {
      if (!cursor) return;
      const {changedAt, seenAt = changedAt, ...draft} = cursor.value;
      cursor.update({...draft, changedAt: changedAt - earlier, seenAt: seenAt - earlier});
      cursor.continue();
    };
    transaction.oncomplete = () => { request.result.close(); resolve(); };
  };
})"""


def day(in_days: int) -> str:
    on = timezone.localdate() + timedelta(days=in_days)
    return f"{on.day} {on:%B}"


def a_phone_with_a_draft(device, officer) -> tuple[Device, Page]:
    """What was written without signal waits: the service cannot be reached to send it."""
    phone = device(officer)
    page = phone.ready()
    phone.context.route("**/offline/send/", lambda route: route.abort())
    begin(page)
    write(page, STORY, WHAT_HAPPENED)
    kept(page)
    press(page, CLOSE)
    return phone, page


def when_they_sign_out(page: Page) -> None:
    page.goto("/")
    press(page, "Sign out")
    then_the_page_is(page, "Sign in")


def test_until_when_it_is_kept_is_said_on_every_page_and_also_when_nobody_is_signed_in(
    device, force
):
    inspect = Inspection("kept on a device")
    _, page = a_phone_with_a_draft(device, force.officer)
    for address in ("/", "/records/", "/offline/"):
        page.goto(address)
        expect(unsent(page)).to_contain_text(
            f"deleted if you do not sign in on this device by {day(device_key.KEPT_DAYS)}."
        )
        inspect(page, address)
    when_they_sign_out(page)
    page.evaluate(TIME_PASSES, 10)
    left = day(device_key.KEPT_DAYS - 10)
    for address in ("/account/login/", "/offline/"):
        page.goto(address)
        then_it_says(page, f"what nobody comes back for is deleted from {left} on")
        inspect(page, address)
    assert inspect.findings == []


def test_who_comes_back_finds_their_unsent_work_however_late(device, force):
    _, page = a_phone_with_a_draft(device, force.officer)
    when_they_sign_out(page)
    page.evaluate(TIME_PASSES, 400)
    when_they_sign_in(page, force.officer, PASSWORD)
    expect(unsent(page)).to_contain_text(f"by {day(device_key.KEPT_DAYS)}.")
    unsent(page).get_by_role("link", name=re.compile("^Open")).click()
    expect(page.get_by_label(STORY)).to_have_value(WHAT_HAPPENED)


def test_what_nobody_came_back_for_is_deleted_when_somebody_else_uses_the_device(device, force):
    phone, page = a_phone_with_a_draft(device, force.officer)
    when_they_sign_out(page)
    page.evaluate(TIME_PASSES, device_key.KEPT_DAYS - 1)
    when_they_sign_in(page, force.supervisor, PASSWORD)
    page.goto("/offline/")
    shows(page, "Record without signal")
    expect(page.get_by_role("button", name="Record an encounter", exact=True)).to_be_visible()
    assert len(phone.rests(page)["drafts"]) == 1
    page.evaluate(TIME_PASSES, 2)
    page.goto("/offline/")
    expect(page.get_by_role("button", name="Record an encounter", exact=True)).to_be_visible()
    assert phone.rests(page)["drafts"] == []


def test_a_position_found_without_signal_becomes_the_area_when_it_is_sent(device, force):
    call_command("load_boundaries", verbosity=0)
    inspect = Inspection("position without signal")
    phone = device(force.officer)
    phone.context.grant_permissions(["geolocation"])
    phone.context.set_geolocation({"latitude": 51.4504, "longitude": -0.1222, "accuracy": 12})
    page = phone.ready()
    phone.cut()
    begin(page)
    press(page, "Use my current position")
    then_it_says(page, "Position kept with the record: 51.450, -0.122")
    then_it_says(page, "The area is worked out when this is sent")
    inspect(page, "kept")
    kept(page)
    press(page, CLOSE)
    page.get_by_role("button", name="Record an encounter", exact=True).click()
    expect(page.locator("[data-place-kept]")).to_be_hidden()  # nothing of the draft before
    press(page, CLOSE)
    phone.connect()
    expect(unsent(page)).to_contain_text("Sent: it is one of your drafts.")
    draft = Encounter.objects.get()
    assert draft.area.name == "Lambeth"
    assert (str(draft.latitude), str(draft.longitude)) == ("51.450", "-0.122")
    assert inspect.findings == []


def test_what_is_pointed_out_before_filing_is_read_before_it_is_filed(device, force):
    phone = device(force.officer)
    page = phone.ready()
    phone.cut()
    begin(page)
    began = an_hour_ago()
    answer_the_encounter(page, began)
    answer_the_person(page)
    answer_the_handcuffing(page, began + timedelta(minutes=4))
    write(page, STORY, f"{WHAT_HAPPENED} He gave 07700 900123 as his number.")
    answer_the_de_escalation(page)
    answer_the_outcome(page)
    answer_the_video(page)
    press(page, FILE)
    expect(unsent(page)).to_contain_text("Waiting to be sent")
    phone.connect()
    expect(unsent(page)).to_contain_text("Something in what you wrote is pointed out to you first.")
    assert Encounter.objects.get().status == Status.DRAFT
    unsent(page).get_by_role("link", name=re.compile("^Check and file")).click()
    then_the_page_is(page, "Check your answers")
    then_it_says(page, "“07700 900123” may be a telephone number")
    press(page, "File the record")
    then_it_says(page, "is filed and waits for review")
    assert Encounter.objects.get().status == Status.SUBMITTED
