"""Which area a position lies in: plain geometry, exact, without Django and without a database.

Coordinates are whole numbers of ten-millionths of a degree (about a centimetre), so that the sign
of an area is exact and a point on a border is known to be on it. Distances are in metres, on a
plane that touches the earth at the point: good to a thousandth over the few kilometres that
matter here.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

UNITS_PER_DEGREE = 10_000_000
METRES_PER_DEGREE = 111_320.0  # of latitude; of longitude at the equator

Point = tuple[int, int]  # (longitude, latitude)


def units(degrees: float | str) -> int:
    """Degrees on the grid."""
    return round(float(degrees) * UNITS_PER_DEGREE)


def point(*, latitude: float | str, longitude: float | str) -> Point:
    return units(longitude), units(latitude)


@dataclass(frozen=True)
class Ring:
    """A closed line of corners; the last is joined to the first, whether or not it repeats it."""

    corners: tuple[Point, ...]

    def edges(self) -> Iterator[tuple[Point, Point]]:
        before = self.corners[-1]
        for corner in self.corners:
            if corner != before:
                yield before, corner
            before = corner

    def touches(self, at: Point) -> bool:
        """Whether the point lies on the line itself."""
        return any(_lies_on(at, start, end) for start, end in self.edges())

    def surrounds(self, at: Point) -> bool:
        """Whether the point lies inside; says nothing about points on the line.

        Counts the edges that a ray to the east crosses. An edge holds its lower end and not its
        upper one, so a ray through a corner counts it once, or twice where the line turns back.
        """
        inside = False
        for (x1, y1), (x2, y2) in self.edges():
            if (y1 > at[1]) == (y2 > at[1]):
                continue
            turn = (x2 - x1) * (at[1] - y1) - (at[0] - x1) * (y2 - y1)
            if (turn > 0) == (y2 > y1):
                inside = not inside
        return inside


@dataclass(frozen=True)
class Polygon:
    """An outer line and holes in it."""

    outer: Ring
    holes: tuple[Ring, ...] = ()

    @property
    def rings(self) -> tuple[Ring, ...]:
        return (self.outer, *self.holes)

    def contains(self, at: Point) -> bool:
        """Whether the point lies in it. The border, also that of a hole, belongs to it."""
        if any(ring.touches(at) for ring in self.rings):
            return True
        return self.outer.surrounds(at) and not any(hole.surrounds(at) for hole in self.holes)


Shape = tuple[Polygon, ...]  # an area may lie in several pieces


def read_shape(polygons: Iterable[Sequence[Sequence[Sequence[float]]]]) -> Shape:
    """A shape from the numbers of a GeoJSON multipolygon: [[ring, hole...]...] of [lon, lat]."""
    return tuple(
        Polygon(rings[0], tuple(rings[1:]))
        for rings in (
            [Ring(tuple((units(lon), units(lat)) for lon, lat, *_ in line)) for line in lines]
            for lines in polygons
        )
    )


def contains(shape: Shape, at: Point) -> bool:
    """Whether the point lies in any piece of the area."""
    return any(polygon.contains(at) for polygon in shape)


def metres_to_border(shape: Shape, at: Point) -> float:
    """The shortest way to the border, from inside or outside; infinite without a border."""
    scale = METRES_PER_DEGREE / UNITS_PER_DEGREE
    east = scale * math.cos(math.radians(at[1] / UNITS_PER_DEGREE))

    def on_plane(corner: Point) -> tuple[float, float]:
        return (corner[0] - at[0]) * east, (corner[1] - at[1]) * scale

    nearest = math.inf
    for polygon in shape:
        for ring in polygon.rings:
            for start, end in ring.edges():
                nearest = min(nearest, _distance_from_origin(on_plane(start), on_plane(end)))
    return nearest


def _lies_on(at: Point, start: Point, end: Point) -> bool:
    (x, y), (x1, y1), (x2, y2) = at, start, end
    if not (min(x1, x2) <= x <= max(x1, x2) and min(y1, y2) <= y <= max(y1, y2)):
        return False
    return (x2 - x1) * (y - y1) == (x - x1) * (y2 - y1)


def _distance_from_origin(start: tuple[float, float], end: tuple[float, float]) -> float:
    (x1, y1), (x2, y2) = start, end
    along_x, along_y = x2 - x1, y2 - y1
    length = along_x * along_x + along_y * along_y
    share = 0.0 if length == 0 else -(x1 * along_x + y1 * along_y) / length
    share = min(1.0, max(0.0, share))
    return math.hypot(x1 + share * along_x, y1 + share * along_y)
