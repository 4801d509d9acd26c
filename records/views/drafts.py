"""Recording an encounter: the task list and its sections; and changing a returned record."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from records import actions, permissions
from records.answers import stored_answers, warnings
from records.forms.autosaved import AutosavedForm
from records.forms.people_present import MOST_COLLEAGUES, Colleagues
from records.forms.position import AutosavedPlacedForm, PlacedSectionForm
from records.forms.sections import SectionForm
from records.forms.versioned import VersionedForm
from records.last_time import last_time
from records.places.last import last_place
from records.presenters.answers import moment
from records.presenters.tasks import encounter_tasks, section_title
from records.presenters.writing import attach
from records.questionnaire import Section, questions
from records.views.autosave import AUTOSAVE, autosaved, differences
from records.views.loading import explain_step, explains_refusal, incident, load, require, visible
from records.vocabulary import Status

NEXT = dict(zip(Section, list(Section)[1:], strict=False))


@require_safe
def tasks(request, encounter_id):
    """Every section with its state."""
    encounter = load(request, encounter_id)
    if not permissions.may_edit(request.user, encounter):
        return redirect("encounter", encounter.pk)
    use = encounter.uses.get(officer=request.user)
    items = encounter_tasks(encounter, use, now=timezone.now())
    return render(
        request,
        "records/tasks.html",
        {
            "encounter": encounter,
            "tasks": items,
            "done": sum(item["complete"] for item in items),
            "question": permissions.open_question(encounter),
            "is_draft": encounter.status == Status.DRAFT,
            "saved": moment(encounter.changed_at),
            **incident(request, encounter),
        },
    )


@require_http_methods(["GET", "HEAD", "POST"])
@explains_refusal
def save_section(request, encounter_id, section):
    """One section. What can be kept is kept, also when something is missing."""
    section = Section(section)
    encounter = load(request, encounter_id)
    require(permissions.may_edit(request.user, encounter))
    use, now = encounter.uses.get(officer=request.user), timezone.now()
    if request.POST.get("then") == AUTOSAVE:
        return _autosave(request, encounter, section, use, now)
    go_on = request.POST.get("then") != "come_back"
    data = request.POST if request.method == "POST" else None
    place, form_class = None, SectionForm
    if section == Section.ENCOUNTER:
        place = last_place(visible(request), request.user, but=encounter)
        form_class = PlacedSectionForm
    carried = last_time(visible(request), request.user, section=section, but=encounter)
    placing = place is not None and "last_place" in request.POST
    if placing:
        data = place.into(request.POST)

    def form_for(*, strict: bool) -> SectionForm:
        return form_class(
            data,
            asked=questions(section),
            encounter=encounter,
            use=use,
            now=now,
            strict=strict,
            last_time=carried,
        )

    adding = "add_colleague" in request.POST
    # A filed record has to stay complete; a draft may be left half done.
    form = form_for(strict=not (adding or placing) and (go_on or encounter.status != Status.DRAFT))
    colleagues = Colleagues(data, encounter=encounter) if section == Section.VIDEO else None
    stale = None
    if request.method == "POST" and not adding and not placing:
        valid = form.is_valid() and (colleagues is None or colleagues.is_valid())
        kept = form
        if not valid and encounter.status == Status.DRAFT:
            kept = form_for(strict=False)
        if kept.is_valid() and (colleagues is None or colleagues.is_valid()):
            try:
                encounter = actions.save_section(
                    encounter_id=encounter.pk,
                    section=section,
                    answers=kept.answers,
                    colleagues=colleagues.colleagues if colleagues is not None else None,
                    version_seen=kept.cleaned_data["version"],
                    by=request.user,
                    at=now,
                )
            except actions.Stale as conflict:
                stale = conflict.encounter
                form.send_again(version=stale.version)
            else:
                if valid:
                    return _after_saving(request, encounter, section, go_on=go_on)
                form.send_again(version=encounter.version)
    if adding:
        colleagues = _with_another_row(request, encounter)
        for unjudged in (form, *colleagues.forms):
            unjudged.errors.clear()
    if placing:
        form.errors.clear()
    attach(form, encounter=encounter, officer=request.user)
    return render(
        request,
        "records/section.html",
        {
            "encounter": encounter,
            "section": section,
            "title": section_title(section),
            "form": form,
            "colleagues": colleagues,
            "stale": stale,
            "stale_at": moment(stale.changed_at) if stale else "",
            "differences": differences(form, colleagues) if stale else [],
            "saved": "" if stale else moment(encounter.changed_at),
            "sent": request.method == "POST" and not (adding or placing),
            "place": place,
            "placed": placing,
            "may_be_incomplete": encounter.status == Status.DRAFT,
            "number": list(Section).index(section) + 1,
            "total": len(Section),
        },
    )


def _autosave(request, encounter, section, use, now):
    """What is written so far, kept without a click."""

    def save(answers, colleagues, version_seen):
        return actions.autosave_section(
            encounter_id=encounter.pk,
            section=section,
            answers=answers,
            colleagues=colleagues,
            version_seen=version_seen,
            by=request.user,
            at=now,
        )

    form_class = AutosavedPlacedForm if section == Section.ENCOUNTER else AutosavedForm
    form = form_class(request.POST, asked=questions(section), encounter=encounter, use=use, now=now)
    colleagues = Colleagues(request.POST, encounter=encounter) if section == Section.VIDEO else None
    return autosaved(form, colleagues=colleagues, save=save)


def _with_another_row(request, encounter):
    """The list of colleagues as typed, with one more empty row; nothing is saved or judged."""
    data = request.POST.copy()
    total = data.get("colleagues-TOTAL_FORMS", "0")
    rows = int(total) if total.isdecimal() and len(total) < 4 else 0
    data["colleagues-TOTAL_FORMS"] = str(min(rows + 1, MOST_COLLEAGUES))
    return Colleagues(data, encounter=encounter)


def _after_saving(request, encounter, section, *, go_on):
    if section in (Section.ENCOUNTER, Section.HANDCUFFING):
        use = encounter.uses.get(officer=request.user)
        for problem in warnings(stored_answers(encounter=encounter, use=use)):
            messages.warning(request, problem.message)
    if not go_on:
        messages.success(request, f"{section_title(section)}: saved.")
        return redirect("tasks", encounter.pk)
    if encounter.status != Status.DRAFT:
        return redirect("tasks", encounter.pk)
    following = NEXT.get(section)
    if following is None:
        return redirect("submit", encounter.pk)
    return redirect("save_section", encounter.pk, following)


@require_http_methods(["GET", "HEAD", "POST"])
@explains_refusal
def discard(request, encounter_id):
    """Drop a draft, after a question."""
    encounter = load(request, encounter_id)
    require(permissions.may_discard(request.user, encounter))
    form = VersionedForm(request.POST or None, initial={"version": encounter.version})
    if request.method == "POST" and form.is_valid():
        try:
            actions.discard(
                encounter_id=encounter.pk, by=request.user, at=timezone.now(), **form.for_action()
            )
        except actions.Stale:
            messages.warning(
                request, "The draft was changed in another window. Look at it before discarding."
            )
            return redirect("tasks", encounter.pk)
        messages.success(request, f"The draft {encounter.reference} is discarded.")
        return redirect("home")
    if encounter.status != Status.DRAFT:
        explain_step(request, encounter)
        return redirect("encounter", encounter.pk)
    return render(request, "records/discard.html", {"encounter": encounter, "form": form})
