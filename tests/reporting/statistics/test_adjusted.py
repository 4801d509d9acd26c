"""The model on grouped cells against a library's on a row for each person, and by hand."""

import random
import warnings

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
import statsmodels.formula.api as smf
from hypothesis import given, settings
from hypothesis import strategies as st

from reporting.statistics import (
    State,
    adjusted_ratio,
    gate_adjusted,
    pooled_risk_ratio,
    risk_ratio,
)

BOROUGHS, AGES = "ABCD", "ymo"
FORMULAS = ["y ~ g", "y ~ g + C(borough)", "y ~ g + C(borough) + C(age)"]


def people(seed, *, clusters=4):
    """Cells with an incident each, and the same people in rows."""
    draw = random.Random(seed)
    cells, rows = [], []
    for borough in BOROUGHS:
        for age in AGES:
            for number in range(clusters):
                n1, n0 = draw.randint(0, 12), draw.randint(1, 15)
                p = 0.2 + 0.1 * BOROUGHS.index(borough) + 0.1 * AGES.index(age)
                a = sum(draw.random() < p * 1.2 for _ in range(n1))
                c = sum(draw.random() < p for _ in range(n0))
                incident = f"{borough}{age}{number}"
                cells.append(cell(a, n1, c, n0, borough=borough, age=age, incident=incident))
                rows += [(1, borough, age, incident, int(i < a)) for i in range(n1)]
                rows += [(0, borough, age, incident, int(i < c)) for i in range(n0)]
    return cells, pd.DataFrame(rows, columns=["g", "borough", "age", "incident", "y"])


def cell(a, n1, c, n0, **levels):
    counts = {"events": a, "total": n1, "reference_events": c, "reference_total": n0}
    return {**counts, **levels}


def numbers(ratio):
    return [ratio.estimate, ratio.lower, ratio.upper]


# A library


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("cluster", [None, "incident"])
def test_it_is_a_librarys_model_of_a_row_for_each_person(seed, cluster):
    cells, frame = people(seed)
    found = adjusted_ratio(cells=cells, covariates=["borough", "age"], cluster=cluster)
    assert [step.covariates for step in found.steps] == [(), ("borough",), ("borough", "age")]
    for step, formula in zip(found.steps, FORMULAS, strict=True):
        model = smf.glm(formula, frame, family=sm.families.Poisson())
        if cluster:
            fit = model.fit(cov_type="cluster", cov_kwds={"groups": frame.incident})
        else:
            fit = model.fit(cov_type="HC0")
        theirs = np.exp([fit.params["g"], *fit.conf_int().loc["g"]])
        assert numbers(step.ratio) == pytest.approx(list(theirs), rel=1e-6)


def test_how_cells_are_grouped_does_not_matter():
    cells, _ = people(9)
    together = {}
    for one in cells:
        both = together.setdefault((one["borough"], one["age"]), [0, 0, 0, 0])
        for place, name in enumerate(("events", "total", "reference_events", "reference_total")):
            both[place] += one[name]
    fewer = [cell(*n, borough=b, age=a) for (b, a), n in together.items()]
    one = adjusted_ratio(cells=cells, covariates=["borough", "age"])
    other = adjusted_ratio(cells=fewer, covariates=["borough", "age"])
    assert numbers(one.adjusted) == pytest.approx(numbers(other.adjusted))
    assert (one.overlap, one.reference_overlap) == (other.overlap, other.reference_overlap)


# By hand


def test_the_crude_ratio_is_that_of_the_sums_with_the_interval_of_its_logarithm():
    cells, frame = people(2)
    found = adjusted_ratio(cells=cells, covariates=["borough", "age"])
    counts = frame.groupby("g").y.agg(["sum", "count"])
    plain = risk_ratio(
        events=int(counts["sum"][1]),
        total=int(counts["count"][1]),
        reference_events=int(counts["sum"][0]),
        reference_total=int(counts["count"][0]),
        method="wald",
    )
    assert numbers(found.crude) == pytest.approx(numbers(plain))


def test_a_gap_made_by_place_alone_goes_when_place_is_adjusted_for():
    """In each place both groups have the same share; more of the group live where it is high."""
    cells = [
        cell(80, 100, 16, 20, borough="A"),
        cell(4, 20, 20, 100, borough="B"),
    ]
    found = adjusted_ratio(cells=cells, covariates=["borough"])
    assert found.crude.estimate == pytest.approx((84 / 120) / (36 / 120))
    assert found.adjusted.estimate == pytest.approx(1)
    assert (found.overlap, found.reference_overlap) == (1, 1)


def test_one_ratio_in_every_stratum_is_found_by_the_model_and_by_pooling():
    cells = [
        cell(20, 100, 30, 300, borough="A"),
        cell(80, 200, 20, 100, borough="B"),
    ]
    strata = [(20, 100, 30, 300), (80, 200, 20, 100)]
    found = adjusted_ratio(cells=cells, covariates=["borough"])
    assert found.adjusted.estimate == pytest.approx(2)
    assert pooled_risk_ratio(strata=strata).estimate == pytest.approx(2)


def test_overlap_is_the_share_with_somebody_alike_in_the_other_group():
    cells = [
        cell(10, 30, 20, 60, borough="A"),
        cell(10, 10, 0, 0, borough="B"),
        cell(0, 0, 9, 20, borough="C"),
    ]
    found = adjusted_ratio(cells=cells, covariates=["borough"])
    assert (found.overlap, found.reference_overlap) == (0.75, 0.75)


def test_cells_without_a_covariate_are_in_no_step():
    cells = [cell(10, 30, 20, 60, borough="A"), cell(8, 20, 10, 50, borough="B")]
    more = [*cells, cell(9, 10, 1, 10, borough=None)]
    found = adjusted_ratio(cells=more, covariates=["borough"])
    assert found.left_out == 20
    assert found.steps == adjusted_ratio(cells=cells, covariates=["borough"]).steps


# Edges


@pytest.mark.parametrize(
    ("cells", "note"),
    [
        ([], "no events in one of the groups"),
        ([cell(0, 5, 3, 5, b="A")], "no events in one of the groups"),
        ([cell(3, 5, 0, 5, b="A")], "no events in one of the groups"),
        (
            [cell(3, 5, 2, 5, b="A"), cell(0, 5, 0, 5, b="B")],
            "no events where b is B: merge it with another",
        ),
        (
            [cell(3, 5, 0, 0, b="A"), cell(0, 0, 2, 5, b="B")],
            "the covariates tell the groups apart",
        ),
        (
            [cell(1, 2, 0, 2, b="A"), cell(0, 0, 1, 8, b="B")],
            "a coefficient beyond 10: some people differ completely",
        ),
        ([cell(5, 5, 5, 5, b="A"), cell(4, 4, 4, 4, b="B")], "the same for everybody"),
    ],
)
def test_where_there_is_no_estimate_there_is_a_reason(cells, note):
    found = adjusted_ratio(cells=cells, covariates=["b"]).adjusted
    assert (found.state, found.note) == (State.NOT_ESTIMABLE, note)


def test_nobody_has_no_overlap():
    found = adjusted_ratio(cells=[], covariates=["b"])
    assert found.overlap is found.reference_overlap is None


def test_a_level_without_anybody_is_no_level():
    cells = [cell(3, 9, 2, 9, b="A"), cell(4, 9, 2, 9, b="B")]
    more = [*cells, cell(0, 0, 0, 0, b="C")]
    assert numbers(adjusted_ratio(cells=more, covariates=["b"]).adjusted) == pytest.approx(
        numbers(adjusted_ratio(cells=cells, covariates=["b"]).adjusted)
    )


def test_covariates_that_say_the_same_twice_do_no_harm():
    cells, _ = people(4)
    twice = [{**one, "region": one["borough"] in "AB"} for one in cells]
    one = adjusted_ratio(cells=cells, covariates=["borough"]).adjusted
    other = adjusted_ratio(cells=twice, covariates=["borough", "region"]).adjusted
    assert numbers(other) == pytest.approx(numbers(one))


def test_a_single_cluster_has_no_variance_between_clusters():
    cells = [cell(3, 9, 2, 9, b="A", incident=1), cell(4, 9, 2, 9, b="B", incident=1)]
    found = adjusted_ratio(cells=cells, covariates=["b"], cluster="incident").adjusted
    assert (found.state, found.note) == (State.NOT_ESTIMABLE, "a single cluster")


def test_as_many_people_as_parameters_have_no_variance_either():
    cells = [cell(1, 1, 0, 0, b="A", incident=1), cell(0, 0, 1, 1, b="A", incident=2)]
    found = adjusted_ratio(cells=cells, covariates=[], cluster="incident").adjusted
    assert (found.state, found.note) == (State.NOT_ESTIMABLE, "as many parameters as people")


@pytest.mark.parametrize(
    ("bad", "message"),
    [
        ({"events": 1, "total": 2}, "cells must have reference_events, reference_total, b"),
        (cell(3, 2, 1, 5, b="A"), "must not exceed total"),
        (cell(1, 2, 6, 5, b="A"), "must not exceed reference_total"),
        (cell(-1, 2, 1, 5, b="A"), "must not be negative"),
        (cell(1.5, 2, 1, 5, b="A"), "whole number"),
    ],
)
def test_wrong_cells_raise(bad, message):
    with pytest.raises(ValueError, match=message):
        adjusted_ratio(cells=[bad], covariates=["b"])


@settings(max_examples=60)
@given(
    counts=st.lists(
        st.tuples(*[st.integers(0, 6)] * 4, st.sampled_from("AB"), st.sampled_from("xyz")),
        max_size=7,
    )
)
def test_whatever_comes_in_there_is_an_estimate_with_limits_or_a_reason(counts):
    cells = [cell(min(a, n1), n1, min(c, n0), n0, b=b, h=h) for a, n1, c, n0, b, h in counts]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        found = adjusted_ratio(cells=cells, covariates=["b", "h"])
    for step in found.steps:
        if step.ratio.shown:
            assert 0 < step.ratio.lower < step.ratio.estimate < step.ratio.upper
        else:
            assert step.ratio.note


# The gate


@pytest.mark.parametrize(("events", "state"), [(14, State.INSUFFICIENT), (15, State.OK)])
def test_it_is_shown_from_ten_events_for_each_parameter(events, state):
    """One, the group and the other borough: 30 events, with 15 of the reference in all."""
    cells = [cell(events - 5, 90, 10, 90, b="A"), cell(5, 90, 5, 90, b="B")]
    found = gate_adjusted(adjusted_ratio(cells=cells, covariates=["b"]).adjusted)
    assert found.inputs["parameters"] == 3
    assert found.state in (state, State.LOW_PRECISION)
    assert found.shown is (state is State.OK)
