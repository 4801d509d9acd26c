"""One figure over many strata, such as boroughs or boroughs by quarter (M6).

Mantel and Haenszel's (1959) weighted means compare like with like inside each stratum, and hold
with few events in each. A stratum where one of the groups has nobody tells nothing about the gap:
it is left out, counted, and never mended by adding a half. Strata are sequences of four numbers
in the order of the function's names, or mappings with these names.

A pooled figure is an answer to one question only if the strata do not differ: see `heterogeneity`.
"""

from collections.abc import Sequence
from math import exp, fsum, log, sqrt
from typing import NamedTuple

from reporting.statistics.estimate import Estimate, Input, not_estimable
from reporting.statistics.inputs import (
    Strata,
    check_confidence,
    check_count,
    check_exposure,
    check_strata,
    check_within,
)
from reporting.statistics.intervals import tail_of, z_of

METHOD = "mantel_haenszel"
RATES = ("events", "exposure", "reference_events", "reference_exposure")
RISKS = ("events", "total", "reference_events", "reference_total")

NO_STRATA = "no stratum has people of both groups"
NO_EVENTS = "no events in either group"
NO_GROUP_EVENTS = "no events in the group"
NO_REFERENCE_EVENTS = "no events in the reference group"


class Stratum(NamedTuple):
    """a events of n1 in the group, c of n0 in the reference; n is people or exposure."""

    a: int
    n1: float
    c: int
    n0: float

    @property
    def n(self) -> float:
        return self.n1 + self.n0


class Used(NamedTuple):
    """The strata with people of both groups, and what to say about the others."""

    strata: list[Stratum]
    left_out: int
    tail: float
    note: str
    inputs: dict[str, Input]


def pooled_rate_ratio(*, strata: Strata, confidence: float = 0.95) -> Estimate:
    """The rate ratio over strata of events, exposure, reference_events, reference_exposure.

    sum(a t0/T) / sum(b t1/T), with the variance of its logarithm by Greenland and Robins (1985):
    sum((a + b) t1 t0/T^2) over the product of the two sums. An exposure may be None where it was
    never loaded; the stratum is then left out. No events in one of the groups: not estimable.
    """
    used = usable_rates(strata, confidence)
    return _pool(
        used,
        above=[s.a * s.n0 / s.n for s in used.strata],
        below=[s.c * s.n1 / s.n for s in used.strata],
        spread=[(s.a + s.c) * (s.n1 / s.n) * (s.n0 / s.n) for s in used.strata],
    )


def pooled_risk_ratio(*, strata: Strata, confidence: float = 0.95) -> Estimate:
    """The ratio of shares over strata of events, total, reference_events, reference_total.

    sum(a n0/N) / sum(c n1/N), with the variance of its logarithm by Greenland and Robins (1985):
    sum(((a + c) n1 n0 - a c N)/N^2) over the product of the two sums. No events in one of the
    groups, or the event for everybody in both: not estimable.
    """
    used = usable_risks(strata, confidence)
    return _pool(
        used,
        above=[s.a * s.n0 / s.n for s in used.strata],
        below=[s.c * s.n1 / s.n for s in used.strata],
        spread=[((s.a + s.c) * s.n1 * s.n0 - s.a * s.c * s.n) / s.n**2 for s in used.strata],
    )


def pooled_odds_ratio(*, strata: Strata, confidence: float = 0.95) -> Estimate:
    """The odds ratio over strata of events, total, reference_events, reference_total.

    sum(a d/N) / sum(b c/N), with the variance of its logarithm by Robins, Breslow and Greenland
    (1986). For an appendix: never "times as likely". Where one of the sums is zero: not estimable.
    """
    used = usable_risks(strata, confidence)
    parts = [(s.a, s.n1 - s.a, s.c, s.n0 - s.c, s.n) for s in used.strata]
    r = [a * d / n for a, _, _, d, n in parts]
    s = [b * c / n for _, b, c, _, n in parts]
    p = [(a + d) / n for a, _, _, d, n in parts]
    q = [(b + c) / n for _, b, c, _, n in parts]
    every = list(zip(p, q, r, s, strict=True))
    sum_r, sum_s = fsum(r), fsum(s)
    refusal = _refuse(used, sum_r, sum_s)
    if refusal:
        return refusal
    variance = (
        fsum(p * r for p, _, r, _ in every) / (2 * sum_r**2)
        + fsum(p * s + q * r for p, q, r, s in every) / (2 * sum_r * sum_s)
        + fsum(q * s for _, q, _, s in every) / (2 * sum_s**2)
    )
    return _from_log(used, sum_r / sum_s, variance)


def usable_rates(strata: Strata, confidence: float) -> Used:
    """Checked strata of rates. One without a size of either group is left out."""
    checked = []
    for events, exposure, reference_events, reference_exposure in check_strata(
        "strata", strata, RATES
    ):
        checked.append(
            (
                check_count("events", events),
                check_exposure("exposure", exposure),
                check_count("reference_events", reference_events),
                check_exposure("reference_exposure", reference_exposure),
            )
        )
    return _usable(checked, confidence)


def usable_risks(strata: Strata, confidence: float) -> Used:
    """Checked strata of shares. One with nobody in one of the groups is left out."""
    checked = []
    for events, total, reference_events, reference_total in check_strata("strata", strata, RISKS):
        a, n1 = check_count("events", events), check_count("total", total)
        c = check_count("reference_events", reference_events)
        n0 = check_count("reference_total", reference_total)
        check_within("events", a, "total", n1)
        check_within("reference_events", c, "reference_total", n0)
        checked.append((a, n1, c, n0))
    return _usable(checked, confidence)


def _usable(
    checked: Sequence[tuple[int, float | None, int, float | None]], confidence: float
) -> Used:
    strata = [Stratum(a, n1, c, n0) for a, n1, c, n0 in checked if n1 and n0]
    left_out = len(checked) - len(strata)
    inputs: dict[str, Input] = {
        "events": sum(s.a for s in strata),
        "reference_events": sum(s.c for s in strata),
        "strata": len(checked),
        "left_out": left_out,
        "events_left_out": sum(a + c for a, n1, c, n0 in checked if not (n1 and n0)),
        "confidence": check_confidence(confidence),
    }
    note = f"{left_out} of {len(checked)} strata without people of both groups" if left_out else ""
    return Used(strata, left_out, tail_of(confidence), note, inputs)


def _pool(
    used: Used, *, above: Sequence[float], below: Sequence[float], spread: Sequence[float]
) -> Estimate:
    upper, lower = fsum(above), fsum(below)
    return _refuse(used, upper, lower) or _from_log(
        used, upper / lower, fsum(spread) / (upper * lower)
    )


def _refuse(used: Used, above: float, below: float) -> Estimate | None:
    """The reason why there is no ratio, if there is none."""
    note = ""
    if not used.strata:
        note = NO_STRATA
    elif not (above or below):
        note = NO_EVENTS
    elif not above:
        note = NO_GROUP_EVENTS
    elif not below:
        note = NO_REFERENCE_EVENTS
    return not_estimable(note, method=METHOD, inputs=used.inputs) if note else None


def _from_log(used: Used, ratio: float, variance: float) -> Estimate:
    if variance <= 0:
        return not_estimable("the same for everybody", method=METHOD, inputs=used.inputs)
    half = z_of(used.tail) * sqrt(variance)
    return Estimate(
        estimate=ratio,
        lower=exp(log(ratio) - half),
        upper=exp(log(ratio) + half),
        method=METHOD,
        note=used.note,
        inputs=used.inputs,
    )
