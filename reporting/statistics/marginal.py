"""The gap among comparable people once more, by another model: the secondary one of M9.

A logistic regression says what share of everybody would have the event if all were taken as people
of the group, and if all were taken as the reference, the rest of each person as it is. These two
averages ("g-computation", Robins 1986) are compared. The first model supposes that the *ratio* is
the same for everybody alike, this one that the *odds* are: where both say the same, neither
supposition made it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, log, sqrt
from typing import Any

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
from reporting.statistics.inputs import check_confidence
from reporting.statistics.intervals import tail_of, z_of

METHOD = "g_computation"


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
    confidence: float = 0.95,
) -> MarginalRatio:
    """The ratio and the difference of average shares, by logistic regression and g-computation.

    `cells`, `covariates` and `cluster` are those of `adjusted_ratio`. Averaged over all people of
    both groups, as they are: the limits are of the model's shares for these people. They come from
    the robust covariance of the coefficients by the delta method, so that no chance of a bootstrap
    is in them: of the ratio on its logarithm, of a share on its log odds.

    Not estimable for the reasons of `adjusted_ratio`, and where all people have the event.
    `gate_adjusted` asks for ten people with the event, and ten without, for each parameter.
    """
    confidence = check_confidence(confidence)
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
    z = z_of(tail_of(confidence))
    return MarginalRatio(
        share=_share(one, fitted, z, inputs),
        reference_share=_share(zero, fitted, z, inputs),
        ratio=_ratio(one, zero, fitted, z, inputs),
        difference=_difference(one, zero, fitted, z, inputs),
        left_out=left_out,
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
