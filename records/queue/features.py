"""What matters to reviewers about a record, each as one condition of the database.

One declaration: by it a list is narrowed, its records are counted, and the tags beside a record
in the list are chosen.
"""

from collections.abc import Callable
from datetime import datetime

from django.apps import apps
from django.db.models import Exists, Model, OuterRef, Q, QuerySet

from records.listed import STILL_ASKED
from records.vocabulary import (
    Decision,
    DeEscalation,
    Status,
    UseStatus,
    YesNo,
    YesNoUnknown,
)
from records.vocabulary.queue import Feature

ADULT = 18


def rows(model: str) -> QuerySet[Model]:
    """The rows of a model that itself needs this module, for the encounter of the outer query."""
    return apps.get_model("records", model)._default_manager.filter(encounter=OuterRef("pk"))


def given_accounts() -> QuerySet[Model]:
    """The accounts of the encounter that officers have given; nobody else reads unfinished ones."""
    return rows("HandcuffUse").filter(status=UseStatus.SUBMITTED)


def _awaited() -> QuerySet[Model]:
    given = apps.get_model("records", "HandcuffUse")._default_manager.filter(
        encounter=OuterRef("encounter"), officer=OuterRef("officer"), status=UseStatus.SUBMITTED
    )
    return rows("OfficerPresent").filter(STILL_ASKED, ~Exists(given))


# Each takes the time: what is overdue depends on it.
_CONDITIONS: dict[Feature, Callable[[datetime], Q]] = {
    Feature.OVERDUE: lambda now: Q(status=Status.SUBMITTED, review_due_at__lt=now),
    Feature.CHILD: lambda now: Q(age_years__isnull=False, age_years__lt=ADULT),
    Feature.BEFORE_ARREST: lambda now: Q(before_arrest=YesNo.YES),
    Feature.INJURY: lambda now: Q(injured=YesNoUnknown.YES),
    Feature.NO_DE_ESCALATION: lambda now: Q(
        Exists(given_accounts().filter(de_escalation__contains=[DeEscalation.NONE]))
    ),
    Feature.NO_VIDEO: lambda now: Q(video_recording=YesNoUnknown.NO),
    Feature.LATE: lambda now: Q(is_late=True),
    Feature.FLAGGED_TEXT: lambda now: (
        ~Q(text_flags=[]) | Q(Exists(given_accounts().exclude(text_flags=[])))
    ),
    Feature.RETURNED_BEFORE: lambda now: Q(Exists(rows("Review").filter(decision=Decision.RETURN))),
    Feature.ACCOUNT_MISSING: lambda now: Q(Exists(_awaited())),
    Feature.UNASSIGNED: lambda now: Q(status=Status.SUBMITTED, assigned_to__isnull=True),
}


def condition(feature: Feature, *, now: datetime) -> Q:
    """When a record has the feature."""
    return _CONDITIONS[feature](now)
