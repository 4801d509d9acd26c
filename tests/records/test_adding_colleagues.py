"""Naming, after filing, a colleague who was there: an amendment that asks for their account."""

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from outbox.models import Message
from records import actions, permissions
from records.models import Amendment, Encounter, OfficerPresent, StatusChange
from records.vocabulary import Involvement, Status
from tests.factories import an_encounter
from tests.records.browsing import Page, page_of
from tests.records.test_page_queries import queries

REASON = "The video shows who held the other arm."


def add(encounter, colleague, *, by, involvement=Involvement.APPLIED, **seen):
    return actions.add_colleague(
        encounter_id=encounter.pk,
        colleague=colleague,
        involvement=involvement,
        reason=REASON,
        by=by,
        at=timezone.now(),
        **{"version_seen": encounter.version, **seen},
    )


def sent(encounter, colleague, **changed):
    return {
        "version": encounter.version,
        "warrant_number": colleague.warrant_number,
        "involvement": Involvement.APPLIED,
        "reason": REASON,
        **changed,
    }


@pytest.mark.parametrize("status", [Status.SUBMITTED, Status.ACCEPTED])
def test_a_colleague_who_applied_is_asked_for_an_account_and_the_review_opens_again(
    client, cast, in_status, status
):
    encounter = in_status(status)
    client.force_login(cast.stranger)
    assert client.get(reverse("encounter", args=[encounter.pk])).status_code == 404
    add(encounter, cast.stranger, by=cast.officer)
    encounter.refresh_from_db()
    assert encounter.status == Status.SUBMITTED
    assert encounter.review_due_at is not None
    row = OfficerPresent.objects.get(encounter=encounter, officer=cast.stranger)
    assert row.involvement == Involvement.APPLIED
    assert row.account_due_at > timezone.now()
    (mail,) = Message.objects.filter(to=cast.stranger.email)
    assert encounter.reference in mail.subject
    assert reverse("account_tasks", args=[encounter.pk]) in page_of(client, "home").links
    assert client.get(reverse("account_tasks", args=[encounter.pk])).status_code == 200


def test_it_is_an_amendment_a_status_row_and_an_audit_event(cast, in_status):
    encounter = in_status(Status.ACCEPTED)
    add(encounter, cast.stranger, by=cast.officer, involvement=Involvement.ASSISTED)
    made = Amendment.objects.get(encounter=encounter)
    assert (made.by, made.reason) == (cast.officer, REASON)
    assert made.changes == [
        {"question": "colleague", "officer": cast.stranger.pk, "from": "", "to": "assisted"}
    ]
    step = StatusChange.objects.filter(encounter=encounter).latest("pk")
    assert (step.step, step.to_status, step.reason) == ("amend", Status.SUBMITTED, REASON)
    event = Event.objects.latest("id")
    assert (event.action, event.detail) == (
        "add_colleague",
        {"officer": cast.stranger.pk, "involvement": "assisted"},
    )
    # Who only assisted is asked for nothing.
    assert not Message.objects.filter(to=cast.stranger.email).exists()


def test_the_reviewer_reads_who_was_named_by_whom_and_why(client, cast, in_status):
    encounter = in_status(Status.ACCEPTED)
    add(encounter, cast.helper, by=cast.officer)
    client.force_login(cast.sergeant)
    text = page_of(client, "encounter", encounter.pk).text
    assert "Colleague who was there: Helper From Assisted To Applied handcuffs" in text
    assert REASON in text


def test_who_is_named_no_longer_reviews_it(cast, in_status):
    encounter = in_status(Status.SUBMITTED)
    Encounter.objects.filter(pk=encounter.pk).update(assigned_to=cast.both)
    assert permissions.may_review(cast.both, encounter)
    encounter = add(encounter, cast.both, by=cast.officer, involvement=Involvement.PRESENT)
    encounter.refresh_from_db()
    assert encounter.assigned_to is None
    assert not permissions.may_review(cast.both, encounter)


def test_only_the_reporting_officer_names_colleagues_and_never_in_a_closed_record(cast, in_status):
    encounter = in_status(Status.SUBMITTED)
    for other in (cast.colleague, cast.stranger, cast.sergeant, cast.administrator):
        with pytest.raises(actions.NotAllowed):
            add(encounter, cast.stranger, by=other)
    for status in (Status.ESCALATED, Status.UPHELD, Status.WITHDRAWN, Status.RETURNED):
        assert not permissions.may_add_colleague(cast.officer, in_status(status))


@pytest.mark.parametrize(
    ("who", "why"),
    [
        ("officer", "already part"),
        ("colleague", "already on the list as having applied"),
        ("analyst", "is not an officer"),
    ],
)
def test_who_cannot_be_named(cast, in_status, who, why):
    with pytest.raises(actions.NotAllowed, match=why):
        add(in_status(Status.SUBMITTED), getattr(cast, who), by=cast.officer)


def test_naming_somebody_as_they_are_listed_changes_nothing(cast, in_status):
    encounter = in_status(Status.ACCEPTED)
    with pytest.raises(actions.NothingDifferent):
        add(encounter, cast.helper, by=cast.officer, involvement=Involvement.ASSISTED)
    encounter.refresh_from_db()
    assert encounter.status == Status.ACCEPTED


def test_the_name_is_shown_before_anything_is_done_and_a_second_click_does_nothing_more(
    client, cast, in_status
):
    encounter = in_status(Status.ACCEPTED)
    client.force_login(cast.officer)
    address = reverse("add_colleague", args=[encounter.pk])
    assert address in page_of(client, "amend", encounter.pk).links
    page = Page(client.post(address, sent(encounter, cast.stranger)))
    assert "This number is of Stranger" in page.text
    assert not Amendment.objects.filter(encounter=encounter).exists()
    confirmed = sent(encounter, cast.stranger, confirmed=cast.stranger.pk)
    assert client.post(address, confirmed).status_code == 302
    again = client.post(address, confirmed, follow=True)
    assert "already on the list" in Page(again).text
    assert Amendment.objects.filter(encounter=encounter).count() == 1


def test_another_number_than_the_confirmed_one_is_asked_about_again(client, cast, in_status):
    encounter = in_status(Status.ACCEPTED)
    client.force_login(cast.officer)
    address = reverse("add_colleague", args=[encounter.pk])
    page = Page(client.post(address, sent(encounter, cast.both, confirmed=cast.stranger.pk)))
    assert "This number is of Both" in page.text
    assert not Amendment.objects.filter(encounter=encounter).exists()


def test_a_stale_page_keeps_what_was_typed(client, cast, in_status):
    encounter = in_status(Status.ACCEPTED)
    client.force_login(cast.officer)
    stale = sent(encounter, cast.stranger, confirmed=cast.stranger.pk, version=1)
    page = Page(client.post(reverse("add_colleague", args=[encounter.pk]), stale))
    assert "The record changed meanwhile" in page.text
    assert REASON in page.html
    assert not Amendment.objects.filter(encounter=encounter).exists()


def test_what_is_missing_is_asked_for(client, cast, in_status):
    encounter = in_status(Status.ACCEPTED)
    client.force_login(cast.officer)
    address = reverse("add_colleague", args=[encounter.pk])
    page = Page(client.post(address, {"version": encounter.version}))
    assert [text for _, text in page.summary] == [
        "Enter the warrant number of your colleague",
        "Select what they did",
        "Say why the record changes",
    ]
    page = Page(
        client.post(
            address, sent(encounter, cast.helper, involvement=Involvement.ASSISTED, reason="\x00")
        )
    )
    assert "Helper is on the list like this" in page.text


def test_names_are_found_in_one_query_however_many(client, cast):
    encounter = an_encounter(Status.SUBMITTED, officer=cast.officer)
    add(encounter, cast.stranger, by=cast.officer)
    client.force_login(cast.sergeant)
    url = reverse("encounter", args=[encounter.pk])
    before = queries(client, url)
    encounter.refresh_from_db()
    for other in (cast.helper, cast.bystander, cast.colleague):
        encounter = add(encounter, other, by=cast.officer)
    assert queries(client, url) == before
