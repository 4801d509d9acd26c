import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.charts.axis import from_zero
from reporting.charts.labels import width_of
from reporting.charts.rates import Row, rates
from reporting.statistics import gate_rate, rate
from tests.reporting.charts.layouts import layouts


def chart(*estimates, **more):
    rows = [Row(label=f"Group {n}", estimate=estimate) for n, estimate in enumerate(estimates)]
    return rates(ident="rates", title="Rates", rows=rows, **more)


def ticks(drawing):
    return [text.words for text in drawing.texts if text.kind == "tick"]


def test_what_is_drawn_is_what_was_computed_on_an_axis_from_zero():
    estimate = rate(events=50, exposure=12_000)
    for drawing in layouts(chart(estimate)):
        left, right = float(drawing.left), float(drawing.right)
        top = float(ticks(drawing)[-1])

        def value_at(x, *, left=left, right=right, top=top):
            return top * (float(x) - left) / (right - left)

        [row] = drawing.rows
        lower, upper = re.fullmatch(r"M(\S+) \S+H(\S+)", row.interval).groups()
        assert ticks(drawing)[0] == "0"
        assert value_at(row.x) == pytest.approx(estimate.estimate, rel=1e-3)
        assert value_at(lower) == pytest.approx(estimate.lower, rel=1e-3)
        assert value_at(upper) == pytest.approx(estimate.upper, rel=1e-3)
        assert not row.arrows
        assert not drawing.line
        assert row.texts[0].words == "4.17 (3.09 to 5.49)"


def test_no_events_is_a_point_at_zero_with_an_interval():
    for drawing in layouts(chart(gate_rate(rate(events=0, exposure=1000)))):
        [row] = drawing.rows
        assert row.x == drawing.left
        assert row.interval.startswith(f"M{drawing.left} ")
        assert row.kind == "low_precision"


@pytest.mark.parametrize(
    ("estimate", "words"),
    [
        (rate(events=7, exposure=None), "no population loaded to compare with"),
        (rate(events=7, exposure=0), "cannot be worked out: no resident population"),
    ],
)
def test_without_a_single_rate_there_is_no_axis(estimate, words):
    for drawing in layouts(chart(estimate)):
        assert ticks(drawing) == []
        assert drawing.grid == ""
        assert " ".join(text.words for text in drawing.rows[0].texts) == words


def test_charts_that_share_a_scale_end_in_an_arrow_where_a_rate_goes_beyond():
    for drawing in layouts(chart(rate(events=500, exposure=10_000), highest=20)):
        assert ticks(drawing)[-1] == "20"
        assert drawing.rows[0].arrows
        assert not drawing.rows[0].x


@pytest.mark.parametrize("highest", [0, -1])
def test_the_axis_ends_above_zero(highest):
    with pytest.raises(ValueError, match="cannot end at"):
        chart(rate(events=5, exposure=10), highest=highest)


def test_the_unit_is_on_the_axis():
    for drawing in layouts(chart(rate(events=5, exposure=10), unit="per 100,000 a quarter")):
        assert "per 100,000 a quarter" in " ".join(t.words for t in drawing.texts)


@pytest.mark.parametrize(
    ("top", "labels"),
    [
        (4.6, ["0", "1", "2", "3", "4", "5"]),
        (5, ["0", "1", "2", "3", "4", "5"]),
        (0.042, ["0.00", "0.01", "0.02", "0.03", "0.04", "0.05"]),
        (11.7, ["0", "2", "4", "6", "8", "10", "12"]),
        (14, ["0.0", "2.5", "5.0", "7.5", "10.0", "12.5", "15.0"]),
        (1136, ["0", "200", "400", "600", "800", "1,000", "1,200"]),
    ],
)
def test_ticks_are_round_numbers(top, labels):
    assert [label for _, label in from_zero(top, width=400).ticks] == labels


@given(top=st.floats(1e-6, 1e9), width=st.sampled_from([284.0, 288.0]))
def test_ticks_reach_the_top_and_their_labels_stay_apart(top, width):
    found = from_zero(top, width=width)
    values = [value for value, _ in found.ticks]
    assert values[0] == 0
    assert top <= found.highest * (1 + 1e-9)
    assert found.highest < 10.1 * top
    for value, label in found.ticks:
        assert float(label.replace(",", "")) == pytest.approx(value, rel=1e-9)
    assert max(width_of(label) for _, label in found.ticks) <= width / (len(values) - 1)
