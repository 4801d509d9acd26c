"""The rules of the register that administrators keep: every change is a new row.

The newest row counts. Before there is one, the settings of the environment do; see
`records.policy`.
"""

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from audit.append_only import APPEND_ONLY

LONGEST_DEADLINE = 24 * 60  # hours: sixty days
LONGEST_CONTINUED_USE = 24 * 60  # minutes: a day

# (column, least, most)
NUMBERS = (
    ("record_within_hours", 1, LONGEST_DEADLINE),
    ("account_within_hours", 1, LONGEST_DEADLINE),
    ("review_within_hours", 1, LONGEST_DEADLINE),
    ("continued_use_minutes", 1, LONGEST_CONTINUED_USE),
    ("duplicate_within_minutes", 1, LONGEST_CONTINUED_USE),
)


class Policy(models.Model):
    """One version of the rules, whole: what it says does not depend on the versions before."""

    append_only = True

    version = models.PositiveIntegerField(unique=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    reason = models.TextField(max_length=1_000)

    record_within_hours = models.PositiveSmallIntegerField()
    account_within_hours = models.PositiveSmallIntegerField()
    review_within_hours = models.PositiveSmallIntegerField()
    continued_use_minutes = models.PositiveSmallIntegerField()
    duplicate_within_minutes = models.PositiveSmallIntegerField()
    # Whether officers are prompted while they write a justification.
    writing_prompts = models.BooleanField(default=True)
    # The force's own sentences, by what they are beside; what is not here is as in the program.
    sentences = models.JSONField(default=dict, blank=True)
    # Values no longer offered, by the name of the list.
    retired_choices = models.JSONField(default=dict, blank=True)
    # Names of questions no longer asked.
    retired_questions = ArrayField(models.CharField(max_length=40), default=list, blank=True)

    class Meta:
        triggers = [APPEND_ONLY]
        constraints = [
            models.CheckConstraint(
                name="policy_has_reason",
                condition=~Q(reason=""),
                violation_error_message="Say why the rules change.",
            ),
            *(
                models.CheckConstraint(
                    name=f"policy_{column}_possible",
                    condition=Q(**{f"{column}__gte": least, f"{column}__lte": most}),
                )
                for column, least, most in NUMBERS
            ),
        ]

    def __str__(self):
        return f"Rules of the register, version {self.version}"
