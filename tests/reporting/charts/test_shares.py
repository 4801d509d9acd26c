"""Shares on an axis of per cents, alone and as small multiples on one scale."""

import re

import pytest

from reporting.charts.axis import of_shares
from reporting.charts.multiples import multiples
from reporting.charts.rates import Row as RateRow
from reporting.charts.rates import rates
from reporting.charts.shares import Row, highest_of, shares
from reporting.statistics import gate_proportion, proportion, rate
from tests.reporting.charts.layouts import layouts


def chart(*counts, ident="shares", **more):
    rows = [
        Row(label=f"Group {n}", estimate=gate_proportion(proportion(events=events, total=total)))
        for n, (events, total) in enumerate(counts)
    ]
    return shares(ident=ident, title="Arrested", of="people handcuffed", rows=rows, **more)


def ticks(drawing):
    return [text.words for text in drawing.texts if text.kind == "tick"]


def test_what_is_drawn_is_what_was_computed():
    found = proportion(events=30, total=80)
    for drawing in layouts(chart((30, 80))):
        left, right = float(drawing.left), float(drawing.right)
        top = float(ticks(drawing)[-1].rstrip("%")) / 100
        [row] = drawing.rows
        lower, upper = re.fullmatch(r"M(\S+) \S+H(\S+)", row.interval).groups()
        for x, value in ((row.x, found.estimate), (lower, found.lower), (upper, found.upper)):
            assert top * (float(x) - left) / (right - left) == pytest.approx(value, abs=1e-3)
        assert "37.5% (27.7% to 48.5%)" in " ".join(text.words for text in row.texts)
        assert "people handcuffed" in " ".join(text.words for text in drawing.texts)


def test_too_few_are_words_without_a_point():
    for drawing in layouts(chart((3, 9))):
        [row] = drawing.rows
        assert (row.x, row.interval, ticks(drawing)) == ("", "", [])


@pytest.mark.parametrize(
    ("top", "labels"),
    [
        (0.97, ["0%", "20%", "40%", "60%", "80%", "100%"]),
        (0.03, ["0.0%", "0.5%", "1.0%", "1.5%", "2.0%", "2.5%", "3.0%"]),
    ],
)
def test_ticks_are_round_per_cents(top, labels):
    assert [label for _, label in of_shares(top, width=400).ticks] == labels


def test_an_axis_beyond_everybody_is_refused():
    with pytest.raises(ValueError, match="from 0 to 1"):
        chart((5, 10), highest=1.2)


def test_small_multiples_have_one_scale_and_a_heading_each(render):
    rows = [Row(label="Group", estimate=proportion(events=70, total=80))]
    top = highest_of(rows)
    both = multiples(
        ident="outcomes",
        title="By outcome",
        charts=[
            chart((10, 80), ident="one", highest=top),
            chart((70, 80), ident="two", highest=top),
        ],
    )
    first, second = both.charts
    for one, other in zip(layouts(first), layouts(second), strict=True):
        assert ticks(one) == ticks(other)
    html = render(both)
    assert html.count("c-chart__drawing") == 2
    assert html.count("<h3") == 2


def test_small_multiples_are_of_one_kind():
    other = rates(
        ident="rates", title="Rates", rows=[RateRow(label="A", estimate=rate(events=5, exposure=9))]
    )
    with pytest.raises(ValueError, match="one kind"):
        multiples(ident="mixed", title="Mixed", charts=[chart((30, 80)), other])
    with pytest.raises(ValueError, match="at least one"):
        multiples(ident="mixed", title="None", charts=[])
