"""What every page of administrators has in common."""

from collections.abc import Callable
from functools import wraps

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts import actions
from accounts.permissions import may_administer


def administrators_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Refuse everybody else, with the reason, whatever is asked of the page."""

    @wraps(view)
    def wrapper(request: HttpRequest, **kwargs) -> HttpResponse:
        verdict = may_administer(request.user)
        if not verdict:
            raise PermissionDenied(verdict.reason)
        return view(request, **kwargs)

    return wrapper


def explains_refusal(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """What an action refuses after the page allowed it is told in words, on a fresh page."""

    @wraps(view)
    def wrapper(request: HttpRequest, **kwargs) -> HttpResponse:
        try:
            return view(request, **kwargs)
        except actions.Refused as refusal:
            messages.error(request, str(refusal))
        except actions.Stale as conflict:
            messages.warning(request, f"Nothing was changed: {conflict} Please look again.")
        if "person_id" in kwargs:
            return redirect("person", kwargs["person_id"])
        return redirect("teams")

    return wrapper
