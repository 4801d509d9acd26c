"""Check the answers; then file the record, or answer the question about it."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from records import actions, permissions
from records.answers import SectionState, section_states, stored_answers, warnings
from records.forms.decisions import AnswerForm, SubmitForm
from records.forms.incidents import DifferentForm
from records.lookalikes import look_alikes
from records.presenters.answers import answer_rows
from records.presenters.incidents import seen_alike
from records.presenters.record import people_present
from records.presenters.tasks import encounter_tasks, section_title
from records.presenters.writing import before_filing
from records.questionnaire import ENCOUNTER_QUESTIONS, USE_QUESTIONS, Section, questions
from records.views.loading import explain_step, explains_refusal, incident, load
from records.vocabulary import Status


@require_http_methods(["GET", "HEAD", "POST"])
@explains_refusal
def submit(request, encounter_id):
    """A draft is filed; a returned record goes back with the answer."""
    encounter = load(request, encounter_id)
    if not permissions.may_submit(request.user, encounter):
        if request.method == "POST":
            # A double click, or the back button after filing.
            explain_step(request, encounter)
        return redirect("encounter", encounter.pk)
    now = timezone.now()
    is_draft = encounter.status == Status.DRAFT
    data = request.POST if request.method == "POST" else None
    initial = {"version": encounter.version}
    form = (
        SubmitForm(data, initial=initial, is_late=actions.is_late(encounter, at=now))
        if is_draft
        else AnswerForm(data, initial=initial)
    )
    use = encounter.uses.get(officer=request.user)
    alike = _look_alikes(encounter, use, now=now) if is_draft else []
    different = DifferentForm(data, alike=[other.pk for other in alike]) if alike else None
    ruled_out = different is None or (data is not None and different.is_valid())
    if request.method == "POST" and form.is_valid() and ruled_out:
        act = actions.submit if is_draft else actions.resubmit
        given = form.for_action()
        if different is not None:
            given["different_from"] = different.alike
        try:
            act(encounter_id=encounter.pk, by=request.user, at=now, **given)
        except actions.Stale as conflict:
            messages.warning(
                request, "The record was changed in another window. Check it again, then send it."
            )
            form.send_again(version=conflict.encounter.version)
            encounter = load(request, encounter_id)
        except actions.Incomplete:
            messages.warning(request, "Something is still missing: complete it first.")
        except actions.LookAlikes as found:
            # Filed while this page was on its way.
            alike = found.alike
            different = DifferentForm(data, alike=[other.pk for other in alike])
        else:
            done = (
                f"{encounter.reference} is filed and waits for review."
                if is_draft
                else f"Your answer is sent; {encounter.reference} waits for review again."
            )
            messages.success(request, done)
            return redirect("encounter", encounter.pk)
    if alike:
        actions.show_look_alikes(encounter=encounter, alike=alike, by=request.user, at=now)
    unfinished = [task for task in encounter_tasks(encounter, use, now=now) if not task["complete"]]
    return render(
        request,
        "records/check.html",
        {
            "encounter": encounter,
            "form": form,
            "cards": _cards(encounter, use),
            "people": people_present(encounter),
            "unfinished": unfinished,
            "notes_before_filing": before_filing(
                encounter, use, hrefs=_hrefs(encounter), shared=True
            ),
            "warnings": warnings(stored_answers(encounter=encounter, use=use)),
            "question": permissions.open_question(encounter),
            "is_draft": is_draft,
            "alike": seen_alike(encounter, alike, request.user),
            "different": different,
            **incident(request, encounter),
        },
    )


def _look_alikes(encounter, use, *, now):
    """Who filed the same already; told only to those who are about to file, not to who asks."""
    states = section_states(encounter=encounter, use=use, now=now)
    if set(states.values()) != {SectionState.COMPLETE}:
        return []
    return list(look_alikes(encounter))


def _hrefs(encounter):
    """Where each answer is changed."""
    return {
        question.name: reverse("save_section", args=[encounter.pk, section])
        + f"#id_{question.name}"
        for section in Section
        for question in questions(section)
    }


def _cards(encounter, use):
    """A card for each section with a way back to each answer."""
    answers = stored_answers(encounter=encounter, use=use)
    cards = []
    for section in Section:
        url = reverse("save_section", args=[encounter.pk, section])
        rows = answer_rows(
            encounter, ENCOUNTER_QUESTIONS.get(section, ()), answers, change_url=url
        ) + answer_rows(use, USE_QUESTIONS.get(section, ()), answers, change_url=url)
        cards.append({"title": section_title(section), "rows": rows, "href": url})
    return cards
