"""Success is said after it happened, twice is once, and nothing typed is lost."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from records import actions
from records.models import Encounter, HandcuffUse
from records.questionnaire import Section
from tests.factories import (
    a_draft,
    a_judgement,
)
from tests.records.browsing import Page, page_of
from tests.records.conftest import everything_written, write_account

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


def test_the_page_brings_the_uuid_so_that_pressing_twice_starts_one_draft(client, cast):
    client.force_login(cast.officer)
    key = page_of(client, "start").value_of("id")
    assert key != page_of(client, "start").value_of("id")
    first, second = (client.post(reverse("start"), {"id": key}) for _ in range(2))
    assert (
        first["Location"]
        == second["Location"]
        == reverse("save_section", args=[key, Section.ENCOUNTER])
    )
    assert HandcuffUse.objects.filter(encounter=key).count() == 1


def test_a_record_begins_where_it_is_not_complete(client, cast):
    client.force_login(cast.officer)
    begun = a_draft(cast.officer, complete=True, gender="")
    response = client.post(reverse("start"), {"id": begun.pk})
    assert response["Location"] == reverse("save_section", args=[begun.pk, Section.PERSON])
    whole = a_draft(cast.officer, complete=True)
    response = client.post(reverse("start"), {"id": whole.pk})
    assert response["Location"] == reverse("tasks", args=[whole.pk])


def test_a_page_from_which_a_record_was_filed_says_so(client, cast, in_status):
    client.force_login(cast.officer)
    response = client.post(reverse("start"), {"id": in_status("submitted").pk}, follow=True)
    assert "This record was begun on the page you came from." in Page(response).text


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
