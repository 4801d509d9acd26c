"""What people do in the journeys, in the words of the pages."""

import re
from datetime import datetime, timedelta

from django.utils import timezone
from playwright.sync_api import Locator, Page, expect

from records.forms.moments import LONDON, happens_twice
from tests.journeys.answering import choose, select, tick, write, write_moment

WHAT_HAPPENED = "He pulled his arm away twice and looked for a way past us."
NECESSITY = "He was stronger than either of us and had run from us a minute before."
ALTERNATIVES = "Talking had not slowed him, and nobody else was near enough to hold the gate."
QUESTION = "Why did a hold on the arm not do until the search was over?"
ANSWER = "He twisted out of the hold before I spoke to him again."

ERROR_FIRST = re.compile("^Error: ")
CONTINUE = "Save and continue"
COME_BACK = "Save and come back later"


def an_hour_ago() -> datetime:
    """A whole minute about an hour ago, not in the hour that a London clock shows twice."""
    moment = timezone.now().replace(second=0, microsecond=0) - timedelta(hours=1)
    while happens_twice(moment.astimezone(LONDON)):
        moment -= timedelta(hours=1)
    return moment


# Getting in and about


def when_they_sign_in(page: Page, person, password: str) -> None:
    page.goto("/")
    page.get_by_label("Warrant number or e-mail address").fill(person.warrant_number)
    page.get_by_label("Password", exact=True).fill(password)
    press(page, "Sign in")
    then_the_page_is(page, f"Hello, {person.name}")


def press(page: Page, button: str) -> None:
    page.get_by_role("button", name=button, exact=True).click()


def follow(page: Page, link: str) -> None:
    page.get_by_role("link", name=link, exact=True).click()


def then_the_page_is(page: Page, heading: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(heading)


def then_it_says(page: Page, words: str) -> None:
    expect(page.get_by_role("main")).to_contain_text(words)


def task(page: Page, title: str) -> Locator:
    """The line of a section in the task list."""
    return page.get_by_role("listitem").filter(has=page.get_by_role("link", name=title, exact=True))


def then_the_section_is(page: Page, title: str, state: str) -> None:
    expect(task(page, title).locator(".govuk-tag")).to_have_text(state)


# An officer's record


def when_they_start_a_record(page: Page) -> None:
    page.goto("/")
    press(page, "Record an encounter")
    then_the_page_is(page, "The encounter")


def answer_the_encounter(page: Page, began: datetime) -> None:
    write(page, "Incident reference", "CAD 4711")
    write_moment(page, "When did the encounter begin?", began)
    select(page, "Where was it?", "Lambeth")
    select(page, "What kind of place was it?", "Street or highway")
    write(page, "Describe the place", "Outside the market")
    choose(page, "Why did the encounter happen?", "Stop and search")
    choose(page, "Was the person searched under a power?", "Yes")
    choose(page, "Which power was used for the search?", "PACE 1984 s1")
    tick(
        page,
        "What was the person told before the search?",
        "Grounds for the search",
        "Object of the search",
        "You are detained for a search",
    )


def answer_the_person(page: Page) -> None:
    choose(page, "How do you know the person’s age?", "Estimated")
    write(page, "Age in years", "24")
    choose(page, "Gender, as you saw it", "Male")
    choose(page, "Ethnicity, as you saw it", "Black (or Black British)")
    select(page, "Ethnicity, as the person describes it (18+1)", "B1 Black: Caribbean")
    choose(page, "Health condition, as you saw it", "None")
    tick(page, "Was the person vulnerable in any of these ways?", "None of these")


def answer_the_handcuffing(page: Page, applied: datetime) -> None:
    write_moment(page, "When did you put the handcuffs on?", applied)
    choose(page, "How did it end?", "Handcuffs removed")
    write_moment(page, "When was that?", applied + timedelta(minutes=6))
    choose(page, "Did the handcuffs stay on after a search had ended?", "No")
    choose(page, "Were they applied before any arrest?", "Yes")
    choose(page, "Was it compliant or non-compliant handcuffing?", "Non-compliant")
    choose(page, "How did the person behave?", "Active resistance")
    choose(page, "Position of the hands", "Rear, back to back")
    choose(page, "Type of handcuffs", "Rigid")
    choose(page, "Did you ask whether they were too tight?", "Yes")
    choose(page, "Did you check the tightness?", "Yes")
    choose(page, "Did you double-lock them?", "Yes")
    tick(page, "Which power did you have to use force?", "PACE 1984 s117")
    tick(page, "What was the reason for force?", "Effect search", "Prevent escape")
    tick(page, "What else affected your decision?", "Size, gender or build")
    write(page, "What happened?", WHAT_HAPPENED)
    write(page, "Why were handcuffs necessary for this person?", NECESSITY)
    write(page, "Why would nothing less have done?", ALTERNATIVES)


def answer_the_de_escalation(page: Page) -> None:
    tick(
        page,
        "What did you try, to avoid or shorten the use of handcuffs?",
        "Explained who, why and what next",
        "Offered a choice",
    )
    choose(page, "Did it work?", "Partly")


def answer_the_outcome(page: Page) -> None:
    tick(page, "What was the outcome for the person?", "No further action")
    choose(page, "Was the person injured?", "No")
    choose(page, "Did the person complain about the handcuffing?", "No")
    choose(page, "Were you injured?", "No")


def answer_the_video(page: Page) -> None:
    choose(page, "Was body-worn video recording?", "Yes")
    write(page, "Camera references", "BWV-20931")


def when_they_answer_all_sections(page: Page, began: datetime) -> None:
    """From the first section to "check your answers"."""
    for title, answer in (
        ("The encounter", lambda: answer_the_encounter(page, began)),
        ("The person", lambda: answer_the_person(page)),
        (
            "Handcuffing and justification",
            lambda: answer_the_handcuffing(page, began + timedelta(minutes=4)),
        ),
        ("De-escalation", lambda: answer_the_de_escalation(page)),
        ("Outcome and injuries", lambda: answer_the_outcome(page)),
        ("Video and people present", lambda: answer_the_video(page)),
    ):
        then_the_page_is(page, title)
        answer()
        press(page, CONTINUE)
    then_the_page_is(page, "Check your answers")


# A reviewer's decision


def when_they_judge(page: Page, *, necessity: str = "Yes, shown") -> None:
    """The structured part of a decision."""
    choose(page, "Is there a lawful basis?", "Yes, shown")
    choose(page, "Were handcuffs necessary for this person?", necessity)
    choose(page, "Was it proportionate, for as long as it lasted?", "Yes, shown")
    choose(page, "Was de-escalation tried, or rightly not tried?", "Yes, shown")
    choose(page, "Have you viewed the body-worn video?", "Yes")


def when_they_ask(page: Page, question: str, officer) -> None:
    when_they_judge(page, necessity="Unclear")
    choose(page, "Your decision", "Return with a question")
    tick(page, "What do you return it for?", "No alternative considered")
    choose(page, "Who should answer?", str(officer))
    write(page, "Your question", question)
    press(page, "Send the decision")


def when_they_accept(page: Page) -> None:
    when_they_judge(page)
    choose(page, "Your decision", "Accept")
    press(page, "Send the decision")


# What is wrong


def summary(page: Page) -> Locator:
    """The box that lists what is wrong."""
    return page.locator(".govuk-error-summary")


def then_problems_come_first(page: Page) -> None:
    """In the title of the page, and at its top, where the focus is."""
    expect(page).to_have_title(ERROR_FIRST)
    expect(summary(page)).to_be_focused()


def then_there_is_a_problem(page: Page, message: str, *, at: Locator) -> None:
    """Said beside the field and at the top of the page, from where a link leads to the field."""
    expect(page.locator(".govuk-form-group--error").filter(has=at)).to_contain_text(message)
    summary(page).get_by_role("link", name=message, exact=True).click()
    expect(at).to_be_focused()
