"""The review file: one row per decision on a record; no comment, no question and no answer."""

from records import vocabulary as v
from records.judgement import PARTS
from records.models import Review
from reporting.exports import occasion
from reporting.exports.columns import (
    RowColumn,
    Unit,
    code,
    codes,
    moment,
    number,
    pseudonym,
    yes_no,
)
from reporting.exports.row_file import RowFile

_OF = "review"
_RETURNED = f"review.decision = '{v.Decision.RETURN.value}'"
_LABELS = {
    "lawful_basis": "the lawful basis",
    "necessity": "the necessity",
    "proportionality": "the proportionality",
    "de_escalation": "the de-escalation",
}


def _joins(chosen: str) -> str:
    """With the last second review, by dip sample, of the decision."""
    return """
    JOIN records_encounter AS encounter ON encounter.id = review.encounter_id
    LEFT JOIN (
        SELECT DISTINCT ON (item.first_review_id) item.first_review_id, again.*
        FROM records_dipsampleitem AS item
        JOIN records_secondreview AS again ON again.item_id = item.id
        ORDER BY item.first_review_id, again.at DESC, again.id DESC
    ) AS again ON again.first_review_id = review.id
    """


def columns() -> tuple[RowColumn, ...]:
    """In the order of the file."""
    return (
        pseudonym("review", "int8send(review.id::bigint)", "The decision"),
        occasion.encounter(),
        pseudonym(
            "reviewer",
            "int8send(review.reviewer_id::bigint)",
            "Who decided, the same in every file made with the same key; not comparable with the "
            "pseudonyms of officers",
        ),
        moment(
            "decided_date",
            "to_char(review.at AT TIME ZONE 'Europe/London', 'YYYY-MM-DD')",
            "Day of the decision, by London time",
            unit=Unit.DAY,
        ),
        number(
            "hours_from_filing",
            "floor(extract(epoch FROM review.at - encounter.submitted_at) / 3600)::int",
            "From the filing of the record to the decision",
            unit="whole hours",
        ),
        code("decision", v.Decision, "What was decided", of=_OF),
        *(
            code(part, v.Assessment, f"Whether the accounts show {_LABELS[part]}", of=_OF)
            for part in PARTS
        ),
        code("video_viewed", v.YesNo, "Whether the reviewer watched the video", of=_OF),
        codes("return_reasons", v.ReturnReason, "What the record was returned for", of=_OF),
        code(
            "escalation_category",
            v.EscalationCategory,
            "Why it went to professional standards; empty if it did not",
            of=_OF,
        ),
        yes_no(
            "answered",
            f"CASE WHEN {_RETURNED} THEN review.answered_at IS NOT NULL END",
            "Whether the question of a return was answered; empty for other decisions",
        ),
        yes_no(
            "opinion_asked",
            "EXISTS (SELECT FROM records_secondopinion AS opinion"
            " WHERE opinion.encounter_id = review.encounter_id"
            " AND opinion.asked_by_id = review.reviewer_id AND opinion.asked_at <= review.at)",
            "Whether the reviewer had asked a colleague for an opinion on the record before",
        ),
        code(
            "second_decision",
            v.Decision,
            "What the second reviewer of a dip sample would have decided, without knowing the "
            "assessment; empty where there was no second review",
            sql="again.decision",
        ),
        *(
            code(
                f"second_{part}",
                v.Assessment,
                f"Whether the second reviewer finds that the accounts show {_LABELS[part]}",
                sql=f"again.{part}",
            )
            for part in PARTS
        ),
        code("status", v.Status, "Where the review of the encounter stands now"),
    )


REVIEWS = RowFile(
    name="reviews",
    title="Reviews",
    about="One row for each decision of a reviewer, with its structured assessment",
    unit="decisions",
    key="review",
    row="review",
    rows=lambda chosen: Review.objects.filter(encounter__in=chosen),
    joins=_joins,
    columns=columns,
)
