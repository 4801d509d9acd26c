"""What the figures of a report are figures of, in the words that all reports share."""

from datetime import timedelta

from django.utils import timezone
from django.utils.formats import date_format

from accounts.presenters import day
from reporting.presenters.page import Line
from reporting.reports.declaration import Result
from reporting.selection import Period, after

NOTHING = "No handcuffing is recorded for this period, place and choice."
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


def records(*, encounters: int, officer_reports: int, late: int) -> Line:
    return Line(
        key="Records",
        value=f"{encounters:,} encounters with {officer_reports:,} reports of officers; {late:,} "
        "were filed late. Drafts, discarded and withdrawn records are not counted.",
    )


def data_as_at(result: Result) -> Line:
    return Line(
        key="Data as at",
        value=date_format(timezone.localtime(result.computed_at), "j F Y, H:i"),
    )


def is_running(result: Result) -> bool:
    """Whether the last month has not ended."""
    return result.period.end < after(result.selection.last_month) - timedelta(days=1)


def years(period: Period) -> str:
    first, last = period.start.year, period.end.year
    return str(first) if first == last else f"{first} to {last}"
