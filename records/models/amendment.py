"""Changes to a filed record: what was what before, and why it changed."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.core.exceptions import FieldDoesNotExist
from django.db import models
from django.db.models import Q

from audit.append_only import APPEND_ONLY
from records.models.encounter import Encounter
from records.models.handcuff_use import HandcuffUse

# Under this name stands a colleague who was named after filing, in place of a question.
COLLEAGUE = "colleague"


def column(name: str) -> models.Field:
    """The column that keeps the answer to a question."""
    try:
        return Encounter._meta.get_field(name)
    except FieldDoesNotExist:
        return HandcuffUse._meta.get_field(name)


def as_stored(value: Any) -> Any:
    """An answer as JSON keeps it: codes, keys and instants."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, models.Model):
        return value.pk
    return value


def as_answer(name: str, stored: Any) -> Any:
    """The answer to the question `name` that JSON kept; of a place, its key."""
    field = column(name)
    if stored is None or isinstance(field, models.ForeignKey):
        return stored
    return field.to_python(stored)


class Amendment(models.Model):
    """One set of changes that one officer made to a filed record."""

    append_only = True

    encounter = models.ForeignKey(Encounter, on_delete=models.PROTECT, related_name="amendments")
    # The shared facts are the reporting officer's; every account is its officer's own. So who
    # amended says whose account it was.
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    reason = models.TextField(max_length=10_000)
    # By question, in the order of the questionnaire: [{"question", "from", "to"}]. Of a colleague
    # who was named after filing, "officer" says who.
    changes = models.JSONField()

    class Meta:
        triggers = [APPEND_ONLY]
        indexes = [models.Index(fields=["encounter", "at"], name="amendment_encounter")]
        constraints = [
            models.CheckConstraint(
                name="amendment_has_reason",
                condition=~Q(reason=""),
                violation_error_message="Give a reason.",
            ),
            models.CheckConstraint(
                name="amendment_changes_something",
                condition=~Q(changes=[]) & ~Q(changes={}),
                violation_error_message="Nothing is different.",
            ),
        ]

    def __str__(self):
        return f"{self.by_id} on {self.encounter_id}"


class PendingAmendment(models.Model):
    """Changes an officer prepares; nobody else sees them and they count for nothing yet."""

    encounter = models.ForeignKey(
        Encounter, on_delete=models.PROTECT, related_name="pending_amendments"
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    # Rises with every section saved, so that two windows do not overwrite each other.
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField()
    # The answers that differ from the record's, by question.
    answers = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["encounter", "by"], name="pending_amendment_once_per_officer"
            )
        ]

    def __str__(self):
        return f"{self.by_id} prepares a change of {self.encounter_id}"

    def as_answers(self) -> dict[str, Any]:
        """The answers by question, as the columns hold them."""
        return {name: as_answer(name, stored) for name, stored in self.answers.items()}
