"""Beginning a record: from nothing, or from circumstances kept under a name."""

import uuid

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from records import actions, permissions
from records.actions.favourites import start_from_favourite
from records.views.loading import require


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
        return redirect("tasks", encounter.pk)
    return render(
        request,
        "records/start.html",
        {
            "new_id": uuid.uuid4(),
            "favourites": request.user.favourites.order_by("name", "pk"),
        },
    )
