"""The gap among comparable people once more, by another model: the secondary one of M9.

A logistic regression says what share of everybody would have the event if all were taken as people
of the group, and if all were taken as the reference, the rest of each person as it is. These two
averages ("g-computation", Robins 1986) are compared. The first model supposes that the *ratio* is
the same for everybody alike, this one that the *odds* are: where both say the same, neither
supposition made it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import ceil, exp, log, sqrt
from typing import Any

import numpy as np

from reporting.statistics.estimate import Estimate, Input, not_estimable
from reporting.statistics.grouped import (
    ALL_ALIKE,
    LOGIT,
    Fit,
    Numbers,
    alike,
    checked_cells,
    fit,
    inputs_of,
)
from reporting.statistics.inputs import check_confidence, check_count
from reporting.statistics.intervals import tail_of, z_of
from reporting.statistics.resampled import average_shares

METHOD, BOOTSTRAP = "g_computation", "g_computation_bootstrap"
MOST_WITHOUT_FIT = 0.01
TOO_FEW_FITS = "too many resamples have no fit"


@dataclass(frozen=True, kw_only=True)
class MarginalRatio:
    """The average shares with everybody in the group, and in the reference; ratio and difference.

    All four are estimable, or none, for the same reason. `left_out` are people of cells with a
    covariate missing.
    """

    share: Estimate
    reference_share: Estimate
    ratio: Estimate
    difference: Estimate
    left_out: int


@dataclass(frozen=True, kw_only=True)
class _Average:
    """The average share with everybody set to one group, and how it moves with the coefficients."""

    share: float
    slopes: Numbers


def marginal_ratio(
    *,
    cells: Sequence[Mapping[str, Any]],
    covariates: Sequence[str],
    cluster: str | None = None,
    resamples: int | None = None,
    confidence: float = 0.95,
) -> MarginalRatio:
    """The ratio and the difference of average shares, by logistic regression and g-computation.

    `cells`, `covariates` and `cluster` are those of `adjusted_ratio`. Averaged over all people of
    both groups, as they are. The limits come from the robust covariance of the coefficients by the
    delta method, of the ratio on its logarithm, of a share on its log odds: they are of the model's
    shares for these very people. With `resamples`, 999 say, they are the percentiles of so many
    draws of people, or of whole clusters, each with a fit of its own (see `resampled`): slow, and
    for a command. The estimates are the same.

    Not estimable for the reasons of `adjusted_ratio`, and where all people have the event; nor
    where more than 1% of the resamples have no fit.
    `gate_adjusted` asks for ten people with the event, and ten without, for each parameter.
    """
    confidence = check_confidence(confidence)
    tail = tail_of(confidence)
    if resamples is not None and check_count("resamples", resamples) + 1 < 1 / tail:
        raise ValueError(f"resamples must be {ceil(1 / tail) - 1} or more for this confidence")
    complete, left_out = checked_cells(cells, covariates, cluster)
    if cluster is None:
        complete = alike(complete, len(covariates))
    inputs = inputs_of(complete, covariates, cluster, confidence)
    inputs["without_event"] = sum(cell.n1 - cell.a + cell.n0 - cell.c for cell in complete)
    fitted: Fit | str = ALL_ALIKE
    if inputs["without_event"] or not complete:
        fitted = fit(complete, covariates, link=LOGIT, cluster=cluster)
    if isinstance(fitted, str):
        none = not_estimable(fitted, method=METHOD, inputs=inputs)
        return MarginalRatio(
            share=none, reference_share=none, ratio=none, difference=none, left_out=left_out
        )
    one, zero = _average(fitted, 1.0), _average(fitted, 0.0)
    z = z_of(tail)
    found = MarginalRatio(
        share=_share(one, fitted, z, inputs),
        reference_share=_share(zero, fitted, z, inputs),
        ratio=_ratio(one, zero, fitted, z, inputs),
        difference=_difference(one, zero, fitted, z, inputs),
        left_out=left_out,
    )
    if resamples is None:
        return found
    shares = average_shares(fitted=fitted, by_cluster=cluster is not None, resamples=resamples)
    return _by_percentiles(found, shares, tail)


def _by_percentiles(found: MarginalRatio, shares: Numbers, tail: float) -> MarginalRatio:
    """The same estimates between the percentiles of the resamples."""
    fitted = shares[~np.isnan(shares).any(axis=1)]
    one, zero = fitted.T

    def limited(estimate: Estimate, values: Numbers) -> Estimate:
        inputs = dict(estimate.inputs) | {"resamples": len(shares)}
        if len(shares) - len(fitted) > MOST_WITHOUT_FIT * len(shares):
            return not_estimable(TOO_FEW_FITS, method=BOOTSTRAP, inputs=inputs)
        # Of 999 the 25th and the 975th: as many lie beyond each as a new one would.
        low, high = np.quantile(values, [tail, 1 - tail], method="weibull")
        point = estimate.estimate or 0.0
        return replace(
            estimate,
            lower=min(float(low), point),
            upper=max(float(high), point),
            method=BOOTSTRAP,
            inputs=inputs,
        )

    return replace(
        found,
        share=limited(found.share, one),
        reference_share=limited(found.reference_share, zero),
        ratio=limited(found.ratio, one / zero),
        difference=limited(found.difference, one - zero),
    )


def _average(fitted: Fit, group: float) -> _Average:
    x = fitted.x.copy()
    x[:, 1] = group
    shares = LOGIT.share(x @ fitted.coefficients)
    weights = fitted.people / fitted.people.sum()
    return _Average(share=float(weights @ shares), slopes=(weights * LOGIT.slope(shares)) @ x)


def _error(slopes: Numbers, fitted: Fit) -> float:
    return sqrt(max(float(slopes @ fitted.covariance @ slopes), 0.0))


def _share(average: _Average, fitted: Fit, z: float, inputs: Mapping[str, Input]) -> Estimate:
    share = average.share
    half = z * _error(average.slopes / (share * (1 - share)), fitted)
    odds = share / (1 - share)
    return Estimate(
        estimate=share,
        lower=odds * exp(-half) / (1 + odds * exp(-half)),
        upper=odds / (odds + exp(-half)),
        method=METHOD,
        inputs=inputs,
    )


def _ratio(
    one: _Average, zero: _Average, fitted: Fit, z: float, inputs: Mapping[str, Input]
) -> Estimate:
    middle = log(one.share / zero.share)
    half = z * _error(one.slopes / one.share - zero.slopes / zero.share, fitted)
    return Estimate(
        estimate=exp(middle),
        lower=exp(middle - half),
        upper=exp(middle + half),
        method=METHOD,
        inputs=inputs,
    )


def _difference(
    one: _Average, zero: _Average, fitted: Fit, z: float, inputs: Mapping[str, Input]
) -> Estimate:
    middle = one.share - zero.share
    half = z * _error(one.slopes - zero.slopes, fitted)
    return Estimate(
        estimate=middle,
        lower=max(middle - half, -1.0),
        upper=min(middle + half, 1.0),
        method=METHOD,
        inputs=inputs,
    )
