"""Funnel limits of proportions against published ones, and the allowance for variation."""

import json
import random
from math import asin, inf, sqrt
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.statistics import (
    Position,
    funnel_limits_proportion,
    funnel_limits_ratio,
    overdispersion,
    proportion_funnel,
    ratio_funnel,
)
from reporting.statistics.dispersion import proportion_overdispersion
from reporting.statistics.funnel import adjusted_limits_proportion
from reporting.statistics.intervals import wilson

FILE = Path(__file__).with_name("reference_cases.json")
CASES = {case["id"]: case for case in json.loads(FILE.read_text(encoding="utf-8"))["cases"]}
SHARES = st.floats(0, 1)
TOTALS = st.lists(st.integers(1, 100_000), min_size=1, max_size=30)
UNITS = st.lists(
    st.integers(1, 5000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    min_size=10,
    max_size=40,
)


def test_limits_are_those_of_the_public_health_tables():
    given, expected = CASES["F01"]["inputs"], CASES["F01"]["expected"]["percent"]
    found = funnel_limits_proportion(target=given["p"], totals=given["n"])
    for limits, wanted in zip(found, expected, strict=True):
        assert limits.total == wanted["n"]
        numbers = (limits.lower_95, limits.upper_95, limits.lower_998, limits.upper_998)
        assert [100 * number for number in numbers] == pytest.approx(
            [wanted["l95"], wanted["u95"], wanted["l998"], wanted["u998"]],
            **CASES["F01"]["tolerance"],
        )


@given(target=st.floats(0.01, 0.99), total=st.integers(1, 2000), share=SHARES)
def test_outside_its_limits_is_where_wilsons_interval_leaves_the_target_out(target, total, share):
    """The two are one test: a unit's own interval and the funnel never contradict each other."""
    events = round(share * total)
    [limits] = funnel_limits_proportion(target=target, totals=[total])
    lower, upper = wilson(events, total, tail=0.025)
    if min(abs(events / total - edge) for edge in (limits.lower_95, limits.upper_95)) > 1e-9:
        assert (limits.lower_95 < events / total < limits.upper_95) == (lower < target < upper)


@given(target=SHARES, totals=TOTALS)
def test_limits_enclose_the_target_and_close_in_on_it(target, totals):
    found = funnel_limits_proportion(target=target, totals=sorted(totals))
    for limits in found:
        assert 0 <= limits.lower_998 <= limits.lower_95 <= target
        assert target <= limits.upper_95 <= limits.upper_998 <= 1
    widths = [limits.upper_998 - limits.lower_998 for limits in found]
    assert widths == sorted(widths, reverse=True)


@given(target=SHARES, totals=TOTALS, tau2=st.floats(0, 2))
def test_allowing_for_variation_never_narrows_a_limit(target, totals, tau2):
    plain = funnel_limits_proportion(target=target, totals=totals)
    wider = adjusted_limits_proportion(target=target, totals=totals, tau2=tau2)
    for own, adjusted in zip(plain, wider, strict=True):
        assert 0 <= adjusted.lower_998 <= own.lower_998
        assert own.upper_998 <= adjusted.upper_998 <= 1
        assert adjusted.lower_998 <= adjusted.lower_95 <= own.lower_95


def test_the_variance_between_units_by_hand():
    """Ten units of 100 with shares alternating between 0.4 and 0.6, around 0.5."""
    units = [(40, 100), (60, 100)] * 5
    z = (asin(sqrt(0.6)) - asin(sqrt(0.5))) * 2 * sqrt(100)
    found = proportion_overdispersion(target=0.5, units=units)
    assert found.phi == pytest.approx(z**2)
    # All weights are 400, so the spread is 4000 - 10 * 400^2 / 4000 = 3600.
    assert found.tau2 == pytest.approx((10 * z**2 - 9) / 3600)


def test_one_extreme_unit_does_not_widen_the_limits_for_all():
    ordinary = [(50 + n % 3, 100) for n in range(20)]
    without = proportion_overdispersion(target=0.5, units=ordinary)
    found = proportion_funnel(target=0.5, units=[*ordinary, (95, 100)])
    assert without.tau2 == found.tau2 == 0
    assert [unit.position for unit in found.units][-1] == Position.ABOVE


@given(units=UNITS)
def test_units_that_vary_by_chance_alone_get_the_plain_limits(units):
    target = sum(events for events, _ in units) / sum(total for _, total in units)
    found = proportion_funnel(target=target, units=units)
    for unit in found.units:
        if found.tau2 == 0:
            assert unit.adjusted == unit.plain
        outside = not unit.adjusted.lower_998 <= unit.share <= unit.adjusted.upper_998
        assert outside == (unit.position in (Position.ABOVE, Position.BELOW))


def test_a_plain_comparison_would_mark_ordinary_units_and_the_allowance_does_not():
    """Sixty teams whose true shares differ somewhat, as real ones do."""
    draw, units = random.Random(7), []
    for _ in range(60):
        share, total = min(max(draw.gauss(0.6, 0.08), 0), 1), 800
        units.append((sum(draw.random() < share for _ in range(total)), total))
    target = sum(events for events, _ in units) / sum(total for _, total in units)
    found = proportion_funnel(target=target, units=units)
    beyond_plain = [
        unit
        for unit in found.units
        if not unit.plain.lower_998 <= unit.share <= unit.plain.upper_998
    ]
    marked = [unit for unit in found.units if unit.position is not Position.INSIDE]
    assert len(beyond_plain) > 10
    assert len(marked) <= 2


def test_fewer_than_ten_units_are_not_judged():
    found = proportion_funnel(target=0.5, units=[(50, 100)] * 8 + [(100, 100)])
    assert not found.judges
    assert {unit.position for unit in found.units} == {Position.NOT_SAID}
    assert {unit.adjusted for unit in found.units} == {None}
    assert found.limits([100]) == funnel_limits_proportion(target=0.5, totals=[100])
    assert found.phi is found.tau2 is None


@pytest.mark.parametrize(("target", "all_or_none"), [(0.0, 0), (1.0, 1)])
def test_where_everybody_or_nobody_did_there_is_no_variation(target, all_or_none):
    found = proportion_funnel(target=target, units=[(all_or_none * 20, 20)] * 12)
    assert found.tau2 == 0
    assert {unit.position for unit in found.units} == {Position.INSIDE}
    assert {(unit.plain.lower_998, unit.plain.upper_998) for unit in found.units} == {
        (target, target)
    }


RATIOS = st.lists(st.tuples(st.integers(0, 3000), st.floats(0.5, 3000)), min_size=10, max_size=40)


@given(units=RATIOS)
def test_a_ratio_is_judged_by_its_own_limits_widened_by_the_variation_of_all(units):
    found = ratio_funnel(units=units)
    observed, expected = zip(*units, strict=True)
    tau2 = overdispersion(observed=observed, expected=expected).tau2
    assert (found.target, found.tau2) == (1, tau2)
    wanted = funnel_limits_ratio(expected=expected, tau2=tau2)
    for unit, limits, (events, size) in zip(found.units, wanted, units, strict=True):
        assert (unit.events, unit.total, unit.share) == (events, size, events / size)
        assert unit.adjusted == limits
        outside = not limits.lower_998 <= events / size <= limits.upper_998
        assert outside == (unit.position in (Position.ABOVE, Position.BELOW))


def test_fewer_than_ten_ratios_get_plain_limits_and_no_judgement():
    found = ratio_funnel(units=[(50, 50.0)] * 8 + [(300, 50.0)])
    assert not found.judges
    assert {unit.position for unit in found.units} == {Position.NOT_SAID}
    assert found.limits([50.0]) == found.plain_limits([50.0]) == funnel_limits_ratio(expected=[50])
    assert found.units[0].plain == funnel_limits_ratio(expected=[50])[0]


@pytest.mark.parametrize(("unit", "message"), [((1, 0.0), "positive"), ((-1, 2.0), "negative")])
def test_a_ratio_of_nothing_expected_has_no_place(unit, message):
    with pytest.raises(ValueError, match=message):
        ratio_funnel(units=[unit])


@pytest.mark.parametrize(
    ("target", "units", "message"),
    [
        (1.2, [(1, 2)], "from 0 to 1"),
        (float("nan"), [(1, 2)], "from 0 to 1"),
        (0.5, [(3, 2)], "must not exceed"),
        (0.5, [(0, 0)], "no limits"),
        (0.5, [(-1, 2)], "must not be negative"),
    ],
)
def test_wrong_inputs_raise(target, units, message):
    with pytest.raises(ValueError, match=message):
        proportion_funnel(target=target, units=units)


@pytest.mark.parametrize("tau2", [-0.1, inf])
def test_a_variance_is_a_number_of_zero_or_more(tau2):
    with pytest.raises(ValueError, match="tau2"):
        adjusted_limits_proportion(target=0.5, totals=[10], tau2=tau2)
