"""Interval formulas on plain numbers: no checks, no gates, no undefined results.

`tail` is the probability left out on each side, 0.025 for a 95% interval.

One observation carries the ratios. Given a + b events in all, the a events of the group are
binomial with odds (rate ratio x t1/t0), so each method needs only its *lower limit of the odds*
for (a, b). The upper limit is one over the lower limit for (b, a): swapping the groups inverts the
interval exactly, and a zero needs no special case beyond "no lower limit but zero".
"""

from collections.abc import Callable
from math import exp, expm1, log, sqrt

from scipy.special import (
    betainc,
    betainccinv,
    betaincinv,
    gammainccinv,
    gammaincinv,
    ndtri,
)

from reporting.statistics.roots import bracket_up, crossing

Limits = tuple[float, float]
NEARLY_ALL = 0.9


def tail_of(confidence: float) -> float:
    """The probability beyond each limit."""
    return (1 - confidence) / 2


def z_of(tail: float) -> float:
    """The normal quantile, 1.959964 for tail = 0.025."""
    return float(-ndtri(tail))


def poisson_exact(events: float, *, tail: float) -> Limits:
    """Exact limits of a Poisson mean (Garwood 1936), the gamma form of the chi-square formula."""
    lower = float(gammaincinv(events, tail)) if events else 0.0
    return lower, float(gammainccinv(events + 1, tail))


def poisson_byar(events: float, *, tail: float) -> Limits:
    """Byar's limits of a Poisson mean in the form of Breslow and Day (1987) and APHO.

    Lower from x, upper from x + 1. (Some packages use x + 0.5 for both and call it Byar too.)
    """
    z = z_of(tail)
    more = events + 1
    lower = events * (1 - 1 / (9 * events) - z / (3 * sqrt(events))) ** 3 if events else 0.0
    upper = more * (1 - 1 / (9 * more) + z / (3 * sqrt(more))) ** 3
    return max(lower, 0.0), upper  # one event at 99.8% would have a negative lower limit


def wilson(events: float, total: float, *, tail: float) -> Limits:
    """Wilson's (1927) limits of a proportion: the score odds, turned back into a probability."""
    odds = score_odds(events, total - events, tail=tail)
    reverse = score_odds(total - events, events, tail=tail)
    return odds / (1 + odds), 1 / (1 + reverse)


def score_odds(a: float, b: float, *, tail: float) -> float:
    """Lower score limit of the odds: the smaller root of (a - b w)^2 = z^2 (a + b) w.

    Written with the large root below the line, so that nothing cancels and b = 0 needs no care.
    """
    if not a:
        return 0.0
    z2 = z_of(tail) ** 2
    n = a + b
    return 2 * a * a / (2 * a * b + z2 * n + sqrt(z2 * n * (4 * a * b + z2 * n)))


def exact_odds(a: float, b: float, *, tail: float) -> float:
    """Lower central exact limit of the odds (Clopper and Pearson 1934)."""
    if not a:
        return 0.0
    return float(betaincinv(a, b + 1, tail) / betainccinv(b + 1, a, tail))


def midp_odds(a: float, b: float, *, tail: float) -> float:
    """Lower mid-P limit of the odds: P(more than a) + P(a)/2 = tail (Lancaster 1961)."""
    if not a:
        return 0.0

    def beyond(odds: float) -> float:
        p = odds / (1 + odds)
        more = float(betainc(a + 1, b, p)) if b else 0.0
        return (float(betainc(a, b + 1, p)) + more) / 2 - tail

    # The tail is the mean of P(a or more) and P(more than a): between these two it is crossed.
    low, high = exact_odds(a, b, tail=tail), exact_odds(a, b, tail=2 * tail)
    return crossing(beyond, low=low, high=high)


def wald_odds(a: float, b: float, *, tail: float) -> float:
    """Lower limit of the odds from the logarithm, whose variance is 1/a + 1/b. Neither may be 0."""
    return a / b * exp(-z_of(tail) * sqrt(1 / a + 1 / b))


def koopman_lower(a: float, n1: float, c: float, n0: float, *, tail: float) -> float:
    """Lower limit of a ratio of shares, a/n1 over c/n0: the chi-squared test inverted.

    Koopman (1984). The upper limit is one over the lower limit with the groups swapped.
    """
    if not a:
        return 0.0
    z = z_of(tail)

    def apart(log_ratio: float) -> float:
        """-(score) + z: it rises with the ratio and is zero at the lower limit."""
        ratio = exp(log_ratio)
        # The likeliest reference share if this were the ratio; the root that does not cancel.
        middle = n1 * ratio + a + n0 + c * ratio
        square = middle * middle - 4 * (n1 + n0) * ratio * (a + c)
        p0 = 2 * (a + c) / (middle + sqrt(max(square, 0.0)))
        p1 = ratio * p0
        q0, q1 = 1 - p0, 1 - p1
        difference = a / n1 - ratio * c / n0
        if p0 > NEARLY_ALL or p1 > NEARLY_ALL:
            more = expm1(log_ratio)
            least0, least1 = _without_event(a, n1, c, n0, ratio=ratio, more=more)
            q0 = least0 if p0 > NEARLY_ALL else q0
            q1 = least1 if p1 > NEARLY_ALL else q1
            if p0 > NEARLY_ALL and p1 > NEARLY_ALL:  # the same difference, of smaller numbers
                difference = ratio * ((n0 - c) / n0) - (n1 - a) / n1 - more
        variance = p1 * q1 / n1 + ratio * p1 * q0 / n0
        if variance <= 0:  # only where the shares are 0 or 1 and so is what the ratio makes them
            return z if difference <= 0 else -difference
        return z - difference / sqrt(variance)

    high = log(a / n1 * n0 / c) if c else 0.0
    if not c:
        high = bracket_up(apart, start=high)
    low = -bracket_up(lambda place: -apart(-place), start=-high)
    return exp(crossing(apart, low=low, high=high))


def _without_event(
    a: float, n1: float, c: float, n0: float, *, ratio: float, more: float
) -> tuple[float, float]:
    """Of the reference and the group, the likeliest shares without the event; `more` is ratio - 1.

    One less the shares with it, but of those few that have none: with nearly everybody, what is
    left of 1 would be rounding. Each is a root of the same square equation, in the form where
    nothing cancels.
    """
    b, d, n = n1 - a, n0 - c, n1 + n0
    if abs(more) < 0.5:
        own, other = b + ratio * d - n * more, b + ratio * d + n * more
        gap = n * more - ratio * d
    else:  # the same, where one group may be far larger than the other
        own, other = 2 * n1 + n0 - a - ratio * (n1 + c), ratio * (n1 + 2 * n0 - c) - a - n0
        gap = ratio * (n1 + c) - n
    if more < 0:
        root = sqrt(other * other - 4 * n * more * ratio * d)
    else:
        root = sqrt(gap * gap + 2 * b * (n * more + ratio * d) + b * b)
    return (
        (other + root) / (2 * n * ratio) if other >= 0 else 2 * more * d / (other - root),
        (own + root) / (2 * n) if own >= 0 else 2 * more * b / (root - own),
    )


ODDS: dict[str, Callable[..., float]] = {
    "score": score_odds,
    "exact": exact_odds,
    "midp": midp_odds,
    "wald": wald_odds,
}
