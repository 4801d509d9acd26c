"""Where the device is: an area suggested, a rounded position kept, nothing else remembered."""

from decimal import Decimal

import pytest
from django.core.management import call_command
from django.urls import reverse

from audit.models import Event
from records import actions
from records.models import Area, AreaBoundary, Encounter
from records.places import positions
from records.questionnaire import Section
from tests.factories import a_draft, an_area, complete_answers
from tests.records.browsing import Page, page_of, typed

pytestmark = pytest.mark.django_db
BRIXTON = {"latitude": Decimal("51.46271"), "longitude": Decimal("-0.11449")}


@pytest.fixture(scope="module")
def _london(for_the_module):
    call_command("load_areas", verbosity=0)
    call_command("load_boundaries", verbosity=0)


@pytest.fixture
def london(db, _london):
    return Area.objects.in_bulk(field_name="name")


def find(latitude, longitude, accuracy=10.0) -> positions.Position:
    return positions.find(
        latitude=Decimal(str(latitude)), longitude=Decimal(str(longitude)), accuracy=accuracy
    )


# -- The area -------------------------------------------------------------------------------------


def test_a_position_well_inside_is_one_area(london):
    found = find(51.4500, -0.1220)
    assert (found.area, found.near) == (london["Lambeth"], ())
    assert positions.explain(found) == "This is Lambeth."


def test_near_a_border_both_areas_are_offered(london):
    """Brixton Road and the border with Southwark run close to each other."""
    found = find(51.4750, -0.1000, accuracy=60)
    names = [found.area.name, *(area.name for area in found.near)]
    assert sorted(names) == ["Lambeth", "Southwark"]
    assert positions.explain(found) in (
        "This is Lambeth, near the border of Southwark. Check it.",
        "This is Southwark, near the border of Lambeth. Check it.",
    )


def test_how_near_depends_on_how_good_the_device_is(london):
    north = 51.4500, -0.1220
    assert find(*north, accuracy=5).near == ()
    assert find(*north, accuracy=1_500).near != ()


def test_outside_every_area_is_said(london):
    found = find(51.4839, -0.6044)
    assert (found.area, found.near) == (None, ())
    assert "outside every area" in positions.explain(found)


def test_just_outside_says_what_is_near(london):
    boundary = AreaBoundary.objects.get(area__name="Havering")
    lon, lat = max(corner for piece in boundary.polygons for corner in piece[0])
    found = find(lat, lon + 0.0008)
    assert found.area is None
    assert [area.name for area in found.near] == ["Havering"]
    assert "near Havering" in positions.explain(found)


def test_a_device_that_does_not_know_gets_no_suggestion(london):
    found = find(51.45, -0.122, accuracy=positions.ROUGHEST_METRES + 1)
    assert (found.area, found.too_rough) == (None, True)
    assert "does not know where it is" in positions.explain(found)


def test_without_boundaries_everything_is_outside(london):
    AreaBoundary.objects.all().delete()
    assert find(51.45, -0.122).area is None


# -- The address ----------------------------------------------------------------------------------


@pytest.fixture
def officer(client, cast):
    client.force_login(cast.officer)
    return cast.officer


def test_the_answer_names_the_area_and_rounds_the_position(client, officer, london):
    data = {**BRIXTON, "accuracy": "12.5"}
    answer = client.post(reverse("position"), data).json()
    assert answer["areas"][0] == {"code": "E09000022", "name": "Lambeth"}
    assert (answer["latitude"], answer["longitude"]) == ("51.463", "-0.114")


def test_where_somebody_is_leaves_no_trace(client, officer, london):
    last = Event.objects.latest("id").id
    client.post(reverse("position"), BRIXTON)
    assert not Event.objects.filter(id__gt=last).exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        {"latitude": "51.5"},
        {"latitude": "91", "longitude": "0"},
        {"latitude": "NaN", "longitude": "0"},
        {"latitude": "Infinity", "longitude": "0"},
        {"latitude": "51", "longitude": "-0.1", "accuracy": "-1"},
        {"latitude": "51", "longitude": "-0.1", "accuracy": "nan"},
        {"latitude": "1" * 100_000, "longitude": "0"},
        {"latitude": "\u0665\u0661'; DROP", "longitude": "\u202e"},
        {"latitude": "5\x001", "longitude": "0"},
    ],
)
def test_what_is_no_position_is_told_so(client, officer, wrong):
    response = client.post(reverse("position"), wrong)
    assert response.status_code == 400
    assert response.json() == {"message": "Your device sent no position."}


def test_a_device_that_does_not_say_how_good_it_is_gets_no_suggestion(client, officer, london):
    answer = client.post(reverse("position"), BRIXTON).json()
    assert (answer["areas"], answer["latitude"]) == ([], "")


def test_a_position_is_never_part_of_an_address(client, officer):
    response = client.get(reverse("position"), BRIXTON)
    assert (response.status_code, response["Allow"]) == (405, "POST")


# -- Kept with the record -------------------------------------------------------------------------


def send(client, draft, **data):
    answers = typed(complete_answers(Section.ENCOUNTER))
    draft.refresh_from_db()
    return client.post(
        reverse("save_section", args=[draft.pk, Section.ENCOUNTER]),
        {"version": draft.version, "then": "come_back", **answers, **data},
    )


def position_of(draft: Encounter):
    draft.refresh_from_db()
    return draft.latitude, draft.longitude


def test_the_position_is_kept_with_the_section_and_rounded(client, officer):
    draft = a_draft(officer)
    send(client, draft, latitude="51.462712", longitude="-0.114491")
    assert position_of(draft) == (Decimal("51.463"), Decimal("-0.114"))
    page = page_of(client, "save_section", draft.pk, Section.ENCOUNTER)
    assert page.value_of("latitude") == "51.463"


def test_an_officer_can_take_the_position_back(client, officer):
    draft = a_draft(officer)
    send(client, draft, latitude="51.463", longitude="-0.114")
    send(client, draft, latitude="", longitude="")
    assert position_of(draft) == (None, None)


def test_a_page_that_knows_no_position_leaves_it_alone(client, officer):
    draft = a_draft(officer)
    send(client, draft, latitude="51.463", longitude="-0.114")
    send(client, draft)
    assert position_of(draft) == (Decimal("51.463"), Decimal("-0.114"))


@pytest.mark.parametrize(
    "wrong",
    [("51.463", ""), ("", "-0.114"), ("x", "y"), ("91", "0"), ("NaN", "0"), ("9" * 500, "1")],
)
def test_half_a_position_or_nonsense_is_none_and_costs_nothing_else(client, officer, wrong):
    draft = a_draft(officer)
    latitude, longitude = wrong
    assert send(client, draft, latitude=latitude, longitude=longitude).status_code == 302
    assert position_of(draft) == (None, None)
    assert draft.location_description


def test_a_position_is_part_of_no_other_section(client, officer):
    draft = a_draft(officer)
    page = page_of(client, "save_section", draft.pk, Section.PERSON)
    assert not [one for one in page.inputs if one.get("name") == "latitude"]


# -- The place of the last record -----------------------------------------------------------------


def test_the_place_of_the_last_record_is_filled_in_and_nothing_typed_is_lost(client, officer):
    haringey = an_area(code="E09000014", name="Haringey")
    a_draft(officer, complete=True, area=haringey, location_description="Turnpike Lane station")
    draft = a_draft(officer)
    assert (
        "Turnpike Lane station, Haringey"
        in page_of(client, "save_section", draft.pk, Section.ENCOUNTER).text
    )
    response = client.post(
        reverse("save_section", args=[draft.pk, Section.ENCOUNTER]),
        {
            "version": draft.version,
            "last_place": "1",
            "incident_reference": "CAD 99",
            "occurred_at_day": "31",
            "latitude": "51.463",
            "longitude": "-0.114",
        },
    )
    page = Page(response)
    assert page.value_of("location_description") == "Turnpike Lane station"
    (chosen,) = [
        one
        for one in page.inputs
        if one["tag"] == "option" and "selected" in one and one.get("value") == haringey.pk
    ]
    assert chosen
    assert page.value_of("incident_reference") == "CAD 99"
    assert page.value_of("occurred_at_day") == "31"
    assert not page.value_of("latitude"), "the position was that of another place"
    assert page.summary == [], "nothing is judged yet"
    assert 'data-warn-unsaved="changed"' in page.html
    draft.refresh_from_db()
    assert (draft.version, draft.location_description) == (1, ""), "nothing is saved yet"


def test_a_colleagues_place_or_a_discarded_one_is_not_offered(client, cast, officer):
    a_draft(cast.stranger, complete=True, location_description="Somebody else's corner")
    gone = a_draft(officer, complete=True, location_description="A discarded corner")
    actions.discard(encounter_id=gone.pk, version_seen=gone.version, by=officer, at=gone.changed_at)
    text = page_of(client, "save_section", a_draft(officer).pk, Section.ENCOUNTER).text
    assert "corner" not in text
