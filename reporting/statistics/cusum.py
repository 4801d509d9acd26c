"""Watching a series for a lasting change (M13).

A cumulative sum of evidence, in logarithms of the likelihood ratio (Page 1954), that forgets what
speaks against a change. It signals when it reaches a threshold, chosen so that without a change a
signal comes seldom enough, and starts again. (Looking at a fresh 95% interval every week is not a
monitor: a false alarm within a year is then nearly certain.)
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import log
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reporting.statistics.inputs import check_count, check_positive, check_share

Numbers = NDArray[np.floating[Any]]
Draw = Callable[[np.random.Generator, int], Numbers]

SEED, SERIES = 1954, 1000
LONGEST = 15  # run lengths that a series is followed: one in three million is longer


@dataclass(frozen=True, kw_only=True)
class Cusum:
    """The sum after each observation, and at which of them (from 0) it reached the threshold.

    The sum of a signal is kept in `path`; the observation after it starts again from zero.
    """

    path: tuple[float, ...]
    signals: tuple[int, ...]
    threshold: float | None
    method: str


def cusum_bernoulli(
    *,
    outcomes: Sequence[int],
    p0: float | None = None,
    odds_ratio: float,
    risks: Sequence[float] | None = None,
    threshold: float | None = None,
) -> Cusum:
    """Watches yes-or-no outcomes, in their order, for odds `odds_ratio` times those expected.

    The weight of a yes is ln(R / (1 - p + R p)), of a no ln(1 / (1 - p + R p)) (Steiner and others
    2000). p is each outcome's own in `risks` where these are given, which adjusts for what differs
    between them, else `p0` for all. An odds ratio below 1 watches for a fall.
    """
    answers = [_check_outcome(outcome) for outcome in outcomes]
    ratio = _check_ratio("odds_ratio", odds_ratio)
    chances = _chances(p0, risks, len(answers))
    steps = [_weight(p, ratio, answer) for answer, p in zip(answers, chances, strict=True)]
    return _run(steps, threshold, method="bernoulli")


def cusum_counts(
    *,
    counts: Sequence[int],
    mean: float,
    ratio: float,
    threshold: float | None = None,
    exposures: Sequence[float] | None = None,
) -> Cusum:
    """Watches counts of equal periods for a mean `ratio` times `mean`.

    C = max(0, C + x - k) with k = mean (ratio - 1) / ln(ratio), in events (Lucas 1985). A ratio
    below 1 watches for a fall: C = max(0, C + k - x). Periods that differ in length are given as
    `exposures`, in periods of the mean (31 days are 1.018 months): k is that many times as large.
    """
    k, sign = _reference(mean, ratio)
    lengths = [1.0] * len(counts) if exposures is None else list(exposures)
    if len(lengths) != len(counts):
        raise ValueError(f"exposures must be given for each of {len(counts)} counts")
    steps = [
        sign * (check_count("counts", one) - k * check_positive("exposures", length))
        for one, length in zip(counts, lengths, strict=True)
    ]
    return _run(steps, threshold, method="poisson")


def cusum_threshold_bernoulli(*, p0: float, odds_ratio: float, run_length: float) -> float:
    """The threshold at which outcomes of chance `p0` signal once in `run_length` on average.

    By simulation with a fixed seed, so within a few per cent. `run_length` is a number of outcomes:
    those of 200 weeks, say.
    """
    [p] = _chances(p0, None, 1)
    ratio = _check_ratio("odds_ratio", odds_ratio)
    yes, no = _weight(p, ratio, 1), _weight(p, ratio, 0)

    def draw(generator: np.random.Generator, size: int) -> Numbers:
        return np.array([no, yes])[(generator.random(size) < p).astype(int)]

    return _threshold(draw, check_positive("run_length", run_length))


def cusum_threshold_counts(*, mean: float, ratio: float, run_length: float = 200) -> float:
    """The threshold at which Poisson counts signal once in `run_length` periods on average.

    By simulation with a fixed seed, so within a few per cent.
    """
    k, sign = _reference(mean, ratio)

    def draw(generator: np.random.Generator, size: int) -> Numbers:
        return sign * (generator.poisson(mean, size) - k)

    return _threshold(draw, check_positive("run_length", run_length))


def _threshold(draw: Draw, run_length: float) -> float:
    """The lowest level that simulated series take `run_length` steps on average to reach.

    Until a level is reached no signal has interrupted a series, and what counts is its record so
    far. So the records of one set of series tell the run length of every level.
    """
    generator = np.random.default_rng(SEED)
    sums, records = np.zeros(SERIES), np.zeros(SERIES)
    longest = int(LONGEST * run_length) + 1
    found: list[tuple[NDArray[np.int64], Numbers, Numbers]] = []
    for time in range(1, longest + 1):
        sums = np.maximum(sums + draw(generator, SERIES), 0.0)
        broken = np.flatnonzero(sums > records)
        if broken.size:
            records[broken] = sums[broken]
            found.append((broken, sums[broken], np.full(broken.size, float(time))))
    series, levels, times = (np.concatenate(part) for part in zip(*found, strict=True))

    def waits_too_briefly(level: float) -> bool:
        reached, first = np.unique(series[levels >= level], return_index=True)
        took = float(times[levels >= level][first].sum())
        return (took + longest * (SERIES - reached.size)) / SERIES < run_length

    candidates = np.unique(levels)
    low, high = -1, len(candidates) - 1  # the level sought is after `low`, at `high` at the latest
    while high - low > 1:
        middle = (low + high) // 2
        if waits_too_briefly(candidates[middle]):
            low = middle
        else:
            high = middle
    below = float(candidates[low]) if low >= 0 else 0.0
    return (below + float(candidates[high])) / 2  # between two, so that rounding cannot matter


def _run(steps: Sequence[float], threshold: float | None, *, method: str) -> Cusum:
    if threshold is not None:
        threshold = check_positive("threshold", threshold)
    path, signals, level = [], [], 0.0
    for place, step in enumerate(steps):
        level = max(0.0, level + step)
        path.append(level)
        if threshold is not None and level >= threshold:
            signals.append(place)
            level = 0.0
    return Cusum(path=tuple(path), signals=tuple(signals), threshold=threshold, method=method)


def _weight(p: float, odds_ratio: float, outcome: int) -> float:
    return log((odds_ratio if outcome else 1.0) / (1 - p + odds_ratio * p))


def _reference(mean: float, ratio: float) -> tuple[float, int]:
    """What is taken off each count, and 1 to watch for a rise or -1 for a fall."""
    mean, ratio = check_positive("mean", mean), _check_ratio("ratio", ratio)
    return mean * (ratio - 1) / log(ratio), 1 if ratio > 1 else -1


def _chances(p0: float | None, risks: Sequence[float] | None, outcomes: int) -> list[float]:
    if p0 is None and risks is None:
        raise ValueError("give p0, or risks for each outcome")
    if p0 is not None and not 0 < check_share("p0", p0) < 1:
        raise ValueError("p0 must lie between 0 and 1")
    if risks is None:
        return [float(p0)] * outcomes if p0 is not None else []
    if len(risks) != outcomes:
        raise ValueError(f"risks must be given for each of {outcomes} outcomes")
    if not all(0 < check_share("risks", p) < 1 for p in risks):
        raise ValueError("risks must lie between 0 and 1")
    return [float(p) for p in risks]


def _check_ratio(name: str, ratio: float) -> float:
    if check_positive(name, ratio) == 1:
        raise ValueError(f"{name} must not be 1: there would be nothing to watch for")
    return float(ratio)


def _check_outcome(outcome: int) -> int:
    if outcome not in (0, 1):
        raise ValueError(f"outcomes must be 0 or 1, got {outcome!r}")
    return int(outcome)
