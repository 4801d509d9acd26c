"""Ratios of small units drawn towards 1 as far as their counts are few (M12).

For a picture of many units (a caterpillar plot): what one would expect of a unit, rather than what
chance made of it. Never with ranks.
"""

from collections.abc import Sequence
from math import fsum

from scipy.special import gammainccinv, gammaincinv

from reporting.statistics.estimate import Estimate, Input, not_estimable
from reporting.statistics.inputs import (
    check_confidence,
    check_count,
    check_exposure,
    check_positive,
)
from reporting.statistics.intervals import tail_of


def shrunken_ratio(
    *, observed: int, expected: float, prior: float, confidence: float = 0.95
) -> Estimate:
    """The mean and central interval of a ratio with observed and expected events.

    Before the data the ratio is Gamma(prior, prior), with mean 1 and variance 1/prior; after them
    Gamma(observed + prior, expected + prior) (Clayton and Kaldor 1987). The limits are quantiles of
    that, moved to the mean in the rare case that it lies outside. `prior` comes from
    `shrinkage_prior`. With nothing expected and observed the prior alone remains.
    """
    events, size = check_count("observed", observed), check_exposure("expected", expected)
    alpha = check_positive("prior", prior)
    tail = tail_of(check_confidence(confidence))
    inputs: dict[str, Input] = {
        "observed": events,
        "expected": size,
        "prior": alpha,
        "confidence": confidence,
    }
    if size is None:
        raise ValueError("expected must be a number")
    shape, rate = events + alpha, size + alpha
    mean = shape / rate
    return Estimate(
        estimate=mean,
        lower=min(float(gammaincinv(shape, tail)) / rate, mean),
        upper=max(float(gammainccinv(shape, tail)) / rate, mean),
        method="gamma_posterior",
        inputs=inputs,
    )


def shrinkage_prior(*, observed: Sequence[int], expected: Sequence[float]) -> Estimate:
    """The strength of the prior, in events, by moments from the ratios of all units.

    1/prior is the variance of the true ratios around 1: the spread of the observed ones, weighted
    by the expected events, less what chance alone makes, one over the mean expectation (Marshall
    1991). A point without limits. Where the ratios vary no more than chance makes them there is no
    variance to shrink towards: not estimable, and 1 is then all that can be said of every unit.
    """
    events = [check_count("observed", one) for one in observed]
    sizes = [check_positive("expected", one) for one in expected]
    if len(events) != len(sizes):
        raise ValueError("observed and expected must be equally long")
    inputs: dict[str, Input] = {"units": len(events), "observed": sum(events)}
    if not events:
        return not_estimable("no units", method="moments", inputs=inputs)
    whole = fsum(sizes)
    spread = fsum(e * (o / e - 1) ** 2 for o, e in zip(events, sizes, strict=True)) / whole
    variance = spread - len(sizes) / whole
    if variance <= 0:
        return not_estimable("vary no more than chance", method="moments", inputs=inputs)
    return Estimate(estimate=1 / variance, method="moments", inputs=inputs)
