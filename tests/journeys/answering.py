"""Answering the questions of a form as a person does: by their words."""

from datetime import datetime

from playwright.sync_api import Locator, Page

from records.forms.moments import LONDON


def group(page: Page, question: str) -> Locator:
    """The questions that are answered with several inputs."""
    return page.get_by_role("group", name=question, exact=True)


def choose(page: Page, question: str, answer: str) -> None:
    """One of a few."""
    group(page, question).get_by_label(answer, exact=True).check()


def select(page: Page, question: str, answer: str) -> None:
    """One of a drop-down list."""
    page.get_by_label(question, exact=True).select_option(label=answer)


def tick(page: Page, question: str, *answers: str) -> None:
    """Any of a list."""
    for answer in answers:
        choose(page, question, answer)


def write(page: Page, question: str, answer: str) -> None:
    """In one's own words."""
    page.get_by_label(question, exact=True).fill(answer)


def write_moment(page: Page, question: str, moment: datetime) -> None:
    """Date and time on a London clock."""
    local = moment.astimezone(LONDON)
    asked = group(page, question)
    for part, answer in (
        ("Day", local.day),
        ("Month", local.month),
        ("Year", local.year),
        ("Time (24h)", f"{local:%H:%M}"),
    ):
        asked.get_by_label(part, exact=True).fill(str(answer))
