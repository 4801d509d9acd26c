"""Names beside points, so far as there is room: no text lies on another, or on a point."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from reporting.charts.labels import TEXT, Anchor, Box, Text, number, overlap


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
    occupied = [*(point.box for point in points), *(text.box for text in taken)]
    placed: list[Text] = []
    for point in wanted:
        for text in _beside(point):
            box = text.box
            if _within(box, field) and not any(overlap(box, other) for other in occupied):
                placed.append(text)
                occupied.append(box)
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


def _beside(point: Point) -> list[Text]:
    """The places for a name, the best first."""
    x, y, far = point.x, point.y, point.radius + 3
    sides: tuple[tuple[float, Anchor], ...] = ((1, "start"), (-1, "end"))
    places: list[tuple[float, float, Anchor]] = [
        (far, y + 4, "start"),
        (-far, y + 4, "end"),
        (0, y - far, "middle"),
        (0, y + far + 0.8 * TEXT, "middle"),
        *(
            (side * far, y + down, anchor)
            for down in (-far, far + 0.8 * TEXT)
            for side, anchor in sides
        ),
    ]
    return [
        Text(
            x=number(x),
            shift=shift,
            y=number(baseline),
            words=point.label,
            kind="name",
            anchor=anchor,
        )
        for shift, baseline, anchor in places
    ]


def _within(box: Box, field: Box) -> bool:
    return field[0] <= box[0] and box[2] <= field[2] and field[1] <= box[1] and box[3] <= field[3]
