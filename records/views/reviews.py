"""The decision on a record, on one page with all there is to know about it."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from records import actions, permissions
from records.forms.judging import ConclusionForm, SupervisorDecisionForm
from records.permissions import involved_officers
from records.presenters.accounts import answers_to_ask_about, given_accounts
from records.presenters.meanwhile import decided_meanwhile
from records.presenters.queue import beside_record
from records.presenters.record import record_page
from records.views.loading import explain_step, explains_refusal, load, log_consultation, require
from records.vocabulary import Decision, EscalationCategory, ReturnReason, Status
from records.workflow import StepNotPossible

WAITING = (Status.SUBMITTED, Status.ESCALATED)


def _form_for(request, encounter, *, concluding):
    accounts = given_accounts(encounter)
    data = request.POST if request.method == "POST" else None
    given = {
        "initial": {"version": encounter.version},
        "accounts": accounts,
        "officers": involved_officers(encounter),
    }
    if concluding:
        return ConclusionForm(data, **given)
    return SupervisorDecisionForm(data, askable=answers_to_ask_about(encounter, accounts), **given)


@require_http_methods(["GET", "HEAD", "POST"])
@explains_refusal
def review(request, encounter_id):
    """The whole record and the decision on one page, for both kinds of reviewer."""
    encounter = load(request, encounter_id)
    # A decision was written for this page; an empty POST was not.
    written = request.method == "POST" and "version" in request.POST
    if written and _came_too_late(request.user, encounter):
        return _decided_meanwhile(request, encounter)
    concluding = encounter.status == Status.ESCALATED
    may = permissions.may_conclude if concluding else permissions.may_review
    require(may(request.user, encounter))
    if encounter.status not in WAITING:
        explain_step(request, encounter)
        return redirect("encounter", encounter.pk)
    # Before the decision, after which the record has left the queue.
    beside = (
        {}
        if concluding
        else beside_record(request.GET, encounter, request.user, now=timezone.now())
    )
    form = _form_for(request, encounter, concluding=concluding)
    changed = _saw_another_version(form, encounter)
    if changed:
        form.send_again(version=encounter.version)
    elif request.method == "POST" and form.is_valid():
        try:
            _decide(form, encounter, by=request.user, concluding=concluding)
        except StepNotPossible:
            return _decided_meanwhile(request, load(request, encounter_id))
        except actions.Stale as conflict:
            changed = True
            encounter = load(request, encounter_id)
            # An account may have come: its questions are asked too, and what was typed stays.
            form = _form_for(request, encounter, concluding=concluding)
            form.send_again(version=conflict.encounter.version)
        else:
            label = Decision(form.cleaned_data["decision"]).label.lower()
            messages.success(request, f"{encounter.reference}: your decision is kept ({label}).")
            return redirect("escalated" if concluding else beside["position"].after)
    if request.method != "POST":
        log_consultation(request, encounter)
    now = timezone.now()
    return render(
        request,
        "records/review.html",
        {
            **record_page(encounter, request.user, now=now),
            **beside,
            "form": form,
            "changed": changed,
            "concluding": concluding,
            "overdue": encounter.review_due_at is not None and encounter.review_due_at < now,
        },
    )


def _saw_another_version(form, encounter) -> bool:
    """An account may have come since, whose questions were not on the page that was sent."""
    seen = form.data.get("version", "") if form.is_bound else ""
    return seen.isdecimal() and seen != str(encounter.version)


def _came_too_late(user, encounter) -> bool:
    """They could have decided, had somebody else not done so first."""
    if encounter.status == Status.SUBMITTED:
        return False
    if permissions.may_review(user, encounter):
        return encounter.status != Status.ESCALATED or not permissions.may_conclude(user, encounter)
    return encounter.status != Status.ESCALATED and bool(permissions.may_conclude(user, encounter))


def _decided_meanwhile(request, encounter):
    """Neither an error nor an overwrite: the first decision, and what the second wrote."""
    concluding = not permissions.may_review(request.user, encounter)
    form = _form_for(request, encounter, concluding=concluding)
    return render(
        request,
        "records/decided_meanwhile.html",
        decided_meanwhile(encounter, form, reader=request.user),
    )


def _decide(form, encounter, *, by, concluding):
    cleaned = form.cleaned_data
    common = {
        "encounter_id": encounter.pk,
        "judgement": form.judgement,
        "version_seen": cleaned["version"],
        "by": by,
        "at": timezone.now(),
    }
    match cleaned["decision"]:
        case Decision.ACCEPT if concluding:
            actions.clear(**common)
        case Decision.ACCEPT:
            actions.accept(**common)
        case Decision.UPHOLD:
            actions.uphold(**common)
        case Decision.RETURN:
            actions.return_with_question(
                **common,
                question=cleaned["question"],
                question_for=form.officers[cleaned["question_for"]],
                reasons=[ReturnReason(reason) for reason in cleaned["return_reasons"]],
                field_questions=form.field_questions,
            )
        case Decision.ESCALATE:
            actions.escalate(**common, category=EscalationCategory(cleaned["escalation_category"]))


@require_http_methods(["GET", "HEAD", "POST"])
@explains_refusal
def acknowledge(request, encounter_id):
    """ "I have read it"; whoever comes by address reads it on the record first."""
    encounter = load(request, encounter_id)
    if request.method != "POST":
        return redirect("encounter", encounter.pk)
    written = request.POST.get("review", "")
    if not written.isdecimal() or len(written) > 18:
        messages.error(request, "That page was incomplete. Please try again.")
        return redirect("encounter", encounter.pk)
    actions.acknowledge(
        encounter_id=encounter.pk, review_id=int(written), by=request.user, at=timezone.now()
    )
    messages.success(request, f"{encounter.reference}: thank you, it is noted that you read it.")
    return redirect("encounter", encounter.pk)
