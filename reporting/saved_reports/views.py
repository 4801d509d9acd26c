"""Keeping reports: thin, as everything is in the form of the report and in the actions."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from accounts.actions import Refused
from records.views.loading import require
from reporting.permissions import may_read, may_read_reports, may_read_something
from reporting.reports import REPORTS
from reporting.saved_reports import actions, presenters
from reporting.saved_reports.forms import ChangeForm, SaveForm
from reporting.saved_reports.mails import read_signed, report_of

GONE = "That saved report is not there any more."


@require_safe
def saved_reports(request):
    """What one keeps."""
    user = request.user
    require(may_read_something(user))
    kept = user.saved_reports.order_by("name", "pk")
    lines = presenters.lines(kept, user=user, today=timezone.localdate())
    context = {"lines": lines, "may_read": may_read_reports(user)}
    return render(request, "reporting/saved_reports.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def save_report(request, address):
    """Keep the report of this address with the filters in the query."""
    report = next((one for one in REPORTS if one.address == address), None)
    if report is None:
        raise Http404
    require(may_read(request.user, report.access))
    now = timezone.now()
    filters = report.filters(request.GET, user=request.user, today=timezone.localdate(now))
    if not filters.is_valid():
        # The page of the report says what is wrong.
        return redirect(f"{reverse(report.page)}?{request.GET.urlencode()}")
    selection = filters.selection()
    form = SaveForm(
        request.POST if request.method == "POST" else None,
        usual_period=getattr(filters, "usual_period", 0),
        months=presenters.months(selection),
    )
    if request.method == "POST" and form.is_valid():
        try:
            saved = actions.save_report(
                report=report, selection=selection, **form.chosen, by=request.user, at=now
            )
        except Refused as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, f"Saved as “{saved.name}”.")
            return redirect("saved_reports")
    context = {"report": report, "form": form}
    return render(request, "reporting/save_report.html", context)


@require_safe
def open_saved_report(request, saved_report_id):
    """Where mails lead: to the page with its filters."""
    saved = _mine(request, saved_report_id)
    report = report_of(saved)
    if report is None:
        messages.info(request, "There is no such report any more.")
        return redirect("saved_reports")
    return redirect(f"{reverse(report.page)}?{saved.query}".rstrip("?"))


@require_http_methods(["GET", "HEAD", "POST"])
def change_saved_report(request, saved_report_id):
    """Another name; the mail on or off."""
    saved = _mine(request, saved_report_id)
    form = ChangeForm(
        request.POST if request.method == "POST" else None,
        rolls=saved.rolling,
        initial={"name": saved.name, "monthly_mail": saved.monthly_mail},
    )
    if request.method == "POST" and form.is_valid():
        try:
            changed = actions.change_saved_report(
                saved_report_id=saved.pk, **form.chosen, by=request.user, at=timezone.now()
            )
        except Refused as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, f"“{changed.name}”: saved." if changed else GONE)
            return redirect("saved_reports")
    context = {"saved": saved, "form": form}
    return render(request, "reporting/change_saved_report.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def delete_saved_report(request, saved_report_id):
    """Forget one; a second click finds it gone."""
    require(may_read_something(request.user))
    if request.method != "POST":  # led back here after signing in
        return redirect("saved_reports")
    deleted = actions.delete_saved_report(
        saved_report_id=saved_report_id, by=request.user, at=timezone.now()
    )
    messages.success(request, "The saved report is deleted." if deleted else GONE)
    return redirect("saved_reports")


def _mine(request, saved_report_id):
    require(may_read_something(request.user))
    return get_object_or_404(request.user.saved_reports, pk=saved_report_id)


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def stop_report_mail(request, signed):
    """The link of a mail. It only asks: programs that look at mails follow links."""
    saved_report_id = read_signed(signed)
    if saved_report_id is None:
        raise Http404
    if request.method == "POST":
        actions.stop_mail(saved_report_id=saved_report_id, at=timezone.now())
    context = {"stopped": request.method == "POST"}
    return render(request, "reporting/stop_report_mail.html", context)
