"""The published and derived cases in reference_cases.json, found by their id.

The file came with the statistics text of this project (its statistics.md); every case names its own
source and licence, and holds figures only. Some cases give several methods: those that are not ours
are made here by a library, so that the figures of the case are known to belong to them.
"""

import json
import re
from pathlib import Path

import pytest
from scipy import stats
from scipy.special import pdtr, pdtrc
from statsmodels.stats.contingency_tables import StratifiedTable
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.rates import confint_poisson

from reporting.statistics import (
    State,
    audit_suppression,
    count,
    cusum_bernoulli,
    e_value,
    expected_events,
    false_discovery,
    funnel_limits_ratio,
    gate_standardised,
    heterogeneity,
    odds_ratio,
    pooled_odds_ratio,
    pooled_risk_ratio,
    proportion,
    publish_count,
    rate,
    rate_difference,
    rate_ratio,
    risk_difference,
    risk_ratio,
    standardised_rate,
    standardised_ratio,
    unknown_bounds,
)
from reporting.statistics.intervals import poisson_byar, poisson_exact, tail_of, wilson

FILE = Path(__file__).with_name("reference_cases.json")
CASES = {case["id"]: case for case in json.loads(FILE.read_text(encoding="utf-8"))["cases"]}


def rows(case_id):
    """Each row of a case with its expected row, under a readable id."""
    case = CASES[case_id]
    pairs = zip(case["inputs"]["rows"], case["expected"]["rows"], strict=True)
    return [
        pytest.param({**given, **expected}, id=f"{case_id}-{number}")
        for number, (given, expected) in enumerate(pairs)
    ]


def close(expected, case_id):
    return pytest.approx(expected, **CASES[case_id]["tolerance"])


def comparison(case_id):
    """The inputs of a two-group case under our names."""
    given = CASES[case_id]["inputs"]
    return {
        "events": given["a"],
        "exposure": given["t1"],
        "reference_events": given["b"],
        "reference_exposure": given["t0"],
    }


def shares(case_id):
    """The same for people who could all have had the event."""
    given = CASES[case_id]["inputs"]
    return {
        "events": given["a"],
        "total": given["n1"],
        "reference_events": given["c"],
        "reference_total": given["n0"],
    }


def limits(result):
    return [result.lower, result.upper]


@pytest.mark.parametrize("row", rows("A01"))
def test_byar_limits_are_those_of_the_public_health_tables(row):
    found = poisson_byar(row["x"], tail=tail_of(row["confidence"]))
    assert list(found) == close([row["lower"], row["upper"]], "A01")


def test_byar_lower_limit_is_never_negative():
    assert poisson_byar(1, tail=0.001) == (0.0, pytest.approx(9.362180, abs=5e-7))  # A01, notes


@pytest.mark.parametrize("row", rows("A02"))
def test_wilson_limits_are_those_of_the_public_health_tables(row):
    found = wilson(row["x"], row["n"], tail=tail_of(row["confidence"]))
    assert list(found) == close([row["lower"], row["upper"]], "A02")
    if "lower998" in row:
        found = wilson(row["x"], row["n"], tail=0.001)
        assert list(found) == close([row["lower998"], row["upper998"]], "A02")


@pytest.mark.parametrize("row", [p for p in rows("A02") if p.values[0]["x"].is_integer()])
def test_proportion_has_wilson_limits(row):
    result = proportion(events=int(row["x"]), total=int(row["n"]), confidence=row["confidence"])
    assert limits(result) == close([row["lower"], row["upper"]], "A02")


@pytest.mark.parametrize("row", rows("A03"))
def test_rate_is_exact_below_ten_events_and_byar_from_ten(row):
    """The last row has 250 events among 220 residents: a rate, not a risk, and not clipped."""
    given = {"events": int(row["x"]), "exposure": row["n"], "per": 100_000}

    result = rate(**given)
    assert result.estimate == close(row["value"], "A03")
    assert limits(result) == close([row["lower"], row["upper"]], "A03")
    assert result.method == {"Exact": "exact", "Byars": "byar"}[row["method"]]

    result = rate(**given, confidence=0.998)
    assert limits(result) == close([row["lower998"], row["upper998"]], "A03")


def test_fifteen_events_in_four_hundred():
    """A04: two formulas are called Byar; ours is the one of Breslow and Day."""
    expected = CASES["A04"]["expected"]
    result = rate(events=15, exposure=400, per=1)
    exact = [limit / 400 for limit in poisson_exact(15, tail=0.025)]

    assert limits(result) == close(expected["byar_APHO"], "A04")
    assert exact == close(expected["exact"], "A04")
    assert limits(result) != close(expected["byar_DescTools"], "A04")
    for name in ("score", "wald", "jeffreys"):  # never ours
        method = {"jeffreys": "jeff"}.get(name, name)
        assert confint_poisson(15, 400, method=method) == close(expected[name], "A04")


def test_four_where_three_were_expected():
    """A05 is a mid-P interval; ours is exact below ten, so it encloses that one."""
    given, expected = CASES["A05"]["inputs"], CASES["A05"]["expected"]
    lower, upper = confint_poisson(given["obs"], given["expected"], method="midp-c")
    assert [lower, upper] == close([expected["lower"], expected["upper"]], "A05")

    result = standardised_ratio(observed=given["obs"], expected=given["expected"])
    assert result.estimate == close(expected["smr"], "A05")
    assert result.lower < lower < upper < result.upper
    # The p-value of mid-P, twice the smaller side.
    above = pdtrc(4, 3.3) + (pdtr(4, 3.3) - pdtr(3, 3.3)) / 2
    assert 2 * above == close(expected["p"], "A05")


def test_no_events():
    """A06: the lower limit is 0, the upper one is not."""
    expected = CASES["A06"]["expected"]
    assert limits(rate(events=0, exposure=1000, per=1)) == close(expected["exact"], "A06")
    assert limits(count(events=0)) == pytest.approx([0, 3.689], abs=5e-4)
    nobody = proportion(events=0, total=20)
    assert limits(nobody) == close(expected["wilson_0_of_20"], "A06")
    assert confint_poisson(0, 1000, method="score") == close(expected["score"], "A06")
    clopper = proportion_confint(0, 20, method="beta")
    assert list(clopper) == close(expected["clopper_0_of_20"], "A06")


@pytest.mark.parametrize("method", ["wald", "score", "midp", "exact"])
def test_rothman_breast_cancer(method):
    expected = CASES["B01"]["expected"]
    result = rate_ratio(**comparison("B01"), method=method)
    assert result.estimate == close(expected["rr"], "B01")
    assert limits(result) == close(expected[method], "B01")


@pytest.mark.parametrize(("method", "key"), [("exact", "exact_central_95"), ("score", "score_95")])
def test_two_poisson_samples(method, key):
    expected = CASES["B02"]["expected"]
    result = rate_ratio(**comparison("B02"), method=method)
    relative = CASES["B02"]["tolerance"]["rel"]
    assert result.estimate == pytest.approx(expected["rr"], rel=relative)
    assert limits(result) == pytest.approx(expected[key], rel=relative)


def test_the_other_interval_of_two_poisson_samples_is_of_another_test():
    """B02: the set of likeliest counts has a p-value, and an interval inside the central one."""
    given, expected = CASES["B02"]["inputs"], CASES["B02"]["expected"]
    share = given["t1"] / (given["t1"] + given["t0"])
    smallest = stats.binomtest(given["a"], given["a"] + given["b"], share).pvalue
    assert smallest == pytest.approx(expected["p_exact_minlike"], rel=2e-6)
    central = rate_ratio(**comparison("B02"), method="exact")
    low, high = expected["exact_minlike_95"]
    assert central.lower < low < high < central.upper
    # With a continuity correction, at 90%, it is wider than our score interval of 90%.
    score = rate_ratio(**comparison("B02"), confidence=0.9)
    low, high = expected["waldcc_90"]
    assert [score.lower, score.upper] == pytest.approx([low, high], rel=0.02)


def test_blind_and_visually_impaired():
    """B05: also the Wald interval of a rate difference per 1,000."""
    expected = CASES["B05"]["expected"]

    ratio = rate_ratio(**comparison("B05"), method="exact")
    assert ratio.estimate == close(expected["irr"], "B05")
    assert limits(ratio) == close(expected["irr_exact"], "B05")

    difference = rate_difference(**comparison("B05"), per=1000)
    assert difference.method == "wald"
    assert difference.estimate == close(expected["ird_per_1000"], "B05")
    assert limits(difference) == close(expected["ird_wald"], "B05")


def test_unknown_ethnicity():
    given, expected = CASES["N01"]["inputs"], CASES["N01"]["expected"]
    result = unknown_bounds(
        events=given["black"],
        exposure=given["black_pop"],
        reference_events=given["white"],
        reference_exposure=given["white_pop"],
        unknown=given["unknown"],
    )
    assert result.recorded.estimate == close(expected["point"], "N01")
    assert list(result.bounds) == close(expected["bounds"], "N01")
    assert list(result.interval) == close(expected["union_score_ci"], "N01")
    assert result.robust


def test_heart_disease():
    """C01: the interval of the logarithm."""
    expected = CASES["C01"]["expected"]
    result = risk_ratio(**shares("C01"), method="wald")
    assert result.estimate == close(expected["rr"], "C01")
    assert limits(result) == close(expected["ci"], "C01")


def test_conditional_odds():
    (a, c), (b, d) = CASES["C02"]["inputs"]["table"]
    expected = CASES["C02"]["expected"]
    result = odds_ratio(
        events=a, total=a + b, reference_events=c, reference_total=c + d, method="conditional"
    )
    assert result.estimate == close(expected["or_"], "C02")
    assert limits(result) == close(expected["ci"], "C02")


def test_dry_food():
    expected = CASES["C04"]["expected"]
    ratio = risk_ratio(**shares("C04"), method="wald")
    assert ratio.estimate == close(expected["rr"], "C04")
    assert limits(ratio) == close(expected["rr_ci"], "C04")

    odds = odds_ratio(**shares("C04"), method="wald")
    assert odds.estimate == close(expected["or_"], "C04")
    assert limits(odds) == close(expected["or_ci"], "C04")

    # The published interval of the difference is Wald's. Newcombe's, ours, is skewed upwards.
    difference = risk_difference(**shares("C04"))
    assert 100 * difference.estimate == close(expected["rd_per_100"], "C04")
    low, high = expected["rd_ci"]
    assert low < 100 * difference.lower < 100 * difference.estimate
    assert high < 100 * difference.upper

    strength = e_value(ratio=ratio)
    assert strength.estimate == close(expected["e_value"], "C04")
    assert strength.lower == close(expected["e_value_lower"], "C04")
    assert [strength.estimate, strength.lower] == pytest.approx([7.479253, 2.215760], abs=5e-7)


def test_birth_weights_by_race():
    expected = CASES["C06"]["expected"]
    strata = [(s["a"], s["n1"], s["c"], s["n0"]) for s in CASES["C06"]["inputs"]["strata"]]

    odds = pooled_odds_ratio(strata=strata)
    assert odds.estimate == close(expected["mh_or"], "C06")
    assert limits(odds) == close(expected["mh_or_ci"], "C06")

    ratio = pooled_risk_ratio(strata=strata)
    assert ratio.estimate == pytest.approx(expected["mh_rr_computed"], rel=1e-9)
    assert limits(ratio) == pytest.approx(expected["mh_rr_ci_computed"], rel=1e-9)

    test = heterogeneity(strata=strata, measure="odds_ratio")
    assert test.statistic == pytest.approx(expected["breslow_day_computed"]["stat"], rel=1e-9)
    assert test.p_value == pytest.approx(expected["breslow_day_computed"]["p"], rel=1e-9)


def test_strata_with_an_empty_margin_contribute_nothing():
    """C08a; its test of no association at all, with a correction, is a library's and not ours."""
    expected, tables = CASES["C08a"]["expected"], CASES["C08a"]["inputs"]["tables"]
    strata = [(a, a + b, c, c + d) for (a, b), (c, d) in tables]
    result = pooled_odds_ratio(strata=strata)
    assert result.estimate == close(expected["mh_or"], "C08a")
    assert limits(result) == close(expected["ci"], "C08a")
    assert (result.inputs["strata"], result.inputs["left_out"]) == (5, 2)

    test = StratifiedTable(tables).test_null_odds(correction=True)
    assert test.statistic == close(expected["mh_stat_corrected"], "C08a")
    assert test.pvalue == close(expected["p"], "C08a")


def test_standardised_rate():
    given, expected = CASES["E01"]["inputs"], CASES["E01"]["expected"]
    strata = list(
        zip(map(int, given["count"]), given["population"], given["standard"], strict=True)
    )
    result = standardised_rate(strata=strata, per=given["multiplier"])
    assert result.method == "dobson"
    assert result.estimate == close(expected["value"], "E01")
    assert limits(result) == close([expected["lower"], expected["upper"]], "E01")
    result = standardised_rate(strata=strata, per=given["multiplier"], confidence=0.998)
    assert limits(result) == close([expected["lower998"], expected["upper998"]], "E01")


def test_standardised_rate_of_fewer_than_ten_is_not_shown():
    number = CASES["E03"]["inputs"]["total_count"]
    strata = [(number, 800, 40), (0, 700, 60)]
    result = gate_standardised(standardised_rate(strata=strata))
    assert result.estimate == CASES["E03"]["expected"]["value"]
    assert result.state == State.INSUFFICIENT
    assert gate_standardised(standardised_rate(strata=[*strata, (1, 600, 50)])).shown


def test_observed_over_expected():
    given, expected = CASES["E05"]["inputs"], CASES["E05"]["expected"]
    strata = list(
        zip(
            given["population"],
            map(int, given["ref_count"]),
            given["ref_population"],
            strict=True,
        )
    )
    size = expected_events(strata=strata)
    assert size == close(expected["expected"], "E05")
    result = standardised_ratio(observed=given["observed"], expected=size)
    assert result.estimate == close(expected["value"], "E05")
    assert limits(result) == close([expected["lower"], expected["upper"]], "E05")
    result = standardised_ratio(observed=given["observed"], expected=size, confidence=0.998)
    assert limits(result) == close([expected["lower998"], expected["upper998"]], "E05")


def test_a_reference_count_that_is_missing_is_refused_and_not_zero():
    """E05: the published figure counts one as zero, which lowers what is expected."""
    given = CASES["E05"]["inputs"]
    counts = [int(number) or None for number in given["ref_count"]]
    strata = list(zip(given["population"], counts, given["ref_population"], strict=True))
    size = expected_events(strata=strata)
    assert size is None
    result = standardised_ratio(observed=given["observed"], expected=size)
    assert result.state == State.BENCHMARK_MISSING


@pytest.mark.parametrize("place", ["ED", "GL"])
def test_gamma_interval(place):
    given, expected = CASES["E08"]["inputs"], CASES["E08"]["expected"]
    strata = list(
        zip(given[place]["count"], given[place]["population"], given["standard"], strict=True)
    )
    result = standardised_rate(strata=strata, per=1, method="fay_feuer")
    assert [result.estimate, *limits(result)] == close(expected[place], "E08")
    if place == "ED":
        result = standardised_rate(strata=strata, per=1)
        found = [result.estimate, *limits(result)]
        assert found == pytest.approx([0.26474, 0.18504, 0.36120], abs=5e-6)


def test_funnel_of_ratios():
    given, expected = CASES["F04"]["inputs"], CASES["F04"]["expected"]
    found = funnel_limits_ratio(expected=given["expected"])
    for name, wanted in (
        ("lower_95", "l95"),
        ("upper_95", "u95"),
        ("lower_998", "l998"),
        ("upper_998", "u998"),
    ):
        assert [getattr(one, name) for one in found] == close(expected[wanted], "F04")


def test_false_discovery():
    given, expected = CASES["G01"]["inputs"], CASES["G01"]["expected"]
    found = false_discovery(p_values=given["p"])
    assert list(found) == close(expected["adjusted"], "G01")
    assert sum(q <= 0.05 for q in found) == expected["rejected_at_5pct"]
    tied = false_discovery(p_values=[0.5, 0.6, 0.1, 0.001])  # G01, notes
    assert tied == pytest.approx([0.6, 0.6, 0.2, 0.004])


def test_risk_adjusted_cusum():
    given, expected = CASES["L01"]["inputs"], CASES["L01"]["expected"]
    found = cusum_bernoulli(
        outcomes=given["y"], p0=given["p"], odds_ratio=given["RA"] / given["R0"]
    )
    assert found.path[0] == pytest.approx(expected["w1"])
    assert found.path[1] - found.path[0] == pytest.approx(expected["w0"])
    assert list(found.path) == close(expected["path"], "L01")


@pytest.mark.parametrize(
    ("name", "extra"),
    [
        ("primary_only", []),
        ("with_complement_0_3_and_2_2", [(0, 3), (2, 2)]),
        ("one_extra_per_line_but_no_cycle_0_0__2_1__1_3", [(0, 0), (2, 1), (1, 3)]),
    ],
)
def test_audit_of_suppression(name, extra):
    given, expected = CASES["M01"]["inputs"], CASES["M01"]["expected"][name]
    hidden = [tuple(cell) for cell in given["primary"]] + extra
    found = audit_suppression(table=given["table"], hidden=hidden)
    assert {f"{i},{j}": list(values) for (i, j), values in found.items()} == expected
    safe = all(high - low >= given["threshold"] for low, high in found.values())
    assert safe == (name == "with_complement_0_3_and_2_2")


def test_ten_five_rule():
    given, expected = CASES["M02"]["inputs"], CASES["M02"]["expected"]
    found = [publish_count(count=number).estimate for number in given["counts"]]
    assert found == expected["ten_five"]


def test_every_case_is_tried():
    tried = Path(__file__).read_text() + Path(__file__).with_name("test_funnel.py").read_text()
    assert set(CASES) <= set(re.findall(r"\"([A-N]\d\d[ac]?)\"", tried))
