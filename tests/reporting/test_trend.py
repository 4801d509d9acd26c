"""R11: months and quarters against rows counted one by one, what is whole, what is watched."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from math import log, sqrt
from random import Random

import pytest

from records.models import Encounter, Policy
from records.models.area import AreaKind
from records.models.policy import NUMBERS
from records.vocabulary import Ethnicity, Status
from reporting.reports import TREND
from reporting.reports.trend import form_changes
from reporting.selection import ComparedSelection
from reporting.statistics import State
from tests.factories import a_person
from tests.reporting import slow_population_gap as slow
from tests.reporting.registering import (
    an_area,
    an_encounter,
    encounters,
    london,
    new_encounter,
    plain_officer,
    residents,
)

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
YEAR = {"first_month": date(2025, 12, 1), "last_month": date(2026, 11, 1)}

pytestmark = pytest.mark.django_db


def report(**choices):
    return TREND.compute(ComparedSelection(**{**YEAR, **choices}), now=NOW)


def numbers(estimate):
    return estimate.estimate, estimate.lower, estimate.upper


@pytest.fixture
def place():
    residents({"A1": {"white": 5000, "black": 800}})
    return an_area("A1", "Aldham")


def monthly(place, *counts, last=(2026, 10), **values):
    """So many in each month up to `last`."""
    year, month = last
    by = plain_officer()
    rows = []
    for back, number in enumerate(reversed(counts)):
        years, months = divmod(year * 12 + month - 1 - back, 12)
        at = london(years, months + 1, 10)
        rows += [new_encounter(by=by, area=place, occurred_at=at, **values) for _ in range(number)]
    Encounter.objects.bulk_create(rows)


@pytest.mark.parametrize("seed", range(3))
def test_every_month_and_quarter_as_counted_from_the_rows(place, seed):
    chance = Random(seed)
    other = an_area("B1", "Bexham")
    by = plain_officer()
    Encounter.objects.bulk_create(
        new_encounter(
            by=by,
            area=chance.choice([place, place, other]),
            status=chance.choices(Status.values, weights=[1, 9, 3, 9, 2, 1, 1, 1])[0],
            ethnicity_perceived=chance.choices(Ethnicity.values, weights=[40, 30, 9, 3, 1, 6])[0],
            occurred_at=london(2026, 1, 1) + timedelta(minutes=chance.randrange(300 * 1440)),
        )
        for _ in range(500)
    )
    group = Ethnicity.BLACK if seed else Ethnicity.ASIAN
    result = report(group=group)

    months = [date(2026, month, 1) for month in range(1, 12)]
    assert [month.start for month in result.months] == months  # nothing before January
    people = {"white": 5000, "black": 800, "asian": 1000, "mixed": 1000, "other": 1000}
    counted = {month: slow.counted(first=month, last=month, areas={"A1"}) for month in months}
    days = {month: (end - month).days for month, end in pairwise([*months, date(2026, 11, 24)])}
    for month in result.months:
        found = counted[month.start]
        assert (month.events, month.days) == (sum(found.values()), days[month.start])
        exposure = sum(people.values()) * month.days / 365.25
        low, high = slow.count_limits(month.events)
        assert numbers(month.rate) == pytest.approx(
            (1000 * month.events / exposure, 1000 * low / exposure, 1000 * high / exposure)
        )
    for one, rows in result.of_groups.items():
        assert [row.events for row in rows] == [counted[month].get(one, 0) for month in months]
    assert sum(row.events for rows in result.of_groups.values() for row in rows) == result.events

    assert [quarter.name for quarter in result.quarters] == [f"2026-Q{n}" for n in (1, 2, 3, 4)]
    for number, quarter in enumerate(result.quarters):
        within = months[3 * number : 3 * number + 3]
        a, b = (sum(counted[m].get(g, 0) for m in within) for g in (group, "white"))
        years = sum(days[m] for m in within) / 365.25
        pair = (a, people[group] * years, b, 5000 * years)
        assert (quarter.events, quarter.reference_events) == (a, b)
        assert numbers(quarter.difference) == pytest.approx(slow.difference(*pair))
        if min(a, b) >= 10:
            assert numbers(quarter.ratio) == pytest.approx(slow.ratio(*pair))
        else:
            assert quarter.ratio.state is State.INSUFFICIENT
    whole = result.whole
    assert whole.events == sum(quarter.events for quarter in result.quarters)
    assert whole.days == sum(quarter.days for quarter in result.quarters)
    years = whole.days / 365.25
    pair = (whole.events, people[group] * years, whole.reference_events, 5000 * years)
    if min(whole.events, whole.reference_events) >= 10:
        assert numbers(whole.ratio) == pytest.approx(slow.ratio(*pair))
    assert result.left_out == sum(
        sum(slow.counted(first=m, last=m, areas={"B1"}).values()) for m in months
    )


def test_the_first_and_the_running_month_and_their_quarters_are_not_whole(place):
    monthly(place, 1, 3, 3, last=(2026, 11))

    result = report()

    assert [(m.name, m.whole, m.days) for m in result.months] == [
        ("2026-09", False, 30),  # recording began in it, on what day is not known
        ("2026-10", True, 31),
        ("2026-11", False, 23),
    ]
    assert [(q.name, q.whole) for q in result.quarters] == [("2026-Q3", False), ("2026-Q4", False)]
    assert result.usual == pytest.approx(3 / 31 * 365.25 / 12)


def test_a_quarter_begun_in_its_middle_is_not_whole(place):
    monthly(place, *[2] * 12)
    result = report(first_month=date(2026, 2, 1), last_month=date(2026, 9, 1))
    assert [(q.name, q.whole) for q in result.quarters] == [
        ("2026-Q1", False),
        ("2026-Q2", True),
        ("2026-Q3", True),
    ]


def test_the_sum_by_hand(place):
    """The first month, twelve months at 20 a month; then one of 20 and three of 35."""
    monthly(place, *[20] * 14, 35, 35, 35)
    result = report(first_month=date(2025, 1, 1))

    watched = [month for month in result.months if month.watch]
    usual = 240 / 365 * (365.25 / 12)  # July 2025 to June 2026
    k = usual * (1 / sqrt(usual)) / log(1 + 1 / sqrt(usual))
    level, path = 0.0, []
    for count, days in ((20, 31), (35, 31), (35, 30), (35, 31)):
        level = max(0.0, level + count - k * days * 12 / 365.25)
        path.append(level)
        level *= level < 17  # about the threshold: after a signal the sum starts again
    assert [month.name for month in watched] == ["2026-07", "2026-08", "2026-09", "2026-10"]
    assert [month.watch.cusum for month in watched] == pytest.approx(path)
    assert [month.watch.mean for month in watched] == pytest.approx([usual] * 4)
    assert path[1] < 17 < watched[0].watch.threshold < 18 < path[2]
    assert [month.name for month in result.signals] == ["2026-09"]
    assert result.unwatched == ""


def test_a_lasting_rise_signals_once_and_is_the_standard_of_the_next_year(place):
    monthly(place, *[20] * 13, *[40] * 24)
    result = report(first_month=date(2023, 11, 1), last_month=date(2026, 10, 1))

    assert result.signals[0].start.year == 2024
    assert all(month.start < date(2025, 11, 1) for month in result.signals)
    assert result.months[-1].watch.mean == pytest.approx(40, rel=0.02)


@pytest.mark.parametrize(
    ("counts", "why"),
    [
        ([5] * 12, "fewer than 13 whole months"),
        ([0] * 12 + [5], ""),
        ([1] + [0] * 12 + [5], "fewer than 10 recorded in the 12 months before"),
    ],
)
def test_without_enough_to_compare_with_there_is_no_sum_and_a_reason(place, counts, why):
    monthly(place, *counts)
    result = report(first_month=date(2025, 1, 1), last_month=date(2026, 10, 1))

    assert result.signals == ()
    assert all(month.watch is None for month in result.months)
    assert result.unwatched == (why or "fewer than 13 whole months")


@pytest.mark.parametrize(
    ("white", "black", "state"),
    [(10, 10, State.LOW_PRECISION), (9, 90, State.INSUFFICIENT), (90, 90, State.OK)],
)
def test_a_quarterly_ratio_needs_ten_in_both_groups(place, white, black, state):
    at = london(2026, 8, 3)
    encounters(white, area=place, occurred_at=at)
    encounters(black, area=place, occurred_at=at, ethnicity_perceived="black")

    [quarter] = [row for row in report().quarters if row.name == "2026-Q3"]

    assert (quarter.state, quarter.ratio.state) == (state, state)
    assert quarter.difference.shown


def test_changes_of_the_rules_and_of_the_form_mark_their_months(place):
    monthly(place, 1, 1, 1)
    by = a_person()
    for version, at in ((1, london(2026, 9, 30, 23, 30)), (2, london(2020, 1, 1))):
        least = {column: least for column, least, _ in NUMBERS}
        Policy.objects.create(version=version, at=at, by=by, reason="Agreed", **least)
    an_encounter(area=place, occurred_at=london(2026, 9, 3), questionnaire_version=2)
    an_encounter(area=place, occurred_at=london(2026, 10, 3), questionnaire_version=2)

    assert [(one.month, one.change) for one in report().markers] == [
        (date(2026, 9, 1), "Rules of the register, version 1")
    ]
    assert form_changes([2, 3]) == [(2, london(2026, 9, 3, 13))]
    assert form_changes() == []


def test_without_a_table_there_are_counts_and_no_rates():
    encounters(20, area=an_area("A1", "Aldham"))

    result = report()

    assert (result.events, result.place, result.benchmark) == (20, "all areas", None)
    assert {row.rate.state for row in result.months} == {State.BENCHMARK_MISSING}
    assert {row.ratio.state for row in result.quarters} == {State.BENCHMARK_MISSING}


def test_places_without_residents_are_told_and_not_counted(place):
    encounters(3, area=place)
    encounters(4, area=an_area("S1", "Airport", kind=AreaKind.SITE))
    result = report()
    assert (result.events, result.left_out, result.areas) == (3, 4, 1)


def test_an_empty_register(place):
    result = report()
    assert result.is_empty
    assert (result.rows, result.first_month, result.usual) == ((), None, None)


def test_queries_do_not_grow_with_rows(place, django_assert_num_queries):
    encounters(1, area=place)
    with django_assert_num_queries(7):
        report()
    for group in Ethnicity:
        monthly(place, *[2] * 20, ethnicity_perceived=group)
    with django_assert_num_queries(7):
        report()
