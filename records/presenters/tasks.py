"""The task list of a draft or of an account."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from records.answers import SectionState, account_states, section_states
from records.models import Encounter, HandcuffUse
from records.questionnaire import SECTION_TITLES, Section

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
    states: dict[Section, SectionState], encounter: Encounter, *, url_name: str, account: bool
) -> list[dict[str, Any]]:
    return [
        {
            "title": section_title(section, account=account),
            "href": reverse(url_name, args=[encounter.pk, section]),
            "kind": str(state),
            "status": STATE_LABELS[state],
            "complete": state == SectionState.COMPLETE,
        }
        for section, state in states.items()
    ]


def encounter_tasks(
    encounter: Encounter, use: HandcuffUse, *, now: datetime
) -> list[dict[str, Any]]:
    """Every section with its state and where it is filled in."""
    states = section_states(encounter=encounter, use=use, now=now)
    return _tasks(states, encounter, url_name="save_section", account=False)


def account_tasks(
    encounter: Encounter, use: HandcuffUse | None, *, now: datetime
) -> list[dict[str, Any]]:
    """The sections of a colleague's own account."""
    use = use or HandcuffUse(encounter=encounter)
    states = account_states(use=use, now=now)
    return _tasks(states, encounter, url_name="save_account_section", account=True)
