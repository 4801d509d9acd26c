"""A picture with what is written around it: nothing lies on another, nothing leaves the sheet."""

from dataclasses import replace
from itertools import combinations

import pytest

from reporting.charts.forest import Row, forest
from reporting.charts.labels import overlap
from reporting.charts.multiples import multiples
from reporting.charts.sheet import PART, WIDTH, sheet
from reporting.statistics import rate_ratio

RATIO = rate_ratio(events=60, exposure=900, reference_events=50, reference_exposure=1000)
LONG = "Of the people handcuffed, the share with each outcome. All pictures have one scale. " * 3


def chart(ident, rows=3):
    return forest(
        ident=ident,
        title=f"Ratio of {ident}",
        rows=[Row(label=f"Group {n}", estimate=RATIO, counts="60 against 50") for n in range(rows)],
    )


def laid_out(picture):
    return sheet(picture, mark="Restricted", caption=LONG, basis=["Period: March", LONG])


def box_of(place):
    """The room that a drawing takes."""
    left, top = float(place.x), float(place.y)
    return left, top, left + float(place.drawing.width), top + float(place.drawing.height)


ONE = chart("one")
MANY = multiples(
    ident="many", title=LONG, charts=[chart(f"n{n}", rows=1 + n % 3) for n in range(5)]
)


@pytest.mark.parametrize("picture", [ONE, MANY], ids=["one chart", "small multiples"])
def test_nothing_lies_on_another_and_all_is_inside(picture):
    found = laid_out(picture)
    boxes = [*(text.box for text in found.texts), *(box_of(place) for place in found.places)]
    for one, other in combinations(boxes, 2):
        assert not overlap(one, other)
    for left, top, right, bottom in boxes:
        assert 0 <= left < right <= float(found.width)
        assert 0 <= top < bottom <= float(found.height)


def test_every_word_is_there_in_the_order_of_reading():
    found = laid_out(ONE)
    texts = sorted(found.texts, key=lambda text: float(text.y))
    said = " ".join(text.words for text in texts)
    assert said == " ".join(f"Ratio of one Restricted {LONG} Period: March {LONG}".split())


def test_a_chart_is_laid_out_for_the_file_and_small_multiples_under_their_names():
    assert [place.drawing for place in laid_out(ONE).places] == [ONE.layout(WIDTH)]
    found = laid_out(MANY)
    assert [place.drawing for place in found.places] == [one.layout(PART) for one in MANY.charts]
    names = [text.words for text in found.texts if text.kind == "part"]
    assert names == [one.title for one in MANY.charts]
    assert len({place.x for place in found.places}) == 3
    few = laid_out(replace(MANY, charts=MANY.charts[:4]))
    assert len({place.x for place in few.places}) == len({place.y for place in few.places}) == 2


def test_the_description_is_that_of_all_parts():
    both = replace(MANY, charts=MANY.charts[:2])
    assert laid_out(both).description == " ".join(one.description for one in both.charts)
