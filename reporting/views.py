"""Reports: filters come in by the address, one result goes out as page or as CSV."""

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from records.models import DipSample
from records.second_looks import may_run_dip_samples
from records.views.loading import require
from reporting import actions
from reporting.exports import encounters
from reporting.exports.columns import DICTIONARY_HEADER, dictionary
from reporting.exports.spreadsheet import csv_text
from reporting.forms import RowsForm
from reporting.permissions import (
    may_download_rows,
    may_read,
    may_read_reports,
    may_see_agreement,
)
from reporting.presenters import dip_sample as dip_sample_presenter
from reporting.presenters import index, presenter_of
from reporting.reports import REPORTS
from reporting.reports.dip_sample import agreement
from reporting.selection import Selection

CSV = "text/csv; charset=utf-8"
LATEST_SAMPLES = 5


@require_GET
def reports(request):
    require(may_read_reports(request.user))
    return _reports_page(request, RowsForm({}, today=timezone.localdate()))


def _reports_page(request, form, *, status=200):
    samples = DipSample.objects.visible_to(request.user).order_by("-drawn_at", "-pk")
    context = {
        "groups": index.groups(REPORTS, reader=request.user),
        "form": form,
        "samples": samples[:LATEST_SAMPLES],
    }
    return render(request, "reporting/reports.html", context, status=status)


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
    result = report.compute(form.selection(), now=now)
    lines = list(report.lines(result))
    actions.disclose_report(
        report=report, selection=result.selection, rows=len(lines), by=request.user, at=now
    )
    return _as_file(
        HttpResponse(csv_text(report.header(), lines), content_type=CSV),
        report.address,
        result.selection,
    )


def _filters(request, report, now):
    return report.filters(request.GET, user=request.user, today=timezone.localdate(now))


def _report_page(request, report, form, now, *, status=200):
    context = {"report": report, "form": form, "missing": index.to_load(report)}
    if form.is_valid() and not context["missing"]:
        selection = form.selection()
        result = report.compute(selection, now=now)
        context |= {
            "result": result,
            "page": presenter_of(report).page(result),
            "query": urlencode(selection.query()),
        }
    return render(request, report.template, context, status=status)


@require_GET
def encounters_csv(request):
    require(may_download_rows(request.user))
    now = timezone.now()
    form = RowsForm(request.GET, today=timezone.localdate(now))
    if not form.is_valid():
        return _reports_page(request, form, status=400)
    selection = form.selection()
    actions.disclose_encounters(
        selection=selection,
        rows=encounters.encounters(selection).count(),
        by=request.user,
        at=now,
    )
    return _as_file(
        StreamingHttpResponse(encounters.stream(selection), content_type=CSV),
        "encounters",
        selection,
    )


@require_GET
def encounters_dictionary(request):
    require(may_download_rows(request.user))
    content = csv_text(DICTIONARY_HEADER, dictionary(encounters.columns()))
    return _as_file(HttpResponse(content, content_type=CSV), "encounters-dictionary", Selection())


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


def _as_file(response, name: str, selection: Selection):
    """A download whose name says what it is and of which months."""
    months = [month for month in (selection.first_month, selection.last_month) if month]
    period = "-to-".join(f"{month:%Y-%m}" for month in months)
    filename = f"{name}-{period}.csv" if period else f"{name}.csv"
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response
