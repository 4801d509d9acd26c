"""Names beside points, so far as there is room: no text lies on another, or on a point."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
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
    wanted: Sequence[Point], *, points: Sequence[Point], field: Box, taken: Sequence[Box] = ()
) -> list[Text]:
    """The names of the wanted points that find room in the field, the first ones first.

    `taken` are places that hold something else. A name that finds none is left out: it is in the
    table and in the description of its chart.
    """
    room = _Room([*(point.box for point in points), *taken])
    placed: list[Text] = []
    for point in wanted:
        for place in _beside(point):
            if _within(place.box, field) and room.is_free(place.box):
                placed.append(place.text(point.label))
                room.take(place.box)
                break
    return placed


_Side = tuple[float, Anchor, float]  # where it is anchored, how, and where it begins


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a name may stand, and the room that it takes there."""

    x: float
    baseline: float
    anchor: Anchor
    box: Box

    def text(self, words: str) -> Text:
        x, y = number(self.x), number(self.baseline)
        return Text(x=x, y=y, words=words, kind="name", anchor=self.anchor)


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
    right: _Side = (x + far, "start", x + far)
    left: _Side = (x - far, "end", x - far - width)
    middle: _Side = (x, "middle", x - width / 2)
    above, below = y - far, y + far + 0.8 * TEXT
    beside = [(right, y + 4), (left, y + 4), (middle, above), (middle, below)]
    corners = [(side, baseline) for baseline in (above, below) for side in (right, left)]
    for (at, anchor, start), baseline in (*beside, *corners):
        top = baseline - 0.8 * TEXT
        yield _Place(at, baseline, anchor, (start, top, start + width, baseline + 0.25 * TEXT))


def _within(box: Box, field: Box) -> bool:
    return field[0] <= box[0] and box[2] <= field[2] and field[1] <= box[1] and box[3] <= field[3]
