"""Names beside points, so far as there is room: no text lies on another, or on a point."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import product
from math import floor

from reporting.charts.labels import TEXT, Anchor, Box, Text, number, overlap, width_of

SQUARE = 24.0  # a side; a line of text is 15 high


@dataclass(frozen=True, kw_only=True)
class Point:
    """A point with its name and the radius that it takes."""

    label: str
    x: float
    y: float
    radius: float

    @property
    def box(self) -> Box:
        return (
            self.x - self.radius,
            self.y - self.radius,
            self.x + self.radius,
            self.y + self.radius,
        )


def names(
    wanted: Sequence[Point], *, points: Sequence[Point], field: Box, taken: Sequence[Text] = ()
) -> list[Text]:
    """The names of the wanted points that find room in the field, the first ones first.

    `taken` are other texts. A name that finds none is left out: it is in the table and in the
    description of its chart.
    """
    room = _Room([*(point.box for point in points), *(text.box for text in taken)])
    placed: list[Text] = []
    for point in wanted:
        for place in _beside(point):
            if _within(place.box, field) and room.is_free(place.box):
                placed.append(
                    Text(
                        x=number(point.x),
                        shift=place.shift,
                        y=number(place.baseline),
                        words=point.label,
                        kind="name",
                        anchor=place.anchor,
                    )
                )
                room.take(place.box)
                break
    return placed


def more_names(
    wanted: Sequence[Point],
    *,
    points: Sequence[Point],
    field: Box,
    taken: Sequence[Text],
    stretch: float,
) -> list[Text]:
    """The names that find room beside those that did, where all is this much wider: roomy ones."""

    def wide(point: Point) -> Point:
        return replace(point, x=point.x * stretch)

    left, top, right, bottom = field
    placed = {text.words for text in taken}
    found = names(
        [wide(point) for point in wanted if point.label not in placed],
        points=[wide(point) for point in points],
        field=(left * stretch, top, right * stretch, bottom),
        taken=[replace(text, x=number(float(text.x) * stretch)) for text in taken],
    )
    return [replace(text, x=number(float(text.x) / stretch), roomy=True) for text in found]


_Side = tuple[float, Anchor, float]  # how far beside the point, anchored how, and where it begins


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a name may stand beside its point, and the room that it takes there."""

    shift: float
    baseline: float
    anchor: Anchor
    box: Box


class _Room:
    """What is taken, by the squares that it touches: a name is compared with its neighbours alone.

    Of hundreds of points, to compare each name with every other takes longer than all the rest.
    """

    def __init__(self, boxes: Iterable[Box]) -> None:
        self._taken: defaultdict[tuple[int, int], list[Box]] = defaultdict(list)
        for box in boxes:
            self.take(box)

    def take(self, box: Box) -> None:
        for square in _squares(box):
            self._taken[square].append(box)

    def is_free(self, box: Box) -> bool:
        return not any(
            overlap(box, other)
            for square in _squares(box)
            if square in self._taken
            for other in self._taken[square]
        )


def _squares(box: Box) -> Iterator[tuple[int, int]]:
    left, top, right, bottom = (floor(edge / SQUARE) for edge in box)
    return product(range(left, right + 1), range(top, bottom + 1))


def _beside(point: Point) -> Iterator[_Place]:
    """The places for a name, the best first."""
    x, y, far, width = point.x, point.y, point.radius + 3, width_of(point.label)
    right: _Side = (far, "start", x + far)
    left: _Side = (-far, "end", x - far - width)
    middle: _Side = (0, "middle", x - width / 2)
    above, below = y - far, y + far + 0.8 * TEXT
    beside = [(right, y + 4), (left, y + 4), (middle, above), (middle, below)]
    corners = [(side, baseline) for baseline in (above, below) for side in (right, left)]
    for (shift, anchor, start), baseline in (*beside, *corners):
        top = baseline - 0.8 * TEXT
        yield _Place(shift, baseline, anchor, (start, top, start + width, baseline + 0.25 * TEXT))


def _within(box: Box, field: Box) -> bool:
    return field[0] <= box[0] and box[2] <= field[2] and field[1] <= box[1] and box[3] <= field[3]
