"""The officer's favourites: save, rename, delete."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from records import permissions
from records.actions import NotAllowed
from records.actions import favourites as actions
from records.favourites import MOST_FAVOURITES, circumstances, in_words
from records.forms.favourites import FavouriteForm, SaveFavouriteForm
from records.models import Area
from records.views.loading import explains_refusal, load, require


def _areas(answers: list[dict]) -> dict[str, Area]:
    return Area.objects.in_bulk([one["area"] for one in answers if one.get("area")])


@require_http_methods(["GET", "HEAD", "POST"])
@explains_refusal
def save_favourite(request, encounter_id):
    """Keep the circumstances of a record under a name."""
    encounter = load(request, encounter_id)
    require(permissions.may_save_favourite(request.user, encounter))
    form = SaveFavouriteForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            favourite = actions.save_favourite(
                encounter=encounter, by=request.user, at=timezone.now(), **form.cleaned_data
            )
        except actions.NameTaken:
            form.add_error("name", "You have a favourite of that name")
        else:
            messages.success(request, f"“{favourite.name}” is among your favourites.")
            return redirect("favourites")
    answers = circumstances(encounter, encounter.uses.get(officer=request.user))
    return render(
        request,
        "records/save_favourite.html",
        {"encounter": encounter, "form": form, "rows": in_words(answers, _areas([answers]))},
    )


@require_safe
def favourites(request):
    """All of them, with what each holds."""
    require(permissions.may_record(request.user))
    rows = list(request.user.favourites.order_by("name", "pk"))
    areas = _areas([row.answers for row in rows])
    return render(
        request,
        "records/favourites.html",
        {
            "favourites": [
                {"favourite": row, "rows": in_words(row.answers, areas)} for row in rows
            ],
            "most": MOST_FAVOURITES,
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def favourite(request, favourite_id):
    """Rename it, or delete it."""
    require(permissions.may_record(request.user))
    row = request.user.favourites.filter(pk=favourite_id).first()
    if row is None:
        raise Http404
    deleting = "delete" in request.POST
    form = FavouriteForm(None if deleting else request.POST or None, initial={"name": row.name})
    given = {"favourite_id": row.pk, "by": request.user, "at": timezone.now()}
    try:
        if deleting:
            actions.delete_favourite(**given)
            messages.success(request, f"“{row.name}” is deleted.")
            return redirect("favourites")
        if request.method == "POST" and form.is_valid():
            renamed = actions.rename_favourite(**given, **form.cleaned_data)
            messages.success(request, f"It is now called “{renamed.name}”.")
            return redirect("favourites")
    except actions.NameTaken:
        form.add_error("name", "You have a favourite of that name")
    except NotAllowed as refusal:
        messages.error(request, str(refusal))
        return redirect("favourites")
    return render(request, "records/favourite.html", {"favourite": row, "form": form})
