"""Figures of hidden strata: whatever the hidden numbers are, the interval holds the figure."""

from itertools import product

import pytest

from reporting.statistics import (
    State,
    gate_hidden_strata,
    standardised_rate,
    standardised_rate_ratio,
    standardised_rate_ratio_within,
    standardised_rate_within,
)
from reporting.statistics.gates import TOO_MUCH_HIDDEN

SIZES = ((9_000, 5_000), (4_000, 3_000), (12_000, 8_000))  # population, standard
OTHERS = ((20_000, 5_000), (11_000, 3_000), (30_000, 8_000))


def strata(events, sizes=SIZES):
    return [(number, *size) for number, size in zip(events, sizes, strict=True)]


def ends(shown, sizes=SIZES):
    """The strata with each hidden number, which is None, at 0 and at 9."""
    return {
        name: strata([end if number is None else number for number in shown], sizes)
        for name, end in (("lowest", 0), ("highest", 9))
    }


OWN, OTHER = [40, None, 85], [None, 55, 120]
RATE = standardised_rate_within(**ends(OWN), per=1000)
RATIO = standardised_rate_ratio_within(
    **ends(OWN), **{f"reference_{name}": some for name, some in ends(OTHER, OTHERS).items()}
)


def test_every_possible_figure_lies_between_its_ends_and_its_interval_in_the_interval():
    for mine, theirs in product(range(10), repeat=2):
        own, other = strata([40, mine, 85]), strata([theirs, 55, 120], OTHERS)
        for figure, true in (
            (RATE, standardised_rate(strata=own, per=1000)),
            (RATIO, standardised_rate_ratio(strata=own, reference_strata=other)),
        ):
            low, high = figure.inputs["lowest"], figure.inputs["highest"]
            assert low * (1 - 1e-12) <= true.estimate <= high * (1 + 1e-12)
            assert figure.lower <= true.lower <= true.upper <= figure.upper


def test_the_ratio_is_that_of_the_two_rates():
    reference = standardised_rate_within(**ends(OTHER, OTHERS), per=1000)
    assert RATIO.estimate == pytest.approx(RATE.estimate / reference.estimate, rel=1e-12)


def test_without_anything_hidden_it_is_the_plain_figure():
    shown = [40, 7, 85]
    own, other = strata(shown), strata([30, 55, 120], OTHERS)
    rate = standardised_rate_within(lowest=own, highest=own, per=1000)
    plain = standardised_rate(strata=own, per=1000)
    assert rate.estimate == pytest.approx(plain.estimate, rel=1e-12)
    assert (rate.lower, rate.upper) == (plain.lower, plain.upper)
    ratio = standardised_rate_ratio_within(
        lowest=own, highest=own, reference_lowest=other, reference_highest=other
    )
    whole = standardised_rate_ratio(strata=own, reference_strata=other)
    assert ratio.estimate == pytest.approx(whole.estimate, rel=1e-12)


def test_gates():
    assert gate_hidden_strata(RATE).shown
    moved = standardised_rate_within(**ends([None, 5, None]), per=1000)
    assert moved.shown
    withheld = gate_hidden_strata(moved)
    assert (withheld.state, withheld.note) == (State.SUPPRESSED, TOO_MUCH_HIDDEN)
    few = standardised_rate_within(lowest=strata([3, 0, 4]), highest=strata([3, 1, 4]))
    assert gate_hidden_strata(few).state is State.INSUFFICIENT
    none = standardised_rate_ratio_within(
        **ends([None, None, None]),
        **{f"reference_{name}": some for name, some in ends(OTHER, OTHERS).items()},
    )
    assert none.state is State.NOT_ESTIMABLE
    assert gate_hidden_strata(none).note == TOO_MUCH_HIDDEN
