"""How much units vary beyond chance (M10), as Spiegelhalter (2005) estimates it.

An additive random effect with variance tau2, from z scores winsorised at 10% on each side, so that
a few extreme units do not widen the limits for all. It needs ten units or more.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import asin, fsum, log, sqrt
from statistics import quantiles

from reporting.statistics.estimate import State
from reporting.statistics.inputs import check_count, check_positive, check_share, check_within

FEWEST_UNITS = 10
WINSORISED = 10  # one in ten on each side


@dataclass(frozen=True, kw_only=True)
class Overdispersion:
    """`phi` is the mean of the squared winsorised z scores: 1 if chance alone is at work.

    `tau2` is the variance between units on the scale of the z scores, 0 where the units vary no
    more than chance makes them. Both are None with fewer than ten units: state "insufficient".
    """

    phi: float | None
    tau2: float | None
    units: int
    method: str
    state: State
    note: str


def overdispersion(*, observed: Sequence[int], expected: Sequence[float]) -> Overdispersion:
    """phi and tau2 of observed over expected events, on the scale of the logarithm.

    z = sqrt(E) ln(O/E), with a half added to O where it is 0; the variance of ln(O/E) is 1/E.
    """
    events = [check_count("observed", one) for one in observed]
    sizes = [check_positive("expected", one) for one in expected]
    if len(events) != len(sizes):
        raise ValueError("observed and expected must be equally long")
    pairs = zip(events, sizes, strict=True)
    z = [sqrt(size) * log((count or 0.5) / size) for count, size in pairs]
    return _between(z, sizes, method="log")


def proportion_overdispersion(*, target: float, units: Sequence[tuple[int, int]]) -> Overdispersion:
    """phi and tau2 of shares around a target, on the arcsine scale; `units` are (events, total).

    There the variance of a share is 1/(4 n) whatever the share.
    """
    middle = asin(sqrt(check_share("target", target)))
    z, weights = [], []
    for events, total in units:
        check_within("events", check_count("events", events), "total", check_count("total", total))
        if total == 0:
            raise ValueError("a unit without records has no share")
        z.append((asin(sqrt(events / total)) - middle) * 2 * sqrt(total))
        weights.append(4.0 * total)
    return _between(z, weights, method="arcsine")


def _between(z: Sequence[float], weights: Sequence[float], *, method: str) -> Overdispersion:
    """`weights` are one over the variance of each unit by chance."""
    k = len(z)
    if k < FEWEST_UNITS:
        return Overdispersion(
            phi=None,
            tau2=None,
            units=k,
            method=method,
            state=State.INSUFFICIENT,
            note=f"fewer than {FEWEST_UNITS} units",
        )
    cuts = quantiles(z, n=WINSORISED, method="inclusive")
    lowest, highest = cuts[0], cuts[-1]
    phi = fsum(min(max(one, lowest), highest) ** 2 for one in z) / k
    tau2 = 0.0
    if k * phi >= k - 1:
        whole = fsum(weights)
        tau2 = (k * phi - (k - 1)) / (whole - fsum(weight**2 for weight in weights) / whole)
    return Overdispersion(phi=phi, tau2=tau2, units=k, method=method, state=State.OK, note="")
