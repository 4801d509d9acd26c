"""Answers that many questions share."""

from django.db.models import TextChoices

# In every list of several answers that has it, it is given alone.
NONE_OF_THESE = "none"


class YesNo(TextChoices):
    """A question whose answer is never preset."""

    YES = "yes", "Yes"
    NO = "no", "No"


class YesNoUnknown(TextChoices):
    """[official] Used where the officer may not know; "not known" is never shown as "no"."""

    YES = "yes", "Yes"
    NO = "no", "No"
    UNKNOWN = "unknown", "Not known"
