"""The whole record on one page: shared facts, every officer's account, decisions, history."""

from typing import Any

from accounts.models import User
from records import permissions
from records.answers import stored_answers, warnings
from records.listed import is_still_asked
from records.models import Encounter, HandcuffUse
from records.presenters.amendments import amendments
from records.presenters.answers import answer_rows, moment
from records.presenters.colleagues import colleague_notes
from records.presenters.comments import comments
from records.questionnaire import (
    ENCOUNTER_QUESTIONS,
    SECTION_TITLES,
    USE_QUESTIONS,
    Section,
)
from records.vocabulary import (
    Assessment,
    Decision,
    EscalationCategory,
    Involvement,
    Status,
    UseStatus,
    YesNo,
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


# A reviewer reads why before how.
_JUSTIFICATION = tuple(
    question
    for question in USE_QUESTIONS[Section.HANDCUFFING]
    if question.name.startswith("justification_")
)
_ACCOUNT_GROUPS = {
    "Justification": _JUSTIFICATION,
    "De-escalation": USE_QUESTIONS[Section.DE_ESCALATION],
    "Handcuffing": tuple(
        question
        for question in USE_QUESTIONS[Section.HANDCUFFING]
        if question not in _JUSTIFICATION
    ),
    "Injury to the officer": USE_QUESTIONS[Section.OUTCOME],
}


def account(use: HandcuffUse, encounter: Encounter) -> dict[str, Any]:
    """One officer's account as a column."""
    answers = stored_answers(encounter=encounter, use=use)
    return {
        "officer": str(use.officer),
        "role": "Reporting officer"
        if use.officer_id == encounter.reporting_officer_id
        else "Colleague",
        "given": moment(use.submitted_at),
        "minutes": use.minutes,
        "warnings": [problem.message for problem in warnings(answers)],
        "groups": [
            {"title": title, "rows": answer_rows(use, asked, answers)}
            for title, asked in _ACCOUNT_GROUPS.items()
        ],
    }


def accounts(encounter: Encounter) -> list[dict[str, Any]]:
    """The accounts given, the reporting officer's first."""
    given = [use for use in encounter.uses.all() if use.status == UseStatus.SUBMITTED]
    given.sort(key=lambda use: (use.officer_id != encounter.reporting_officer_id, use.created_at))
    return [account(use, encounter) for use in given]


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


def decisions(encounter: Encounter) -> list[dict[str, Any]]:
    """Every decision with its reasons and, if it asked something, the answer; newest first."""
    shown = []
    for review in sorted(encounter.reviews.all(), key=lambda review: review.at, reverse=True):
        rows = [
            {"key": "Lawful basis", "value": Assessment(review.lawful_basis).label},
            {"key": "Necessity", "value": Assessment(review.necessity).label},
            {"key": "Proportionality", "value": Assessment(review.proportionality).label},
            {"key": "De-escalation", "value": Assessment(review.de_escalation).label},
            {"key": "Video viewed", "value": YesNo(review.video_viewed).label},
        ]
        if review.video_not_viewed_reason:
            rows.append({"key": "Why not viewed", "value": review.video_not_viewed_reason})
        if review.escalation_category:
            label = EscalationCategory(review.escalation_category).label
            rows.append({"key": "Concern", "value": label})
        if review.question:
            rows.append(
                {"key": f"Question for {review.question_for.name}", "value": review.question}
            )
            rows.append({"key": "Answer", "value": review.answer, "missing": "Not answered yet"})
        if review.comment:
            rows.append({"key": "Feedback and reasons", "value": review.comment})
        shown.append(
            {
                "title": Decision(review.decision).label,
                "by": review.reviewer.name,
                "at": moment(review.at),
                "rows": rows,
            }
        )
    return shown


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


def record_page(encounter: Encounter, reader: User) -> dict[str, Any]:
    """Everything the record page shows to anybody who may read the record."""
    return {
        "encounter": encounter,
        "status_label": Status(encounter.status).label,
        "is_mine": encounter.reporting_officer_id == reader.pk,
        "occurred": moment(encounter.occurred_at),
        "filed": moment(encounter.submitted_at),
        "review_due": moment(encounter.review_due_at),
        "facts": shared_facts(encounter),
        "accounts": accounts(encounter),
        "people": people_present(encounter),
        "awaited": accounts_awaited(encounter),
        "decisions": decisions(encounter),
        "history": history(encounter),
        "amendments": amendments(encounter),
        "comments": comments(encounter),
        "may_comment": permissions.may_comment(reader, encounter),
    }
