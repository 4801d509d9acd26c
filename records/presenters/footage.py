"""The day on which body-worn video is deleted unless somebody marks it as evidence."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings

from accounts.presenters import day
from records.forms.moments import LONDON
from records.models import Encounter
from records.vocabulary import YesNoUnknown


@dataclass(frozen=True)
class Footage:
    """In words, and whether it is time to do something."""

    text: str
    is_urgent: bool


def footage(encounter: Encounter, *, now: datetime) -> Footage | None:
    """When the footage of this encounter goes; None where none is known of."""
    if encounter.video_recording != YesNoUnknown.YES or encounter.occurred_at is None:
        return None
    event = encounter.occurred_at.astimezone(LONDON).date()
    deleted = event + timedelta(days=settings.VIDEO_KEPT_DAYS)
    left = (deleted - now.astimezone(LONDON).date()).days
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
