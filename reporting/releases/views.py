"""Releases for analysts: make one, look at exactly what the public will see, publish, withdraw."""

from functools import wraps

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from records.actions.changing import NotAllowed
from records.views.loading import require
from reporting.models import Release
from reporting.permissions import may_release
from reporting.presenters.releases import entry
from reporting.releases import actions
from reporting.releases.figures import about, chosen, file_of, picture_of
from reporting.releases.forms import PeriodForm, WithdrawForm


def analysts_only(view):
    """Refuse everybody else; what an action refuses is told in words."""

    @wraps(view)
    def wrapper(request, **kwargs):
        require(may_release(request.user))
        try:
            return view(request, **kwargs)
        except NotAllowed as refusal:
            messages.error(request, str(refusal))
        return redirect(request.path if not kwargs else "releases")

    return wrapper


def _releases():
    return Release.objects.select_related("benchmark", "made_by").prefetch_related("steps__by")


@require_http_methods(["GET", "HEAD", "POST"])
@analysts_only
def releases(request):
    """All there are; a POST makes one."""
    now = timezone.now()
    offered = actions.offered(today=timezone.localdate(now))
    form = PeriodForm(request.POST if request.method == "POST" else None, offered=offered)
    if request.method == "POST" and form.is_valid():
        release = actions.make_release(period=form.quarters(), by=request.user, at=now)
        messages.success(
            request, f"Release {release.pk} is made. Look at it, then publish or withdraw it."
        )
        return redirect("release", number=release.pk)
    found = [entry(one, people=True) for one in _releases().order_by("-last_month", "-pk")]
    return render(
        request,
        "reporting/releases/releases.html",
        {"form": form, "offered": offered, "entries": found},
    )


@require_safe
@analysts_only
def release(request, number):
    """One release: what it is of, its reports as the public will see them, what can be done."""
    return _release_page(request, get_object_or_404(_releases(), pk=number))


def _release_page(request, release, form=None):
    found = entry(release, people=True)
    context = {"entry": found, "form": form or WithdrawForm(was_public=found.is_public)}
    return render(request, "reporting/releases/release.html", context)


@require_safe
@analysts_only
def preview_report(request, number, address):
    """A report exactly as the public sees it, or will."""
    found = get_object_or_404(_releases(), pk=number)
    report, form = chosen(request, found, address)
    context = about(found, report, form) | {"preview": True}
    return render(request, "reporting/releases/report.html", context)


@require_safe
@analysts_only
def preview_report_csv(request, number, address):
    """The file of a report exactly as the public gets it, or will."""
    report, _ = chosen(request, get_object_or_404(_releases(), pk=number), address)
    return file_of(report)


@require_safe
@analysts_only
def preview_picture(request, number, address, ident):
    """A picture of a report exactly as the public gets it, or will."""
    report, _ = chosen(request, get_object_or_404(_releases(), pk=number), address)
    return picture_of(report, ident)


@analysts_only
@require_POST
def publish_release(request, number):
    """Let everybody read it."""
    get_object_or_404(Release, pk=number)
    done = actions.publish_release(release_id=number, by=request.user, at=timezone.now())
    messages.success(request, f"Release {done.pk} is published.")
    return redirect("release", number=number)


@analysts_only
@require_POST
def withdraw_release(request, number):
    """Take it back for a reason."""
    found = get_object_or_404(_releases(), pk=number)
    form = WithdrawForm(request.POST, was_public=entry(found).is_public)
    if not form.is_valid():
        return _release_page(request, found, form)
    actions.withdraw_release(
        release_id=number,
        reason=form.cleaned_data["reason"],
        by=request.user,
        at=timezone.now(),
    )
    messages.success(request, f"Release {number} is withdrawn.")
    return redirect("release", number=number)
