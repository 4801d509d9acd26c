"""Watching monthly counts for a lasting rise, with thresholds worked out beforehand (M13).

A page must not simulate. The rise watched for is one standard deviation of the count, which makes
the threshold, in standard deviations, a slow function of the mean: a short table holds it.
"""

from collections.abc import Sequence
from math import sqrt

import numpy as np

from reporting.statistics.cusum import Cusum, cusum_counts
from reporting.statistics.inputs import check_positive

RUN_LENGTH = 200  # periods to a false alarm, on average
# Mean count, and threshold over its square root: `cusum_threshold_counts` at RUN_LENGTH.
THRESHOLDS = (
    (0.8, 4.824),
    (1, 4.680),
    (1.5, 4.539),
    (2, 4.314),
    (3, 4.268),
    (5, 3.984),
    (10, 3.936),
    (20, 3.813),
    (50, 3.628),
    (100, 3.644),
    (300, 3.593),
    (1_000, 3.546),
    (10_000, 3.525),
    (100_000, 3.500),
)


def usual_shift(*, mean: float) -> float:
    """The rise watched for: the mean and one standard deviation of a Poisson count, over the mean.

    Seldom missed for long in large and small counts alike, and never so large a step that chance
    could not take it.
    """
    return 1 + 1 / sqrt(check_positive("mean", mean))


def usual_threshold(*, mean: float) -> float:
    """In events: without a change a signal comes once in `RUN_LENGTH` periods on average.

    Between the means of the table a straight line over 1 / sqrt(mean); beyond them its ends.
    """
    mean = check_positive("mean", mean)
    rising = [(1 / sqrt(known), level) for known, level in reversed(THRESHOLDS)]
    places, levels = zip(*rising, strict=True)
    return float(np.interp(1 / sqrt(mean), places, levels)) * sqrt(mean)


def watch_counts(
    *, counts: Sequence[int], mean: float, exposures: Sequence[float] | None = None
) -> Cusum:
    """The cumulative sum of counts against `mean`, with the usual shift and threshold."""
    return cusum_counts(
        counts=counts,
        mean=mean,
        ratio=usual_shift(mean=mean),
        threshold=usual_threshold(mean=mean),
        exposures=exposures,
    )
