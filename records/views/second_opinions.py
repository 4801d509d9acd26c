"""Asking a colleague before deciding, and answering."""

from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from records import actions, second_looks
from records.forms.second_looks import AskOpinionForm, OpinionForm
from records.presenters.record import record_page
from records.views.loading import explains_refusal, load, log_consultation, require


@require_http_methods(["GET", "HEAD", "POST"])
@explains_refusal
def ask_opinion(request, encounter_id):
    """Who decides names a colleague and writes the question."""
    encounter = load(request, encounter_id)
    require(second_looks.may_ask_opinion(request.user, encounter))
    form = AskOpinionForm(request.POST or None, encounter=encounter, by=request.user)
    if request.method == "POST" and form.is_valid():
        actions.ask_opinion(
            encounter_id=encounter.pk,
            asked=form.colleague,
            question=form.cleaned_data["question"],
            by=request.user,
            at=timezone.now(),
        )
        messages.success(
            request, f"{form.colleague.name} is asked. You are told when they have answered."
        )
        return redirect("review", encounter.pk)
    return render(
        request,
        "records/ask_opinion.html",
        {"encounter": encounter, "form": form, "days": settings.SECOND_OPINION_DAYS},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@explains_refusal
def give_opinion(request, encounter_id):
    """The record to read, the question, and the answer."""
    encounter = load(request, encounter_id)
    verdict = second_looks.may_give_opinion(request.user, encounter)
    asked = second_looks.open_opinion(request.user, encounter)
    if asked is None:
        require(verdict)
    if not verdict:
        messages.info(request, verdict.reason)
        return redirect("encounter", encounter.pk)
    form = OpinionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.give_opinion(
            encounter_id=encounter.pk,
            opinion=form.cleaned_data["opinion"],
            by=request.user,
            at=timezone.now(),
        )
        messages.success(request, f"{asked.asked_by.name} is told that you have answered.")
        return redirect("home")
    if request.method != "POST":
        log_consultation(request, encounter)
    return render(
        request,
        "records/give_opinion.html",
        {
            **record_page(encounter, request.user, now=timezone.now()),
            "form": form,
            "asked": asked,
        },
    )
