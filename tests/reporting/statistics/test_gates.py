import pytest

from reporting.statistics import (
    State,
    count,
    covers,
    excess,
    gate_difference,
    gate_officer,
    gate_proportion,
    gate_public_proportion,
    gate_rate,
    gate_ratio,
    gate_share_difference,
    needs_bounds,
    proportion,
    rate,
    rate_difference,
    rate_ratio,
    risk_difference,
    share_ratio,
    standardised_ratio,
    too_many_unknown,
)


def pair(a, b, t1=1000, t0=1000):
    return {"events": a, "exposure": t1, "reference_events": b, "reference_exposure": t0}


@pytest.mark.parametrize(
    ("a", "b", "state"),
    [
        (9, 9000, State.INSUFFICIENT),
        (9000, 9, State.INSUFFICIENT),
        (0, 50, State.INSUFFICIENT),
        (50, 0, State.INSUFFICIENT),
        (0, 0, State.NOT_ESTIMABLE),
        (10, 10, State.LOW_PRECISION),  # 0.43 to 2.3
        (10, 1000, State.OK),  # the interval is 3.4 times as high as low
        (200, 120, State.OK),
    ],
)
def test_ratio_needs_ten_events_in_both_groups(a, b, state):
    assert gate_ratio(rate_ratio(**pair(a, b))).state == state


def test_a_ratio_that_is_not_shown_carries_no_numbers():
    hidden = gate_ratio(rate_ratio(**pair(50, 9)))
    assert (hidden.estimate, hidden.lower, hidden.upper) == (None, None, None)
    assert hidden.note == "fewer than 10 recorded"


def test_an_imprecise_ratio_keeps_its_numbers():
    ratio = rate_ratio(**pair(10, 10))
    marked = gate_ratio(ratio)
    assert (marked.estimate, marked.lower, marked.upper) == (1, ratio.lower, ratio.upper)
    assert marked.note == "the upper limit is over 4 times the lower"


@pytest.mark.parametrize(("events", "state"), [(9, State.INSUFFICIENT), (10, State.OK)])
def test_share_ratio_needs_ten_events(events, state):
    result = share_ratio(events=events, all_events=900, population=10, all_population=90)
    assert gate_ratio(result).state == state


@pytest.mark.parametrize(
    ("events", "state"), [(0, State.LOW_PRECISION), (9, State.LOW_PRECISION), (10, State.OK)]
)
def test_rate_is_marked_imprecise_below_ten_events(events, state):
    assert gate_rate(rate(events=events, exposure=1000)).state == state
    assert gate_rate(count(events=events)).state == state


def test_below_ten_events_is_where_a_rate_is_as_wide_as_an_imprecise_ratio():
    nine, ten = rate(events=9, exposure=1000), rate(events=10, exposure=1000)
    assert ten.upper / ten.lower < 4 < nine.upper / nine.lower


@pytest.mark.parametrize(
    ("a", "b", "state"),
    [(9, 90, State.LOW_PRECISION), (90, 9, State.LOW_PRECISION), (10, 10, State.OK)],
)
def test_difference_and_excess_are_marked_imprecise(a, b, state):
    assert gate_difference(rate_difference(**pair(a, b))).state == state
    assert gate_difference(excess(**pair(a, b))).state == state


@pytest.mark.parametrize(("total", "state"), [(9, State.INSUFFICIENT), (10, State.OK)])
def test_percentage_needs_ten_people(total, state):
    assert gate_proportion(proportion(events=0, total=total)).state == state


@pytest.mark.parametrize(
    ("gate", "estimate"),
    [
        (gate_ratio, rate_ratio(**pair(3, 3, t1=None))),
        (gate_ratio, rate_ratio(**pair(3, 3, t1=0))),
        (gate_rate, rate(events=3, exposure=None)),
        (gate_rate, rate(events=3, exposure=0)),
        (gate_difference, rate_difference(**pair(3, 3, t0=None))),
        (gate_proportion, proportion(events=0, total=0)),
        (gate_ratio, rate_ratio(**pair(3, 3)).withhold(state=State.SUPPRESSED, note="small")),
    ],
)
def test_a_figure_without_numbers_keeps_its_own_reason(gate, estimate):
    assert gate(estimate) == estimate


def test_a_percentage_has_its_own_gate():
    with pytest.raises(ValueError, match="made from total"):
        gate_proportion(rate(events=1, exposure=2))


@pytest.mark.parametrize(
    ("unknown", "needed", "too_many"),
    [(0, False, False), (5, False, False), (6, True, False), (20, True, False), (21, True, True)],
)
def test_share_of_unknown(unknown, needed, too_many):
    assert needs_bounds(unknown=unknown, all_events=100) is needed
    assert too_many_unknown(unknown=unknown, all_events=100) is too_many


def test_nobody_recorded_is_nobody_unknown():
    assert not needs_bounds(unknown=0, all_events=0)


def test_more_unknown_than_recorded_is_a_mistake():
    with pytest.raises(ValueError, match="must not exceed"):
        needs_bounds(unknown=3, all_events=2)


@pytest.mark.parametrize(
    ("events", "total", "state"),
    [
        (0, 19, State.SUPPRESSED),
        (19, 19, State.SUPPRESSED),
        (1, 19, State.OK),
        (0, 20, State.OK),
        (20, 20, State.OK),
        (4, 9, State.INSUFFICIENT),
    ],
)
def test_a_public_percentage_does_not_tell_of_everybody_in_a_small_group(events, total, state):
    assert gate_public_proportion(proportion(events=events, total=total)).state == state


@pytest.mark.parametrize(
    ("encounters", "similar", "note"),
    [
        (29, 80, "fewer than 30 encounters"),
        (30, 49.9, "fewer than 50 similar encounters by colleagues"),
        (30, 50, ""),
    ],
)
def test_a_figure_of_one_officer_needs_enough_of_their_own_and_of_others(encounters, similar, note):
    ratio = standardised_ratio(observed=20, expected=14.0)
    gated = gate_officer(ratio, encounters=encounters, similar=similar)
    assert (gated.note, gated.shown) == (note, not note)


@pytest.mark.parametrize(
    ("loaded", "months", "opens"), [(10, 12, False), (11, 12, True), (9, 10, True), (0, 0, False)]
)
def test_a_report_opens_with_nine_tenths_of_its_months(loaded, months, opens):
    assert covers(months_loaded=loaded, months=months) is opens


@pytest.mark.parametrize(
    ("total", "reference_total", "state"),
    [(9, 900, State.INSUFFICIENT), (900, 9, State.INSUFFICIENT), (10, 10, State.OK)],
)
def test_a_difference_of_shares_needs_ten_people_in_both_groups(total, reference_total, state):
    difference = risk_difference(
        events=2, total=total, reference_events=3, reference_total=reference_total
    )
    assert gate_share_difference(difference).state == state
