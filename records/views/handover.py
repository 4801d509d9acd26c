"""Handing a draft to a colleague."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from accounts.models import User
from records import actions, permissions
from records.forms.handover import HandOverForm, HandOverLeftForm
from records.presenters.handover import (
    account_of_giver_begun,
    handed_over_reference,
    references_of_drafts,
)
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


@require_http_methods(["GET", "HEAD", "POST"])
def hand_over_left(request, person_id):
    """An administrator names the colleague who finishes what somebody left; references only."""
    leaver = get_object_or_404(User, pk=person_id)
    require(permissions.may_hand_over_left(request.user, leaver))
    references = references_of_drafts(leaver)
    if not references:
        messages.info(request, f"{leaver.name} has left no drafts.")
        return redirect("person", leaver.pk)
    form = HandOverLeftForm(request.POST or None, initial={"version": leaver.version})
    confirming = False
    if request.method == "POST" and form.is_valid():
        if not form.is_confirmed:
            form.ask_to_confirm()
            confirming = True
        else:
            try:
                given = actions.hand_over_left(
                    leaver=leaver, to=form.colleague, by=request.user, at=timezone.now()
                )
            except actions.NotAllowed as refusal:
                messages.error(request, str(refusal))
            else:
                named = ", ".join(sorted(encounter.reference for encounter in given))
                messages.success(request, f"With {form.colleague.name} now: {named}.")
            return redirect("person", leaver.pk)
    return render(
        request,
        "records/hand_over_left.html",
        {
            "leaver": leaver,
            "references": references,
            "form": form,
            "colleague": form.colleague if confirming else None,
        },
    )
