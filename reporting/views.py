"""Reports: filters come in by the address, one result goes out as page or as CSV."""

from django.http import Http404, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from records.models import DipSample
from records.second_looks import may_run_dip_samples
from records.views.loading import require
from reporting import actions, drawing
from reporting.exports.spreadsheet import csv_text
from reporting.exports.views import CSV, as_file
from reporting.permissions import (
    may_read,
    may_read_reports,
    may_read_something,
    may_see_agreement,
    may_see_tables,
    may_work_out,
)
from reporting.presenters import dip_sample as dip_sample_presenter
from reporting.presenters import index, pictures, presenter_of, programs
from reporting.presenters import tables as tables_presenter
from reporting.reports import REPORTS
from reporting.reports.dip_sample import agreement
from reporting.runs.views import has_worked_out, working_out
from reporting.selection import MONTHS_OF_ADDRESS, file_name

LATEST_SAMPLES = 5


@require_GET
def reports(request):
    require(may_read_reports(request.user))
    samples = DipSample.objects.visible_to(request.user).order_by("-drawn_at", "-pk")
    context = {
        "groups": index.groups(REPORTS, reader=request.user),
        "samples": samples[:LATEST_SAMPLES],
        "saved": request.user.saved_reports.order_by("name", "pk"),
    }
    return render(request, "reporting/reports.html", context)


@require_GET
def report_page(request, *, report):
    require(may_read(request.user, report.access))
    now = timezone.now()
    return _report_page(request, report, _filters(request, report, now), now)


@require_GET
def report_csv(request, *, report):
    """The same result as the page, in full; without one the page says why."""
    require(may_read(request.user, report.access))
    now = timezone.now()
    form = _filters(request, report, now)
    if not form.is_valid():
        return _report_page(request, report, form, now, status=400)
    if report.missing():
        return _report_page(request, report, form, now, status=404)
    return as_report_file(report.compute(form.selection(), now=now), by=request.user, at=now)


def as_report_file(result, *, by, at, token=None):
    """The result as CSV, written down as taken away: for people and, by token, for programs."""
    report = result.report
    lines = list(report.lines(result))
    actions.disclose_report(
        report=report, selection=result.selection, rows=len(lines), by=by, at=at, token=token
    )
    return as_file(
        HttpResponse(csv_text(report.header(), lines), content_type=CSV),
        file_name(report.address, result.selection),
    )


@require_GET
def report_svg(request, *, report, ident):
    """A picture of the page, as a file of its own."""
    require(may_read(request.user, report.access))
    now = timezone.now()
    form = _filters(request, report, now)
    if not form.is_valid():
        return _report_page(request, report, form, now, status=400)
    if report.missing():
        return _report_page(request, report, form, now, status=404)
    selection = form.selection()
    page = presenter_of(report).page(report.compute(selection, now=now))
    figure = next((one for one in page.drawn if one.ident == ident), None)
    if figure is None:
        raise Http404("There is no such picture of this choice.")
    actions.disclose_picture(
        report=report, ident=ident, selection=selection, by=request.user, at=now
    )
    drawn = drawing.svg(pictures.sheet_of(figure, page, report=report))
    return as_file(
        HttpResponse(drawn, content_type=drawing.MEDIA_TYPE),
        pictures.picture_name(report, ident, selection, "svg"),
    )


def work_out(request, *, report):
    """Have an offline report worked out anew, for the choice that the page was of."""
    require(may_work_out(request.user, report.access))
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    now = timezone.now()
    form = report.filters(request.POST, user=request.user, today=timezone.localdate(now))
    if not form.is_valid():
        return _report_page(request, report, form, now, status=400)
    if report.missing():
        return _report_page(request, report, form, now, status=404)
    selection = form.selection()
    has_worked_out(request, report, selection, now)
    return redirect(f"{reverse(report.page)}?{urlencode(selection.query())}")


def _filters(request, report, now):
    return report.filters(request.GET, user=request.user, today=timezone.localdate(now))


def _report_page(request, report, form, now, *, status=200):
    context = {
        "report": report,
        "mark": pictures.mark(report),
        "form": form,
        "missing": index.to_load(report),
    }
    if form.is_valid() and not context["missing"]:
        selection = form.selection()
        result = report.compute(selection, now=now)
        page = presenter_of(report).page(result)
        query = urlencode(selection.query())
        context |= {
            "result": result,
            "page": page,
            "pictures": pictures.pictures(
                page,
                report=report,
                selection=selection,
                query=query,
                address=reverse(report.page),
            ),
            "query": query,
            "programs": _addresses_for_programs(request, report, selection.query()),
        }
        if report.offline:
            context["work_out"] = working_out(request, report, reverse(report.work_out), selection)
    return render(request, report.template, context, status=status)


def _addresses_for_programs(request, report, query):
    """Where a program reads the same: of these very months, and of the usual ones at any time."""
    address = request.build_absolute_uri(reverse("api_report_csv", args=[report.address]))
    usual = {name: value for name, value in query.items() if name not in MONTHS_OF_ADDRESS}
    return {
        "of_this_page": f"{address}?{urlencode(query)}".rstrip("?"),
        "whenever_read": f"{address}?{urlencode(usual)}".rstrip("?"),
    }


@require_GET
def dip_sample_agreement(request, sample_id):
    require(may_see_agreement(request.user))
    sample = get_object_or_404(DipSample.objects.visible_to(request.user), pk=sample_id)
    return render(
        request,
        "reporting/dip_sample.html",
        {
            **dip_sample_presenter.page(agreement(sample, reader=request.user)),
            "may_run": may_run_dip_samples(request.user),
        },
    )


@require_GET
def tables(request):
    """Which published tables are loaded, and what each can and cannot tell apart."""
    require(may_see_tables(request.user))
    context = tables_presenter.page() | {"may_read": may_read_reports(request.user)}
    return render(request, "reporting/tables.html", context)


@require_GET
def api_guide(request):
    """How programs read reports."""
    require(may_read_something(request.user))
    example = request.build_absolute_uri(reverse("api_report_csv", args=[REPORTS[0].address]))
    context = programs.page() | {
        "example": example,
        "may_read": may_read_reports(request.user),
    }
    return render(request, "reporting/api_guide.html", context)
