"""The whole record on one page: shared facts, every officer's account, decisions, history."""

from datetime import datetime
from typing import Any

from accounts.models import Role, User
from records import permissions
from records.answers import stored_answers
from records.listed import is_still_asked
from records.models import Encounter
from records.presenters.accounts import accounts
from records.presenters.amendments import amendments
from records.presenters.answers import answer_rows, moment
from records.presenters.colleagues import colleague_notes
from records.presenters.comments import comments
from records.presenters.decisions import asked_before, decisions, opinions
from records.presenters.flags import FlagKind, flags_with_reasons
from records.presenters.footage import footage
from records.presenters.timeline import timeline
from records.questionnaire import (
    ENCOUNTER_QUESTIONS,
    SECTION_TITLES,
    Section,
)
from records.vocabulary import (
    Involvement,
    Status,
    UseStatus,
)
from records.workflow import Step

STEP_LABELS = {
    "start": "Started",
    "hand_over": "Handed over",
    Step.SUBMIT: "Filed",
    Step.RESUBMIT: "Question answered",
    Step.ACCEPT: "Accepted",
    Step.RETURN: "Returned with a question",
    Step.ESCALATE: "Escalated to professional standards",
    Step.CLEAR: "Accepted by professional standards",
    Step.UPHOLD: "Concern upheld",
    Step.AMEND: "Amended",
    Step.DISCARD: "Discarded",
    Step.WITHDRAW: "Withdrawn",
}


def shared_facts(encounter: Encounter, *, change_urls: dict[Section, str] | None = None):
    """A card for each section about the occasion and the person."""
    answers = stored_answers(encounter=encounter, use=None)
    return [
        {
            "title": SECTION_TITLES[section],
            "rows": answer_rows(
                encounter, asked, answers, change_url=(change_urls or {}).get(section, "")
            ),
        }
        for section, asked in ENCOUNTER_QUESTIONS.items()
    ]


def people_present(encounter: Encounter) -> list[dict[str, Any]]:
    """Who was there, what they did, and whether an account is still to come."""
    given = {use.officer_id for use in encounter.uses.all() if use.status == UseStatus.SUBMITTED}
    people: list[dict[str, Any]] = [
        {"officer": str(encounter.reporting_officer), "did": "Reported the encounter"}
    ]
    for row in sorted(encounter.officers_present.all(), key=lambda row: row.officer.name):
        person = {"officer": str(row.officer), "did": Involvement(row.involvement).label}
        awaited = is_still_asked(row) and row.officer_id not in given
        person["notes"] = colleague_notes(row, awaited=awaited)
        people.append(person)
    return people


def accounts_awaited(encounter: Encounter) -> list[str]:
    """Colleagues who applied handcuffs and have not said how: a decision would leave them out."""
    given = {use.officer_id for use in encounter.uses.all() if use.status == UseStatus.SUBMITTED}
    return sorted(
        row.officer.name
        for row in encounter.officers_present.all()
        if is_still_asked(row) and row.officer_id not in given
    )


def history(encounter: Encounter) -> list[dict[str, str]]:
    """Every step the record took, oldest first."""
    return [
        {
            "title": STEP_LABELS[change.step],
            "by": change.by.name,
            "at": moment(change.at),
            "reason": change.reason,
        }
        for change in sorted(encounter.status_changes.all(), key=lambda change: change.pk)
    ]


def record_page(encounter: Encounter, reader: User, *, now: datetime) -> dict[str, Any]:
    """Everything the record page shows to anybody who may read the record."""
    reviewing = reviews_records(reader, encounter)
    return {
        **what_was_recorded(encounter, reader, now=now, reviewing=reviewing),
        "status_label": Status(encounter.status).label,
        "is_mine": encounter.reporting_officer_id == reader.pk,
        "review_due": moment(encounter.review_due_at),
        "awaited": accounts_awaited(encounter),
        "asked_before": asked_before(encounter),
        "opinions": opinions(encounter, reader),
        "decisions": decisions(encounter, reader),
        "history": history(encounter),
        "amendments": amendments(encounter),
        "comments": comments(encounter),
        "may_comment": permissions.may_comment(reader, encounter),
        "may_mark_footage": permissions.may_mark_footage(reader, encounter),
    }


def what_was_recorded(
    encounter: Encounter, reader: User, *, now: datetime, reviewing: bool
) -> dict[str, Any]:
    """The record without anything that was decided, asked or said about it."""
    columns, differing = accounts(encounter, trainings=reviewing)
    return {
        "encounter": encounter,
        "occurred": moment(encounter.occurred_at),
        "filed": moment(encounter.submitted_at),
        "timeline": timeline(encounter),
        "footage": footage(encounter, now=now),
        "flags": flags_with_reasons(encounter, reader=reader, now=now) if reviewing else [],
        "facts": shared_facts(encounter),
        "accounts": columns,
        "differences": differing,
        "people": people_present(encounter),
    }


def blind_page(encounter: Encounter, reader: User, *, now: datetime) -> dict[str, Any]:
    """The record for a second reviewer, who is not to know what the first decided."""
    page = what_was_recorded(encounter, reader, now=now, reviewing=True)
    page["flags"] = [flag for flag in page["flags"] if flag.kind != FlagKind.RETURNED_BEFORE]
    return page | {"blind": True}


def reviews_records(reader: User, encounter: Encounter) -> bool:
    """Whether they read the record to judge it; who took part reads it as their own."""
    if any(officer.pk == reader.pk for officer in permissions.involved_officers(encounter)):
        return False
    return reader.has_role(Role.SUPERVISOR, Role.PROFESSIONAL_STANDARDS)
