"""Beginning a record: from nothing, or from circumstances kept under a name."""

import uuid

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from records import actions, permissions
from records.actions.favourites import start_from_favourite
from records.answers import section_states, unfinished
from records.presenters.beginning import beginning
from records.views.loading import require
from records.vocabulary import Status


@require_http_methods(["GET", "HEAD", "POST"])
def start(request):
    """The page brings the uuid of the new record, so pressing twice starts one draft."""
    require(permissions.may_record(request.user))
    if request.method == "POST":
        try:
            encounter_id = uuid.UUID(request.POST.get("id", ""))
        except ValueError:
            messages.error(request, "That page was incomplete. Please start again.")
            return redirect("start")
        given = {"encounter_id": encounter_id, "by": request.user, "at": timezone.now()}
        favourite = request.POST.get("favourite", "")
        try:
            if favourite.isdecimal() and len(favourite) < 19:
                encounter = start_from_favourite(favourite_id=int(favourite), **given)
            else:
                encounter = actions.start(**given)
        except actions.NotAllowed as refusal:
            messages.error(request, str(refusal))
            return redirect("home")
        return _to_what_is_asked_first(request, encounter, now=given["at"])
    return render(request, "records/start.html", {"beginning": beginning(request.user, most=None)})


def _to_what_is_asked_first(request, encounter, *, now):
    """The first section that is not complete; the task list is a link away on its page."""
    if encounter.status != Status.DRAFT:
        messages.info(
            request,
            "This record was begun on the page you came from. Go to the home page for another.",
        )
        return redirect("tasks", encounter.pk)
    use = encounter.uses.get(officer=request.user)
    section = unfinished(section_states(encounter=encounter, use=use, now=now))
    if section is None:
        return redirect("tasks", encounter.pk)
    return redirect("save_section", encounter.pk, section)
