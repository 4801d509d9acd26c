"""The record as everybody sees it who may; and taking it back."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from records import actions, permissions, workflow
from records.forms.decisions import WithdrawForm
from records.presenters.after_filing import after_filing
from records.presenters.queue import assignment, beside_record
from records.presenters.record import record_page
from records.presenters.reviewer_buttons import reviewer_buttons
from records.views.loading import (
    explain_step,
    explains_refusal,
    incident,
    load,
    log_consultation,
    require,
)
from records.vocabulary import Status


@require_safe
def encounter(request, encounter_id):
    """The whole record; reading it is logged."""
    record = load(request, encounter_id)
    if record.status == Status.DRAFT:
        return redirect("tasks", record.pk)
    log_consultation(request, record)
    user = request.user
    may_withdraw = workflow.possible(
        step=workflow.Step.WITHDRAW, status=record.status
    ) and permissions.may_withdraw(user, record)
    return render(
        request,
        "records/encounter.html",
        {
            **record_page(record, user, now=timezone.now()),
            # Next and previous only for who came from a list.
            **(
                beside_record(request.GET, record, user, now=timezone.now())
                if "queue" in request.GET
                else {"assigned": assignment(record, user)}
            ),
            **incident(request, record),
            "may_save_favourite": permissions.may_save_favourite(user, record),
            **after_filing(record, user),
            "may_edit": permissions.may_edit(user, record),
            "may_answer": permissions.may_answer(user, record),
            "may_give_account": permissions.may_give_account(user, record),
            "may_withdraw": may_withdraw,
            "reviewer_buttons": reviewer_buttons(record, user),
            "question": permissions.open_question(record),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@explains_refusal
def withdraw(request, encounter_id):
    """Take a filed record out of the figures, with a reason."""
    record = load(request, encounter_id)
    if not workflow.possible(step=workflow.Step.WITHDRAW, status=record.status):
        explain_step(request, record)
        return redirect("encounter", record.pk)
    require(permissions.may_withdraw(request.user, record))
    form = WithdrawForm(request.POST or None, initial={"version": record.version})
    if request.method == "POST" and form.is_valid():
        try:
            actions.withdraw(
                encounter_id=record.pk, by=request.user, at=timezone.now(), **form.for_action()
            )
        except actions.Stale as conflict:
            messages.warning(
                request, "The record changed meanwhile. Read it again, then send this again."
            )
            form.send_again(version=conflict.encounter.version)
        else:
            messages.success(request, f"{record.reference} is withdrawn.")
            return redirect("encounter", record.pk)
    return render(request, "records/withdraw.html", {"encounter": record, "form": form})
