"""The published and derived cases in reference_cases.json, found by their id.

Cases of measures that are not built yet (risk ratios, stratified, standardised, funnels ...) wait
in the file.
"""

import json
from pathlib import Path

import pytest

from reporting.statistics import (
    count,
    proportion,
    rate,
    rate_difference,
    rate_ratio,
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


def test_no_events():
    """A06: the lower limit is 0, the upper one is not."""
    expected = CASES["A06"]["expected"]
    assert limits(rate(events=0, exposure=1000, per=1)) == close(expected["exact"], "A06")
    assert limits(count(events=0)) == pytest.approx([0, 3.689], abs=5e-4)
    nobody = proportion(events=0, total=20)
    assert limits(nobody) == close(expected["wilson_0_of_20"], "A06")


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
