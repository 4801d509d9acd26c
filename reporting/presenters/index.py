"""The list of reports: for whom each is, and what some wait for."""

from collections.abc import Iterable
from dataclasses import dataclass

from accounts.models import User
from reporting.models import BenchmarkKind
from reporting.permissions import Access, may_read
from reporting.reports.declaration import (
    PUBLISHED_COUNTS,
    RESIDENTS_BY_AGE_AND_SEX,
    STOPS_OR_ARRESTS,
    Report,
)


@dataclass(frozen=True, kw_only=True)
class Kind:
    """Reports that stand together in the list, and what is said of them."""

    access: Access
    heading: str
    about: str = ""


KINDS = (
    Kind(
        access=Access.PUBLIC,
        heading="For everybody, once released",
        about="Here with exact, small counts, so not for publication as they are.",
    ),
    Kind(access=Access.ANALYSTS, heading="For analysts only"),
    Kind(
        access=Access.SUPERVISORS,
        heading="For supervisors",
        about="Figures of your own teams, never of single officers.",
    ),
)
TABLES = {
    PUBLISHED_COUNTS: "published counts of handcuffing, such as those of the Home Office",
    RESIDENTS_BY_AGE_AND_SEX: "residents by area, ethnicity, age band and sex together, as a "
    "census counts them; they cannot be worked out from separate tables of each",
    STOPS_OR_ARRESTS: "stops and searches, or arrests, by area and ethnicity, for the months of "
    "the report",
    BenchmarkKind.RESIDENTS: "residents by area and ethnicity, from a census",
    BenchmarkKind.STOPS: "stops and searches by area and ethnicity, for the months of the report",
    BenchmarkKind.ARRESTS: "arrests by area and ethnicity, for the months of the report",
}


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A report in the list; `to_load` names the tables it waits for."""

    report: Report
    to_load: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Group:
    heading: str
    about: str
    entries: tuple[Entry, ...]


def groups(reports: Iterable[Report], *, reader: User) -> list[Group]:
    """The reports that the reader may open, by whom they are for."""
    found = []
    for kind in KINDS:
        entries = tuple(
            Entry(report=report, to_load=to_load(report))
            for report in reports
            if report.access is kind.access and may_read(reader, report.access)
        )
        if entries:
            found.append(Group(heading=kind.heading, about=kind.about, entries=entries))
    return found


def to_load(report: Report) -> tuple[str, ...]:
    """The tables without which the report has nothing to show, in words."""
    return tuple(TABLES[kind] for kind in report.missing())
