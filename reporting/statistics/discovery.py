"""Which of many comparisons stand out, when many are looked at (M11)."""

from collections.abc import Sequence

from reporting.statistics.inputs import check_share


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
