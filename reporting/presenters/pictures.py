"""The pictures of a report as files: what is written around them, and where each is fetched."""

from dataclasses import dataclass
from typing import Any

from reporting.charts.sheet import Sheet, sheet
from reporting.presenters.page import Figure
from reporting.reports.declaration import Report
from reporting.selection import Selection, file_name

RESTRICTED = "Restricted: exact small counts, not for publication."
PUBLISHED = (
    "Published counts of officer reports, not of people; nothing of the register is in them."
)
RELEASED = "Published. Counts below 10 are hidden and others rounded to the nearest 5."


@dataclass(frozen=True, kw_only=True)
class Picture:
    """A figure of a page with the address of its file, and the name of the same as a bitmap.

    Both are empty where the picture does not leave the page.
    """

    figure: Figure
    svg: str = ""
    png: str = ""


def pictures(
    page: Any, *, report: Report, selection: Selection, query: str, address: str = ""
) -> list[Picture]:
    """The figures that a page shows, each with its file, which stands below the page.

    `query` is what was chosen. A page that is frozen may be called anything: it has no `address`.
    """
    return [
        Picture(
            figure=figure,
            svg=f"{address}{figure.ident}.svg{'?' if query else ''}{query}",
            png=picture_name(report, figure.ident, selection, "png"),
        )
        for figure in page.drawn
    ]


def without_files(page: Any) -> list[Picture]:
    """The figures that a page shows, for pages whose pictures stay where they are."""
    return [Picture(figure=figure) for figure in page.drawn]


def picture_name(report: Report, ident: str, selection: Selection, ending: str) -> str:
    """What the file of a picture is called on disk."""
    return file_name(f"{report.address}-{ident}", selection, ending)


def mark(report: Report) -> str:
    """For whom the figures of a report are, on its page and on every picture of it."""
    return PUBLISHED if report.over_published else RESTRICTED


def sheet_of(figure: Figure, page: Any, *, report: Report, released: bool = False) -> Sheet:
    """A picture with all that must not be lost when it travels alone."""
    return sheet(
        figure.chart,
        mark=RELEASED if released else mark(report),
        caption=figure.caption,
        basis=[
            f"Report {report.id}: {report.title}. {report.question}",
            *(f"{line.key}: {line.value}" for line in page.basis),
        ],
    )
