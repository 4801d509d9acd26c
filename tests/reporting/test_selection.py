"""The filters in the address: what is understood, what is refused and how, what is usual."""

from datetime import date

import pytest
from django.http import QueryDict

from records.models.area import AreaKind
from reporting.forms import RowsForm, SelectionForm
from reporting.selection import Period, RowSelection, Selection, after, months_before
from tests.reporting.registering import an_area

TODAY = date(2026, 11, 23)


def form(query: str, kind=SelectionForm):
    return kind(QueryDict(query), today=TODAY)


@pytest.mark.parametrize(
    ("month", "next_month"),
    [(date(2026, 1, 1), date(2026, 2, 1)), (date(2026, 12, 1), date(2027, 1, 1))],
)
def test_months_follow_one_another(month, next_month):
    assert after(month) == next_month
    assert months_before(next_month, 1) == month
    assert months_before(next_month, 12).month == next_month.month


def test_a_period_has_whole_months_and_ends_today_in_the_month_that_runs():
    whole = Period.of_months(date(2025, 11, 1), date(2026, 10, 1), today=TODAY)
    running = Period.of_months(date(2026, 11, 1), date(2026, 11, 1), today=TODAY)
    leap = Period.of_months(date(2024, 2, 1), date(2024, 2, 1), today=TODAY)

    assert (whole.start, whole.end, whole.days) == (date(2025, 11, 1), date(2026, 10, 31), 365)
    assert whole.years == 365 / 365.25
    assert (running.end, running.days) == (TODAY, 23)
    assert leap.days == 29


@pytest.mark.django_db
@pytest.mark.parametrize(
    "written", ["2026-03", "2026-3", "3/2026", "03 2026", "March 2026", " mar 2026 ", "2026 march"]
)
def test_a_month_may_be_written_in_many_ways(written):
    filled = form(f"start={written}")

    assert filled.is_valid(), filled.errors
    assert filled.selection().first_month == date(2026, 3, 1)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "field", "message"),
    [
        ("start=2026-13", "start", "“2026-13” is not a month"),
        ("start=soon", "start", "“soon” is not a month"),
        ("start=2026-²", "start", "is not a month"),
        ("start=%00", "start", "is not a month"),
        ("end=2026-02-28", "end", "is not a month"),
        ("start=0001-01", "start", "The year must be 2000 or later"),
        ("start=1999-12", "start", "The year must be 2000 or later"),
        ("end=9999-12", "end", "The last month cannot be in the future"),
        ("end=2026-12", "end", "The last month cannot be in the future"),
        ("start=2026-09&end=2026-08", "end", "The last month cannot be before the first"),
        ("area=nowhere", "area", "There is no area “nowhere” to choose"),
        ("area=SITE", "area", "There is no area “SITE” to choose"),
        ("compliance=yes", "compliance", "“yes” is not in the list"),
        ("before_arrest=maybe", "before_arrest", "“maybe” is not in the list"),
        ("accepted=1", "accepted", "“1” is not in the list"),
    ],
)
def test_what_cannot_be_is_said_beside_the_field_and_kept(query, field, message):
    an_area("SITE", "Airport", kind=AreaKind.SITE)
    filled = form(query)

    assert not filled.is_valid()
    assert list(filled.errors) == [field]
    assert message in filled.errors[field][0]
    assert filled[field].value() == QueryDict(query)[field]


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("query", "first", "last"),
    [
        ("", date(2025, 11, 1), date(2026, 10, 1)),
        ("start=&end=", date(2025, 11, 1), date(2026, 10, 1)),
        ("end=2026-02", date(2025, 3, 1), date(2026, 2, 1)),
        ("start=2026-06", date(2026, 6, 1), date(2026, 10, 1)),
        ("end=2026-11", date(2025, 12, 1), date(2026, 11, 1)),
    ],
)
def test_without_a_period_it_is_the_last_twelve_whole_months(query, first, last):
    filled = form(query)

    assert filled.is_valid()
    assert (filled.selection().first_month, filled.selection().last_month) == (first, last)
    assert filled["start"].value() == f"{first:%Y-%m}"


@pytest.mark.django_db
def test_rows_without_a_period_are_the_whole_register_at_every_kind_of_place():
    an_area("SITE", "Airport", kind=AreaKind.SITE)
    empty, at_site = form("", RowsForm), form("area=SITE", RowsForm)

    assert empty.is_valid()
    assert empty.selection() == RowSelection()
    assert at_site.is_valid()


@pytest.mark.django_db
def test_a_selection_survives_the_way_through_an_address():
    area = an_area("A1", "Aldham")
    selection = Selection(
        first_month=date(2026, 1, 1),
        last_month=date(2026, 2, 1),
        area=area,
        compliance="compliant",
        before_arrest="no",
        accepted_only=True,
    )
    query = QueryDict(mutable=True)
    query.update(selection.query())

    again = form(query.urlencode())
    assert again.is_valid()
    assert again.selection() == selection
    assert selection.in_words() == [
        "Compliant handcuffing only",
        "Applied on or after arrest only",
        "Accepted records only",
    ]
