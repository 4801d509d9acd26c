"""Answers that many questions share."""

from django.db.models import TextChoices


class YesNo(TextChoices):
    """A question whose answer is never preset."""

    YES = "yes", "Yes"
    NO = "no", "No"


class YesNoUnknown(TextChoices):
    """[official] Used where the officer may not know; "not known" is never shown as "no"."""

    YES = "yes", "Yes"
    NO = "no", "No"
    UNKNOWN = "unknown", "Not known"
