"""R1: what was recorded, against rows counted one by one."""

from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest

from records.models import Encounter
from records.models.area import AreaKind
from records.vocabulary import (
    AgeBasis,
    Ethnicity,
    Gender,
    SelfDefinedEthnicity,
    Status,
    YesNoUnknown,
)
from reporting.groupings import HOURS, LATER
from reporting.reports import ACTIVITY
from reporting.reports.activity import FIELDS
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
)

NOW = datetime(2026, 4, 20, 9, tzinfo=UTC)
SPRING = {"first_month": date(2026, 2, 1), "last_month": date(2026, 4, 1)}
MONTHS = [date(2026, month, 1) for month in (2, 3, 4)]

pytestmark = pytest.mark.django_db


def report(**choices):
    return ACTIVITY.compute(Selection(**{**SPRING, **choices}), now=NOW)


@pytest.mark.parametrize("seed", range(2))
def test_every_month_and_field_as_counted_from_the_rows(seed):
    chance = Random(seed)
    by, place = plain_officer(), an_area("A1", "Aldham")
    site = an_area("S1", "Airport", kind=AreaKind.SITE)
    rows = []
    for _ in range(300):
        at = NOON + timedelta(minutes=chance.randrange(-50_000, 50_000))
        status = chance.choices(Status.values, weights=[1, 9, 3, 9, 2, 1, 1, 1])[0]
        basis = chance.choice(AgeBasis.values)
        row = new_encounter(
            by=by,
            area=chance.choice([place, site]),
            occurred_at=at,
            status=status,
            ethnicity_perceived=chance.choice(Ethnicity.values),
            ethnicity_self_defined=chance.choice(["w1", "b1", "ns", "not_asked"]),
            not_asked_reason="",
            age_basis=basis,
            age_years=None if basis == AgeBasis.NOT_KNOWN else 30,
            gender=chance.choice(Gender.values),
            injured=chance.choice(["no", "unknown"]),
            video_recording=chance.choice(["yes", "unknown"]),
            officer_reports=chance.randrange(1, 4),
            is_late=chance.random() < 0.3,
            late_explanation="Long shift",
        )
        if row.ethnicity_self_defined == "not_asked":
            row.not_asked_reason = "Unconscious"
        if row.submitted_at:
            row.submitted_at = at + timedelta(minutes=chance.randrange(5, 9000))
        rows.append(row)
    Encounter.objects.bulk_create(rows)
    narrowed = {"accepted_only": True, "area": place} if seed else {}

    result = report(**narrowed)

    chosen = [
        row
        for row in Encounter.objects.all()
        if row.status in slow.COUNTED
        and (not seed or (row.status == Status.ACCEPTED and row.area_id == "A1"))
    ]

    def missing(row):
        return {
            "ethnicity_perceived": row.ethnicity_perceived == "not_reported",
            "self_defined_not_stated": row.ethnicity_self_defined == "ns",
            "self_defined_not_asked": row.ethnicity_self_defined == "not_asked",
            "age": row.age_years is None,
            "gender": row.gender == "not_reported",
            "injured": row.injured == "unknown",
            "video": row.video_recording == "unknown",
        }

    for found, first in zip((*result.months, result.total), (*MONTHS, None), strict=True):
        own = [
            row
            for row in chosen
            if (day := row.occurred_at.astimezone(slow.LONDON).date().replace(day=1)) in MONTHS
            and first in (day, None)
        ]
        assert found.encounters == len(own)
        assert found.officer_reports == sum(row.officer_reports for row in own)
        assert found.late == sum(row.is_late for row in own)
        assert found.missing == {
            field.name: sum(missing(row)[field.name] for row in own) for field in FIELDS
        }
        hours = [(row.submitted_at - row.occurred_at).total_seconds() / 3600 for row in own]
        assert found.half_within == next(
            most for most in (*HOURS, LATER) if sum(h <= most for h in hours) >= len(own) / 2
        )
        for field in FIELDS:
            share = found.missing_share(field)
            if len(own) >= 10:
                assert share.estimate == pytest.approx(found.missing[field.name] / len(own))
                assert share.lower <= share.estimate <= share.upper
            else:
                assert share.state is State.INSUFFICIENT
    assert [month.whole for month in result.months] == [False, True, False]


@pytest.mark.parametrize(
    ("minutes", "within"),
    [(0, 1), (60, 1), (61, 2), (24 * 60, 24), (24 * 60 + 1, 48), (168 * 60, 168), (10_081, LATER)],
)
def test_time_to_file_is_counted_in_whole_hours_then_in_days(minutes, within):
    at = london(2026, 3, 5)
    an_encounter(occurred_at=at, submitted_at=at + timedelta(minutes=minutes))
    an_encounter(occurred_at=at, submitted_at=at + timedelta(days=30))

    assert report().total.half_within == within


def test_not_stated_and_not_asked_are_two_things():
    place = an_area("A1", "Aldham")
    encounters(2, area=place, ethnicity_self_defined=SelfDefinedEthnicity.NOT_STATED)
    encounters(
        3,
        area=place,
        ethnicity_self_defined=SelfDefinedEthnicity.NOT_ASKED,
        not_asked_reason="Unconscious",
    )

    missing = report().total.missing

    assert (missing["self_defined_not_stated"], missing["self_defined_not_asked"]) == (2, 3)


def test_what_was_withdrawn_is_counted_apart():
    place, elsewhere = an_area("A1", "Aldham"), an_area("B1", "Bexham")
    encounters(2, area=place)
    encounters(3, area=place, status=Status.WITHDRAWN)
    encounters(1, area=elsewhere, status=Status.WITHDRAWN, occurred_at=london(2026, 4, 2))
    for at in (london(2026, 4, 30, 23, 59), london(2026, 5, 1, 0), london(2025, 4, 2)):
        encounters(1, area=place, status=Status.WITHDRAWN, occurred_at=at)
    encounters(1, area=place, status=Status.DISCARDED)

    result = report()

    assert (result.total.encounters, result.total.withdrawn) == (2, 5)
    assert [month.withdrawn for month in result.months] == [3, 2]
    assert report(area=elsewhere).total.withdrawn == 1


@pytest.mark.parametrize(("number", "shown"), [(9, False), (10, True)])
def test_a_share_needs_ten_to_be_a_share_of(number, shown):
    encounters(number, area=an_area("A1"), injured=YesNoUnknown.UNKNOWN)

    [field] = [field for field in FIELDS if field.name == "injured"]

    assert report().total.missing_share(field).shown is shown
    assert report().total.late_share.shown is shown


def test_a_month_of_nothing_has_no_shares_no_median_and_says_so():
    encounters(1, area=an_area("A1"))
    encounters(1, area=an_area("A1"), occurred_at=london(2026, 2, 3))
    empty = report().months[-1]

    assert (empty.encounters, empty.half_within, empty.reports_each) == (0, None, None)
    assert (empty.state, empty.note) == (State.NOT_ESTIMABLE, "none recorded")
    assert not any(empty.missing_share(field).shown for field in FIELDS)


def test_months_before_the_register_began_are_not_there():
    encounters(1, area=an_area("A1"))
    assert [month.name for month in report().months] == ["2026-03", "2026-04"]


def test_an_empty_register():
    result = report()
    assert result.is_empty
    assert (result.months, result.total.half_within) == ((), None)


def test_queries_do_not_grow_with_rows(django_assert_num_queries):
    encounters(1, area=an_area("A1"))
    with django_assert_num_queries(3):
        report()
    for month in (2, 3, 4):
        encounters(9, area=an_area("A1"), occurred_at=london(2026, month, 3))
    with django_assert_num_queries(3):
        report()
