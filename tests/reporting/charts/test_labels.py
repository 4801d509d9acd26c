import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.charts.labels import Text, number, width_of, wrap


@pytest.mark.parametrize(
    ("value", "words"),
    [(1, "1"), (1.5, "1.5"), (10, "10"), (1 / 3, "0.33"), (-0.001, "0"), (-2.5, "-2.5"), (0, "0")],
)
def test_coordinates_are_short_and_have_a_point(value, words):
    assert number(value) == words


@pytest.mark.parametrize(("anchor", "left"), [("start", 100), ("middle", 82.08), ("end", 64.16)])
def test_a_box_lies_on_the_side_its_anchor_says(anchor, left):
    text = Text(x="100", y="50", words="aaaa", anchor=anchor)
    assert text.box == pytest.approx((left, 50 - 11.2, left + 35.84, 50 + 3.5))


def test_bold_is_wider():
    assert width_of("White", bold=True) > width_of("White")


def test_words_stay_whole_where_they_fit():
    assert wrap("Any other ethnic group", width=100) == ["Any other", "ethnic group"]


def test_a_word_that_does_not_fit_is_broken():
    lines = wrap("a donaudampfschifffahrt", width=90)
    assert lines[0] == "a"
    assert "".join(lines[1:]) == "donaudampfschifffahrt"


def test_no_words_are_no_lines():
    assert wrap("", width=100) == wrap("   ", width=100) == []


@given(words=st.text(max_size=200), width=st.floats(20, 400))
def test_every_letter_is_kept_and_every_line_fits(words, width):
    lines = wrap(words, width=width)
    assert "".join("".join(lines).split()) == "".join(words.split())
    assert all(width_of(line) <= width for line in lines)
