"""Several people and several officers of one incident."""

import uuid

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from records import actions, permissions, workflow
from records.forms.incidents import DenialAnswerForm
from records.forms.versioned import VersionedForm
from records.listed import has_unanswered_denial
from records.lookalikes import look_alikes
from records.presenters.answers import moment
from records.presenters.incidents import seen_alike
from records.presenters.record import shared_facts
from records.views.loading import (
    explain_step,
    explains_refusal,
    load,
    log_consultation,
    require,
)
from records.vocabulary import DenialResponse


@require_http_methods(["GET", "HEAD", "POST"])
@explains_refusal
def add_person(request, encounter_id):
    """What will be copied; then the record of another person of the incident is begun.

    The page brings the uuid of the new record, so pressing twice adds one person.
    """
    encounter = load(request, encounter_id)
    require(permissions.may_add_person(request.user, encounter))
    if request.method == "POST":
        try:
            new_id = uuid.UUID(request.POST.get("id", ""))
        except ValueError:
            messages.error(request, "That page was incomplete. Please try again.")
            return redirect("add_person", encounter.pk)
        added = actions.add_person(
            encounter_id=encounter.pk, new_id=new_id, by=request.user, at=timezone.now()
        )
        messages.success(
            request,
            f"This is {added.reference}, for person {added.person_key[1:]} of the incident. Time, "
            "place, reason and colleagues are copied: check them. Nothing else is.",
        )
        return redirect("tasks", added.pk)
    return render(
        request,
        "records/add_person.html",
        {"encounter": encounter, "new_id": uuid.uuid4(), "occurred": moment(encounter.occurred_at)},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@explains_refusal
def join(request, encounter_id, other_id):
    """Instead of filing a draft: add one's own account to the record of a colleague."""
    draft = load(request, encounter_id)
    require(permissions.may_edit(request.user, draft))
    if not workflow.possible(step=workflow.Step.DISCARD, status=draft.status):
        explain_step(request, draft)
        return redirect("encounter", draft.pk)
    other = look_alikes(draft).filter(pk=other_id).first()
    if other is None:
        raise Http404
    (seen,) = seen_alike(draft, [other], request.user)
    form = VersionedForm(request.POST or None, initial={"version": draft.version})
    now = timezone.now()
    if request.method == "POST" and form.is_valid():
        try:
            actions.join(
                encounter_id=draft.pk,
                other_id=other.pk,
                by=request.user,
                at=now,
                **form.for_action(),
            )
        except actions.Stale as conflict:
            messages.warning(
                request, "Your draft was changed in another window. Look at it, then join."
            )
            form.send_again(version=conflict.encounter.version)
        else:
            messages.success(
                request,
                f"You joined {other.reference}. What you wrote about your own use of handcuffs is "
                "below: check it, then send your account.",
            )
            return redirect("account_tasks", other.pk)
    else:
        actions.show_look_alikes(encounter=draft, alike=[other], by=request.user, at=now)
    return render(request, "records/join.html", {"encounter": draft, "other": seen, "form": form})


@require_http_methods(["GET", "HEAD", "POST"])
@explains_refusal
def answer_denial(request, encounter_id):
    """The reporting officer answers colleagues who were not involved, one after the other."""
    encounter = load(request, encounter_id)
    waiting = sorted(
        (row for row in encounter.officers_present.all() if has_unanswered_denial(row)),
        key=lambda row: (row.not_involved_at, row.pk),
    )
    verdict = permissions.may_answer_denial(request.user, encounter)
    if not verdict:
        if encounter.reporting_officer_id != request.user.pk:
            require(verdict)
        messages.info(request, verdict.reason)
        return redirect("encounter", encounter.pk)
    row = waiting[0]
    form = DenialAnswerForm(
        request.POST or None,
        initial={"version": encounter.version, "officer": row.officer_id},
        row=row,
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.answer_denial(
                encounter_id=encounter.pk, by=request.user, at=timezone.now(), **form.for_action()
            )
        except actions.Stale as conflict:
            messages.warning(
                request, "The record changed meanwhile. Read it again, then send this again."
            )
            form.send_again(version=conflict.encounter.version)
        else:
            agreed = form.cleaned_data["response"] == DenialResponse.AGREED
            messages.success(
                request,
                f"{row.officer.name} is told that they were listed by mistake."
                if agreed
                else f"{row.officer.name} is asked again for their account.",
            )
            return redirect(
                "answer_denial" if len(waiting) > 1 else "home",
                *([encounter.pk] if len(waiting) > 1 else []),
            )
    log_consultation(request, encounter)
    return render(
        request,
        "records/answer_denial.html",
        {
            "encounter": encounter,
            "form": form,
            "row": row,
            "denied": moment(row.not_involved_at),
            "left": len(waiting) - 1,
            "facts": shared_facts(encounter),
        },
    )
