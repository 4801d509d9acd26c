"""Funnel limits of proportions (M10): where units lie that differ by chance alone, or by chance
and by the ordinary variation between units.

Plain limits are those of a binomial share around the target. With ten units or more the variation
between them is estimated as well (Spiegelhalter 2005: an additive random effect on the arcsine
scale, from z scores winsorised at 10% on each side), and the limits widen by it. Only then is a
unit said to lie outside; with fewer nobody knows what is ordinary, and nothing is marked.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import asin, pi, sin, sqrt
from statistics import quantiles

from reporting.statistics.inputs import check_count, check_share, check_within
from reporting.statistics.intervals import Limits, tail_of, z_of

FEWEST_UNITS = 10
WARNING, ALARM = 0.95, 0.998
WINSORISED = 10  # one in ten on each side


class Position(StrEnum):
    """Where a unit lies against the 99.8% limits. The values are exported: never rename one."""

    INSIDE = "inside"
    ABOVE = "above"
    BELOW = "below"
    NOT_SAID = "not_said"


@dataclass(frozen=True, kw_only=True)
class FunnelLimits:
    """The limits for a unit of this size."""

    total: int
    lower_95: float
    upper_95: float
    lower_998: float
    upper_998: float


@dataclass(frozen=True, kw_only=True)
class FunnelUnit:
    """One unit: its counts, its share, the limits for its size and where it lies.

    `adjusted` is None with fewer than ten units.
    """

    events: int
    total: int
    share: float
    plain: FunnelLimits
    adjusted: FunnelLimits | None
    position: Position


@dataclass(frozen=True, kw_only=True)
class Funnel:
    """All units against one target. `tau2` is the variance between units on the arcsine scale."""

    target: float
    units: tuple[FunnelUnit, ...]
    phi: float | None
    tau2: float | None

    @property
    def judges(self) -> bool:
        """Whether there are enough units to say that one lies outside."""
        return self.tau2 is not None

    def limits(self, totals: Sequence[int]) -> tuple[FunnelLimits, ...]:
        """The limits that judge units of these sizes: adjusted if there are enough units."""
        if self.tau2 is None:
            return funnel_limits_proportion(target=self.target, totals=totals)
        return adjusted_limits_proportion(target=self.target, totals=totals, tau2=self.tau2)


def funnel_limits_proportion(*, target: float, totals: Sequence[int]) -> tuple[FunnelLimits, ...]:
    """Plain 95% and 99.8% limits: p -/+ z sqrt(p (1 - p) / n), kept from 0 to 1.

    The same as inverting Wilson's interval: a unit is outside its limits when the Wilson interval
    of its own share leaves the target out.
    """
    return _limits(check_share("target", target), totals, _plain)


def adjusted_limits_proportion(
    *, target: float, totals: Sequence[int], tau2: float
) -> tuple[FunnelLimits, ...]:
    """Limits that allow for the variance `tau2` between units; never narrower than the plain ones.

    On the arcsine scale, where the variance of a share is 1 / (4 n) whatever the share.
    """
    if not 0 <= tau2 < float("inf"):
        raise ValueError(f"tau2 must be zero or more, got {tau2!r}")

    def wider(p: float, n: int, z: float) -> Limits:
        lower, upper = _plain(p, n, z)
        if tau2 == 0:
            return lower, upper
        middle, half = asin(sqrt(p)), z * sqrt(1 / (4 * n) + tau2)
        low, high = max(middle - half, 0.0), min(middle + half, pi / 2)
        return min(lower, sin(low) ** 2), max(upper, sin(high) ** 2)

    return _limits(check_share("target", target), totals, wider)


def dispersion(*, target: float, units: Sequence[tuple[int, int]]) -> tuple[float, float]:
    """phi, the mean of the squared winsorised z scores, and tau2, the variance between units.

    `units` are (events, total). tau2 is 0 where the shares vary no more than chance makes them.
    """
    check_share("target", target)
    if len(units) < FEWEST_UNITS:
        raise ValueError(f"needs {FEWEST_UNITS} units or more, got {len(units)}")
    middle = asin(sqrt(target))
    z = [(asin(sqrt(events / total)) - middle) * 2 * sqrt(total) for events, total in units]
    cuts = quantiles(z, n=WINSORISED, method="inclusive")
    lowest, highest = cuts[0], cuts[-1]
    phi = sum(min(max(one, lowest), highest) ** 2 for one in z) / len(z)
    k, weights = len(units), [4 * total for _, total in units]
    if k * phi < k - 1:
        return phi, 0.0
    spread = sum(weights) - sum(weight**2 for weight in weights) / sum(weights)
    return phi, (k * phi - (k - 1)) / spread


def proportion_funnel(*, target: float, units: Sequence[tuple[int, int]]) -> Funnel:
    """Every unit, (events, total), against `target`, the share of all of them together."""
    target = check_share("target", target)
    for events, total in units:
        check_within("events", check_count("events", events), "total", check_count("total", total))
    totals = [total for _, total in units]
    plain = funnel_limits_proportion(target=target, totals=totals)
    phi = tau2 = None
    adjusted: Sequence[FunnelLimits | None] = [None] * len(units)
    if len(units) >= FEWEST_UNITS:
        phi, tau2 = dispersion(target=target, units=units)
        adjusted = adjusted_limits_proportion(target=target, totals=totals, tau2=tau2)
    return Funnel(
        target=target,
        phi=phi,
        tau2=tau2,
        units=tuple(
            FunnelUnit(
                events=events,
                total=total,
                share=events / total,
                plain=own,
                adjusted=widened,
                position=_position(events / total, widened),
            )
            for (events, total), own, widened in zip(units, plain, adjusted, strict=True)
        ),
    )


def _position(share: float, limits: FunnelLimits | None) -> Position:
    if limits is None:
        return Position.NOT_SAID
    if share > limits.upper_998:
        return Position.ABOVE
    return Position.BELOW if share < limits.lower_998 else Position.INSIDE


def _plain(p: float, n: int, z: float) -> Limits:
    half = z * sqrt(p * (1 - p) / n)
    return max(p - half, 0.0), min(p + half, 1.0)


def _limits(
    target: float, totals: Sequence[int], formula: Callable[[float, int, float], Limits]
) -> tuple[FunnelLimits, ...]:
    found = []
    for total in totals:
        if check_count("total", total) == 0:
            raise ValueError("a unit without records has no limits")
        lower_95, upper_95 = formula(target, total, z_of(tail_of(WARNING)))
        lower_998, upper_998 = formula(target, total, z_of(tail_of(ALARM)))
        found.append(
            FunnelLimits(
                total=int(total),
                lower_95=lower_95,
                upper_95=upper_95,
                lower_998=lower_998,
                upper_998=upper_998,
            )
        )
    return tuple(found)
