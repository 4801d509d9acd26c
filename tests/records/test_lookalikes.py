"""Somebody may have recorded it already: what looks the same, who is told what, and joining."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import override_settings
from django.urls import reverse
from django.utils import timezone

from audit.models import Event, Operation
from outbox.models import Message
from records import actions
from records.lookalikes import look_alikes, normalised
from records.models import Encounter, HandcuffUse
from records.questionnaire import USE_QUESTIONS, all_questions
from records.vocabulary import Involvement, Status, UseStatus
from records.workflow import StepNotPossible
from tests.factories import a_draft, an_area, an_encounter, an_officer, give_account
from tests.records.browsing import Page, page_of
from tests.records.conftest import everything_written, write_account
from tests.records.test_page_queries import queries

pytestmark = pytest.mark.django_db
NOW = timezone.now().replace(second=0, microsecond=0)
STORY = "I held the right arm and put my own handcuffs on."


def filed(**answers) -> Encounter:
    """Somebody's record, two hours after it happened."""
    answers = {"incident_reference": "", **answers}
    return an_encounter(at=answers.pop("at", NOW), **answers)


def draft(officer=None, **answers) -> Encounter:
    """Another officer's draft of the same, complete."""
    answers = {"incident_reference": "", "justification_what_happened": STORY, **answers}
    return a_draft(officer, complete=True, at=answers.pop("at", NOW), **answers)


def alike(one: Encounter) -> set[Encounter]:
    return set(look_alikes(one))


def file(one: Encounter, *, different_from=(), at=None) -> Encounter:
    return actions.submit(
        encounter_id=one.pk,
        different_from=different_from,
        version_seen=one.version,
        by=one.reporting_officer,
        at=at or timezone.now(),
    )


# -- What looks the same --------------------------------------------------------------------------


def test_the_same_place_time_and_person_look_the_same():
    theirs = filed()
    assert alike(draft()) == {theirs}


@pytest.mark.parametrize(
    ("own", "theirs", "same"),
    [
        ({}, {}, True),
        ({"age_years": 24}, {"age_years": 29}, True),
        ({"age_years": 24}, {"age_years": 19}, True),
        ({"age_years": 24}, {"age_years": 30}, False),
        ({"age_years": 24}, {"age_basis": "not_known"}, True),
        ({"age_basis": "not_known"}, {"age_years": 70}, True),
        ({"gender": "female"}, {"gender": "male"}, False),
        ({"gender": "not_reported"}, {"gender": "male"}, True),
        ({"gender": "male"}, {"gender": "not_reported"}, True),
        ({"ethnicity_perceived": "white"}, {"ethnicity_perceived": "black"}, False),
        ({"ethnicity_perceived": "white"}, {"ethnicity_perceived": "not_reported"}, True),
    ],
)
def test_a_similar_person(own, theirs, same):
    theirs = filed(**theirs)
    assert alike(draft(**own)) == ({theirs} if same else set())


@pytest.mark.parametrize(
    ("minutes", "same"), [(0, True), (30, True), (-30, True), (31, False), (-31, False)]
)
def test_within_thirty_minutes_and_not_a_minute_more(minutes, same):
    theirs = filed()
    own = draft(at=NOW + timedelta(minutes=minutes))
    assert alike(own) == ({theirs} if same else set())


@override_settings(DUPLICATE_WITHIN_MINUTES=5)
def test_the_force_sets_the_minutes():
    filed()
    assert alike(draft(at=NOW + timedelta(minutes=4)))
    assert not alike(draft(at=NOW + timedelta(minutes=6)))


def test_another_area_is_another_occasion():
    filed(area=an_area(code="E09000014", name="Haringey"))
    assert not alike(draft())


@pytest.mark.parametrize(
    ("own", "theirs", "same"),
    [
        ("CAD 47/11", "cad4711", True),
        ("CAD-4711", " CAD 4711 ", True),
        ("CAD 4711", "CAD 4712", False),
        ("none", "NONE", False),
        ("n/a", "N/A", False),
        ("", "", False),
        ("4711", "CAD 4711", False),
    ],
)
def test_the_same_incident_reference_however_it_is_written(own, theirs, same):
    """Another person of the incident in another area: told all the same, to be ruled out."""
    other = {"gender": "female", "area": an_area(code="E09000014", name="Haringey")}
    theirs = filed(incident_reference=theirs, **other)
    assert alike(draft(incident_reference=own)) == ({theirs} if same else set())


@pytest.mark.parametrize(("hours", "same"), [(23, True), (25, False), (24 * 365, False)])
def test_control_rooms_count_anew_so_a_reference_holds_for_a_day(hours, same):
    filed(incident_reference="CAD 1")
    own = draft(incident_reference="CAD 1", at=NOW - timedelta(hours=hours))
    assert bool(alike(own)) is same


@pytest.mark.parametrize(
    "written", ["CAD 47/11", "évt-9 ß9", "\u0661\u0662", "a\u202eb9", "  ", "x" * 40]
)
def test_a_reference_in_python_is_the_reference_in_the_database(written):
    with connection.cursor() as cursor:
        cursor.execute("SELECT regexp_replace(upper(%s), '[^A-Za-z0-9]', '', 'g')", [written])
        assert cursor.fetchone() == (normalised(written),)


@pytest.mark.parametrize("status", ["draft", "discarded", "withdrawn"])
def test_what_was_never_filed_or_was_withdrawn_is_no_duplicate(status):
    an_encounter(status, at=NOW)
    assert not alike(draft())


@pytest.mark.parametrize("status", ["submitted", "returned", "escalated", "accepted", "upheld"])
def test_everything_else_is(status):
    theirs = an_encounter(status, at=NOW)
    assert alike(draft()) == {theirs}


def test_ones_own_records_are_no_duplicates_of_one_another():
    officer = an_officer()
    filed(officer=officer)
    assert not alike(draft(officer))


def test_a_draft_without_a_time_looks_like_nothing():
    filed()
    assert not alike(a_draft())


def test_the_nearest_in_time_comes_first():
    far = filed(at=NOW - timedelta(minutes=20))
    near = filed(at=NOW + timedelta(minutes=2))
    assert list(look_alikes(draft())) == [near, far]


# -- Filing ---------------------------------------------------------------------------------------


def test_what_looks_the_same_is_filed_only_when_it_is_ruled_out():
    theirs, own = filed(), draft()
    with pytest.raises(actions.LookAlikes) as found:
        file(own)
    assert found.value.alike == [theirs]
    own.refresh_from_db()
    assert own.status == Status.DRAFT
    assert file(own, different_from=[theirs.pk]).status == Status.SUBMITTED


def test_ruling_out_one_does_not_rule_out_the_next():
    first, own = filed(), draft()
    second = filed()
    with pytest.raises(actions.LookAlikes):
        file(own, different_from=[first.pk])
    assert file(own, different_from=[first.pk, second.pk]).status == Status.SUBMITTED


def test_an_answer_to_a_question_is_not_held_up():
    filed()
    returned = an_encounter("returned", at=NOW)
    assert alike(returned)
    actions.resubmit(
        encounter_id=returned.pk,
        answer="He ran",
        version_seen=returned.version,
        by=returned.reporting_officer,
        at=timezone.now(),
    )


@pytest.fixture
def signed_in(client):
    officer = an_officer(name="Second Officer")
    client.force_login(officer)
    return officer


def test_the_check_page_says_who_recorded_what_and_no_more(client, signed_in):
    theirs, own = filed(location_description="Flat 7, Acacia Road"), draft(signed_in)
    page = page_of(client, "submit", own.pk)
    for known in (
        theirs.reference,
        str(theirs.reporting_officer),
        "about 24 years, Male, Black (or Black British)",
        "Lambeth",
    ):
        assert known in page.text, known
    for unknown in ("Acacia", "B1 Black: Caribbean", theirs.uses.get().justification_necessity):
        assert unknown not in page.text.replace(STORY, "") or unknown in _own_words(own), unknown
    assert reverse("join", args=[own.pk, theirs.pk]) in page.links
    assert reverse("encounter", args=[theirs.pk]) not in page.links


def _own_words(own: Encounter) -> str:
    """What stands on the page because the officer wrote the same."""
    return f"{own.uses.get().justification_necessity} B1 Black: Caribbean"


def test_being_shown_a_colleagues_record_is_a_consultation(client, signed_in):
    theirs, own = filed(), draft(signed_in)
    last = Event.objects.latest("id").id
    page_of(client, "submit", own.pk)
    event = Event.objects.get(id__gt=last)
    assert (event.operation, event.action) == (Operation.CONSULTATION, "show_look_alikes")
    assert (event.object_id, event.actor) == (str(theirs.pk), str(signed_in.pk))
    assert event.detail == {"about_to_file": own.reference}


def test_nobody_is_shown_anything_before_the_draft_could_be_filed(client, signed_in):
    """Else a draft would be a way to ask what others recorded."""
    filed()
    own = a_draft(signed_in, at=NOW)
    for answers, section in (
        ({"occurred_at": NOW - timedelta(hours=2), "area": an_area()}, "encounter"),
        ({"gender": "male", "ethnicity_perceived": "black"}, "person"),
    ):
        own = actions.save_section(
            encounter_id=own.pk,
            section=section,
            answers=answers,
            version_seen=own.version,
            by=signed_in,
            at=NOW,
        )
    assert alike(own)
    last = Event.objects.latest("id").id
    page = page_of(client, "submit", own.pk)
    assert "recorded already" not in page.text
    assert not Event.objects.filter(id__gt=last).exists()


def test_filing_asks_and_the_answer_counts(client, signed_in):
    """A rule checked on GET is checked on POST."""
    theirs, own = filed(), draft(signed_in)
    url = reverse("submit", args=[own.pk])
    shown = page_of(client, "submit", own.pk)
    data = {"version": own.version, "seen": shown.value_of("seen")}
    for incomplete in ({"version": own.version}, data):
        page = Page(client.post(url, incomplete))
        assert page.beside, incomplete
        assert Encounter.objects.get(pk=own.pk).status == Status.DRAFT
    assert page.beside == ["Say that yours is about a different person, or join the record"]
    response = client.post(url, data | {"different": "on"})
    assert response.status_code == 302
    assert Encounter.objects.get(pk=own.pk).status == Status.SUBMITTED
    assert theirs.status == Status.SUBMITTED


def test_a_record_filed_while_the_page_was_open_is_shown_before_filing(client, signed_in):
    filed()
    own = draft(signed_in)
    shown = page_of(client, "submit", own.pk)
    newer = filed()
    data = {"version": own.version, "seen": shown.value_of("seen"), "different": "on"}
    page = Page(client.post(reverse("submit", args=[own.pk]), data))
    assert page.beside == ["A record that looks like yours was just filed: read it first"]
    assert newer.reference in page.text
    assert page.chosen("different") == []
    data["seen"] = page.value_of("seen")
    assert client.post(reverse("submit", args=[own.pk]), data).status_code == 302


@pytest.mark.parametrize(
    "seen", ["x", "\x00", "é" * 100_000, "0" * 8 + "-0000-4000-8000-" + "0" * 12, "\u202e" * 9]
)
def test_a_made_up_list_of_what_was_seen_rules_out_nothing(client, signed_in, seen):
    filed()
    own = draft(signed_in)
    data = {"version": own.version, "seen": seen, "different": "on"}
    assert client.post(reverse("submit", args=[own.pk]), data).status_code == 200
    assert Encounter.objects.get(pk=own.pk).status == Status.DRAFT


def test_twenty_look_alikes_cost_no_more_queries_than_one(client, signed_in):
    """But for the log, which has an event for each."""
    filed()
    own = draft(signed_in)
    url = reverse("submit", args=[own.pk])
    one = queries(client, url)
    for _ in range(4):
        filed()
    per_event = 1
    assert queries(client, url) <= one + 4 * per_event


# -- Joining --------------------------------------------------------------------------------------


def join(own: Encounter, other: Encounter, *, by=None, at=None) -> Encounter:
    return actions.join(
        encounter_id=own.pk,
        other_id=other.pk,
        version_seen=own.version,
        by=by or own.reporting_officer,
        at=at or timezone.now(),
    )


def test_nothing_that_was_typed_about_ones_own_force_is_lost():
    theirs, own = filed(), draft()
    officer, written = own.reporting_officer, own.uses.get()
    at = timezone.now()
    joined = join(own, theirs, at=at)
    assert joined == theirs
    use = HandcuffUse.objects.get(encounter=theirs, officer=officer)
    assert use.status == UseStatus.DRAFT
    for question in all_questions(USE_QUESTIONS):
        assert getattr(use, question.name) == getattr(written, question.name), question.name
    assert use.continued_use == written.continued_use
    row = theirs.officers_present.get()
    assert (row.officer, row.involvement, row.joined_at) == (officer, Involvement.APPLIED, at)
    assert row.account_due_at > at
    own.refresh_from_db()
    assert own.status == Status.DISCARDED
    assert own.uses.get().justification_what_happened == STORY


def test_who_joined_sees_the_record_and_sends_their_account():
    theirs, own = filed(), draft()
    officer = own.reporting_officer
    assert theirs not in Encounter.objects.visible_to(officer)
    joined = join(own, theirs)
    assert theirs in Encounter.objects.visible_to(officer)
    given = actions.give_account(
        encounter_id=joined.pk, version_seen=joined.version, by=officer, at=timezone.now()
    )
    given.refresh_from_db()
    assert given.officer_reports == 2


def test_who_was_listed_otherwise_is_listed_as_applying():
    officer = an_officer()
    theirs = filed(colleagues={officer: Involvement.PRESENT})
    join(draft(officer), theirs)
    assert theirs.officers_present.get().involvement == Involvement.APPLIED


def test_who_had_denied_takes_it_back_by_joining():
    officer = an_officer()
    theirs = filed(colleagues={officer: Involvement.APPLIED})
    theirs = actions.deny_involvement(
        encounter_id=theirs.pk,
        reason="I was at the van",
        version_seen=theirs.version,
        by=officer,
        at=timezone.now(),
    )
    join(draft(officer), theirs)
    row = theirs.officers_present.get()
    assert (row.not_involved_at, row.not_involved_reason) == (None, "")


def test_an_account_begun_there_stays_as_it_is():
    officer = an_officer()
    theirs = filed(colleagues={officer: Involvement.APPLIED})
    theirs = write_account(officer, theirs, position="rear_stack")
    join(draft(officer), theirs)
    use = theirs.uses.get(officer=officer)
    assert use.position == "rear_stack"
    assert use.justification_what_happened != STORY


def test_a_record_in_which_one_gave_an_account_is_not_joined():
    officer = an_officer()
    theirs = filed(colleagues={officer: Involvement.APPLIED})
    give_account(encounter=theirs, officer=officer)
    with pytest.raises(actions.NotAllowed, match="You have given your account there"):
        join(draft(officer), theirs)


def test_a_decided_record_is_not_joined_and_the_page_says_why(client, signed_in):
    theirs, own = an_encounter("accepted", at=NOW), draft(signed_in)
    with pytest.raises(actions.NotAllowed, match="It has been decided"):
        join(own, theirs)
    page = page_of(client, "submit", own.pk)
    assert "You cannot join it. It has been decided" in page.text
    assert reverse("join", args=[own.pk, theirs.pk]) not in page.links


def test_a_record_that_does_not_look_the_same_is_not_joined(client, signed_in):
    """A draft is no key to anybody's record."""
    other = filed(area=an_area(code="E09000014", name="Haringey"))
    own, before = draft(signed_in), everything_written()
    with pytest.raises(actions.NotAllowed, match="no longer looks like yours"):
        join(own, other)
    assert client.get(reverse("join", args=[own.pk, other.pk])).status_code == 404
    assert everything_written() == before


def test_an_account_of_another_officer_in_the_draft_is_not_lost():
    theirs, own = filed(), draft()
    HandcuffUse.objects.create(encounter=own, officer=an_officer(), created_at=NOW, changed_at=NOW)
    with pytest.raises(actions.NotAllowed, match="Another officer has begun an account"):
        join(own, theirs)


def test_joining_is_logged_on_both_and_the_reporting_officer_is_told():
    theirs, own = filed(), draft()
    last = Event.objects.latest("id").id
    join(own, theirs)
    events = Event.objects.filter(id__gt=last).order_by("id")
    assert [(event.action, event.object_label, event.detail) for event in events] == [
        ("discard", own.reference, {"joined": theirs.reference}),
        ("join", theirs.reference, {"instead_of": own.reference}),
    ]
    (mail,) = Message.objects.filter(to=theirs.reporting_officer.email)
    assert theirs.reference in mail.subject
    assert own.status_changes.latest("id").reason == f"Joined {theirs.reference}"


def test_pressing_join_twice_joins_once(client, signed_in):
    theirs, own = filed(), draft(signed_in)
    url = reverse("join", args=[own.pk, theirs.pk])
    data = {"version": own.version}
    assert client.post(url, data)["Location"] == reverse("account_tasks", args=[theirs.pk])
    again = Page(client.post(url, data, follow=True))
    assert theirs.officers_present.count() == 1
    assert "403" not in again.text
    with pytest.raises(StepNotPossible):
        join(own, theirs)


def test_a_stale_draft_is_not_joined(client, signed_in):
    theirs, own = filed(), draft(signed_in)
    page = Page(client.post(reverse("join", args=[own.pk, theirs.pk]), {"version": 1}))
    assert "was changed in another window" in page.text
    assert page.value_of("version") == str(own.version)
    assert not theirs.officers_present.exists()
