"""Which area a point lies in: by hand where it is delicate, against another method everywhere."""

import json
import math
from fractions import Fraction

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from records.places.boundaries import (
    UNITS_PER_DEGREE,
    Polygon,
    Ring,
    contains,
    metres_to_border,
    point,
    read_shape,
)

SQUARE = Ring(((0, 0), (10, 0), (10, 10), (0, 10)))
HOLE = Ring(((4, 4), (6, 4), (6, 6), (4, 6)))


@pytest.mark.parametrize("repeated", [False, True], ids=["open", "closed"])
@pytest.mark.parametrize("turned", [False, True], ids=["counterclockwise", "clockwise"])
@pytest.mark.parametrize(
    ("at", "inside"),
    [
        ((5, 5), True),
        ((0, 5), True),  # on an edge
        ((5, 0), True),  # on an edge along the ray
        ((10, 10), True),  # a corner
        ((0, 0), True),
        ((-1, 0), False),  # in line with an edge along the ray
        ((11, 10), False),
        ((-1, 5), False),
        ((5, 11), False),
        ((-1, 10), False),  # the ray passes through two corners
    ],
)
def test_a_square_and_its_border(at, inside, turned, repeated):
    corners = SQUARE.corners[::-1] if turned else SQUARE.corners
    if repeated:
        corners = (*corners, corners[0])
    assert contains((Polygon(Ring(corners)),), at) is inside


@pytest.mark.parametrize(
    ("at", "inside"),
    [((5, 5), False), ((4, 5), True), ((6, 6), True), ((3, 5), True), ((1, 4), True)],
)
def test_a_hole_is_outside_but_its_border_is_not(at, inside):
    assert contains((Polygon(SQUARE, (HOLE,)),), at) is inside


def test_an_area_may_lie_in_several_pieces():
    shape = (Polygon(SQUARE), Polygon(Ring(((20, 0), (30, 0), (25, 10)))))
    assert contains(shape, (5, 5))
    assert contains(shape, (25, 5))
    assert not contains(shape, (15, 5))


def test_an_island_in_the_hole_of_its_own_area_is_inside():
    island = Polygon(Ring(((5, 5), (6, 5), (6, 6))))
    assert contains((Polygon(SQUARE, (HOLE,)), island), (5, 5))


@pytest.mark.parametrize(
    ("at", "inside"),
    [((1, 5), True), ((9, 5), True), ((5, 5), False), ((5, 2), True), ((2, 10), True)],
)
def test_a_ray_through_a_corner_at_which_the_line_turns_back_counts_right(at, inside):
    """A valley whose lowest corner lies on the height of the point."""
    valley = Ring(((0, 0), (10, 0), (10, 10), (8, 10), (5, 3), (2, 10), (0, 10)))
    assert contains((Polygon(valley),), at) is inside


def slowly(ring: Ring, at) -> bool:
    """How often the line winds around the point, by exact intersections with a vertical ray.

    Another method than the module's: the ray goes north, from a point moved aside by less than
    any difference of the grid, and the crossings are signed.
    """
    x, winding = Fraction(at[0]) + Fraction(1, 10**9), 0
    for (x1, y1), (x2, y2) in ring.edges():
        if x1 == x2:
            continue
        share = (x - x1) / (x2 - x1)
        if 0 < share < 1 and y1 + share * (y2 - y1) > at[1]:
            winding += 1 if x2 > x1 else -1
    return winding != 0


COORDINATE = st.integers(-6, 6)


@st.composite
def stars(draw):
    """Simple rings of any shape: corners in the order of their direction from the middle."""
    directions = draw(st.lists(st.integers(0, 359), min_size=3, max_size=12, unique=True))
    directions = sorted(directions)
    gaps = [
        (b - a) % 360 for a, b in zip(directions, (*directions[1:], directions[0]), strict=True)
    ]
    far = [draw(st.integers(20, 1_000)) for _ in directions]
    corners = [
        (round(r * math.cos(math.radians(d))), round(r * math.sin(math.radians(d))))
        for d, r in zip(directions, far, strict=True)
    ]
    # The middle must be inside, else the line could cross itself.
    if max(gaps) >= 170 or len(set(corners)) < 3:
        corners = [(-50, -50), (60, -40), (40, 70)]
    return Ring(tuple(corners))


@given(stars(), st.integers(-1_100, 1_100), st.integers(-1_100, 1_100))
def test_any_point_lies_where_another_method_says(ring, x, y):
    if ring.touches((x, y)):
        assert contains((Polygon(ring),), (x, y))
    else:
        assert contains((Polygon(ring),), (x, y)) is slowly(ring, (x, y))


@given(stars(), st.integers(0, 11))
def test_every_corner_belongs_to_the_area(ring, number):
    assert contains((Polygon(ring),), ring.corners[number % len(ring.corners)])


@given(stars(), COORDINATE, COORDINATE)
def test_where_the_line_begins_does_not_matter(ring, x, y):
    begun_elsewhere = Ring(ring.corners[1:] + ring.corners[:1])
    assert contains((Polygon(ring),), (x, y)) is contains((Polygon(begun_elsewhere),), (x, y))


# -- Distances ------------------------------------------------------------------------------------

DEGREE = UNITS_PER_DEGREE


def test_the_way_to_a_border_is_in_metres_whichever_way_it_runs():
    box = read_shape([[[[-0.2, 51.4], [0.0, 51.4], [0.0, 51.6], [-0.2, 51.6]]]])
    north = metres_to_border(box, point(latitude=51.599, longitude=-0.1))
    east = metres_to_border(box, point(latitude=51.5, longitude=-0.001))
    assert north == pytest.approx(111.3, abs=0.5)
    assert east == pytest.approx(111.3 * math.cos(math.radians(51.5)), abs=0.5)
    outside = metres_to_border(box, point(latitude=51.601, longitude=-0.1))
    assert outside == pytest.approx(north, abs=0.5)


def test_a_corner_can_be_nearest_and_the_border_of_a_hole_too():
    scale = DEGREE // 1_000  # a grid of some hundred metres

    def ring(*corners):
        return Ring(tuple((x * scale, y * scale) for x, y in corners))

    shape = (Polygon(ring((0, 0), (30, 0), (30, 30), (0, 30)), (ring((9, 9), (12, 9), (9, 12)),)),)
    to_corner = metres_to_border(shape, (-3 * scale, -4 * scale))
    assert to_corner == pytest.approx(5 * 111.32, rel=0.001)
    assert metres_to_border(shape, (8 * scale, 10 * scale)) == pytest.approx(111.32, rel=0.001)


def test_no_border_is_infinitely_far():
    assert metres_to_border((), (0, 0)) == math.inf


# -- London ---------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def london():
    path = settings.BASE_DIR / "records" / "data" / "boundaries_london.geojson"
    shapes = {}
    for feature in json.loads(path.read_text())["features"]:
        geometry = feature["geometry"]
        pieces = geometry["coordinates"]
        shapes[feature["properties"]["name"]] = read_shape(
            [pieces] if geometry["type"] == "Polygon" else pieces
        )
    return shapes


@pytest.mark.parametrize(
    ("where", "latitude", "longitude", "area"),
    [
        ("Brixton Underground station", 51.4627, -0.1145, "Lambeth"),
        ("Wood Green High Road", 51.5975, -0.1097, "Haringey"),
        ("Trafalgar Square", 51.5080, -0.1281, "Westminster"),
        ("Guildhall", 51.5156, -0.0919, "City of London"),
        ("Croydon town hall", 51.3727, -0.0987, "Croydon"),
        ("Heathrow terminals", 51.4712, -0.4524, "Hillingdon"),
        ("Windsor", 51.4839, -0.6044, None),
    ],
)
def test_places_that_everybody_knows(london, where, latitude, longitude, area):
    at = point(latitude=latitude, longitude=longitude)
    assert [name for name, shape in london.items() if contains(shape, at)] == (
        [area] if area else []
    ), where


LATITUDES, LONGITUDES = range(51_320, 51_680, 24), range(-480, 300, 36)


def test_the_areas_of_london_cover_a_grid_of_points_once(london):
    """Generalised borders may leave slivers: few points lie in two areas or, inland, in none."""
    boroughs = inner = twice = 0
    for north in LATITUDES:
        for east in LONGITUDES:
            at = point(latitude=north / 1_000, longitude=east / 1_000)
            found = [name for name, shape in london.items() if contains(shape, at)]
            boroughs += bool(found)
            twice += len(found) > 1
            inner += all(
                slowly(polygon.outer, at) == contains((Polygon(polygon.outer),), at)
                for polygon in london["Lambeth"]
            )
    assert boroughs > 100
    assert twice <= boroughs * 0.01
    assert inner == len(LATITUDES) * len(LONGITUDES)
