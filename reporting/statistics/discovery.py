"""Which of many comparisons stand out, when many are looked at (M11)."""

from collections.abc import Sequence

from scipy.special import gammainc, gammaincc

from reporting.statistics.inputs import check_count, check_exposure, check_share


def poisson_p_value(*, observed: int, expected: float) -> float:
    """How often chance alone takes a Poisson count at least as far from `expected` as `observed`.

    Exact, two-sided and central: twice the smaller of P(observed or fewer) and P(observed or more),
    at most 1 (Garwood 1936). So it is below 0.05 exactly where the exact 95% interval of the count
    leaves out `expected`. Nothing expected: 1 if nothing was observed, else 0.
    """
    events, size = check_count("observed", observed), check_exposure("expected", expected)
    if size is None:
        raise ValueError("expected must be a number")
    at_most = float(gammaincc(events + 1, size))
    at_least = float(gammainc(events, size)) if events else 1.0
    return min(2 * min(at_most, at_least), 1.0)


def false_discovery(*, p_values: Sequence[float]) -> tuple[float, ...]:
    """The adjusted p-values (q-values) of Benjamini and Hochberg (1995), in the order given.

    Marking those of at most 0.05 keeps the expected share of false ones among the marked at 5%,
    where the tests are independent or depend on each other positively. None given: none returned.
    """
    checked = [check_share("p_values", p) for p in p_values]
    order = sorted(range(len(checked)), key=lambda i: checked[i], reverse=True)
    adjusted, least = [0.0] * len(checked), 1.0
    for place, i in enumerate(order):
        least = min(least, checked[i] * (len(checked) / (len(checked) - place)))
        adjusted[i] = least
    return tuple(adjusted)
