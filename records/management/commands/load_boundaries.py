"""manage.py load_boundaries: where the areas end, to find the area of a position."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from audit.actions import record
from audit.models import Operation
from records.actions.areas import BOUNDARY_COLUMNS, boundary_of
from records.models import Area, AreaBoundary
from records.places.boundary_files import Unreadable, decode, read

LONDON = settings.BASE_DIR / "records" / "data" / "boundaries_london.geojson"
LONDON_SOURCE = (
    "Office for National Statistics and Ordnance Survey, generalised clipped boundaries of local "
    "authority districts. Contains OS data © Crown copyright and database right 2016"
)
LONDON_LICENCE = "Open Government Licence v3.0"


@dataclass(frozen=True)
class Origin:
    """Whose boundaries they are and how they may be used."""

    source: str
    licence: str
    retrieved: date | None = None


def read_boundaries(
    path: Path, *, origin: Origin, known: set[str], skip_unknown: bool = False
) -> list[AreaBoundary]:
    """Every boundary in a GeoJSON file, or a CommandError that names the area.

    An area that is not in the register is an error, or left out with `skip_unknown`.
    """
    try:
        borders = read(decode(path.read_bytes()), known=known)
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from None
    except Unreadable as fault:
        raise CommandError(f"{path}: {fault}. Nothing was changed.") from None
    if skip_unknown:
        borders = [border for border in borders if border.code in known]
    for border in borders:
        if border.problem:
            raise CommandError(
                f"{path}, area {border.number}: {border.problem}. Nothing was changed."
            )
    return [boundary_of(border, origin) for border in borders]


@transaction.atomic
def save_boundaries(boundaries: list[AreaBoundary], *, source: str) -> tuple[int, int]:
    """Add and replace boundaries; how many were added and how many changed. Removes none."""
    known = {row.area_id: row for row in AreaBoundary.objects.select_for_update()}
    added = [new for new in boundaries if new.area_id not in known]
    changed = [
        new
        for new in boundaries
        if new.area_id in known
        and any(
            getattr(new, name) != getattr(known[new.area_id], name) for name in BOUNDARY_COLUMNS
        )
    ]
    AreaBoundary.objects.bulk_create(added)
    AreaBoundary.objects.bulk_update(changed, BOUNDARY_COLUMNS)
    if added or changed:
        record(
            at=timezone.now(),
            by=None,
            operation=Operation.ALTERATION,
            action="load_boundaries",
            object_type="area",
            object_label=source,
            detail={"added": len(added), "changed": len(changed)},
        )
    return len(added), len(changed)


class Command(BaseCommand):
    help = (
        "Loads the borders of areas from a GeoJSON file whose features have a property `code`: "
        "adds and replaces, removes none. Without a file: London's."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="?", type=Path, default=LONDON)
        parser.add_argument("--source", help="whose boundaries they are, with the attribution")
        parser.add_argument("--licence", help="the licence under which they may be used")
        parser.add_argument(
            "--retrieved", type=date.fromisoformat, help="when they were fetched: 2026-03-31"
        )

    def handle(self, *, file, source, licence, retrieved, verbosity, **options):
        if file == LONDON:
            source, licence = source or LONDON_SOURCE, licence or LONDON_LICENCE
        if not source or not licence:
            raise CommandError("Say whose boundaries they are, with --source and --licence.")
        known = set(Area.objects.values_list("code", flat=True))
        origin = Origin(source=source, licence=licence, retrieved=retrieved)
        # Another force has other areas, and no use for London's borders.
        boundaries = read_boundaries(file, origin=origin, known=known, skip_unknown=file == LONDON)
        added, changed = save_boundaries(boundaries, source=file.name)
        if verbosity:
            self.stdout.write(
                f"{len(boundaries)} boundaries read: {added} added, {changed} changed."
            )
