"""Public figures, for everybody: nobody signs in, nothing is counted, no cookie is set.

Pages are made without the request, so that they are the same for whoever asks and may be cached.
"""

from functools import wraps

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page, require_safe

from reporting.drawing import MEDIA_TYPE
from reporting.exports.views import CSV, as_file
from reporting.models import Release, ReleasedReport, StepKind
from reporting.presenters.basis import RULE
from reporting.presenters.releases import choices, entry
from reporting.releases.forms import ChoiceForm

GONE = 410
MINUTES = 5  # after which a browser asks whether a release was withdrawn


def public(view):
    """Open to everybody, for reading, and kept in caches for minutes."""
    kept = cache_control(public=True, max_age=60 * MINUTES)(conditional_page(view))
    return login_not_required(require_safe(wraps(view)(kept)))


@public
def figures(request):
    """Every published release with its reports; then those that were withdrawn."""
    _nothing_asked(request)
    return _page(
        "reporting/releases/figures.html",
        force=settings.FORCE_NAME,
        public=[entry(release) for release in _with_steps(Release.objects.public())],
        withdrawn=[entry(release) for release in _with_steps(_withdrawn())],
        rule=RULE,
    )


@public
def released_report(request, number, address):
    """A report of a release, as it was frozen, with what else can be chosen of it."""
    release, gone = _release(number)
    if gone:
        return gone
    report, form = chosen(request, release, address)
    return _page("reporting/releases/report.html", **about(release, report, form))


@public
def released_report_csv(request, number, address):
    """The file of a report, as it was frozen."""
    release, gone = _release(number)
    if gone:
        return gone
    report, _ = chosen(request, release, address)
    return file_of(report)


@public
def released_picture(request, number, address, ident):
    """A picture of a report as a file, as it was frozen."""
    release, gone = _release(number)
    if gone:
        return gone
    report, _ = chosen(request, release, address)
    return picture_of(report, ident)


def chosen(request, release: Release, address: str) -> tuple[ReleasedReport, ChoiceForm]:
    """The report that was asked for; whatever the release does not have is not found."""
    reports = list(
        release.reports.filter(report=address)
        .defer("html", "csv", "html_checksum", "csv_checksum")
        .order_by("pk")
    )
    form = ChoiceForm(request.GET, choices=choices(reports))
    if set(request.GET) - set(form.fields):
        raise Http404
    report = next(
        (
            one
            for one in reports
            if form.chosen == {name: getattr(one, name) for name in form.chosen}
        ),
        None,
    )
    if report is None:
        raise Http404
    return report, form


def about(release: Release, report: ReleasedReport, form: ChoiceForm) -> dict:
    """What the page of a report shows beside its frozen body."""
    known = entry(release)
    return {
        "entry": known,
        "report": report,
        "says": next((says for address, _, says in known.reports if address == report.report), ""),
        "others": [one for one in known.reports if one[0] != report.report],
        "form": form,
        "query": form.query(),
    }


def file_of(report: ReleasedReport) -> HttpResponse:
    return as_file(HttpResponse(report.csv, content_type=CSV), f"{_file_name(report)}.csv")


def picture_of(report: ReleasedReport, ident: str) -> HttpResponse:
    picture = get_object_or_404(report.pictures, ident=ident)
    return as_file(
        HttpResponse(picture.svg, content_type=MEDIA_TYPE), f"{_file_name(report, ident)}.svg"
    )


def _file_name(report: ReleasedReport, *more: str) -> str:
    parts = [
        report.report,
        *more,
        f"release-{report.release_id}",
        report.area,
        report.kind,
        report.group,
    ]
    return "-".join(part.replace("_", "-") for part in parts if part)


def _release(number: int) -> tuple[Release, HttpResponse | None]:
    """A release that is public, and else the page that says that it was."""
    release = get_object_or_404(_with_steps(Release.objects.taken(StepKind.PUBLISHED)), pk=number)
    known = entry(release)
    if known.is_withdrawn:
        return release, _page("reporting/releases/withdrawn.html", status=GONE, entry=known)
    return release, None


def _withdrawn():
    once = Release.objects.taken(StepKind.PUBLISHED) & Release.objects.taken(StepKind.WITHDRAWN)
    return once.order_by("-last_month", "-pk")


def _with_steps(releases):
    return releases.select_related("benchmark").prefetch_related("steps")


def _nothing_asked(request) -> None:
    if request.GET:
        raise Http404


def _page(template: str, *, status: int = 200, **context) -> HttpResponse:
    context |= {"demo": settings.ENVIRONMENT == "demo"}
    return HttpResponse(render_to_string(template, context), status=status)
