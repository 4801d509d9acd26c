from itertools import product

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from reporting.statistics import (
    State,
    adjusted_ratio,
    rate_ratio,
    risk_ratio,
    standardised_rate_ratio,
    unknown_adjusted_bounds,
    unknown_bounds,
    unknown_share_bounds,
    unknown_standardised_bounds,
)
from reporting.statistics.unknown import UNKNOWN


def case(a=120, t1=10_000, b=200, t0=40_000):
    return {"events": a, "exposure": t1, "reference_events": b, "reference_exposure": t0}


def test_nobody_unknown_leaves_the_ratio_and_its_interval():
    result = unknown_bounds(**case(), unknown=0)
    plain = rate_ratio(**case())
    assert result.recorded == result.lowest == result.highest == plain
    assert result.interval == (plain.lower, plain.upper)


def test_direction_is_not_settled_when_the_interval_crosses_one():
    assert unknown_bounds(**case(), unknown=40).robust
    result = unknown_bounds(**case(), unknown=300)
    assert result.interval[0] < 1 < result.interval[1]
    assert not result.robust


def test_direction_can_be_settled_below_one():
    assert unknown_bounds(**case(a=20), unknown=5).robust


def test_the_unknown_could_leave_no_event_in_the_reference():
    result = unknown_bounds(**case(b=0), unknown=40)
    assert result.recorded.state == State.NOT_ESTIMABLE
    assert result.bounds == (pytest.approx(12), None)
    assert result.interval[1] is None
    assert result.robust  # 120 of 10,000 against at most 40 of 40,000


def test_only_unknown():
    result = unknown_bounds(**case(a=0, b=0), unknown=4)
    assert result.bounds == (0, None)
    assert not result.robust


def test_nothing_recorded():
    result = unknown_bounds(**case(a=0, b=0), unknown=0)
    assert result.bounds == result.interval == (None, None)
    assert not result.robust


def test_no_population_loaded():
    result = unknown_bounds(**case(t1=None), unknown=4)
    assert {result.recorded.state, result.lowest.state, result.highest.state} == {
        State.BENCHMARK_MISSING
    }
    assert not result.robust


@pytest.mark.parametrize("bad", [-1, 2.5, True, None])
@pytest.mark.parametrize("name", ["events", "reference_events", "unknown"])
def test_counts_must_be_whole_numbers(name, bad):
    with pytest.raises(ValueError, match=f"^{name} must"):
        unknown_bounds(**{**case(), "unknown": 4, name: bad})


@given(a=st.integers(1, 5000), b=st.integers(1, 5000), unknown=st.integers(0, 5000))
def test_the_bounds_contain_the_ratio_and_the_interval_contains_the_bounds(a, b, unknown):
    result = unknown_bounds(**case(a=a, b=b), unknown=unknown)
    low, high = result.bounds
    lower, upper = result.interval
    assert lower < low <= result.recorded.estimate <= high < upper
    plain = rate_ratio(**case(a=a, b=b))
    assert lower <= plain.lower
    assert plain.upper <= upper


@given(a=st.integers(1, 5000), b=st.integers(1, 5000), unknown=st.integers(1, 5000))
def test_wherever_some_of_the_unknown_belong_the_ratio_is_within_the_bounds(a, b, unknown):
    low, high = unknown_bounds(**case(a=a, b=b), unknown=unknown).bounds
    half = unknown // 2
    ratio = rate_ratio(**case(a=a + half, b=b + unknown - half))
    assert low <= ratio.estimate <= high


# Shares


SHARES = {"events": 12, "total": 40, "reference_events": 10, "reference_total": 50}


def test_the_extremes_of_a_share_part_those_with_the_event_from_those_without():
    """12 of 40 against 10 of 50; of 6 unknown, 2 have the event."""
    found = unknown_share_bounds(**SHARES, unknown_events=2, unknown_total=6)
    assert found.recorded == risk_ratio(**SHARES)
    assert found.bounds == pytest.approx(((12 / 44) / (12 / 52), (14 / 42) / (10 / 54)))
    lowest = risk_ratio(events=12, total=44, reference_events=12, reference_total=52)
    highest = risk_ratio(events=14, total=42, reference_events=10, reference_total=54)
    assert found.interval == (lowest.lower, highest.upper)


def test_of_two_records_the_unknown_of_one_may_be_the_known_of_the_other():
    found = unknown_share_bounds(**SHARES, unknown_events=8, unknown_total=6, one_record=False)
    assert found.bounds == pytest.approx(((12 / 46) / (18 / 50), (20 / 40) / (10 / 56)))
    many = unknown_share_bounds(**SHARES, unknown_events=99, unknown_total=6, one_record=False)
    assert many.bounds == pytest.approx(((12 / 46) / 1, 1 / (10 / 56)))


small = st.integers(0, 4)


@given(a=small, b=small, c=small, d=small, yes=st.integers(0, 3), no=st.integers(0, 3))
def test_no_way_to_share_out_the_unknown_lies_beyond_the_bounds(a, b, c, d, yes, no):
    """Each unknown person may be of the group, of the reference, or of neither."""
    assume(a and c)
    found = unknown_share_bounds(
        events=a,
        total=a + b,
        reference_events=c,
        reference_total=c + d,
        unknown_events=yes,
        unknown_total=yes + no,
    )
    ways = [
        (a + e) / (a + e + b + f) / ((c + g) / (c + g + d + h))
        for e in range(yes + 1)
        for g in range(yes + 1 - e)
        for f in range(no + 1)
        for h in range(no + 1 - f)
    ]
    assert found.bounds == pytest.approx((min(ways), max(ways)))


@given(a=small, b=small, c=small, d=small, yes=st.integers(0, 3), no=st.integers(0, 3))
def test_nor_does_one_for_two_records(a, b, c, d, yes, no):
    """The unknown of either record are shared out on their own; no share is above one."""
    assume(a and c)
    found = unknown_share_bounds(
        events=a,
        total=a + b,
        reference_events=c,
        reference_total=c + d,
        unknown_events=yes,
        unknown_total=no,
        one_record=False,
    )
    ways = [
        (a + e) / (a + b + f) / ((c + g) / (c + d + h))
        for e in range(yes + 1)
        for g in range(yes + 1 - e)
        for f in range(no + 1)
        for h in range(no + 1 - f)
        if e <= b + f and g <= d + h
    ]
    assert found.bounds == pytest.approx((min(ways), max(ways)))


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"unknown_events": 7}, "must not exceed unknown_total"),
        ({"events": 41, "one_record": False}, "must not exceed total"),
        ({"reference_events": 51, "one_record": False}, "must not exceed reference_total"),
    ],
)
def test_no_more_have_the_event_than_there_are(wrong, message):
    given = {**SHARES, "unknown_events": 2, "unknown_total": 6, **wrong}
    with pytest.raises(ValueError, match=message):
        unknown_share_bounds(**given)


# Standardised rates


def test_unknown_events_are_added_in_their_own_strata():
    own, other = [(20, 1_000, 3), (15, 500, 2)], [(30, 4_000, 3), (25, 2_000, 2)]
    found = unknown_standardised_bounds(strata=own, reference_strata=other, unknown=[4, 1])
    assert found.recorded == standardised_rate_ratio(strata=own, reference_strata=other)
    assert found.lowest == standardised_rate_ratio(
        strata=own, reference_strata=[(34, 4_000, 3), (26, 2_000, 2)]
    )
    assert found.highest == standardised_rate_ratio(
        strata=[(24, 1_000, 3), (16, 500, 2)], reference_strata=other
    )
    assert found.bounds[0] < found.recorded.estimate < found.bounds[1]


def test_every_stratum_has_its_unknown():
    strata = [(20, 1_000, 3), (15, 500, 2)]
    with pytest.raises(ValueError, match="zip"):
        unknown_standardised_bounds(strata=strata, reference_strata=strata, unknown=[4])


def test_adjusted_for_one_thing_no_way_to_share_out_the_unknown_lies_beyond_the_bounds():
    """Every division of the unknown of both places, each over both groups."""
    counts = [(4, 9, 3, 12, 1, 2), (2, 8, 5, 11, 2, 2)]
    names = ("events", "total", "reference_events", "reference_total", *UNKNOWN)
    cells = [
        dict(zip(names, cell, strict=True)) | {"borough": borough}
        for borough, cell in zip("AB", counts, strict=True)
    ]
    found = unknown_adjusted_bounds(cells=cells, covariates=["borough"])
    recorded = adjusted_ratio(cells=cells, covariates=["borough"]).steps
    assert [step.recorded for step in found] == [step.ratio for step in recorded]
    assert found[0].unknown == 4

    ways = [
        [
            {
                "events": a + yes,
                "total": n1 + yes + no,
                "reference_events": c + with_event - yes,
                "reference_total": n0 + unknown - yes - no,
                "borough": borough,
            }
            for yes in range(with_event + 1)
            for no in range(unknown - with_event + 1)
        ]
        for borough, (a, n1, c, n0, with_event, unknown) in zip("AB", counts, strict=True)
    ]
    possible = [
        [step.ratio.estimate for step in adjusted_ratio(cells=way, covariates=["borough"]).steps]
        for way in product(*ways)
    ]
    for step, ratios in zip(found, zip(*possible, strict=True), strict=True):
        assert step.bounds == pytest.approx((min(ratios), max(ratios)))


def test_unknown_people_alike_in_everything_are_bounded_as_shares_are():
    cell = {"events": 20, "total": 90, "reference_events": 20, "reference_total": 90}
    unknown = {"unknown_events": 2, "unknown_total": 60}
    shares = unknown_share_bounds(**cell, **unknown, one_record=False)
    [crude] = unknown_adjusted_bounds(cells=[cell | unknown], covariates=[], one_record=False)
    assert crude.bounds == pytest.approx(shares.bounds)


def test_unknown_people_alone_in_a_cell_change_only_the_bounds():
    names = ("events", "total", "reference_events", "reference_total", *UNKNOWN)
    cells = [(20, 90, 20, 90, 0, 0), (0, 0, 0, 0, 3, 5)]
    cells = [dict(zip(names, cell, strict=True)) for cell in cells]
    [crude] = unknown_adjusted_bounds(cells=cells, covariates=[])
    assert crude.recorded.estimate == pytest.approx(1)
    assert crude.bounds == pytest.approx(((20 / 92) / (23 / 93), (23 / 93) / (20 / 92)))


def test_a_cell_says_how_many_are_unknown():
    cell = {"events": 2, "total": 9, "reference_events": 2, "reference_total": 9}
    with pytest.raises(ValueError, match="cells must have unknown_events, unknown_total"):
        unknown_adjusted_bounds(cells=[cell], covariates=[])
