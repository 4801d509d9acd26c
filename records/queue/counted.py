"""What figures of teams count among the records of some months, as conditions of the database.

The figures lead to the lists of these; nobody is offered them as a filter.
"""

from collections.abc import Callable
from datetime import datetime

from django.apps import apps
from django.db.models import Exists, OuterRef, Q, Subquery

from records import policy
from records.queue.features import given_accounts, rows
from records.vocabulary import Assessment, Compliance, Ethnicity
from records.vocabulary.queue import Counted


def _not_justified(now: datetime) -> Q:
    """What a reviewer found last of an account in which the handcuffs stayed on."""
    assessments = apps.get_model("records", "UseAssessment")._default_manager
    judged = assessments.filter(use=OuterRef("pk")).exclude(continued_use="")
    last = judged.order_by("-review__at", "-review__pk").values("continued_use")[:1]
    kept_on = given_accounts().filter(continued_use=True).annotate(found=Subquery(last))
    return Q(Exists(kept_on.filter(found__isnull=False).exclude(found=Assessment.MET)))


def _reviewed_late(now: datetime) -> Q:
    """By the rule in force; those whose time has not run out yet are in neither number."""
    within = policy.current().review_within
    in_time = rows("Review").filter(at__lte=OuterRef("submitted_at") + within)
    return Q(~Exists(in_time), submitted_at__lte=now - within)


_CONDITIONS: dict[Counted, Callable[[datetime], Q]] = {
    Counted.REVIEWED_LATE: _reviewed_late,
    Counted.NOT_JUSTIFIED: _not_justified,
    Counted.NON_COMPLIANT: lambda now: Q(compliance=Compliance.NON_COMPLIANT),
    Counted.ETHNICITY_UNKNOWN: lambda now: Q(ethnicity_perceived=Ethnicity.NOT_REPORTED),
}


def condition(counted: Counted, *, now: datetime) -> Q:
    """When a record is counted so."""
    return _CONDITIONS[counted](now)
