"""Reports: filters come in by the address, one result goes out as page or as CSV."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.http import require_GET

from records.models import DipSample
from records.second_looks import may_run_dip_samples
from records.views.loading import require
from reporting import actions
from reporting.exports.spreadsheet import csv_text
from reporting.exports.views import CSV, as_file
from reporting.forms import SelectionForm, TeamFiguresForm
from reporting.permissions import (
    may_read_reports,
    may_see_agreement,
    may_see_team_figures,
)
from reporting.presenters import dip_sample as dip_sample_presenter
from reporting.presenters import population_gap as presenter
from reporting.presenters import team_figures as team_presenter
from reporting.reports import POPULATION_GAP, REPORTS, TEAM_FIGURES
from reporting.reports.declaration import Report
from reporting.reports.dip_sample import agreement
from reporting.selection import file_name

LATEST_SAMPLES = 5


@require_GET
def reports(request):
    require(may_read_reports(request.user))
    samples = DipSample.objects.visible_to(request.user).order_by("-drawn_at", "-pk")
    context = {"reports": REPORTS, "samples": samples[:LATEST_SAMPLES]}
    return render(request, "reporting/reports.html", context)


@require_GET
def population_gap(request):
    require(may_read_reports(request.user))
    return _page(request, _POPULATION_GAP, _selection_form)


@require_GET
def population_gap_csv(request):
    require(may_read_reports(request.user))
    return _csv(request, _POPULATION_GAP, _selection_form)


@require_GET
def team_figures(request):
    require(may_see_team_figures(request.user))
    return _page(request, _TEAM_FIGURES, _team_form)


@require_GET
def team_figures_csv(request):
    require(may_see_team_figures(request.user))
    return _csv(request, _TEAM_FIGURES, _team_form)


@dataclass(frozen=True)
class Shown:
    """A report with what draws its page: presenter, template, and the name of its file."""

    report: Report
    present: Callable[[Any], dict[str, Any]]
    template: str
    file: str


_POPULATION_GAP = Shown(
    POPULATION_GAP, presenter.page, "reporting/population_gap.html", "population-rate-and-gap"
)
_TEAM_FIGURES = Shown(
    TEAM_FIGURES, team_presenter.page, "reporting/team_figures.html", "team-figures"
)


def _selection_form(request, now):
    return SelectionForm(request.GET, today=timezone.localdate(now))


def _team_form(request, now):
    return TeamFiguresForm(request.GET, user=request.user, today=timezone.localdate(now))


def _page(request, shown, form_for):
    now = timezone.now()
    return _filled_page(request, shown, form_for(request, now), now)


def _filled_page(request, shown, form, now, *, status=200):
    context = {"report": shown.report, "form": form}
    if form.is_valid():
        selection = form.selection()
        context |= shown.present(shown.report.compute(selection, now=now))
        context["query"] = urlencode(selection.query())
    return render(request, shown.template, context, status=status)


def _csv(request, shown, form_for):
    now = timezone.now()
    form = form_for(request, now)
    if not form.is_valid():
        return _filled_page(request, shown, form, now, status=400)
    report = shown.report
    result = report.compute(form.selection(), now=now)
    lines = list(report.lines(result))
    actions.disclose_report(
        report=report, selection=result.selection, rows=len(lines), by=request.user, at=now
    )
    return as_file(
        HttpResponse(csv_text(report.header(), lines), content_type=CSV),
        file_name(shown.file, result.selection),
    )


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
