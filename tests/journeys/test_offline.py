"""Without signal: nothing is lost, nothing is sent twice, and nobody else sees it."""

import json
import re
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from cuffing import web_app
from records import actions, device_key
from records.models import Encounter, StatusChange
from records.questionnaire import Section
from records.vocabulary import Status
from records.workflow import Step
from tests.factories import complete_answers
from tests.journeys.accessibility import Inspection
from tests.journeys.answering import choose, write
from tests.journeys.conftest import PASSWORD, PATIENCE
from tests.journeys.devices import Device
from tests.journeys.steps import (
    COME_BACK,
    WHAT_HAPPENED,
    an_hour_ago,
    answer_the_de_escalation,
    answer_the_encounter,
    answer_the_handcuffing,
    answer_the_outcome,
    answer_the_person,
    answer_the_video,
    follow,
    press,
    then_it_says,
    then_the_page_is,
    when_they_sign_in,
)

NEW, FILE, DRAFT, CLOSE = "Record an encounter", "Send and file", "Send as a draft", "Close"
STORY, PLACE = "What happened?", "Describe the place"
HANDCUFFING = "Handcuffing and justification"
FORM = "Record an encounter, kept on this device"


def unsent(page: Page) -> Locator:
    return page.locator("[data-unsent]")


def shows(page: Page, heading: str) -> None:
    """Not only has it."""
    expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible()


def kept(page: Page) -> None:
    """Also the last key pressed, while the page still names the time of the one before."""
    expect(page.locator("[data-offline-form]")).not_to_have_attribute("data-keeping", "")
    expect(page.locator("[data-offline-status]")).to_contain_text("Kept on this device at")


def begin(page: Page) -> None:
    """A new record on the page that opens without signal."""
    page.goto("/offline/")
    page.get_by_role("button", name=NEW, exact=True).click()
    expect(page.get_by_role("heading", name=FORM)).to_be_focused()


def reopen(page: Page) -> None:
    unsent(page).get_by_role("link", name=re.compile("^Open")).first.click()
    expect(page.get_by_role("heading", name=FORM)).to_be_visible()


def words_in(rests: dict) -> str:
    return json.dumps(rests, ensure_ascii=False)


def test_an_encounter_recorded_without_signal_files_itself_when_the_signal_returns(device, force):
    phone = device(force.officer)
    page = phone.ready()
    inspect = Inspection("offline")
    phone.cut()
    page.goto("/")  # what an officer does: open the service
    shows(page, "There is no connection")
    inspect(page, "no connection")
    page.get_by_role("button", name=NEW, exact=True).click()
    began = an_hour_ago()

    answer_the_encounter(page, began)
    answer_the_person(page)
    kept(page)
    page.reload()  # in the middle, without signal
    expect(page.get_by_label(PLACE)).to_have_value("Outside the market")
    expect(page.get_by_label("Age in years")).to_have_value("24")
    answer_the_handcuffing(page, began + timedelta(minutes=4))
    answer_the_de_escalation(page)
    answer_the_outcome(page)
    answer_the_video(page)
    kept(page)
    inspect(page, "form without signal")
    press(page, FILE)

    expect(unsent(page)).to_contain_text("1 not sent yet, kept on this device")
    expect(unsent(page)).to_contain_text("Waiting to be sent")
    inspect(page, "waiting")
    assert Encounter.objects.count() == 0
    phone.connect()
    expect(unsent(page)).to_contain_text("Sent: it is filed and waits for review.")
    inspect(page, "sent")
    filed = Encounter.objects.get()
    assert filed.status == Status.SUBMITTED
    assert filed.uses.get().justification_what_happened == WHAT_HAPPENED
    assert WHAT_HAPPENED not in words_in(phone.rests(page))
    assert inspect.findings == []


@pytest.fixture
def story_on(device, force):
    """A telephone without connection, on which a draft was closed that tells a story."""

    def write_it(person=force.officer, *, age="24"):
        phone = device(person)
        page = phone.ready()
        phone.cut()
        begin(page)
        write(page, PLACE, "Outside the library")
        write(page, STORY, WHAT_HAPPENED)
        choose(page, "How do you know the person’s age?", "Estimated")
        write(page, "Age in years", age)
        return phone, page

    return write_it


def test_what_rests_on_the_device_is_encrypted(story_on):
    """peers.md: a queue kept as plain text."""
    phone, page = story_on()
    kept(page)
    rests = phone.rests(page)
    assert len(rests["drafts"]) == 1
    words = words_in(rests)
    for secret in ("library", "pulled his arm", "estimated", "justification"):
        assert secret not in words, secret
    (key,) = rests["keys"]
    assert key["key"] == "a key, locked in"
    # Of all pages only the one that is the same for everybody is kept.
    assert {path for path in rests["caches"] if not path.startswith("/static/")} == {"/offline/"}


def test_signing_out_locks_the_drafts_and_the_same_officer_opens_them_again(story_on, force):
    phone, page = story_on()
    press(page, CLOSE)
    expect(unsent(page)).to_contain_text("Encounter begun")
    # On the way out before it could be sent: the answer never comes.
    page.route("**/offline/send/", lambda route: route.abort())
    phone.connect()
    page.goto("/")
    press(page, "Sign out")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    rests = phone.rests(page)
    assert rests["keys"] == []
    assert len(rests["drafts"]) == 1
    page.goto("/offline/")
    shows(page, "Nobody is signed in on this device")
    expect(unsent(page)).to_be_hidden()
    expect(page.get_by_role("button", name=NEW, exact=True)).to_be_hidden()

    # Another officer of the same device sees and sends nothing of it.
    when_they_sign_in(page, force.supervisor, PASSWORD)
    page.goto("/offline/")
    expect(page.get_by_role("button", name=NEW, exact=True)).to_be_visible()
    expect(unsent(page)).to_be_hidden()
    assert len(phone.rests(page)["drafts"]) == 1
    page.goto("/")
    press(page, "Sign out")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    assert Encounter.objects.count() == 0

    page.unroute("**/offline/send/")
    when_they_sign_in(page, force.officer, PASSWORD)
    expect(unsent(page)).to_contain_text("Sent: it is one of your drafts.")
    draft = Encounter.objects.get()
    assert draft.reporting_officer == force.officer
    assert draft.uses.get().justification_what_happened == WHAT_HAPPENED


def test_the_key_goes_when_the_time_of_the_session_is_over_without_signal(device, force):
    phone = device(force.officer)
    page = phone.ready()
    page.clock.install()
    phone.cut()
    begin(page)
    write(page, STORY, WHAT_HAPPENED)
    kept(page)
    page.clock.fast_forward((settings.SESSION_COOKIE_AGE + 1) * 1000)
    shows(page, "Nobody is signed in on this device")
    rests = phone.rests(page)
    assert rests["keys"] == []
    assert len(rests["drafts"]) == 1
    expect(page.get_by_label(STORY)).to_be_hidden()

    phone.ends(in_seconds=-1)  # to the second
    phone.connect()
    when_they_sign_in(page, force.officer, PASSWORD)
    expect(unsent(page)).to_contain_text("Sent: it is one of your drafts.")
    assert Encounter.objects.get().uses.get().justification_what_happened == WHAT_HAPPENED


def test_who_stayed_in_another_window_goes_on_without_signal(device, force):
    phone = device(force.officer)
    phone.ends(in_seconds=200)
    phone.ready()
    page = phone.open(clock=True)
    begin(page)
    write(page, STORY, WHAT_HAPPENED)
    kept(page)
    press(phone.open("/"), "Stay signed in")
    later = 1000 * (time.time() + 1_000)
    wait_until(page, lambda: phone.rests(page)["keys"][0]["until"] > later)
    phone.cut()
    page.clock.fast_forward("10:00")
    page.clock.run_for(1_000)
    expect(page.get_by_label(STORY)).to_be_visible()
    assert len(phone.rests(page)["keys"]) == 1


def test_a_key_that_is_put_is_there_whoever_looks_for_one_meanwhile(device, force):
    """Two parts of a page ask for it as it opens; one of them once got nothing for it."""
    page = device(force.officer).ready()
    store = page.evaluate("document.querySelector('script[type=module]').src").replace(
        "js/main.js", "js/offline/store.js"
    )
    mark = page.evaluate(
        """async (store) => {
          const { currentKey, forgetKey, rememberKey } = await import(store);
          await forgetKey();
          let isPut = false;
          const looking = (async () => { while (!isPut) await currentKey(); })();
          const given = { mark: "somebody", key: btoa("0".repeat(32)), seconds: 9 };
          const key = await rememberKey(given);
          isPut = true;
          await looking;
          return key?.mark;
        }""",
        store,
    )
    assert mark == "somebody"


def test_a_rejection_keeps_the_draft_and_says_why(story_on):
    phone, page = story_on(age="160")
    press(page, DRAFT)
    phone.connect()
    expect(unsent(page)).to_contain_text("Not accepted: open it to put it right")
    assert Encounter.objects.count() == 0
    reopen(page)
    message = "Age must be 120 or less: check what you typed"
    age = page.get_by_label("Age in years")
    expect(page.locator(".govuk-form-group--error").filter(has=age)).to_contain_text(message)
    inspect = Inspection("offline rejected")
    inspect(page, "rejected")
    page.get_by_role("link", name=message).click()
    expect(age).to_be_focused()
    expect(page.get_by_label(STORY)).to_have_value(WHAT_HAPPENED)
    age.fill("16")
    press(page, DRAFT)
    expect(unsent(page)).to_contain_text("Sent: it is one of your drafts.")
    assert Encounter.objects.get().age_years == 16
    assert inspect.findings == []


def test_what_cannot_be_filed_yet_is_a_draft_and_says_what_is_missing(story_on):
    phone, page = story_on()
    press(page, FILE)
    phone.connect()
    expect(unsent(page)).to_contain_text("it could not be filed. Answers are missing.")
    expect(unsent(page)).to_contain_text("The person: Select the person’s gender")
    assert Encounter.objects.get().status == Status.DRAFT


def lose_the_answer(page: Page, times: int = 1) -> list[str]:
    """The service takes in what is sent, and the device never hears of it."""
    lost = []

    def handle(route):
        if len(lost) < times:
            lost.append(route.fetch().text())
            route.abort("internetdisconnected")
        else:
            route.fallback()

    page.context.route("**/offline/send/", handle)
    return lost


def wait_until(page: Page, happened: Callable[[], bool]) -> None:
    """For what no page shows, or one shows already, from an attempt before."""
    for _ in range(PATIENCE // 25):
        if happened():
            return
        page.wait_for_timeout(25)
    pytest.fail("It did not happen.", pytrace=False)


def test_cut_while_sending_it_arrives_once(story_on):
    phone, page = story_on()
    lost = lose_the_answer(page)
    press(page, DRAFT)
    phone.connect()
    wait_until(page, lambda: len(lost) == 1)
    expect(unsent(page)).to_contain_text("There is no connection. It is sent by itself")
    assert Encounter.objects.count() == 1
    page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(unsent(page)).to_contain_text("Sent: it is one of your drafts.")
    assert Encounter.objects.get().version == json.loads(lost[0])["version"]
    assert StatusChange.objects.count() == 1


def test_a_second_device_that_changed_the_draft_is_not_overwritten(story_on, force):
    phone, page = story_on()
    lost = lose_the_answer(page)
    press(page, DRAFT)
    phone.connect()
    wait_until(page, lambda: len(lost) == 1)
    expect(unsent(page)).to_contain_text("There is no connection")
    # The draft is there all the same, and goes on elsewhere.
    draft = Encounter.objects.get()
    actions.save_section(
        encounter_id=draft.pk,
        section=Section.PERSON,
        answers=complete_answers(Section.PERSON, gender="female"),
        version_seen=draft.version,
        by=force.officer,
        at=timezone.now(),
    )
    reopen(page)
    write(page, STORY, "He ran at once.")
    press(page, DRAFT)

    expect(unsent(page)).to_contain_text("Not saved: it was changed on another device")
    assert draft.uses.get().justification_what_happened == WHAT_HAPPENED
    reopen(page)
    then_it_says(page, "was changed elsewhere")
    differences = page.get_by_role("alert").get_by_role("listitem")
    expect(differences.filter(has_text="Gender, as you saw it")).to_be_visible()
    expect(differences.filter(has_text=STORY)).to_be_visible()
    inspect = Inspection("offline changed")
    inspect(page, "changed elsewhere")
    choose(page, "Gender, as you saw it", "Female")
    press(page, DRAFT)
    expect(unsent(page)).to_contain_text("Sent: it is one of your drafts.")
    assert draft.uses.get().justification_what_happened == "He ran at once."
    assert inspect.findings == []


def lists_nothing_of_another_device(phone: Device, page: Page) -> None:
    """Neither where everything that rests on it would be listed, nor in what rests on it."""
    page.goto("/offline/")
    expect(page.get_by_role("button", name=NEW, exact=True)).to_be_visible()
    expect(unsent(page)).to_be_hidden()
    assert phone.rests(page)["drafts"] == []


def test_two_devices_of_one_officer_never_overwrite_each_other_unknowingly(device, story_on, force):
    phone, here = story_on()
    press(here, DRAFT)
    expect(unsent(here)).to_contain_text("Waiting to be sent")
    tablet = device(force.officer)
    there = tablet.ready()
    expect(there.get_by_role("main")).not_to_contain_text("library")
    lists_nothing_of_another_device(tablet, there)
    assert Encounter.objects.count() == 0
    phone.connect()
    expect(unsent(here)).to_contain_text("Sent: it is one of your drafts.")

    # What arrived goes on in its own pages, with signal or without.
    unsent(here).get_by_role("link", name=re.compile("^Open")).click()
    follow(here, HANDCUFFING)
    expect(here.get_by_label(STORY)).to_have_value(WHAT_HAPPENED)
    phone.cut()
    write(here, STORY, "He ran at once.")
    press(here, COME_BACK)
    expect(here.locator(".c-saved")).to_contain_text("not sent yet")

    draft = Encounter.objects.get()
    lists_nothing_of_another_device(tablet, there)
    there.goto(f"/encounters/{draft.pk}/encounter/")
    write(there, PLACE, "Inside the hall")
    press(there, COME_BACK)
    then_it_says(there, "The encounter: saved.")
    follow(there, HANDCUFFING)
    expect(there.get_by_label(STORY)).to_have_value(WHAT_HAPPENED)
    write(there, STORY, "He shouted, then ran.")
    press(there, COME_BACK)
    then_it_says(there, f"{HANDCUFFING}: saved.")

    phone.connect()
    warning = here.get_by_role("alert").filter(has_text="Not saved yet: this record was changed")
    expect(warning.get_by_role("listitem")).to_have_text([STORY])
    expect(here.get_by_label(STORY)).to_have_value("He ran at once.")
    # It rests on the device, not only in the page that was told.
    here.reload()
    expect(warning).to_contain_text("on another device")
    expect(warning.get_by_role("listitem")).to_have_text([STORY])
    expect(here.get_by_label(STORY)).to_have_value("He ran at once.")
    inspect = Inspection("offline two devices")
    inspect(here, "changed on another device")
    assert draft.uses.get().justification_what_happened == "He shouted, then ran."

    press(here, COME_BACK)  # knowingly
    then_it_says(here, f"{HANDCUFFING}: saved.")
    draft.refresh_from_db()
    assert draft.uses.get().justification_what_happened == "He ran at once."
    assert draft.location_description == "Inside the hall"
    here.goto("/offline/")
    expect(unsent(here)).to_contain_text("Sent from this device")
    assert [row["state"] for row in phone.rests(here)["drafts"]] == ["sent"]
    assert inspect.findings == []


def test_an_update_of_the_service_leaves_unsent_work_and_open_pages_alone(story_on, monkeypatch):
    """peers.md: an app update that clears the offline queue."""
    phone, page = story_on()
    kept(page)
    now = web_app.release()
    monkeypatch.setattr(web_app, "release", lambda: web_app.Release("a-new-one", now.files))
    page.route("**/offline/send/", lambda route: route.abort())
    phone.connect()
    page.evaluate("""async () => {
      window.stillThisPage = true;
      const taken = new Promise((resolve) =>
        navigator.serviceWorker.addEventListener("controllerchange", resolve, {once: true}));
      await (await navigator.serviceWorker.ready).update();
      await taken;
    }""")
    assert page.evaluate("window.stillThisPage")
    assert "cuffing a-new-one" in page.evaluate("caches.keys()")
    expect(page.get_by_label(STORY)).to_have_value(WHAT_HAPPENED)
    write(page, STORY, f"{WHAT_HAPPENED} More.")
    kept(page)
    phone.cut()
    page.reload()
    expect(page.get_by_label(STORY)).to_have_value(f"{WHAT_HAPPENED} More.")


def test_the_number_of_drafts_has_a_limit_that_is_told(device, force, monkeypatch):
    monkeypatch.setattr(device_key, "MOST_DRAFTS", 1)
    phone = device(force.officer)
    page = phone.ready()
    phone.cut()
    begin(page)
    write(page, PLACE, "Outside the library")
    press(page, CLOSE)
    page.on("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name=NEW, exact=True).click()
    expect(page.get_by_role("alert")).to_have_text(
        "This device keeps at most 1 unsent drafts. Send or delete one first."
    )
    expect(page.get_by_role("heading", name=FORM)).to_be_hidden()
    unsent(page).get_by_role("button", name=re.compile("^Delete")).click()
    expect(unsent(page)).to_be_hidden()
    assert phone.rests(page)["drafts"] == []


# -- The pages of the service


def test_cut_while_filling_a_section_it_is_kept_and_sent_from_whatever_page(device, force, begun):
    phone = device(force.officer)
    page = phone.ready()
    page.goto(f"/encounters/{begun.pk}/handcuffing/")
    phone.cut()
    write(page, STORY, WHAT_HAPPENED)
    expect(page.locator(".c-saved")).to_contain_text("not sent yet")
    assert "pulled his arm" not in words_in(phone.rests(page))
    page.goto("/")  # not there: the page that is
    expect(unsent(page)).to_contain_text(f"Handcuffing and justification, {begun.reference}")
    page.reload()
    expect(unsent(page)).to_contain_text("Waiting to be sent")
    phone.connect()
    expect(unsent(page)).to_be_hidden()
    assert begun.uses.get().justification_what_happened == WHAT_HAPPENED


def test_cut_while_pressing_save_nothing_is_lost(device, force, begun):
    phone = device(force.officer)
    page = phone.ready()
    page.goto(f"/encounters/{begun.pk}/handcuffing/")
    write(page, STORY, WHAT_HAPPENED)
    # The browser believes that there is a connection.
    page.route("**/handcuffing/", lambda route: route.abort("internetdisconnected"))
    phone.cut()
    page.evaluate("Object.defineProperty(navigator, 'onLine', {value: true})")
    press(page, COME_BACK)
    shows(page, "There is no connection")
    expect(unsent(page)).to_contain_text("Handcuffing and justification")
    page.unroute("**/handcuffing/")
    phone.connect()
    expect(unsent(page)).to_be_hidden()
    assert begun.uses.get().justification_what_happened == WHAT_HAPPENED


def test_save_pressed_without_signal_stays_on_the_page(device, force, begun):
    phone = device(force.officer)
    page = phone.ready()
    page.goto(f"/encounters/{begun.pk}/handcuffing/")
    phone.cut()
    write(page, STORY, WHAT_HAPPENED)
    press(page, COME_BACK)
    expect(page.locator(".c-saved")).to_contain_text("not sent yet")
    expect(page.get_by_label(STORY)).to_have_value(WHAT_HAPPENED)
    phone.connect()
    expect(page.locator(".c-saved")).to_contain_text("Saved at")
    press(page, COME_BACK)
    then_the_page_is(page, "Record an encounter")
    assert begun.uses.get().justification_what_happened == WHAT_HAPPENED


def test_what_arrived_leaves_nothing_on_the_device(device, force, begun):
    phone = device(force.officer)
    page = phone.ready()
    page.goto(f"/encounters/{begun.pk}/handcuffing/")
    write(page, STORY, WHAT_HAPPENED)
    press(page, COME_BACK)
    then_it_says(page, "Handcuffing and justification: saved.")
    page.goto("/")
    expect(unsent(page)).to_be_hidden()
    assert phone.rests(page)["drafts"] == []


def test_signing_out_without_signal_is_finished_when_it_returns(story_on):
    phone, page = story_on()
    press(page, CLOSE)
    page.context.route("**/offline/send/", lambda route: route.abort())
    phone.connect()
    page.goto("/")
    phone.cut()
    press(page, "Sign out")
    shows(page, "Nobody is signed in on this device")
    assert [row["id"] for row in phone.rests(page)["keys"]] == ["leaving"]
    phone.connect()
    page.goto("/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign in")
    assert phone.rests(page)["keys"] == []
    assert len(phone.rests(page)["drafts"]) == 1


def test_filed_is_filed_once(story_on):
    phone, page = story_on()
    press(page, FILE)
    lost = lose_the_answer(page, times=2)
    phone.connect()
    for number in (1, 2):
        wait_until(page, lambda number=number: len(lost) == number)
        expect(unsent(page)).to_contain_text("There is no connection")
        page.evaluate("window.dispatchEvent(new Event('online'))")
    expect(unsent(page)).to_contain_text("it could not be filed")
    assert Encounter.objects.count() == 1
    assert not StatusChange.objects.filter(step=Step.SUBMIT).exists()


def test_somebody_else_signing_in_in_another_window_gets_nothing_of_the_page_still_open(
    device, force, begun
):
    phone = device(force.officer)
    phone.ready()
    mine = phone.open(f"/encounters/{begun.pk}/handcuffing/")
    phone.sign_in(force.supervisor)
    theirs = phone.ready()
    write(mine, STORY, WHAT_HAPPENED)
    expect(mine.locator(".c-saved")).to_contain_text("Not saved.")
    phone.watch.problems.clear()  # that the page is not theirs was refused as a page is

    assert "pulled his arm" not in words_in(phone.rests(theirs))
    theirs.goto("/")
    expect(unsent(theirs)).to_be_hidden()
    assert begun.uses.get().justification_what_happened == ""
    mine.close()
    phone.sign_in(force.officer)
    theirs.goto("/records/")
    wait_until(theirs, lambda: begun.uses.get().justification_what_happened == WHAT_HAPPENED)
    expect(unsent(theirs)).to_be_hidden()
    theirs.goto(f"/encounters/{begun.pk}/handcuffing/")
    expect(theirs.get_by_label(STORY)).to_have_value(WHAT_HAPPENED)
