"""How far two reviewers of the same records agree beyond chance."""

from collections.abc import Sequence
from math import sqrt

from reporting.statistics.estimate import Estimate, Input, State
from reporting.statistics.inputs import check_confidence, check_count
from reporting.statistics.intervals import tail_of, wilson, z_of

FEWEST_OF_EITHER = 5  # pairs that agree, and pairs that do not, for an error of large samples
NOTHING_PAIRED = "none recorded"
ONE_ANSWER = "one of the two gave a single answer throughout"


def kappa(*, table: Sequence[Sequence[int]], confidence: float = 0.95) -> Estimate:
    """Cohen’s (1960) kappa of a square table: the first answers by row, the second by column.

    The interval is that of Fleiss, Cohen and Everitt (1969), for large samples. With fewer than
    five pairs that agree, or five that do not, its error is next to nothing, and zero where all
    agree, which would feign certainty: it is then never inside the one that Wilson's limits of the
    observed agreement give with the agreement by chance held fixed. Cut off at -1 and 1.

    Undefined without pairs, and where either reviewer gave one answer only: kappa is then 0 or
    0/0 whatever they agree on.
    """
    rows = [[check_count("table", cell) for cell in row] for row in table]
    size = len(rows)
    if size < 2 or any(len(row) != size for row in rows):
        raise ValueError("the table must be square, with two answers or more")
    confidence = check_confidence(confidence)
    total = sum(map(sum, rows))
    agreed = sum(rows[i][i] for i in range(size))
    inputs: dict[str, Input] = {"agreed": agreed, "total": total, "confidence": confidence}
    if not total:
        return Estimate(state=State.NOT_ESTIMABLE, note=NOTHING_PAIRED, inputs=inputs)
    first = [sum(row) / total for row in rows]
    second = [sum(column) / total for column in zip(*rows, strict=True)]
    if 1.0 in (max(first), max(second)):
        return Estimate(state=State.NOT_ESTIMABLE, note=ONE_ANSWER, inputs=inputs)
    by_chance = sum(p * q for p, q in zip(first, second, strict=True))
    inputs["by_chance"] = by_chance
    estimate = _beyond(agreed / total, by_chance)
    shares = [[cell / total for cell in row] for row in rows]
    variance = _variance(shares, first, second, by_chance, estimate) / total
    tail = tail_of(confidence)
    half = z_of(tail) * sqrt(max(variance, 0.0))  # rounding may leave less than nothing
    lower, upper, method = estimate - half, estimate + half, "fleiss"
    if min(agreed, total - agreed) < FEWEST_OF_EITHER:
        observed = wilson(agreed, total, tail=tail)
        lower = min(lower, _beyond(observed[0], by_chance))
        upper = max(upper, _beyond(observed[1], by_chance))
        method = "fleiss_wilson"
    return Estimate(
        estimate=estimate,
        lower=max(lower, -1.0),
        upper=min(upper, 1.0),
        method=method,
        inputs=inputs,
    )


def _beyond(observed: float, by_chance: float) -> float:
    return (observed - by_chance) / (1 - by_chance)


def _variance(
    shares: list[list[float]],
    first: list[float],
    second: list[float],
    by_chance: float,
    estimate: float,
) -> float:
    """The variance of kappa for one pair: Fleiss, Cohen and Everitt (1969), equation 13."""
    apart = 1 - estimate
    size = range(len(shares))
    on_diagonal = sum(shares[i][i] * (1 - (first[i] + second[i]) * apart) ** 2 for i in size)
    off_diagonal = sum(
        shares[i][j] * (second[i] + first[j]) ** 2 for i in size for j in size if i != j
    )
    squared = (estimate - by_chance * apart) ** 2
    return (on_diagonal + apart**2 * off_diagonal - squared) / (1 - by_chance) ** 2
