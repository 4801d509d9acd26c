"""Whether a release still is what it was when it was made."""

from collections.abc import Iterator

from reporting.models import Release, ReleasedPicture, ReleasedReport
from reporting.provenance import sha256
from reporting.releases.freezing import checksum


def faults(release: Release) -> Iterator[str]:
    """Everything in a release that is not what its checksums say."""
    reports = list(release.reports.order_by("pk"))
    for report in reports:
        name = _name(report)
        if sha256(report.html) != report.html_checksum:
            yield f"the page {name} was changed"
        if sha256(report.csv) != report.csv_checksum:
            yield f"the file {name} was changed"
    pictures = list(
        ReleasedPicture.objects.filter(report__release=release)
        .select_related("report")
        .order_by("pk")
    )
    for picture in pictures:
        if sha256(picture.svg) != picture.svg_checksum:
            yield f"the picture {_name(picture.report)} {picture.ident} was changed"
    if checksum(release, reports, pictures) != release.checksum:
        yield "what is in it, or what it says of itself, was changed"


def _name(report: ReleasedReport) -> str:
    return " ".join(filter(None, (report.report, report.area, report.kind, report.group)))
