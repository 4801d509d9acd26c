"""Body-worn video: when it is deleted, and whether somebody said that it is kept as evidence.

The footage is in another system. The register keeps what is said about it, so that nobody is
reminded of footage that is safe and nobody forgets footage that is not.
"""

from datetime import date, timedelta

from django.conf import settings
from django.utils import timezone

from records.models import Encounter, FootageMark
from records.vocabulary import YesNoUnknown


def is_known_of(encounter: Encounter) -> bool:
    return encounter.video_recording == YesNoUnknown.YES and encounter.occurred_at is not None


def deleted_on(encounter: Encounter) -> date:
    """The day on which the footage goes unless it is marked as evidence."""
    return event_day(encounter) + timedelta(days=settings.VIDEO_KEPT_DAYS)


def event_day(encounter: Encounter) -> date:
    return timezone.localdate(encounter.occurred_at)


def mark_of(encounter: Encounter) -> FootageMark | None:
    """What was said last, if it says that the footage is kept."""
    last = max(encounter.footage_marks.all(), key=lambda mark: mark.pk, default=None)
    return last if last is not None and last.marked_on is not None else None
