"""What a device without signal kept arrives once, whole, and only as its own officer's."""

import json
import uuid
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.utils import IntegrityError
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from records import actions, device_key
from records.models import Area, DeviceSending, Encounter, StatusChange
from records.questionnaire import Section, questions
from records.vocabulary import Involvement, Status
from records.workflow import Step
from tests.factories import a_draft, an_encounter, an_officer, complete_answers
from tests.records.browsing import Page, typed
from tests.records.conftest import everything_written
from tests.records.test_section_pages import colleagues

STORY = "justification_what_happened"


@pytest.fixture
def send(client, cast):
    """What the device of `cast.officer` sends; the answer's status and data."""
    client.force_login(cast.officer)

    def post(encounter_id, *, by=cast.officer, version="", file="", rows=(), late="", **answers):
        data = {"id": encounter_id, "mark": device_key.mark_of(by), "version_seen": version}
        data |= {"file": file, "late_explanation": late, **colleagues(*rows), **answers}
        response = client.post(reverse("send_from_device"), data)
        return response.status_code, response.json()

    return post


@pytest.fixture(scope="module")
def answered(force):
    """Everything a whole encounter asks, as the page sends it."""
    data = {}
    for section in Section:
        data |= typed(complete_answers(section))
    return data


@pytest.fixture
def number():
    return uuid.uuid4()


def test_a_draft_arrives_with_all_its_sections_and_an_event_for_each(send, answered, number, cast):
    status, answer = send(number, **answered)
    encounter = Encounter.objects.get(pk=number)
    assert (status, answer["state"], answer["reference"]) == (200, "kept", encounter.reference)
    assert answer["url"] == reverse("encounter", args=[number])
    assert encounter.reporting_officer == cast.officer
    assert encounter.status == Status.DRAFT
    assert encounter.location_description == answered["location_description"]
    assert getattr(encounter.uses.get(), STORY) == answered[STORY]
    seen = list(Event.objects.filter(object_id=str(number)).order_by("id").values_list("action"))
    assert seen == [("start",)] + [("save_section",)] * len(Section)


def test_a_complete_one_is_filed_if_that_is_wanted(send, answered, number):
    status, answer = send(number, file="on", **answered)
    assert (status, answer["state"]) == (200, "filed")
    assert Encounter.objects.get(pk=number).status == Status.SUBMITTED


def test_what_cannot_be_filed_is_kept_as_a_draft_and_what_is_missing_is_told(
    send, answered, number
):
    answered = {**answered, "justification_necessity": "", "gender": ""}
    status, answer = send(number, file="on", **answered)
    assert (status, answer["state"], answer["why"]) == (200, "kept", "Answers are missing.")
    assert answer["missing"] == [
        {"section": "The person", "message": "Select the person’s gender"},
        {
            "section": "Handcuffing and justification",
            "message": "Explain why handcuffs were necessary for this person",
        },
    ]


def test_a_late_one_needs_its_explanation_and_is_kept_without(send, number):
    long_ago = timezone.now() - timedelta(days=3)
    data = {}
    for section in Section:
        data |= typed(complete_answers(section, at=long_ago))
    status, answer = send(number, file="on", **data)
    assert (status, answer["state"]) == (200, "kept")
    assert "late" in answer["why"]
    status, answer = send(number, file="on", late="No signal for two days.", **data)
    assert (status, answer["state"]) == (200, "filed")
    assert Encounter.objects.get(pk=number).late_explanation == "No signal for two days."


# -- A position that was kept without signal


@pytest.fixture
def boundaries(db):
    call_command("load_areas", verbosity=0)
    call_command("load_boundaries", verbosity=0)


@pytest.mark.parametrize(
    ("position", "area"),
    [
        (("51.450", "-0.122"), "Lambeth"),
        (("51.475", "-0.100"), None),  # near the border of Southwark
        (("51.484", "-0.604"), None),  # Windsor
        (("north", "-0.100"), None),
        (("", ""), None),
    ],
)
def test_a_position_becomes_the_area_that_was_not_chosen_unless_that_is_a_guess(
    send, answered, number, boundaries, position, area
):
    where = dict(zip(("latitude", "longitude"), position, strict=True))
    data = {**answered, **where, "area": ""}
    first = send(number, file="on", **data)
    encounter = Encounter.objects.get(pk=number)
    assert (encounter.area and encounter.area.name) == area
    if area:
        assert (str(encounter.latitude), str(encounter.longitude)) == position
        assert first[1]["state"] == "filed"
    else:
        assert first[1]["missing"][0]["message"] == "Select the area"
    assert send(number, file="on", **data) == first


def test_the_area_that_was_chosen_stays_whatever_the_position_says(
    send, answered, number, boundaries
):
    chosen = Area.objects.exclude(name="Lambeth").order_by("name").first()
    where = {"latitude": "51.450", "longitude": "-0.122", "area": chosen.pk}
    assert send(number, **{**answered, **where})[1]["state"] == "kept"
    assert Encounter.objects.get(pk=number).area == chosen


def test_a_device_that_knows_of_no_positions_leaves_the_stored_one(send, answered, number):
    send(number, latitude="51.450", longitude="-0.122", **answered)
    send(number, **{**answered, STORY: "Another text, written a minute later."})
    assert str(Encounter.objects.get(pk=number).latitude) == "51.450"


# -- What is read before it is filed

POINTED_OUT = "pointed out to you first"


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("He gave me 07700 900123 as his number, then struck my arm twice.", "telephone number"),
        ("Officer safety.", "“Officer safety” by itself"),
    ],
)
def test_what_would_be_pointed_out_before_filing_is_read_first(
    client, send, answered, number, text, note
):
    """Nobody could read it on the device; nothing is filed behind the officer's back."""
    status, answer = send(number, file="on", **{**answered, "justification_necessity": text})
    assert (status, answer["state"], answer["missing"]) == (200, "kept", [])
    assert POINTED_OUT in answer["why"]
    assert answer["url"] == reverse("submit", args=[number])
    page = Page(client.get(answer["url"]))
    assert "Before you send it: only you see this" in page.text
    assert note in page.text
    encounter = Encounter.objects.get(pk=number)
    assert encounter.status == Status.DRAFT
    filed = client.post(answer["url"], {"version": encounter.version})
    assert filed["Location"] == reverse("encounter", args=[number])
    assert Encounter.objects.get(pk=number).status == Status.SUBMITTED


def test_what_looks_like_a_colleagues_record_is_shown_before_it_is_filed(
    client, send, answered, number, cast
):
    theirs = an_encounter(Status.SUBMITTED, officer=cast.colleague)
    alike = {
        "area": theirs.area_id,
        "incident_reference": theirs.incident_reference,
        **typed({"occurred_at": theirs.occurred_at}),
    }
    status, answer = send(number, file="on", **{**answered, **alike})
    assert (status, answer["state"]) == (200, "kept")
    assert "looks the same" in answer["why"]
    assert theirs.reference in Page(client.get(answer["url"])).text


@pytest.mark.parametrize("file", ["", "on"])
def test_repeating_it_changes_nothing(send, answered, number, file):
    """The device that never got the answer sends again."""
    first = send(number, file=file, **answered)
    before = everything_written()
    for _ in range(3):
        assert send(number, file=file, **answered) == first
    assert everything_written() == before
    filed = StatusChange.objects.filter(encounter=number, step=Step.SUBMIT).count()
    assert filed == (1 if file else 0)


def test_sent_as_a_draft_and_then_to_be_filed_is_filed_once(send, answered, number):
    send(number, **answered)
    assert send(number, file="on", **answered)[1]["state"] == "filed"
    assert send(number, file="on", **answered)[1]["state"] == "filed"
    assert StatusChange.objects.filter(encounter=number, step=Step.SUBMIT).count() == 1


def test_more_was_written_on_the_device_before_the_answer_came(send, answered, number):
    """Nobody else changed it: the device goes on from what it sent itself."""
    send(number, **answered)
    status, answer = send(number, **{**answered, STORY: "Another text, written a minute later."})
    assert (status, answer["state"]) == (200, "kept")
    assert DeviceSending.objects.filter(encounter=number).count() == 2


def test_what_another_device_changed_meanwhile_is_not_overwritten(send, answered, number, cast):
    send(number, **answered)
    encounter = Encounter.objects.get(pk=number)
    actions.save_section(
        encounter_id=number,
        section=Section.PERSON,
        answers=complete_answers(Section.PERSON, gender="female"),
        version_seen=encounter.version,
        by=cast.officer,
        at=timezone.now(),
    )
    before = everything_written()
    status, answer = send(number, **{**answered, STORY: "Another text."})
    assert (status, answer["state"]) == (409, "changed")
    assert answer["differences"] == ["Gender, as you saw it", "What happened?"]
    assert everything_written() == before
    # Knowingly, it is taken.
    status, answer = send(number, version=answer["version"], **{**answered, STORY: "Another text."})
    assert (status, answer["state"]) == (200, "kept")


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"age_years": "160"}, "age_years"),
        ({"occurred_at_month": "13"}, "occurred_at"),
        ({"applied_at_year": "2020"}, "applied_at"),
        ({"gender": "fox"}, "gender"),
        ({STORY: "x" * 100_000}, STORY),
        ({"late_explanation": "x" * 100_000}, None),
        (
            {"colleagues-0-warrant_number": "X999", "colleagues-0-involvement": "present"},
            "colleagues-0-warrant_number",
        ),
    ],
)
def test_what_cannot_be_taken_in_is_refused_as_a_whole_and_says_why(
    send, answered, number, wrong, field
):
    """The device keeps it, so nothing is lost by writing nothing."""
    rows = [("", "")] if field and field.startswith("colleagues") else []
    before = everything_written()
    status, answer = send(number, rows=rows, **{**answered, **wrong})
    if field is None:
        assert (status, answer["state"]) == (400, "incomplete")
    else:
        assert (status, answer["state"]) == (422, "rejected")
        assert field in [problem["field"] for problem in answer["problems"]]
        assert all(problem["message"] for problem in answer["problems"])
    assert everything_written() == before


def test_anothers_number_is_refused_and_nothing_of_it_is_told(send, answered, cast):
    for theirs in (a_draft(cast.stranger), an_encounter(officer=cast.stranger)):
        before = everything_written()
        status, answer = send(theirs.pk, file="on", **answered)
        assert (status, answer["state"]) == (409, "refused")
        assert set(answer) == {"state", "message"}
        assert theirs.reference not in json.dumps(answer)
        assert everything_written() == before


@pytest.mark.parametrize("status", ["submitted", "returned", "accepted", "discarded", "withdrawn"])
def test_what_is_no_draft_any_more_is_not_written_over(send, answered, in_status, status):
    encounter = in_status(status)
    before = everything_written()
    code, answer = send(encounter.pk, file="on", version=encounter.version, **answered)
    assert (code, answer["state"]) == (409, "refused")
    assert everything_written() == before


def test_the_draft_of_who_signed_in_before_is_not_sent_as_somebody_elses(
    send, answered, number, cast
):
    """A shared device: the page was the one's, the session is the other's."""
    before = everything_written()
    status, answer = send(number, by=cast.stranger, **answered)
    assert (status, answer) == (409, {"state": "somebody_else"})
    assert everything_written() == before


@pytest.mark.parametrize("data", [{}, {"id": "no number"}, {"id": str(uuid.uuid4())}])
def test_a_page_in_pieces_is_refused(client, cast, data):
    client.force_login(cast.officer)
    response = client.post(reverse("send_from_device"), data)
    assert (response.status_code, response.json()) == (400, {"state": "incomplete"})


def test_a_list_of_colleagues_in_pieces_is_refused(client, cast, answered, number):
    client.force_login(cast.officer)
    data = {**answered, "id": number, "mark": device_key.mark_of(cast.officer)}
    response = client.post(reverse("send_from_device"), data)
    assert (response.status_code, response.json()["state"]) == (422, "rejected")


def test_colleagues_arrive_with_it(send, answered, number, cast):
    row = (cast.colleague.warrant_number.lower(), Involvement.APPLIED)
    status, answer = send(number, rows=[row], **answered)
    assert (status, answer["state"]) == (200, "kept")
    assert Encounter.objects.get(pk=number).officers_present.get().officer == cast.colleague


def test_sending_needs_the_token(cast, answered, number):
    client = Client(enforce_csrf_checks=True)
    client.force_login(cast.officer)
    data = {**answered, **colleagues(), "id": number, "mark": device_key.mark_of(cast.officer)}
    assert client.post(reverse("send_from_device"), data).status_code == 403
    token = client.get(reverse("offline_key")).json()["token"]
    data["csrfmiddlewaretoken"] = token
    assert client.post(reverse("send_from_device"), data).status_code == 200


def test_sending_asks_no_more_for_twenty_colleagues_than_for_one(send, answered, cast):
    def queries(rows):
        with CaptureQueriesContext(connection) as captured:
            assert send(uuid.uuid4(), rows=rows, **answered)[0] == 200
        return len([one for one in captured if "INSERT" not in one["sql"]])

    queries([])
    one = queries([(cast.colleague.warrant_number, Involvement.PRESENT)])
    many = [(an_officer().warrant_number, Involvement.PRESENT) for _ in range(20)]
    assert queries(many) == one


def test_a_sending_is_noted_once_a_version_and_never_changed(send, answered, number, cast):
    send(number, **answered)
    noted = DeviceSending.objects.get(encounter=number)
    assert (noted.by, noted.version) == (cast.officer, Encounter.objects.get(pk=number).version)
    again = {"encounter_id": number, "by": cast.officer, "version": noted.version}
    once = '"device_sending_once_a_version"'
    with pytest.raises(IntegrityError, match=once), transaction.atomic():
        DeviceSending.objects.create(**again, at=timezone.now())
    for change in (lambda: noted.save(), lambda: noted.delete()):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            change()


# -- The key


def test_each_officer_has_a_key_of_their_own_that_stays_the_same(client, cast):
    keys = {}
    for person in (cast.officer, cast.stranger, cast.sergeant):
        client.force_login(person)
        first = client.get(reverse("offline_key")).json()
        client.logout()
        client.force_login(person)
        again = client.get(reverse("offline_key")).json()
        assert (again["key"], again["mark"]) == (first["key"], first["mark"])
        keys[first["key"]] = first["mark"]
    assert len(keys) == len(set(keys.values())) == 3


def test_the_mark_tells_neither_the_key_nor_the_officer(cast, settings):
    mark, key = device_key.mark_of(cast.officer), device_key.key_of(cast.officer)
    assert len(key) == 32
    assert key.hex()[:32] != mark
    assert cast.officer.warrant_number not in mark
    settings.OFFLINE_KEY = "another installation"
    assert device_key.key_of(cast.officer) != key
    assert device_key.mark_of(cast.officer) != mark


def test_the_key_is_kept_by_no_cache(client, cast):
    client.force_login(cast.officer)
    response = client.get(reverse("offline_key"))
    assert "no-store" in response["Cache-Control"]


def test_who_is_signed_out_gets_no_key(client):
    response = client.get(reverse("offline_key"), headers={"Accept": "application/json"})
    assert (response.status_code, response.json()) == (401, {"state": "signed_out"})


# -- The page


def test_the_offline_page_is_the_same_for_everybody_and_has_nothing_of_anybody(client, cast):
    def page():
        response = client.get(reverse("offline"))
        assert response.status_code == 200
        assert not response.cookies
        assert response["Cache-Control"] == "no-cache"
        return response.content

    signed_out = page()
    for person in (cast.officer, cast.sergeant):
        client.force_login(person)
        client.get("/encounters/start/")
        assert page() == signed_out
    assert cast.officer.warrant_number.encode() not in signed_out
    assert b"csrfmiddlewaretoken" not in signed_out
    assert b"data-person" not in signed_out


def test_the_offline_page_asks_every_question_once(client, db):
    page = Page(client.get(reverse("offline")))
    for section in Section:
        for question in questions(section):
            assert question.ask in page.text, question.name
    ids = [one["id"] for one in page.inputs if one.get("id")]
    assert len(ids) == len(set(ids))


def test_the_offline_page_states_its_limits(client, db):
    text = Page(client.get(reverse("offline"))).text
    assert f"At most {device_key.MOST_DRAFTS} unsent drafts" in text
    assert f"not signed in on this device for {device_key.KEPT_DAYS} days" in text
    assert "10 hours after you signed in" in text


def test_the_page_has_no_inputs_that_its_script_fills_in(client, db):
    """Number, officer and version go with each sending; in the page they would be kept stale."""
    names = {one.get("name") for one in Page(client.get(reverse("offline"))).inputs}
    assert {"colleagues-TOTAL_FORMS", "late_explanation", STORY, "occurred_at_day"} <= names
    assert not {"version", "id", "mark", "version_seen", "file"} & names
