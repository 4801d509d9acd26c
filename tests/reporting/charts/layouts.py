"""A chart in the widths that it is seen in: that of its page, and that of its file."""

from dataclasses import replace
from itertools import combinations

from reporting.charts.labels import Box, overlap
from reporting.charts.picture import ROOMY, Drawing, Picture
from reporting.charts.sheet import PART, WIDTH


def layouts(chart: Picture) -> list[Drawing]:
    return [chart.drawing, chart.layout(PART), chart.layout(WIDTH)]


def boxes(drawing: Drawing, *, times: float = 1) -> list[Box]:
    """Where the words stand on a page so many times as wide as the layout.

    Those for a page alone are there from the width on that they are for.
    """
    wide = times * float(drawing.width) >= ROOMY
    return [
        replace(text, x=str(times * float(text.x))).box
        for text in drawing.every_text
        if wide or not text.roomy
    ]


def check_words(chart: Picture) -> None:
    """No words lie on others or leave the drawing, in the file and on a page of any width."""
    page, *files = layouts(chart)
    stretched = [(page, times) for times in (1, 1.5, ROOMY / float(page.width), 3)]
    for drawing, times in (*stretched, *((file, 1) for file in files)):
        found = boxes(drawing, times=times)
        for left, top, right, bottom in found:
            assert left >= -0.5
            assert right <= times * float(drawing.width) + 0.5
            assert top >= -0.5
            assert bottom <= float(drawing.height) + 0.5
        for one, other in combinations(found, 2):
            assert not overlap(one, other), (drawing.width, times, one, other)
