"""The receipt for the person: a link that cannot be guessed, to a few facts."""

import secrets

from django.conf import settings
from django.db import models

from audit.append_only import APPEND_ONLY
from records.models.encounter import Encounter

# Without letters and digits that are taken for one another when read aloud or copied by hand.
ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
CODE_LENGTH = 13  # of 31 characters: 64 bits


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(CODE_LENGTH))


class Receipt(models.Model):
    """The one receipt of a filed record. Whoever has the code sees what is on it."""

    append_only = True

    encounter = models.OneToOneField(Encounter, on_delete=models.PROTECT, related_name="receipt")
    code = models.CharField(max_length=CODE_LENGTH, unique=True)
    created_at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    class Meta:
        triggers = [APPEND_ONLY]
        constraints = [
            models.CheckConstraint(
                name="receipt_code_is_long_enough",
                condition=models.Q(code__regex=f"^[{ALPHABET}]{{{CODE_LENGTH}}}$"),
            )
        ]

    def __str__(self):
        return f"receipt of {self.encounter_id}"
