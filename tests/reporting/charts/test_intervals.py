"""What holds for every chart: labels apart, words legible, mark-up clean."""

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting.charts.forest import Row, forest
from reporting.charts.labels import LABEL, TEXT
from reporting.charts.picture import PHONE
from reporting.charts.rates import rates
from reporting.statistics import Estimate, State, gate_rate, gate_ratio, rate, rate_ratio
from tests.reporting.charts.layouts import check_words, layouts

CSS = Path(__file__).parents[3] / "static" / "css" / "charts.css"

WHITE = {"reference_events": 200, "reference_exposure": 40_000}
LONG = "Gypsy or Irish Traveller, Roma or any other travelling community"

RATIOS = [
    gate_ratio(rate_ratio(events=120, exposure=10_000, **WHITE)),
    gate_ratio(rate_ratio(events=11, exposure=10, reference_events=10, reference_exposure=10)),
    gate_ratio(rate_ratio(events=9, exposure=10_000, **WHITE)),
    rate_ratio(events=0, exposure=10_000, **WHITE),
    rate_ratio(events=900, exposure=900, **WHITE),
    rate_ratio(events=9, exposure=9, reference_events=0, reference_exposure=9),
    rate_ratio(events=9, exposure=None, **WHITE),
    rate_ratio(events=9, exposure=0, **WHITE),
    Estimate(state=State.SUPPRESSED),
    None,
]
RATES = [
    gate_rate(rate(events=events, exposure=exposure))
    for events, exposure in [(0, 9000), (7, 9000), (5321, 1_188_370), (250, 220), (7, 0), (7, None)]
]

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=90)


def rows(estimates):
    return st.lists(
        st.builds(
            Row,
            label=TEXTS.filter(str.strip),
            estimate=st.sampled_from(estimates),
            counts=TEXTS,
            note=TEXTS,
        ),
        min_size=1,
        max_size=9,
    )


CHARTS = st.one_of(
    rows(RATIOS).map(lambda r: forest(ident="gap", title="Gap", rows=r)),
    rows(RATES).map(lambda r: rates(ident="rates", title="Rates", rows=r)),
)


def example(estimates=RATIOS, draw=forest, **more):
    labels = [LONG, "White", *(f"Group {n}" for n in range(len(estimates) - 2))]
    return draw(
        ident="gap",
        title="Gap <&> more",
        rows=[
            Row(label=label, estimate=estimate, counts="5,321 of 1,188,370 people")
            for label, estimate in zip(labels, estimates, strict=True)
        ],
        **more,
    )


@pytest.mark.parametrize("chart", [example(), example(RATES, rates)])
def test_no_two_labels_overlap_and_none_leaves_the_drawing(chart):
    check_words(chart)


@given(chart=CHARTS)
def test_no_two_labels_overlap_whatever_they_say(chart):
    check_words(chart)


def test_no_label_lies_on_an_interval():
    drawing = example().drawing
    for row in drawing.rows:
        for y in re.findall(r"M\S+ (\S+)H", row.interval):
            middle = float(y)
            for text in drawing.every_text:
                _left, top, _right, bottom = text.box
                assert bottom <= middle - 6 or top >= middle + 6


def test_what_a_template_writes_is_made_of_strings():
    """A float would be spelt with a comma in some languages, and the drawing would be lost."""

    def check(part):
        if isinstance(part, tuple | list):
            for item in part:
                check(item)
        else:
            assert isinstance(part, str | bool), part

    for drawing in layouts(example()):
        check([drawing.width, drawing.height, drawing.strokes, drawing.marks_in_place])
        check([drawing.words_in_place, drawing.outlines, drawing.lettering])


def test_the_words_are_as_large_as_the_layout_reckons_and_legible_on_the_narrowest_phone():
    css = CSS.read_text(encoding="utf-8")
    for kind, reckoned in (("drawing", TEXT), ("text--label", LABEL)):
        sizes = re.findall(rf"__{kind} {{[^}}]*font-size: ([\d.]+)px", css)
        usual, small = map(float, sizes)
        assert usual == reckoned
        # 320 pixels, less the margins of the page (2 x 15) and of the figure (2 x 11).
        assert 11 <= small <= usual * 268 / PHONE


def test_the_style_sheet_uses_the_colours_of_the_theme():
    css = CSS.read_text(encoding="utf-8")
    screen = css[: css.index("@media (forced-colors")]
    assert not re.search(r"#[0-9a-f]{3}|rgb|hsl", screen)
    assert {"--c-text", "--c-muted", "--c-line", "--c-accent", "--c-surface"} <= set(
        re.findall(r"var\((--c-[a-z]+)", screen)
    )


@pytest.mark.parametrize("chart", [example(), example(RATES, rates)])
def test_every_class_in_the_drawing_that_carries_meaning_is_styled(svg, chart):
    css = CSS.read_text(encoding="utf-8")
    used = {
        name
        for element in svg(chart).iter()
        if element.tag in ("path", "g")
        for name in element.get("class", "").split()
        if "text" not in name
    }
    assert {name for name in used if f".{name}" not in css} == set()


@pytest.mark.parametrize("chart", [example(), example(RATES, rates)])
def test_the_drawing_is_a_picture_with_a_title_and_a_description(svg, chart):
    drawn = svg(chart)
    title, desc = drawn.find("title"), drawn.find("desc")
    assert drawn.get("role") == "img"
    assert drawn.get("aria-labelledby").split() == [title.get("id"), desc.get("id")]
    assert title.text == "Gap <&> more"
    assert LONG in desc.text
    ids = [one.get("id") for one in drawn.iter() if one.get("id")]
    assert len(ids) == len(set(ids))


def test_nothing_inline_that_the_content_security_policy_forbids(render):
    page = render(example())
    assert not re.search(r"style=|<style|<script|\son\w+=|data-", page)


def test_the_template_stretches_lines_and_puts_marks_and_words_at_their_share(svg, circles):
    chart = example()
    drawing, drawn = chart.drawing, svg(chart)
    across = [100 / float(drawing.width) * float(row.x) for row in drawing.rows if row.x]
    down = [float(row.y) for row in drawing.rows if row.x]
    found = circles(drawn)
    assert sorted(x for x, _ in found) == pytest.approx(sorted(across), abs=0.01)
    assert sorted(y for _, y in found) == sorted(down)
    said = [(t.get("x"), t.get("y"), t.text) for t in drawn.iter("text")]
    assert sorted(words for _, _, words in said) == sorted(t.words for t in drawing.every_text)
    one = drawing.texts[1]
    assert (f"{100 * float(one.x) / float(drawing.width):.2f}%", one.y, one.words) in said
    assert (drawn.get("viewBox"), drawn.get("height")) == (None, drawing.height)
    field = drawn.find("svg")
    assert field.get("viewBox") == f"0 0 {drawing.width} {drawing.height}"
    assert field.get("preserveAspectRatio") == "none"
    paths = [path.get("d") for path in field.iter("path")]
    for row in drawing.rows:
        for part in (row.interval, row.caps):
            assert any(part in path for path in paths)


def test_a_file_has_every_shape_where_the_layout_puts_it():
    drawing = example().layout(680)
    paths = [path for _, path, _ in drawing.outlines]
    for row in drawing.rows:
        for part in (row.interval, row.caps, f"M{row.x} {row.y}" if row.x else ""):
            assert any(part in path for path in paths)
        for mark in row.arrows:
            assert any(f"M{mark.x} {mark.y}{mark.shape}" in path for path in paths)


def test_what_people_call_a_group_is_escaped(render):
    page = render(forest(ident="gap", title="<b>", rows=[Row(label="<script>alert()</script>")]))
    assert "<script" not in page
    assert "<b>" not in page


def test_a_chart_with_too_many_unknown_is_grey(render):
    assert "c-chart--greyed" in render(example(greyed=True))
    assert "c-chart--greyed" not in render(example())
