"""What the figures of a report are figures of, in the words that all reports share."""

from datetime import date, timedelta
from functools import lru_cache

from django.utils import timezone
from django.utils.formats import date_format

from accounts.presenters import day
from reporting.disclosure import Count, figure
from reporting.models import Benchmark
from reporting.presenters.page import Line
from reporting.reports.declaration import Result
from reporting.selection import Period, after
from reporting.statistics import proportion
from reporting.statistics.disclosure import FOOTNOTE
from reporting.wording import number

NOTHING = "No handcuffing is recorded for this period, place and choice."
RULE = f"{FOOTNOTE} Further counts are hidden where one of those could be worked out from them."
AS_PERCEIVED = Line(key="Ethnicity", value="As perceived by the officer")


def period(result: Result) -> Line:
    return Line(key="Period", value=f"{day(result.period.start)} to {day(result.period.end)}")


def counted(result: Result) -> list[Line]:
    """What is counted, and what the choice narrows it to."""
    lines = [
        Line(key="Counted", value="People, once for each occasion on which they were handcuffed")
    ]
    if words := result.selection.in_words():
        lines.append(Line(key="Narrowed to", value="; ".join(words)))
    return lines


def records(*, encounters: Count, officer_reports: int | None, late: int | None) -> Line:
    """What was counted; of officers' reports and late records only analysts are told how many."""
    said = f"{number(encounters)} encounters"
    if officer_reports is not None and late is not None:
        said += f" with {officer_reports:,} reports of officers; {late:,} were filed late"
    return Line(
        key="Records",
        value=f"{said}. Drafts, discarded and withdrawn records are not counted.",
    )


def about_disclosure(result: Result) -> list[str]:
    """What the public must know of every count that it is shown."""
    if not result.disclosure.is_public:
        return []
    return [f"{RULE} Everything else is worked out from the rounded counts."]


def data_as_at(result: Result) -> Line:
    return Line(
        key="Data as at",
        value=date_format(timezone.localtime(result.computed_at), "j F Y, H:i"),
    )


def is_running(result: Result) -> bool:
    """Whether the last month has not ended."""
    return result.period.end < after(result.selection.last_month) - timedelta(days=1)


def about_the_benchmark(result: Result, *, counted: str = "handcuffings") -> list[str]:
    """A warning where what is counted and what it is divided by are of different years."""
    benchmark = result.benchmark
    if benchmark is None or result.period.start.year <= benchmark.year <= result.period.end.year:
        return []
    changed = (
        "has changed since" if benchmark.year < result.period.end.year else "had changed by then"
    )
    return [
        f"Residents were counted in {benchmark.year}, {counted} in {years(result.period)}: the "
        f"population {changed}."
    ]


def years(period: Period) -> str:
    """The years that a period touches."""
    first, last = period.start.year, period.end.year
    return str(first) if first == last else f"{first} to {last}"


def about_the_period(result: Result) -> list[str]:
    """What a reader must know where nothing is divided by the length of the period."""
    if not is_running(result):
        return []
    return [
        f"The last month has not ended: it is counted up to {day(result.period.end)}, and records "
        "of the last days are still arriving."
    ]


def place(result: Result, *, areas: int) -> Line:
    """The chosen area, or how many areas the figures are of together."""
    chosen = result.selection.area
    return Line(
        key="Place", value=result.place if chosen else f"{result.place}, {areas} areas together"
    )


def residents(benchmark: Benchmark | None) -> str:
    """The table behind the rates, with where it comes from."""
    if benchmark is None:
        return "No table of residents is loaded, so there are no rates"
    return f"{benchmark}. {benchmark.attribution}."


@lru_cache(maxsize=512)  # a page names each of its months many times
def month(value: date) -> str:
    """A month in a sentence: March 2026."""
    return date_format(value, "F Y")


def part_months(result: Result, first_month: date | None) -> list[str]:
    """Which months are not whole ones, and what becomes of them."""
    said = []
    if is_running(result):
        said.append(
            f"{month(result.selection.last_month)} has not ended: it is drawn apart, counted up to "
            f"{day(result.period.end)}, and in no mean and no sum. Records of the last days are "
            "still arriving."
        )
    if first_month and first_month >= result.selection.first_month:
        said.append(
            f"Nothing is recorded before {month(first_month)}, so earlier months are not there; "
            "that month may be part of one: it is drawn apart, and in no mean and no sum."
        )
    return said


@lru_cache(maxsize=512)  # a page names each of its months many times
def short_month(value: date) -> str:
    """A month on an axis: Mar 2026."""
    return date_format(value, "M Y")


def quarter(value: date) -> str:
    """The quarter of a month in a sentence: 2026, quarter 1."""
    return f"{value.year}, quarter {(value.month + 2) // 3}"


def short_quarter(value: date) -> str:
    """The quarter of a month on an axis: 2026 Q1."""
    return f"{value.year} Q{(value.month + 2) // 3}"


def days(first: date, last: date) -> str:
    """The days of a table: one, or from one to another."""
    return day(first) if first == last else f"{day(first)} to {day(last)}"


def unknown_ethnicity(result: Result, *, unknown: Count, of: Count, people: str = "") -> str:
    """How many have no group, as the beginning of a sentence; the share where it may be shown."""
    said = f"Ethnicity was not reported for {number(unknown)} of {number(of)} {people}".rstrip()
    share = figure(result.disclosure.gate_share, proportion, events=unknown, total=of)
    return f"{said} ({share.estimate:.1%})" if share.shown else said
