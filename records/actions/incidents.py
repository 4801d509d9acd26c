"""Another person of the same incident: a record of their own, begun from the first one."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from accounts.models import User
from audit.models import Operation
from records import permissions
from records.actions.changing import NotAllowed, action, insist, lock, log
from records.actions.drafting import next_reference, open_draft
from records.models import Encounter, OfficerPresent
from records.vocabulary import DenialResponse

# What people of one incident have in common. Everything else is asked anew for each person: who
# they are, whether they were searched, the handcuffs and why, the outcome; and the video as well,
# because which camera saw which person is a statement about that person.
OF_THE_INCIDENT = (
    "incident_reference",
    "occurred_at",
    "area_id",
    "location_type",
    "location_description",
    "latitude",
    "longitude",
    "reason",
    "reason_other",
)


def _in_incident(root_id: UUID) -> Q:
    return Q(pk=root_id) | Q(same_incident_as=root_id)


def _next_person_key(root: Encounter) -> str:
    """P2 after P1. The root is locked, so nobody else is counting."""
    keys = Encounter.objects.filter(_in_incident(root.pk)).values_list("person_key", flat=True)
    return f"P{max(int(key[1:]) for key in keys) + 1}"


@action
def add_person(*, encounter_id: UUID, new_id: UUID, by: User, at: datetime) -> Encounter:
    """Begin the record of another person handcuffed in the incident of `encounter_id`.

    The page brings `new_id`: sent twice it is one draft. Place, time, reason and officers present
    are copied; nothing about the person is. A colleague who was agreed not to have been involved
    is not listed again.
    """
    source = lock(encounter_id)
    root = source if source.same_incident_as_id is None else lock(source.same_incident_as_id)
    insist(permissions.may_add_person(by, source))
    existing = Encounter.objects.filter(pk=new_id).first()
    if existing is not None:
        if existing.reporting_officer_id != by.pk or existing.same_incident_as_id != root.pk:
            raise NotAllowed("That draft belongs to somebody else, or to another incident.")
        return existing
    encounter = Encounter.objects.create(
        pk=new_id,
        reference=next_reference(at),
        reporting_officer=by,
        team=by.team,
        created_at=at,
        changed_at=at,
        same_incident_as=root,
        person_key=_next_person_key(root),
        **{name: getattr(source, name) for name in OF_THE_INCIDENT},
    )
    open_draft(encounter, by=by, at=at)
    present = source.officers_present.exclude(denial_response=DenialResponse.AGREED)
    for row in present.exclude(officer=by).order_by("pk"):
        OfficerPresent.objects.create(
            encounter=encounter, officer_id=row.officer_id, involvement=row.involvement
        )
    log(
        encounter,
        operation=Operation.COLLECTION,
        action="add_person",
        by=by,
        at=at,
        detail={"incident": root.reference, "person": encounter.person_key},
    )
    return encounter
