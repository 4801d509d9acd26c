"""How much a typical encounter asks of an officer with a phone: every tap and keystroke counted.

One person, stopped and searched in the street, handcuffed for some minutes, no injury; recorded
from the home page until it is filed. The justification is written for this person, in full. A tap
on a drop-down list and one on its entry are two. `pytest -s` prints the numbers; the README quotes
them, and this test fails when they are no longer true.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

import pytest
from playwright.sync_api import Locator, Page, expect

from records.models import Encounter
from records.vocabulary import Status
from tests.journeys.answering import group
from tests.journeys.conftest import PATIENCE, PHONE
from tests.journeys.steps import CONTINUE, then_the_page_is

# What the README says. A change that costs the officer more has to be said there as well.
MOST_TAPS, MOST_KEYSTROKES = 65, 260
README = Path(__file__).parents[2] / "README.md"

WHAT_HAPPENED = "He reached into his bag twice after I had asked him to leave it."
NECESSITY = "He is taller than me, was agitated and would not take his hand out of the bag."
ALTERNATIVES = "I had asked twice, and a hold on his arm did not last while I was alone."


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

    def now(self, question: str) -> None:
        self.tap(group(self.page, question).get_by_role("button", name=re.compile("now", re.I)))

    def answered_already(self, question: str, answer: str) -> None:
        """A default that the officer only looks at."""
        chosen = self.page.get_by_label(question, exact=True).locator("option:checked")
        expect(chosen).to_have_text(answer)

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


def record_it(finger: Finger) -> None:
    finger.page.goto("/")
    finger.press("Record an encounter")
    finger.press("Start now")
    then_the_page_is(finger.page, "Record an encounter")
    finger.follow("The encounter")

    finger.on("The encounter")
    finger.now("When did the encounter begin?")
    finger.select("Where was it?", "Lambeth")
    finger.select("What kind of place was it?", "Street or highway")
    finger.write("Describe the place", "Outside the library")
    finger.select("Why did the encounter happen?", "Stop and search")
    finger.choose("Was the person searched under a power?", "Yes")
    finger.choose("Which power was used for the search?", "PACE 1984 s1")
    told = group(finger.page, "What was the person told before the search?")
    for label in told.locator(".govuk-checkboxes__label").all():
        if not label.inner_text().strip().lower().startswith("none"):
            finger.tap(label)
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
    finger.now("When did you put the handcuffs on?")
    finger.choose("How did it end?", "Handcuffs removed")
    finger.now("When was that?")
    finger.choose("Did the handcuffs stay on after a search had ended?", "No")
    finger.choose("Were they applied before any arrest?", "Yes")
    finger.choose("Was it compliant or non-compliant handcuffing?", "Compliant")
    finger.choose("How did the person behave?", "Passive resistance")
    finger.choose("Position of the hands", "Front, stack")
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
    finger.write("Camera references", "BWV-20931")
    finger.press(CONTINUE)

    finger.on("Check your answers")
    finger.press("File the record")


def test_a_typical_encounter_costs_what_the_readme_says(finger):
    began = perf_counter()
    record_it(finger)
    encounter = Encounter.objects.get()
    then_the_page_is(finger.page, encounter.reference)
    took = perf_counter() - began
    assert Encounter.objects.get().status == Status.SUBMITTED

    taps, keystrokes = finger.taps.total(), finger.keys.total()
    print(f"\nA typical encounter: {taps} taps, {keystrokes} keystrokes; by a script {took:.0f} s")
    for title in dict.fromkeys([*finger.taps, *finger.keys]):
        print(f"  {title:<32} {finger.taps[title]:>3} taps {finger.keys[title]:>4} keystrokes")
    said = re.search(r"(\d+) taps and (\d+)\s+keystrokes", README.read_text(encoding="utf-8"))
    assert said, "The README quotes the number of taps and keystrokes."
    assert (taps, keystrokes) == (int(said[1]), int(said[2]))
    assert taps <= MOST_TAPS
    assert keystrokes <= MOST_KEYSTROKES
