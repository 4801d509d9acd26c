"""A share against a reference share: ratio, difference, odds (M5).

For people who could all have had the event: a of n1 in the group, c of n0 in the reference.
Handcuffings for so many residents are rates (see `comparisons`), not risks.
"""

from math import exp, hypot, log, sqrt
from typing import Literal, NamedTuple

from reporting.statistics.estimate import Estimate, Input, State, not_estimable
from reporting.statistics.hypergeometric import ConditionalOdds
from reporting.statistics.inputs import check_confidence, check_count, check_within
from reporting.statistics.intervals import koopman_lower, tail_of, wilson, z_of

RiskMethod = Literal["score", "wald"]
OddsMethod = Literal["conditional", "wald"]
Inputs = dict[str, Input]

NOBODY = "nobody in one of the groups"
NO_EVENTS = "no events in either group"
NO_REFERENCE_EVENTS = "no events in the reference group"


class Table(NamedTuple):
    """Checked counts of a two by two table: a of n1 in the group, c of n0 in the reference."""

    a: int
    n1: int
    c: int
    n0: int
    inputs: Inputs


def risk_ratio(
    *,
    events: int,
    total: int,
    reference_events: int,
    reference_total: int,
    method: RiskMethod = "score",
    confidence: float = 0.95,
) -> Estimate:
    """How many times the reference share the group's share is.

    "score" are the limits of Koopman (1984): those ratios that the chi-squared test of the two
    shares would not reject, without a correction. "wald" are those of the logarithm (Katz and
    others 1978), for comparison with other tables; they do not exist with a zero.

    No events in the group: ratio 0 with an upper limit. None in the reference: a lower limit only.
    None in either, or nobody in a group: not estimable.
    """
    if method not in ("score", "wald"):
        raise ValueError(f"method must be score or wald, got {method!r}")
    a, n1, c, n0, inputs = _table(
        events, total, reference_events, reference_total, confidence, method=method
    )
    if not (n1 and n0):
        return not_estimable(NOBODY, method=method, inputs=inputs)
    if a == c == 0:
        return not_estimable(NO_EVENTS, method=method, inputs=inputs)
    tail = tail_of(confidence)
    if method == "wald":
        variance = variance_of_log(a, n1, c, n0) if a and c else 0.0
        if variance <= 0:
            return not_estimable(
                "the Wald interval needs events in both groups, and somebody without",
                method=method,
                inputs=inputs,
            )
        return _from_log(a * n0 / (n1 * c), variance, tail=tail, method=method, inputs=inputs)
    lower = koopman_lower(a, n1, c, n0, tail=tail)
    if c == 0:
        return Estimate(
            lower=lower,
            method=method,
            state=State.NOT_ESTIMABLE,
            note=NO_REFERENCE_EVENTS,
            inputs=inputs,
        )
    return Estimate(
        estimate=a * n0 / (n1 * c),
        lower=lower,
        upper=1 / koopman_lower(c, n0, a, n1, tail=tail),
        method=method,
        inputs=inputs,
    )


def variance_of_log(a: float, n1: float, c: float, n0: float) -> float:
    """The variance of the logarithm of a ratio of shares: 1/a - 1/n1 + 1/c - 1/n0.

    Of those without the event, so that nothing cancels where nearly everybody has it.
    """
    return (n1 - a) / (a * n1) + (n0 - c) / (c * n0)


def risk_difference(
    *,
    events: int,
    total: int,
    reference_events: int,
    reference_total: int,
    confidence: float = 0.95,
) -> Estimate:
    """The group's share minus the reference share, from -1 to 1.

    The limits of Newcombe (1998, method 10): the distance to a limit is the root of the squared
    distances of the two shares to their Wilson limits. Nobody in a group: not estimable.
    """
    a, n1, c, n0, inputs = _table(events, total, reference_events, reference_total, confidence)
    if not (n1 and n0):
        return not_estimable(NOBODY, method="newcombe", inputs=inputs)
    tail = tail_of(confidence)
    share, reference = a / n1, c / n0
    low1, high1 = wilson(a, n1, tail=tail)
    low0, high0 = wilson(c, n0, tail=tail)
    difference = share - reference
    return Estimate(
        estimate=difference,
        lower=max(difference - hypot(share - low1, high0 - reference), -1.0),
        upper=min(difference + hypot(high1 - share, reference - low0), 1.0),
        method="newcombe",
        inputs=inputs,
    )


def odds_ratio(
    *,
    events: int,
    total: int,
    reference_events: int,
    reference_total: int,
    method: OddsMethod = "conditional",
    confidence: float = 0.95,
) -> Estimate:
    """The group's odds over the reference odds. For an appendix: never "times as likely".

    "conditional" is the estimate of greatest likelihood given both margins, with central exact
    limits (Fisher 1935, Cornfield 1956). "wald" is the plain cross product with the limits of its
    logarithm (Woolf 1955), which do not exist with a zero.

    The smallest count that the margins allow: ratio 0. The largest: a lower limit only. Nobody or
    everybody with the event, or nobody in a group: not estimable.
    """
    if method not in ("conditional", "wald"):
        raise ValueError(f"method must be conditional or wald, got {method!r}")
    a, n1, c, n0, inputs = _table(
        events, total, reference_events, reference_total, confidence, method=method
    )
    if not (n1 and n0):
        return not_estimable(NOBODY, method=method, inputs=inputs)
    if a + c in (0, n1 + n0):
        return not_estimable("the same for everybody in both groups", method=method, inputs=inputs)
    tail = tail_of(confidence)
    b, d = n1 - a, n0 - c
    if method == "wald":
        if not (a and b and c and d):
            return not_estimable(
                "the Wald interval needs people with and without in both groups",
                method=method,
                inputs=inputs,
            )
        variance = 1 / a + 1 / b + 1 / c + 1 / d
        return _from_log(a * d / (b * c), variance, tail=tail, method=method, inputs=inputs)
    odds = ConditionalOdds(a=a, n1=n1, n0=n0, with_event=a + c)
    point, (lower, upper) = odds.estimate(), odds.limits(tail=tail)
    if point is None:
        return Estimate(
            lower=lower,
            method=method,
            state=State.NOT_ESTIMABLE,
            note="as many events in the group as there can be",
            inputs=inputs,
        )
    return Estimate(estimate=point, lower=lower, upper=upper, method=method, inputs=inputs)


def _table(
    events: int,
    total: int,
    reference_events: int,
    reference_total: int,
    confidence: float,
    **more: Input,
) -> Table:
    a, n1 = check_count("events", events), check_count("total", total)
    c = check_count("reference_events", reference_events)
    n0 = check_count("reference_total", reference_total)
    check_within("events", a, "total", n1)
    check_within("reference_events", c, "reference_total", n0)
    inputs: Inputs = {
        "events": a,
        "total": n1,
        "reference_events": c,
        "reference_total": n0,
        "confidence": check_confidence(confidence),
        **more,
    }
    return Table(a, n1, c, n0, inputs)


def _from_log(
    ratio: float, variance: float, *, tail: float, method: str, inputs: Inputs
) -> Estimate:
    half = z_of(tail) * sqrt(variance)
    return Estimate(
        estimate=ratio,
        lower=exp(log(ratio) - half),
        upper=exp(log(ratio) + half),
        method=method,
        inputs=inputs,
    )
