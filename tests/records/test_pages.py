"""The pages of the register: what they show to whom, how often they ask, what they log."""

import logging
import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from audit.models import Event, Operation
from records import actions
from records.models import Encounter, HandcuffUse, OfficerPresent, Review, StatusChange
from records.questionnaire import Section
from records.vocabulary import Involvement
from tests.factories import (
    a_draft,
    a_judgement,
    an_encounter,
    an_officer,
    complete_answers,
    give_account,
)
from tests.records.conftest import everything_written, write_account
from tests.records.typing import Page, typed

STREAM = logging.StreamHandler


def page_of(client, name: str, *args, follow: bool = True) -> Page:
    response = client.get(reverse(name, args=args), follow=follow)
    assert response.status_code == 200
    return Page(response)


def copies(encounter: Encounter, count: int) -> list[Encounter]:
    """More records like this one, with all that belongs to them."""
    made = []
    for _ in range(count):
        copy = Encounter.objects.get(pk=encounter.pk)
        copy.pk, copy.reference = uuid.uuid4(), f"HC-{uuid.uuid4().hex[:10]}"
        copy.save(force_insert=True)
        for model in (HandcuffUse, OfficerPresent, Review, StatusChange):
            for row in model.objects.filter(encounter=encounter):
                row.pk = uuid.uuid4() if model is HandcuffUse else None
                row.encounter = copy
                row.save(force_insert=True)
        made.append(copy)
    return made


def queries(client, url: str) -> int:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return len(captured)


# -- Queries --------------------------------------------------------------------------------------


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


# -- What is shown --------------------------------------------------------------------------------


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
    assert page.text.index(older.reference) < page.text.index(newer.reference)
    assert page.text.count("Overdue") == 1
    assert "1 of them past the deadline" in page_of(client, "home").text


def test_every_record_in_the_queue_can_be_decided_on_by_who_sees_it(client, cast, in_status):
    an_encounter(officer=cast.both)
    an_encounter(officer=cast.stranger, colleagues={cast.both: Involvement.PRESENT})
    client.force_login(cast.both)
    links = [link for link in page_of(client, "queue").links if link.endswith("/review/")]
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


# -- What is logged -------------------------------------------------------------------------------


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


# -- Success is said after it happened ------------------------------------------------------------

JUDGEMENT = {
    "lawful_basis": "met",
    "necessity": "met",
    "proportionality": "met",
    "de_escalation": "met",
    "video_viewed": "yes",
    "comment": "Seen.",
}
# (page, status, who, data, what is said when it worked)
SENT = {
    "start": ("", "officer", {"id": str(uuid.UUID(int=7))}, "Record an encounter"),
    "discard": ("draft", "officer", {}, "is discarded"),
    "submit": ("draft", "officer", {}, "is filed and waits for review"),
    "withdraw": ("submitted", "officer", {"reason": "Duplicate"}, "is withdrawn"),
    "deny_involvement": ("submitted", "colleague", {"reason": "Elsewhere"}, "Thank you"),
    "review": (
        "submitted",
        "sergeant",
        {**JUDGEMENT, "decision": "accept"},
        "your decision is kept",
    ),
}


@pytest.mark.parametrize("name", SENT)
def test_nothing_is_called_done_before_it_is(client, cast, in_status, name, monkeypatch):
    """When the last write fails, all of it is undone and no page claims the contrary."""
    status, who, data, said = SENT[name]
    client.force_login(getattr(cast, who))
    client.raise_request_exception = False
    args = [in_status(status).pk] if status else []
    if status:
        data = {**data, "version": in_status(status).version}

    def fails(**event):
        raise RuntimeError("no audit")

    before = everything_written()
    with monkeypatch.context() as patched:
        patched.setattr("records.actions.changing.record", fails)
        response = client.post(reverse(name, args=args), data)
    assert response.status_code == 500
    assert everything_written() == before
    assert "banner--success" not in page_of(client, "home").html
    response = client.post(reverse(name, args=args), data, follow=True)
    assert response.status_code == 200
    if status:
        assert said in Page(response).text
        assert "banner--success" in Page(response).html
    assert everything_written() != before


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
    (console,) = [one for one in logging.getLogger().handlers if type(one) is STREAM]
    logged = console.format(record)
    assert "use_justification_continued_only_if_asked" in logged
    for words in ("John Doe", "His name is", "waistband"):
        assert words not in logged


# -- At the same moment ---------------------------------------------------------------------------


@pytest.fixture
def meanwhile(monkeypatch):
    """Let something happen after a page was checked and before its action is taken."""

    def arrange(name: str, happens) -> None:
        real = getattr(actions, name)

        def late(**arguments):
            happens(real, arguments)
            return real(**arguments)

        monkeypatch.setattr(actions, name, late)

    return arrange


@pytest.mark.parametrize(
    ("name", "action", "status", "who", "data", "said"),
    [
        ("submit", "submit", "draft", "officer", {}, "is now “Waiting for review”"),
        ("discard", "discard", "draft", "officer", {}, "is now “Discarded”"),
        (
            "withdraw",
            "withdraw",
            "submitted",
            "officer",
            {"reason": "Duplicate"},
            "is now “Withdrawn”",
        ),
        (
            "deny_involvement",
            "deny_involvement",
            "submitted",
            "colleague",
            {"reason": "Elsewhere"},
            "You are not listed as having applied handcuffs.",
        ),
        (
            "review",
            "accept",
            "submitted",
            "sergeant",
            {**JUDGEMENT, "decision": "accept"},
            "is now “Accepted”",
        ),
    ],
)
def test_a_second_click_in_the_same_moment_is_told_what_happened(
    client, cast, in_status, meanwhile, name, action, status, who, data, said
):
    """Never a crash, and done once."""
    client.force_login(getattr(cast, who))
    encounter, events = in_status(status), Event.objects.filter(action=action)
    before = events.count()
    meanwhile(action, lambda real, arguments: real(**arguments))
    response = client.post(
        reverse(name, args=[encounter.pk]),
        {**data, "version": encounter.version},
        follow=True,
    )
    assert response.status_code == 200
    assert said in Page(response).text
    assert events.count() == before + 1


def test_giving_an_account_twice_in_the_same_moment_is_giving_it_once(
    client, cast, in_status, meanwhile
):
    begun = write_account(cast.colleague, in_status("submitted"))
    client.force_login(cast.colleague)
    meanwhile("give_account", lambda real, arguments: real(**arguments))
    response = client.post(
        reverse("give_account", args=[begun.pk]), {"version": begun.version}, follow=True
    )
    assert response.status_code == 200
    assert "You have already given your account." in Page(response).text


def test_withdrawing_what_a_supervisor_accepts_in_the_same_moment_is_refused_in_words(
    client, cast, in_status, meanwhile
):
    filed = in_status("submitted")
    client.force_login(cast.officer)

    def is_accepted(real, arguments):
        actions.accept(
            encounter_id=filed.pk,
            judgement=a_judgement(),
            version_seen=filed.version,
            by=cast.sergeant,
            at=timezone.now(),
        )

    meanwhile("withdraw", is_accepted)
    response = client.post(
        reverse("withdraw", args=[filed.pk]),
        {"reason": "Duplicate", "version": filed.version},
        follow=True,
    )
    assert response.status_code == 200
    assert "Once it is decided or escalated, somebody else withdraws a record." in (
        Page(response).text
    )


@pytest.mark.parametrize(
    ("name", "status", "who", "data", "kept"),
    [
        ("submit", "returned", "officer", {"answer": "Long typed answer"}, "Long typed answer"),
        ("withdraw", "submitted", "officer", {"reason": "Long typed why"}, "Long typed why"),
        ("deny_involvement", "submitted", "colleague", {"reason": "At the van"}, "At the van"),
        (
            "review",
            "submitted",
            "sergeant",
            {**JUDGEMENT, "decision": "accept", "comment": "Long typed comment"},
            "Long typed comment",
        ),
    ],
)
def test_a_record_that_changed_since_it_was_opened_is_shown_again_with_what_was_typed(
    client, cast, in_status, name, status, who, data, kept
):
    encounter = in_status(status)
    client.force_login(getattr(cast, who))
    url, old = reverse(name, args=[encounter.pk]), encounter.version - 1
    before = everything_written()
    response = client.post(url, {**data, "version": old})
    page = Page(response)
    assert response.status_code == 200
    assert kept in page.html
    assert "changed" in page.text
    assert everything_written() == before
    assert page.value_of("version") == str(encounter.version)
    response = client.post(url, {**data, "version": page.value_of("version")})
    assert response.status_code == 302
    assert Encounter.objects.get(pk=encounter.pk).version == encounter.version + 1


# -- Starting -------------------------------------------------------------------------------------


def test_the_page_brings_the_uuid_so_that_pressing_twice_starts_one_draft(client, cast):
    client.force_login(cast.officer)
    key = page_of(client, "start").value_of("id")
    assert key != page_of(client, "start").value_of("id")
    first, second = (client.post(reverse("start"), {"id": key}) for _ in range(2))
    assert first["Location"] == second["Location"] == reverse("tasks", args=[key])
    assert HandcuffUse.objects.filter(encounter=key).count() == 1


@pytest.mark.parametrize("key", ["", "7", "zz" * 16, "\x00"])
def test_a_page_without_a_uuid_starts_nothing(client, cast, key):
    client.force_login(cast.stranger)
    response = client.post(reverse("start"), {"id": key}, follow=True)
    assert "That page was incomplete. Please start again." in Page(response).text
    assert not Encounter.objects.drafts_of(cast.stranger).exists()


def test_the_uuid_of_somebody_elses_record_starts_nothing(client, cast, in_status):
    client.force_login(cast.stranger)
    response = client.post(reverse("start"), {"id": in_status("draft").pk}, follow=True)
    assert "That draft belongs to somebody else." in Page(response).text


# -- Filing ---------------------------------------------------------------------------------------


def test_an_unfinished_record_cannot_be_filed_from_its_page(client, cast):
    draft = a_draft(cast.officer)
    client.force_login(cast.officer)
    page = page_of(client, "submit", draft.pk)
    assert "File the record" not in page.text
    response = client.post(reverse("submit", args=[draft.pk]), {"version": draft.version})
    assert "Something is still missing: complete it first." in Page(response).text
    draft.refresh_from_db()
    assert draft.status == "draft"


def test_a_late_record_asks_for_an_explanation_on_its_page(client, cast):
    long_ago = timezone.now() - timedelta(days=3)
    draft = a_draft(cast.officer, complete=True, occurred_at=long_ago)
    client.force_login(cast.officer)
    url = reverse("submit", args=[draft.pk])
    page = Page(client.post(url, {"version": draft.version}))
    assert page.beside == ["Explain why this record is late"]
    assert page.summary[0][0][1:] in page.ids
    client.post(url, {"version": draft.version, "late_explanation": "Taken ill"})
    draft.refresh_from_db()
    assert (draft.status, draft.late_explanation) == ("submitted", "Taken ill")


def test_filing_again_by_the_back_button_says_what_the_record_is_now(client, cast, in_status):
    client.force_login(cast.officer)
    filed = in_status("submitted")
    response = client.post(reverse("submit", args=[filed.pk]), {"version": 7}, follow=True)
    assert f"Nothing was changed: {filed.reference} is now “Waiting for review”" in (
        Page(response).text
    )


# -- Questions and answers ------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["officer", "colleague", "helper", "bystander"])
@pytest.mark.parametrize("account_given", [True, False])
def test_whoever_is_asked_can_answer_by_following_the_links(
    client, cast, in_status, who, account_given
):
    """From the home page, whatever they did there; a colleague gives the account first."""
    filed, asked = in_status("submitted"), getattr(cast, who)
    if account_given:
        filed = give_account(encounter=filed, officer=cast.colleague)
    returned = actions.return_with_question(
        encounter_id=filed.pk,
        judgement=a_judgement(),
        question="When did you look again?",
        question_for=asked,
        version_seen=filed.version,
        by=cast.sergeant,
        at=timezone.now(),
    )
    if who == "colleague" and not account_given:
        returned = give_account(encounter=returned, officer=cast.colleague)
    client.force_login(asked)
    home = page_of(client, "home")
    (link,) = {link for link in home.links if str(returned.pk) in link}
    page = Page(client.get(link, follow=True))
    assert "When did you look again?" in page.text
    check = reverse("submit" if who == "officer" else "give_account", args=[returned.pk])
    page = Page(client.get(check))
    assert "When did you look again?" in page.text
    data = {"version": page.value_of("version"), "answer": "After the pockets"}
    response = client.post(check, data, follow=True)
    assert "waits for review again" in Page(response).text
    returned.refresh_from_db()
    assert returned.status == "submitted"
    assert returned.reviews.latest("id").answer == "After the pockets"


def test_the_answer_is_not_for_somebody_else_to_give(client, cast, in_status):
    returned = in_status("returned")
    for who in (cast.colleague, cast.helper, cast.bystander, cast.sergeant):
        client.force_login(who)
        for name in ("submit", "give_account"):
            client.post(
                reverse(name, args=[returned.pk]),
                {"version": returned.version, "answer": "Not mine"},
            )
    assert returned.reviews.get().answer == ""


# -- Professional standards -----------------------------------------------------------------------


def test_a_record_is_opened_by_reference_with_a_reason(client, cast, in_status):
    client.force_login(cast.standards)
    filed = in_status("accepted")
    assert client.get(reverse("encounter", args=[filed.pk])).status_code == 404
    response = client.post(
        reverse("escalated"),
        {"reference": f" {filed.reference.lower()} ", "reason": "Complaint 12"},
        follow=True,
    )
    assert filed.reference in Page(response).text
    assert client.get(reverse("encounter", args=[filed.pk])).status_code == 200


@pytest.mark.parametrize(
    ("reference", "reason", "message"),
    [
        ("", "Complaint 12", "Enter the reference, such as HC-26-004217"),
        ("HC-26-999999", "Complaint 12", "No filed record has this reference"),
        ("{accepted}", " ", "Say why you need to see the record"),
        ("{draft}", "Complaint 12", "No filed record has this reference"),
        ("%", "Complaint 12", "No filed record has this reference"),
    ],
)
def test_opening_a_record_needs_both(client, cast, in_status, reference, reason, message):
    client.force_login(cast.standards)
    reference = reference.format(
        accepted=in_status("accepted").reference, draft=in_status("draft").reference
    )
    before = everything_written()
    page = Page(client.post(reverse("escalated"), {"reference": reference, "reason": reason}))
    assert page.beside == [message]
    assert page.summary[0][0][1:] in page.ids
    assert everything_written() == before


# -- Every page -----------------------------------------------------------------------------------


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
