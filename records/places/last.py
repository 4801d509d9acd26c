"""Where an officer was last, to begin the next record from."""

from dataclasses import dataclass

from django.http import QueryDict

from accounts.models import User
from records.models import Encounter
from records.querysets import EncounterQuerySet

# What a place is; the position belongs to the encounter at which it was taken.
OF_THE_PLACE = ("area", "location_type", "location_description")


@dataclass(frozen=True)
class Place:
    area: str
    location_type: str
    location_description: str
    words: str

    def into(self, typed: QueryDict) -> QueryDict:
        """What was typed, with this place in it."""
        data = typed.copy()
        for name in OF_THE_PLACE:
            data[name] = getattr(self, name)
        # The position on the page, if any, was that of another place.
        data["latitude"] = data["longitude"] = ""
        return data


def last_place(visible: EncounterQuerySet, user: User, *, but: Encounter) -> Place | None:
    """The place of the last record that the officer began, other than this one."""
    last = (
        visible.filter(reporting_officer=user, area__isnull=False, area__retired_at__isnull=True)
        .exclude(pk=but.pk)
        .undiscarded()
        .select_related("area")
        .only("area__name", "location_type", "location_description")
        .order_by("-created_at", "pk")
        .first()
    )
    if last is None:
        return None
    described = f"{last.location_description}, " if last.location_description else ""
    return Place(
        area=last.area_id,
        location_type=last.location_type,
        location_description=last.location_description,
        words=f"{described}{last.area.name}",
    )
