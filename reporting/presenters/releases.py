"""Releases in words: what each is of, where it stands, and what can be chosen of it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.conf import settings
from django.db.models import Exists, OuterRef
from django.utils import timezone
from django.utils.formats import date_format

from accounts.presenters import day
from records.vocabulary import Ethnicity
from reporting.disclosure import BEFORE_ARREST
from reporting.models import (
    BenchmarkKind,
    Release,
    ReleasedPicture,
    ReleasedReport,
    ReleaseStep,
    StepKind,
)
from reporting.presenters.basis import RULE
from reporting.presenters.page import Line
from reporting.reports import REPORTS
from reporting.reports.counterparts import MATCHES
from reporting.selection import Period

KINDS = {
    "": "All handcuffing",
    BEFORE_ARREST: "Before any arrest",
    MATCHES[BenchmarkKind.STOPS].measure: "People stopped and searched",
    MATCHES[BenchmarkKind.ARRESTS].measure: "People arrested",
}
# A release keeps its reports whatever becomes of them in the program.
_SAYS = {report.address: report.released.says for report in REPORTS if report.released}
# What a state is called, and the colour of its tag.
STATES = {
    None: ("Not published", "neutral"),
    StepKind.PUBLISHED: ("Published", "good"),
    StepKind.WITHDRAWN: ("Withdrawn", "problem"),
}


def months(release: Release) -> str:
    """The months of a release: April 2025 to March 2026."""
    first, last = release.first_month, release.last_month
    return f"{date_format(first, 'F Y')} to {date_format(last, 'F Y')}"


def period_of(period: Period) -> str:
    return f"{day(period.start)} to {day(period.end)}"


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A release in a list, with the reports it has: (address, title, what it says).

    `locked` are the addresses of those that have nothing to compare with, and so no figures.
    """

    release: Release
    months: str
    state: str
    tag: str
    lines: tuple[Line, ...]
    reports: tuple[tuple[str, str, str], ...]
    locked: frozenset[str]
    reason: str = ""

    @property
    def is_public(self) -> bool:
        return self.state == STATES[StepKind.PUBLISHED][0]

    @property
    def is_withdrawn(self) -> bool:
        return self.state == STATES[StepKind.WITHDRAWN][0]


def entry(release: Release, *, people: bool = False) -> Entry:
    """A release with what it is of; who made it by name for analysts only."""
    steps = {step.kind: step for step in release.steps.all()}
    last = steps.get(StepKind.WITHDRAWN) or steps.get(StepKind.PUBLISHED)
    state, tag = STATES[StepKind(last.kind) if last else None]
    has_figures = Exists(ReleasedPicture.objects.filter(report=OuterRef("pk")))
    found = list(release.reports.order_by("pk").values_list("report", "title", has_figures))
    titles = dict.fromkeys((address, title) for address, title, _ in found)
    locked = {address for address, _ in titles} - {address for address, _, drawn in found if drawn}
    return Entry(
        release=release,
        months=months(release),
        state=state,
        tag=tag,
        lines=tuple(_lines(release, steps.values(), people=people)),
        reports=tuple(
            (address, title, _SAYS.get(address, ""))
            for address, title in sorted(titles, key=lambda one: one[0] in locked)
        ),
        locked=frozenset(locked),
        reason=steps[StepKind.WITHDRAWN].reason if StepKind.WITHDRAWN in steps else "",
    )


def _lines(release: Release, steps: Iterable[ReleaseStep], *, people: bool) -> list[Line]:
    made_by = str(release.made_by) if people else settings.FORCE_NAME or "The police force"
    said = [
        Line(key="Period", value=period_of(release.period)),
        Line(key="Data as at", value=_moment(release.made_at)),
        Line(key="Made by", value=made_by),
        Line(key="Counted", value="People, once for each occasion on which they were handcuffed"),
        Line(
            key="Residents",
            value=f"{release.benchmark}. {release.benchmark.attribution}.",
        ),
        *(Line(key="Also compared with", value=table["name"]) for table in release.other_tables),
        Line(key="Rule", value=RULE),
        Line(
            key="Counts",
            value=f"{release.counts:,}: {release.hidden:,} are below 10, {release.withheld:,} more "
            "are hidden",
        ),
    ]
    for step in sorted(steps, key=lambda step: step.at):
        by = f" by {step.by}" if people else ""
        because = f": {step.reason}" if step.reason else ""
        said.append(Line(key=step.get_kind_display(), value=f"{_moment(step.at)}{by}{because}"))
    return [
        *said,
        Line(key="Grouping of ethnicity", value=f"Version {release.mapping_version}"),
        Line(key="Program", value=f"SHA-256 {release.code_version}"),
        Line(key="Checksum of the release", value=f"SHA-256 {release.checksum}"),
    ]


def choices(reports: Iterable[ReleasedReport]) -> dict[str, list[tuple[str, str]]]:
    """What can be chosen of a report in a release; what is shown unasked comes first."""
    reports = list(reports)
    places = dict.fromkeys((one.area, one.place) for one in reports)
    return {
        "group": [
            (group, Ethnicity(group).label if group else "")
            for group in dict.fromkeys(one.group for one in reports)
        ],
        "area": sorted(places, key=lambda pair: (pair[0] != "", pair[1])),
        "kind": [(kind, KINDS[kind]) for kind in dict.fromkeys(one.kind for one in reports)],
    }


def _moment(value) -> str:
    return date_format(timezone.localtime(value), "j F Y, H:i")
