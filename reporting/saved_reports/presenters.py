"""Saved reports in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.urls import reverse

from accounts.models import User
from reporting.models import SavedReport
from reporting.permissions import may_read
from reporting.presenters.basis import month
from reporting.saved_reports.mails import report_of
from reporting.selection import Selection


@dataclass(frozen=True, kw_only=True)
class Line:
    """One saved report. Without `href` there is nothing to open, and `words` says why."""

    saved: SavedReport
    words: tuple[str, ...]
    href: str = ""


def lines(saved_reports: Iterable[SavedReport], *, user: User, today: date) -> list[Line]:
    """Each with what it is of. A form is asked once for each report, however many are saved."""
    forms_by_report: dict[str, Any] = {}

    def line(saved: SavedReport) -> Line:
        report = report_of(saved)
        if report is None:
            return Line(saved=saved, words=("There is no such report any more",))
        if not may_read(user, report.access):
            return Line(saved=saved, words=(report.title, "Your roles do not open it any more"))
        if report.name not in forms_by_report:
            forms_by_report[report.name] = report.filters(QueryDict(), user=user, today=today)
        words = (report.title, *in_words(saved, forms_by_report[report.name]))
        return Line(saved=saved, words=words, href=reverse("open_saved_report", args=[saved.pk]))

    return [line(saved) for saved in saved_reports]


def in_words(saved: SavedReport, form: forms.Form) -> list[str]:
    """The months, then each filter as the report's form calls it."""
    words = [f"the last {form.usual_period} whole months"] if saved.rolling else []
    for name, value in QueryDict(saved.query).items():
        field = form.fields.get(name)
        if field is not None:
            labels = {str(key): label for key, label in getattr(field, "choices", ())}
            words.append(f"{field.label}: {labels.get(value, value)}")
    return words


def months(selection: Selection) -> str:
    """The months of a selection: January 2026 to March 2026."""
    first, last = selection.first_month, selection.last_month
    return month(first) if first == last else f"{month(first)} to {month(last)}"
