"""The median of durations, with an interval that supposes nothing about their distribution.

Both come from order statistics alone, so a database can pick the few values that are needed:
`median_ranks` says which, `median` makes the figure of them. A duration that has not ended yet
counts as longer than every other: it is infinite on the way in, and never on the way out.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite, isnan

from scipy.special import bdtr

from reporting.statistics.estimate import Estimate, Input, State
from reporting.statistics.inputs import check_confidence, check_count
from reporting.statistics.intervals import tail_of

TOO_FEW_FOR_LIMITS = "too few for an interval"
NOT_ENDED = "too many have not ended yet"


@dataclass(frozen=True, kw_only=True)
class MedianRanks:
    """Which of the ordered values are needed, counted from 1.

    `middle` holds one rank twice where the number is odd. `lower` and `upper` are None where even
    the smallest and the largest value enclose the median too seldom (fewer than 6 at 95%).
    """

    lower: int | None
    middle: tuple[int, int]
    upper: int | None

    @property
    def all(self) -> list[int]:
        """Every rank once, in order."""
        return sorted({rank for rank in (self.lower, *self.middle, self.upper) if rank})


def median_ranks(*, total: int, confidence: float = 0.95) -> MedianRanks | None:
    """The ranks for `total` values; None if there is no value.

    The limits are the innermost pair d, n + 1 - d with P(Bin(n, 1/2) < d) of at most half of what
    the confidence leaves out: at least that confidence, whatever the distribution, and more where
    values are equal (David and Nagaraja, Order Statistics, 2003, section 7.1).
    """
    total = check_count("total", total)
    tail = tail_of(check_confidence(confidence))
    if total == 0:
        return None
    middle = ((total + 1) // 2, total // 2 + 1)
    # P(fewer than d below the median) rises with d: the last that leaves out little enough.
    low, high = 0, middle[0]
    while low < high:
        d = (low + high + 1) // 2
        if float(bdtr(d - 1, total, 0.5)) <= tail:
            low = d
        else:
            high = d - 1
    if low == 0:
        return MedianRanks(lower=None, middle=middle, upper=None)
    return MedianRanks(lower=low, middle=middle, upper=total + 1 - low)


def median(*, total: int, values: Mapping[int, float], confidence: float = 0.95) -> Estimate:
    """The median of `total` values, of which `values` has those at the ranks of `median_ranks`.

    Undefined without values, and where the middle has not ended; then the lower limit stands alone
    if there is one. The point is also withheld where only the upper limit has not ended.
    """
    ranks = median_ranks(total=total, confidence=confidence)
    inputs: dict[str, Input] = {"total": int(total), "confidence": float(confidence)}
    if ranks is None:
        return Estimate(state=State.NOT_ESTIMABLE, note="none recorded", inputs=inputs)
    if missing := set(ranks.all) - set(values):
        raise ValueError(f"the values at the ranks {sorted(missing)} are missing")
    ordered = [values[rank] for rank in ranks.all]
    if any(isnan(value) for value in ordered) or ordered != sorted(ordered):
        raise ValueError(f"values must rise with their ranks, got {ordered}")
    if ranks.lower is None or ranks.upper is None:
        return Estimate(state=State.INSUFFICIENT, note=TOO_FEW_FOR_LIMITS, inputs=inputs)
    lower, upper = values[ranks.lower], values[ranks.upper]
    middle = (values[ranks.middle[0]] + values[ranks.middle[1]]) / 2
    if not isfinite(upper):
        return Estimate(
            lower=lower if isfinite(lower) else None,
            method="order_statistic",
            state=State.NOT_ESTIMABLE,
            note=NOT_ENDED,
            inputs=inputs,
        )
    return Estimate(
        estimate=middle, lower=lower, upper=upper, method="order_statistic", inputs=inputs
    )
