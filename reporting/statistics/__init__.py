"""Measures of disproportionality. Pure Python and scipy.special: no Django, no clock, no files.

Every function takes keyword counts and returns an Estimate; the gates then say what may be shown.
"""

from reporting.statistics.agreement import kappa
from reporting.statistics.comparisons import excess, rate_difference, rate_ratio, share_ratio
from reporting.statistics.counts import count, proportion, rate
from reporting.statistics.estimate import Estimate, State
from reporting.statistics.funnel import (
    Funnel,
    FunnelLimits,
    FunnelUnit,
    Position,
    funnel_limits_proportion,
    proportion_funnel,
)
from reporting.statistics.gates import (
    gate_agreement,
    gate_difference,
    gate_proportion,
    gate_rate,
    gate_ratio,
    needs_bounds,
    too_many_unknown,
)
from reporting.statistics.medians import MedianRanks, median, median_ranks
from reporting.statistics.unknown import UnknownBounds, unknown_bounds

__all__ = [
    "Estimate",
    "Funnel",
    "FunnelLimits",
    "FunnelUnit",
    "MedianRanks",
    "Position",
    "State",
    "UnknownBounds",
    "count",
    "excess",
    "funnel_limits_proportion",
    "gate_agreement",
    "gate_difference",
    "gate_proportion",
    "gate_rate",
    "gate_ratio",
    "kappa",
    "median",
    "median_ranks",
    "needs_bounds",
    "proportion",
    "proportion_funnel",
    "rate",
    "rate_difference",
    "rate_ratio",
    "share_ratio",
    "too_many_unknown",
    "unknown_bounds",
]
