"""The answer to a script that saves what is being written, without a click."""

from django.http import JsonResponse

from records import actions
from records.forms.autosaved import AutosavedForm
from records.forms.moments import LONDON
from records.presenters.answers import moment

# The value of "then" by which a page of a section is saved without being asked.
AUTOSAVE = "autosave"


def autosaved(form: AutosavedForm, *, colleagues=None, save) -> JsonResponse:
    """Keep what is valid; say what is not, or why nothing was kept.

    `save` is called with the answers, the colleagues (None: as they are) and the version seen,
    and gives the record back.
    """
    form.is_valid()
    if "version" not in form.cleaned_data:
        return JsonResponse({"state": "incomplete"}, status=400)
    problems = form.problems
    listed = None
    if colleagues is not None:
        if colleagues.is_valid():
            listed = colleagues.colleagues
        else:
            problems = [*problems, {"field": "", "question": "Colleagues who were there"}]
    try:
        encounter = save(form.kept, listed, form.cleaned_data["version"])
    except actions.Stale as conflict:
        return JsonResponse(stale(conflict.encounter, form, colleagues), status=409)
    except actions.NotAllowed as refusal:
        return JsonResponse({"state": "closed", "message": str(refusal)}, status=409)
    return JsonResponse(
        {
            "state": "saved",
            "version": encounter.version,
            "saved_at": f"{encounter.changed_at.astimezone(LONDON):%H:%M}",
            "problems": problems,
        }
    )


def differences(form, colleagues) -> list[str]:
    """What was sent and is not what was saved meanwhile, in words."""
    if colleagues is not None and colleagues.is_valid() and colleagues.differs():
        return [*form.differences(), "Colleagues who were there"]
    return form.differences()


def stale(encounter, form, colleagues) -> dict:
    """What the page says as well when it is sent over a newer version."""
    return {
        "state": "stale",
        "version": encounter.version,
        "changed": moment(encounter.changed_at),
        "differences": differences(form, colleagues),
    }
