"""Figures that others have published, of tables that are printed with them."""

import pytest

from reporting.statistics import (
    heterogeneity,
    pooled_odds_ratio,
    pooled_rate_ratio,
    risk_ratio,
    standardised_rate,
)

# Agresti, Categorical Data Analysis (2002), table 6.9: a cream in eight clinics.
CLINICS = [
    (11, 36, 10, 37),
    (16, 20, 22, 32),
    (14, 19, 7, 19),
    (2, 16, 1, 17),
    (6, 17, 0, 12),
    (1, 11, 0, 10),
    (1, 5, 1, 9),
    (4, 6, 6, 7),
]
# Admissions to Berkeley in 1973: men and women in six departments; R's mantelhaen.test.
BERKELEY = [
    (512, 825, 89, 108),
    (353, 560, 17, 25),
    (120, 325, 202, 593),
    (138, 417, 131, 375),
    (53, 191, 94, 393),
    (22, 373, 24, 341),
]
# Doll and Hill (1966), deaths of British doctors by age, smokers and others; Rothman, Greenland and
# Lash, Modern Epidemiology (2008).
DOCTORS = [
    (32, 52_407, 2, 18_790),
    (104, 43_248, 12, 10_673),
    (206, 28_612, 28, 5_710),
    (186, 12_663, 28, 2_585),
    (102, 5_317, 31, 1_462),
]
# Down syndrome among children born fifth or later, by age of mother: Fleiss (1981), table 14.4, the
# example of Fay and Feuer (1997); figures of the R package dsrTest.
FIFTH = list(
    zip(
        (0, 8, 63, 112, 262, 295),
        (327, 30_666, 123_419, 149_919, 104_088, 34_392),
        (319_933, 931_318, 786_511, 488_235, 237_863, 61_313),
        strict=True,
    )
)


def numbers(found):
    return found.estimate, found.lower, found.upper


@pytest.mark.parametrize(
    ("strata", "expected"),
    [(CLINICS, (2.135, 1.178, 3.869)), (BERKELEY, (0.9046968, 0.7719074, 1.0603298))],
    ids=["clinics", "berkeley"],
)
def test_odds_over_strata(strata, expected):
    assert numbers(pooled_odds_ratio(strata=strata)) == pytest.approx(expected, abs=5e-4)


def test_odds_that_do_not_differ_between_clinics():
    found = heterogeneity(strata=CLINICS, measure="odds_ratio")
    assert (found.statistic, found.p_value) == pytest.approx((7.996, 0.333), rel=1e-3)


def test_rates_over_ages():
    found = numbers(pooled_rate_ratio(strata=DOCTORS))
    assert found == pytest.approx((1.42, 1.15, 1.76), abs=5e-3)


def test_gamma_limits_where_one_stratum_has_few_people():
    """Its weight is a third of the whole: the upper limit is far away."""
    found = standardised_rate(strata=FIFTH, method="fay_feuer")
    assert numbers(found) == pytest.approx((75.52901, 67.70212, 188.30017), abs=5e-6)


def test_koopmans_own_example():
    both = {"events": 36, "total": 40, "reference_events": 16, "reference_total": 80}
    assert numbers(risk_ratio(**both)) == pytest.approx((4.5, 2.94, 7.15), abs=5e-3)
