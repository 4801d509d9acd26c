"""Private notes on what an officer writes: asked for, on the section page, and before filing."""

import logging
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from records.models import Encounter
from records.presenters.flags import FlagKind, flags_with_reasons
from records.presenters.writing import notes_on
from records.views import writing
from records.views.loading import WHOLE_RECORD
from records.vocabulary import DeEscalation, Involvement, Status, YesNo, YesNoUnknown
from tests.factories import a_draft, a_supervisor, an_encounter, an_officer, give_account
from tests.records.conftest import everything_written
from tests.records.test_similar_texts import ACCOUNT

NECESSITY = "justification_necessity"
SECRET = "Mr Quentin Fairweather"


@pytest.fixture
def officer(db):
    return an_officer(name="Amara Whitlock")


@pytest.fixture
def draft(officer):
    return a_draft(officer, complete=True)


def ask(client, encounter, **texts):
    return client.post(reverse("writing_notes", args=[encounter.pk]), texts)


def notes(response) -> dict[str, list[str]]:
    assert response.status_code == 200
    return response.json()["notes"]


def test_the_address_says_what_a_reviewer_would_ask(client, officer, draft):
    client.force_login(officer)
    assert notes(ask(client, draft, **{NECESSITY: "Officer safety."})) == {
        NECESSITY: ["“Officer safety” by itself does not justify force. What made you fear for it?"]
    }
    assert notes(ask(client, draft, **{NECESSITY: "He swung a chair at me and missed."})) == {}
    assert notes(ask(client, draft)) == {}


def test_personal_data_is_quoted_to_the_officer(client, officer, draft):
    client.force_login(officer)
    (note,) = notes(
        ask(client, draft, justification_alternatives=f"I asked {SECRET} to sit down.")
    )["justification_alternatives"]
    assert note == f"“{SECRET}” may be a name. Leave out what identifies somebody."


def test_a_repeat_of_one_s_own_account_is_named(client, officer, draft):
    before = an_encounter(officer=officer, **ACCOUNT)
    client.force_login(officer)
    (note,) = notes(ask(client, draft, **ACCOUNT))["justification_alternatives"]
    assert note.startswith("Your account as a whole is nearly the same as your account in")
    assert before.reference in note


def test_a_repeat_of_a_colleague_s_account_leaks_nothing_about_it(client, officer, draft):
    before = an_encounter(officer=an_officer(name="Kofi Larkspur"), **ACCOUNT)
    client.force_login(officer)
    response = ask(client, draft, **ACCOUNT)
    (note,) = notes(response)["justification_alternatives"]
    assert "nearly the same as a colleague’s account" in note
    for secret in (before.reference, str(before.pk), "Kofi", "Larkspur", "%"):
        assert secret not in response.text


def test_a_draft_of_a_colleague_is_no_account(client, officer, draft):
    a_draft(an_officer(), **ACCOUNT)
    client.force_login(officer)
    assert notes(ask(client, draft, **ACCOUNT)) == {}


def test_nothing_is_kept_and_nothing_is_logged(client, officer, draft, caplog):
    client.force_login(officer)
    before = everything_written()
    with caplog.at_level(logging.DEBUG):
        assert notes(ask(client, draft, **{NECESSITY: f"{SECRET} ran."}))
    assert everything_written() == before
    # Django's own logger of queries is for development; nothing of ours says a word.
    assert not [
        one
        for one in caplog.records
        if SECRET in one.getMessage() and not one.name.startswith("django.db")
    ]
    assert not Event.objects.filter(action="consult").exists()


def test_bad_input_is_answered(client, officer, draft):
    client.force_login(officer)
    for text in ("x" * 100_000, "\x00", "🙂" * 500, "\u202eabc", "a\r\nb"):
        assert ask(client, draft, **{NECESSITY: text, "unknown": text}).status_code == 200
    assert notes(ask(client, draft, unknown="Officer safety.", id="1")) == {}


def test_asking_again_and_again_is_answered_with_too_many(client, officer, draft, monkeypatch):
    monkeypatch.setattr(writing, "MOST_A_MINUTE", 3)
    client.force_login(officer)
    statuses = [ask(client, draft, **{NECESSITY: "Officer safety."}).status_code for _ in range(5)]
    # The minute may turn in between; then it begins again.
    assert statuses[:3] == [200, 200, 200]
    assert 429 in statuses or timezone.now().second < 5


def test_the_questions_do_not_grow_with_the_accounts_given(client, officer, draft):
    client.force_login(officer)
    an_encounter(officer=officer, **ACCOUNT)
    counted = []
    for _ in range(2):
        ask(client, draft, **ACCOUNT)  # the counter of this minute is there
        with CaptureQueriesContext(connection) as captured:
            ask(client, draft, **ACCOUNT)
        counted.append(len(captured))
        for _ in range(6):
            an_encounter(officer=officer, **ACCOUNT)
    assert counted[0] == counted[1]


# -- Without scripts ------------------------------------------------------------------------------


def test_the_section_page_shows_what_was_saved_with_its_notes(client, officer, draft):
    use = draft.uses.get()
    use.justification_necessity = f"I handcuff everyone I detain, {SECRET} too."
    use.save()
    client.force_login(officer)
    page = client.get(reverse("save_section", args=[draft.pk, "handcuffing"])).text
    assert "This reads like a habit. What was it about this person, this time?" in page
    assert f"“{SECRET}” may be a name" in page
    assert "Only you see this" in page
    assert page.count('role="status"') >= 4


def test_a_page_without_anything_to_say_is_silent(client, officer, draft):
    client.force_login(officer)
    page = client.get(reverse("save_section", args=[draft.pk, "handcuffing"])).text
    assert "Only you see this" not in page
    assert "data-notes-for" in page


def test_before_filing_every_note_has_its_answer_and_a_way_back(client, officer):
    draft = a_draft(
        officer,
        complete=True,
        location_description="The flat of Mr Dixon",
        justification_necessity="Officer safety.",
    )
    client.force_login(officer)
    page = client.get(reverse("submit", args=[draft.pk])).text
    assert "only you see this" in page
    assert "“Mr Dixon” may be a name" in page
    assert "does not justify force" in page
    where = reverse("save_section", args=[draft.pk, "handcuffing"])
    assert f'href="{where}#id_justification_necessity"' in page
    # Never in the way.
    assert "File the record" in page


def test_a_colleague_is_told_before_the_account_is_sent(client, officer):
    colleague = an_officer()
    encounter = an_encounter(
        officer=officer,
        colleagues={colleague: Involvement.APPLIED},
        location_description="The flat of Mr Dixon",
    )
    client.force_login(colleague)
    encounter = give_account(
        encounter=encounter, officer=colleague, justification_necessity="Officer safety."
    )
    own = notes_on({NECESSITY: "Officer safety."}, encounter=encounter, officer=colleague)
    assert set(own) == {NECESSITY}
    # The shared facts are not the colleague's to change.
    page = client.get(reverse("encounter", args=[encounter.pk])).text
    assert "only you see this" not in page


# -- For the reviewer -----------------------------------------------------------------------------


def whole(encounter) -> Encounter:
    found = Encounter.objects.select_related("reporting_officer").prefetch_related(*WHOLE_RECORD)
    return found.get(pk=encounter.pk)


def flags(encounter, reader):
    found = flags_with_reasons(whole(encounter), reader=reader, now=timezone.now())
    return {flag.kind: flag for flag in found}


def test_every_flag_has_the_reason_it_was_raised(officer):
    sergeant = a_supervisor(team=officer.team)
    encounter = an_encounter(
        officer=officer,
        age_years=15,
        video_recording=YesNoUnknown.NO,
        injured=YesNoUnknown.YES,
        de_escalation=[DeEscalation.NONE],
        after_search=YesNo.YES,
        double_locked=YesNo.NO,
        search_power="mda_s23",
        justification_what_happened=f"{SECRET} ran down the stairs and jumped over the wall.",
    )
    found = flags(encounter, sergeant)
    assert set(found) == {
        FlagKind.CHILD,
        FlagKind.NO_VIDEO,
        FlagKind.INJURY,
        FlagKind.NO_DE_ESCALATION,
        FlagKind.CONTINUED_USE,
        FlagKind.NOT_CHECKED,
        FlagKind.POWER,
        FlagKind.PERSONAL_DATA,
    }
    assert found[FlagKind.PERSONAL_DATA].reason == f"“{SECRET}” in “What happened?”."
    assert found[FlagKind.PERSONAL_DATA].officer == officer.name
    assert "15" in found[FlagKind.CHILD].reason
    assert "The battery was empty" in found[FlagKind.NO_VIDEO].reason


def test_a_record_without_anything_to_look_at_has_no_flags(officer):
    assert flags(an_encounter(officer=officer), a_supervisor(team=officer.team)) == {}


def test_a_repeat_is_linked_for_who_may_open_it_and_not_named_for_others(officer):
    elsewhere = an_officer(name="Kofi Larkspur")
    other = an_encounter(officer=elsewhere, **ACCOUNT)
    encounter = an_encounter(officer=officer, **ACCOUNT)
    sergeant = a_supervisor(team=officer.team)
    flag = flags(encounter, sergeant)[FlagKind.NEAR_IDENTICAL]
    assert (flag.href, flag.link) == ("", "")
    assert other.reference not in flag.reason
    assert "Kofi" not in flag.reason
    assert "100% the same as the account of another officer" in flag.reason

    mine = an_encounter(officer=officer, **ACCOUNT)
    found = flags_with_reasons(whole(mine), reader=sergeant, now=timezone.now())
    linked = [one for one in found if one.href]
    assert linked[0].href == reverse("encounter", args=[encounter.pk])
    assert linked[0].link == encounter.reference
    assert "this officer’s own account" in linked[0].reason


def test_late_overdue_returned_and_missing_accounts_are_flagged(officer):
    colleague = an_officer()
    long_ago = timezone.now() - timedelta(days=9)
    encounter = an_encounter(
        Status.RETURNED,
        officer=officer,
        colleagues={colleague: Involvement.APPLIED},
        occurred_at=long_ago,
        applied_at=long_ago,
        ended_at=long_ago,
    )
    found = flags(encounter, a_supervisor(team=officer.team))
    assert {FlagKind.LATE, FlagKind.RETURNED_BEFORE, FlagKind.ACCOUNT_MISSING} <= set(found)
    assert "The device could not connect." in found[FlagKind.LATE].reason
    assert colleague.name in found[FlagKind.ACCOUNT_MISSING].reason


def test_flags_ask_the_same_few_questions_for_one_repeat_and_for_many(
    officer, django_assert_num_queries
):
    an_encounter(officer=officer, **ACCOUNT)
    encounter = an_encounter(officer=officer, **ACCOUNT)
    sergeant = a_supervisor(team=officer.team)
    record = whole(encounter)
    with django_assert_num_queries(3):  # the rules, the repeats, what the reader may open
        flags_with_reasons(record, reader=sergeant, now=timezone.now())
