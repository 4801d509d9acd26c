"""A colleague's opinion, asked for before a decision."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from audit.append_only import APPEND_ONLY
from records.models.encounter import Encounter

LONGEST_OPINION = 5_000


class SecondOpinion(models.Model):
    """Who decides asks a named colleague; the decision stays with who asked."""

    append_only = True

    encounter = models.ForeignKey(
        Encounter, on_delete=models.PROTECT, related_name="second_opinions"
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="opinions_asked"
    )
    asked_at = models.DateTimeField()
    question = models.TextField(max_length=LONGEST_OPINION)

    class Meta:
        triggers = [APPEND_ONLY]
        indexes = [models.Index(fields=["encounter", "asked_at"], name="opinion_encounter")]
        constraints = [
            models.CheckConstraint(
                name="second_opinion_asks_something",
                condition=~Q(question=""),
                violation_error_message="Ask your question.",
            ),
            models.CheckConstraint(
                name="second_opinion_of_somebody_else", condition=~Q(asked=models.F("asked_by"))
            ),
        ]

    def __str__(self):
        return f"{self.asked_id} on {self.encounter_id}"


class Opinion(models.Model):
    """What the colleague thinks; never changed and never taken back."""

    append_only = True

    request = models.OneToOneField(SecondOpinion, on_delete=models.PROTECT, related_name="opinion")
    at = models.DateTimeField()
    text = models.TextField(max_length=LONGEST_OPINION)

    class Meta:
        triggers = [APPEND_ONLY]
        constraints = [
            models.CheckConstraint(
                name="opinion_says_something",
                condition=~Q(text=""),
                violation_error_message="Give your opinion.",
            )
        ]

    def __str__(self):
        return f"to {self.request_id}"
