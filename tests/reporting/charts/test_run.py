"""The run chart as laid out and drawn: right places, no text on another, nothing by colour."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporting.charts.run import SIGNAL, Change, Level, Point, run_chart
from tests.reporting.charts.layouts import check_words, layouts

VALUES = [12, 15, 9, 20, 18, 25, 11, 14, 16, 13, 21, 7]


def points(values, **last):
    made = [
        Point(label=f"Mar {2000 + n}", value=value, words=f"{value}", lower=value / 2, upper=value)
        for n, value in enumerate(values)
    ]
    if last:
        end = Point(label="Apr 2099", value=values[-1], words="so far", **last)
        made[-1] = end
    return made


def chart(values=VALUES, *, last=None, **more):
    given = {"title": "Handcuffings a month", "value_title": "Handcuffings", "ident": "run"}
    return run_chart(**{**given, "points": points(values, **(last or {})), **more})


def value_at(drawing, y):
    """The value that stands at a height, read off the axis as a reader does."""
    found = [
        (float(text.y) - 5, float(text.words.replace(",", "")))
        for text in drawing.texts
        if text.kind == "tick" and text.anchor == "end"
    ]
    (y0, low), *_, (y1, high) = found
    return low + (float(y) - y0) * (high - low) / (y1 - y0)


def curve(drawing, kind):
    return [one.path for one in drawing.curves if one.kind == kind]


def test_points_stand_at_their_value_in_the_order_of_time():
    for drawing in layouts(chart()):
        assert [value_at(drawing, mark.y) for mark in drawing.marks] == pytest.approx(
            VALUES, abs=0.05
        )
        across = [float(mark.x) for mark in drawing.marks]
        assert across == sorted(set(across))
        tops = re.findall(r"M[\d.]+ ([\d.]+)V([\d.]+)", drawing.intervals)
        assert [value_at(drawing, low) for _, low in tops] == pytest.approx(
            [value / 2 for value in VALUES], abs=0.05
        )


def test_part_of_a_month_is_hollow_apart_and_said():
    shown = chart(last={"whole": False})
    for drawing in layouts(shown):
        assert [mark.kind for mark in drawing.marks][-2:] == ["whole", "part"]
        [path] = curve(drawing, "series")
        assert len(re.findall(r"[\d.]+ [\d.]+", path)) == len(VALUES) - 1
    assert "Apr 2099: so far, part of the month." in shown.description


def test_a_signal_is_another_shape_and_is_said():
    shown = chart(last={"signal": True})
    for drawing in layouts(shown):
        assert [mark.shape == SIGNAL for mark in drawing.marks] == [False] * 11 + [True]
    assert "so far, signal." in shown.description


def test_a_level_is_drawn_at_its_value_and_steps_where_it_changes():
    values = (None, None, *[10.0] * 5, *[20.0] * 5)
    level = Level(kind="l95", words="Signal", values=values)
    for drawing in layouts(chart(levels=[level])):
        [_, path] = curve(drawing, "l95")
        heights = re.findall(r"(?:M[\d.]+ |V)([\d.]+)", path)
        assert [value_at(drawing, y) for y in heights[:1] + heights[-1:]] == pytest.approx(
            [10, 20], abs=0.05
        )
        assert path.count("M") == 1
        assert "Signal" in [text.words for text in drawing.texts]


def test_changes_are_numbered_with_their_words_below():
    shown = chart(changes=[Change(place=3, words="Form, version 2")])
    for drawing in layouts(shown):
        assert float(re.match(r"M([\d.]+)", drawing.changes)[1]) == float(drawing.marks[3].x)
        assert "1" in [text.words for text in drawing.texts]
        assert "1 Mar 2003: Form, version 2" in [text.words for text in drawing.texts]
    assert "Mar 2003, change: Form, version 2." in shown.description


@settings(max_examples=25)
@given(
    values=st.lists(st.integers(0, 90_000), min_size=1, max_size=130),
    changes=st.lists(st.integers(0, 129), max_size=12),
    levels=st.integers(0, 2),
)
def test_no_text_lies_on_another_or_leaves_the_drawing(values, changes, levels):
    shown = chart(
        values,
        value_title="Handcuffings a month of people of all groups " * 2,
        changes=[
            Change(place=place % len(values), words="Rules of the register, version 2 " * 3)
            for place in sorted(changes)
        ],
        levels=[Level(kind="l95", words="A signal, by chance once " * 3, values=(5,) * len(values))]
        * levels,
    )
    check_words(shown)
    for drawing in layouts(shown):
        for mark in drawing.marks:
            assert 0 <= float(mark.x) <= float(drawing.width)
            assert 0 <= float(mark.y) <= float(drawing.height)


def test_charts_that_share_a_scale():
    one, other = chart([5, 6], highest=40), chart([38, 40])
    for first, second in zip(layouts(one), layouts(other), strict=True):
        ticks = [[t.words for t in d.texts if t.anchor == "end"] for d in (first, second)]
        assert ticks[0] == ticks[1]


def test_a_page_names_more_months_than_a_phone():
    drawing = chart([5] * 24).drawing
    months = [text for text in drawing.texts if text.words.startswith("Mar ")]
    on_a_phone = [text for text in months if not text.roomy]
    assert 2 <= len(on_a_phone) < len(months)


def test_it_is_a_picture_with_a_title_and_a_description(svg, circles):
    drawn = svg(chart())
    assert drawn.get("role") == "img"
    title, desc = drawn.find("title"), drawn.find("desc")
    assert drawn.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
    assert desc.text.startswith("Mar 2000: 12. Mar 2001: 15.")
    assert len(circles(drawn)) == len(VALUES)
    assert not [element for element in drawn.iter() if element.get("style")]


@pytest.mark.parametrize(
    ("more", "message"),
    [
        ({"ident": "Not good"}, "ident"),
        ({"points": []}, "at least one"),
        ({"levels": [Level(kind="l95", words="", values=(1,))]}, "for each point"),
    ],
)
def test_wrong_inputs_raise(more, message):
    with pytest.raises(ValueError, match=message):
        chart(**more)
