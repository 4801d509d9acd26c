"""Boundaries come from a file with their source, all or nothing, as often as one likes."""

import json
from decimal import Decimal

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import transaction
from django.db.utils import IntegrityError

from audit.models import Event
from records.models import AreaBoundary
from records.places import positions
from tests.factories import an_area

pytestmark = pytest.mark.django_db


def test_london_is_loaded_with_its_source_once(db, capsys):
    call_command("load_areas", verbosity=0)
    call_command("load_boundaries")
    assert capsys.readouterr().out == "33 boundaries read: 33 added, 0 changed.\n"
    lambeth = AreaBoundary.objects.get(area="E09000022")
    assert "Ordnance Survey" in lambeth.source
    assert lambeth.licence == "Open Government Licence v3.0"
    assert (lambeth.west, lambeth.north) == (
        pytest.approx(-0.151, abs=0.01),
        pytest.approx(51.509, abs=0.01),
    )
    events = Event.objects.count()
    call_command("load_boundaries")
    assert capsys.readouterr().out == "33 boundaries read: 0 added, 0 changed.\n"
    assert Event.objects.count() == events


def test_another_force_needs_no_borders_of_london(db):
    an_area(code="mine", name="Mine")
    call_command("load_boundaries", verbosity=0)
    assert not AreaBoundary.objects.exists()


SQUARE = [[[0, 50], [1, 50], [1, 51], [0, 51], [0, 50]]]


def collection(*features) -> str:
    return json.dumps({"type": "FeatureCollection", "features": list(features)})


def feature(code="mine", kind="Polygon", coordinates=SQUARE):
    return {"properties": {"code": code}, "geometry": {"type": kind, "coordinates": coordinates}}


@pytest.fixture
def load(db, tmp_path):
    an_area(code="mine", name="Mine")

    def load(content: str, **options):
        path = tmp_path / "mine.geojson"
        path.write_text(content)
        options = {"source": "Ours", "licence": "Open", **options}
        call_command("load_boundaries", str(path), verbosity=0, **options)

    return load


def test_another_force_loads_its_own_and_replaces_them(load):
    load(collection(feature()))
    load(collection(feature(kind="MultiPolygon", coordinates=[SQUARE])), retrieved="2026-01-02")
    boundary = AreaBoundary.objects.get()
    assert (boundary.source, str(boundary.retrieved)) == ("Ours", "2026-01-02")
    found = positions.find(latitude=Decimal("50.5"), longitude=Decimal("0.5"))
    assert found.area == boundary.area


@pytest.mark.parametrize(
    ("content", "message"),
    [
        ("", "is not a GeoJSON file"),
        ("[1]", "is not a collection of areas"),
        (collection({"properties": {}}), "area 1: It has no property “code”"),
        (collection(feature(), feature("lost")), "area 2: There is no area with the code lost"),
        (collection(feature(), feature()), "area 2: The area mine is number 1 already"),
        (collection(feature(kind="Point")), "must be a Polygon or a MultiPolygon, not Point"),
        (
            collection(feature(coordinates=[[[0, 50], [1, 50], [0, 50]]])),
            "fewer than three corners",
        ),
        (collection(feature(coordinates=[[[0, 50], [1, 50], [1, 51]]])), "ring is not closed"),
        (collection(feature(coordinates=[[[0, 50], [1, 95], [1, 51]]])), "is not in degrees"),
        (collection(feature(coordinates=[[[0, 50], ["a", 50], [1, 51]]])), "is not in degrees"),
        (collection(feature(coordinates=[7])), "has no corners"),
    ],
)
def test_a_bad_file_is_explained_and_changes_nothing(load, content, message):
    with pytest.raises(CommandError, match=message):
        load(content)
    assert not AreaBoundary.objects.exists()


def test_boundaries_need_a_source_and_a_licence(load):
    with pytest.raises(CommandError, match="--source and --licence"):
        load(collection(feature()), source="")


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("area_boundary_box_is_one", {"west": 2.0}),
        ("area_boundary_on_earth", {"east": 181.0}),
        ("area_boundary_says_whose_it_is", {"source": ""}),
        ("area_boundary_says_whose_it_is", {"licence": ""}),
    ],
)
def test_the_database_refuses_a_border_that_cannot_be(load, constraint, values):
    load(collection(feature()))
    with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        AreaBoundary.objects.update(**values)
