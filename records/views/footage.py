"""Saying that the footage of a record is marked as evidence."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from records import actions, permissions
from records.forms.footage import FootageForm
from records.presenters.footage import footage
from records.views.loading import explains_refusal, load, require


@require_http_methods(["GET", "HEAD", "POST"])
@explains_refusal
def mark_footage(request, encounter_id):
    """What is known of the footage, and the day on which it was marked."""
    record = load(request, encounter_id)
    require(permissions.may_mark_footage(request.user, record))
    now = timezone.now()
    form = FootageForm(request.POST or None, encounter=record, today=timezone.localdate(now))
    if request.method == "POST" and form.is_valid():
        try:
            actions.mark_footage(
                encounter_id=record.pk, by=request.user, at=now, **form.for_action()
            )
        except actions.Stale as conflict:
            record = load(request, encounter_id)
            messages.warning(
                request, "The record changed meanwhile. See what it says now, then send this again."
            )
            form.send_again(version=conflict.encounter.version)
        else:
            kept = form.cleaned_data["marked_on"] is not None
            messages.success(
                request,
                f"{record.reference}: the footage is {'kept as' if kept else 'not marked as'} "
                "evidence.",
            )
            return redirect("encounter", record.pk)
    return render(
        request,
        "records/footage.html",
        {"encounter": record, "form": form, "footage": footage(record, now=now)},
    )
