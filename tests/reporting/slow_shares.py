"""Shares of people once handcuffed, slowly and in other ways: rows in Python, other libraries."""

from collections.abc import Callable, Iterable
from math import exp, hypot, log, sqrt

from scipy import stats
from statsmodels.stats.proportion import confint_proportions_2indep

from records.models import Encounter

Numbers = tuple[float, float, float]
Z = stats.norm.ppf(0.975)
ACCOUNTS = {"compliance", "before_arrest"}
HAPPENED: dict[str, tuple[Callable[[Encounter], bool], Callable[[Encounter], bool]]] = {
    "non_compliant": (lambda e: e.compliance == "non_compliant", lambda e: e.compliance != ""),
    "before_arrest": (lambda e: e.before_arrest == "yes", lambda e: e.before_arrest != ""),
    "no_de_escalation": (lambda e: e.no_de_escalation, lambda e: e.compliance != ""),
    "continued_unjustified": (lambda e: e.continued_unjustified, lambda e: True),
    "arrested": (lambda e: "arrested" in e.outcomes, lambda e: True),
    "no_further_action": (lambda e: "no_further_action" in e.outcomes, lambda e: True),
    "injured": (lambda e: e.injured == "yes", lambda e: True),
}


def count(people: Iterable[Encounter], outcome: str) -> tuple[int, int]:
    """To how many it happened, of how many of whom it is known."""
    happened, known = HAPPENED[outcome]
    asked = [one for one in people if known(one)]
    return sum(happened(one) for one in asked), len(asked)


def share(x: int, n: int) -> Numbers:
    interval = stats.binomtest(x, n).proportion_ci(method="wilson")
    return x / n, interval.low, interval.high


def difference(a: int, n: int, c: int, m: int) -> Numbers:
    """Newcombe's square-and-add limits from those of both shares."""
    (p1, l1, u1), (p0, l0, u0) = share(a, n), share(c, m)
    return p1 - p0, p1 - p0 - hypot(p1 - l1, u0 - p0), p1 - p0 + hypot(u1 - p1, p0 - l0)


def ratio(a: int, n: int, c: int, m: int) -> Numbers:
    """Koopman's limits as statsmodels finds them."""
    low, high = confint_proportions_2indep(
        a, n, c, m, method="score", compare="ratio", correction=False
    )
    return (a / n) / (c / m), low, high


def pooled(strata: Iterable[tuple[int, int, int, int]]) -> Numbers:
    """Mantel and Haenszel, written out; strata without people of both groups tell nothing."""
    r = s = v = 0.0
    for a, n, c, m in strata:
        if n and m:
            r += a * m / (n + m)
            s += c * n / (n + m)
            v += ((a + c) * n * m - a * c * (n + m)) / (n + m) ** 2
    half = Z * sqrt(v / (r * s))
    return r / s, exp(log(r / s) - half), exp(log(r / s) + half)


def cochran(strata: Iterable[tuple[int, int, int, int]]) -> tuple[float, int, float]:
    """Q of the logarithms, its degrees of freedom and p; a stratum with a zero has none."""
    logs, weights = [], []
    for a, n, c, m in strata:
        if n and m and a and c and 1 / a - 1 / n + 1 / c - 1 / m > 0:
            logs.append(log((a / n) / (c / m)))
            weights.append(1 / (1 / a - 1 / n + 1 / c - 1 / m))
    mean = sum(w * x for w, x in zip(weights, logs, strict=True)) / sum(weights)
    q = sum(w * (x - mean) ** 2 for w, x in zip(weights, logs, strict=True))
    return q, len(logs) - 1, stats.chi2.sf(q, len(logs) - 1)
