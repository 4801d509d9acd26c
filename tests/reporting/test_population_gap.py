"""R2: what is counted, what it is divided by, what is left out, what may be shown."""

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from records.models import Encounter
from records.models.area import AreaKind
from records.vocabulary import Compliance, Ethnicity, Status, YesNo
from reporting.reports import POPULATION_GAP
from reporting.selection import Selection
from reporting.statistics import State
from tests.reporting import slow_population_gap as slow
from tests.reporting.registering import (
    NOON,
    an_area,
    an_encounter,
    encounters,
    london,
    new_encounter,
    plain_officer,
    residents,
)

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
MARCH = {"first_month": date(2026, 3, 1), "last_month": date(2026, 3, 1)}

pytestmark = pytest.mark.django_db


def report(**choices):
    return POPULATION_GAP.compute(Selection(**{**MARCH, **choices}), now=NOW)


def row(result, group):
    return next(row for row in result.rows if row.group == group)


def numbers(estimate):
    return estimate.estimate, estimate.lower, estimate.upper


@pytest.fixture
def places():
    residents({"A1": {"white": 5000, "black": 800}, "B1": {"white": 2500, "black": 1200}})
    return {
        "a": an_area("A1", "Aldham"),
        "b": an_area("B1", "Bexham"),
        "site": an_area("S1", "Airport", kind=AreaKind.SITE),
        "outside": an_area("X1", "Elsewhere", kind=AreaKind.OUTSIDE),
    }


def test_by_hand(places):
    """White 20 of 5,000 + 2,500, Black 30 of 800 + 1,200, in the 31 days of March."""
    encounters(20, area=places["a"])
    encounters(30, area=places["b"], ethnicity_perceived="black")
    encounters(1, area=places["b"], ethnicity_perceived="black", occurred_at=london(2026, 4, 1, 0))
    encounters(5, status=Status.WITHDRAWN)
    encounters(5, status=Status.DRAFT)

    result = report()
    white, black = row(result, "white"), row(result, "black")

    years = 31 / 365.25
    assert (white.events, white.population) == (20, 7500)
    assert (black.events, black.population) == (30, 2000)
    assert white.rate.estimate == pytest.approx(1000 * 20 / (7500 * years))
    assert black.ratio.estimate == pytest.approx((30 / 2000) / (20 / 7500))  # 5.625
    assert black.difference.estimate == pytest.approx(1000 * (30 / 2000 - 20 / 7500) / years)
    assert black.excess.estimate == pytest.approx(30 - 2000 * 20 / 7500)
    assert black.share_ratio.estimate == pytest.approx((30 / 50) / (2000 / (7500 + 2000 + 6000)))
    assert (result.total.events, result.total.population) == (50, 15500)
    assert white.ratio is None


@pytest.mark.parametrize("seed", range(4))
def test_the_same_numbers_as_an_independent_slow_computation(places, seed):
    chance = Random(seed)
    by = plain_officer()
    Encounter.objects.bulk_create(
        new_encounter(
            by=by,
            area=chance.choice(list(places.values())),
            status=chance.choice(Status.values),
            ethnicity_perceived=chance.choices(Ethnicity.values, weights=[30, 20, 10, 3, 1, 6])[0],
            compliance=chance.choice(Compliance.values),
            before_arrest=chance.choice(YesNo.values),
            occurred_at=NOON + timedelta(minutes=chance.randrange(-130_000, 130_000)),
        )
        for _ in range(400)
    )
    choices = {"first_month": date(2026, 2, 1), "last_month": date(2026, 4, 1)}
    given = {}
    if seed:
        given |= {"compliance": "compliant"}
    if seed > 1:
        given |= {"before_arrest": "yes"}
    areas = {"A1", "B1"} if seed < 3 else {"B1"}

    result = report(**choices, **given, area=places["b"] if seed == 3 else None)

    first, last = choices["first_month"], choices["last_month"]
    found = slow.counted(first=first, last=last, areas=areas, **given)
    people = {"A1": {"white": 5000, "black": 800}, "B1": {"white": 2500, "black": 1200}}
    time = slow.years(first, last)
    assert result.period.years == pytest.approx(time)
    assert result.unknown.events == found.get("not_reported", 0)
    assert result.total.events == sum(found.values())
    size = {group: sum(people[area].get(group, 1000) for area in areas) for group in Ethnicity}
    for group in ("white", "black", "asian", "mixed", "other"):
        events, exposure = found.get(group, 0), size[group] * time
        shown = row(result, group)
        assert (shown.events, shown.population) == (events, size[group])
        low, high = slow.count_limits(events)
        assert numbers(shown.rate) == pytest.approx(
            (1000 * events / exposure, 1000 * low / exposure, 1000 * high / exposure)
        )
        if group == "white":
            continue
        pair = (events, exposure, found.get("white", 0), size["white"] * time)
        assert numbers(shown.difference) == pytest.approx(slow.difference(*pair))
        if min(events, found.get("white", 0)) >= 10:
            assert numbers(shown.ratio) == pytest.approx(slow.ratio(*pair))
            assert shown.share_ratio.estimate / row(
                result, "white"
            ).share_ratio.estimate == pytest.approx(shown.ratio.estimate)
        else:
            assert shown.ratio.state is State.INSUFFICIENT


def test_known_unknown_and_left_out_add_up_to_the_register(places):
    for place in places.values():
        for group in Ethnicity:
            encounters(2, area=place, ethnicity_perceived=group)

    result = report()

    known = sum(shown.events for shown in result.groups)
    left_out = sum(left.events for left in result.left_out)
    assert known + result.unknown.events == result.total.events
    assert result.total.events + left_out == Encounter.objects.counted().count()
    assert {(left.area, left.events) for left in result.left_out} == {
        ("Airport", 12),
        ("Elsewhere", 12),
    }
    assert (result.areas, result.place) == (2, "Aldshire")


def test_narrowed_to_accepted_records(places):
    encounters(3, area=places["a"])
    encounters(4, area=places["a"], status=Status.ACCEPTED)

    assert report().total.events == 7
    assert report(accepted_only=True).total.events == 4


def test_narrowed_to_a_place_nothing_else_is_counted_or_noted(places):
    encounters(3, area=places["a"])
    encounters(4, area=places["b"])
    encounters(5, area=places["site"])

    result = report(area=places["b"])

    assert (result.total.events, result.place, result.areas) == (4, "Bexham", 1)
    assert (result.left_out, row(result, "black").population) == ((), 1200)


def test_a_district_without_residents_enters_no_rate(places):
    new = an_area("N1", "Newham")
    encounters(15, area=places["a"])
    encounters(9, area=new)

    result = report()

    assert result.without_residents == ("Newham",)
    assert [(left.area, left.events) for left in result.left_out] == [("Newham", 9)]
    assert (result.total.events, result.total.population) == (15, 15500)


def test_a_district_that_lacks_one_group_enters_no_rate(places):
    benchmark = residents({"A1": {}, "B1": {}}, version=2)
    benchmark.rows.filter(area_code="B1", ethnicity="other").delete()
    encounters(5, area=places["b"])

    assert report().without_residents == ("Bexham",)
    assert report().total.population == 5000


def test_without_any_table_there_are_counts_and_no_rates():
    encounters(20, area=an_area("A1", "Aldham"))
    encounters(20, area=an_area("A1"), ethnicity_perceived="black")

    result = report()

    assert (result.total.events, result.benchmark, result.place) == (40, None, "all areas")
    states = {shown.rate.state for shown in result.groups}
    states |= {shown.ratio.state for shown in result.compared}
    assert states == {State.BENCHMARK_MISSING}
    assert all(shown.population is None for shown in result.rows)
    assert result.left_out == ()


@pytest.mark.parametrize(
    ("white", "black", "state"),
    [
        (10, 10, State.LOW_PRECISION),
        (9, 100, State.INSUFFICIENT),
        (100, 9, State.INSUFFICIENT),
        (100, 100, State.OK),
        (0, 20, State.INSUFFICIENT),
        (0, 0, State.NOT_ESTIMABLE),
    ],
)
def test_a_ratio_needs_ten_in_both_groups(places, white, black, state):
    encounters(white, area=places["a"])
    encounters(black, area=places["a"], ethnicity_perceived="black")

    shown = row(report(), "black")

    assert (shown.ratio.state, shown.state, shown.note) == (state, state, shown.ratio.note)
    assert (shown.ratio.estimate is None) == (state in (State.INSUFFICIENT, State.NOT_ESTIMABLE))
    assert shown.rate.shown


@pytest.mark.parametrize(
    ("unknown", "shows", "greyed"), [(5, False, False), (6, True, False), (30, True, True)]
)
def test_the_unknown_are_bounded_from_five_percent_and_grey_the_charts_from_twenty(
    places, unknown, shows, greyed
):
    encounters(60, area=places["a"])
    encounters(35, area=places["a"], ethnicity_perceived="black")
    encounters(unknown, area=places["a"], ethnicity_perceived="not_reported")

    result = report()
    black = row(result, "black")

    assert (result.shows_bounds, result.is_greyed) == (shows, greyed)
    low, high = black.bounds.bounds
    assert low == pytest.approx((35 / 2000) / ((60 + unknown) / 7500))
    assert high == pytest.approx(((35 + unknown) / 2000) / (60 / 7500))
    assert low <= black.ratio.estimate <= high


def test_without_a_ratio_there_is_nothing_to_bound(places):
    encounters(9, area=places["a"])
    encounters(9, area=places["a"], ethnicity_perceived="not_reported")

    assert (report().shows_bounds, report().is_greyed) == (False, True)


def test_the_month_that_runs_is_divided_by_its_days_so_far(places):
    an_encounter(area=places["a"], occurred_at=london(2026, 11, 20))

    result = report(first_month=date(2026, 11, 1), last_month=date(2026, 11, 1))

    assert (result.period.end, result.period.days) == (date(2026, 11, 23), 23)
    assert result.total.rate.estimate == pytest.approx(1000 / (15500 * 23 / 365.25))


def test_an_empty_register_gives_an_empty_result(places):
    result = report()

    assert result.is_empty
    assert (result.first_month, result.left_out, result.shows_bounds) == (None, (), False)


def test_late_records_and_reports_of_officers_are_told(places):
    encounters(2, area=places["a"], officer_reports=3)
    encounters(1, area=places["a"], officer_reports=1, is_late=True, late_explanation="x")

    assert (report().officer_reports, report().late) == (7, 1)


def test_queries_do_not_grow_with_rows(places, django_assert_num_queries):
    encounters(1, area=places["a"])
    with django_assert_num_queries(5):
        report()
    for group in Ethnicity:
        encounters(4, area=places["b"], ethnicity_perceived=group)
    with django_assert_num_queries(5):
        report()
