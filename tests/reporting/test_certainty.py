"""R12: every specification against rows counted one by one; when a direction is settled."""

from datetime import UTC, date, datetime, timedelta
from itertools import product
from random import Random

import pytest

from records.models import Encounter
from records.models.area import AreaKind
from records.vocabulary import Ethnicity, Status
from reporting.reports import CERTAINTY
from reporting.selection import ComparedSelection
from reporting.statistics import State
from tests.reporting import slow_population_gap as slow
from tests.reporting.registering import (
    NOON,
    an_area,
    encounters,
    new_encounter,
    plain_officer,
    residents,
)

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
MARCH = {"first_month": date(2026, 3, 1), "last_month": date(2026, 3, 1)}
FIRST_LETTERS = {"w": "white", "b": "black", "a": "asian", "m": "mixed", "o": "other"}
OLD = {"name": "Census 2011", "period_start": date(2011, 3, 27), "period_end": date(2011, 3, 27)}

pytestmark = pytest.mark.django_db


def report(**choices):
    return CERTAINTY.compute(ComparedSelection(**{**MARCH, **choices}), now=NOW)


@pytest.fixture
def place():
    residents({"A1": {"white": 5000, "black": 800}})
    return an_area("A1", "Aldham")


def several(place, group, number, **values):
    return encounters(number, area=place, ethnicity_perceived=group, officer_reports=1, **values)


@pytest.mark.parametrize("seed", range(3))
def test_every_specification_as_counted_from_the_rows(place, seed):
    chance = Random(seed)
    other = an_area("B1", "Bexham")  # in the older census only
    residents({"A1": {"white": 6000, "black": 500}, "B1": {"white": 900}}, **OLD)
    by = plain_officer()
    rows = [
        new_encounter(
            by=by,
            area=chance.choice([place, place, other]),
            status=chance.choices(Status.values, weights=[1, 9, 3, 9, 2, 1, 1, 1])[0],
            ethnicity_perceived=chance.choices(Ethnicity.values, weights=[40, 30, 9, 3, 1, 6])[0],
            ethnicity_self_defined=chance.choices(
                ["w1", "b1", "a1", "ns", "not_asked"], weights=[40, 25, 9, 12, 3]
            )[0],
            not_asked_reason="",
            officer_reports=chance.randrange(1, 4),
            occurred_at=NOON + timedelta(minutes=chance.randrange(-20_000, 20_000)),
        )
        for _ in range(300)
    ]
    for row in rows:
        row.not_asked_reason = "Left" if row.ethnicity_self_defined == "not_asked" else ""
    Encounter.objects.bulk_create(rows)
    group = Ethnicity.BLACK if seed else Ethnicity.ASIAN

    result = report(group=group)

    def group_of(row, field):
        if field == "ethnicity_perceived":
            return row.ethnicity_perceived
        return (
            FIRST_LETTERS.get(row.ethnicity_self_defined[0], "not_reported")
            if (row.ethnicity_self_defined not in ("ns", "not_asked"))
            else "not_reported"
        )

    march = [
        row
        for row in Encounter.objects.all()
        if row.status in slow.COUNTED
        and row.occurred_at.astimezone(slow.LONDON).strftime("%Y-%m") == "2026-03"
    ]
    people = {
        2011: {"white": 6900, "black": 1500, "asian": 2000},
        2021: {"white": 5000, "black": 800, "asian": 1000},
    }
    wanted = list(
        product(
            ("ethnicity_perceived", "ethnicity_self_defined"),
            ("person-encounters", "officer reports"),
            (2011, 2021),
        )
    )
    assert [(s.field, s.unit, s.census.year) for s in result.specifications] == wanted
    for found, (field, unit, year) in zip(result.specifications, wanted, strict=True):
        counted = {}
        for row in march:
            if row.area_id == "A1" or year == 2011:
                number = row.officer_reports if unit == "officer reports" else 1
                own = group_of(row, field)
                counted[own] = counted.get(own, 0) + number
        a, b, unknown = (counted.get(one, 0) for one in (group, "white", "not_reported"))
        t1, t0 = (people[year][one] * 31 / 365.25 for one in (group, "white"))
        assert (found.events, found.reference_events, found.unknown) == (a, b, unknown)
        assert found.all_events == sum(counted.values())
        if min(a, b) < 10:
            assert found.ratio.state is State.INSUFFICIENT
            assert found.bounds is None
            continue
        assert (found.ratio.estimate, found.ratio.lower, found.ratio.upper) == pytest.approx(
            slow.ratio(a, t1, b, t0)
        )
        least, most = slow.ratio(a, t1, b + unknown, t0), slow.ratio(a + unknown, t1, b, t0)
        assert found.bounds.bounds == pytest.approx((least[0], most[0]))
        assert found.bounds.interval == pytest.approx((least[1], most[2]))


def test_two_lines_for_each_specification(place):
    several(place, "white", 100)
    several(place, "black", 60, ethnicity_self_defined="b1")

    result = report()

    assert len(result.rows) == 2 * len(result.specifications) == 8
    assert [line.unknown for line in result.rows[:2]] == ["excluded", "bounds"]
    assert {line.unit for line in result.rows} == {"person-encounters", "officer reports"}


@pytest.mark.parametrize(
    ("white", "black", "unknown", "direction"),
    [
        (200, 120, 10, 1),  # 3.75 times, 3.6 to 4.1
        (400, 20, 0, -1),
        (100, 30, 90, 0),  # the unknown could turn it
        (100, 16, 0, 0),  # the same rate
    ],
)
def test_the_direction_is_settled_if_no_interval_crosses_one(
    place, white, black, unknown, direction
):
    several(place, "white", white, ethnicity_self_defined="w1")
    several(place, "black", black, ethnicity_self_defined="b1")
    several(place, "not_reported", unknown, ethnicity_self_defined="ns")

    assert report().direction == direction


def test_one_way_of_counting_that_disagrees_leaves_it_open(place):
    """Seen by the officer there is a gap; by the people's own word there is none."""
    several(place, "white", 200, ethnicity_self_defined="w1")
    several(place, "black", 45, ethnicity_self_defined="b1")
    several(place, "black", 90, ethnicity_self_defined="w1")

    result = report()

    perceived, said = result.specifications[0], result.specifications[2]
    assert perceived.directions == (1, 1)
    assert said.directions == (0, 0)
    assert result.direction == 0
    assert result.lowest == said.ratio.estimate < 1 < perceived.ratio.estimate == result.highest


@pytest.mark.parametrize(("white", "black"), [(9, 90), (90, 9), (0, 20)])
def test_a_ratio_needs_ten_in_both_groups(place, white, black):
    several(place, "white", white)
    several(place, "black", black, ethnicity_self_defined="b1")

    result = report()

    assert (result.shown, result.lowest, result.highest_bound, result.direction) == (
        (),
        None,
        None,
        0,
    )
    assert {line.state for line in result.rows} == {State.INSUFFICIENT}
    assert {line.robust for line in result.rows} == {None}


def test_bounds_without_limit_stay_without_one(place):
    several(place, "white", 20)
    several(place, "black", 20, ethnicity_self_defined="b1")
    several(place, "not_reported", 20, ethnicity_self_defined="ns")
    result = report()
    assert result.lowest_bound < result.lowest <= result.highest < result.highest_bound


def test_the_newest_version_of_a_census_is_taken(place):
    residents({"A1": {"white": 7000}}, version=2)
    several(place, "white", 1)
    result = report()
    assert [(census.year, census.version) for census in result.censuses] == [(2021, 2)]
    assert result.specifications[0].reference_population == 7000


def test_other_tables_of_the_same_day_take_no_census_away(place):
    """Wider ones, those of other places, and those without ethnicity are loaded beside it."""
    residents({"A1": {"white": 5000, "black": 800}, "Z9": {}}, name="Everywhere", coverage="Both")
    residents({"Z1": {}}, name="Forces")
    sexes = residents({}, name="Sexes")
    sexes.rows.create(area_code="A1", sex="male", count=3000)

    [census] = report().censuses
    assert (census.name, report().place) == ("Census 2021", "Aldshire")


def test_places_without_residents_enter_nothing(place):
    several(place, "white", 3)
    several(an_area("S1", "Airport", kind=AreaKind.SITE), "white", 4)
    assert report().specifications[0].all_events == 3


def test_an_empty_register(place):
    assert report().is_empty
    assert report().direction == 0


def test_queries_do_not_grow_with_rows_nor_with_censuses(place, django_assert_num_queries):
    several(place, "white", 1)
    with django_assert_num_queries(4):
        report()
    residents({"A1": {}}, **OLD)
    for group in Ethnicity:
        several(place, group, 4)
    with django_assert_num_queries(4):
        report()
