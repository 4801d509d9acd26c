"""Whether strata differ by more than chance in the ratio that would be pooled over them (M6)."""

from dataclasses import dataclass
from math import fsum, log, sqrt
from typing import Literal

from scipy.special import chdtrc

from reporting.statistics.estimate import State
from reporting.statistics.inputs import Strata
from reporting.statistics.intervals import z_of
from reporting.statistics.pooled import (
    Stratum,
    Used,
    pooled_odds_ratio,
    usable_rates,
    usable_risks,
)
from reporting.statistics.risks import odds_ratio, variance_of_log

Measure = Literal["rate_ratio", "risk_ratio", "odds_ratio"]
SIGNIFICANT = 0.05
BELOW, NEITHER, ABOVE = -1, 0, 1


@dataclass(frozen=True, kw_only=True)
class Heterogeneity:
    """A chi-squared test of equal ratios over strata.

    `both_sides` says whether a stratum's whole interval lies above 1, and another's below.
    `compared` strata entered the test, `left_out` have nobody of one group.
    `method` is "cochran_q" or "breslow_day"; statistic, degrees of freedom and p are None where
    fewer than two strata can be compared.
    """

    statistic: float | None
    degrees_of_freedom: int | None
    p_value: float | None
    both_sides: bool
    compared: int
    left_out: int
    method: str
    state: State
    note: str

    @property
    def differs(self) -> bool:
        """Whether to say that the gap differs, so that the pooled ratio comes second."""
        return self.both_sides or (self.p_value is not None and self.p_value < SIGNIFICANT)


def heterogeneity(
    *, strata: Strata, measure: Measure = "rate_ratio", confidence: float = 0.95
) -> Heterogeneity:
    """Tests whether the ratio named by `measure` is the same in all strata.

    Rates and shares: Cochran's (1954) Q of the logarithms, sum w (ln r - mean)^2 with w one over
    the variance and the mean weighted so. A stratum with a zero has no such logarithm and does not
    enter the test. Odds: Breslow and Day (1980) around the Mantel-Haenszel odds ratio, without
    Tarone's correction; a stratum where everybody or nobody has the event does not enter.
    The degrees of freedom are one less than the strata in the test.

    `strata` are those of the pooled ratio of that name.
    """
    if measure == "rate_ratio":
        used = usable_rates(strata, confidence)
        statistic, entered = _cochran(used, shares=False)
        sides = _sides(used, shares=False)
    elif measure == "risk_ratio":
        used = usable_risks(strata, confidence)
        statistic, entered = _cochran(used, shares=True)
        sides = _sides(used, shares=True)
    elif measure == "odds_ratio":
        used = usable_risks(strata, confidence)
        statistic, entered = _breslow_day(used, pooled_odds_ratio(strata=strata).estimate)
        sides = {_side_of_odds(s, confidence) for s in used.strata}
    else:
        raise ValueError(f"measure must be rate_ratio, risk_ratio or odds_ratio, got {measure!r}")
    tested = entered > 1
    return Heterogeneity(
        statistic=statistic if tested else None,
        degrees_of_freedom=entered - 1 if tested else None,
        p_value=float(chdtrc(entered - 1, statistic)) if tested else None,
        both_sides={ABOVE, BELOW} <= sides,
        compared=entered,
        left_out=used.left_out,
        method="breslow_day" if measure == "odds_ratio" else "cochran_q",
        state=State.OK if tested else State.NOT_ESTIMABLE,
        note=used.note if tested else "fewer than two strata can be compared",
    )


def _sides(used: Used, *, shares: bool) -> set[int]:
    z = z_of(used.tail)
    return {_side(s, z, shares=shares) for s in used.strata}


def _side(s: Stratum, z: float, *, shares: bool) -> int:
    """On which side of 1 the whole score interval of a stratum lies.

    The interval has the ratios that the score test does not reject, so it leaves out 1 where the
    test of equal rates or shares rejects: no need to look for its limits, which takes long.
    """
    events = s.a + s.c
    expected = events * (s.n1 / s.n)
    variance = expected * (s.n0 / s.n) * (1 - events / s.n if shares else 1)
    beyond = s.a - expected
    if beyond * beyond <= z * z * variance:
        return NEITHER
    return ABOVE if beyond > 0 else BELOW


def _side_of_odds(s: Stratum, confidence: float) -> int:
    odds = odds_ratio(
        events=s.a,
        total=int(s.n1),
        reference_events=s.c,
        reference_total=int(s.n0),
        confidence=confidence,
    )
    if odds.lower is not None and odds.lower > 1:
        return ABOVE
    return BELOW if odds.upper is not None and odds.upper < 1 else NEITHER


def _cochran(used: Used, *, shares: bool) -> tuple[float, int]:
    found = []
    for s in used.strata:
        if s.a and s.c:
            variance = variance_of_log(*s) if shares else 1 / s.a + 1 / s.c
            if variance > 0:
                found.append((log(s.a / s.n1 * s.n0 / s.c), 1 / variance))
    if not found:
        return 0.0, 0
    mean = fsum(w * x for x, w in found) / fsum(w for _, w in found)
    return fsum(w * (x - mean) ** 2 for x, w in found), len(found)


def _breslow_day(used: Used, common: float | None) -> tuple[float, int]:
    informative = [s for s in used.strata if 0 < s.a + s.c < s.n]
    if common is None:
        return 0.0, 0
    return fsum(_breslow_day_term(s, common) for s in informative), len(informative)


def _breslow_day_term(s: Stratum, common: float) -> float:
    """(a - A)^2 / V, where A is the count with the common odds ratio in these margins."""
    m = s.a + s.c
    cells = (
        (s.a, _fitted(common, s.n1, m, s.n0)),
        (s.n1 - s.a, _fitted(1 / common, s.n1, s.n - m, s.n0)),
        (s.c, _fitted(1 / common, s.n0, m, s.n1)),
        (s.n0 - s.c, _fitted(common, s.n0, s.n - m, s.n1)),
    )
    # All four differ by as much; in the smallest the least of it is lost to rounding.
    observed, fitted = min(cells, key=lambda cell: cell[1])
    return (observed - fitted) ** 2 * fsum(1 / expected for _, expected in cells)


def _fitted(odds: float, row: float, column: float, other: float) -> float:
    """A cell of this row and column, beside an `other` row, if this were its odds ratio.

    The root within the margins of (odds - 1) x^2 - middle x + odds row column = 0, in the form that
    does not cancel; the square under the root is written as a sum.
    """
    middle = odds * (row + column) + (other - column)
    within = row * other + column * (row + other - column)
    root = sqrt((odds * (row - column)) ** 2 + 2 * odds * within + (other - column) ** 2)
    if middle >= 0:
        return 2 * odds * row * column / (middle + root)
    return (middle - root) / (2 * (odds - 1))
