"""How much a typical encounter asks of an officer with a phone: every tap and keystroke counted.

One person, stopped and searched in the street, handcuffed for some minutes, no injury; recorded
afterwards, from the home page until it is filed, once begun from nothing by an officer's first
record, once from a favourite by an officer who has recorded before. The justification is written
for this person, in full. A tap on a drop-down list and one on its entry are two. `pytest -s`
prints the numbers; the README and docs/two-minutes.md quote them, and this test fails when they
are no longer true.

Taps and keystrokes are counted; seconds are a model of them, not a measurement:

- typing: 36 words of five characters a minute, 3 keystrokes a second. The mean of 37,370
  volunteers who typed on phones (Palin, Feit, Kim, Kristensson and Oulasvirta, 2019).
- a tap: 0.8 seconds, and beside it 1.0. An assumption.
- dictating: 150 words a minute, and one more tap for each text. An assumption.

It leaves out reading, thinking, scrolling, pages that load, and correcting what was typed or
heard wrongly; nobody has been timed in the field.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from time import perf_counter

import pytest
from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from records.actions.favourites import save_favourite
from records.forms.moments import LONDON
from records.models import Encounter
from records.vocabulary import EncounterReason, LocationType, SearchPower, Status
from tests import factories
from tests.journeys.answering import group
from tests.journeys.conftest import PATIENCE, PHONE
from tests.journeys.steps import CONTINUE, an_hour_ago, then_the_page_is

ROOT = Path(__file__).parents[2]
KEYSTROKES_A_SECOND = 3.0
SECONDS_A_TAP = (0.8, 1.0)
WORDS_A_SECOND = 150 / 60
# What it should take from a favourite, typed, at the first of these.
MOST_SECONDS = 120

FAVOURITE = "Stop and search in the street"
CAMERA = "BWV-20931"
WHAT_HAPPENED = "He reached into his bag twice after I had asked him to leave it."
NECESSITY = "He is taller than me, was agitated and would not take his hand out of the bag."
ALTERNATIVES = "I had asked twice, and a hold on his arm did not last while I was alone."
JUSTIFICATION = (WHAT_HAPPENED, NECESSITY, ALTERNATIVES)


@dataclass
class Finger:
    """Taps and types on a page as a thumb does, and counts it, section by section."""

    page: Page
    taps: Counter = field(default_factory=Counter)
    keys: Counter = field(default_factory=Counter)
    where: str = "home"

    def tap(self, target: Locator) -> None:
        target.tap()
        self.taps[self.where] += 1

    def press(self, button: str) -> None:
        self.tap(self.page.get_by_role("button", name=button, exact=True))

    def follow(self, link: str) -> None:
        self.tap(self.page.get_by_role("link", name=link, exact=True))

    def choose(self, question: str, *answers: str) -> None:
        for answer in answers:
            self.tap(group(self.page, question).get_by_text(answer, exact=True))

    def select(self, question: str, answer: str) -> None:
        """Opening the list and choosing from it."""
        self.page.get_by_label(question, exact=True).select_option(label=answer)
        self.taps[self.where] += 2

    def write(self, question: str, words: str) -> None:
        self.tap(self.page.get_by_label(question, exact=True))
        self.page.keyboard.type(words)
        self.keys[self.where] += len(words)

    def write_time(self, question: str, moment: datetime) -> None:
        """The time alone: the day is filled in, and right."""
        asked, local = group(self.page, question), moment.astimezone(LONDON)
        self.tap(asked.get_by_label("Time (24h)"))
        self.page.keyboard.type(f"{local:%H%M}")
        self.keys[self.where] += 4
        for part in ("day", "month", "year"):
            written = asked.get_by_label(part.capitalize(), exact=True)
            expect(written).to_have_value(str(getattr(local, part)))

    def answered_already(self, question: str, answer: str) -> None:
        """What stands there for the officer to look at."""
        asked = self.page.get_by_label(question, exact=True).or_(group(self.page, question)).first
        expect(asked.locator("option:checked, :checked + label")).to_have_text(answer)

    def on(self, title: str) -> None:
        """What follows is counted there."""
        try:
            then_the_page_is(self.page, title)
        except AssertionError:
            said = self.page.locator(".govuk-error-summary__list").all_inner_texts()
            pytest.fail(f"Not “{title}”: {said or self.page.url}", pytrace=False)
        self.where = title


@pytest.fixture
def finger(browser, live_server, served_as_web_role, visitors, force):
    """The officer's phone, signed in, with a touch screen."""
    width, height = PHONE
    context = browser.new_context(
        base_url=live_server.url,
        viewport={"width": width, "height": height},
        has_touch=True,
        is_mobile=True,
        locale="en-GB",
        service_workers="block",
    )
    context.set_default_timeout(3 * PATIENCE)
    visitors._sign_in(context, force.officer)
    yield Finger(context.new_page())
    context.close()


def record_it(finger: Finger, *, favourite: bool) -> None:
    began = an_hour_ago()
    finger.page.goto("/")
    if favourite:
        finger.press(f"Begin from {FAVOURITE}")
    else:
        finger.press("Record an encounter")

    finger.on("The encounter")
    finger.write_time("When did the encounter begin?", began)
    where, kind = "Where was it?", "What kind of place was it?"
    why, searched = "Why did the encounter happen?", "Was the person searched under a power?"
    power = "Which power was used for the search?"
    if favourite:
        finger.answered_already(where, "Lambeth")
        finger.answered_already(kind, "Street or highway")
        finger.answered_already(why, "Stop and search")
        finger.answered_already(searched, "Yes")
        finger.answered_already(power, "PACE 1984 s1")
    else:
        finger.select(where, "Lambeth")
        finger.select(kind, "Street or highway")
        finger.choose(why, "Stop and search")
        finger.choose(searched, "Yes")
        finger.choose(power, "PACE 1984 s1")
    finger.write("Describe the place", "Outside the library")
    told = group(finger.page, "What was the person told before the search?")
    expect(told.get_by_role("checkbox", checked=True)).to_have_count(0)
    finger.press("Tick all of these")
    expect(told.get_by_role("checkbox", checked=True)).to_have_count(8)
    finger.press(CONTINUE)

    finger.on("The person")
    finger.choose("How do you know the person’s age?", "Estimated")
    finger.write("Age in years", "24")
    finger.choose("Gender, as you saw it", "Male")
    finger.choose("Ethnicity, as you saw it", "White")
    finger.select("Ethnicity, as the person describes it (18+1)", "W1 White: British")
    finger.choose("Health condition, as you saw it", "None")
    finger.choose("Was the person vulnerable in any of these ways?", "None of these")
    finger.press(CONTINUE)

    finger.on("Handcuffing and justification")
    finger.write_time("When did you put the handcuffs on?", began + timedelta(minutes=2))
    finger.choose("How did it end?", "Handcuffs removed")
    finger.write_time("When was that?", began + timedelta(minutes=8))
    finger.choose("Did the handcuffs stay on after a search had ended?", "No")
    finger.choose("Were they applied before any arrest?", "Yes")
    finger.choose("Was it compliant or non-compliant handcuffing?", "Compliant")
    finger.choose("How did the person behave?", "Passive resistance")
    finger.choose("Position of the hands", "Front, stack")
    if favourite:
        finger.answered_already("Type of handcuffs", "Rigid")
    else:
        finger.choose("Type of handcuffs", "Rigid")
    finger.choose("Did you ask whether they were too tight?", "Yes")
    finger.choose("Did you check the tightness?", "Yes")
    finger.choose("Did you double-lock them?", "Yes")
    finger.choose("Which power did you have to use force?", "PACE 1984 s117")
    finger.choose("What was the reason for force?", "Effect search")
    finger.choose("What else affected your decision?", "Size, gender or build")
    finger.write("What happened?", WHAT_HAPPENED)
    finger.write("Why were handcuffs necessary for this person?", NECESSITY)
    finger.write("Why would nothing less have done?", ALTERNATIVES)
    finger.press(CONTINUE)

    finger.on("De-escalation")
    tried = "What did you try, to avoid or shorten the use of handcuffs?"
    finger.choose(tried, "Explained who, why and what next")
    finger.choose("Did it work?", "Partly")
    finger.press(CONTINUE)

    finger.on("Outcome and injuries")
    finger.choose("What was the outcome for the person?", "No further action")
    finger.choose("Was the person injured?", "No")
    finger.choose("Did the person complain about the handcuffing?", "No")
    finger.choose("Were you injured?", "No")
    finger.press(CONTINUE)

    finger.on("Video and people present")
    finger.choose("Was body-worn video recording?", "Yes")
    if favourite:
        expect(finger.page.get_by_label("Camera references", exact=True)).to_have_value("")
        finger.press(f"Use {CAMERA}")
    else:
        finger.write("Camera references", CAMERA)
    finger.press(CONTINUE)

    finger.on("Check your answers")
    finger.press("File the record")


@pytest.fixture
def recorded_before(force):
    """The officer filed something like this some days ago, and kept its circumstances."""
    before = factories.an_encounter(
        officer=force.officer,
        at=timezone.now() - timedelta(days=5),
        area=factories.an_area(),
        location_type=LocationType.STREET,
        location_description="Behind the station",
        reason=EncounterReason.STOP_AND_SEARCH,
        search_power=SearchPower.PACE_S1,
        camera_references=[CAMERA],
    )
    given = {"by": force.officer, "at": timezone.now()}
    save_favourite(encounter=before, name=FAVOURITE, with_place=False, **given)
    return before


def seconds(finger: Finger, *, a_tap: float, dictated: bool) -> int:
    """What the model at the top of this module gives."""
    taps, keystrokes, spoken = finger.taps.total(), finger.keys.total(), 0.0
    if dictated:
        taps += len(JUSTIFICATION)
        keystrokes -= sum(map(len, JUSTIFICATION))
        spoken = sum(len(text.split()) for text in JUSTIFICATION) / WORDS_A_SECOND
    return round(taps * a_tap + keystrokes / KEYSTROKES_A_SECOND + spoken)


def quoted(name: str) -> str:
    """A text with its line breaks as spaces."""
    return re.sub(r"\s+", " ", (ROOT / name).read_text(encoding="utf-8"))


def record_and_compare(finger: Finger, title: str, *, favourite: bool) -> int:
    """Record it, print what it cost, and compare that with what is quoted; the typed seconds."""
    others = set(Encounter.objects.values_list("pk", flat=True))
    began = perf_counter()
    record_it(finger, favourite=favourite)
    encounter = Encounter.objects.exclude(pk__in=others).get()
    then_the_page_is(finger.page, encounter.reference)
    took = perf_counter() - began
    encounter.refresh_from_db()
    assert encounter.status == Status.SUBMITTED

    taps, keystrokes = finger.taps.total(), finger.keys.total()
    print(f"\n{title}: {taps} taps, {keystrokes} keystrokes; by a script {took:.0f} s")
    for section in dict.fromkeys([*finger.taps, *finger.keys]):
        counts = f"{finger.taps[section]:>3} taps {finger.keys[section]:>4} keystrokes"
        print(f"  {section:<32} {counts}")
    modelled = [
        seconds(finger, a_tap=a_tap, dictated=dictated)
        for dictated in (False, True)
        for a_tap in SECONDS_A_TAP
    ]
    row = f"| {title} | {taps} | {keystrokes} | " + " | ".join(map(str, modelled)) + " |"
    print(f"  {row}")
    assert f"{taps} taps and {keystrokes} keystrokes" in quoted("README.md")
    assert row in quoted("docs/two-minutes.md")
    return modelled[0]


def test_from_nothing_a_typical_encounter_costs_what_is_quoted(finger):
    record_and_compare(finger, "First record, from nothing", favourite=False)


def test_from_a_favourite_a_typical_encounter_takes_less_than_two_minutes(finger, recorded_before):
    typed = record_and_compare(finger, "From a favourite", favourite=True)
    assert typed < MOST_SECONDS
    written = sum(map(len, JUSTIFICATION))
    assert f"{written} of the keystrokes are the justification" in quoted("README.md")
