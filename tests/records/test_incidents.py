"""Several people of one incident: a record for each, begun from the first."""

import uuid

import pytest
from django.db import transaction
from django.db.utils import IntegrityError
from django.urls import reverse
from django.utils import timezone

from audit.models import Event, Operation
from records import actions
from records.actions.incidents import OF_THE_INCIDENT
from records.models import Encounter
from records.questionnaire import ENCOUNTER_QUESTIONS, USE_QUESTIONS, Section, all_questions
from records.vocabulary import DenialResponse, Status
from tests.factories import a_draft, an_encounter
from tests.records.browsing import Page, page_of
from tests.records.conftest import everything_written
from tests.records.test_page_queries import queries

NAMES = {name.removesuffix("_id") for name in OF_THE_INCIDENT}


def add(encounter, by=None, *, new_id=None, at=None) -> Encounter:
    return actions.add_person(
        encounter_id=encounter.pk,
        new_id=new_id or uuid.uuid4(),
        by=by or encounter.reporting_officer,
        at=at or timezone.now(),
    )


@pytest.fixture
def first(cast, in_status) -> Encounter:
    """A filed record with everybody present."""
    Encounter.objects.filter(pk=in_status("submitted").pk).update(latitude=51.463, longitude=-0.115)
    return in_status("submitted")


def test_the_next_person_has_the_place_the_time_the_reason_and_nothing_else(first):
    added = add(first)
    added.refresh_from_db()
    for name in OF_THE_INCIDENT:
        assert getattr(added, name) == getattr(first, name), name
        assert name.endswith("other") or getattr(added, name) not in (None, ""), name
    for question in all_questions(ENCOUNTER_QUESTIONS):
        if question.name not in NAMES:
            assert getattr(added, question.name) in ("", None, []), question.name
    use = added.uses.get()
    for question in all_questions(USE_QUESTIONS):
        assert getattr(use, question.name) in ("", None, []), question.name
    assert added.status == Status.DRAFT


def test_nothing_about_a_person_can_be_copied():
    """Peer: “copy person” that blanks the demographics; here they are never touched."""
    person = {question.name for question in ENCOUNTER_QUESTIONS[Section.PERSON]}
    outcome = {question.name for question in ENCOUNTER_QUESTIONS[Section.OUTCOME]}
    video = {question.name for question in ENCOUNTER_QUESTIONS[Section.VIDEO]}
    own = {question.name for question in all_questions(USE_QUESTIONS)}
    assert not NAMES & (person | outcome | video | own)


def test_the_officers_present_are_copied_with_what_they_did(cast, first):
    added = add(first)
    present = {row.officer: row.involvement for row in added.officers_present.all()}
    assert present == cast.present()
    for row in added.officers_present.all():
        assert (row.account_due_at, row.joined_at, row.not_involved_at) == (None, None, None)


def test_who_was_agreed_not_to_have_been_there_is_not_listed_again(cast, first):
    row = first.officers_present.get(officer=cast.colleague)
    row.not_involved_at, row.not_involved_by = timezone.now(), cast.colleague
    row.not_involved_reason = "I was at the van"
    row.denial_response, row.denial_responded_at = DenialResponse.AGREED, timezone.now()
    row.save()
    listed = {row.officer for row in add(first).officers_present.all()}
    assert listed == {cast.helper, cast.bystander}


def test_people_of_an_incident_are_counted_from_its_first_record(first):
    second = add(first)
    third = add(second)
    fourth = add(first)
    assert first.person_key == "P1"
    assert [one.person_key for one in (second, third, fourth)] == ["P2", "P3", "P4"]
    assert {one.same_incident_as_id for one in (second, third, fourth)} == {first.pk}


def test_ten_people_are_counted_as_numbers_and_not_as_text(first):
    keys = [add(first).person_key for _ in range(10)]
    assert keys[-1] == "P11"


def test_a_discarded_person_keeps_their_number(first):
    second = add(first)
    actions.discard(
        encounter_id=second.pk,
        version_seen=second.version,
        by=second.reporting_officer,
        at=timezone.now(),
    )
    assert add(first).person_key == "P3"


def test_the_same_page_sent_twice_adds_one_person(first):
    new_id = uuid.uuid4()
    assert add(first, new_id=new_id) == add(first, new_id=new_id)
    assert first.others_of_incident.count() == 1


def test_a_uuid_that_is_another_record_is_refused(cast, first):
    before = everything_written()
    for taken in (a_draft(cast.stranger), a_draft(cast.officer), first):
        with pytest.raises(actions.NotAllowed, match="belongs to somebody else, or to another"):
            add(first, new_id=taken.pk)
    assert first.others_of_incident.count() == 0
    assert before["records_officerpresent"] == everything_written()["records_officerpresent"]


@pytest.mark.parametrize("who", ["colleague", "stranger", "sergeant", "standards", "analyst"])
def test_only_the_reporting_officer_adds_a_person(cast, first, who):
    before = everything_written()
    with pytest.raises(actions.NotAllowed):
        add(first, getattr(cast, who))
    assert everything_written() == before


@pytest.mark.parametrize("status", ["discarded", "withdrawn"])
def test_nobody_is_added_to_what_is_gone(in_status, status):
    with pytest.raises(actions.NotAllowed, match="start a new one"):
        add(in_status(status))


@pytest.mark.parametrize("status", ["draft", "submitted", "returned", "accepted", "upheld"])
def test_a_person_is_added_in_every_other_state_and_nothing_changes_there(in_status, status):
    source = in_status(status)
    add(source)
    source.refresh_from_db()
    assert (source.status, source.version) == (status, in_status(status).version)


def test_a_person_can_be_added_to_a_draft_in_which_nothing_is_answered(cast):
    added = add(a_draft(cast.officer))
    assert (added.occurred_at, added.area_id, added.person_key) == (None, None, "P2")


def test_adding_a_person_is_logged_once_with_the_incident(first):
    at = timezone.now()
    last = Event.objects.latest("id").id
    added = add(first, at=at)
    event = Event.objects.get(id__gt=last)
    assert (event.operation, event.action, event.at) == (Operation.COLLECTION, "add_person", at)
    assert event.object_id == str(added.pk)
    assert event.detail == {"incident": first.reference, "person": "P2"}
    assert added.status_changes.get().step == "start"


def test_the_database_refuses_two_people_of_one_number(first):
    second, third = add(first), add(first)
    same = Encounter.objects.filter(pk=third.pk)
    refused = pytest.raises(IntegrityError, match="encounter_person_once_in_incident")
    with refused, transaction.atomic():
        same.update(person_key=second.person_key)


# -- Pages ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "status"), [("tasks", "draft"), ("submit", "draft")])
def test_the_button_is_on_the_pages_of_a_draft(client, cast, in_status, name, status):
    client.force_login(cast.officer)
    page = page_of(client, name, in_status(status).pk)
    assert "Add another person from this incident" in page.text
    assert uuid.UUID(page.value_of("id"))


def test_the_button_is_on_the_record_of_the_reporting_officer_only(client, cast, first):
    for who, there in (("officer", True), ("colleague", False), ("sergeant", False)):
        client.force_login(getattr(cast, who))
        page = page_of(client, "encounter", first.pk)
        assert ("Add another person from this incident" in page.text) is there, who


def test_pressing_the_button_twice_leads_to_one_draft(client, cast, first):
    client.force_login(cast.officer)
    data = {"id": page_of(client, "encounter", first.pk).value_of("id")}
    url = reverse("add_person", args=[first.pk])
    one, another = client.post(url, data), client.post(url, data)
    assert one["Location"] == another["Location"] == reverse("tasks", args=[data["id"]])
    assert first.others_of_incident.count() == 1
    page = Page(client.get(one["Location"]))
    assert "for person 2 of the incident" in page.text


def test_a_page_without_a_uuid_is_told_so(client, cast, first):
    client.force_login(cast.officer)
    for wrong in ({}, {"id": "x"}, {"id": "\x00" * 40}, {"id": "9" * 100_000}):
        response = client.post(reverse("add_person", args=[first.pk]), wrong, follow=True)
        assert "That page was incomplete" in Page(response).text
    assert first.others_of_incident.count() == 0


def test_others_of_the_incident_are_linked_from_one_another(client, cast, first):
    second, third = add(first), add(first)
    client.force_login(cast.officer)
    shown = page_of(client, "encounter", first.pk)
    for other in (second, third):
        assert other.reference in shown.text
        assert reverse("tasks", args=[other.pk]) in shown.links
    back = page_of(client, "tasks", second.pk)
    assert first.reference in back.text
    assert third.reference in back.text
    assert "Person 1" in back.text
    assert reverse("tasks", args=[second.pk]) not in back.links, "itself"


def test_others_that_the_reader_may_not_see_are_not_named(client, cast, first):
    """A draft of the incident is its officer's; a colleague sees the filed ones they were in."""
    second = add(first)
    for who in ("sergeant", "colleague"):
        client.force_login(getattr(cast, who))
        page = page_of(client, "encounter", first.pk)
        assert second.reference not in page.text, who
    third = an_encounter(officer=cast.officer)
    Encounter.objects.filter(pk=third.pk).update(same_incident_as=first, person_key="P3")
    for who, there in (("sergeant", True), ("colleague", False)):
        client.force_login(getattr(cast, who))
        page = page_of(client, "encounter", first.pk)
        assert (third.reference in page.text) is there, who


def test_twenty_others_cost_no_more_than_one(client, cast, first):
    client.force_login(cast.officer)
    url = reverse("encounter", args=[first.pk])
    add(first)
    before = queries(client, url)
    for _ in range(19):
        add(first)
    assert queries(client, url) == before
    assert page_of(client, "encounter", first.pk).text.count("Person ") >= 20
