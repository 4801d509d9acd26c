"""Stops and arrests in words: what is compared with what, what is left out, why it is locked."""

from dataclasses import replace
from datetime import date

from django.utils.http import urlencode

from reporting import wording
from reporting.benchmarks.occasions import months_of
from reporting.models import Benchmark, BenchmarkKind
from reporting.presenters import basis
from reporting.presenters.page import Line, Locked, Opening
from reporting.reports.counterparts import Counterparts, Lock
from reporting.reports.given_filters import LABELS, GivenSelection
from reporting.selection import months_from
from reporting.statistics.gates import BENCHMARK_MONTHS

UNITS = {
    BenchmarkKind.STOPS: wording.Unit("search", "searches", "Searches"),
    BenchmarkKind.ARRESTS: wording.Unit("arrest", "arrests", "Arrests"),
}
HANDCUFFED = {
    BenchmarkKind.STOPS: "handcuffed in a search",
    BenchmarkKind.ARRESTS: "handcuffed and arrested",
}
MATCHED = {
    BenchmarkKind.STOPS: "Handcuffed are those of whom the register says that they were searched "
    "under a named power of stop and search, whether handcuffed before, during or after it.",
    BenchmarkKind.ARRESTS: "Handcuffed are those of whom the register says that they were "
    "arrested, whether handcuffed before or after it.",
}
ABOUT = {
    BenchmarkKind.STOPS: "stopped and searched",
    BenchmarkKind.ARRESTS: "arrested",
}
TWO_RECORDS = (
    "Whoever has no ethnicity in the register may have one in the table, and the other way round, "
    "so the two are taken apart."
)
MOST_OPENINGS = 6
EMPTY = "The register has nobody handcuffed in these places and months."


def locked(found: Counterparts, selection: GivenSelection) -> Locked | None:
    """Why there is nothing to compare with, what is loaded, and which months would do."""
    if found.lock is None:
        return None
    kind = LABELS[selection.kind].lower()
    where = selection.area.name if selection.area else "the register’s districts"
    reasons = [f"No table of {kind} is loaded."]
    if found.lock is Lock.OTHER_PLACES:
        reasons = [
            f"Tables of {kind} are loaded, but none by ethnicity has {where}.",
            f"Loaded: {'; '.join(f'{_named(one)} ({one.coverage})' for one in found.loaded)}. "
            "Counts of police force areas cannot be divided between districts.",
            _why_not_all_districts(found, selection, kind),
        ]
    elif found.lock is Lock.OTHER_MONTHS:
        reasons = _other_months(found, selection, kind)
    return Locked(
        reasons=tuple(reasons),
        openings=tuple(
            Opening(words=_named(one), query=urlencode(_of_its_months(selection, one).query()))
            for one in found.offered
            if months_of(one) and not _before_the_register(one, found.first_month)
        )[:MOST_OPENINGS],
    )


def _why_not_all_districts(found: Counterparts, selection: GivenSelection, kind: str) -> str:
    """Why a table of whole police force areas is not held against all districts together."""
    months_asked = set(asked(selection))
    if not any(months_asked & set(months_of(one)) for one in found.loaded):
        said = "Nor are they set beside all districts together: they have none of these months"
        first = found.first_month
        if first and all(_before_the_register(one, first) for one in found.loaded):
            said += f", and the register begins later, in {basis.month(first)}"
        return f"{said}. How often people are stopped or arrested changes, and not alike for all."
    return (
        "Nor are they set beside all districts together: the register does not know whether its "
        f"districts are exactly that area, and {kind} elsewhere in it would count as {kind} "
        "without handcuffs."
    )


def _other_months(found: Counterparts, selection: GivenSelection, kind: str) -> list[str]:
    first, last = selection.first_month, selection.last_month
    months_asked = asked(selection)
    months = "month" if len(months_asked) == 1 else "months"
    said = [
        f"The register’s handcuffing of {_span(first, last)} is to be compared with {kind} of the "
        f"same {len(months_asked)} {months}, and tables of {found.within} of them are loaded; "
        f"{BENCHMARK_MONTHS:.0%} are needed. A table’s count cannot be divided between its months, "
        "so one that reaches beyond the first or the last of them is no help."
    ]
    years = {year for one in found.offered for year in (one.period_start.year, one.period_end.year)}
    if not years & {month.year for month in months_asked}:
        said.append(
            "They are of other years. How often people are stopped changes from year to year, so "
            "nothing is compared across them."
        )
    return said


def not_released(found: Counterparts, selection: GivenSelection) -> Locked:
    """The same for the public: what the release has no table of, and what would open it."""
    kind, about = LABELS[selection.kind].lower(), ABOUT[selection.kind]
    why = {
        Lock.NO_TABLE: f"The force had loaded no table of {kind} when this release was made.",
        Lock.OTHER_PLACES: f"The tables of {kind} that the force had loaded when this release was "
        "made do not have the districts of this release by ethnic group.",
        Lock.SOME_PLACES: f"The tables of {kind} that the force had loaded when this release was "
        "made do not have every district of this release.",
        Lock.OTHER_MONTHS: f"The tables of {kind} that the force had loaded when this release was "
        "made are not of exactly the months of this release. How often people are stopped or "
        "arrested changes, so other months are not compared with.",
    }
    return Locked(
        reasons=(
            f"This page would say what share of people who are {about} are handcuffed. The "
            f"force’s records of handcuffing have only those who were handcuffed, so it has to be "
            f"known from elsewhere how many were {about}, in each district and ethnic group.",
            f"{why[found.lock]} So there are no figures here.",
            "A release never changes. Once such a table is loaded, a later release can have these "
            "figures.",
        )
    )


def notes(found: Counterparts, selection: GivenSelection) -> list[str]:
    """What a reader must know of both sides of this very selection."""
    unit = UNITS[selection.kind]
    said = []
    if missing := [month for month in asked(selection) if month not in found.months]:
        said.append(f"Left out on both sides, because no table has them: {_in_words(missing)}.")
    first_month = found.first_month
    if first_month and found.months and first_month > found.months[0]:
        said.append(
            f"Nothing is recorded in the register before {basis.month(first_month)}, so the "
            "shares of the whole period are too low: choose a later first month."
        )
    if found.elsewhere:
        said.append(
            "Not compared, because the tables do not have the place: "
            f"{wording.handcuffings(found.elsewhere)}."
        )
    if found.nowhere and not selection.area:
        said.append(
            f"In no district, and so not compared: {unit.counted(found.nowhere)} of the tables, "
            "published without coordinates or from outside. Shares are too high by as much."
        )
    if found.other_power:
        said.append(
            f"Not counted as handcuffed in a search: {wording.handcuffings(found.other_power)} "
            "with another search power, because that may be one to search after an arrest."
        )
    return said


def asked(selection: GivenSelection) -> list[date]:
    """The months of a selection."""
    return months_from(selection.first_month, selection.last_month)


def tables_line(found: Counterparts) -> Line:
    return Line(
        key="Compared with",
        value=" ".join(
            f"{one}, {basis.days(one.period_start, one.period_end)}. {one.source}. "
            f"{one.attribution}."
            for one in found.tables
        ),
    )


def matched_line(found: Counterparts, selection: GivenSelection) -> Line:
    unit = UNITS[selection.kind]
    return Line(
        key="Matched",
        value=f"By area, ethnicity and months, in groups and not person by person. "
        f"{MATCHED[selection.kind]} All {unit.many} of the tables stand below the line.",
    )


def _before_the_register(table: Benchmark, first_month: date | None) -> bool:
    """Whether the register has nothing in the months of a table."""
    return first_month is not None and table.period_end < first_month


def _named(table: Benchmark) -> str:
    return f"{table.name}, {basis.days(table.period_start, table.period_end)}"


def _of_its_months(selection: GivenSelection, table: Benchmark) -> GivenSelection:
    months = months_of(table)
    return replace(selection, first_month=months[0], last_month=months[-1])


def _span(first: date, last: date) -> str:
    return basis.month(first) if first == last else f"{basis.month(first)} to {basis.month(last)}"


def _in_words(months: list[date]) -> str:
    return ", ".join(basis.month(month) for month in months)
