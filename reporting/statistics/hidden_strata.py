"""Standardised rates where of some strata it is only known between which numbers the events lie.

A standardised rate grows with the events of every stratum, and a ratio of two grows with those of
the group and falls with those of the reference. So each lies between what it is with all of them at
one end and with all at the other. The estimate is the geometric mean of both, so that a ratio is
that of its two rates; the limits are the lower one of the lowest and the upper one of the highest.
"""

from dataclasses import replace
from math import sqrt

from reporting.statistics.estimate import Estimate
from reporting.statistics.inputs import Strata
from reporting.statistics.standardised import standardised_rate, standardised_rate_ratio


def standardised_rate_within(
    *, lowest: Strata, highest: Strata, per: float = 100_000, confidence: float = 0.95
) -> Estimate:
    """The standardised rate; `lowest` and `highest` are its strata with the events at their ends.

    The inputs are those of the lowest, with both rates as `lowest` and `highest`.
    """
    low, high = (
        standardised_rate(strata=strata, per=per, confidence=confidence)
        for strata in (lowest, highest)
    )
    return _between(low, high)


def standardised_rate_ratio_within(
    *,
    lowest: Strata,
    highest: Strata,
    reference_lowest: Strata,
    reference_highest: Strata,
    confidence: float = 0.95,
) -> Estimate:
    """The ratio of two of them, against the same standard."""
    low, high = (
        standardised_rate_ratio(strata=own, reference_strata=other, confidence=confidence)
        for own, other in ((lowest, reference_highest), (highest, reference_lowest))
    )
    return _between(low, high)


def _between(low: Estimate, high: Estimate) -> Estimate:
    """One figure of its two ends; if one of them does not exist, neither does the figure."""
    if low.estimate is None or high.estimate is None:
        return high if low.shown else low
    # Of both groups the events at their lowest, which gates ask for.
    inputs = dict(low.inputs) | {"lowest": low.estimate, "highest": high.estimate}
    if "reference_events" in inputs:
        inputs["reference_events"] = high.inputs["reference_events"]
    middle = sqrt(low.estimate * high.estimate)
    return replace(low, estimate=middle, upper=high.upper, inputs=inputs)
