import math
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import integrate, stats

from reporting.statistics import State, shrinkage_prior, shrunken_ratio

COUNTS = st.integers(0, 500)
SIZES = st.floats(0.1, 500)
PRIORS = st.floats(0.5, 1000)


def limits(result):
    return [result.lower, result.upper]


@settings(max_examples=60)
@given(observed=COUNTS, expected=SIZES, prior=PRIORS)
def test_mean_and_limits_are_those_of_the_gamma_distribution(observed, expected, prior):
    found = shrunken_ratio(observed=observed, expected=expected, prior=prior)
    after = stats.gamma(observed + prior, scale=1 / (expected + prior))
    assert found.estimate == pytest.approx(after.mean())
    assert limits(found) == pytest.approx([after.ppf(0.025), after.ppf(0.975)])


def test_it_is_what_bayes_rule_says():
    """Prior times likelihood, by numerical integration."""
    observed, expected, prior = 7, 4.0, 3.0

    def joint(ratio):
        return stats.gamma(prior, scale=1 / prior).pdf(ratio) * stats.poisson(expected * ratio).pmf(
            observed
        )

    whole = integrate.quad(joint, 0, 20)[0]
    mean = integrate.quad(lambda ratio: ratio * joint(ratio), 0, 20)[0] / whole
    found = shrunken_ratio(observed=observed, expected=expected, prior=prior)
    assert found.estimate == pytest.approx(mean, rel=1e-6)
    below = integrate.quad(joint, 0, found.lower)[0] / whole
    assert below == pytest.approx(0.025, rel=1e-5)


@given(observed=COUNTS, expected=SIZES, prior=PRIORS)
def test_it_lies_between_the_ratio_and_one(observed, expected, prior):
    found = shrunken_ratio(observed=observed, expected=expected, prior=prior)
    low, high = sorted((1.0, observed / expected))
    assert low - 1e-12 <= found.estimate <= high + 1e-12
    assert found.lower <= found.estimate <= found.upper


def test_nothing_expected_leaves_the_prior():
    found = shrunken_ratio(observed=0, expected=0, prior=4)
    assert found.estimate == 1
    assert limits(found) == pytest.approx(list(stats.gamma(4, scale=1 / 4).ppf([0.025, 0.975])))


def test_a_mean_beyond_its_own_quantile_is_still_enclosed():
    """A prior so weak that nearly all of it lies at zero."""
    found = shrunken_ratio(observed=0, expected=0, prior=0.001)
    assert found.lower <= found.estimate <= found.upper


def test_the_prior_finds_the_variance_that_was_put_in():
    draw = random.Random(12)
    true = [draw.gammavariate(8, 1 / 8) for _ in range(2000)]
    sizes = [draw.uniform(5, 60) for _ in true]
    observed = [poisson(draw, size * ratio) for size, ratio in zip(sizes, true, strict=True)]
    found = shrinkage_prior(observed=observed, expected=sizes)
    assert found.shown
    assert found.lower is found.upper is None
    assert found.estimate == pytest.approx(8, rel=0.15)
    # And shrunken ratios are nearer to the true ones than the plain.
    plain = shrunk = 0.0
    for ratio, o, e in zip(true, observed, sizes, strict=True):
        plain += (o / e - ratio) ** 2
        nearer = shrunken_ratio(observed=o, expected=e, prior=found.estimate).estimate
        shrunk += (nearer - ratio) ** 2
    assert shrunk < 0.7 * plain


def test_the_prior_by_hand():
    """Ratios 0.5 and 1.5 of 10 expected: a spread of 0.25 less 0.1 of chance."""
    found = shrinkage_prior(observed=[5, 15], expected=[10, 10])
    assert found.estimate == pytest.approx(1 / 0.15)


@pytest.mark.parametrize("observed", [[], [10, 10, 10], [9, 11, 10]])
def test_units_that_vary_no_more_than_chance_have_no_prior(observed):
    found = shrinkage_prior(observed=observed, expected=[10] * len(observed))
    assert (found.state, found.estimate) == (State.NOT_ESTIMABLE, None)


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"observed": -1}, "observed must not be negative"),
        ({"observed": 1.5}, "observed must be a whole number"),
        ({"expected": math.nan}, "expected must be a finite number"),
        ({"expected": None}, "expected must be a number"),
        ({"prior": 0}, "prior must be a positive number"),
        ({"prior": math.inf}, "prior must be a positive number"),
    ],
)
def test_wrong_inputs_raise(wrong, message):
    with pytest.raises(ValueError, match=message):
        shrunken_ratio(**{"observed": 3, "expected": 2.0, "prior": 5.0, **wrong})


def test_lists_must_be_equally_long():
    with pytest.raises(ValueError, match="equally long"):
        shrinkage_prior(observed=[1, 2], expected=[1.0])


def poisson(draw, mean):
    """By multiplying uniform numbers (Knuth)."""
    least, events, product = math.exp(-mean), 0, draw.random()
    while product > least:
        events += 1
        product *= draw.random()
    return events
