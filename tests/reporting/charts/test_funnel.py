"""The funnel plot as laid out and drawn: right places, no text on another, nothing by colour."""

import re
from itertools import pairwise
from math import sqrt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporting.charts.funnel import Unit, funnel_plot
from reporting.statistics import Position, proportion_funnel, ratio_funnel
from tests.reporting.charts.layouts import check_words, layouts

COUNTS = st.integers(10, 3000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
MANY = [(45 + 4 * n + n % 5, 100 + 10 * n) for n in range(14)]


def chart(counts, names=None, **more):
    target = sum(events for events, _ in counts) / sum(total for _, total in counts)
    found = proportion_funnel(target=target, units=counts)
    names = names or [f"Team {n}" for n, _ in enumerate(counts)]
    return funnel_plot(
        ident="funnel",
        title="De-escalation tried, by team",
        description="Each point is a team.",
        size_title="Accounts of officers",
        share_title="De-escalation tried, share of accounts",
        units=[Unit(label=name, unit=unit) for name, unit in zip(names, found.units, strict=True)],
        funnel=found,
        **more,
    )


def ticks(drawing, end):
    """The ticks of an axis as (place, number): "end" for shares, "middle" for sizes."""
    return [
        (float(text.y if end == "end" else text.x), float(re.sub("[%,]", "", text.words)))
        for text in drawing.texts
        if text.kind == "tick" and text.anchor == end
    ]


def share_at(drawing, y):
    """The share that stands at a height, read off the axis as a reader does."""
    (y0, low), *_, (y1, high) = ticks(drawing, "end")
    # A tick's text is centred on its line, its baseline 5 below.
    return (low + (float(y) + 5 - y0) * (high - low) / (y1 - y0)) / 100


def test_points_stand_at_their_size_and_share():
    for drawing in layouts(chart(MANY)):
        for mark, (events, total) in zip(drawing.marks, MANY, strict=True):
            assert share_at(drawing, mark.y) == pytest.approx(events / total, abs=2e-3)
        assert [float(mark.x) for mark in drawing.marks] == sorted(
            float(mark.x) for mark in drawing.marks
        )


def test_the_limits_drawn_are_the_limits_computed():
    shown = chart(MANY)
    target = sum(events for events, _ in MANY) / sum(total for _, total in MANY)
    for drawing in layouts(shown):
        path = [curve.path for curve in drawing.curves if curve.kind == "l998"][-1]
        last = re.findall(r"([\d.]+) ([\d.]+)(?=M|$)", path)
        largest = ticks(drawing, "middle")[-1][1]
        half = 3.090232 * sqrt(target * (1 - target) / largest)
        found = sorted(share_at(drawing, y) for _, y in last)
        assert found == pytest.approx([target - half, target + half], abs=2e-3)


def test_where_little_is_expected_the_limits_bend_between_whole_numbers():
    funnel = ratio_funnel(units=[(2, 1.5), (3, 2.5), (6, 4.0)])
    shown = funnel_plot(
        ident="expected",
        title="Observed over expected",
        units=[Unit(label=f"Team {n}", unit=unit) for n, unit in enumerate(funnel.units)],
        funnel=funnel,
        size_title="Number expected",
        share_title="Observed over expected",
    )
    for drawing in layouts(shown):
        upper = [curve.path for curve in drawing.curves if curve.kind == "l998"][-1].split("M")[-1]
        places = [float(x) for x, _ in re.findall(r"([\d.]+) ([\d.]+)", upper)]
        apart = [after - before for before, after in pairwise(places)]
        assert max(apart) < float(drawing.width) / 30


def test_of_hundreds_of_units_those_outside_alone_are_named():
    """Which of the others found room would be chance."""
    counts = [(50 + n % 7, 100 + n % 50) for n in range(384)]
    counts[200] = (10, 140)
    for drawing in layouts(chart(counts)):
        assert len(drawing.marks) == 384
        assert [text.words for text in drawing.every_text if text.kind == "name"] == ["Team 200"]


@settings(max_examples=20)
@given(
    counts=st.lists(COUNTS, min_size=25, max_size=25),
    lengths=st.lists(st.integers(1, 4), min_size=1, max_size=25),
)
def test_no_text_lies_on_another_or_leaves_the_drawing(counts, lengths):
    names = [f"{'Team of Mmm' * letters} {n}" for n, letters in enumerate(lengths)]
    check_words(chart(counts[: len(names)], names))


@settings(max_examples=20)
@given(counts=st.lists(COUNTS, min_size=1, max_size=25))
def test_every_point_is_inside_the_field(counts):
    for drawing in layouts(chart(counts)):
        heights = [float(text.y) - 5 for text in drawing.texts if text.anchor == "end"]
        for mark in drawing.marks:
            assert 0 <= float(mark.x) <= float(drawing.width)
            if heights:
                assert min(heights) - 1 <= float(mark.y) <= max(heights) + 1


def test_a_unit_outside_is_another_shape_and_is_named_also_on_a_phone():
    counts = [*MANY[:-1], (5, 300)]
    shown = chart(counts)
    for drawing in layouts(shown):
        assert [mark.kind for mark in drawing.marks][-1] == Position.BELOW
        *within, beyond = [mark.shape for mark in drawing.marks]
        assert {beyond} != set(within) == {within[0]}
        assert [text.roomy for text in drawing.texts if text.words == "Team 13"] == [False]
    assert "Below the 99.8% limits: Team 13." in shown.description


def test_the_others_are_named_where_a_page_has_room():
    found = [text for text in chart(MANY).drawing.texts if text.kind == "name"]
    assert found
    assert all(text.roomy for text in found)


def test_without_one_outside_the_description_says_so():
    assert chart(MANY).description.endswith("Every unit lies within the limits.")
    assert "too few units" in chart(MANY[:9]).description


def test_the_line_by_chance_alone_is_drawn_where_it_differs():
    varied = [(round(300 * share), 300) for share in (0.2, 0.8, 0.4, 0.6) * 4]
    kinds = {curve.kind for curve in layouts(chart(varied))[0].curves}
    assert kinds == {"target", "l95", "l998", "plain"}
    assert "plain" not in {curve.kind for curve in layouts(chart(MANY))[0].curves}


def test_the_same_counts_in_another_order_are_the_same_picture():
    """Nothing in it depends on who comes first: there is no ranking to be read off."""
    backwards = chart(MANY[::-1])
    for one, other in zip(layouts(chart(MANY)), layouts(backwards), strict=True):
        assert {(m.x, m.y) for m in one.marks} == {(m.x, m.y) for m in other.marks}


@settings(max_examples=20)
@given(pairs=st.lists(st.tuples(st.integers(0, 900), st.floats(5, 300)), min_size=1, max_size=25))
def test_ratios_stand_around_one_on_an_axis_that_holds_them_all(pairs):
    found = ratio_funnel(units=pairs)
    shown = funnel_plot(
        ident="ratios",
        title="Returned, observed over expected",
        size_title="Number expected",
        share_title="Observed over expected",
        units=[Unit(label=f"T{n}", unit=unit) for n, unit in enumerate(found.units)],
        funnel=found,
    )
    for drawing in layouts(shown):
        places = ticks(drawing, "end")
        assert places[0][1] <= 1 <= places[-1][1]
        assert "As many as expected" in [text.words for text in drawing.texts]
        (y0, low), (y1, high) = places[0], places[-1]
        for mark, (observed, expected) in zip(drawing.marks, pairs, strict=True):
            ratio = low + (float(mark.y) + 5 - y0) * (high - low) / (y1 - y0)
            assert ratio == pytest.approx(observed / expected, abs=(high - low) / 50)


def test_it_is_a_picture_with_a_title_and_a_description(svg, circles):
    drawn = svg(chart(MANY))
    assert drawn.get("role") == "img"
    title, desc = drawn.find("title"), drawn.find("desc")
    assert drawn.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
    assert title.text == "De-escalation tried, by team"
    assert desc.text.startswith("Each point is a team.")
    assert len(circles(drawn)) == len(MANY)
    assert not [element for element in drawn.iter() if element.get("style")]


@pytest.mark.parametrize(
    ("more", "message"), [({"ident": "Not good"}, "ident"), ({"units": []}, "at least one")]
)
def test_wrong_inputs_raise(more, message):
    found = proportion_funnel(target=0.5, units=[(5, 10)])
    units = [Unit(label="Team", unit=found.units[0])]
    given = {"ident": "f", "title": "", "units": units, "size_title": "n", "share_title": "%"}
    with pytest.raises(ValueError, match=message):
        funnel_plot(**{**given, **more}, funnel=found)
