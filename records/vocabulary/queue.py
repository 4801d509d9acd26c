"""What supervisors look for in a list of records; the values stand in addresses."""

from django.db.models import TextChoices


class Scope(TextChoices):
    """Which records a list is about."""

    WAITING = "waiting", "Waiting for review"
    MINE = "mine", "Assigned to me"
    RECENT = "recent", "All filed in the last 3 months"
    ALL = "all", "All filed at any time"


class Feature(TextChoices):
    """What can be true of a record and matters to who reviews it."""

    OVERDUE = "overdue", "Overdue"
    CHILD = "child", "Child"
    BEFORE_ARREST = "before_arrest", "Before arrest"
    INJURY = "injury", "Injury"
    NO_DE_ESCALATION = "no_de_escalation", "No de-escalation"
    NO_VIDEO = "no_video", "No video"
    LATE = "late", "Filed late"
    FLAGGED_TEXT = "flagged_text", "Flagged text"
    RETURNED_BEFORE = "returned_before", "Returned before"
    ACCOUNT_MISSING = "account_missing", "Account missing"
    UNASSIGNED = "unassigned", "Not assigned"


class Counted(TextChoices):
    """What figures of teams count among the records of some months, beyond the features."""

    REVIEWED_LATE = "reviewed_late", "First reviewed after the deadline, or not yet"
    NOT_JUSTIFIED = "not_justified", "Continued use not found justified"
    NON_COMPLIANT = "non_compliant", "Recorded as non-compliant"
    ETHNICITY_UNKNOWN = "ethnicity_unknown", "Ethnicity as perceived not reported"


class Sort(TextChoices):
    """The order of a list; records alike in it stand in the order of their keys."""

    DUE = "due", "Review due first"
    NEWEST = "newest", "Newest first"
    OLDEST = "oldest", "Oldest first"
    OFFICER = "officer", "Officer"
