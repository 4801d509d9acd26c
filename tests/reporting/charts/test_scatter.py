"""The scatter as laid out and drawn: right places, one scale, no text on another."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporting import wording
from reporting.charts.scatter import Place, scatter
from reporting.statistics import proportion, rate, rate_ratio, risk_ratio
from tests.reporting.charts.layouts import check_words, layouts

PAIR = st.tuples(st.integers(10, 900), st.integers(10, 900))
SOME = [(30, 12), (60, 55), (12, 40), (200, 90)]


def place(name, events, reference_events):
    own = {"events": events, "exposure": 40_000}
    other = {"reference_events": reference_events, "reference_exposure": 100_000}
    return Place(
        label=name,
        rate=rate(**own),
        reference_rate=rate(events=reference_events, exposure=100_000),
        ratio=rate_ratio(**own, **other),
    )


def chart(pairs, names=None):
    names = names or [f"Borough {n}" for n, _ in enumerate(pairs)]
    return scatter(
        ident="boroughs",
        title="Black against White",
        description="Each point is a borough.",
        group="Black",
        reference="White",
        unit="per 1,000 residents a year",
        places=[place(name, *pair) for name, pair in zip(names, pairs, strict=True)],
    )


def value_at(drawing, point, anchor):
    """The rate that stands at a place, read off the axis of its ticks as a reader does."""
    ticks = [
        (float(text.x if anchor == "middle" else text.y), float(text.words.replace(",", "")))
        for text in drawing.texts
        if text.kind == "tick" and text.anchor == anchor
    ]
    (at0, low), *_, (at1, high) = ticks
    shift = 0 if anchor == "middle" else 5  # its baseline lies 5 below its line
    return low + (float(point) + shift - at0) * (high - low) / (at1 - at0)


def test_points_stand_at_both_rates_on_one_scale():
    for drawing in layouts(chart(SOME)):
        for mark, (events, reference_events) in zip(drawing.marks, SOME, strict=True):
            assert value_at(drawing, mark.x, "middle") == pytest.approx(
                reference_events / 100, abs=0.02
            )
            assert value_at(drawing, mark.y, "end") == pytest.approx(events / 40, abs=0.02)


def test_the_line_is_where_both_rates_are_equal():
    for drawing in layouts(chart(SOME)):
        start, end = (
            [float(one) for one in corner.split()] for corner in drawing.line[1:].split("L")
        )
        for x, y in (start, end):
            assert value_at(drawing, x, "middle") == pytest.approx(
                value_at(drawing, y, "end"), abs=0.02
            )


def test_a_point_is_filled_where_the_interval_leaves_out_equal_rates():
    for drawing in layouts(chart([(40, 100), (41, 100), (90, 100), (9, 100)])):
        assert [mark.kind for mark in drawing.marks] == ["together", "together", "apart", "apart"]


@settings(max_examples=20)
@given(
    pairs=st.lists(PAIR, min_size=1, max_size=33),
    lengths=st.lists(st.integers(1, 3), min_size=33, max_size=33),
)
def test_no_text_lies_on_another_on_a_point_or_outside(pairs, lengths):
    names = [f"{'Kensington ' * length}{n}" for n, length in enumerate(lengths[: len(pairs)])]
    shown = chart(pairs, names)
    check_words(shown)
    for drawing in layouts(shown):
        for text in drawing.texts:
            if text.kind == "name" and not text.roomy:
                assert not any(
                    text.box[0] < float(mark.x) < text.box[2]
                    and text.box[1] < float(mark.y) < text.box[3]
                    for mark in drawing.marks
                )


def test_every_value_is_read_out(svg, circles):
    drawn = svg(chart(SOME))
    assert drawn.get("role") == "img"
    spoken = drawn.findtext("desc")
    for n, (events, reference_events) in enumerate(SOME):
        assert (
            f"Borough {n}: White "
            f"{wording.rate_figures(rate(events=reference_events, exposure=100_000))}, Black "
            f"{wording.rate_figures(rate(events=events, exposure=40_000))}."
        ) in spoken
    assert len(circles(drawn)) == len(SOME)


def test_a_scatter_needs_a_place_and_a_plain_ident():
    with pytest.raises(ValueError, match="at least one place"):
        chart([])


def test_rates_that_are_all_zero_stand_in_the_corner():
    none = proportion(events=0, total=40)
    ratio = risk_ratio(events=0, total=40, reference_events=0, reference_total=40)
    chart = scatter(
        ident="hits",
        title="Black against White",
        group="Black",
        reference="White",
        unit="share arrested",
        of="shares",
        places=[Place(label="Aldham", rate=none, reference_rate=none, ratio=ratio)],
    )

    for drawing in layouts(chart):
        assert value_in_per_cent(drawing, drawing.marks[0].x, "middle") == pytest.approx(0)
        assert "100%" in [text.words for text in drawing.texts]


def value_in_per_cent(drawing, point, anchor):
    """As `value_at`, of ticks that say per cent."""
    at = [
        (float(text.x), float(text.words.rstrip("%")))
        for text in drawing.texts
        if text.kind == "tick" and text.anchor == anchor
    ]
    (at0, low), *_, (at1, high) = at
    return low + (float(point) - at0) * (high - low) / (at1 - at0)


def test_shares_are_written_in_per_cent():
    own, other = proportion(events=30, total=40), proportion(events=10, total=40)
    ratio = risk_ratio(events=30, total=40, reference_events=10, reference_total=40)
    chart = scatter(
        ident="hits",
        title="Black against White",
        group="Black",
        reference="White",
        unit="share arrested",
        of="shares",
        places=[Place(label="Aldham", rate=own, reference_rate=other, ratio=ratio)],
    )

    assert f"White {wording.share_figures(other)}, Black {wording.share_figures(own)}." in (
        chart.description
    )
    for drawing in layouts(chart):
        words = [text.words for text in drawing.texts]
        assert "0%" in words
        assert "On the line: equal shares" in words
