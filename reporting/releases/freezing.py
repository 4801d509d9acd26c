"""Draws everything a release consists of, from counts that were audited together."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, NamedTuple

from django.template.loader import render_to_string
from django.utils.http import urlencode

from records.models import Area
from records.vocabulary import YesNo
from reporting.disclosure import BEFORE_ARREST, Count, Released
from reporting.drawing import svg
from reporting.exports.spreadsheet import csv_text
from reporting.forms import COMPARED
from reporting.models import Benchmark, Release, ReleasedPicture, ReleasedReport
from reporting.presenters import presenter_of
from reporting.presenters.page import Figure, Page
from reporting.presenters.pictures import pictures, sheet_of
from reporting.provenance import code_version, sha256
from reporting.releases.counts import publish
from reporting.releases.periods import Quarters
from reporting.releases.reading import numbers_of, scope_of, tables_of
from reporting.reports import REPORTS, Report
from reporting.reports.comparable import comparable
from reporting.reports.counterparts import MATCHES
from reporting.reports.declaration import PERSON_ENCOUNTERS
from reporting.reports.given_filters import GivenSelection
from reporting.selection import ComparedSelection, Selection
from reporting.statistics import Hidden

# What a kind of a report means in its selection.
KINDS: dict[str, dict[str, Any]] = {
    "": {},
    BEFORE_ARREST: {"before_arrest": YesNo.YES.value},
    **{match.measure: {"kind": kind} for kind, match in MATCHES.items()},
}


class NothingToCompare(Exception):
    """No table of residents has all groups of any district."""


@dataclass(frozen=True, kw_only=True)
class Frozen:
    """A release with its reports, not yet kept."""

    release: Release
    reports: list[ReleasedReport]
    pictures: list[ReleasedPicture]


class Drawn(NamedTuple):
    """A report with its pictures, and the tables that it compares with."""

    report: ReleasedReport
    pictures: list[ReleasedPicture]
    tables: tuple[Benchmark, ...]


def freeze(quarters: Quarters, *, now: datetime) -> Frozen:
    """Count, audit and draw. Takes seconds: the audit solves linear programmes."""
    areas = list(Area.objects.order_by("name", "pk"))
    compared = comparable(areas)
    if not compared.benchmark or not compared.entering:
        raise NothingToCompare
    covered = sorted(compared.entering)
    scope = scope_of(quarters, covered)
    counts = publish(numbers_of(scope), tables_of(scope))
    disclosure = Released(counts, coverage=compared.benchmark.coverage, areas=covered)
    every = (
        _draw(report, kind, selection, disclosure, now=now)
        for report in REPORTS
        if report.released and report.released.quarters <= len(quarters.starts)
        for kind, selection in _selections(
            report, quarters, [area for area in areas if area.pk in compared.entering]
        )
    )
    # A locked report is the same for every group, and is kept once.
    drawn = {tuple(_named(one.report)): one for one in every}
    tables = {table.pk: table for one in drawn.values() for table in one.tables}
    release = Release(
        first_month=quarters.first_month,
        last_month=quarters.last_month,
        made_at=now,
        coverage=compared.benchmark.coverage,
        unit=PERSON_ENCOUNTERS,
        mapping_version=max(report.mapping_version for report in REPORTS if report.released),
        benchmark=compared.benchmark,
        other_tables=[
            {"name": f"{table}. {table.attribution}.", "checksum": table.checksum}
            for pk, table in sorted(tables.items())
            if pk != compared.benchmark.pk
        ],
        code_version=code_version(),
        counts=len(counts),
        hidden=_number(counts.values(), Hidden.TOO_SMALL),
        withheld=_number(counts.values(), Hidden.WOULD_TELL),
    )
    reports = [one.report for one in drawn.values()]
    pictures = [picture for one in drawn.values() for picture in one.pictures]
    release.checksum = checksum(release, reports, pictures)
    return Frozen(release=release, reports=reports, pictures=pictures)


def checksum(
    release: Release, reports: Iterable[ReleasedReport], pictures: Iterable[ReleasedPicture]
) -> str:
    """SHA-256 of what a release says of itself and of the checksums of all that is in it."""
    about = {
        "first_month": release.first_month.isoformat(),
        "last_month": release.last_month.isoformat(),
        "made_at": release.made_at.isoformat(),
        "unit": release.unit,
        "mapping_version": release.mapping_version,
        "benchmark": str(release.benchmark),
        "benchmark_checksum": release.benchmark.checksum,
        "code_version": release.code_version,
        "reports": sorted([*_named(one), one.html_checksum, one.csv_checksum] for one in reports),
    }
    drawn = sorted([*_named(one.report), one.ident, one.svg_checksum] for one in pictures)
    if drawn:  # the first releases had none
        about["pictures"] = drawn
    if release.other_tables:  # nor did they say so
        about["other_tables"] = release.other_tables
    return sha256(json.dumps(about, sort_keys=True))


def _named(one: ReleasedReport) -> list[str]:
    return [one.report, one.area, one.kind, one.group]


def _selections(
    report: Report, quarters: Quarters, areas: list[Area]
) -> Iterator[tuple[str, Selection]]:
    """Every choice that a report is released for: what its filters ask, out of a fixed list."""
    asked, released = report.filters.base_fields, report.released
    for kind in released.kinds:
        chosen = quarters._asdict() | KINDS[kind]
        if "group" in asked and released.by_group:
            every = [ComparedSelection(**chosen, group=group) for group in COMPARED]
        else:
            every = [GivenSelection(**chosen) if "kind" in asked else Selection(**chosen)]
        for everywhere in every:
            yield kind, everywhere
            if released.by_district:
                for area in areas:
                    yield kind, replace(everywhere, area=area)


def _draw(
    report: Report, kind: str, selection: Selection, disclosure: Released, *, now: datetime
) -> Drawn:
    result = report.compute(selection, now=now, disclosure=disclosure)
    page = presenter_of(report).page(result)
    frozen = ReleasedReport(
        report=report.address,
        title=report.title,
        area=selection.area.pk if selection.area else "",
        place=result.place,
        kind=kind,
        group=selection.query().get("group", "")
        if report.released.by_group and not page.locked
        else "",
    )
    frozen.html = render_to_string(
        report.template,
        {
            "layout": "reporting/releases/fragment.html",
            "is_public": True,
            "report": report,
            "result": result,
            "page": page,
            "pictures": pictures(
                page, report=report, selection=selection, query=urlencode(frozen.query())
            ),
        },
    )
    frozen.csv = csv_text(report.header(), report.lines(result))
    frozen.html_checksum, frozen.csv_checksum = sha256(frozen.html), sha256(frozen.csv)
    made = [_picture(figure, page, report, frozen) for figure in page.drawn]
    return Drawn(report=frozen, pictures=made, tables=result.tables)


def _picture(figure: Figure, page: Page, report: Report, frozen: ReleasedReport) -> ReleasedPicture:
    drawn = svg(sheet_of(figure, page, report=report, released=True))
    return ReleasedPicture(report=frozen, ident=figure.ident, svg=drawn, svg_checksum=sha256(drawn))


def _number(counts: Iterable[Count], why: Hidden) -> int:
    return sum(count is why for count in counts)
