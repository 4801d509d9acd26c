"""A colleague's own account of applying handcuffs."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from records import actions, permissions
from records.answers import stored_answers
from records.forms.autosaved import AutosavedForm
from records.forms.decisions import AnswerForm, DenyForm
from records.forms.sections import SectionForm
from records.forms.versioned import VersionedForm
from records.last_time import last_time
from records.models import HandcuffUse
from records.presenters.answers import answer_rows, moment
from records.presenters.colleagues import dispute
from records.presenters.record import shared_facts
from records.presenters.tasks import account_tasks, section_title
from records.presenters.writing import attach, before_filing
from records.questionnaire import ACCOUNT_SECTIONS, USE_QUESTIONS, Section
from records.views.autosave import AUTOSAVE, autosaved
from records.views.loading import explains_refusal, load, log_consultation, require, visible
from records.vocabulary import UseStatus


def _own_use(encounter, user) -> HandcuffUse | None:
    return next((use for use in encounter.uses.all() if use.officer_id == user.pk), None)


@require_safe
def account_tasks_page(request, encounter_id):
    """The sections of the account, with the shared facts to read."""
    encounter = load(request, encounter_id)
    verdict = permissions.may_give_account(request.user, encounter)
    if not verdict and permissions.may_answer(request.user, encounter):
        return redirect("give_account", encounter.pk)
    if not verdict:
        messages.info(request, verdict.reason)
        return redirect("encounter", encounter.pk)
    log_consultation(request, encounter)
    items = account_tasks(encounter, _own_use(encounter, request.user), now=timezone.now())
    listed = permissions.listed_as_applying(request.user, encounter)
    return render(
        request,
        "records/account_tasks.html",
        {
            "encounter": encounter,
            "tasks": items,
            "complete": all(item["complete"] for item in items),
            "facts": shared_facts(encounter),
            "due": moment(listed.account_due_at),
            "dispute": dispute(listed),
            "question": permissions.open_question(encounter)
            if permissions.may_answer(request.user, encounter)
            else None,
            "may_deny": permissions.may_deny_involvement(request.user, encounter),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@explains_refusal
def save_account_section(request, encounter_id, section):
    """One section of the account."""
    section = Section(section)
    encounter = load(request, encounter_id)
    require(permissions.may_give_account(request.user, encounter))
    now = timezone.now()
    use = _own_use(encounter, request.user) or HandcuffUse(encounter=encounter)
    if request.POST.get("then") == AUTOSAVE:
        return _autosave(request, encounter, section, use, now)
    go_on = request.POST.get("then") != "come_back"
    data = request.POST if request.method == "POST" else None
    is_draft = use.status == UseStatus.DRAFT
    carried = last_time(visible(request), request.user, section=section, but=encounter)

    def form_for(*, strict: bool) -> SectionForm:
        return SectionForm(
            data,
            asked=USE_QUESTIONS[section],
            encounter=encounter,
            use=use,
            now=now,
            strict=strict,
            last_time=carried,
        )

    form, stale = form_for(strict=go_on or not is_draft), None
    if request.method == "POST":
        valid = form.is_valid()
        kept = form if valid or not is_draft else form_for(strict=False)
        if kept.is_valid():
            try:
                encounter = actions.save_account_section(
                    encounter_id=encounter.pk,
                    section=section,
                    answers=kept.answers,
                    version_seen=kept.cleaned_data["version"],
                    by=request.user,
                    at=now,
                )
            except actions.Stale as conflict:
                stale = conflict.encounter
                form.send_again(version=stale.version)
            else:
                if valid:
                    return _after_saving(encounter, section, go_on=go_on and is_draft)
                form.send_again(version=encounter.version)
    attach(form, encounter=encounter, officer=request.user)
    return render(
        request,
        "records/section.html",
        {
            "encounter": encounter,
            "section": section,
            "title": section_title(section, account=True),
            "form": form,
            "stale": stale,
            "stale_at": moment(stale.changed_at) if stale else "",
            "differences": form.differences() if stale else [],
            "is_account": True,
            "sent": request.method == "POST",
            "may_be_incomplete": is_draft,
            "number": list(ACCOUNT_SECTIONS).index(section) + 1,
            "total": len(ACCOUNT_SECTIONS),
        },
    )


def _autosave(request, encounter, section, use, now):
    """What is written so far, kept without a click."""

    def save(answers, colleagues, version_seen):
        return actions.autosave_account_section(
            encounter_id=encounter.pk,
            section=section,
            answers=answers,
            version_seen=version_seen,
            by=request.user,
            at=now,
        )

    form = AutosavedForm(
        request.POST, asked=USE_QUESTIONS[section], encounter=encounter, use=use, now=now
    )
    return autosaved(form, save=save)


def _after_saving(encounter, section, *, go_on):
    following = ACCOUNT_SECTIONS[ACCOUNT_SECTIONS.index(section) + 1 :]
    if not go_on:
        return redirect("account_tasks", encounter.pk)
    if not following:
        return redirect("give_account", encounter.pk)
    return redirect("save_account_section", encounter.pk, following[0])


@require_http_methods(["GET", "HEAD", "POST"])
@explains_refusal
def give_account(request, encounter_id):
    """Check the account, then add it to the record; or answer a question, account or not."""
    encounter = load(request, encounter_id)
    use = _own_use(encounter, request.user)
    answering = _answers_here(request.user, encounter, use)
    verdict = permissions.may_give_account(request.user, encounter)
    if not verdict and not answering:
        if request.method == "POST":
            messages.info(request, verdict.reason)
        return redirect("encounter", encounter.pk)
    if use is None and not answering:
        return redirect("account_tasks", encounter.pk)
    form_class = AnswerForm if answering else VersionedForm
    form = form_class(request.POST or None, initial={"version": encounter.version})
    if request.method == "POST" and form.is_valid():
        act = actions.resubmit if answering else actions.give_account
        try:
            act(encounter_id=encounter.pk, by=request.user, at=timezone.now(), **form.for_action())
        except actions.Stale as conflict:
            messages.warning(request, "The record changed meanwhile. Check it again, then send.")
            form.send_again(version=conflict.encounter.version)
        except actions.Incomplete:
            messages.warning(request, "Something is still missing in your account.")
        else:
            done = (
                f"Your answer is sent; {encounter.reference} waits for review again."
                if answering
                else f"Your account is part of {encounter.reference}."
            )
            messages.success(request, done)
            return redirect("encounter", encounter.pk)
    answers = stored_answers(encounter=encounter, use=use)
    cards = [
        {
            "title": section_title(section, account=True),
            "rows": answer_rows(
                use,
                asked,
                answers,
                change_url=reverse("save_account_section", args=[encounter.pk, section]),
            ),
        }
        for section, asked in USE_QUESTIONS.items()
        if use is not None
    ]
    tasks = account_tasks(encounter, use, now=timezone.now()) if use is not None else []
    return render(
        request,
        "records/account_check.html",
        {
            "encounter": encounter,
            "form": form,
            "cards": cards,
            "unfinished": [task for task in tasks if not task["complete"]],
            "notes_before_filing": before_filing(
                encounter, use, hrefs=_hrefs(encounter), shared=False
            ),
            "question": permissions.open_question(encounter) if answering else None,
        },
    )


def _hrefs(encounter):
    """Where each answer of the account is changed."""
    return {
        question.name: reverse("save_account_section", args=[encounter.pk, section])
        + f"#id_{question.name}"
        for section, asked in USE_QUESTIONS.items()
        for question in asked
    }


def _answers_here(user, encounter, use) -> bool:
    """A colleague whom the open question is for, and who owes no account first."""
    if encounter.reporting_officer_id == user.pk or not permissions.may_answer(user, encounter):
        return False
    given = use is not None and use.status == UseStatus.SUBMITTED
    return given or permissions.listed_as_applying(user, encounter) is None


@require_http_methods(["GET", "HEAD", "POST"])
@explains_refusal
def deny_involvement(request, encounter_id):
    """ "I was not involved", with a reason."""
    encounter = load(request, encounter_id)
    require(permissions.may_deny_involvement(request.user, encounter))
    listed = permissions.listed_as_applying(request.user, encounter)
    # Who says so again begins with what they said first.
    initial = {"version": encounter.version, "reason": listed.not_involved_reason}
    form = DenyForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.deny_involvement(
                encounter_id=encounter.pk, by=request.user, at=timezone.now(), **form.for_action()
            )
        except actions.Stale as conflict:
            messages.warning(
                request, "The record changed meanwhile. Read it again, then send this again."
            )
            form.send_again(version=conflict.encounter.version)
        else:
            messages.success(request, "Thank you. The reporting officer and the reviewer see this.")
            return redirect("home")
    return render(
        request,
        "records/deny.html",
        {"encounter": encounter, "form": form, "dispute": dispute(listed)},
    )
