"""Areas and boundaries in the browser: kept, retired, loaded; and what hostile files give."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from audit.models import Event
from records import actions
from records.actions import areas as area_actions
from records.management.commands.load_boundaries import LONDON
from records.models import Area, AreaBoundary, BoundaryFile
from records.models.area import AreaKind
from records.places.boundary_files import MOST_AREAS, Unreadable, decode, read
from tests.factories import a_draft, an_administrator, an_area, an_encounter, an_officer

pytestmark = pytest.mark.django_db
SQUARE = [[[-0.1, 51.4], [0.1, 51.4], [0.1, 51.6], [-0.1, 51.6], [-0.1, 51.4]]]


@pytest.fixture
def administrator():
    return an_administrator()


@pytest.fixture
def browser(client, administrator):
    client.force_login(administrator)
    return client


@pytest.fixture
def lambeth():
    return an_area()


def text(response) -> str:
    return " ".join(response.content.decode().split())


def feature(code="E09000022", coordinates=SQUARE, kind="Polygon") -> dict:
    return {
        "type": "Feature",
        "properties": {"code": code},
        "geometry": {"type": kind, "coordinates": coordinates},
    }


def collection(*features) -> str:
    return json.dumps({"type": "FeatureCollection", "features": list(features)})


def upload(browser, content: str | bytes, **said):
    content = content.encode() if isinstance(content, str) else content
    return browser.post(
        "/areas/boundaries/",
        {
            "file": SimpleUploadedFile("borders.geojson", content),
            "source": "Office for National Statistics",
            "licence": "Open Government Licence v3.0",
            "retrieved": "",
            **said,
        },
    )


# -- Areas ----------------------------------------------------------------------------------------


def test_an_area_is_added_with_an_event(browser, administrator):
    browser.post("/areas/add/", {"name": "City Airport", "code": "LCY", "kind": "site"})
    area = Area.objects.get(pk="LCY")
    assert (area.name, area.kind) == ("City Airport", AreaKind.SITE)
    event = Event.objects.order_by("-id").first()
    assert (event.action, event.actor, event.object_id) == (
        "create_area",
        str(administrator.pk),
        "LCY",
    )


@pytest.mark.parametrize(
    ("said", "field", "message"),
    [
        ({"name": ""}, "name", "Enter the name of the area"),
        ({"name": "lambeth"}, "name", "already an area of this name"),
        ({"name": "=A1"}, "name", "cannot begin with ="),
        ({"name": "x" * 100_000}, "name", "at most 100 characters"),
        ({"code": "e09000022"}, "code", "This code belongs to Lambeth"),
        ({"code": "a/b"}, "code", "letters, digits, hyphens"),
        ({"code": "é"}, "code", "letters, digits, hyphens"),
        ({"code": "a\x00b"}, "code", "cannot be stored"),
        ({"kind": "planet"}, "kind", "is not one of the available choices"),
        ({"kind": ""}, "kind", "Say what kind of area it is"),
    ],
)
def test_what_is_wrong_with_an_area_is_said(browser, lambeth, said, field, message):
    new = {"name": "City Airport", "code": "LCY", "kind": "site"}
    response = browser.post("/areas/add/", new | said)
    assert message in " ".join(response.context["form"].errors[field])
    assert Area.objects.count() == 1


def test_an_area_is_renamed_and_keeps_its_records(browser, lambeth):
    encounter = an_encounter()
    browser.post("/areas/E09000022/name/", {"name": "Lambeth Borough", "version": "1"})
    encounter.refresh_from_db()
    assert encounter.area.name == "Lambeth Borough"
    assert Event.objects.get(action="rename_area").detail == {
        "before": "Lambeth",
        "after": "Lambeth Borough",
    }


def test_the_second_of_two_administrators_is_told_what_it_is_called_now(browser, lambeth):
    Area.objects.update(name="Lambeth Borough", version=2)
    response = browser.post("/areas/E09000022/name/", {"name": "LB Lambeth", "version": "1"})
    assert "It is now called Lambeth Borough" in text(response)
    assert 'value="LB Lambeth"' in text(response)
    assert Area.objects.get().name == "Lambeth Borough"


def test_a_retired_area_is_not_offered_for_new_records_and_stays_readable(browser, lambeth):
    an_area(code="E09000028", name="Southwark")
    officer = an_officer()
    filed = an_encounter(officer=officer)
    draft, fresh = a_draft(officer, complete=True), a_draft(officer)

    browser.post("/areas/E09000022/retire/", {"version": "1"}, follow=True)

    browser.force_login(officer)
    new = browser.get(f"/encounters/{fresh.pk}/encounter/")
    assert "Lambeth" not in text(new), "neither in the list nor as the last place"
    assert "Southwark" in text(new)
    assert "Lambeth" in text(browser.get(f"/encounters/{draft.pk}/encounter/")), "its answer"
    assert "Lambeth" in text(browser.get(f"/encounters/{filed.pk}/"))


def test_a_draft_that_has_a_retired_area_can_be_filed(lambeth, administrator):
    """What was answered before is not taken away."""
    officer = an_officer()
    an_area(code="E09000028", name="Southwark")
    draft = a_draft(officer, complete=True)
    now = timezone.now()
    area_actions.retire_area(area_code="E09000022", version_seen=1, by=administrator, at=now)
    filed = actions.submit(encounter_id=draft.pk, version_seen=draft.version, by=officer, at=now)
    assert filed.area_id == "E09000022"


def test_a_retired_area_is_offered_again(browser, lambeth):
    an_area(code="E09000028", name="Southwark")
    browser.post("/areas/E09000022/retire/", {"version": "1"})
    browser.post("/areas/E09000022/restore/", {"version": "2"})
    assert Area.objects.get(pk="E09000022").retired_at is None


def test_the_last_area_is_not_retired(browser, lambeth):
    response = browser.post("/areas/E09000022/retire/", {"version": "1"}, follow=True)
    assert "Officers could choose no area at all" in text(response)
    assert Area.objects.get().retired_at is None


@pytest.mark.parametrize("version", ["", "x", "2"])
def test_a_button_without_its_page_retires_nothing(browser, lambeth, version):
    an_area(code="E09000028", name="Southwark")
    response = browser.post("/areas/E09000022/retire/", {"version": version}, follow=True)
    assert response.status_code == 200
    assert Area.objects.get(pk="E09000022").retired_at is None


@pytest.mark.parametrize("code", ["E0", "%00", "a%2Fb", "x" * 3000])
def test_an_area_that_does_not_exist_is_not_found(browser, code):
    assert browser.get(f"/areas/{code}/name/").status_code == 404


def test_the_list_asks_no_more_for_many_areas_than_for_one(browser, lambeth):
    browser.get("/areas/")
    with CaptureQueriesContext(connection) as few:
        browser.get("/areas/")
    for number in range(20):
        an_area(code=f"A{number}", name=f"Area {number}")
    with CaptureQueriesContext(connection) as many:
        browser.get("/areas/")
    assert len(many) == len(few)


# -- Boundaries -----------------------------------------------------------------------------------


def test_boundaries_are_uploaded_looked_at_and_loaded(browser, lambeth, administrator):
    response = upload(browser, collection(feature()), retrieved="01/03/2026")
    assert not AreaBoundary.objects.exists(), "a trial loads nothing"
    page = browser.get(response["Location"])
    assert page.context["rows"][0]["effect"] == "Add"
    done = browser.post(response["Location"], {"digest": page.context["digest"]}, follow=True)
    assert "1 borders added, 0 replaced." in text(done)
    border = AreaBoundary.objects.get()
    assert (border.west, border.south, border.east, border.north) == (-0.1, 51.4, 0.1, 51.6)
    assert (border.source, str(border.retrieved)) == (
        "Office for National Statistics",
        "2026-03-01",
    )
    event = Event.objects.order_by("-id").first()
    assert (event.action, event.actor) == ("load_boundaries", str(administrator.pk))
    assert not BoundaryFile.objects.exists()


def test_pressing_twice_loads_once(browser, lambeth):
    response = upload(browser, collection(feature()))
    digest = browser.get(response["Location"]).context["digest"]
    for _ in range(2):
        last = browser.post(response["Location"], {"digest": digest}, follow=True)
    assert "loaded already" in text(last)
    assert Event.objects.filter(action="load_boundaries").count() == 1


def test_a_border_is_replaced(browser, lambeth):
    moved = [[[lon + 1, lat] for lon, lat in SQUARE[0]]]
    for coordinates in (SQUARE, moved):
        response = upload(browser, collection(feature(coordinates=coordinates)))
        page = browser.get(response["Location"])
        browser.post(response["Location"], {"digest": page.context["digest"]})
    assert page.context["rows"][0]["effect"] == "Replace"
    assert AreaBoundary.objects.get().west == 0.9


def test_one_wrong_area_loads_nothing(browser, lambeth):
    response = upload(browser, collection(feature(), feature(code="E99")))
    page = browser.get(response["Location"])
    assert "1 of 2 areas is wrong, so nothing was loaded." in text(page)
    assert "There is no area with the code E99" in text(page)
    assert "Load the boundaries</button>" not in text(page)
    browser.post(response["Location"], {"digest": page.context["digest"]})
    assert not AreaBoundary.objects.exists(), "the button was only left out of the page"


def test_an_area_that_went_meanwhile_stops_the_file(browser, lambeth):
    response = upload(browser, collection(feature()))
    digest = browser.get(response["Location"]).context["digest"]
    Area.objects.all().delete()
    page = browser.post(response["Location"], {"digest": digest})
    assert "Nothing was loaded" in text(page)
    assert not AreaBoundary.objects.exists()


@pytest.mark.parametrize("missing", ["source", "licence"])
def test_whose_borders_they_are_is_said(browser, lambeth, missing):
    response = upload(browser, collection(feature()), **{missing: " "})
    assert missing in response.context["form"].errors


OPEN_RING = [[[0, 0], [1, 0], [1, 1], [0, 1]]]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (feature(coordinates=OPEN_RING), "A ring is not closed"),
        (feature(coordinates=[[[0, 0], [1, 1], [0, 0]]]), "fewer than three corners"),
        (feature(coordinates=[[[0, 0], [0, 0], [0, 0], [0, 0]]]), "fewer than three corners"),
        (feature(coordinates=[[[0, 0], [1, 0], [2, 0], [0, 0]]]), "encloses nothing"),
        (feature(coordinates=[]), "has no"),
        (feature(coordinates=[[]]), "has no corners"),
        (feature(coordinates=None), "has no border"),
        (feature(coordinates=[[["a", "b"], [1, 0], [1, 1], ["a", "b"]]]), "not in degrees"),
        (feature(coordinates=[[[True, 0], [1, 0], [1, 1], [True, 0]]]), "not in degrees"),
        (feature(coordinates=[[[530000, 180000], [1, 0], [1, 1]]]), "not in degrees"),
        (feature(coordinates=[[[0, 91], [1, 0], [1, 1], [0, 91]]]), "not in degrees"),
        (feature(coordinates=[[[0], [1, 0], [1, 1], [0]]]), "no position"),
        (feature(coordinates=[[{"x": 1}]]), "no position"),
        (feature(kind="Point", coordinates=[0, 0]), "must be a Polygon or a MultiPolygon"),
        (feature(kind="MultiPolygon", coordinates=[SQUARE, OPEN_RING]), "not closed"),
        ({"type": "Feature", "properties": None, "geometry": None}, "no property “code”"),
        ("feature", "no property “code”"),
        (feature(code="nowhere"), "There is no area with the code nowhere"),
    ],
)
def test_what_is_wrong_with_a_border_is_said(wrong, message):
    (border,) = read(collection(wrong), known={"E09000022"})
    assert message in border.problem


def test_the_same_area_twice_is_said():
    borders = read(collection(feature(), feature()), known={"E09000022"})
    assert [border.problem for border in borders] == ["", "The area E09000022 is number 1 already"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "not a GeoJSON file"),
        (b"<svg/>", "not a GeoJSON file"),
        (b"\xff\xfe\x00", "not a GeoJSON file"),
        (b'{"features": [NaN]}', "not a GeoJSON file"),
        (b"[" * 100_000, "not a GeoJSON file"),
        (b'{"a":' * 100_000, "not a GeoJSON file"),
        (b"[]", "not a collection of areas"),
        (b'{"features": {}}', "not a collection of areas"),
        (b'{"features": []}', "has no areas"),
        (json.dumps({"features": [0] * (MOST_AREAS + 1)}).encode(), "more than 2,000 areas"),
        (b" " * 10_000_001, "larger than 10 megabytes"),
        (b'{"features": ["\x00"]}', "not a GeoJSON file"),
    ],
    ids=[
        *("empty", "svg", "not text", "nan", "deep list", "deep object", "list", "object"),
        *("no areas", "many areas", "too large", "nul"),
    ],
)
def test_a_hostile_file_is_told_in_a_sentence(content, message):
    with pytest.raises(Unreadable, match=message):
        read(decode(content), known=set())


def test_a_hostile_file_is_told_on_the_page(browser, lambeth):
    response = upload(browser, b'{"a":' * 50_000)
    assert "The file is not a GeoJSON file" in text(response)
    assert not BoundaryFile.objects.exists()


def test_the_boundaries_that_come_with_the_service_pass(browser):
    """The same strictness for our own file."""
    call_command("load_areas", verbosity=0)
    response = upload(browser, LONDON.read_bytes())
    page = browser.get(response["Location"])
    assert page.context["wrong"] == 0
    assert {row["effect"] for row in page.context["rows"]} == {"Add"}
