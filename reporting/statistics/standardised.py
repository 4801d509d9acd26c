"""Rates as if every group had the same ages and sexes (M7), and observed over expected (M8)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from math import exp, fsum, log, sqrt
from typing import Literal

from scipy.special import gammainccinv, gammaincinv

from reporting.statistics.counts import NO_BENCHMARK, NO_POPULATION, count_limits
from reporting.statistics.estimate import Estimate, Input, State, not_estimable
from reporting.statistics.inputs import (
    Strata,
    check_confidence,
    check_count,
    check_exposure,
    check_positive,
    check_strata,
)
from reporting.statistics.intervals import Limits, tail_of, z_of

StandardMethod = Literal["dobson", "fay_feuer"]
FIELDS = ("events", "population", "standard")
EXPECTED = ("population", "reference_events", "reference_population")
EVENTS_WITHOUT_POPULATION = "events in a stratum without population"


@dataclass(frozen=True, kw_only=True)
class _Stratum:
    """`spread` is the variance of the events: their number if no person has more than one."""

    events: int
    population: float
    standard: float
    spread: float

    def joined(self, other: "_Stratum") -> "_Stratum":
        return _Stratum(
            events=self.events + other.events,
            population=self.population + other.population,
            standard=self.standard + other.standard,
            spread=self.spread + other.spread,
        )


@dataclass(frozen=True, kw_only=True)
class _Rate:
    """A standardised rate for each unit of exposure, its variance and its largest weight."""

    events: int
    value: float
    variance: float
    largest: float


def standardised_rate(
    *,
    strata: Strata,
    per: float = 100_000,
    repeats: Sequence[Mapping[int, int]] | None = None,
    method: StandardMethod = "dobson",
    confidence: float = 0.95,
) -> Estimate:
    """The rate that the group would have if its strata were as large as the standard's.

    `strata` are of events, population, standard (any size: only its proportions matter). The rate
    is sum(w x/n) / sum(w), its variance sum(w^2 x/n^2) / sum(w)^2. Limits:

    - "dobson" (Dobson and others 1991): those of the number of events (Byar, exact below 10),
      stretched by the ratio of the two standard errors, and never below 0. Without events they do
      not exist, and those of the other method stand in.
    - "fay_feuer" (1997): gamma limits, never too narrow, for a check.

    `repeats` says, for each stratum, how many persons had 1, 2, 3 ... events. Events of one person
    come together, so the variance counts each person's by its square (PHE's method): wider limits.

    A stratum with neither people nor events is joined to its neighbour, and the note says so; one
    with events and no people has no rate, nor then has the whole: not estimable.
    """
    if method not in ("dobson", "fay_feuer"):
        raise ValueError(f"method must be dobson or fay_feuer, got {method!r}")
    per = check_positive("per", per)
    tail = tail_of(check_confidence(confidence))
    own = _checked("strata", strata, repeats)
    inputs = _inputs(own, per=per, confidence=confidence)
    prepared = _prepare([own])
    if isinstance(prepared, str):
        return not_estimable(prepared, method=method, inputs=inputs)
    [joined], note = prepared
    rate = _rate(joined)
    if rate.value and method == "dobson":
        lower, upper = _dobson(rate, confidence)
    else:
        method = "fay_feuer"
        lower, upper = _fay_feuer(rate, tail)
    return Estimate(
        estimate=per * rate.value,
        lower=per * lower,
        upper=per * upper,
        method=method,
        note=note,
        inputs=inputs,
    )


def standardised_rate_ratio(
    *, strata: Strata, reference_strata: Strata, confidence: float = 0.95
) -> Estimate:
    """The group's standardised rate over the reference's; both against the same standard.

    The variance of its logarithm is v1/d1^2 + v0/d0^2. A stratum where either has no people is
    joined to its neighbour in both. No events in one of the groups: not estimable.
    """
    tail = tail_of(check_confidence(confidence))
    own = _checked("strata", strata, None)
    other = _checked("reference_strata", reference_strata, None)
    if [one.standard for one in own] != [one.standard for one in other]:
        raise ValueError("strata and reference_strata must have the same standard")
    inputs = _inputs(own, confidence=confidence)
    inputs["reference_events"] = sum(stratum.events for stratum in other)
    prepared = _prepare([own, other])
    method = "log_normal"
    if isinstance(prepared, str):
        return not_estimable(prepared, method=method, inputs=inputs)
    [joined, reference], note = prepared
    one, zero = _rate(joined), _rate(reference)
    if not (one.value and zero.value):
        return not_estimable("no events in one of the groups", method=method, inputs=inputs)
    ratio = one.value / zero.value
    variance = one.variance / one.value**2 + zero.variance / zero.value**2
    half = z_of(tail) * sqrt(variance)
    return Estimate(
        estimate=ratio,
        lower=exp(log(ratio) - half),
        upper=exp(log(ratio) + half),
        method=method,
        note=note,
        inputs=inputs,
    )


def standardised_ratio(
    *, observed: int, expected: float | None, confidence: float = 0.95
) -> Estimate:
    """Events observed over those expected at reference rates; limits of the count (M1) over E.

    (Some packages print a log-Wald interval here; that is another method.) Nothing expected: not
    estimable. `expected` None, as `expected_events` gives it: the reference is missing.
    """
    events, size = check_count("observed", observed), check_exposure("expected", expected)
    confidence = check_confidence(confidence)
    inputs: dict[str, Input] = {"observed": events, "expected": size, "confidence": confidence}
    if size is None:
        return Estimate(state=State.BENCHMARK_MISSING, note=NO_BENCHMARK, inputs=inputs)
    if size == 0:
        return not_estimable("none expected", inputs=inputs)
    (lower, upper), method = count_limits(events, confidence=confidence)
    return Estimate(
        estimate=events / size,
        lower=lower / size,
        upper=upper / size,
        method=method,
        inputs=inputs,
    )


def expected_events(*, strata: Strata) -> float | None:
    """Events that a group would have at the reference's rate in each stratum.

    `strata` are of population, reference_events, reference_population. None if a number of the
    reference is missing (None) or has no people: a rate that is not known is never taken as zero.
    """
    found = []
    for population, events, size in check_strata("strata", strata, EXPECTED):
        own = check_exposure("population", population)
        reference = check_exposure("reference_population", size)
        if events is None or own is None or not reference:
            return None
        found.append(check_count("reference_events", events) / reference * own)
    return fsum(found)


def _checked(
    name: str, strata: Strata, repeats: Sequence[Mapping[int, int]] | None
) -> list[_Stratum]:
    found = []
    for events, population, standard in check_strata(name, strata, FIELDS):
        size, weight = (
            check_exposure("population", population),
            check_exposure("standard", standard),
        )
        if size is None or weight is None:
            raise ValueError(f"{name} must have a population and a standard everywhere")
        x = check_count("events", events)
        found.append(_Stratum(events=x, population=size, standard=weight, spread=float(x)))
    if not fsum(stratum.standard for stratum in found) > 0:
        raise ValueError(f"{name} must have a standard that is not empty")
    if repeats is None:
        return found
    if len(repeats) != len(found):
        raise ValueError(f"repeats must be given for each of {len(found)} strata")
    return [_repeated(stratum, persons) for stratum, persons in zip(found, repeats, strict=True)]


def _repeated(stratum: _Stratum, persons: Mapping[int, int]) -> _Stratum:
    """The stratum with the variance of events that come together."""
    counted = {
        check_count("repeats", often): check_count("repeats", number)
        for often, number in persons.items()
    }
    total = sum(often * number for often, number in counted.items())
    if total != stratum.events:
        raise ValueError(f"repeats must add up to the events of each stratum, {stratum.events}")
    return replace(stratum, spread=fsum(often**2 * number for often, number in counted.items()))


def _prepare(groups: Sequence[list[_Stratum]]) -> tuple[list[list[_Stratum]], str] | str:
    """Every group's strata, joined where one has no people; or the reason why it cannot be."""
    if any(stratum.events and not stratum.population for own in groups for stratum in own):
        return EVENTS_WITHOUT_POPULATION
    if any(not fsum(stratum.population for stratum in own) for own in groups):
        return NO_POPULATION
    joined: list[list[_Stratum]] = []  # the groups beside each other, a list for each stratum
    waiting: list[_Stratum] | None = None  # strata without people at the start, for the next one
    number = 0
    for row in zip(*groups, strict=True):
        current = list(row)
        if waiting:
            current = _join(waiting, current)
            waiting = None
        if all(stratum.population for stratum in current):
            joined.append(current)
            continue
        number += 1
        if joined:
            joined[-1] = _join(joined[-1], current)
        else:
            waiting = current
    note = f"{number} strata without people joined to a neighbour" if number else ""
    return [list(own) for own in zip(*joined, strict=True)], note


def _join(one: Sequence[_Stratum], other: Sequence[_Stratum]) -> list[_Stratum]:
    return [a.joined(b) for a, b in zip(one, other, strict=True)]


def _rate(strata: Sequence[_Stratum]) -> _Rate:
    whole = fsum(stratum.standard for stratum in strata)
    weights = [stratum.standard / whole / stratum.population for stratum in strata]
    both = list(zip(weights, strata, strict=True))
    return _Rate(
        events=sum(stratum.events for stratum in strata),
        value=fsum(weight * stratum.events for weight, stratum in both),
        variance=fsum(weight**2 * stratum.spread for weight, stratum in both),
        largest=max(weights),
    )


def _dobson(rate: _Rate, confidence: float) -> Limits:
    (low, high), _ = count_limits(rate.events, confidence=confidence)
    scale = sqrt(rate.variance / rate.events)
    lower = rate.value + scale * (low - rate.events)
    return max(lower, 0.0), rate.value + scale * (high - rate.events)


def _fay_feuer(rate: _Rate, tail: float) -> Limits:
    d, v, m = rate.value, rate.variance, rate.largest
    lower = v / d * float(gammaincinv(d * d / v, tail)) if d else 0.0
    more = v + m * m
    upper = more / (d + m) * float(gammainccinv((d + m) ** 2 / more, tail))
    return lower, upper


def _inputs(strata: Sequence[_Stratum], **more: Input) -> dict[str, Input]:
    return {
        "events": sum(stratum.events for stratum in strata),
        "population": fsum(stratum.population for stratum in strata),
        "strata": len(strata),
        **more,
    }
