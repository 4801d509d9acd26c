"""Supervisors and professional standards: what waits, and the decision."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from records import actions, permissions
from records.forms.decisions import ConclusionForm, OpenRecordForm, SupervisorDecisionForm
from records.models import Encounter
from records.permissions import involved_officers
from records.presenters.lists import queue_rows, queue_summary
from records.presenters.record import record_page
from records.views.loading import explain_step, explains_refusal, load, log_consultation, require
from records.vocabulary import Decision, EscalationCategory, Status

PAGE_SIZE = 25


@require_safe
def queue(request):
    """Submitted encounters of the supervisor's teams, oldest first."""
    require(permissions.may_see_queue(request.user))
    now = timezone.now()
    visible = Encounter.objects.visible_to(request.user)
    summary = queue_summary(visible, request.user, now)
    waiting = visible.reviewable_by(request.user).order_by("submitted_at", "pk")
    paginator = Paginator(waiting, PAGE_SIZE)
    paginator.count = summary["waiting"]  # known already
    page = paginator.get_page(request.GET.get("page"))
    return render(
        request,
        "records/queue.html",
        {
            "page": page,
            "rows": queue_rows(page.object_list, now=now),
            "overdue": summary["overdue"],
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
def escalated(request):
    """Records that wait for professional standards; and opening another with a reason."""
    require(permissions.may_open_any_record(request.user))
    form = OpenRecordForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        record = actions.open_record(
            reference=form.cleaned_data["reference"],
            reason=form.cleaned_data["reason"],
            by=request.user,
            at=timezone.now(),
        )
        if record is not None:
            return redirect("encounter", record.pk)
        form.add_error("reference", "No filed record has this reference")
    waiting = (
        Encounter.objects.visible_to(request.user)
        .filter(status=Status.ESCALATED)
        .order_by("changed_at", "pk")
    )
    page = Paginator(waiting, PAGE_SIZE).get_page(request.GET.get("page"))
    return render(
        request,
        "records/escalated.html",
        {"page": page, "rows": queue_rows(page.object_list, now=timezone.now()), "form": form},
    )


@require_http_methods(["GET", "HEAD", "POST"])
@explains_refusal
def review(request, encounter_id):
    """The whole record and the decision on one page, for both kinds of reviewer."""
    encounter = load(request, encounter_id)
    concluding = encounter.status == Status.ESCALATED
    may = permissions.may_conclude if concluding else permissions.may_review
    require(may(request.user, encounter))
    if encounter.status not in (Status.SUBMITTED, Status.ESCALATED):
        explain_step(request, encounter)
        return redirect("encounter", encounter.pk)
    form_class = ConclusionForm if concluding else SupervisorDecisionForm
    form = form_class(
        request.POST or None,
        initial={"version": encounter.version},
        officers=involved_officers(encounter),
    )
    changed = False
    if request.method == "POST" and form.is_valid():
        try:
            _decide(form, encounter, by=request.user, concluding=concluding)
        except actions.Stale as conflict:
            changed = True
            form.send_again(version=conflict.encounter.version)
            encounter = load(request, encounter_id)
        else:
            label = Decision(form.cleaned_data["decision"]).label.lower()
            messages.success(request, f"{encounter.reference}: your decision is kept ({label}).")
            return redirect("escalated" if concluding else "queue")
    if request.method != "POST":
        log_consultation(request, encounter)
    return render(
        request,
        "records/review.html",
        {
            **record_page(encounter, request.user),
            "form": form,
            "changed": changed,
            "concluding": concluding,
            "overdue": encounter.review_due_at is not None
            and encounter.review_due_at < timezone.now(),
        },
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
            )
        case Decision.ESCALATE:
            actions.escalate(**common, category=EscalationCategory(cleaned["escalation_category"]))
