"""What a returned record is asked at single answers."""

from django.db import models
from django.db.models import Q

from audit.append_only import APPEND_ONLY
from records.models.handcuff_use import HandcuffUse
from records.models.review import Review
from records.questionnaire import ENCOUNTER_QUESTIONS, USE_QUESTIONS, all_questions

LONGEST_QUESTION = 1_000
_ASK_OF = {
    question.name: question.ask
    for asked in (ENCOUNTER_QUESTIONS, USE_QUESTIONS)
    for question in all_questions(asked)
}


class ReviewQuestion(models.Model):
    """One question about one answer, for the officer the return asks.

    It is answered by changing the answer, or in the one text that goes back with the record.
    """

    append_only = True

    review = models.ForeignKey(Review, on_delete=models.PROTECT, related_name="field_questions")
    # Whose account the answer is in; None: the facts of the encounter.
    use = models.ForeignKey(
        HandcuffUse, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    # The name of the question of the questionnaire.
    field = models.CharField(max_length=40)
    text = models.TextField(max_length=LONGEST_QUESTION)

    class Meta:
        triggers = [APPEND_ONLY]
        constraints = [
            models.CheckConstraint(
                name="review_question_about_something",
                condition=~Q(field="") & ~Q(text=""),
                violation_error_message="Say what the question is and what it is about.",
            ),
            models.UniqueConstraint(
                fields=["review", "use", "field"],
                name="review_question_once_a_field",
                nulls_distinct=False,
                violation_error_message="Ask once about each answer.",
            ),
        ]

    def __str__(self):
        return f"{self.field} in {self.review_id}"

    @property
    def ask(self) -> str:
        """The words of the question whose answer it is about."""
        return _ASK_OF.get(self.field, self.field)
