"""Amending a filed record: sections are changed in private, then all of it with one reason."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from records import actions, permissions
from records.amending import asked_of, differences, incomplete_sections, with_changes
from records.forms.amendments import AddColleagueForm, AmendForm
from records.forms.sections import SectionForm
from records.presenters.amendments import own_account, preview, sections
from records.presenters.answers import moment
from records.presenters.record import people_present
from records.presenters.tasks import section_title
from records.presenters.writing import attach
from records.questionnaire import Section
from records.views.loading import explains_refusal, load, require

NOTHING_DIFFERENT = "Nothing was changed: nothing is different."


def _prepared(encounter, user):
    return encounter.pending_amendments.filter(by=user).first()


def _different(encounter, user):
    """What the prepared changes would make different."""
    pending = _prepared(encounter, user)
    if pending is None:
        return []
    return differences(encounter, own_account(encounter, user), pending.as_answers())


@require_http_methods(["GET", "HEAD", "POST"])
@explains_refusal
def amend(request, encounter_id):
    """The sections, what would change, and why; sending it makes the amendment."""
    encounter = load(request, encounter_id)
    require(permissions.may_amend(request.user, encounter))
    form = AmendForm(request.POST or None)
    if request.method == "POST":
        if not _different(encounter, request.user):
            # A double click, or a page that was left open.
            messages.info(request, NOTHING_DIFFERENT)
            return redirect("encounter", encounter.pk)
        if form.is_valid():
            try:
                actions.amend(
                    encounter_id=encounter.pk,
                    by=request.user,
                    at=timezone.now(),
                    **form.for_action(),
                )
            except actions.NothingDifferent:
                messages.info(request, NOTHING_DIFFERENT)
                return redirect("encounter", encounter.pk)
            except actions.Stale:
                messages.warning(
                    request,
                    "The record or your changes are not what this page showed. Look at them "
                    "again, then send this again.",
                )
                encounter = load(request, encounter_id)
            except actions.Incomplete:
                messages.warning(request, "A section does not fit with the others yet.")
            else:
                messages.success(
                    request, f"{encounter.reference} is amended and waits for review again."
                )
                return redirect("encounter", encounter.pk)
    return _amend_page(request, encounter, form)


def _amend_page(request, encounter, form):
    use, pending = own_account(encounter, request.user), _prepared(encounter, request.user)
    changes = _different(encounter, request.user)
    wrong = incomplete_sections(encounter, use, pending, now=timezone.now()) if pending else []
    seen = {"version": encounter.version, "prepared_seen": pending.version if pending else 0}
    if form.is_bound:
        # What was typed stays, on top of what the page shows now.
        form.data = form.data.copy()
        for name, value in seen.items():
            form.data[name] = str(value)
    form.initial = seen
    return render(
        request,
        "records/amend.html",
        {
            "encounter": encounter,
            "form": form,
            "sections": sections(encounter, request.user, changes, wrong),
            "changes": preview(changes),
            "wrong": bool(wrong),
            "saved": moment(pending.changed_at) if pending else "",
            "only_account": encounter.reporting_officer_id != request.user.pk,
            "may_add_colleague": permissions.may_add_colleague(request.user, encounter),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@explains_refusal
def prepare_amendment(request, encounter_id, section):
    """One section as it would be; the record stays as it is until all of it is sent."""
    section = Section(section)
    encounter = load(request, encounter_id)
    require(permissions.may_amend(request.user, encounter))
    asked = asked_of(encounter, request.user).get(section)
    if asked is None:
        raise PermissionDenied("The shared facts are the reporting officer’s to amend.")
    now = timezone.now()

    def form_for(pending):
        changed, use = with_changes(encounter, own_account(encounter, request.user), pending)
        # This page writes the preparation, so the version that counts is the preparation's.
        changed.version = pending.version if pending else 0
        data = request.POST if request.method == "POST" else None
        return SectionForm(data, asked=asked, encounter=changed, use=use, now=now, strict=True)

    form, stale = form_for(_prepared(encounter, request.user)), False
    if request.method == "POST" and form.is_valid():
        try:
            actions.prepare_amendment(
                encounter_id=encounter.pk,
                section=section,
                answers=form.answers,
                version_seen=form.cleaned_data["version"],
                by=request.user,
                at=now,
            )
        except actions.Stale:
            stale, pending = True, _prepared(encounter, request.user)
            form = form_for(pending)
            form.is_valid()
            form.send_again(version=pending.version if pending else 0)
        else:
            return redirect("amend", encounter.pk)
    attach(form, encounter=encounter, officer=request.user)
    return render(
        request,
        "records/amend_section.html",
        {
            "encounter": encounter,
            "title": section_title(
                section, account=encounter.reporting_officer_id != request.user.pk
            ),
            "form": form,
            "stale": stale,
            "differences": form.differences() if stale else [],
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@explains_refusal
def drop_amendment(request, encounter_id):
    """Forget the changes that were prepared; there is nothing here to look at."""
    encounter = load(request, encounter_id)
    if request.method != "POST":
        return redirect("encounter", encounter.pk)
    actions.drop_amendment(encounter_id=encounter.pk, by=request.user, at=timezone.now())
    messages.success(request, f"{encounter.reference} stays as it is.")
    return redirect("encounter", encounter.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@explains_refusal
def add_colleague(request, encounter_id):
    """Name a colleague, see the name, add them."""
    encounter = load(request, encounter_id)
    require(permissions.may_add_colleague(request.user, encounter))
    form = AddColleagueForm(
        request.POST or None, initial={"version": encounter.version}, encounter=encounter
    )
    confirming = False
    if request.method == "POST" and form.is_valid():
        if not form.is_confirmed:
            form.ask_to_confirm()
            confirming = True
        else:
            try:
                actions.add_colleague(
                    encounter_id=encounter.pk,
                    by=request.user,
                    at=timezone.now(),
                    **form.for_action(),
                )
            except actions.NothingDifferent:
                messages.info(request, NOTHING_DIFFERENT)
                return redirect("encounter", encounter.pk)
            except actions.Stale as conflict:
                messages.warning(
                    request, "The record changed meanwhile. Look at it, then send this again."
                )
                form.send_again(version=conflict.encounter.version)
                confirming = True
            else:
                messages.success(
                    request,
                    f"{form.colleague.name} is on the list; {encounter.reference} waits for "
                    "review again.",
                )
                return redirect("encounter", encounter.pk)
    return render(
        request,
        "records/add_colleague.html",
        {
            "encounter": encounter,
            "form": form,
            "colleague": form.colleague if confirming else None,
            "people": people_present(encounter),
        },
    )
