"""The page that opens without signal, the key of what rests on a device, and its arrival."""

import base64

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, HttpResponseNotAllowed, JsonResponse
from django.middleware.csrf import get_token
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.session import end_of
from records import actions, device_key, permissions
from records.answers import (
    SectionState,
    conflicts,
    missing,
    section_states,
    stored_answers,
)
from records.forms.offline import SendingForm, WholeEncounter
from records.models import Encounter, HandcuffUse
from records.presenters.answers import moment
from records.presenters.tasks import section_title
from records.presenters.writing import before_filing
from records.questionnaire import Section, questions
from records.views.loading import WHOLE_RECORD, require
from records.vocabulary import Status
from records.workflow import StepNotPossible


@login_not_required
@require_safe
def offline(request):
    """Every section in one page, the same for everybody: it rests on devices.

    It is made without the request, so that nothing of a person can get into it.
    """
    encounter = Encounter()
    whole = WholeEncounter(
        encounter=encounter, use=HandcuffUse(encounter=encounter), now=timezone.now()
    )
    page = render_to_string(
        "records/offline.html",
        {
            "sections": [
                {"id": section, "title": section_title(section), "form": form}
                for section, form in whole.sections.items()
            ],
            "colleagues": whole.colleagues,
            "sending": SendingForm(),
            "most_drafts": device_key.MOST_DRAFTS,
            "kept_days": device_key.KEPT_DAYS,
            "session_hours": settings.SESSION_COOKIE_AGE // 3600,
            "demo": settings.ENVIRONMENT == "demo",
        },
    )
    return HttpResponse(page, headers={"Cache-Control": "no-cache"})


@require_safe
def offline_key(request):
    """The officer's key, for as long as the session lasts, and a token to send forms with."""
    require(permissions.may_keep_on_device(request.user))
    ends_at = end_of(request.session)
    left = (ends_at - timezone.now()).total_seconds() if ends_at else settings.SESSION_COOKIE_AGE
    return JsonResponse(
        {
            "mark": device_key.mark_of(request.user),
            "key": base64.b64encode(device_key.key_of(request.user)).decode(),
            "seconds": max(0, int(left)),
            "token": get_token(request),
            "drafts": device_key.MOST_DRAFTS,
            "days": device_key.KEPT_DAYS,
        }
    )


def send_from_device(request):
    """Take in a draft that was kept on a device; and file it, if that is wanted and possible."""
    require(permissions.may_record(request.user))
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    sending = SendingForm(request.POST)
    if not sending.is_valid():
        return JsonResponse({"state": "incomplete"}, status=400)
    about = sending.cleaned_data
    if about["mark"] != device_key.mark_of(request.user):
        # Somebody else signed in on the device meanwhile.
        return JsonResponse({"state": "somebody_else"}, status=409)
    now = timezone.now()
    whole = _whole(request, about["id"], now=now)
    if not whole.is_valid():
        return JsonResponse({"state": "rejected", "problems": whole.problems()}, status=422)
    try:
        encounter = actions.send_from_device(
            encounter_id=about["id"],
            sections=whole.answers,
            colleagues=whole.colleagues.colleagues,
            version_seen=about["version_seen"],
            by=request.user,
            at=now,
        )
        state = Status(encounter.status)
        why = ""
        if about["file"] and state == Status.DRAFT:
            encounter, why = _file(request, encounter, about["late_explanation"], now)
    except actions.Stale as conflict:
        changed = {
            "state": "changed",
            "version": conflict.encounter.version,
            "changed": moment(conflict.encounter.changed_at),
            "differences": whole.differences(),
        }
        return JsonResponse({**changed, **_where(conflict.encounter)}, status=409)
    except (actions.NotAllowed, StepNotPossible):
        return JsonResponse(
            {
                "state": "refused",
                "message": "The service does not take this draft from you any more: it was filed, "
                "discarded or handed to somebody else.",
            },
            status=409,
        )
    lacking = _missing(encounter, request.user, now) if why else []
    return JsonResponse(
        {
            "state": "kept" if encounter.status == Status.DRAFT else "filed",
            "version": encounter.version,
            "why": why,
            "missing": lacking,
            **_where(encounter, at="submit" if why and not lacking else "encounter"),
        }
    )


def _where(encounter, *, at: str = "encounter") -> dict[str, str]:
    return {
        "reference": encounter.reference,
        "url": reverse(at, args=[encounter.pk]),
    }


def _whole(request, encounter_id, *, now) -> WholeEncounter:
    """What was sent, to be judged against what is stored, if anything is."""
    encounter = (
        Encounter.objects.visible_to(request.user)
        .drafts_of(request.user)
        .prefetch_related(*WHOLE_RECORD)
        .filter(pk=encounter_id)
        .first()
    )
    if encounter is None:
        # Under a number of its own: what is stored under the one sent may be somebody else's.
        encounter = Encounter(reporting_officer=request.user)
        use = HandcuffUse(encounter=encounter, officer=request.user)
    else:
        use = encounter.uses.get(officer=request.user)
    return WholeEncounter(request.POST, encounter=encounter, use=use, now=now)


def _file(request, encounter, late_explanation, now):
    """The record filed; or the draft, and why it could not be filed.

    What would be pointed out before filing nobody could read on the device: it is read first.
    """
    use = encounter.uses.get(officer=request.user)
    states = section_states(encounter=encounter, use=use, now=now)
    if set(states.values()) == {SectionState.COMPLETE} and before_filing(
        encounter, use, hrefs={}, shared=True
    ):
        return encounter, "Something in what you wrote is pointed out to you first."
    try:
        filed = actions.submit(
            encounter_id=encounter.pk,
            late_explanation=late_explanation,
            version_seen=encounter.version,
            by=request.user,
            at=now,
        )
    except actions.Incomplete:
        return encounter, "Answers are missing."
    except actions.ExplanationNeeded:
        return encounter, "It is late, and why is not explained yet."
    except actions.LookAlikes:
        return encounter, "A record that looks the same was filed already: check whether it is."
    return filed, ""


def _missing(encounter, user, now) -> list[dict[str, str]]:
    """What stands between the draft and being filed, section by section."""
    answers = stored_answers(encounter=encounter, use=encounter.uses.get(officer=user))
    found = []
    for section in Section:
        asked = questions(section)
        names = {question.name for question in asked}
        wrong = [one for one in conflicts(answers, now=now) if one.field in names]
        found += [
            {"section": section_title(section), "message": problem.message}
            for problem in (*wrong, *missing(asked, answers))
        ]
    return found
