"""Where the device is: an answer for a script, kept nowhere."""

from django.http import HttpResponseNotAllowed, JsonResponse

from records import permissions
from records.forms.position import PositionForm
from records.places import positions
from records.views.loading import require


def position(request):
    """The area of a position, which comes in the body so that no log keeps it as an address.

    The answer carries the position rounded as the register keeps it; the exact one is forgotten.
    """
    require(permissions.may_record(request.user))
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    form = PositionForm(request.POST)
    if not form.is_valid():
        return JsonResponse({"message": "Your device sent no position."}, status=400)
    found = positions.find(**form.cleaned_data)
    areas = ([found.area] if found.area else []) + list(found.near)
    return JsonResponse(
        {
            "message": positions.explain(found),
            "certain": found.area is not None and not found.near,
            "areas": [{"code": area.code, "name": area.name} for area in areas],
            "latitude": "" if found.too_rough else str(found.latitude),
            "longitude": "" if found.too_rough else str(found.longitude),
        }
    )
