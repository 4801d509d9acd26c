"""How every view gets at a record, and what it says when something moved meanwhile."""

from collections.abc import Callable
from functools import wraps
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from records import actions, permissions, second_looks
from records.models import Encounter
from records.permissions import Verdict
from records.presenters.answers import moment
from records.presenters.incidents import others_of_incident
from records.querysets import EncounterQuerySet
from records.workflow import StepNotPossible

# Everything a record page or a permission looks at, in a fixed number of queries.
WHOLE_RECORD = (
    "uses__officer__team",
    "officers_present__officer__team",
    "reviews__reviewer",
    "reviews__question_for",
    "reviews__use_assessments",
    "reviews__field_questions",
    "reviews__acknowledgements__officer",
    "second_opinions__asked",
    "second_opinions__asked_by",
    "second_opinions__opinion",
    "dip_sample_items__second_review",
    "status_changes__by",
    "comments__by",
    "footage_marks__by",
    "amendments__by",
)


def load(request: HttpRequest, encounter_id: UUID) -> Encounter:
    """The record with all that belongs to it, if the person may read it; else 404."""
    encounters = (
        Encounter.objects.visible_to(request.user)
        .select_related("area", "team", "reporting_officer__team")
        .prefetch_related(*WHOLE_RECORD)
    )
    encounter = get_object_or_404(encounters, pk=encounter_id)
    require(second_looks.may_see_decisions(request.user, encounter))
    return encounter


def visible(request: HttpRequest) -> EncounterQuerySet:
    """All that the person may read."""
    return Encounter.objects.visible_to(request.user)


def incident(request: HttpRequest, encounter: Encounter) -> dict[str, Any]:
    """For templates/records/parts/incident.html: the others of it, and adding one more."""
    return {
        "others": others_of_incident(visible(request), encounter),
        "may_add_person": permissions.may_add_person(request.user, encounter),
        "new_id": uuid4(),
    }


def require(verdict: Verdict) -> None:
    """Refuse the page, with the reason."""
    if not verdict:
        raise PermissionDenied(verdict.reason)


def log_consultation(request: HttpRequest, encounter: Encounter) -> None:
    """Reading a record is an event of its own."""
    actions.consult(encounter=encounter, by=request.user, at=timezone.now())


def explain_step(request: HttpRequest, encounter: Encounter) -> None:
    """A step came too late: say what happened to the record instead of failing."""
    messages.info(
        request,
        f"Nothing was changed: {encounter.reference} is now "
        f"“{encounter.get_status_display()}”, since {moment(encounter.changed_at)}.",
    )


def explains_refusal(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """What an action refuses after the page allowed it (a race, a stale click) is told in words."""

    @wraps(view)
    def wrapper(request: HttpRequest, encounter_id: UUID, **kwargs) -> HttpResponse:
        try:
            return view(request, encounter_id, **kwargs)
        except actions.NotAllowed as refusal:
            messages.error(request, str(refusal))
        except StepNotPossible:
            explain_step(request, load(request, encounter_id))
        return redirect("encounter", encounter_id)

    return wrapper
