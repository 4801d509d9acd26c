"""The states of a record and what reviewers decide."""

from django.db.models import TextChoices


class Status(TextChoices):
    """The states of an encounter; `workflow` says how they follow one another."""

    DRAFT = "draft", "Draft"
    SUBMITTED = "submitted", "Waiting for review"
    RETURNED = "returned", "Returned with a question"
    ACCEPTED = "accepted", "Accepted"
    ESCALATED = "escalated", "Escalated to professional standards"
    UPHELD = "upheld", "Concern upheld"
    WITHDRAWN = "withdrawn", "Withdrawn"
    DISCARDED = "discarded", "Discarded"


class UseStatus(TextChoices):
    """One officer's account: being written, or given."""

    DRAFT = "draft", "Being written"
    SUBMITTED = "submitted", "Given"


class Decision(TextChoices):
    """What a reviewer decides on the justification."""

    ACCEPT = "accept", "Accept"
    RETURN = "return", "Return with a question"
    ESCALATE = "escalate", "Escalate to professional standards"
    UPHOLD = "uphold", "Uphold the concern"


class Assessment(TextChoices):
    """A reviewer's answer on one part of the justification."""

    MET = "met", "Yes, shown"
    NOT_MET = "not_met", "No, not shown"
    UNCLEAR = "unclear", "Unclear"


class ReturnReason(TextChoices):
    """[practice] What a record is returned for; counted for teams, never for persons."""

    OFFICER_SAFETY_ONLY = "officer_safety_only", "Only “officer safety” is given"
    NOT_THIS_PERSON = "not_this_person", "Nothing specific to this person"
    NO_ALTERNATIVE = "no_alternative", "No alternative considered"
    CONTINUED_USE = "continued_use", "Continued use is not explained"
    POWER = "power", "The power does not fit what happened"
    TOO_SHORT = "too_short", "Too little detail"
    INCONSISTENT = "inconsistent", "Accounts or times do not agree"
    PERSONAL_DATA = "personal_data", "Personal data in the text"
    OTHER = "other", "Other"


class DenialResponse(TextChoices):
    """What the reporting officer says to a colleague who was “not involved”."""

    AGREED = "agreed", "I listed them by mistake"
    DISPUTED = "disputed", "They did apply handcuffs"


class EscalationCategory(TextChoices):
    """[practice] Why a record goes to professional standards."""

    UNLAWFUL = "unlawful", "No lawful basis apparent"
    DISPROPORTIONATE = "disproportionate", "Force appears disproportionate"
    DISCRIMINATION = "discrimination", "Possible discrimination"
    INJURY = "injury", "Serious injury or death"
    CHILD = "child", "Concern about a child"
    HONESTY = "honesty", "Account in doubt"
    OTHER = "other", "Other"


# Statuses that reports count; drafts, discarded and withdrawn encounters never are.
COUNTED_STATUSES = (
    Status.SUBMITTED,
    Status.RETURNED,
    Status.ACCEPTED,
    Status.ESCALATED,
    Status.UPHELD,
)
# Filed and not finally decided: colleagues can still add their accounts.
UNDECIDED_STATUSES = (Status.SUBMITTED, Status.RETURNED, Status.ESCALATED)
# Statuses in which a record may still be incomplete.
INCOMPLETE_STATUSES = (Status.DRAFT, Status.DISCARDED)
