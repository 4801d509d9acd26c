import re

import pytest

from reporting.charts.forest import AXIS, Row, forest
from reporting.statistics import Estimate, State, gate_ratio, rate_ratio
from tests.reporting.charts.layouts import layouts

WHITE = {"reference_events": 200, "reference_exposure": 40_000}


def ratio(estimate, lower, upper, **more):
    return Estimate(estimate=estimate, lower=lower, upper=upper, **more)


def rows_of(*estimates):
    """The first row, in every width."""
    rows = [Row(label=f"Group {n}", estimate=estimate) for n, estimate in enumerate(estimates)]
    chart = forest(ident="gap", title="Gap", rows=rows)
    return [(drawing, drawing.rows[0]) for drawing in layouts(chart)]


def value_at(drawing, x):
    """The ratio a place on the axis stands for."""
    left, right = float(drawing.left), float(drawing.right)
    share = (float(x) - left) / (right - left)
    return AXIS.lowest * (AXIS.highest / AXIS.lowest) ** share


def ends(path):
    return re.fullmatch(r"M(\S+) \S+H(\S+)", path).groups()


def texts(row):
    return " ".join(text.words for text in row.texts)


def test_what_is_drawn_is_what_was_computed():
    estimate = rate_ratio(events=120, exposure=10_000, **WHITE)
    for drawing, row in rows_of(estimate):
        lower, upper = ends(row.interval)
        assert value_at(drawing, row.x) == pytest.approx(estimate.estimate, rel=1e-4)
        assert value_at(drawing, lower) == pytest.approx(estimate.lower, rel=1e-4)
        assert value_at(drawing, upper) == pytest.approx(estimate.upper, rel=1e-4)
        assert texts(row) == "2.40 (1.91 to 3.01)"
        assert row.kind == "ok"
        assert not row.arrows


def test_the_axis_runs_from_a_quarter_to_eight_with_a_line_at_one():
    for drawing, _row in rows_of(ratio(1.5, 1.2, 1.9)):
        ticks = [text for text in drawing.texts if text.kind == "tick"]
        assert [text.words for text in ticks] == ["0.25", "0.5", "1", "2", "4", "8"]
        for text in ticks:
            assert value_at(drawing, text.x) == pytest.approx(float(text.words), rel=0.03)
        [at] = set(re.findall(r"M(\S+) ", drawing.line))
        assert value_at(drawing, at) == pytest.approx(1, rel=1e-4)
        assert "log scale" in " ".join(text.words for text in drawing.texts)


def test_an_interval_that_goes_beyond_the_axis_ends_in_an_arrow():
    for drawing, row in rows_of(ratio(5, 2, 12)):
        assert ends(row.interval)[1] == drawing.right
        assert len(row.arrows) == 1
        assert row.arrows[0].x == drawing.right
        assert row.caps.count("M") == 1
        assert row.x


def test_an_interval_beyond_both_ends_has_two_arrows_and_no_caps():
    for drawing, row in rows_of(ratio(1, 0.1, 12)):
        assert ends(row.interval) == (drawing.left, drawing.right)
        assert len(row.arrows) == 2
        assert not row.caps


@pytest.mark.parametrize("estimate", [ratio(60, 50, 80), ratio(0.03, 0.02, 0.05)])
def test_what_lies_wholly_beyond_the_axis_is_an_arrow_without_a_point(estimate):
    for _drawing, row in rows_of(estimate):
        assert len(row.arrows) == 1
        assert (row.interval, row.caps, row.x, row.y) == ("", "", "", "")
        assert texts(row)


def test_a_ratio_of_zero_is_drawn_to_its_upper_limit():
    estimate = rate_ratio(events=0, exposure=10_000, **WHITE)
    for drawing, row in rows_of(ratio(0, 0, 0.4)):
        assert estimate.estimate == 0
        assert ends(row.interval)[0] == drawing.left
        assert not row.x
        assert texts(row) == "0 (0 to 0.40)"


def test_no_events_in_the_reference_is_an_arrow_from_the_lower_limit():
    estimate = rate_ratio(events=12, exposure=5000, reference_events=0, reference_exposure=1000)
    for drawing, row in rows_of(estimate):
        lower, upper = ends(row.interval)
        assert value_at(drawing, lower) == pytest.approx(estimate.lower, rel=1e-4)
        assert upper == drawing.right
        assert row.arrows[0].x == drawing.right
        assert (row.x, row.kind) == ("", "unbounded")
        assert texts(row) == "at least 0.62"


def test_low_precision_is_said_and_marked():
    estimate = gate_ratio(
        rate_ratio(events=10, exposure=9, reference_events=10, reference_exposure=9)
    )
    for _drawing, row in rows_of(estimate):
        assert row.kind == "low_precision"
        assert texts(row).endswith("low precision")
        assert row.x


@pytest.mark.parametrize(
    ("estimate", "words"),
    [
        (
            gate_ratio(rate_ratio(events=9, exposure=100, **WHITE)),
            "fewer than 10 recorded, not shown",
        ),
        (rate_ratio(events=9, exposure=None, **WHITE), "no population loaded to compare with"),
        (
            rate_ratio(events=9, exposure=0, **WHITE),
            "cannot be worked out: no resident population",
        ),
        (Estimate(state=State.SUPPRESSED), "hidden, so that nobody can be recognised"),
        (None, "no figure"),
    ],
)
def test_a_row_that_is_not_shown_says_why_and_draws_nothing(estimate, words):
    for _drawing, row in rows_of(estimate, ratio(1.5, 1.2, 1.9)):
        assert texts(row) == words
        assert (row.interval, row.caps, row.arrows, row.x, row.y) == ("", "", (), "", "")


def test_no_trace_of_a_number_that_is_not_shown(render):
    hidden = gate_ratio(rate_ratio(events=7, exposure=1234, **WHITE))
    page = render(forest(ident="gap", title="Gap", rows=[Row(label="Group", estimate=hidden)]))
    for value in hidden.inputs.values():
        assert f">{value}" not in page
    assert "1234" not in page
    assert "c-chart__point" not in page


def test_the_group_compared_with_has_words_of_its_own():
    row = Row(label="White", counts="200 of 40,000 people", note="the group compared with")
    chart = forest(ident="gap", title="Gap", rows=[row])
    for drawing in layouts(chart):
        assert texts(drawing.rows[0]) == "200 of 40,000 people the group compared with"


def test_a_chart_of_nothing_but_reasons_has_no_bands_of_grid():
    chart = forest(ident="gap", title="Gap", rows=[Row(label="White")])
    assert chart.drawing.line == ""


def test_the_description_says_every_figure():
    chart = forest(
        ident="gap",
        title="Gap",
        description="One sentence.",
        rows=[Row(label="Black", estimate=ratio(1.5, 1.2, 1.9)), Row(label="Roma", estimate=None)],
    )
    assert chart.description == "One sentence. Black: 1.50 (1.20 to 1.90). Roma: no figure."


@pytest.mark.parametrize("ident", ["", "Gap", "1gap", "a b", 'a"b', "a_b"])
def test_ident_can_start_an_id(ident):
    with pytest.raises(ValueError, match="ident must"):
        forest(ident=ident, title="Gap", rows=[Row(label="White")])


def test_a_chart_needs_a_row():
    with pytest.raises(ValueError, match="at least one row"):
        forest(ident="gap", title="Gap", rows=[])


def test_a_band_reaches_from_its_low_to_its_high_end_or_to_the_end_of_the_axis():
    estimate = ratio(2, 1.5, 2.5)
    rows = [
        Row(label="A", estimate=estimate, band=(1.25, 3.0)),
        Row(label="B", estimate=estimate, band=(1.25, None)),
        Row(label="C", estimate=estimate),
    ]
    for drawing in layouts(forest(ident="gap", title="Gap", rows=rows)):
        first, second, third = drawing.rows
        found = [value_at(drawing, x) for x in ends(first.band)]
        assert found == pytest.approx([1.25, 3.0], rel=5e-3)
        assert ends(second.band)[1] == drawing.right
        assert third.band == ""
