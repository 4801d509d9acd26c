"""What was noticed in a free text when it was filed."""

from django.db.models import TextChoices


class TextFlag(TextChoices):
    """[practice] Pointed out to the officer before filing; kept for the reviewer if it stays."""

    NAME = "name", "May contain a name"
    PHONE = "phone", "May contain a telephone number"
    EMAIL = "email", "May contain an e-mail address"
    DATE_OF_BIRTH = "date_of_birth", "May contain a date of birth"
    REGISTRATION = "registration", "May contain a vehicle registration"
    POSTCODE = "postcode", "May contain a postcode"
    NEAR_IDENTICAL = "near_identical", "Nearly the same as another account"


# What identifies somebody; the rest of the flags concern how the text was written.
PERSONAL_DATA_FLAGS = (
    TextFlag.NAME,
    TextFlag.PHONE,
    TextFlag.EMAIL,
    TextFlag.DATE_OF_BIRTH,
    TextFlag.REGISTRATION,
    TextFlag.POSTCODE,
)
