"""A reviewer's structured decision on the justification."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from records import vocabulary as v
from records.history import with_history
from records.integrity import vocabulary_constraints
from records.models.encounter import Encounter, choice, choices, long_text, short_text


@with_history()
class Review(models.Model):
    """One decision, and the answer to its question if it asked one."""

    encounter = models.ForeignKey(Encounter, on_delete=models.PROTECT, related_name="reviews")
    reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="reviews"
    )
    at = models.DateTimeField()
    decision = models.CharField(max_length=8, choices=v.Decision)
    lawful_basis = choice(v.Assessment)
    necessity = choice(v.Assessment)
    proportionality = choice(v.Assessment)
    de_escalation = choice(v.Assessment)
    video_viewed = choice(v.YesNo)
    video_not_viewed_reason = short_text()
    comment = long_text()
    # Something to do better next time, also where the record is accepted.
    learning_point = long_text()
    escalation_category = choice(v.EscalationCategory)
    return_reasons = choices(v.ReturnReason)

    question = long_text()
    question_for = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    answer = long_text()
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes = [models.Index(fields=["encounter", "at"], name="review_encounter")]
        constraints = [
            *vocabulary_constraints(
                table="review",
                lawful_basis=(v.Assessment, False),
                necessity=(v.Assessment, False),
                proportionality=(v.Assessment, False),
                de_escalation=(v.Assessment, False),
                video_viewed=(v.YesNo, False),
                escalation_category=(v.EscalationCategory, False),
                return_reasons=(v.ReturnReason, True),
            ),
            models.CheckConstraint(
                name="review_return_reasons_only_of_returns",
                condition=Q(decision=v.Decision.RETURN) | Q(return_reasons=[]),
            ),
            models.CheckConstraint(
                name="review_return_has_reasons",
                condition=~Q(decision=v.Decision.RETURN) | ~Q(return_reasons=[]),
                violation_error_message="Say what the record is returned for.",
            ),
            models.CheckConstraint(
                name="review_decision_known", condition=Q(decision__in=v.Decision.values)
            ),
            models.CheckConstraint(
                name="review_assessment_complete",
                condition=~Q(lawful_basis="")
                & ~Q(necessity="")
                & ~Q(proportionality="")
                & ~Q(de_escalation="")
                & ~Q(video_viewed=""),
                violation_error_message="Answer every part of the assessment.",
            ),
            models.CheckConstraint(
                name="review_video_not_viewed_has_reason",
                condition=Q(Q(video_viewed=v.YesNo.NO), ~Q(video_not_viewed_reason=""))
                | Q(~Q(video_viewed=v.YesNo.NO), video_not_viewed_reason=""),
                violation_error_message="Say why the video was not viewed.",
            ),
            models.CheckConstraint(
                name="review_return_asks_somebody",
                condition=Q(
                    Q(decision=v.Decision.RETURN, question_for__isnull=False), ~Q(question="")
                )
                | Q(
                    ~Q(decision=v.Decision.RETURN),
                    question="",
                    question_for__isnull=True,
                ),
                violation_error_message="A return asks a question of a named officer.",
            ),
            models.CheckConstraint(
                name="review_answer_has_time",
                condition=Q(answered_at__isnull=True, answer="")
                | Q(
                    Q(answered_at__isnull=False, decision=v.Decision.RETURN),
                    ~Q(answer=""),
                ),
            ),
            models.CheckConstraint(
                name="review_escalation_has_category",
                condition=Q(
                    Q(decision=v.Decision.ESCALATE),
                    ~Q(escalation_category=""),
                    ~Q(comment=""),
                )
                | Q(~Q(decision=v.Decision.ESCALATE), escalation_category=""),
                violation_error_message="Say why the record is escalated.",
            ),
            models.CheckConstraint(
                name="review_accepts_only_what_is_shown",
                condition=~Q(decision=v.Decision.ACCEPT)
                | ~(
                    Q(lawful_basis=v.Assessment.NOT_MET)
                    | Q(necessity=v.Assessment.NOT_MET)
                    | Q(proportionality=v.Assessment.NOT_MET)
                ),
                violation_error_message=(
                    "A record cannot be accepted while the lawful basis, the necessity or the "
                    "proportionality is not shown."
                ),
            ),
        ]

    def __str__(self):
        return f"{self.decision} of {self.encounter_id} at {self.at:%Y-%m-%d %H:%M}"

    @property
    def questions_at_answers(self) -> list:
        """What a return asks about single answers, in the order it was asked."""
        return sorted(self.field_questions.all(), key=lambda question: question.pk)
