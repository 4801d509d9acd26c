"""GeoJSON from outside, read without trust: what each of its areas is, or what is wrong."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

MOST_BYTES = 10_000_000
MOST_AREAS = 2_000
MOST_CORNERS = 500_000


class Unreadable(Exception):
    """The file as a whole cannot be used; the message is for the administrator."""


class Fault(Exception):
    """What is wrong with one area of the file."""


@dataclass
class Border:
    """One feature: the code of its area and its pieces, or what is wrong with it."""

    number: int
    code: str = ""
    polygons: list = field(default_factory=list)
    problem: str = ""

    def corners(self) -> Iterator[list[float]]:
        for piece in self.polygons:
            for ring in piece:
                yield from ring

    @property
    def box(self) -> dict[str, float]:
        """The smallest box around it, as the columns of a boundary."""
        east_west = [longitude for longitude, _ in self.corners()]
        north_south = [latitude for _, latitude in self.corners()]
        return {
            "west": min(east_west),
            "east": max(east_west),
            "south": min(north_south),
            "north": max(north_south),
        }


def decode(content: bytes) -> str:
    if len(content) > MOST_BYTES:
        raise Unreadable(
            f"The file is larger than {MOST_BYTES // 1_000_000} megabytes: simplify the borders"
        )
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Unreadable("The file is not a GeoJSON file") from None
    if "\x00" in text:
        raise Unreadable("The file is not a GeoJSON file")
    return text


def read(text: str, *, known: set[str]) -> list[Border]:
    """Every area of the file, those with a problem among them; Unreadable if it is none."""
    try:
        content = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise Unreadable("The file is not a GeoJSON file") from None
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list):
        raise Unreadable("The file is not a collection of areas (a FeatureCollection)")
    if not features:
        raise Unreadable("The file has no areas in it")
    if len(features) > MOST_AREAS:
        raise Unreadable(f"The file has more than {MOST_AREAS:,} areas: split it")
    borders, seen = [], {}
    for number, feature in enumerate(features, start=1):
        border = Border(number)
        borders.append(border)
        try:
            _fill(border, feature)
            if border.code not in known:
                raise Fault(f"There is no area with the code {border.code}: add the area first")
            if border.code in seen:
                raise Fault(f"The area {border.code} is number {seen[border.code]} already")
            seen[border.code] = number
        except Fault as fault:
            border.problem = str(fault)
    if sum(1 for border in borders for _ in border.corners()) > MOST_CORNERS:
        raise Unreadable(f"The borders have more than {MOST_CORNERS:,} corners: simplify them")
    return borders


def digest(borders: list[Border]) -> str:
    """Two files of one digest have the same borders for the same areas."""
    said = [(border.code, border.polygons, border.problem) for border in borders]
    return sha256(repr(said).encode()).hexdigest()


def _no_number(name: str) -> None:
    raise ValueError(name)


def _fill(border: Border, feature: Any) -> None:
    try:
        border.code = str(feature["properties"]["code"])[:20]
        kind, coordinates = feature["geometry"]["type"], feature["geometry"]["coordinates"]
    except (TypeError, KeyError):
        raise Fault("It has no property “code”, or no geometry") from None
    if kind not in ("Polygon", "MultiPolygon"):
        raise Fault(f"The geometry must be a Polygon or a MultiPolygon, not {str(kind)[:20]}")
    if not isinstance(coordinates, list) or not coordinates:
        raise Fault("It has no border")
    pieces = [coordinates] if kind == "Polygon" else coordinates
    polygons = [[_ring(ring) for ring in _list(piece)] for piece in pieces]
    border.polygons = polygons
    box = border.box
    if not (box["west"] < box["east"] and box["south"] < box["north"]):
        border.polygons = []
        raise Fault("The border encloses nothing")


def _list(value: Any) -> list:
    if not isinstance(value, list) or not value:
        raise Fault("A piece of the border has no corners")
    return value


def _ring(ring: Any) -> list[list[float]]:
    corners = [_corner(corner) for corner in _list(ring)]
    if corners[0] != corners[-1]:
        raise Fault("A ring is not closed: its last corner must be its first one")
    if len({tuple(corner) for corner in corners}) < 3:
        raise Fault("A ring has fewer than three corners")
    return corners


def _corner(corner: Any) -> list[float]:
    if not isinstance(corner, list) or len(corner) < 2:
        raise Fault("A corner is no position: it must be [longitude, latitude]")
    longitude, latitude = corner[:2]
    for value, most in ((longitude, 180), (latitude, 90)):
        number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if not number or not -most <= value <= most:
            raise Fault("A corner is not in degrees: it must be [longitude, latitude] (WGS 84)")
    return [float(longitude), float(latitude)]
