"""Which filed records look like one that is about to be filed: perhaps the same handcuffing.

A record looks the same if it is somebody else's and either

- carries the same incident reference, within a day (control rooms count anew every day), or
- began in the same area within the minutes of the rules in force (30), about a similar person:
  same gender and ethnicity as seen, ages at most five years apart. What is not reported, or an
  age that nobody could estimate, does not tell two people apart.

This reaches beyond `visible_to`, on purpose and to that extent: of what is found, an officer is
shown who reported it, when, where, and the age, gender and ethnicity recorded
(`records.presenters.incidents.Seen`); each showing is a consultation in the log.
"""

import re
from datetime import timedelta

from django.db.models import F, Func, Q, Value
from django.db.models.functions import Upper

from records import policy
from records.models import Encounter
from records.querysets import EncounterQuerySet
from records.vocabulary import Ethnicity, Gender, Status

YEARS_APART = 5
SAME_REFERENCE_WITHIN = timedelta(hours=24)

_NOT_ALPHANUMERIC = "[^A-Za-z0-9]"


def normalised(reference: str) -> str:
    """An incident reference without what people write differently: "cad 47/11" is CAD4711."""
    return re.sub(_NOT_ALPHANUMERIC, "", reference).upper()


class _Normalised(Func):
    """The same in the database."""

    function = "regexp_replace"

    def __init__(self, name: str) -> None:
        super().__init__(Upper(F(name)), Value(_NOT_ALPHANUMERIC), Value(""), Value("g"))


def look_alikes(encounter: Encounter) -> EncounterQuerySet:
    """Filed records of others that look like this one, the nearest in time first."""
    at = encounter.occurred_at
    if at is None:
        return Encounter.objects.none()
    # One span of time around both rules, so that the index on it is what the database reads.
    widest = max(SAME_REFERENCE_WITHIN, _window())
    others = (
        Encounter.objects.filed()
        .exclude(status=Status.WITHDRAWN)
        .exclude(reporting_officer=encounter.reporting_officer_id)
        .filter(occurred_at__gte=at - widest, occurred_at__lte=at + widest)
        .alias(reference_as_one_word=_Normalised("incident_reference"))
    )
    same = _same_place_and_person(encounter)
    reference = normalised(encounter.incident_reference)
    # "None" and "n/a" are no references: those of control rooms have a number.
    if any(character.isdigit() for character in reference):
        same |= Q(
            reference_as_one_word=reference,
            occurred_at__gte=at - SAME_REFERENCE_WITHIN,
            occurred_at__lte=at + SAME_REFERENCE_WITHIN,
        )
    return (
        others.filter(same)
        .select_related("area", "reporting_officer")
        .prefetch_related("uses")
        .order_by(
            Func(
                F("occurred_at") - Value(at),
                function="",
                template="abs(extract(epoch from %(expressions)s))",
            ),
            "pk",
        )
    )


def _window() -> timedelta:
    return policy.current().duplicate_within


def _same_place_and_person(encounter: Encounter) -> Q:
    if encounter.area_id is None:
        return Q(pk__in=[])
    alike = Q(
        area=encounter.area_id,
        occurred_at__gte=encounter.occurred_at - _window(),
        occurred_at__lte=encounter.occurred_at + _window(),
    )
    for name, unknown in (
        ("gender", Gender.NOT_REPORTED),
        ("ethnicity_perceived", Ethnicity.NOT_REPORTED),
    ):
        value = getattr(encounter, name)
        if value not in ("", unknown):
            alike &= Q(**{f"{name}__in": [value, unknown]})
    if encounter.age_years is not None:
        alike &= Q(age_years__isnull=True) | Q(
            age_years__gte=encounter.age_years - YEARS_APART,
            age_years__lte=encounter.age_years + YEARS_APART,
        )
    return alike
