"""From a position on the earth to the area it lies in, by the boundaries in the register.

The answer is a suggestion. Boundaries are generalised, and a device says how far off it may be:
near a border both areas are offered, and what an officer chose is never replaced.
"""

from dataclasses import dataclass
from decimal import Decimal

from records.models import Area, AreaBoundary
from records.places import boundaries

# How near a border a position is a guess, in metres, before what the device adds.
NEAR_BORDER_METRES = 100
# Past this the device does not know where it is, and neither do we.
ROUGHEST_METRES = 2_000
# All that is ever kept: some 110 metres to the north and 70 to the east.
STEP = Decimal("0.001")
# How far off rounding alone may put a position: half the diagonal of a step.
ROUNDING_METRES = 70
_DEGREES_OF_MARGIN = (NEAR_BORDER_METRES + ROUGHEST_METRES) / 60_000  # east to west in London


@dataclass(frozen=True)
class Position:
    """Where the device is, as far as anybody needs to know."""

    latitude: Decimal
    longitude: Decimal
    area: Area | None
    near: tuple[Area, ...]  # other areas whose border is so near that they may be meant
    too_rough: bool = False


def rounded(degrees: Decimal) -> Decimal:
    """Three decimals, as the register keeps them."""
    return degrees.quantize(STEP)


def find(*, latitude: Decimal, longitude: Decimal, accuracy: float = 0) -> Position:
    """The area of a position that is right to within `accuracy` metres."""
    kept = {"latitude": rounded(latitude), "longitude": rounded(longitude)}
    if accuracy > ROUGHEST_METRES:
        return Position(**kept, area=None, near=(), too_rough=True)
    at = boundaries.point(latitude=str(latitude), longitude=str(longitude))
    lat, lon, margin = float(latitude), float(longitude), _DEGREES_OF_MARGIN
    around = (
        AreaBoundary.objects.filter(
            area__retired_at__isnull=True,
            west__lte=lon + margin,
            east__gte=lon - margin,
            south__lte=lat + margin,
            north__gte=lat - margin,
        )
        .select_related("area")
        .order_by("area__name", "area_id")
    )
    inside, near = [], []
    for boundary in around:
        shape = boundaries.read_shape(boundary.polygons)
        if boundaries.contains(shape, at):
            inside.append(boundary.area)
        elif boundaries.metres_to_border(shape, at) <= NEAR_BORDER_METRES + accuracy:
            near.append(boundary.area)
    # On a border, or where generalised borders overlap, the first by name, and the others too.
    area = inside[0] if inside else None
    return Position(**kept, area=area, near=(*inside[1:], *near))


def certain_area(*, latitude: Decimal, longitude: Decimal) -> Area | None:
    """The area of a position that was kept rounded; None near a border, where it is a guess."""
    found = find(latitude=latitude, longitude=longitude, accuracy=ROUNDING_METRES)
    return found.area if not found.near else None


def explain(position: Position) -> str:
    """What to tell the officer."""
    if position.too_rough:
        return "Your device does not know where it is well enough. Choose the area yourself."
    names = [area.name for area in position.near]
    if position.area is None and not names:
        return "This position is outside every area on file. Choose the area yourself."
    if position.area is None:
        return f"This position is outside every area on file, near {_either(names)}. Check it."
    if names:
        return f"This is {position.area.name}, near the border of {_either(names)}. Check it."
    return f"This is {position.area.name}."


def _either(names: list[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} or {last}" if first else last
