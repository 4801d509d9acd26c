"""A reviewer's structured assessment of one officer's use of force."""

import pgtrigger
from django.db import models
from django.db.models import Q

from audit.append_only import APPEND_ONLY
from records.integrity import vocabulary_constraints
from records.models.dip_sample import SecondReview
from records.models.encounter import choice
from records.models.handcuff_use import HandcuffUse
from records.models.review import Review
from records.vocabulary import Assessment

# What the last decision on an account says of its continued use; a second review of a dip sample
# changes nothing of the record.
_JUDGE_CONTINUED = pgtrigger.Trigger(
    name="judge_continued",
    when=pgtrigger.After,
    operation=pgtrigger.Insert,
    condition=pgtrigger.Q(new__review__isnull=False),
    func="""
        UPDATE records_encounter AS encounter SET continued_unjustified = judged.unjustified
        FROM (
            SELECT encounter_id, bool_or(continued_use = 'not_met') AS unjustified
            FROM (
                SELECT DISTINCT ON (assessment.use_id)
                    review.encounter_id, assessment.continued_use
                FROM records_useassessment AS assessment
                JOIN records_review AS review ON review.id = assessment.review_id
                WHERE assessment.continued_use <> '' AND review.encounter_id = (
                    SELECT encounter_id FROM records_review WHERE id = NEW.review_id
                )
                ORDER BY assessment.use_id, review.at DESC, review.id DESC
            ) AS last
            GROUP BY encounter_id
        ) AS judged
        WHERE encounter.id = judged.encounter_id
            AND encounter.continued_unjustified <> judged.unjustified;
        RETURN NULL;
    """,
)


class UseAssessment(models.Model):
    """Every officer answers for their own use: one row for each account that was assessed.

    The columns of the decision itself are the worst over its rows.
    """

    append_only = True

    # Exactly one of these: the decision of the record, or a second review of a dip sample.
    review = models.ForeignKey(
        Review, on_delete=models.PROTECT, null=True, blank=True, related_name="use_assessments"
    )
    second_review = models.ForeignKey(
        SecondReview,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="use_assessments",
    )
    use = models.ForeignKey(HandcuffUse, on_delete=models.PROTECT, related_name="assessments")
    lawful_basis = choice(Assessment)
    necessity = choice(Assessment)
    proportionality = choice(Assessment)
    de_escalation = choice(Assessment)
    # Empty where the account was not asked about continued use.
    continued_use = choice(Assessment)

    class Meta:
        triggers = [APPEND_ONLY, _JUDGE_CONTINUED]
        constraints = [
            *vocabulary_constraints(
                table="use_assessment",
                lawful_basis=(Assessment, False),
                necessity=(Assessment, False),
                proportionality=(Assessment, False),
                de_escalation=(Assessment, False),
                continued_use=(Assessment, False),
            ),
            models.CheckConstraint(
                name="use_assessment_complete",
                condition=~Q(lawful_basis="")
                & ~Q(necessity="")
                & ~Q(proportionality="")
                & ~Q(de_escalation=""),
                violation_error_message="Answer every part of the assessment.",
            ),
            models.CheckConstraint(
                name="use_assessment_of_one_review",
                condition=Q(review__isnull=False, second_review__isnull=True)
                | Q(review__isnull=True, second_review__isnull=False),
            ),
            models.UniqueConstraint(fields=["review", "use"], name="use_assessment_once_in_review"),
            models.UniqueConstraint(
                fields=["second_review", "use"], name="use_assessment_once_in_second_review"
            ),
        ]

    def __str__(self):
        return f"{self.use_id} in {self.review_id or self.second_review_id}"
