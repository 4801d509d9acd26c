"""Comments on filed records: added by those who take part, never changed, read by reviewers."""

import uuid

import pytest
from django.db import connection, transaction
from django.db.utils import IntegrityError, InternalError
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from records import actions, permissions
from records.models import Comment
from records.vocabulary import Status
from tests.factories import a_judgement
from tests.records.browsing import Page, page_of

NOW = timezone.now()
TEXT = "The custody sergeant confirms the time."


def comment(encounter, by, *, text=TEXT, comment_id=None):
    return actions.add_comment(
        encounter_id=encounter.pk,
        comment_id=comment_id or uuid.uuid4(),
        text=text,
        by=by,
        at=timezone.now(),
    )


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("officer", True),
        ("colleague", True),
        ("helper", True),
        ("bystander", True),
        ("sergeant", True),
        ("inspector", True),
        ("standards", True),
        ("stranger", False),
        ("neighbour", False),
        ("analyst", False),
        ("administrator", False),
        ("nobody", False),
    ],
)
def test_who_takes_part_or_reviews_may_comment(cast, in_status, who, may):
    verdict = permissions.may_comment(getattr(cast, who), in_status(Status.ESCALATED))
    assert bool(verdict) is may
    assert bool(verdict.reason) is not may


@pytest.mark.parametrize("status", [Status.DRAFT, Status.DISCARDED])
def test_what_was_never_filed_has_no_comments(cast, in_status, status):
    with pytest.raises(actions.NotAllowed):
        comment(in_status(status), cast.officer)


def test_a_comment_is_kept_logged_and_makes_the_record_another(cast, in_status):
    encounter = in_status(Status.SUBMITTED)
    after = comment(encounter, cast.helper)
    assert after.version == encounter.version + 1
    assert after.status == encounter.status
    kept = Comment.objects.get(encounter=encounter)
    assert (kept.by, kept.text) == (cast.helper, TEXT)
    event = Event.objects.latest("id")
    assert (event.action, event.actor) == ("add_comment", str(cast.helper.pk))
    assert TEXT not in str(event.detail)


def test_a_reviewer_who_has_not_read_the_comment_is_told(cast, in_status):
    encounter = in_status(Status.SUBMITTED)
    comment(encounter, cast.officer)
    with pytest.raises(actions.Stale):
        actions.accept(
            encounter_id=encounter.pk,
            judgement=a_judgement(),
            version_seen=encounter.version,
            by=cast.sergeant,
            at=NOW,
        )


def test_pressing_twice_adds_one_comment(client, cast, in_status):
    encounter = in_status(Status.ACCEPTED)
    client.force_login(cast.officer)
    url = reverse("add_comment", args=[encounter.pk])
    data = {"comment_id": Page(client.get(url)).value_of("comment_id"), "text": TEXT}
    for _ in range(2):
        page = Page(client.post(url, data, follow=True))
        assert "Your comment is part of" in page.text
        assert page.text.count(TEXT) == 1
    assert Comment.objects.filter(encounter=encounter).count() == 1


def test_another_persons_comment_is_not_taken_for_ones_own(cast, in_status):
    encounter, comment_id = in_status(Status.ACCEPTED), uuid.uuid4()
    comment(encounter, cast.officer, comment_id=comment_id)
    with pytest.raises(actions.NotAllowed, match="not yours"):
        comment(encounter, cast.helper, text="Something else", comment_id=comment_id)
    with pytest.raises(actions.NotAllowed, match="not yours"):
        comment(in_status(Status.SUBMITTED), cast.officer, comment_id=comment_id)


def test_comments_stand_on_the_record_with_author_and_time_oldest_first(client, cast, in_status):
    encounter = in_status(Status.SUBMITTED)
    comment(encounter, cast.officer, text="First\nand a second line <b>not bold</b>")
    comment(encounter, cast.sergeant, text="Second")
    client.force_login(cast.sergeant)
    for name in ("encounter", "review"):
        page = page_of(client, name, encounter.pk)
        assert page.text.index("First") < page.text.index("Second")
        assert str(cast.officer) in page.text
        assert "<b>not bold" not in page.html


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "Write a comment"),
        ("   \n ", "Write a comment"),
        ("x" * 100_000, "Write at most 5000 characters; this has 100000"),
        ("a\x00b", "Remove the character that cannot be stored"),
    ],
)
def test_what_cannot_be_kept_is_said_and_stays_on_the_page(client, cast, in_status, text, message):
    encounter = in_status(Status.ACCEPTED)
    client.force_login(cast.officer)
    url = reverse("add_comment", args=[encounter.pk])
    response = client.post(url, {"comment_id": uuid.uuid4(), "text": text})
    assert message in Page(response).beside
    assert not Comment.objects.exists()


@pytest.mark.parametrize("text", ["👮🏽‍♀️ took over", "\u202eright to left", "שלום", "\x07 bell"])
def test_unusual_words_are_kept(client, cast, in_status, text):
    encounter = in_status(Status.ACCEPTED)
    client.force_login(cast.officer)
    url = reverse("add_comment", args=[encounter.pk])
    assert client.post(url, {"comment_id": uuid.uuid4(), "text": text}).status_code == 302
    assert Comment.objects.get().text == text.strip()


def test_a_forged_comment_id_is_answered(client, cast, in_status):
    encounter = in_status(Status.ACCEPTED)
    client.force_login(cast.officer)
    url = reverse("add_comment", args=[encounter.pk])
    response = client.post(url, {"comment_id": "not-a-uuid", "text": TEXT})
    assert response.status_code == 200
    assert TEXT in response.content.decode()


def test_comments_ask_the_database_no_more_for_twenty_than_for_one(client, cast, in_status):
    encounter = in_status(Status.ACCEPTED)
    client.force_login(cast.sergeant)
    url = reverse("encounter", args=[encounter.pk])
    comment(encounter, cast.officer)
    with CaptureQueriesContext(connection) as once:
        client.get(url)
    for _ in range(20):
        comment(encounter, cast.officer)
    with CaptureQueriesContext(connection) as often:
        client.get(url)
    assert len(often) == len(once)


def test_the_database_keeps_comments_as_they_are(cast, in_status):
    comment(in_status(Status.ACCEPTED), cast.officer)
    with pytest.raises(InternalError, match="append-only"), transaction.atomic():
        Comment.objects.update(text="Nothing")
    with pytest.raises(InternalError, match="append-only"), transaction.atomic():
        Comment.objects.all().delete()


def test_the_database_refuses_an_empty_comment(cast, in_status):
    with pytest.raises(IntegrityError, match="comment_says_something"), transaction.atomic():
        Comment.objects.create(
            encounter=in_status(Status.ACCEPTED), by=cast.officer, at=NOW, text=""
        )
