"""Small panels as laid out and drawn: right places, one scale, no text on another."""

from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reporting.charts.labels import overlap, width_of
from reporting.charts.panels import Place, panels
from reporting.statistics import Estimate, State, gate_rate, rate
from tests.reporting.charts.layouts import check_words, layouts

UNIT = "per 1,000 residents a year (Census 2021)"
NAMES = ["Hammersmith and Fulham", "Brent", "Richmond upon Thames", "Sutton", "Ealing"]
SOME = [(30, 12), (60, 55), (12, 40), (200, 90), (3, 25)]


def place(name, events, reference_events):
    return Place(
        label=name,
        rate=gate_rate(rate(events=events, exposure=40_000)),
        reference_rate=gate_rate(rate(events=reference_events, exposure=100_000)),
    )


def chart(pairs=SOME, names=NAMES, **more):
    return panels(
        ident="each",
        title="Each borough",
        group="Black (or Black British)",
        reference="White",
        unit=UNIT,
        places=[place(names[n % 5], *pair) for n, pair in enumerate(pairs)],
        **more,
    )


def of_places(drawing):
    """The marks without those of the key, two for each place."""
    marks = list(drawing.rates[2:])
    return list(zip(marks[::2], marks[1::2], strict=True))


def scales(drawing):
    """Of each panel: where its scale begins and ends, and the number at its end."""
    ticks = [text for text in drawing.texts if text.kind == "tick"]
    for low, high in zip(ticks[::2], ticks[1::2], strict=True):
        assert float(low.words) == 0
        yield float(low.x), float(high.x), float(high.words.replace(",", ""))


def test_points_and_intervals_stand_at_their_rates_on_one_scale():
    for drawing in layouts(chart()):
        found = list(scales(drawing))
        assert len({(round(end - start, 1), top) for start, end, top in found}) == 1
        for both, (start, end, top), pair in zip(of_places(drawing), found, SOME, strict=True):
            for mark, events, residents in zip(both, pair, (40, 100), strict=True):
                value = (float(mark.x) - start) / (end - start) * top
                assert value == pytest.approx(events / residents, abs=0.01 * top)


def test_filled_is_the_group_and_stands_above_the_reference():
    for drawing in layouts(chart()):
        for own, other in of_places(drawing):
            assert (own.whose, other.whose) == ("group", "reference")
            assert float(own.y) < float(other.y)


def test_an_interval_from_few_does_not_squeeze_the_others_and_ends_in_an_arrow():
    few = [*SOME, (1, 1)]
    exact, widened = chart(), chart(few)
    for before, after in zip(layouts(exact), layouts(widened), strict=True):
        assert list(scales(before)) == list(scales(after))[: len(SOME)]
    small = panels(
        ident="small",
        title="Small",
        group="Black",
        reference="White",
        unit=UNIT,
        places=[
            Place(
                label="Tiny",
                rate=gate_rate(rate(events=5, exposure=600)),
                reference_rate=gate_rate(rate(events=900, exposure=100_000)),
            )
        ],
    )
    for drawing in layouts(small):
        [(tiny, whole)] = of_places(drawing)
        assert float(tiny.end) > float(tiny.x)
        assert not whole.end


def test_a_rate_that_is_not_shown_is_not_drawn():
    none = Estimate(state=State.NOT_ESTIMABLE, note="nobody lives there")
    places = [place("Brent", 30, 40), Place(label="Nowhere", rate=none, reference_rate=none)]
    found = panels(ident="each", title="Each", group="B", reference="W", unit=UNIT, places=places)
    for drawing in layouts(found):
        assert len(drawing.rates) == 2 + 2
    with pytest.raises(ValueError, match="at least one rate"):
        panels(ident="each", title="Each", group="B", reference="W", unit=UNIT, places=places[1:])


@given(st.lists(st.tuples(st.integers(0, 900), st.integers(0, 900)), min_size=1, max_size=34))
@settings(max_examples=40, deadline=None)
def test_no_text_lies_on_another_and_all_are_inside(pairs):
    check_words(chart(pairs))


def test_no_name_of_a_borough_or_force_is_broken_inside_a_word():
    names = ["Northamptonshire", "Gloucestershire", "Hammersmith and Fulham", "Metropolitan Police"]
    for drawing in layouts(chart(SOME[:4], names=[*names, "Kent"])):
        said = [text.words for text in drawing.texts if text.kind == "heading"]
        assert " ".join(said) == " ".join(names)


def test_a_name_in_bold_leaves_the_next_one_alone():
    names = ["Barking and Dagenham", "Barnet", "Kingston upon Thames", "Kent", "Brent"]
    for drawing in layouts(chart(names=names)):
        texts = [text for text in drawing.texts if text.kind == "heading"]
        boxes = []
        for text in texts:
            left, top, _, bottom = text.box
            boxes.append((left, top, left + width_of(text.words, bold=True), bottom))
            assert boxes[-1][2] <= float(drawing.width)
        for one, other in combinations(boxes, 2):
            assert not overlap(one, other)


def test_both_rates_are_read_out_and_the_drawing_is_well_formed(svg, circles):
    found = chart(description="Both rates.")
    assert "Brent: Black (or Black British) 1.50 (1.14 to 1.93), White 0.550" in found.description
    drawn = svg(found)
    assert drawn.get("role") == "img"
    assert len(circles(drawn)) == 2 + 2 * len(SOME)
