"""One group on its own: how many, how often, what share (M1 and M2)."""

from reporting.statistics.estimate import Estimate, Input, State
from reporting.statistics.inputs import (
    check_confidence,
    check_count,
    check_exposure,
    check_positive,
    check_within,
)
from reporting.statistics.intervals import Limits, poisson_byar, poisson_exact, tail_of, wilson

EXACT_BELOW = 10
NO_BENCHMARK = "no population loaded"
NO_POPULATION = "no resident population"


def count(*, events: int, confidence: float = 0.95) -> Estimate:
    """A number of events and the limits of the mean behind it: exact below 10, Byar from 10."""
    events = check_count("events", events)
    confidence = check_confidence(confidence)
    (lower, upper), method = count_limits(events, confidence=confidence)
    return Estimate(
        estimate=float(events),
        lower=lower,
        upper=upper,
        method=method,
        inputs={"events": events, "confidence": confidence},
    )


def rate(
    *, events: int, exposure: float | None, per: float = 1000, confidence: float = 0.95
) -> Estimate:
    """Events per `per` units of exposure, residents x years unless the caller says otherwise.

    The limits are those of the count, divided by the exposure. A rate above one event for every
    resident is right where visitors are counted and only residents divide: it is not clipped.
    """
    events = check_count("events", events)
    exposure = check_exposure("exposure", exposure)
    per = check_positive("per", per)
    confidence = check_confidence(confidence)
    inputs: dict[str, Input] = {
        "events": events,
        "exposure": exposure,
        "per": per,
        "confidence": confidence,
    }
    if exposure is None:
        return Estimate(state=State.BENCHMARK_MISSING, note=NO_BENCHMARK, inputs=inputs)
    if exposure == 0:
        return Estimate(state=State.NOT_ESTIMABLE, note=NO_POPULATION, inputs=inputs)
    (lower, upper), method = count_limits(events, confidence=confidence)
    return Estimate(
        estimate=per * events / exposure,
        lower=per * lower / exposure,
        upper=per * upper / exposure,
        method=method,
        inputs=inputs,
    )


def proportion(*, events: int, total: int, confidence: float = 0.95) -> Estimate:
    """The share of `total` that are `events`, from 0 to 1, with Wilson's limits."""
    events, total = check_count("events", events), check_count("total", total)
    check_within("events", events, "total", total)
    confidence = check_confidence(confidence)
    inputs: dict[str, Input] = {"events": events, "total": total, "confidence": confidence}
    if total == 0:
        return Estimate(state=State.NOT_ESTIMABLE, note="none recorded", inputs=inputs)
    lower, upper = wilson(events, total, tail=tail_of(confidence))
    return Estimate(
        estimate=events / total, lower=lower, upper=upper, method="wilson", inputs=inputs
    )


def count_limits(events: int, *, confidence: float) -> tuple[Limits, str]:
    """The default limits of a count (M1) and the name of the method that gave them."""
    tail = tail_of(confidence)
    if events < EXACT_BELOW:
        return poisson_exact(events, tail=tail), "exact"
    return poisson_byar(events, tail=tail), "byar"
