"""What every function of the package has in common."""

import inspect
import pickle
from dataclasses import is_dataclass

import pytest

from reporting import statistics
from reporting.statistics import (
    Estimate,
    adjusted_ratio,
    cusum_counts,
    heterogeneity,
    overdispersion,
    publish_table,
    unknown_bounds,
)

NAMES = [name for name in statistics.__all__ if name[0].islower()]
FUNCTIONS = {name: getattr(statistics, name) for name in NAMES}
# These take the figure itself, by its place: they are read like "gate_ratio(rate_ratio(...))".
OF_A_FIGURE = {name for name in NAMES if name.startswith("gate_")} | {"derivable_from"}
RECORDS = [getattr(statistics, name) for name in statistics.__all__ if name[0].isupper()]
RATES = ("events", "exposure", "reference_events", "reference_exposure")
SHARES = ("events", "total", "reference_events", "reference_total")
# What analysts and other programs may rely on: these names, with these defaults.
PROMISED = {
    "count": ("events",),
    "rate": ("events", "exposure", ("per", 1000)),
    "proportion": ("events", "total"),
    "rate_ratio": (*RATES, ("method", "score")),
    "rate_difference": (*RATES, ("per", 1000)),
    "excess": RATES,
    "share_ratio": ("events", "all_events", "population", "all_population"),
    "risk_ratio": (*SHARES, ("method", "score")),
    "risk_difference": SHARES,
    "odds_ratio": (*SHARES, ("method", "conditional")),
    "pooled_rate_ratio": ("strata",),
    "pooled_risk_ratio": ("strata",),
    "pooled_odds_ratio": ("strata",),
    "heterogeneity": ("strata",),
    "standardised_rate": ("strata", ("per", 100_000), ("repeats", None), ("method", "dobson")),
    "standardised_rate_ratio": ("strata", "reference_strata"),
    "standardised_ratio": ("observed", "expected"),
    "funnel_limits_proportion": ("target", "totals"),
    "funnel_limits_ratio": ("expected",),
    "overdispersion": ("observed", "expected"),
    "false_discovery": ("p_values",),
    "shrunken_ratio": ("observed", "expected", "prior"),
    "cusum_bernoulli": ("outcomes", "p0", "odds_ratio", ("risks", None)),
    "cusum_counts": ("counts", "mean", "ratio"),
    "e_value": ("ratio",),
    "kappa": ("table",),
    "publish_count": ("count",),
    "publish_table": ("table",),
    "audit_suppression": ("table", "hidden"),
    "adjusted_ratio": ("cells", "covariates"),
}


@pytest.mark.parametrize("name", list(PROMISED))
def test_the_promised_arguments_are_there_and_enough(name):
    parameters = inspect.signature(FUNCTIONS[name]).parameters
    promised = [
        one if isinstance(one, tuple) else (one, inspect.Parameter.empty) for one in PROMISED[name]
    ]
    for argument, default in promised:
        assert default is inspect.Parameter.empty or parameters[argument].default == default
    needed = {n for n, p in parameters.items() if p.default is inspect.Parameter.empty}
    assert needed <= {argument for argument, _ in promised} <= set(parameters)


@pytest.mark.parametrize("name", sorted(set(NAMES) - OF_A_FIGURE))
def test_arguments_are_named(name):
    parameters = inspect.signature(FUNCTIONS[name]).parameters.values()
    assert {parameter.kind for parameter in parameters} == {inspect.Parameter.KEYWORD_ONLY}


@pytest.mark.parametrize("name", NAMES)
def test_a_docstring_says_the_rule(name):
    assert inspect.getdoc(FUNCTIONS[name])


@pytest.mark.parametrize("name", NAMES)
def test_intervals_are_of_95_per_cent_unless_asked_otherwise(name):
    parameters = inspect.signature(FUNCTIONS[name]).parameters
    if "confidence" in parameters:
        assert parameters["confidence"].default == 0.95


@pytest.mark.parametrize(
    "name", [n for n in NAMES if "confidence" in inspect.signature(FUNCTIONS[n]).parameters]
)
@pytest.mark.parametrize("bad", [0, 1, 95, -0.5, float("nan"), "0.95", True])
def test_confidence_is_checked_before_anything_is_worked_out(name, bad):
    given = {"table": [[3, 1], [1, 3]], "ratio": 2.0, "prior": 2.0, "covariates": [], "values": {}}
    given |= {"cells": [], "strata": [], "reference_strata": []}
    if "standard" in name:
        given |= {"strata": [(1, 2, 3)], "reference_strata": [(1, 2, 3)]}
    parameters = inspect.signature(FUNCTIONS[name]).parameters.values()
    needed = {p.name: given.get(p.name, 1) for p in parameters if p.default is p.empty}
    with pytest.raises(ValueError, match="confidence must be"):
        FUNCTIONS[name](**needed, confidence=bad)


@pytest.mark.parametrize("record", [r for r in RECORDS if is_dataclass(r)])
def test_results_cannot_be_changed(record):
    assert record.__dataclass_params__.frozen


@pytest.mark.parametrize(
    "result",
    [
        adjusted_ratio(cells=[], covariates=["borough"]),
        cusum_counts(counts=[3, 4], mean=3, ratio=2),
        heterogeneity(strata=[(3, 10, 4, 12), (5, 10, 4, 12)]),
        overdispersion(observed=[4], expected=[5.0]),
        publish_table(table=[[4, 40]]),
        unknown_bounds(events=3, exposure=9, reference_events=4, reference_exposure=9, unknown=2),
    ],
    ids=lambda result: type(result).__name__,
)
def test_results_can_be_cached(result):
    assert not isinstance(result, Estimate)
    assert pickle.loads(pickle.dumps(result)) == result  # noqa: S301 ours
