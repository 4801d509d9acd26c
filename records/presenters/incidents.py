"""The other people of an incident, and who already recorded what looks the same."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.urls import reverse

from accounts.models import User
from records import permissions
from records.models import Encounter
from records.presenters.answers import moment
from records.querysets import EncounterQuerySet
from records.vocabulary import AgeBasis, Ethnicity, Gender, Status

MOST_OTHERS = 50


def others_of_incident(visible: EncounterQuerySet, encounter: Encounter) -> list[dict[str, str]]:
    """The records of other people of the same incident that the reader may open."""
    root = encounter.same_incident_as_id or encounter.pk
    others = (
        visible.filter(Q(pk=root) | Q(same_incident_as=root))
        .exclude(pk=encounter.pk)
        .undiscarded()
        .only("reference", "person_key", "status")
        .order_by("created_at", "pk")[:MOST_OTHERS]
    )
    return [
        {
            "reference": other.reference,
            "person": f"Person {other.person_key[1:]}",
            "status": other.status,
            "status_label": Status(other.status).label,
            "href": reverse(
                "tasks" if other.status == Status.DRAFT else "encounter", args=[other.pk]
            ),
        }
        for other in others
    ]


@dataclass(frozen=True)
class Seen:
    """What an officer is told about a record that looks like theirs: this, and no more."""

    pk: UUID
    reference: str
    officer: str
    when: str
    where: str
    person: str
    join_href: str
    may_join: permissions.Verdict

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [
            {"key": "Reported by", "value": self.officer},
            {"key": "When", "value": self.when},
            {"key": "Where", "value": self.where},
            {"key": "The person", "value": self.person},
        ]


def person_in_short(encounter: Encounter) -> str:
    """Age, gender and ethnicity as the officer saw them."""
    about = {AgeBasis.KNOWN: "", AgeBasis.ESTIMATED: "about "}
    age = (
        f"{about.get(encounter.age_basis, '')}{encounter.age_years} years"
        if encounter.age_years is not None
        else "age not known"
    )
    parts = [age]
    if encounter.gender:
        label = Gender(encounter.gender).label
        parts.append("gender not reported" if encounter.gender == Gender.NOT_REPORTED else label)
    if encounter.ethnicity_perceived:
        label = Ethnicity(encounter.ethnicity_perceived).label
        unknown = encounter.ethnicity_perceived == Ethnicity.NOT_REPORTED
        parts.append("ethnicity not reported" if unknown else label)
    return ", ".join(parts)


def seen_alike(draft: Encounter, alike: list[Encounter], reader: User) -> list[Seen]:
    """The records that look like the draft, as the officer who is about to file it sees them."""
    return [
        Seen(
            pk=other.pk,
            reference=other.reference,
            officer=str(other.reporting_officer),
            when=moment(other.occurred_at),
            where=other.area.name if other.area else "",
            person=person_in_short(other),
            join_href=reverse("join", args=[draft.pk, other.pk]),
            may_join=permissions.may_join(reader, other),
        )
        for other in alike
    ]
