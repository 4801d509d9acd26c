"""Being signed in: how long, how to stay, and what those are told whose session has ended."""

from datetime import datetime
from math import ceil

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods

from accounts.session import begin, end_of
from records import device_key, permissions


def _wants_data(request: HttpRequest) -> bool:
    """A script asks, which can do nothing with a page."""
    return not request.accepts("text/html")


class SignInRequired(LoginRequiredMiddleware):
    """Everything but the open pages needs a session that has not ended."""

    def process_view(self, request, view_func, view_args, view_kwargs):
        if not getattr(view_func, "login_required", True):
            return None  # nobody is asked who they are, so that public pages can be cached
        if request.user.is_authenticated:
            ends_at = end_of(request.session)
            if ends_at is not None and ends_at <= timezone.now():
                logout(request)
        return super().process_view(request, view_func, view_args, view_kwargs)

    def handle_no_permission(self, request, view_func):
        if _wants_data(request):
            return JsonResponse({"state": "signed_out"}, status=401)
        # What a stranger sends is not kept: it belongs to nobody. So it is said plainly.
        if request.method == "POST" and request.resolver_match.url_name != "account_logout":
            messages.warning(
                request,
                "You had been signed out, so what you sent last was not saved. Sign in to go back "
                "to that page. To save it, you may have to write it again.",
            )
        return super().handle_no_permission(request, view_func)


def _seconds_left(ends_at: datetime | None, now: datetime) -> int | None:
    # Rounded up: a page that says "signed out" too early would lead to one that says "signed in".
    return None if ends_at is None else max(0, ceil((ends_at - now).total_seconds()))


@require_http_methods(["GET", "HEAD", "POST"])
def stay_signed_in(request):
    """A whole session from now on; back to the page. A script is told whose it is and what is left.

    Asking (GET) changes nothing.
    """
    if request.method == "POST":
        begin(request.session)
    if _wants_data(request):
        left = _seconds_left(end_of(request.session), timezone.now())
        return JsonResponse({"mark": device_key.mark_of(request.user), "seconds": left})
    if request.method == "POST":
        messages.success(request, "You stay signed in.")
        onward = request.POST.get("next", "")
        if not url_has_allowed_host_and_scheme(onward, allowed_hosts={request.get_host()}):
            onward = "home"
        return redirect(onward)
    return render(request, "account/stay.html", {"ends_at": end_of(request.session)})


def device(request):
    """What scripts on every page need to know: who is signed in, for how long, and what for.

    `mark` stands for the person without telling who it is.
    """
    user = getattr(request, "user", None)
    if user is None:
        return {}
    if not user.is_authenticated:
        return {"device": {"nobody": True, "kept_days": device_key.KEPT_DAYS}}
    return {
        "device": {
            "mark": device_key.mark_of(user),
            "keeps": bool(permissions.may_keep_on_device(user)),
            "seconds": _seconds_left(end_of(request.session), timezone.now()),
            "warning_seconds": settings.SESSION_WARNING_MINUTES * 60,
        }
    }
