"""Each officer's personal-safety, legal and de-escalation training, and what counted when.

All days of a training are kept, and an event is judged by the last one before it. Before the first
day that is kept nothing is known, which is told apart from a training that had lapsed.
"""

import calendar
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.conf import settings
from django.db.models import TextChoices

from accounts.models import User


class Training(TextChoices):
    """The three trainings of the 2021 recommendations (domain.md, section 1)."""

    PERSONAL_SAFETY = "personal_safety", "Personal safety training"
    LEGAL = "legal", "Legal training"
    DE_ESCALATION = "de_escalation", "De-escalation training"

    @property
    def column(self) -> str:
        """The column of `User` that keeps its days."""
        return f"{self.value}_trained_on"

    @property
    def valid_months(self) -> int:
        return settings.TRAINING_VALID_MONTHS[self.value]


class Standing(TextChoices):
    """How a training stood on a day."""

    VALID = "valid", "Valid"
    LAPSED = "lapsed", "Lapsed"
    UNKNOWN = "unknown", "Not known"


COLUMNS = tuple(training.column for training in Training)


@dataclass(frozen=True)
class TrainingOn:
    """One training of one officer, as it stood on a day.

    `trained_on` is the last until then, `earlier` those before it, newest first.
    """

    training: Training
    trained_on: date | None
    valid_until: date | None
    standing: Standing
    note: str
    earlier: tuple[date, ...] = ()

    @property
    def is_valid(self) -> bool:
        return self.standing == Standing.VALID


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def trainings(user: User, *, on: date) -> list[TrainingOn]:
    """Every training of the officer as it stood on a day."""
    return [_standing(training, getattr(user, training.column), on=on) for training in Training]


def lapsed(user: User, *, on: date) -> list[TrainingOn]:
    """The trainings that had lapsed on that day, or of which that is not known."""
    return [found for found in trainings(user, on=on) if not found.is_valid]


def _standing(training: Training, days: Sequence[date], *, on: date) -> TrainingOn:
    until_then = sorted((day for day in days if day <= on), reverse=True)
    if not until_then:
        note = "Trained since; no earlier date is kept" if days else "No date is kept"
        return TrainingOn(training, None, None, Standing.UNKNOWN, note)
    trained_on, *earlier = until_then
    until = months_after(trained_on, training.valid_months)
    standing = Standing.LAPSED if until < on else Standing.VALID
    return TrainingOn(training, trained_on, until, standing, "", tuple(earlier))
