"""The task list of a draft or of an account."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.urls import reverse

from records.answers import SectionState, account_states, section_states
from records.asked_back import Asked, asked_about
from records.models import Encounter, HandcuffUse
from records.questionnaire import SECTION_TITLES, Section, questions

STATE_LABELS = {
    SectionState.NOT_STARTED: "Not started",
    SectionState.IN_PROGRESS: "In progress",
    SectionState.COMPLETE: "Complete",
}
ACCOUNT_TITLES = {Section.OUTCOME: "Injuries to you"}


def section_title(section: Section, *, account: bool = False) -> str:
    """What a section is called on the page."""
    return (ACCOUNT_TITLES if account else {}).get(section, SECTION_TITLES[section])


def _tasks(
    states: dict[Section, SectionState],
    encounter: Encounter,
    use: HandcuffUse,
    *,
    url_name: str,
    account: bool,
) -> list[dict[str, Any]]:
    asked = asked_about(encounter, use)
    return [
        {
            "title": section_title(section, account=account),
            "href": reverse(url_name, args=[encounter.pk, section]),
            "kind": str(state),
            "status": STATE_LABELS[state],
            "complete": state == SectionState.COMPLETE,
            "hint": _asked_here(section, asked),
        }
        for section, state in states.items()
    ]


def _asked_here(section: Section, asked: Mapping[str, Asked]) -> str:
    """That a reviewer asks about answers of this section."""
    here = sum(question.name in asked for question in questions(section))
    if not here:
        return ""
    who = next(iter(asked.values())).who
    return (
        f"{who} asks about {here} of your answers here"
        if here > 1
        else (f"{who} asks about an answer here")
    )


def encounter_tasks(
    encounter: Encounter, use: HandcuffUse, *, now: datetime
) -> list[dict[str, Any]]:
    """Every section with its state and where it is filled in."""
    states = section_states(encounter=encounter, use=use, now=now)
    return _tasks(states, encounter, use, url_name="save_section", account=False)


def account_tasks(
    encounter: Encounter, use: HandcuffUse | None, *, now: datetime
) -> list[dict[str, Any]]:
    """The sections of a colleague's own account."""
    use = use or HandcuffUse(encounter=encounter)
    states = account_states(use=use, now=now)
    return _tasks(states, encounter, use, url_name="save_account_section", account=True)
