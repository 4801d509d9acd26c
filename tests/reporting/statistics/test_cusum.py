"""The sums by hand and by likelihood; thresholds against an exact reckoning of run lengths."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import poisson

from reporting.statistics import (
    cusum_bernoulli,
    cusum_counts,
    cusum_threshold_bernoulli,
    cusum_threshold_counts,
    usual_shift,
    usual_threshold,
    watch_counts,
)
from reporting.statistics.watching import RUN_LENGTH, THRESHOLDS

OUTCOMES = st.lists(st.integers(0, 1), min_size=1, max_size=60)


def slow_path(log_ratios):
    """The largest sum of the last observations, of any number of them, or none."""
    return [
        max(0.0, *(sum(log_ratios[start : end + 1]) for start in range(end + 1)))
        for end in range(len(log_ratios))
    ]


@given(outcomes=OUTCOMES, p0=st.floats(0.01, 0.99), odds_ratio=st.floats(1.1, 8))
def test_the_sum_is_the_best_case_for_a_change_at_any_time(outcomes, p0, odds_ratio):
    after = odds_ratio * p0 / (1 - p0 + odds_ratio * p0)
    ratios = [math.log(after / p0 if y else (1 - after) / (1 - p0)) for y in outcomes]
    found = cusum_bernoulli(outcomes=outcomes, p0=p0, odds_ratio=odds_ratio)
    assert list(found.path) == pytest.approx(slow_path(ratios), abs=1e-9)
    assert found.signals == ()


@given(outcomes=OUTCOMES, data=st.data())
def test_risks_of_their_own(outcomes, data):
    many = {"min_size": len(outcomes), "max_size": len(outcomes)}
    risks = data.draw(st.lists(st.floats(0.05, 0.9), **many))
    ratios = []
    for y, p in zip(outcomes, risks, strict=True):
        after = 2 * p / (1 - p + 2 * p)
        ratios.append(math.log(after / p if y else (1 - after) / (1 - p)))
    found = cusum_bernoulli(outcomes=outcomes, risks=risks, odds_ratio=2)
    assert list(found.path) == pytest.approx(slow_path(ratios), abs=1e-9)


@given(
    counts=st.lists(st.integers(0, 40), min_size=1, max_size=40),
    mean=st.floats(0.5, 20),
    ratio=st.sampled_from([0.5, 0.8, 1.25, 2.0]),
)
def test_counts_are_a_likelihood_in_units_of_events(counts, mean, ratio):
    ratios = [
        (poisson.logpmf(x, mean * ratio) - poisson.logpmf(x, mean)) / abs(math.log(ratio))
        for x in counts
    ]
    found = cusum_counts(counts=counts, mean=mean, ratio=ratio)
    assert list(found.path) == pytest.approx(slow_path(ratios), abs=1e-7)


@given(
    months=st.lists(st.tuples(st.integers(0, 40), st.floats(0.5, 2)), min_size=1, max_size=30),
    ratio=st.sampled_from([0.5, 1.5]),
)
def test_periods_of_different_lengths_are_a_likelihood_too(months, ratio):
    ratios = [
        (poisson.logpmf(x, 8 * length * ratio) - poisson.logpmf(x, 8 * length))
        / abs(math.log(ratio))
        for x, length in months
    ]
    counts, lengths = zip(*months, strict=True)
    found = cusum_counts(counts=counts, mean=8, ratio=ratio, exposures=lengths)
    assert list(found.path) == pytest.approx(slow_path(ratios), abs=1e-7)


def test_counts_by_hand():
    found = cusum_counts(counts=[5, 9, 2, 8], mean=5, ratio=2)
    k = 5 / math.log(2)  # 7.2135
    assert found.path == pytest.approx((0, 9 - k, 0, 8 - k))


def test_it_starts_again_after_a_signal():
    found = cusum_counts(counts=[12, 12, 12], mean=5, ratio=2, threshold=9)
    step = 12 - 5 / math.log(2)
    assert found.path == pytest.approx((step, 2 * step, step))
    assert found.signals == (1,)
    assert found.threshold == 9


def test_a_fall_is_watched_for_with_a_ratio_below_one():
    found = cusum_counts(counts=[0, 0, 0], mean=5, ratio=0.5, threshold=10)
    assert found.signals == (2,)
    assert cusum_bernoulli(outcomes=[0] * 5, p0=0.5, odds_ratio=0.5).path[-1] > 0


def test_nothing_to_watch():
    assert cusum_counts(counts=[], mean=5, ratio=2).path == ()


# Run lengths


def exact_run_length(chances, steps, threshold, grid=600):
    """Brook and Evans (1972): the sum on a fine grid is a Markov chain; solve for its mean life."""
    width = threshold / (grid - 0.5)
    levels = np.arange(grid) * width
    moves = np.zeros((grid, grid))
    for chance, step in zip(chances, steps, strict=True):
        place = np.rint(np.maximum(levels + step, 0) / width).astype(int)
        stays = np.flatnonzero(place < grid)
        moves[stays, place[stays]] += chance
    return np.linalg.solve(np.eye(grid) - moves, np.ones(grid))[0]


@pytest.mark.parametrize(("mean", "ratio"), [(5, 1.5), (2, 2), (20, 0.8)])
def test_threshold_of_counts_signals_once_in_two_hundred_weeks(mean, ratio):
    threshold = cusum_threshold_counts(mean=mean, ratio=ratio)
    k = mean * (ratio - 1) / math.log(ratio)
    x = np.arange(0, 120)
    steps = (x - k) * (1 if ratio > 1 else -1)
    assert exact_run_length(poisson.pmf(x, mean), steps, threshold) == pytest.approx(200, rel=0.12)


@pytest.mark.parametrize("mean", [1, 1.2, 2.5, 7, 30, 70, 250, 2_000])
def test_the_usual_threshold_signals_as_seldom_as_it_says(mean):
    """At the means of the table and between them, reckoned exactly."""
    x = np.arange(0, int(mean + 12 * math.sqrt(mean) + 20))
    k = mean * (usual_shift(mean=mean) - 1) / math.log(usual_shift(mean=mean))
    found = exact_run_length(poisson.pmf(x, mean), x - k, usual_threshold(mean=mean))
    assert found == pytest.approx(RUN_LENGTH, rel=0.15)


@pytest.mark.parametrize(("mean", "level"), [THRESHOLDS[0], THRESHOLDS[6], THRESHOLDS[-2]])
def test_the_table_of_thresholds_is_what_the_simulation_finds(mean, level):
    found = cusum_threshold_counts(mean=mean, ratio=usual_shift(mean=mean), run_length=RUN_LENGTH)
    assert level == pytest.approx(found / math.sqrt(mean), abs=1e-3)
    assert usual_threshold(mean=mean) == pytest.approx(found, rel=1e-3)


def test_a_rise_of_one_deviation_is_seen_within_a_year():
    """Counts at 120 where 100 were usual; at 100 nothing is seen."""
    assert watch_counts(counts=[120] * 12, mean=100).signals[0] < 12
    assert watch_counts(counts=[100] * 12, mean=100).signals == ()


def test_long_months_are_no_rise():
    usual = watch_counts(counts=[280, 310] * 6, mean=300, exposures=[28 / 30, 31 / 30] * 6)
    assert max(usual.path) < usual.threshold / 4


def test_threshold_of_outcomes():
    threshold = cusum_threshold_bernoulli(p0=0.3, odds_ratio=2, run_length=300)
    yes, no = math.log(2 / 1.3), math.log(1 / 1.3)
    assert exact_run_length([0.3, 0.7], [yes, no], threshold) == pytest.approx(300, rel=0.12)


def test_a_threshold_is_the_same_every_time():
    one = cusum_threshold_counts(mean=3, ratio=2, run_length=50)
    assert one == cusum_threshold_counts(mean=3, ratio=2, run_length=50)
    assert one < cusum_threshold_counts(mean=3, ratio=2, run_length=100)


def test_fresh_intervals_every_week_are_not_a_monitor():
    """A 95% interval leaves out the true mean in most years; the chart does in one of four."""
    chance_in_a_week = 0.05
    assert 1 - (1 - chance_in_a_week) ** 52 == pytest.approx(0.93, abs=5e-3)
    threshold = cusum_threshold_counts(mean=5, ratio=1.5)
    draw = np.random.default_rng(8)
    years = [
        cusum_counts(
            counts=[int(x) for x in draw.poisson(5, 52)], mean=5, ratio=1.5, threshold=threshold
        )
        for _ in range(400)
    ]
    assert 0.12 < sum(bool(year.signals) for year in years) / 400 < 0.32


def test_risks_stand_in_for_the_chance_of_all():
    given = {"outcomes": [1, 0, 1], "odds_ratio": 2}
    own = cusum_bernoulli(**given, risks=[0.1, 0.2, 0.3])
    assert cusum_bernoulli(**given, p0=0.4, risks=[0.1, 0.2, 0.3]) == own
    assert own != cusum_bernoulli(**given, p0=0.4)


# Wrong inputs


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"outcomes": [0, 2]}, "outcomes must be 0 or 1"),
        ({"outcomes": [math.nan]}, "outcomes must be 0 or 1"),
        ({"p0": 0}, "p0 must lie between 0 and 1"),
        ({"p0": math.nan}, "p0 must be from 0 to 1"),
        ({"odds_ratio": 1}, "odds_ratio must not be 1"),
        ({"odds_ratio": -2}, "odds_ratio must be a positive number"),
        ({"risks": [0.5, math.nan]}, "risks must be from 0 to 1"),
        ({"p0": None}, "give p0"),
        ({"p0": None, "risks": [0.5]}, "for each of 2 outcomes"),
        ({"p0": None, "risks": [0.5, 1.0]}, "risks must lie between"),
        ({"threshold": 0}, "threshold must be a positive number"),
    ],
)
def test_wrong_outcomes_raise(wrong, message):
    with pytest.raises(ValueError, match=message):
        cusum_bernoulli(**{"outcomes": [0, 1], "p0": 0.3, "odds_ratio": 2, **wrong})


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"counts": [-1]}, "counts must not be negative"),
        ({"counts": [1.5]}, "counts must be a whole number"),
        ({"mean": 0}, "mean must be a positive number"),
        ({"ratio": 1}, "ratio must not be 1"),
    ],
)
def test_wrong_counts_raise(wrong, message):
    with pytest.raises(ValueError, match=message):
        cusum_counts(**{"counts": [1, 2], "mean": 3, "ratio": 2, **wrong})


def test_every_count_needs_its_exposure():
    with pytest.raises(ValueError, match="exposures must be given for each"):
        cusum_counts(counts=[1, 2], mean=5, ratio=2, exposures=[1.0])
