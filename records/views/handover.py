"""Handing a draft to a colleague."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from records import actions, permissions
from records.forms.handover import HandOverForm
from records.presenters.handover import account_of_giver_begun, handed_over_reference
from records.views.loading import explains_refusal, load, require


@require_http_methods(["GET", "HEAD", "POST"])
@explains_refusal
def hand_over(request, encounter_id):
    """Name the colleague, see the name, hand over."""
    try:
        encounter = load(request, encounter_id)
    except Http404:
        # The second of two clicks: the draft is the colleague's already.
        reference = handed_over_reference(encounter_id, request.user)
        if reference is None:
            raise
        messages.info(request, f"You have handed over {reference}: it is no longer yours.")
        return redirect("home")
    require(permissions.may_hand_over(request.user, encounter))
    form = HandOverForm(
        request.POST or None,
        initial={"version": encounter.version},
        encounter=encounter,
        account_begun=account_of_giver_begun(encounter, request.user),
    )
    confirming = False
    if request.method == "POST" and form.is_valid():
        if not form.is_confirmed:
            form.ask_to_confirm()
            confirming = True
        else:
            try:
                actions.hand_over(
                    encounter_id=encounter.pk,
                    to=form.colleague,
                    involvement=form.cleaned_data["involvement"],
                    version_seen=form.cleaned_data["version"],
                    by=request.user,
                    at=timezone.now(),
                )
            except actions.Stale:
                messages.warning(
                    request,
                    "The draft was changed in another window. Look at it before handing it over.",
                )
                return redirect("tasks", encounter.pk)
            except actions.AccountBegun:
                messages.warning(
                    request, "You have written about applying handcuffs meanwhile. Check it first."
                )
                return redirect("tasks", encounter.pk)
            messages.success(
                request,
                f"{encounter.reference} is with {form.colleague.name} now, who gets a mail.",
            )
            return redirect("home")
    return render(
        request,
        "records/hand_over.html",
        {
            "encounter": encounter,
            "form": form,
            "colleague": form.colleague if confirming else None,
        },
    )
