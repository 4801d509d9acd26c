"""Bars of completeness: their lengths, what is never drawn, no text on another."""

import re
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.charts.bars import THICK, Row, completeness
from reporting.statistics import gate_proportion, proportion
from tests.reporting.charts.layouts import check_words, layouts


def row(known, total, label="Age"):
    return Row(
        label=label,
        known=gate_proportion(proportion(events=known, total=total)),
        words=f"{known} of {total} known",
        counts=f"{total - known} not reported",
    )


def chart(*rows):
    return completeness(ident="fields", title="What is known", rows=rows)


def test_a_bar_is_as_long_as_its_share():
    for drawing in layouts(chart(row(30, 40), row(0, 40), row(40, 40))):
        shares = [float(bar.width) / float(bar.length) for bar in drawing.bars]
        assert shares == pytest.approx([0.75, 0, 1])
        assert len({bar.length for bar in drawing.bars}) == 1


@pytest.mark.parametrize("total", [0, 9])
def test_nothing_of_nothing_and_shares_of_a_few_are_words(total):
    for drawing in layouts(chart(row(0, total), row(5, 20))):
        assert len(drawing.bars) == 1
        assert f"0 of {total} known" in [text.words for text in drawing.texts]


@given(
    counts=st.lists(
        st.integers(0, 90_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
        min_size=1,
        max_size=9,
    ),
    length=st.integers(1, 9),
)
def test_no_text_lies_on_another_or_on_a_bar_or_leaves_the_drawing(counts, length):
    shown = chart(*(row(known, total, "Self-defined " * length) for known, total in counts))
    check_words(shown)
    for drawing in layouts(shown):
        boxes = [text.box for text in drawing.every_text]
        bars = [
            (x := float(bar.x), y := float(bar.y), x + float(bar.length), y + THICK)
            for bar in drawing.bars
        ]
        for one, other in combinations([*boxes, *bars], 2):
            apart = (
                one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
            )
            assert apart, (one, other)
        for left, top, right, bottom in bars:
            assert left >= 0
            assert right <= float(drawing.width) + 0.5
            assert 0 <= top <= bottom <= float(drawing.height)


def test_it_is_a_picture_with_a_title_and_a_description(svg):
    drawn = svg(chart(row(30, 40)))
    assert drawn.get("role") == "img"
    assert drawn.find("title").text == "What is known"
    assert drawn.find("desc").text == "Age: 30 of 40 known; 10 not reported."
    known, whole = (float(re.search(r"h([\d.]+)", path.get("d"))[1]) for path in drawn.iter("path"))
    assert known == pytest.approx(0.75 * whole, abs=0.01)


@pytest.mark.parametrize(("ident", "rows"), [("Not good", [row(1, 1)]), ("good", [])])
def test_wrong_inputs_raise(ident, rows):
    with pytest.raises(ValueError, match=r"ident|at least one"):
        completeness(ident=ident, title="", rows=rows)
