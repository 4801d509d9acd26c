"""What becomes of the body-worn video, in words."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import timezone

from accounts.presenters import day
from records.footage import deleted_on, is_known_of, mark_of
from records.models import Encounter


@dataclass(frozen=True)
class Footage:
    """In words, and whether it is time to do something."""

    text: str
    is_urgent: bool
    is_kept: bool = False


def footage(encounter: Encounter, *, now: datetime) -> Footage | None:
    """When the footage of this encounter goes, or that it is kept; None where none is known of."""
    if not is_known_of(encounter):
        return None
    if mark := mark_of(encounter):
        on = day(mark.marked_on)
        text = f"Footage was marked as evidence on {on}, says {mark.by.name}."
        return Footage(text, is_urgent=False, is_kept=True)
    deleted = deleted_on(encounter)
    left = (deleted - timezone.localdate(now)).days
    on = day(deleted)
    if left < 0:
        text = f"Footage that was not marked as evidence was deleted on {on}, {_ago(-left)}."
    elif left > settings.VIDEO_WARNING_DAYS:
        text = f"Footage is deleted on {on}, {_ahead(left)}, unless it is marked as evidence."
    else:
        text = (
            f"Footage is deleted on {on}, {_ahead(left)}. If it is needed, have it marked as "
            "evidence before then."
        )
    return Footage(text, left <= settings.VIDEO_WARNING_DAYS)


def _ahead(days: int) -> str:
    return {0: "today", 1: "tomorrow"}.get(days, f"in {days} days")


def _ago(days: int) -> str:
    return "yesterday" if days == 1 else f"{days} days ago"
