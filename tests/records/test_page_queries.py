"""Pages ask the database as often for twenty rows as for one."""

import uuid

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from records.models import OfficerPresent, Review
from records.vocabulary import Involvement
from tests.factories import (
    an_officer,
)
from tests.records.browsing import copies


def queries(client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


@pytest.mark.parametrize("status", ["draft", "returned", "submitted", "accepted"])
def test_an_officers_home_page_asks_no_more_for_twenty_records_than_for_one(
    client, cast, in_status, status
):
    client.force_login(cast.officer)
    before = queries(client, "/")
    copies(in_status(status), 20)
    assert queries(client, "/") == before


def test_a_colleagues_home_page_asks_no_more_for_twenty_accounts_than_for_one(
    client, cast, in_status
):
    client.force_login(cast.colleague)
    before = queries(client, "/")
    copies(in_status("submitted"), 20)
    assert queries(client, "/") == before
    assert before < 20


@pytest.mark.parametrize(
    ("who", "name", "status"),
    [
        ("sergeant", "home", "submitted"),
        ("sergeant", "queue", "submitted"),
        ("standards", "home", "escalated"),
        ("standards", "escalated", "escalated"),
    ],
)
def test_a_queue_asks_no_more_for_twenty_records_than_for_one(
    client, cast, in_status, who, name, status
):
    client.force_login(getattr(cast, who))
    before = queries(client, reverse(name))
    copies(in_status(status), 20)
    assert queries(client, reverse(name)) == before


@pytest.mark.parametrize(
    ("who", "name", "status"),
    [
        ("sergeant", "encounter", "submitted"),
        ("sergeant", "review", "submitted"),
        ("standards", "review", "escalated"),
        ("officer", "encounter", "returned"),
        ("officer", "tasks", "returned"),
        ("officer", "submit", "returned"),
    ],
)
def test_a_record_asks_no_more_with_twenty_officers_and_accounts_than_with_one(
    client, cast, in_status, who, name, status
):
    client.force_login(getattr(cast, who))
    encounter = in_status(status)
    url = reverse(name, args=[encounter.pk])
    decision = common(in_status("accepted").reviews.get()) | {"encounter_id": encounter.pk}
    Review.objects.create(**decision)
    before = queries(client, url)
    own = encounter.uses.get(officer=cast.officer)
    for _ in range(20):
        officer = an_officer(team=cast.officer.team)
        OfficerPresent.objects.create(
            encounter=encounter, officer=officer, involvement=Involvement.APPLIED
        )
        own.pk, own.officer = uuid.uuid4(), officer
        own.save(force_insert=True)
        Review.objects.create(**decision | {"reviewer_id": cast.inspector.pk})
    assert queries(client, url) == before


def common(review: Review) -> dict:
    return {
        one.attname: getattr(review, one.attname)
        for one in review._meta.concrete_fields
        if one.name != "id"
    }
