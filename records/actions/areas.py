"""Areas and their boundaries: data that administrators keep."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from accounts.models import User
from accounts.permissions import may_administer
from audit.actions import record
from audit.models import Operation
from records.actions.changing import NotAllowed, insist
from records.models import Area, AreaBoundary, BoundaryFile
from records.models.area import AreaKind
from records.places.boundary_files import Border, digest, read

KEPT_FOR = timedelta(days=1)
BOUNDARY_COLUMNS = ("polygons", "west", "south", "east", "north", "source", "licence", "retrieved")


class AreaChanged(Exception):
    """Another administrator changed it after the page was opened; nothing was written."""

    def __init__(self, area: Area) -> None:
        super().__init__(f"{area.name} was changed by somebody else after you opened the page.")
        self.area = area


class NotAsShown(Exception):
    """The file would no longer do what the report said; nothing was loaded."""


def _log(area: Area, *, action: str, by: User, at: datetime, **detail) -> None:
    record(
        at=at,
        by=by,
        operation=Operation.COLLECTION if action == "create_area" else Operation.ALTERATION,
        action=action,
        object_type="area",
        object_id=area.pk,
        object_label=area.name,
        detail=detail,
    )


def _lock(area_code: str, version_seen: int) -> Area:
    area = Area.objects.select_for_update(no_key=True).get(pk=area_code)
    if area.version != version_seen:
        raise AreaChanged(area)
    return area


def _write(area: Area, *fields: str) -> None:
    area.version += 1
    try:
        with transaction.atomic():
            area.save(update_fields=[*fields, "version"])
    except IntegrityError:
        raise NotAllowed("There is another area of this name now.") from None


@transaction.atomic
def create_area(*, code: str, name: str, kind: AreaKind, by: User, at: datetime) -> Area:
    """Add a place by which encounters are counted."""
    insist(may_administer(by))
    area = Area(code=code, name=name, kind=kind)
    try:
        with transaction.atomic():
            area.save(force_insert=True)
    except IntegrityError:
        raise NotAllowed("There is an area of this code or name now.") from None
    _log(area, action="create_area", by=by, at=at, kind=kind)
    return area


@transaction.atomic
def rename_area(*, area_code: str, name: str, version_seen: int, by: User, at: datetime) -> Area:
    """Another name; the code, by which figures are counted, stays."""
    insist(may_administer(by))
    area = _lock(area_code, version_seen)
    before, area.name = area.name, name
    _write(area, "name")
    _log(area, action="rename_area", by=by, at=at, before=before, after=name)
    return area


@transaction.atomic
def retire_area(*, area_code: str, version_seen: int, by: User, at: datetime) -> Area:
    """Offer it no longer; the records that have it keep it."""
    insist(may_administer(by))
    area = _lock(area_code, version_seen)
    if area.retired_at is not None:
        raise NotAllowed(f"{area.name} is retired already.")
    if not Area.objects.offered().exclude(pk=area.pk).exists():
        raise NotAllowed("Officers could choose no area at all: add another first.")
    area.retired_at = at
    _write(area, "retired_at")
    _log(area, action="retire_area", by=by, at=at)
    return area


@transaction.atomic
def restore_area(*, area_code: str, version_seen: int, by: User, at: datetime) -> Area:
    """Offer a retired area again."""
    insist(may_administer(by))
    area = _lock(area_code, version_seen)
    area.retired_at = None
    _write(area, "retired_at")
    _log(area, action="restore_area", by=by, at=at)
    return area


@transaction.atomic
def keep_boundary_file(
    *,
    text: str,
    name: str,
    source: str,
    licence: str,
    retrieved: date | None,
    by: User,
    at: datetime,
) -> BoundaryFile:
    """Keep a file for the confirmation: one at a time, for a day."""
    insist(may_administer(by))
    BoundaryFile.objects.filter(at__lt=at - KEPT_FOR).delete()
    BoundaryFile.objects.filter(by=by).delete()
    return BoundaryFile.objects.create(
        text=text,
        name=name[:100],
        source=source,
        licence=licence,
        retrieved=retrieved,
        by=by,
        at=at,
    )


@transaction.atomic
def load_boundaries(*, file_id: UUID, digest_seen: str, by: User, at: datetime) -> tuple[int, int]:
    """Add and replace the boundaries that were shown; how many of each. Removes none."""
    insist(may_administer(by))
    file = BoundaryFile.objects.select_for_update().filter(pk=file_id, by=by).first()
    if file is None:
        raise NotAllowed("This file was loaded already, or is no longer kept.")
    borders = read(file.text, known=set(Area.objects.values_list("pk", flat=True)))
    if any(border.problem for border in borders) or digest(borders) != digest_seen:
        raise NotAsShown
    rows = [boundary_of(border, file) for border in borders]
    codes = [row.pk for row in rows]
    known = set(
        AreaBoundary.objects.select_for_update()
        .filter(pk__in=codes)
        .order_by("pk")
        .values_list("pk", flat=True)
    )
    AreaBoundary.objects.bulk_create([row for row in rows if row.pk not in known])
    AreaBoundary.objects.bulk_update([row for row in rows if row.pk in known], BOUNDARY_COLUMNS)
    added, changed = len(rows) - len(known), len(known)
    label = file.name
    file.delete()
    record(
        at=at,
        by=by,
        operation=Operation.ALTERATION,
        action="load_boundaries",
        object_type="area",
        object_label=label,
        detail={"added": added, "changed": changed},
    )
    return added, changed


def boundary_of(border: Border, origin) -> AreaBoundary:
    """The row of one border; `origin` says whose it is: source, licence, retrieved."""
    return AreaBoundary(
        area_id=border.code,
        polygons=border.polygons,
        **border.box,
        source=origin.source,
        licence=origin.licence,
        retrieved=origin.retrieved,
    )
