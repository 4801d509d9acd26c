"""Who takes a record: one or many at once, a help and not a lock."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from audit.models import Event
from outbox.models import Message
from records import actions
from records.models import Encounter, StatusChange
from records.vocabulary import Involvement, Status
from tests.factories import a_judgement, a_supervisor, an_encounter, an_officer
from tests.records.browsing import Page, copies

ASSIGN = "/review/assign/"


@pytest.fixture
def officer(cast):
    return an_officer(team=cast.officer.team, name="Ida Quill")


@pytest.fixture
def record(officer):
    return an_encounter(officer=officer)


def assign(*records, to, by, at=None):
    return actions.assign(
        encounter_ids=[record.pk for record in records], to=to, by=by, at=at or timezone.now()
    )


def now_with(record) -> User | None:
    return Encounter.objects.get(pk=record.pk).assigned_to


def test_a_record_is_assigned_logged_and_mailed(cast, record):
    assign(record, to=cast.inspector, by=cast.sergeant)
    assert now_with(record) == cast.inspector
    event = Event.objects.order_by("-id").first()
    assert (event.action, event.detail) == (
        "assign",
        {"from": None, "to": cast.inspector.pk},
    )
    assert event.object_id == str(record.pk)
    mail = Message.objects.get(key__startswith="assigned:")
    assert mail.to == cast.inspector.email
    assert record.reference in mail.subject + mail.body
    assert "library" not in mail.body  # nothing of what the record says


def test_taking_it_oneself_needs_no_mail_and_release_leaves_it_to_whoever_comes(cast, record):
    assign(record, to=cast.sergeant, by=cast.sergeant)
    assert now_with(record) == cast.sergeant
    assign(record, to=None, by=cast.inspector)
    assert now_with(record) is None
    assert not Message.objects.filter(key__startswith="assigned:").exists()


def test_a_second_click_changes_logs_and_mails_nothing(cast, record):
    assign(record, to=cast.inspector, by=cast.sergeant)
    before = (Event.objects.count(), Message.objects.count())
    assert assign(record, to=cast.inspector, by=cast.sergeant) == []
    assert (Event.objects.count(), Message.objects.count()) == before


def test_assigning_makes_no_decision_stale_and_locks_nobody_out(cast, record):
    """What a reviewer decides on stays the same, so a decision being written is still good."""
    assign(record, to=cast.inspector, by=cast.inspector)
    steps = StatusChange.objects.filter(encounter=record).count()
    assert Encounter.objects.get(pk=record.pk).version == record.version
    accepted = actions.accept(
        encounter_id=record.pk,
        judgement=a_judgement(),
        version_seen=record.version,
        by=cast.sergeant,
        at=timezone.now(),
    )
    assert accepted.status == Status.ACCEPTED
    assert StatusChange.objects.filter(encounter=record).count() == steps + 1


@pytest.mark.parametrize("who", ["officer", "neighbour", "standards", "analyst", "administrator"])
def test_only_who_may_review_assigns(cast, record, who):
    by = getattr(cast, who)
    with pytest.raises(actions.NotAssigned):
        assign(record, to=cast.sergeant, by=by)
    assert now_with(record) is None


@pytest.mark.parametrize("who", ["officer", "neighbour", "standards", "analyst"])
def test_it_is_assigned_only_to_who_may_review_it(cast, record, who):
    with pytest.raises(actions.NotAssigned) as refused:
        assign(record, to=getattr(cast, who), by=cast.sergeant)
    (problem,) = refused.value.problems
    assert "may not review it" in problem.reason
    assert now_with(record) is None


def test_nobody_chooses_the_reviewer_of_what_they_were_part_of(cast, officer):
    record = an_encounter(officer=officer, colleagues={cast.both: Involvement.PRESENT})
    with pytest.raises(actions.NotAssigned):
        assign(record, to=cast.inspector, by=cast.both)
    with pytest.raises(actions.NotAssigned):
        assign(record, to=cast.both, by=cast.inspector)


def test_who_left_is_not_asked(cast, record):
    User.objects.filter(pk=cast.inspector.pk).update(is_active=False)
    cast.inspector.refresh_from_db()
    with pytest.raises(actions.NotAssigned):
        assign(record, to=cast.inspector, by=cast.sergeant)


@pytest.mark.parametrize("status", [Status.ACCEPTED, Status.ESCALATED, Status.WITHDRAWN])
def test_what_no_supervisor_decides_is_not_assigned(cast, officer, status):
    record = an_encounter(status, officer=officer, supervisor=cast.inspector)
    with pytest.raises(actions.NotAssigned):
        assign(record, to=cast.inspector, by=cast.sergeant)


def test_what_was_returned_stays_with_whom_it_is_assigned_to(cast, officer):
    record = an_encounter(Status.RETURNED, officer=officer, supervisor=cast.sergeant)
    assign(record, to=cast.sergeant, by=cast.sergeant)
    assert now_with(record) == cast.sergeant


def test_many_are_assigned_with_one_mail(cast, record):
    records = [record, *copies(record, 3)]
    assert len(assign(*records, to=cast.inspector, by=cast.sergeant)) == 4
    assert {now_with(one) for one in records} == {cast.inspector}
    assert "4 records" in Message.objects.get(key__startswith="assigned:").subject
    assert Event.objects.filter(action="assign").count() == 4


def test_all_or_none_and_each_one_that_cannot_be_is_named(cast, officer, record):
    decided = an_encounter(Status.ACCEPTED, officer=officer, supervisor=cast.inspector)
    with pytest.raises(actions.NotAssigned) as refused:
        assign(record, decided, to=cast.inspector, by=cast.sergeant)
    assert [problem.encounter for problem in refused.value.problems] == [decided]
    assert now_with(record) is None
    assert not Event.objects.filter(action="assign").exists()


def test_a_hundred_are_assigned_by_as_many_reads_as_one_and_more_are_refused(cast, record):
    records = [record, *copies(record, actions.ASSIGNED_AT_ONCE)]
    with pytest.raises(actions.NotAllowed):
        assign(*records, to=cast.sergeant, by=cast.sergeant)

    def reads(*some, to) -> int:
        with CaptureQueriesContext(connection) as captured:
            assign(*some, to=to, by=cast.inspector)
        return sum(' FROM "' in query["sql"] for query in captured)

    one = reads(records[0], to=cast.sergeant)
    assert reads(*records[1:21], to=cast.sergeant) == one


# -- The page -------------------------------------------------------------------------------------


@pytest.fixture
def supervisor(client, cast):
    client.force_login(cast.sergeant)
    return cast.sergeant


def send(client, *records, to, **more):
    keys = [str(record.pk) for record in records]
    return client.post(ASSIGN, {"record": keys, "to": to, **more}, follow=True)


def test_ticked_records_are_assigned_and_the_list_comes_back_as_it_was(
    client, supervisor, cast, record
):
    other = copies(record, 1)[0]
    chosen = Page(
        client.get(ASSIGN, {"record": [record.pk, other.pk], "queue": "show=child&sort=newest"})
    )
    assert set(chosen.chosen("record")) == {str(record.pk), str(other.pk)}
    assert "Sergeant" in chosen.text
    assert "Inspector" in chosen.text
    assert "Neighbour" not in chosen.text
    response = send(client, record, other, to=cast.inspector.pk, queue="show=child&sort=newest")
    assert response.redirect_chain == [("/review/?show=child&sort=newest", 302)]
    told = "2 records: assigned to Inspector. Other supervisors can still review."
    assert told in Page(response).text
    assert now_with(record) == now_with(other) == cast.inspector
    assert "Assigned to Inspector" in Page(client.get("/review/")).text


def test_who_takes_it_from_somebody_is_told_so(client, supervisor, cast, record):
    """Their page may be older than the other's taking it."""
    other = copies(record, 1)[0]
    assign(record, to=cast.inspector, by=cast.inspector)
    response = send(client, record, other, to=supervisor.pk)
    told = "2 records: assigned to you. Other supervisors can still review. Until now: Inspector."
    assert told in Page(response).text
    event = Event.objects.filter(action="assign", object_id=str(record.pk)).latest("id")
    assert event.detail == {"from": cast.inspector.pk, "to": supervisor.pk}
    # Who gives away what is their own is not told of themselves.
    assert "Until now" not in Page(send(client, record, to=cast.inspector.pk)).text


def test_the_record_page_says_who_has_it_and_offers_to_take_it(client, supervisor, cast, record):
    review = reverse("review", args=[record.pk])
    page = Page(client.get(review))
    assert "Assigned to nobody in particular." in page.text
    response = send(client, record, to=supervisor.pk, **{"from": record.pk})
    assert response.redirect_chain[0][0].startswith(reverse("encounter", args=[record.pk]))
    assert now_with(record) == supervisor
    page = Page(client.get(review))
    assert "Assigned to you. Other supervisors of the team can still review it." in page.text
    assert "Take it myself" not in page.text
    assert "Assigned to you" in Page(client.get("/review/?scope=mine")).text


def test_what_cannot_be_assigned_is_named_and_unticked(client, supervisor, cast, officer, record):
    involved = an_encounter(officer=officer, colleagues={cast.both: Involvement.PRESENT})
    response = send(client, record, involved, to=cast.both.pk)
    page = Page(response)
    assert "Nothing was assigned yet: 1 of the records cannot be" in page.text
    assert f"{involved.reference}: Both may not review it." in page.text
    assert page.chosen("record") == [str(record.pk)]
    assert page.chosen("to") == [str(cast.both.pk)]
    assert now_with(record) is None


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"to": ""}, "Choose who should review them"),
        ({"to": "999999"}, "Choose a supervisor from the list"),
        ({"to": "😀" * 1000}, "Choose a supervisor from the list"),
        ({"record": ["x", "{key}", "00000000-0000-0000-0000-000000000000"]}, "not yours to assign"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(client, supervisor, record, data, message):
    sent = {"record": [str(record.pk)], "to": str(supervisor.pk), **data}
    sent["record"] = [key.format(key=record.pk) for key in sent["record"]]
    page = Page(client.post(ASSIGN, sent))
    assert any(message in text for _, text in page.summary)
    assert now_with(record) is None


def test_records_of_other_teams_are_neither_shown_nor_assigned(client, cast, record):
    client.force_login(cast.neighbour)
    response = send(client, record, to=cast.neighbour.pk)
    assert record.reference not in Page(response).text
    assert now_with(record) is None


def test_without_a_tick_the_queue_says_what_to_do(client, supervisor):
    response = client.get(ASSIGN, {"queue": "show=child"}, follow=True)
    assert response.redirect_chain == [("/review/?show=child", 302)]
    assert "Tick the records first" in Page(response).text


def test_more_than_a_hundred_are_refused_in_words(client, supervisor, record):
    from uuid import uuid4

    response = client.get(ASSIGN, {"record": [uuid4() for _ in range(101)]}, follow=True)
    assert "Choose at most 100 records: you chose 101." in Page(response).text


def test_the_page_asks_no_more_for_twenty_records_than_for_one(client, supervisor, cast, record):
    for _ in range(2):
        a_supervisor(team=cast.officer.team)
    others = copies(record, 20)

    def queries(*some) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(ASSIGN, {"record": [one.pk for one in some]}).status_code == 200
        return len(captured)

    assert queries(record) == queries(record, *others)


def test_an_address_to_go_back_to_stays_within_the_queue(client, supervisor, record):
    response = client.get(ASSIGN, {"queue": "//elsewhere.example/?a=b", "from": "//elsewhere"})
    assert response["Location"].startswith("/review/")
    assert "elsewhere.example/?" not in response["Location"]


def test_overdue_is_overdue_whoever_has_it(client, supervisor, cast, officer):
    late = an_encounter(officer=officer, at=timezone.now() - timedelta(days=10))
    assign(late, to=cast.sergeant, by=cast.sergeant)
    page = Page(client.get("/review/?scope=mine&show=overdue"))
    assert late.reference in page.text
