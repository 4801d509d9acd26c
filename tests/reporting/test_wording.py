import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting import wording
from reporting.statistics import (
    Estimate,
    State,
    excess,
    gate_ratio,
    rate,
    rate_difference,
    rate_ratio,
)


def figure(estimate, lower, upper, **more):
    return Estimate(estimate=estimate, lower=lower, upper=upper, **more)


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ((1.5, 1.2, 1.9), "1.5 times the rate (50% higher)"),
        ((0.8, 0.7, 0.9), "0.8 times the rate (20% lower)"),
        ((3, 2, 4), "3 times the rate (200% higher)"),
        ((1.8557, 1.04, 3.3), "1.86 times the rate (86% higher)"),
        ((0.125, 0.1, 0.2), "0.12 times the rate (88% lower)"),
        ((12.34, 11, 14), "12.3 times the rate (1,130% higher)"),
        ((1234.5, 1100, 1400), "1,234 times the rate (123,300% higher)"),
        ((1.003, 1.001, 1.005), "1.003 times the rate (0.3% higher)"),
        ((0.0003, 0.0001, 0.0005), "0.0003 times the rate (over 99% lower)"),
    ],
)
def test_a_ratio_with_a_direction(numbers, words):
    assert wording.ratio(figure(*numbers)) == words


@pytest.mark.parametrize(
    ("numbers", "limits"),
    [((1.2, 0.9, 1.6), "0.9 to 1.6"), ((1, 1, 1), "1 to 1"), ((1.001, 1, 1.5), "1 to 1.5")],
)
def test_a_ratio_whose_interval_includes_no_difference(numbers, limits):
    assert wording.ratio(figure(*numbers)) == (
        "the data are compatible with no difference and with anything "
        f"from {limits.split()[0]} to {limits.split()[-1]} times"
    )


def test_a_limit_is_never_rounded_to_no_difference():
    just = figure(0.999, 0.998, 1.0004)
    assert wording.ratio(just).endswith("from 0.998 to 1.0004 times")
    assert wording.ratio_figures(figure(1.3, 1.004, 1.7)) == "1.30 (1.004 to 1.70)"
    assert wording.ratio_limits(figure(1.3, 1.1, 1.7)) == "95% interval 1.10 to 1.70"


def test_low_precision_is_said():
    imprecise = figure(4, 1.5, 9, state=State.LOW_PRECISION)
    assert wording.ratio(imprecise) == "4 times the rate (300% higher), low precision"


def test_no_events_in_the_group():
    ratio = rate_ratio(events=0, exposure=9000, reference_events=90, reference_exposure=9000)
    assert wording.ratio(ratio) == "none recorded, at most 0.04 times the rate"
    ratio = rate_ratio(events=0, exposure=1000, reference_events=12, reference_exposure=5000)
    assert wording.ratio(ratio).endswith("anything from 0 to 1.6 times")


def test_no_events_in_the_reference():
    ratio = rate_ratio(events=12, exposure=5000, reference_events=0, reference_exposure=1000)
    assert wording.ratio(ratio) == "no White handcuffings recorded, at least 0.62 times"
    assert wording.ratio(ratio, reference="Asian").startswith("no Asian handcuffings recorded")
    assert wording.ratio_figures(ratio) == "at least 0.62"


@pytest.mark.parametrize(
    ("estimate", "words"),
    [
        (Estimate(state=State.INSUFFICIENT), "fewer than 10 recorded, not shown"),
        (
            Estimate(state=State.INSUFFICIENT, note="fewer than 5 expected"),
            "fewer than 5 expected, not shown",
        ),
        (Estimate(state=State.SUPPRESSED), "hidden, so that nobody can be recognised"),
        (Estimate(state=State.BENCHMARK_MISSING), "no population loaded to compare with"),
        (rate(events=3, exposure=0), "cannot be worked out: no resident population"),
    ],
)
def test_what_is_not_shown_says_why_wherever_it_is_asked_for(estimate, words):
    assert wording.not_shown(estimate) == words
    assert wording.ratio(estimate) == words
    assert wording.difference(estimate) == words
    assert wording.ratio_figures(estimate) == words
    assert wording.rate_figures(estimate) == words


def test_the_gate_and_the_words_agree():
    few = rate_ratio(events=9, exposure=10, reference_events=99, reference_exposure=10)
    assert wording.ratio(gate_ratio(few)) == "fewer than 10 recorded, not shown"


def test_a_figure_that_is_shown_has_no_reason_not_to_be():
    with pytest.raises(ValueError, match="is shown"):
        wording.not_shown(figure(1, 1, 1))


def test_differences():
    more = figure(7.2249, 6.0, 8.4342)
    fewer = figure(-7.2249, -8.4342, -6.0)
    assert wording.difference(more) == "7.22 more per 1,000 people a year (6.00 to 8.43)"
    assert wording.difference(fewer) == "7.22 fewer per 1,000 people a year (6.00 to 8.43)"


def test_a_difference_whose_interval_includes_none():
    difference = rate_difference(
        events=0, exposure=1000, reference_events=12, reference_exposure=5000
    )
    assert wording.difference(difference) == (
        "the data are compatible with no difference and with anything from "
        "4.19 fewer to 1.47 more per 1,000 people a year"
    )


def test_excess_is_worded_as_a_difference():
    more = excess(events=120, exposure=10_000, reference_events=200, reference_exposure=40_000)
    assert wording.difference(more, unit="than at the White rate") == (
        "70.0 more than at the White rate (47.4 to 92.6)"
    )


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ((8.21, 7.9, 8.53), "8.21 (7.90 to 8.53)"),
        ((12.34, 11.1, 13.6), "12.3 (11.1 to 13.6)"),
        ((1136.36, 999.8, 1286.3), "1,136 (1,000 to 1,286)"),
        ((0, 0, 0.41), "0.000 (0.000 to 0.410)"),
        ((0.0251, 0.0137, 0.0422), "0.025 (0.014 to 0.042)"),
        ((0.0025, 0.0014, 0.0042), "0.00250 (0.00140 to 0.00420)"),
        ((0, 0, 0), "0.00 (0.00 to 0.00)"),
    ],
)
def test_rates_have_as_many_decimals_as_they_deserve(numbers, words):
    assert wording.rate_figures(figure(*numbers)) == words


@given(
    a=st.integers(0, 3000),
    b=st.integers(0, 3000),
    t1=st.floats(1, 1e7),
    t0=st.floats(1, 1e7),
)
def test_the_words_never_contradict_the_interval(a, b, t1, t0):
    ratio = rate_ratio(events=a, exposure=t1, reference_events=b, reference_exposure=t0)
    words = wording.ratio(ratio)
    if not ratio.shown:
        return
    includes_one = ratio.lower <= 1 <= ratio.upper
    assert ("no difference" in words) is includes_one
    if "higher" in words:
        assert ratio.lower > 1
    if "lower)" in words:
        assert ratio.upper < 1
    assert "nan" not in words
    assert "inf" not in words


def test_a_ratio_of_shares_says_that_it_is_one():
    assert wording.ratio(figure(1.5, 1.2, 1.9), of="share") == "1.5 times the share (50% higher)"
    none = Estimate(lower=2.5, state=State.NOT_ESTIMABLE, note="no events in the reference group")
    assert wording.ratio(none, of="share") == "none of White recorded, at least 2.5 times"


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ((0.125, 0.1, 0.2), "12.5 (10.0 to 20.0)"),
        ((-0.0001, -0.052, 0.06), "0.0 (-5.2 to 6.0)"),
        ((1, 0.5, 1), "100.0 (50.0 to 100.0)"),
    ],
)
def test_a_difference_of_shares_is_in_points(numbers, words):
    assert wording.points_figures(figure(*numbers)) == words


def test_a_cell_is_a_figure_that_keeps_its_interval_on_a_line_or_the_reason():
    imprecise = figure(4, 1.5, 9, state=State.LOW_PRECISION)
    said = wording.cell(imprecise, wording.ratio_figures)
    assert said == "4.00 (1.50\N{NO-BREAK SPACE}to\N{NO-BREAK SPACE}9.00), low precision"
    hidden = gate_ratio(rate_ratio(events=3, exposure=9, reference_events=90, reference_exposure=9))
    assert wording.cell(hidden, wording.ratio_figures) == "fewer than 10 recorded, not shown"
    assert wording.cell(None, wording.ratio_figures) == "–"


def test_numbers_in_a_column_keep_their_decimals():
    assert [wording.ratio_number(one) for one in (3, 2.5, 12.34)] == ["3.00", "2.50", "12.3"]
    assert [wording.handcuffings(one) for one in (0, 1, 1200)] == [
        "0 handcuffings",
        "1 handcuffing",
        "1,200 handcuffings",
    ]
