"""A group against a reference group: ratio, difference, excess, share (M3 and M4)."""

from dataclasses import replace
from math import hypot, sqrt
from typing import Literal, NamedTuple

from reporting.statistics.counts import NO_BENCHMARK, NO_POPULATION, count_limits
from reporting.statistics.estimate import Estimate, Input, State, not_estimable
from reporting.statistics.inputs import (
    check_confidence,
    check_count,
    check_exposure,
    check_positive,
    check_within,
)
from reporting.statistics.intervals import ODDS, tail_of, wilson, z_of

RatioMethod = Literal["score", "exact", "midp", "wald"]
Inputs = dict[str, Input]

WALD_FROM = 10


class Pair(NamedTuple):
    """Checked counts and exposures of a group (a, t1) and its reference (b, t0)."""

    a: int
    t1: float
    b: int
    t0: float
    inputs: Inputs


def rate_ratio(
    *,
    events: int,
    exposure: float | None,
    reference_events: int,
    reference_exposure: float | None,
    method: RatioMethod = "score",
    confidence: float = 0.95,
) -> Estimate:
    """How many times the reference rate the group's rate is, with conditional limits.

    No events in the group: ratio 0, from 0 to an upper limit. None in the reference: no ratio, a
    lower limit only. None in either, or no population in either: not estimable. The log-Wald
    interval exists for two non-zero counts only; it is here for comparison with other tables.
    """
    if method not in ODDS:
        raise ValueError(f"method must be one of {', '.join(ODDS)}, got {method!r}")
    pair = _pair(events, exposure, reference_events, reference_exposure, confidence, method=method)
    if isinstance(pair, Estimate):
        return pair
    a, t1, b, t0, inputs = pair
    if a == b == 0:
        return not_estimable("no events in either group", method=method, inputs=inputs)
    if method == "wald" and not (a and b):
        return not_estimable(
            "the Wald interval needs events in both groups", method=method, inputs=inputs
        )

    odds, tail = ODDS[method], tail_of(confidence)
    scale = t0 / t1
    lower = odds(a, b, tail=tail) * scale
    if b == 0:
        return Estimate(
            lower=lower,
            method=method,
            state=State.NOT_ESTIMABLE,
            note="no events in the reference group",
            inputs=inputs,
        )
    ratio = a / b * scale
    return Estimate(
        estimate=ratio,
        # At a confidence below one half a mid-P interval would leave its own ratio out.
        lower=min(lower, ratio),
        upper=max(scale / odds(b, a, tail=tail), ratio),
        method=method,
        inputs=inputs,
    )


def rate_difference(
    *,
    events: int,
    exposure: float | None,
    reference_events: int,
    reference_exposure: float | None,
    per: float = 1000,
    confidence: float = 0.95,
) -> Estimate:
    """The group's rate minus the reference rate, events per `per` units of exposure.

    Wald limits when both counts reach 10, otherwise MOVER (Zou and Donner 2008) from the limits
    of each rate: the distance to a limit is the root of the squared distances of the two rates.
    """
    per = check_positive("per", per)
    pair = _pair(events, exposure, reference_events, reference_exposure, confidence, per=per)
    if isinstance(pair, Estimate):
        return pair
    a, t1, b, t0, inputs = pair
    difference = a / t1 - b / t0
    if min(a, b) >= WALD_FROM:
        method = "wald"
        down = up = z_of(tail_of(confidence)) * hypot(sqrt(a) / t1, sqrt(b) / t0)
    else:
        method = "mover"
        (low1, high1), _ = count_limits(a, confidence=confidence)
        (low0, high0), _ = count_limits(b, confidence=confidence)
        down = hypot((a - low1) / t1, (high0 - b) / t0)
        up = hypot((high1 - a) / t1, (b - low0) / t0)
    return Estimate(
        estimate=per * difference,
        lower=per * (difference - down),
        upper=per * (difference + up),
        method=method,
        inputs=inputs,
    )


def excess(
    *,
    events: int,
    exposure: float | None,
    reference_events: int,
    reference_exposure: float | None,
    confidence: float = 0.95,
) -> Estimate:
    """Events beyond those the group would have had at the reference rate: a - t1 b/t0.

    It is the rate difference for the whole of the group's exposure, so its limits are too:
    the variance a + (t1/t0)^2 b is t1^2 times that of the difference.
    """
    pair = _pair(events, exposure, reference_events, reference_exposure, confidence)
    if isinstance(pair, Estimate):
        return pair
    result = rate_difference(
        events=events,
        exposure=exposure,
        reference_events=reference_events,
        reference_exposure=reference_exposure,
        per=pair.t1,
        confidence=confidence,
    )
    return replace(result, inputs=pair.inputs)


def share_ratio(
    *,
    events: int,
    all_events: int,
    population: float | None,
    all_population: float | None,
    confidence: float = 0.95,
) -> Estimate:
    """The group's share of all events over its share of the population; 1 is proportionate.

    Wilson's limits of the first share divided by the second, which a census gives without sampling
    error. The share ratios of two groups, one over the other, are their rate ratio.
    """
    events, all_events = check_count("events", events), check_count("all_events", all_events)
    check_within("events", events, "all_events", all_events)
    population = check_exposure("population", population)
    all_population = check_exposure("all_population", all_population)
    confidence = check_confidence(confidence)
    inputs: Inputs = {
        "events": events,
        "all_events": all_events,
        "population": population,
        "all_population": all_population,
        "confidence": confidence,
    }
    if population is None or all_population is None:
        return Estimate(state=State.BENCHMARK_MISSING, note=NO_BENCHMARK, inputs=inputs)
    check_within("population", population, "all_population", all_population)
    if population == 0:
        return not_estimable(NO_POPULATION, inputs=inputs)
    if all_events == 0:
        return not_estimable("none recorded", inputs=inputs)
    lower, upper = wilson(events, all_events, tail=tail_of(confidence))
    scale = all_population / population
    return Estimate(
        estimate=events / all_events * scale,
        lower=lower * scale,
        upper=upper * scale,
        method="wilson",
        inputs=inputs,
    )


def _pair(
    events: int,
    exposure: float | None,
    reference_events: int,
    reference_exposure: float | None,
    confidence: float,
    **more: Input,
) -> Pair | Estimate:
    """The checked inputs, or the answer already when a population is missing or empty."""
    a, b = check_count("events", events), check_count("reference_events", reference_events)
    t1 = check_exposure("exposure", exposure)
    t0 = check_exposure("reference_exposure", reference_exposure)
    inputs: Inputs = {
        "events": a,
        "exposure": t1,
        "reference_events": b,
        "reference_exposure": t0,
        "confidence": check_confidence(confidence),
        **more,
    }
    if t1 is None or t0 is None:
        return Estimate(state=State.BENCHMARK_MISSING, note=NO_BENCHMARK, inputs=inputs)
    if t1 == 0 or t0 == 0:
        return not_estimable(NO_POPULATION, inputs=inputs)
    return Pair(a, t1, b, t0, inputs)
