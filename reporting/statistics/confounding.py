"""How strong something unmeasured would have to be to explain a ratio away."""

from dataclasses import replace
from math import sqrt

from reporting.statistics.estimate import Estimate, Input, State, not_estimable
from reporting.statistics.inputs import check_exposure

METHOD = "e_value"
NO_EVENTS = "no events in the group"


def e_value(*, ratio: Estimate | float) -> Estimate:
    """The E-value of VanderWeele and Ding (2017): r + sqrt(r (r - 1)), of 1/r where r is below 1.

    An unmeasured difference between the groups would have to multiply both the chance of the event
    and the chance of being in the group by this much to leave no ratio. It is for ratios of rates
    or shares, not of common odds.

    Of an Estimate: `lower` is the E-value of its limit nearer to 1 (1 if the interval includes 1),
    `upper` that of the other limit on the point's side. An estimate without a point keeps its
    state, and its lower limit as far as it has one. A plain number has a point only. Of a ratio of
    0 nothing could be strong enough: a lower limit only, if its upper limit is below 1.
    """
    if not isinstance(ratio, Estimate):
        value = check_exposure("ratio", ratio)
        if value is None:
            raise ValueError("ratio must be a number or an Estimate")
        inputs: dict[str, Input] = {"ratio": value}
        if value == 0:
            return not_estimable(NO_EVENTS, method=METHOD, inputs=inputs)
        return Estimate(estimate=_of(value), method=METHOD, inputs=inputs)

    point, lower, upper = ratio.estimate, ratio.lower, ratio.upper
    inputs = {"ratio": point, "lower": lower, "upper": upper}
    if not (point and lower and upper):  # something is missing, or as far from 1 as 0 is
        if lower is None and upper is None:
            if point:
                return Estimate(estimate=_of(point), method=METHOD, inputs=inputs)
            return replace(ratio, method=METHOD, inputs=inputs)
        nearest = min(upper or 1.0, 1.0) if point is not None else max(lower or 1.0, 1.0)
        return Estimate(
            lower=_of(nearest),
            method=METHOD,
            state=State.NOT_ESTIMABLE,
            note=ratio.note or NO_EVENTS,
            inputs=inputs,
        )
    near, far = (lower, upper) if point >= 1 else (upper, lower)
    return Estimate(
        estimate=_of(point),
        lower=_of(near) if (near - 1) * (point - 1) > 0 else 1.0,
        upper=_of(far),
        method=METHOD,
        state=ratio.state,
        note=ratio.note,
        inputs=inputs,
    )


def _of(ratio: float) -> float:
    away = max(ratio, 1 / ratio)
    return away + sqrt(away * (away - 1))
