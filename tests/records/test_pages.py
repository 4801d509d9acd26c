"""What pages show to whom, and what reading them leaves in the log."""

import logging
import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import Event, Operation
from records import actions
from records.models import Encounter
from records.questionnaire import Section
from records.vocabulary import Involvement
from tests.factories import (
    a_draft,
    an_encounter,
    complete_answers,
    give_account,
)
from tests.records.browsing import Page, copies, page_of, typed
from tests.records.conftest import everything_written


def value_in(page: Page, question: str) -> str:
    """What stands after a question on a page of answers."""
    after = page.text.split(question, 1)[1].strip()
    return after[:40]


def test_not_known_is_shown_as_not_known_and_not_as_no(client, cast):
    """A peer showed it as “No”."""
    unknown = an_encounter(
        officer=cast.officer,
        injured="unknown",
        video_recording="unknown",
        age_basis="not_known",
        ethnicity_self_defined="ns",
        health_condition="not_reported",
    )
    client.force_login(cast.sergeant)
    for name in ("encounter", "review"):
        page = page_of(client, name, unknown.pk)
        assert value_in(page, "Was the person injured?").startswith("Not known")
        assert value_in(page, "Was body-worn video recording?").startswith("Not known")
        assert value_in(page, "How do you know the person’s age?").startswith("Cannot be estimated")
        assert "NS Not stated (asked, did not say)" in page.text
        assert "Age in years" not in page.text, "what was not asked is not shown as unanswered"


def test_what_is_not_answered_is_shown_as_not_answered_and_not_as_no(client, cast):
    client.force_login(cast.officer)
    page = page_of(client, "submit", a_draft(cast.officer).pk)
    for question in ("Was the person searched under a power?", "Did you check the tightness?"):
        assert value_in(page, question).startswith("Not answered")
    assert value_in(page, "Incident reference").startswith("None given")


def test_none_of_these_is_an_answer_and_shown_as_one(client, cast, in_status):
    client.force_login(cast.sergeant)
    page = page_of(client, "encounter", in_status("submitted").pk)
    assert value_in(page, "Was the person vulnerable in any of these ways?").startswith(
        "None of these"
    )


def test_the_home_page_lists_what_waits_for_an_officer_once(client, cast, in_status):
    client.force_login(cast.officer)
    page = page_of(client, "home")
    for status in ("draft", "returned", "submitted", "accepted"):
        assert page.text.count(in_status(status).reference) == 1, status
    assert in_status("discarded").reference not in page.text


def test_the_home_page_says_what_waits_for_a_colleague(client, cast, in_status):
    client.force_login(cast.colleague)
    page = page_of(client, "home")
    assert page.text.count(in_status("submitted").reference) == 1
    assert reverse("account_tasks", args=[in_status("submitted").pk]) in page.links
    assert in_status("draft").reference not in page.text


def test_the_queue_is_oldest_first_with_what_is_overdue_marked(client, cast, in_status):
    newer = in_status("submitted")
    (older,) = copies(newer, 1)
    long_ago = timezone.now() - timedelta(days=9)
    Encounter.objects.filter(pk=older.pk).update(
        submitted_at=long_ago, occurred_at=long_ago, review_due_at=long_ago + timedelta(days=3)
    )
    client.force_login(cast.sergeant)
    page = page_of(client, "queue")
    _, _, listed = page.text.partition(older.reference)
    about_older, found, about_newer = listed.partition(newer.reference)
    assert found  # the newer after the older
    assert "Overdue" in about_older
    assert "Overdue" not in about_newer
    assert "1 of them past the deadline" in page_of(client, "home").text


def test_every_record_in_the_queue_can_be_decided_on_by_who_sees_it(client, cast, in_status):
    an_encounter(officer=cast.both)
    an_encounter(officer=cast.stranger, colleagues={cast.both: Involvement.PRESENT})
    client.force_login(cast.both)
    # A link carries the list that it stands in, for "next" and "previous".
    addresses = [link.partition("?")[0] for link in page_of(client, "queue").links]
    links = [link for link in addresses if link.endswith("/review/")]
    assert reverse("review", args=[in_status("submitted").pk]) in links
    for link in links:
        if link != reverse("queue"):
            assert client.get(link).status_code == 200, link


def test_a_button_that_is_off_says_why(client, cast):
    own = an_encounter(officer=cast.both)
    client.force_login(cast.both)
    page = page_of(client, "encounter", own.pk)
    assert "You were part of this encounter, so somebody else must decide on it." in page.text
    assert reverse("review", args=[own.pk]) not in page.links


def test_the_record_shows_every_account_every_decision_and_every_step(client, cast, in_status):
    filed = give_account(encounter=in_status("submitted"), officer=cast.colleague)
    client.force_login(cast.sergeant)
    page = page_of(client, "encounter", filed.pk)
    for person in (cast.officer, cast.colleague, cast.helper, cast.bystander):
        assert str(person) in page.text
    assert page.text.count("Why were handcuffs necessary for this person?") == 2
    page = page_of(client, "encounter", in_status("upheld").pk)
    for words in ("Filed", "Escalated to professional standards", "Concern upheld"):
        assert words in page.text


def test_an_account_that_is_not_given_is_nobodys_to_read(client, cast, in_status):
    filed = in_status("submitted")
    actions.save_account_section(
        encounter_id=filed.pk,
        section=Section.HANDCUFFING,
        answers={"justification_necessity": "Only half a thought"},
        version_seen=filed.version,
        by=cast.colleague,
        at=timezone.now(),
    )
    for who in (cast.sergeant, cast.officer):
        client.force_login(who)
        assert "Only half a thought" not in page_of(client, "encounter", filed.pk).html


@pytest.mark.parametrize("name", ["encounter", "review", "account_tasks"])
def test_reading_a_record_is_one_event(client, cast, in_status, name):
    reader = cast.colleague if name == "account_tasks" else cast.sergeant
    client.force_login(reader)
    filed, last = in_status("submitted"), Event.objects.latest("id").id
    client.get(reverse(name, args=[filed.pk]), REMOTE_ADDR="192.0.2.7")
    event = Event.objects.get(id__gt=last)
    assert (event.operation, event.action) == (Operation.CONSULTATION, "consult")
    assert (event.actor, event.object_id) == (str(reader.pk), str(filed.pk))
    assert event.origin == "192.0.2.7"


@pytest.mark.parametrize("method", ["get", "post"])
def test_a_record_that_is_not_theirs_does_not_exist_and_leaves_no_event(
    client, cast, in_status, method
):
    """The same page as for one that was never made; and nothing logged before the refusal."""
    client.force_login(cast.stranger)
    before = everything_written()
    answers = {
        Page(getattr(client, method)(reverse("encounter", args=[key]))).text
        for key in (in_status("submitted").pk, uuid.uuid4())
    }
    statuses = {
        getattr(client, method)(reverse(name, args=[in_status("submitted").pk])).status_code
        for name in ("submit", "discard", "withdraw", "review", "deny_involvement")
    }
    assert statuses == {404}
    assert len(answers) == 1
    assert everything_written() == before


def test_a_refused_step_leaves_no_event(client, cast, in_status):
    client.force_login(cast.helper)
    before = everything_written()
    response = client.post(reverse("review", args=[in_status("submitted").pk]), {"version": "1"})
    assert response.status_code == 403
    assert "Only supervisors review encounters." in Page(response).text
    assert everything_written() == before


def test_the_words_of_officers_do_not_reach_the_log_when_the_database_refuses(
    client, cast, monkeypatch, caplog
):
    """PostgreSQL quotes the whole row in its error."""
    draft = a_draft(cast.officer)
    client.force_login(cast.officer)
    client.raise_request_exception = False
    # As if form and database did not agree on what is asked.
    monkeypatch.setattr("records.actions.drafting.is_continued_use", lambda answers: False)
    answers = complete_answers(Section.HANDCUFFING, after_search="yes")
    answers["justification_continued"] = "His name is\n\nJohn Doe, born 1990"
    data = typed(answers) | {"version": draft.version}
    with caplog.at_level(logging.WARNING):
        response = client.post(reverse("save_section", args=[draft.pk, "handcuffing"]), data)
    assert response.status_code == 500
    (record,) = [one for one in caplog.records if one.exc_info]
    assert "John Doe" in str(record.exc_info[1])
    (console,) = [one for one in logging.getLogger().handlers if type(one) is logging.StreamHandler]
    logged = console.format(record)
    assert "use_justification_continued_only_if_asked" in logged
    for words in ("John Doe", "His name is", "waistband"):
        assert words not in logged


@pytest.mark.parametrize(
    ("who", "name", "status"),
    [
        ("officer", "home", ""),
        ("officer", "start", ""),
        ("officer", "tasks", "draft"),
        ("officer", "submit", "draft"),
        ("officer", "encounter", "submitted"),
        ("sergeant", "queue", ""),
        ("sergeant", "review", "submitted"),
        ("standards", "escalated", ""),
        ("stranger", "encounter", "submitted"),  # 404
        ("officer", "queue", ""),  # 403
        ("officer", "tasks", "submitted"),  # redirect
    ],
)
def test_pages_about_people_stay_out_of_every_cache(client, cast, in_status, who, name, status):
    client.force_login(getattr(cast, who))
    response = client.get(reverse(name, args=[in_status(status).pk] if status else []))
    directives = response["Cache-Control"].split(", ")
    assert {"no-store", "private"} <= set(directives), response.status_code


def test_every_page_forbids_what_is_inline_and_from_elsewhere(client, cast, in_status):
    client.force_login(cast.sergeant)
    for response in (client.get("/"), client.get("/account/login/"), client.get("/nowhere/")):
        policy = response["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "unsafe" not in policy
        assert response["X-Frame-Options"] == "DENY"
        assert response["X-Content-Type-Options"] == "nosniff"
