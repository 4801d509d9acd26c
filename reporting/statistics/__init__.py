"""Measures of disproportionality. No Django, no clock, no files; scipy.special and numpy at most.

Every function takes keyword counts. A figure comes back as an Estimate, a number with its limits
and a state; what is many figures at once (limits of a funnel, a series, a table) as a frozen record
or a tuple of them. The gates then say what may be shown, and disclosure what may be published.
"""

from reporting.statistics.adjusted import AdjustedRatio, Step, adjusted_ratio
from reporting.statistics.agreement import kappa
from reporting.statistics.audit import Range, audit_suppression
from reporting.statistics.both_tests import Together, both_tests
from reporting.statistics.comparisons import excess, rate_difference, rate_ratio, share_ratio
from reporting.statistics.confounding import e_value
from reporting.statistics.counts import count, proportion, rate
from reporting.statistics.cusum import (
    Cusum,
    cusum_bernoulli,
    cusum_counts,
    cusum_threshold_bernoulli,
    cusum_threshold_counts,
)
from reporting.statistics.disclosure import (
    Hidden,
    PublishedTable,
    derivable_from,
    publish_count,
    publish_table,
)
from reporting.statistics.discovery import false_discovery, poisson_p_value
from reporting.statistics.dispersion import Overdispersion, overdispersion
from reporting.statistics.distance import (
    distances_from_others,
    effective_number,
    largest_distance,
)
from reporting.statistics.estimate import Estimate, State
from reporting.statistics.funnel import (
    Funnel,
    FunnelLimits,
    FunnelUnit,
    Position,
    funnel_limits_proportion,
    funnel_limits_ratio,
    proportion_funnel,
    ratio_funnel,
)
from reporting.statistics.gates import (
    covers,
    gate_adjusted,
    gate_agreement,
    gate_difference,
    gate_hidden_strata,
    gate_officer,
    gate_proportion,
    gate_public_proportion,
    gate_rate,
    gate_ratio,
    gate_share_difference,
    gate_standardised,
    gate_standardised_ratio,
    needs_bounds,
    too_many_unknown,
)
from reporting.statistics.heterogeneity import Heterogeneity, heterogeneity
from reporting.statistics.hidden_strata import (
    standardised_rate_ratio_within,
    standardised_rate_within,
)
from reporting.statistics.marginal import MarginalRatio, marginal_ratio
from reporting.statistics.medians import MedianRanks, median, median_ranks
from reporting.statistics.pooled import pooled_odds_ratio, pooled_rate_ratio, pooled_risk_ratio
from reporting.statistics.risks import odds_ratio, risk_difference, risk_ratio
from reporting.statistics.shrinkage import shrinkage_prior, shrunken_ratio
from reporting.statistics.standardised import (
    expected_events,
    standardised_rate,
    standardised_rate_ratio,
    standardised_ratio,
)
from reporting.statistics.suppression import SuppressedTable, suppress_table
from reporting.statistics.unknown import (
    UnknownBounds,
    unknown_adjusted_bounds,
    unknown_bounds,
    unknown_share_bounds,
    unknown_standardised_bounds,
)
from reporting.statistics.watching import usual_shift, usual_threshold, watch_counts

__all__ = [
    "AdjustedRatio",
    "Cusum",
    "Estimate",
    "Funnel",
    "FunnelLimits",
    "FunnelUnit",
    "Heterogeneity",
    "Hidden",
    "MarginalRatio",
    "MedianRanks",
    "Overdispersion",
    "Position",
    "PublishedTable",
    "Range",
    "State",
    "Step",
    "SuppressedTable",
    "Together",
    "UnknownBounds",
    "adjusted_ratio",
    "audit_suppression",
    "both_tests",
    "count",
    "covers",
    "cusum_bernoulli",
    "cusum_counts",
    "cusum_threshold_bernoulli",
    "cusum_threshold_counts",
    "derivable_from",
    "distances_from_others",
    "e_value",
    "effective_number",
    "excess",
    "expected_events",
    "false_discovery",
    "funnel_limits_proportion",
    "funnel_limits_ratio",
    "gate_adjusted",
    "gate_agreement",
    "gate_difference",
    "gate_hidden_strata",
    "gate_officer",
    "gate_proportion",
    "gate_public_proportion",
    "gate_rate",
    "gate_ratio",
    "gate_share_difference",
    "gate_standardised",
    "gate_standardised_ratio",
    "heterogeneity",
    "kappa",
    "largest_distance",
    "marginal_ratio",
    "median",
    "median_ranks",
    "needs_bounds",
    "odds_ratio",
    "overdispersion",
    "poisson_p_value",
    "pooled_odds_ratio",
    "pooled_rate_ratio",
    "pooled_risk_ratio",
    "proportion",
    "proportion_funnel",
    "publish_count",
    "publish_table",
    "rate",
    "rate_difference",
    "rate_ratio",
    "ratio_funnel",
    "risk_difference",
    "risk_ratio",
    "share_ratio",
    "shrinkage_prior",
    "shrunken_ratio",
    "standardised_rate",
    "standardised_rate_ratio",
    "standardised_rate_ratio_within",
    "standardised_rate_within",
    "standardised_ratio",
    "suppress_table",
    "too_many_unknown",
    "unknown_adjusted_bounds",
    "unknown_bounds",
    "unknown_share_bounds",
    "unknown_standardised_bounds",
    "usual_shift",
    "usual_threshold",
    "watch_counts",
]
