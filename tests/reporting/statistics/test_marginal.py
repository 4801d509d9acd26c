"""G-computation on grouped cells against a library's logistic model, and by hand."""

import math
import warnings
from itertools import product

import numpy as np
import pytest
import statsmodels.api as sm
import statsmodels.formula.api as smf
from hypothesis import given, settings
from hypothesis import strategies as st

from reporting.statistics import State, adjusted_ratio, gate_adjusted, marginal_ratio
from reporting.statistics.resampled import SEED
from tests.reporting.statistics.test_adjusted import cell, numbers, people

Z = 1.959963984540054


def by_library(frame, cluster):
    """Shares, ratio and difference with limits, the slopes of everything by small steps."""
    model = smf.glm("y ~ g + C(borough) + C(age)", frame, family=sm.families.Binomial())
    kind = {"cov_type": "HC0"}
    if cluster:
        kind = {"cov_type": "cluster", "cov_kwds": {"groups": frame.incident}}
    fit = model.fit(**kind, tol=1e-14)
    names = list(fit.params.index)

    def shares(coefficients):
        found = []
        for group in (1, 0):
            x = model.exog.copy()
            x[:, names.index("g")] = group
            found.append(np.mean(1 / (1 + np.exp(-x @ coefficients))))
        return found

    def figure(of, back):
        at = fit.params.to_numpy()
        slopes = []
        for number in range(len(at)):
            step = np.zeros(len(at))
            step[number] = 1e-5
            slopes.append((of(*shares(at + step)) - of(*shares(at - step))) / 2e-5)
        half = Z * math.sqrt(np.array(slopes) @ fit.cov_params().to_numpy() @ np.array(slopes))
        middle = of(*shares(at))
        return [float(back(middle)), float(back(middle - half)), float(back(middle + half))]

    def odds(share):
        return np.log(share / (1 - share))

    def share_of(log_odds):
        return 1 / (1 + np.exp(-log_odds))

    return {
        "share": figure(lambda one, zero: odds(one), share_of),
        "reference_share": figure(lambda one, zero: odds(zero), share_of),
        "ratio": figure(lambda one, zero: np.log(one / zero), np.exp),
        "difference": figure(lambda one, zero: one - zero, lambda it: it),
    }


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("cluster", [None, "incident"])
def test_it_is_a_librarys_model_of_a_row_for_each_person(seed, cluster):
    cells, frame = people(seed)
    found = marginal_ratio(cells=cells, covariates=["borough", "age"], cluster=cluster)
    for name, theirs in by_library(frame, cluster).items():
        assert numbers(getattr(found, name)) == pytest.approx(theirs, rel=1e-6), name


def test_without_covariates_they_are_the_plain_shares_with_the_plain_limits():
    found = marginal_ratio(cells=[cell(27, 122, 44, 487)], covariates=[])
    assert found.share.estimate == pytest.approx(27 / 122)
    assert found.reference_share.estimate == pytest.approx(44 / 487)
    # Sahai and Khurshid (1996), example 3.1: the limits of the logarithm.
    assert numbers(found.ratio) == pytest.approx([2.4495156, 1.5836991, 3.7886786], rel=1e-7)
    spread = sum(a / n * (1 - a / n) / n for a, n in ((27, 122), (44, 487)))
    middle, half = 27 / 122 - 44 / 487, Z * math.sqrt(spread)
    assert numbers(found.difference) == pytest.approx([middle, middle - half, middle + half])


def test_a_gap_made_by_place_alone_goes_when_place_is_adjusted_for():
    cells = [cell(80, 100, 16, 20, borough="A"), cell(4, 20, 20, 100, borough="B")]
    found = marginal_ratio(cells=cells, covariates=["borough"])
    assert found.ratio.estimate == pytest.approx(1)
    assert found.difference.estimate == pytest.approx(0, abs=1e-12)
    # Half of all people are in each place: (80% + 20%) / 2, whoever they are taken as.
    assert found.share.estimate == pytest.approx(0.5)
    assert found.reference_share.estimate == pytest.approx(0.5)


def test_one_odds_ratio_in_every_stratum_gives_shares_worked_out_on_paper():
    """Odds of 1 to 4 and 1 to 1 in the reference, twice those in the group; 300 people in each."""
    cells = [cell(40, 120, 36, 180, b="A"), cell(100, 150, 75, 150, b="B")]
    found = marginal_ratio(cells=cells, covariates=["b"])
    assert found.share.estimate == pytest.approx((1 / 3 + 2 / 3) / 2)
    assert found.reference_share.estimate == pytest.approx((1 / 5 + 1 / 2) / 2)
    assert found.ratio.estimate == pytest.approx(0.5 / 0.35)
    assert found.difference.estimate == pytest.approx(0.15)


def test_of_a_rare_event_it_says_what_the_model_of_ratios_says():
    cells = [cell(40, 9_000, 30, 12_000, b="A"), cell(60, 8_000, 25, 6_000, b="B")]
    first = adjusted_ratio(cells=cells, covariates=["b"]).adjusted
    assert numbers(marginal_ratio(cells=cells, covariates=["b"]).ratio) == pytest.approx(
        numbers(first), rel=2e-3
    )


# Resamples

FEW = 39  # the smallest and the largest are then the 95% limits


@pytest.mark.filterwarnings("ignore:The design matrix is rank-deficient")
@pytest.mark.parametrize("cluster", [None, "incident"])
def test_each_resample_is_a_librarys_model_of_the_people_drawn(cluster):
    cells = [
        cell(9, 30, 12, 40, borough="A", age="x", incident=1),
        cell(8, 25, 6, 30, borough="B", age="x", incident=2),
        cell(14, 40, 9, 35, borough="A", age="y", incident=3),
        cell(7, 20, 15, 60, borough="B", age="y", incident=4),
    ]
    if cluster:  # more of them, so that no draw lacks a borough or an age
        cells += [
            cell(a, n, c, m, borough=borough, age=age, incident=number)
            for number, (a, n, c, m, borough, age) in enumerate(
                product((5, 11), (21, 33), (7,), (40, 52), "AB", "xy"), start=5
            )
        ]
    rows = [(1, one["events"], one["total"], one) for one in cells]
    rows += [(0, one["reference_events"], one["reference_total"], one) for one in cells]
    events, people = (np.array([row[place] for row in rows], float) for place in (1, 2))
    chance = np.random.default_rng(SEED)
    if cluster:
        times = chance.multinomial(len(cells), np.full(len(cells), 1 / len(cells)), size=FEW)
        drawn = [(events * np.tile(one, 2), people * np.tile(one, 2)) for one in times]
    else:
        parts = np.concatenate([events, people - events])
        both = chance.multinomial(parts.sum(), parts / parts.sum(), size=FEW)
        drawn = [(one[: len(rows)], one[: len(rows)] + one[len(rows) :]) for one in both]

    x = np.array([[1, g, c["borough"] == "A", c["age"] == "x"] for g, _, _, c in rows], float)
    ratios, differences = [], []
    for yes, number in drawn:
        there = number > 0
        counts = np.column_stack([yes, number - yes])[there]
        fit = sm.GLM(counts, x[there], family=sm.families.Binomial()).fit(tol=1e-13)
        one, zero = (
            np.average(
                fit.predict(np.column_stack([x[:, 0], 0 * x[:, 1] + g, x[:, 2:]])), weights=number
            )
            for g in (1, 0)
        )
        ratios.append(one / zero)
        differences.append(one - zero)

    given = {"cells": cells, "covariates": ["borough", "age"], "cluster": cluster}
    found, plain = marginal_ratio(**given, resamples=FEW), marginal_ratio(**given)
    for figure, values, same in (
        (found.ratio, ratios, plain.ratio),
        (found.difference, differences, plain.difference),
    ):
        assert figure.estimate == same.estimate
        assert [figure.lower, figure.upper] == pytest.approx([min(values), max(values)], rel=1e-7)
        assert (figure.method, figure.inputs["resamples"]) == ("g_computation_bootstrap", FEW)


def test_of_many_people_percentiles_are_about_the_limits_of_the_delta_method():
    cells = [cell(400, 1_300, 900, 4_000, b="A"), cell(300, 900, 700, 3_500, b="B")]
    given = {"cells": cells, "covariates": ["b"]}
    found, plain = marginal_ratio(**given, resamples=999), marginal_ratio(**given)
    for name in ("share", "reference_share", "ratio", "difference"):
        one, other = getattr(found, name), getattr(plain, name)
        width = other.upper - other.lower
        assert [one.lower, one.upper] == pytest.approx([other.lower, other.upper], abs=width / 15)
    assert marginal_ratio(**given, resamples=999) == found
    narrower = marginal_ratio(**given, resamples=999, confidence=0.8).ratio
    assert found.ratio.lower < narrower.lower < narrower.upper < found.ratio.upper


def test_resamples_without_a_fit_leave_no_limits_where_they_are_many():
    found = marginal_ratio(cells=[cell(1, 30, 8, 40)], covariates=[], resamples=99)
    for one in (found.share, found.reference_share, found.ratio, found.difference):
        assert (one.state, one.note) == (State.NOT_ESTIMABLE, "too many resamples have no fit")


@pytest.mark.parametrize("bad", [0, 38, 2.5, -1, True])
def test_so_few_resamples_have_no_such_percentiles(bad):
    with pytest.raises(ValueError, match="resamples must"):
        marginal_ratio(cells=[cell(9, 30, 8, 40)], covariates=[], resamples=bad)


def test_cells_without_a_covariate_are_left_out():
    cells = [cell(10, 30, 20, 60, b="A"), cell(8, 20, 10, 50, b="B")]
    found = marginal_ratio(cells=[*cells, cell(9, 10, 1, 10, b=None)], covariates=["b"])
    assert found.left_out == 20
    assert found.ratio == marginal_ratio(cells=cells, covariates=["b"]).ratio


@pytest.mark.parametrize(
    ("cells", "note"),
    [
        ([], "no events in one of the groups"),
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
            [cell(3, 5, 2, 5, b="A"), cell(5, 5, 5, 5, b="B")],
            "a coefficient beyond 10: some people differ completely",
        ),
        ([cell(5, 5, 5, 5, b="A"), cell(4, 4, 4, 4, b="B")], "the same for everybody"),
    ],
)
def test_where_there_is_no_estimate_there_is_a_reason(cells, note):
    found = marginal_ratio(cells=cells, covariates=["b"])
    for one in (found.share, found.reference_share, found.ratio, found.difference):
        assert (one.state, one.note) == (State.NOT_ESTIMABLE, note)


@pytest.mark.parametrize(("without", "state"), [(29, State.INSUFFICIENT), (30, State.OK)])
def test_ten_people_without_the_event_are_needed_for_each_parameter_too(without, state):
    cells = [cell(80, 90, 85, 85 + without - 15, b="A"), cell(60, 63, 88, 90, b="B")]
    found = gate_adjusted(marginal_ratio(cells=cells, covariates=["b"]).ratio)
    assert (found.inputs["parameters"], found.inputs["without_event"]) == (3, without)
    assert found.state == state


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
        found = marginal_ratio(cells=cells, covariates=["b", "h"])
    if found.ratio.shown:
        assert 0 < found.ratio.lower < found.ratio.estimate < found.ratio.upper
        assert 0 < found.share.lower < found.share.estimate < found.share.upper < 1
        assert -1 <= found.difference.lower < found.difference.upper <= 1
    else:
        assert found.ratio.note
