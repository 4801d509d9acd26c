"""The sentence on whether areas differ: for each of the ways in which they may, or may not."""

import pytest

from reporting.presenters import strata
from reporting.statistics import heterogeneity

ALIKE = [(30, 50, 20, 50), (60, 100, 40, 100)]
APART = [(40, 50, 10, 50), (30, 50, 20, 50)]
REVERSED = [(40, 50, 10, 50), (10, 50, 40, 50)]
# Two small areas on both sides among many that are alike: chance alone would do that.
SCATTERED = [(10, 100, 10, 100)] * 60 + [(9, 20, 2, 20), (2, 20, 9, 20)]


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (ALIKE, "The data do not show that the gap differs between areas (Q = 0.0 over 2 areas, p"),
        (APART, "The gap differs between areas (Q = "),
        (REVERSED, "The gap differs between areas and is reversed in some (Q = "),
        (
            SCATTERED,
            "In some areas the ratio lies above 1, in others below, with the whole interval",
        ),
        ([(30, 50, 20, 50)], "Too few areas can be compared"),
        ([], "Too few areas can be compared"),
    ],
)
def test_each_case_has_its_words(found, words):
    assert strata.spread(heterogeneity(strata=found, measure="risk_ratio")).startswith(words)


@pytest.mark.parametrize(
    ("found", "words"),
    [
        (ALIKE, "Not shown, p = 1.000"),
        (APART, "Yes, p "),
        (REVERSED, "Yes, p < 0.001"),
        (SCATTERED, "Above and below 1, p = "),
        ([], "–"),
    ],
)
def test_a_cell_never_says_yes_beside_a_p_value_that_does_not(found, words):
    assert strata.cell(heterogeneity(strata=found, measure="risk_ratio")).startswith(words)


@pytest.mark.parametrize(
    ("p", "words"), [(0.0009, "< 0.001"), (0.001, "= 0.001"), (0.05, "= 0.050"), (1.0, "= 1.000")]
)
def test_a_p_value_is_never_printed_as_zero(p, words):
    assert strata.p_value(p) == words
