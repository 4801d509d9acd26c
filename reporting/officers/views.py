"""Figures of single officers: found, opened with a reason, looked at. Every look is logged."""

from django.http import HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET, require_http_methods

from records.views.loading import require
from reporting import actions
from reporting.exports.spreadsheet import csv_text
from reporting.exports.views import CSV, as_file
from reporting.forms import FindOfficerForm, OpenOfficerForm
from reporting.permissions import (
    may_open_any_officer,
    may_read,
    may_see_officer_figures,
    may_work_out,
    officers_shown_to,
)
from reporting.presenters import presenter_of
from reporting.presenters.pictures import without_files
from reporting.reports.officer_figures import REPORT
from reporting.runs.views import has_worked_out, working_out
from reporting.selection import file_name

MOST_LISTED = 50


@require_http_methods(["GET", "HEAD", "POST"])
def officers(request):
    """Whose figures one may see; for professional standards, opening others' with a reason."""
    require(may_see_officer_figures(request.user))
    now = timezone.now()
    form = None
    if may_open_any_officer(request.user):
        form = OpenOfficerForm(request.POST or None)
        if request.method == "POST" and form.is_valid():
            officer = actions.open_officer(**form.cleaned_data, by=request.user, at=now)
            if officer is not None:
                return redirect("officer_figures", officer.pk)
            form.add_error("warrant_number", "No officer has this warrant number")
    asked = FindOfficerForm(request.GET)
    words = asked.cleaned_data["name"] if asked.is_valid() else ""
    found = officers_shown_to(request.user, now=now).named_like(words).order_by("name", "pk")
    listed = sorted(found[: MOST_LISTED + 1], key=lambda one: (one.name.casefold(), one.pk))
    return render(
        request,
        "reporting/officers.html",
        {
            "form": form,
            "asked": asked,
            "officers": listed[:MOST_LISTED],
            "more": len(listed) > MOST_LISTED,
            "most": MOST_LISTED,
        },
    )


@require_GET
def officer_page(request, person_id):
    officer, form, now = _asked(request, person_id)
    selection = form.selection() if form.is_valid() else None
    actions.consult_officer(
        officer=officer, filters=selection.query() if selection else {}, by=request.user, at=now
    )
    return _page(request, officer, form, selection, now)


@require_GET
def officer_csv(request, person_id):
    """The same result as the page, in full, with pseudonyms."""
    officer, form, now = _asked(request, person_id)
    if not form.is_valid():
        return _page(request, officer, form, None, now, status=400)
    selection = form.selection()
    lines = list(REPORT.lines(REPORT.compute(selection, now=now)))
    actions.disclose_officer(
        officer=officer, filters=selection.query(), rows=len(lines), by=request.user, at=now
    )
    return as_file(
        HttpResponse(csv_text(REPORT.header(), lines), content_type=CSV),
        file_name(REPORT.address, selection),
    )


def work_out(request, person_id):
    """Have the officers of the force worked out for other months."""
    require(may_work_out(request.user, REPORT.access))
    officer, form, now = _asked(request, person_id)
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    if not form.is_valid():
        return _page(request, officer, form, None, now, status=400)
    selection = form.selection()
    has_worked_out(request, REPORT, selection, now)
    page = reverse(REPORT.page, args=[officer.pk])
    return redirect(f"{page}?{urlencode(selection.query())}")


def _asked(request, person_id):
    require(may_read(request.user, REPORT.access))
    now = timezone.now()
    officer = get_object_or_404(officers_shown_to(request.user, now=now), pk=person_id)
    given = request.POST if request.method == "POST" else request.GET
    return officer, REPORT.filters(given, officer=officer, today=timezone.localdate(now)), now


def _page(request, officer, form, selection, now, *, status=200):
    context = {
        "report": REPORT,
        "form": form,
        "officer": officer,
        "is_own": officer.pk == request.user.pk,
    }
    if selection is not None:
        result = REPORT.compute(selection, now=now)
        page = presenter_of(REPORT).page(result)
        context |= {
            "result": result,
            "page": page,
            "pictures": without_files(page),
            "query": urlencode(selection.query()),
            "work_out": working_out(
                request, REPORT, reverse(REPORT.work_out, args=[officer.pk]), selection
            ),
        }
    return render(request, REPORT.template, context, status=status)
