"""The words and marks of a chart as a page has them: places as they are, words escaped."""

from reporting.templatetags.charts import chart_marks, chart_words


def test_words_are_escaped_and_stand_at_their_place_with_their_shift_if_any():
    texts = [("50%", "14", "", "{Lambeth} & <b>"), ("0", "9.5", "-3.25", ""), ("1", "2", "", "1.5")]
    assert chart_words(texts).split("\n") == [
        '<text x="50%" y="14">{Lambeth} &amp; &lt;b&gt;</text>',
        '<text x="0" y="9.5" dx="-3.25"></text>',
        '<text x="1" y="2">1.5</text>',
    ]


def test_a_shape_is_used_at_each_place():
    marks = chart_marks("ratio-mark-0", [("12.5%", "8"), ("0%", "30")])
    assert marks == (
        '<use href="#ratio-mark-0" x="12.5%" y="8"/><use href="#ratio-mark-0" x="0%" y="30"/>'
    )
