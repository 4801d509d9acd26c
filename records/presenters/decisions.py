"""What was decided, asked and said about a record by those who review it."""

from typing import Any

from accounts.models import User
from records import permissions
from records.judgement import PARTS
from records.models import Encounter, Review, UseAssessment
from records.presenters.answers import moment
from records.vocabulary import (
    UNDECIDED_STATUSES,
    Assessment,
    Decision,
    EscalationCategory,
    ReturnReason,
    YesNo,
)

_TITLES = {
    "lawful_basis": "Lawful basis",
    "necessity": "Necessity",
    "proportionality": "Proportionality",
    "de_escalation": "De-escalation",
}


def decisions(encounter: Encounter, reader: User | None = None) -> list[dict[str, Any]]:
    """Every decision with its reasons and, if it asked something, the answer; newest first."""
    return [
        decision(review, encounter, reader)
        for review in sorted(encounter.reviews.all(), key=lambda one: one.at, reverse=True)
    ]


def decision(review: Review, encounter: Encounter, reader: User | None = None) -> dict[str, Any]:
    """One decision in words."""
    shown = {
        "id": review.pk,
        "title": Decision(review.decision).label,
        "by": review.reviewer.name,
        "at": moment(review.at),
        "rows": _rows(review, encounter),
        "seen_by": [
            f"{one.officer.name}, {moment(one.at)}"
            for one in sorted(review.acknowledgements.all(), key=lambda one: one.at)
        ],
    }
    if reader is not None and is_to_be_read(review, encounter):
        mine = any(one.officer_id == reader.pk for one in review.acknowledgements.all())
        may = permissions.may_acknowledge(reader, encounter, review)
        shown["may_acknowledge"] = bool(may) and not mine
    return shown


def is_to_be_read(review: Review, encounter: Encounter) -> bool:
    """Whether people are asked to say that they have seen it: feedback, and every outcome.

    A return is read by who answers it.
    """
    if review.learning_point or review.decision == Decision.UPHOLD:
        return True
    if review.decision == Decision.RETURN:
        return False
    return bool(review.comment)


def _rows(review: Review, encounter: Encounter) -> list[dict[str, Any]]:
    rows = [*_assessment_rows(review, encounter)]
    rows.append({"key": "Video viewed", "value": YesNo(review.video_viewed).label})
    if review.video_not_viewed_reason:
        rows.append({"key": "Why not viewed", "value": review.video_not_viewed_reason})
    if review.escalation_category:
        label = EscalationCategory(review.escalation_category).label
        rows.append({"key": "Concern", "value": label})
    if review.return_reasons:
        labels = [ReturnReason(reason).label for reason in review.return_reasons]
        rows.append({"key": "Returned for", "values": labels, "value": ""})
    if review.question:
        rows.append({"key": f"Question for {review.question_for.name}", "value": review.question})
        rows += [
            {"key": f"About “{one.ask}”", "value": one.text} for one in review.questions_at_answers
        ]
        rows.append({"key": "Answer", "value": review.answer, "missing": "Not answered yet"})
    if review.comment:
        rows.append({"key": "Feedback and reasons", "value": review.comment})
    if review.learning_point:
        rows.append({"key": "Learning point", "value": review.learning_point})
    return rows


def _assessment_rows(review: Review, encounter: Encounter) -> list[dict[str, Any]]:
    """The four parts; with several accounts under the name of each officer."""
    assessed = list(review.use_assessments.all())
    names = {use.pk: use.officer.name for use in encounter.uses.all()}
    assessed.sort(key=lambda one: (names.get(one.use_id, ""), one.pk))
    if len(assessed) < 2:
        return [
            *_parts(review),
            *(_continued(one) for one in assessed if one.continued_use),
        ]
    rows = []
    for one in assessed:
        officer = names.get(one.use_id, "An account that was given then")
        found = [*_parts(one), *([_continued(one)] if one.continued_use else [])]
        lines = [f"{row['key']}: {row['value'].lower()}" for row in found]
        rows.append({"key": f"Use of force by {officer}", "values": lines, "value": ""})
    return rows


def _parts(row: Review | UseAssessment) -> list[dict[str, Any]]:
    return [{"key": _TITLES[part], "value": Assessment(getattr(row, part)).label} for part in PARTS]


def _continued(one: UseAssessment) -> dict[str, Any]:
    return {"key": "Continued use", "value": Assessment(one.continued_use).label}


def asked_before(encounter: Encounter) -> list[dict[str, Any]]:
    """Earlier returns with question and answer, oldest first."""
    return [
        {
            "asked": f"{review.reviewer.name} asked {review.question_for.name}, "
            f"{moment(review.at)}",
            "question": review.question,
            "fields": review.questions_at_answers,
            "answer": review.answer,
            "answered": moment(review.answered_at),
        }
        for review in sorted(encounter.reviews.all(), key=lambda one: one.at)
        if review.question_for_id is not None and review.answered_at is not None
    ]


def opinions(encounter: Encounter, reader: User) -> list[dict[str, Any]]:
    """Second opinions, oldest first; those who took part see them once it is decided."""
    took_part = any(one.pk == reader.pk for one in permissions.involved_officers(encounter))
    if took_part and encounter.status in UNDECIDED_STATUSES:
        return []
    shown = []
    for request in sorted(encounter.second_opinions.all(), key=lambda one: one.pk):
        opinion = getattr(request, "opinion", None)
        shown.append(
            {
                "asked": f"{request.asked_by.name} asked {request.asked.name}, "
                f"{moment(request.asked_at)}",
                "question": request.question,
                "opinion": opinion.text if opinion else "",
                "given": moment(opinion.at) if opinion else "",
            }
        )
    return shown
