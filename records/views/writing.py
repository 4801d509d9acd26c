"""Notes on what an officer is writing: asked for while they type, never kept, never logged."""

from django.core.cache import cache
from django.http import HttpResponseNotAllowed, JsonResponse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters

from records import permissions
from records.presenters.writing import all_free_texts, notes_on
from records.views.loading import load, require

# The script waits until the typing pauses, so nobody who writes comes near this.
MOST_A_MINUTE = 90
LONGEST = 10_000


@sensitive_post_parameters()
def writing_notes(request, encounter_id):
    """The notes on the answers sent, by question; for those who may write them."""
    encounter = load(request, encounter_id)
    verdict = permissions.may_edit(request.user, encounter)
    if not verdict:
        verdict = permissions.may_give_account(request.user, encounter)
    if not verdict:
        verdict = permissions.may_amend(request.user, encounter)
    require(verdict)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if _too_often(request.user):
        return JsonResponse({"notes": {}}, status=429)
    texts = {
        name: request.POST[name][:LONGEST] for name in all_free_texts() if name in request.POST
    }
    notes = notes_on(texts, encounter=encounter, officer=request.user)
    return JsonResponse({"notes": notes})


def _too_often(user) -> bool:
    """Whether the officer asked more often in this minute than anybody types."""
    key = f"writing:{user.pk}:{timezone.now():%H%M}"
    if cache.add(key, 1, timeout=60):
        return False
    try:
        return cache.incr(key) > MOST_A_MINUTE
    except ValueError:  # it ran out in between
        return False
