"""manage.py load_areas: the areas by which encounters are counted."""

import csv
from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from audit.actions import record
from audit.models import Operation
from records.models import Area
from records.models.area import AreaKind

LONDON = settings.BASE_DIR / "records" / "data" / "areas_london.csv"
COLUMNS = ["code", "name", "kind"]


class LineError(Exception):
    """What is wrong with one line of the file."""


def read_line(values: list[str]) -> Area:
    """The area that a line describes."""
    if len(values) != len(COLUMNS):
        raise LineError(f"expected {len(COLUMNS)} values ({', '.join(COLUMNS)}), got {len(values)}")
    for column, value in zip(COLUMNS, values, strict=True):
        longest = Area._meta.get_field(column).max_length
        if not value:
            raise LineError(f"the {column} is missing")
        if column != "kind" and len(value) > longest:
            raise LineError(f"the {column} is longer than {longest} characters: {value}")
    code, name, kind = values
    if kind not in AreaKind.values:
        raise LineError(f"the kind must be one of {', '.join(AreaKind.values)}, not {kind}")
    return Area(code=code, name=name, kind=kind)


def read_areas(path: Path) -> list[Area]:
    """Every area in the file, or a CommandError that names the line."""
    areas: list[Area] = []
    lines_of: dict[tuple[str, str], int] = {}
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.reader(file)
            header = [column.strip() for column in next(reader, [])]
            if header != COLUMNS:
                raise CommandError(
                    f"{path}, line 1: the columns must be {','.join(COLUMNS)}. Nothing was changed."
                )
            for values in reader:
                if not any(value.strip() for value in values):
                    continue
                area = read_line([value.strip() for value in values])
                for column in ("code", "name"):
                    key = (column, getattr(area, column))
                    if key in lines_of:
                        raise LineError(f"the {column} {key[1]} is already on line {lines_of[key]}")
                    lines_of[key] = reader.line_num
                areas.append(area)
    except OSError as error:
        raise CommandError(f"{path} cannot be read: {error.strerror}.") from None
    except UnicodeDecodeError:
        raise CommandError(f"{path} is not UTF-8 text. Nothing was changed.") from None
    except (LineError, csv.Error) as fault:
        raise CommandError(
            f"{path}, line {reader.line_num}: {fault}. Nothing was changed."
        ) from None
    taken = dict(
        Area.objects.exclude(code__in=[area.code for area in areas]).values_list("name", "code")
    )
    for area in areas:
        if area.name in taken:
            line = lines_of["name", area.name]
            raise CommandError(
                f"{path}, line {line}: the name {area.name} belongs to the area "
                f"{taken[area.name]}. Nothing was changed."
            )
    return areas


@transaction.atomic
def save_areas(areas: list[Area], *, source: str) -> tuple[int, int]:
    """Add and update areas; how many were added and how many changed. Removes none."""
    known = {area.code: (area.name, area.kind) for area in Area.objects.select_for_update()}
    added = [area for area in areas if area.code not in known]
    changed = [
        area for area in areas if area.code in known and known[area.code] != (area.name, area.kind)
    ]
    # Two areas may have swapped names, which are unique from one row to the next.
    Area.objects.filter(code__in=[area.code for area in changed]).update(name=F("code"))
    Area.objects.bulk_update(changed, ["name", "kind"])
    Area.objects.bulk_create(added)
    if added or changed:
        record(
            at=timezone.now(),
            by=None,
            operation=Operation.ALTERATION,
            action="load_areas",
            object_type="area",
            object_label=source,
            detail={"added": len(added), "changed": len(changed)},
        )
    return len(added), len(changed)


class Command(BaseCommand):
    help = (
        "Loads areas from a CSV file with the columns code,name,kind: adds new ones, updates "
        "names and kinds, removes none. Without a file: the London areas."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", nargs="?", type=Path, default=LONDON)

    def handle(self, *, file, verbosity, **options):
        areas = read_areas(file)
        added, changed = save_areas(areas, source=file.name)
        if verbosity:
            self.stdout.write(f"{len(areas)} areas read: {added} added, {changed} changed.")
