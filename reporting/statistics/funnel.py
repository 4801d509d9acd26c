"""Funnel limits (M10): where units lie that differ by chance alone, or by chance and by the
ordinary variation between units.

Plain limits are those of a binomial share around the target. With ten units or more the variation
between them is estimated as well (see `dispersion`), and the limits widen by it. Only then is a
unit said to lie outside; with fewer nobody knows what is ordinary, and nothing is marked.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from math import asin, exp, pi, sin, sqrt

from reporting.statistics.dispersion import (
    Overdispersion,
    overdispersion,
    proportion_overdispersion,
)
from reporting.statistics.inputs import check_count, check_positive, check_share, check_within
from reporting.statistics.intervals import Limits, poisson_exact, tail_of, z_of

WARNING, ALARM = 0.95, 0.998


class Position(StrEnum):
    """Where a unit lies against the 99.8% limits. The values are exported: never rename one."""

    INSIDE = "inside"
    ABOVE = "above"
    BELOW = "below"
    NOT_SAID = "not_said"


@dataclass(frozen=True, kw_only=True)
class FunnelLimits:
    """The limits for a unit of this size: so many records, or so many expected events."""

    total: float
    lower_95: float
    upper_95: float
    lower_998: float
    upper_998: float


@dataclass(frozen=True, kw_only=True)
class FunnelUnit:
    """One unit: its events, its size, its share or ratio, the limits for its size, where it lies.

    The size is the number of records of a share, the expected events of a ratio. `adjusted` is None
    with fewer than ten units.
    """

    events: int
    total: float
    share: float
    plain: FunnelLimits
    adjusted: FunnelLimits | None
    position: Position


@dataclass(frozen=True, kw_only=True)
class Funnel:
    """All units against one target: the share of all, or 1 for ratios of observed to expected.

    `tau2` is the variance between units, of shares on the arcsine scale, of ratios on that of the
    logarithm.
    """

    target: float
    units: tuple[FunnelUnit, ...]
    phi: float | None
    tau2: float | None
    of_ratios: bool = False

    @property
    def judges(self) -> bool:
        """Whether there are enough units to say that one lies outside."""
        return self.tau2 is not None

    def limits(self, totals: Sequence[float]) -> tuple[FunnelLimits, ...]:
        """The limits that judge units of these sizes: adjusted if there are enough units."""
        return self._limits(totals, tau2=self.tau2 or 0.0)

    def plain_limits(self, totals: Sequence[float]) -> tuple[FunnelLimits, ...]:
        """The limits by chance alone."""
        return self._limits(totals, tau2=0.0)

    def _limits(self, totals: Sequence[float], *, tau2: float) -> tuple[FunnelLimits, ...]:
        if self.of_ratios:
            return funnel_limits_ratio(expected=totals, tau2=tau2)
        records = [int(total) for total in totals]
        return adjusted_limits_proportion(target=self.target, totals=records, tau2=tau2)


def funnel_limits_proportion(*, target: float, totals: Sequence[int]) -> tuple[FunnelLimits, ...]:
    """Plain 95% and 99.8% limits: p -/+ z sqrt(p (1 - p) / n), kept from 0 to 1.

    The same as inverting Wilson's interval: a unit is outside its limits when the Wilson interval
    of its own share leaves the target out.
    """
    target = check_share("target", target)
    return _limits(_records(totals), lambda n, tail: _plain(target, n, z_of(tail)))


def adjusted_limits_proportion(
    *, target: float, totals: Sequence[int], tau2: float
) -> tuple[FunnelLimits, ...]:
    """Limits that allow for the variance `tau2` between units; never narrower than the plain ones.

    On the arcsine scale, where the variance of a share is 1 / (4 n) whatever the share.
    """
    tau2, target = _check_tau2(tau2), check_share("target", target)

    def wider(n: float, tail: float) -> Limits:
        z = z_of(tail)
        lower, upper = _plain(target, n, z)
        if tau2 == 0:
            return lower, upper
        middle, half = asin(sqrt(target)), z * sqrt(1 / (4 * n) + tau2)
        low, high = max(middle - half, 0.0), min(middle + half, pi / 2)
        return min(lower, sin(low) ** 2), max(upper, sin(high) ** 2)

    return _limits(_records(totals), wider)


def funnel_limits_ratio(
    *, expected: Sequence[float], tau2: float = 0.0
) -> tuple[FunnelLimits, ...]:
    """95% and 99.8% limits of observed over expected events, around 1, at each expectation.

    Exact Poisson limits of E over E. With the variance `tau2` between units, of the logarithm of
    the ratio (see `overdispersion`), exp(-/+ z sqrt(1/E + tau2)), and never inside the plain ones.
    """
    tau2 = _check_tau2(tau2)

    def around_one(size: float, tail: float) -> Limits:
        low, high = poisson_exact(size, tail=tail)
        if tau2 == 0:
            return low / size, high / size
        half = z_of(tail) * sqrt(1 / size + tau2)
        return min(low / size, exp(-half)), max(high / size, exp(half))

    return _limits([check_positive("expected", size) for size in expected], around_one)


def proportion_funnel(*, target: float, units: Sequence[tuple[int, int]]) -> Funnel:
    """Every unit, (events, total), against `target`, the share of all of them together."""
    target = check_share("target", target)
    for events, total in units:
        check_within("events", check_count("events", events), "total", check_count("total", total))
    _records([total for _, total in units])
    return _funnel(
        target,
        [(events, total, events / total) for events, total in units],
        proportion_overdispersion(target=target, units=units),
        of_ratios=False,
    )


def ratio_funnel(*, units: Sequence[tuple[int, float]]) -> Funnel:
    """Every unit, (observed, expected), against 1: as many as were expected."""
    observed = [check_count("observed", one) for one, _ in units]
    expected = [check_positive("expected", one) for _, one in units]
    return _funnel(
        1.0,
        [(one, size, one / size) for one, size in zip(observed, expected, strict=True)],
        overdispersion(observed=observed, expected=expected),
        of_ratios=True,
    )


def _funnel(
    target: float,
    units: Sequence[tuple[int, float, float]],
    found: Overdispersion,
    *,
    of_ratios: bool,
) -> Funnel:
    """`units` are (events, size, share or ratio)."""
    funnel = Funnel(target=target, phi=found.phi, tau2=found.tau2, units=(), of_ratios=of_ratios)
    sizes = [size for _, size, _ in units]
    plain = funnel.plain_limits(sizes)
    adjusted = funnel.limits(sizes) if funnel.judges else [None] * len(units)
    return replace(
        funnel,
        units=tuple(
            FunnelUnit(
                events=events,
                total=size,
                share=share,
                plain=own,
                adjusted=widened,
                position=_position(share, widened),
            )
            for (events, size, share), own, widened in zip(units, plain, adjusted, strict=True)
        ),
    )


def _position(share: float, limits: FunnelLimits | None) -> Position:
    if limits is None:
        return Position.NOT_SAID
    if share > limits.upper_998:
        return Position.ABOVE
    return Position.BELOW if share < limits.lower_998 else Position.INSIDE


def _plain(p: float, n: float, z: float) -> Limits:
    half = z * sqrt(p * (1 - p) / n)
    return max(p - half, 0.0), min(p + half, 1.0)


def _records(totals: Sequence[int]) -> list[float]:
    if any(check_count("total", total) == 0 for total in totals):
        raise ValueError("a unit without records has no limits")
    return [int(total) for total in totals]


def _limits(
    sizes: Sequence[float], formula: Callable[[float, float], Limits]
) -> tuple[FunnelLimits, ...]:
    found = []
    for size in sizes:
        lower_95, upper_95 = formula(size, tail_of(WARNING))
        lower_998, upper_998 = formula(size, tail_of(ALARM))
        found.append(
            FunnelLimits(
                total=size,
                lower_95=lower_95,
                upper_95=upper_95,
                lower_998=lower_998,
                upper_998=upper_998,
            )
        )
    return tuple(found)


def _check_tau2(tau2: float) -> float:
    if not 0 <= tau2 < float("inf"):
        raise ValueError(f"tau2 must be zero or more, got {tau2!r}")
    return tau2
