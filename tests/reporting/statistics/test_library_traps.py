"""What well-known libraries do in the corners, shown on themselves, and what we do there.

These are the reasons why the package has formulas of its own; a library that mends one of them
fails its test here, and the comment in `statistics.md` of the project can go.
"""

import math
import warnings

import pytest
from scipy.stats.contingency import odds_ratio as scipy_odds_ratio
from scipy.stats.contingency import relative_risk
from statsmodels.stats.contingency_tables import StratifiedTable, Table2x2
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint
from statsmodels.stats.rates import confint_poisson, confint_poisson_2indep, test_poisson_2indep

from reporting.statistics import (
    State,
    count,
    heterogeneity,
    odds_ratio,
    pooled_odds_ratio,
    pooled_risk_ratio,
    proportion,
    rate,
    rate_ratio,
    risk_difference,
    risk_ratio,
)

# pytest would collect a function of this name.
poisson_test = test_poisson_2indep
del test_poisson_2indep


def rates(a, t1, b, t0):
    return {"events": a, "exposure": t1, "reference_events": b, "reference_exposure": t0}


def risks(a, n1, c, n0):
    return {"events": a, "total": n1, "reference_events": c, "reference_total": n0}


def limits(result):
    return [result.lower, result.upper]


@pytest.fixture
def quiet():
    """A library's warnings about dividing by zero are what the test is about."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@pytest.mark.parametrize(
    ("data", "theirs", "ours"),
    [
        ((0, 1000, 12, 5000), (1.6006, 1.6006), (0, 1.6006)),
        ((12, 5000, 0, 1000), (0.6248, 0.6248), (0.6248, None)),
    ],
)
def test_score_interval_of_a_rate_ratio_loses_a_limit_with_a_zero(quiet, data, theirs, ours):
    found = confint_poisson_2indep(*data, method="score", compare="ratio")
    assert found == pytest.approx(theirs, abs=5e-5)
    assert limits(rate_ratio(**rates(*data))) == pytest.approx(ours, abs=5e-5)


def test_mid_p_interval_of_no_events_has_no_width(quiet):
    low, high = confint_poisson(0, 1000, method="midp-c")
    assert low == pytest.approx(high) == pytest.approx(0.0029957, abs=5e-8)
    result = rate(events=0, exposure=1000, per=1)
    assert limits(result) == [0, pytest.approx(0.0036889, abs=5e-8)]


@pytest.mark.parametrize("data", [(0, 1000, 12, 5000), (12, 5000, 0, 1000)])
def test_wald_interval_fails_with_a_zero(data):
    with pytest.raises(ZeroDivisionError):
        confint_poisson_2indep(*data, method="wald-log", compare="ratio")
    assert rate_ratio(**rates(*data), method="wald").state == State.NOT_ESTIMABLE


@pytest.mark.parametrize("method", ["log", "logit"])
def test_logarithmic_intervals_of_shares_fail_with_a_zero(method):
    compare = "ratio" if method == "log" else "odds-ratio"
    with pytest.raises(ZeroDivisionError):
        confint_proportions_2indep(0, 10, 3, 20, method=method, compare=compare)
    wald = {"ratio": risk_ratio, "odds-ratio": odds_ratio}[compare]
    assert wald(**risks(0, 10, 3, 20), method="wald").state == State.NOT_ESTIMABLE


@pytest.mark.parametrize(
    ("compare", "error"), [("diff", ValueError), ("odds-ratio", ZeroDivisionError)]
)
def test_score_interval_of_shares_has_no_solution_with_a_zero(quiet, compare, error):
    with pytest.raises(error):
        confint_proportions_2indep(0, 10, 3, 20, method="score", compare=compare)
    ours = {"diff": risk_difference, "odds-ratio": odds_ratio}[compare](**risks(0, 10, 3, 20))
    assert ours.state == State.OK


def test_score_interval_of_a_ratio_of_shares_is_wrong_where_all_of_the_reference_had_the_event(
    quiet,
):
    """It comes back complex, and without the ratio, 0.3, in it."""
    low, high = confint_proportions_2indep(
        3, 10, 20, 20, method="score", compare="ratio", correction=False
    )
    assert abs(low - high) < 1e-6
    ours = risk_ratio(**risks(3, 10, 20, 20))
    assert limits(ours) == pytest.approx([0.107791, 0.603222], abs=5e-7)
    assert ours.lower < ours.estimate < ours.upper


def test_relative_risk_with_a_zero_has_no_limits(quiet):
    none = relative_risk(0, 10, 3, 20).confidence_interval()
    assert (none.low, math.isnan(none.high)) == (0, True)
    assert limits(risk_ratio(**risks(0, 10, 3, 20))) == [0, pytest.approx(2.179222, abs=5e-7)]

    none = relative_risk(3, 10, 0, 20).confidence_interval()
    assert (math.isnan(none.low), none.high) == (True, math.inf)
    assert risk_ratio(**risks(3, 10, 0, 20)).lower == pytest.approx(1.704946, abs=5e-7)


def test_a_table_of_two_by_two_silently_adds_a_half():
    table = [[0, 12], [6, 8]]
    shifted = Table2x2(table)
    assert shifted.riskratio > 0
    assert Table2x2(table, shift_zeros=False).riskratio == 0
    assert risk_ratio(**risks(0, 12, 6, 14)).estimate == 0


def test_one_empty_stratum_leaves_nothing_of_the_pooled_ratio(quiet):
    tables = [[[10, 20], [5, 30]], [[0, 0], [0, 0]]]
    assert math.isnan(StratifiedTable(tables).oddsratio_pooled)
    strata = [(10, 30, 5, 35), (0, 0, 0, 0)]
    assert pooled_odds_ratio(strata=strata).estimate == pytest.approx(3)
    assert pooled_risk_ratio(strata=strata).estimate == pytest.approx(35 / 15)


def test_equal_odds_cannot_be_tested_where_they_are_one(quiet):
    assert math.isnan(StratifiedTable([[[1, 1], [1, 1]]] * 2).test_equal_odds().statistic)
    found = heterogeneity(strata=[(1, 2, 1, 2)] * 2, measure="odds_ratio")
    assert (found.statistic, found.p_value) == (0, 1)


def test_usual_interval_of_a_share_of_none_has_no_width():
    assert proportion_confint(0, 20) == (0, 0)
    assert limits(proportion(events=0, total=20)) == [0, pytest.approx(0.161125, abs=5e-7)]


def test_a_count_needs_a_method_named():
    with pytest.raises(ValueError, match="method"):
        confint_poisson(15, 400)
    assert count(events=15).method == "byar"


def test_the_odds_ratio_is_the_conditional_one_unless_told_otherwise():
    table = [[7, 15], [58, 472]]
    cross = 7 * 472 / (15 * 58)
    assert scipy_odds_ratio(table).statistic == pytest.approx(3.783669, abs=5e-7)
    ours = risks(7, 65, 15, 487)
    assert odds_ratio(**ours).estimate == pytest.approx(3.783669, abs=5e-7)
    assert odds_ratio(**ours, method="wald").estimate == pytest.approx(cross)


def test_a_p_value_of_another_method_contradicts_the_interval():
    """p = 0.042, yet the central interval contains 1: we give no p-value beside an interval."""
    data = (2, 17877, 10, 20000)
    p = poisson_test(*data, method="exact-cond").pvalue
    assert p == pytest.approx(0.042, abs=5e-4)
    result = rate_ratio(**rates(*data), method="exact")
    assert result.lower < 1 < result.upper
