"""Areas and their borders in words."""

from typing import Any
from uuid import UUID

from accounts.models import User
from records.models import Area, AreaBoundary, BoundaryFile
from records.places.boundary_files import Border


def area_rows() -> list[dict[str, Any]]:
    """All areas by name, with whether a border is known."""
    bordered = set(AreaBoundary.objects.values_list("pk", flat=True))
    return [
        {"area": area, "has_border": area.pk in bordered}
        for area in Area.objects.order_by("name", "pk")
    ]


def own_boundary_file(file_id: UUID, user: User) -> BoundaryFile | None:
    """The file, if this person uploaded it and it is still kept."""
    return BoundaryFile.objects.filter(pk=file_id, by=user).first()


def border_rows(borders: list[Border]) -> list[dict[str, Any]]:
    """What each area of a file would do, what is wrong first."""
    codes = [border.code for border in borders]
    names = dict(Area.objects.filter(pk__in=codes).values_list("pk", "name"))
    known = dict(AreaBoundary.objects.filter(pk__in=codes).values_list("pk", "polygons"))

    def row(border: Border) -> dict[str, Any]:
        if border.problem:
            effect, tag = "Wrong", "problem"
        elif border.code not in known:
            effect, tag = "Add", "good"
        elif known[border.code] == border.polygons:
            effect, tag = "No change", "neutral"
        else:
            effect, tag = "Replace", "in_progress"
        return {
            "number": border.number,
            "code": border.code,
            "name": names.get(border.code, ""),
            "corners": sum(1 for _ in border.corners()),
            "effect": effect,
            "tag": tag,
            "problem": border.problem,
        }

    return sorted(map(row, borders), key=lambda line: (not line["problem"], line["number"]))
