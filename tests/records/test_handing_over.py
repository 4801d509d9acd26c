"""Handing a draft to a colleague: who may write, whose account is whose, and back again."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from audit.models import Event
from outbox.models import Message
from records import actions, permissions
from records.models import Encounter, HandcuffUse, OfficerPresent, StatusChange
from records.questionnaire import Section, questions
from records.vocabulary import Involvement, Status, UseStatus
from tests.factories import a_draft, complete_answers
from tests.records.browsing import Page, page_of

NOW = timezone.now()
WRITTEN = "He reached for the door twice."


def hand_over(encounter, *, by, to, involvement=Involvement.APPLIED, **seen):
    return actions.hand_over(
        encounter_id=encounter.pk,
        to=to,
        involvement=involvement,
        by=by,
        at=timezone.now(),
        **{"version_seen": encounter.version, **seen},
    )


@pytest.fixture
def typed_draft(cast):
    """A complete draft of the officer, with what the officer wrote."""
    return a_draft(cast.officer, complete=True, justification_necessity=WRITTEN)


def test_the_colleague_becomes_the_reporting_officer_and_the_giver_is_listed(cast, typed_draft):
    encounter = hand_over(typed_draft, by=cast.officer, to=cast.colleague)
    encounter.refresh_from_db()
    assert encounter.reporting_officer == cast.colleague
    assert encounter.team == cast.colleague.team
    assert (encounter.status, encounter.version) == (Status.DRAFT, typed_draft.version + 1)
    listed = OfficerPresent.objects.get(encounter=encounter)
    assert (listed.officer, listed.involvement) == (cast.officer, Involvement.APPLIED)


def test_nobody_signs_another_officers_reasons(cast, typed_draft):
    """The giver's words stay in the giver's account; the colleague's is empty."""
    hand_over(typed_draft, by=cast.officer, to=cast.colleague)
    given = HandcuffUse.objects.get(encounter=typed_draft, officer=cast.officer)
    own = HandcuffUse.objects.get(encounter=typed_draft, officer=cast.colleague)
    assert (given.justification_necessity, given.status) == (WRITTEN, UseStatus.DRAFT)
    assert (own.justification_necessity, own.status) == ("", UseStatus.DRAFT)


def test_a_step_of_history_an_audit_event_and_a_mail_tell_of_it(cast, typed_draft):
    encounter = hand_over(typed_draft, by=cast.officer, to=cast.colleague)
    row = StatusChange.objects.filter(encounter=encounter).latest("pk")
    assert (row.step, row.by, row.reason) == ("hand_over", cast.officer, f"To {cast.colleague}")
    event = Event.objects.latest("id")
    assert (event.action, event.detail["to"]) == ("hand_over", cast.colleague.pk)
    mail = Message.objects.get(to=cast.colleague.email)
    assert encounter.reference in mail.subject
    assert WRITTEN not in mail.body


def test_the_draft_is_the_colleagues_alone(client, cast, typed_draft):
    """Draft privacy: only the reporting officer sees it; everybody else gets a 404."""
    hand_over(typed_draft, by=cast.officer, to=cast.colleague)
    client.force_login(cast.officer)
    assert client.get(reverse("tasks", args=[typed_draft.pk])).status_code == 404
    assert typed_draft.reference not in page_of(client, "home").text
    with pytest.raises(actions.NotAllowed):
        actions.save_section(
            encounter_id=typed_draft.pk,
            section=Section.PERSON,
            answers=complete_answers(Section.PERSON, age_years=50),
            version_seen=typed_draft.version + 1,
            by=cast.officer,
            at=NOW,
        )
    client.force_login(cast.colleague)
    home = page_of(client, "home").text
    assert typed_draft.reference in home
    assert f"Handed to you by {cast.officer.name}. Last saved" in home
    assert client.get(reverse("tasks", args=[typed_draft.pk])).status_code == 200


def test_the_givers_typed_account_survives_until_the_record_is_filed(client, cast, typed_draft):
    encounter = hand_over(typed_draft, by=cast.officer, to=cast.colleague)
    for section in (Section.HANDCUFFING, Section.DE_ESCALATION, Section.OUTCOME):
        whole = complete_answers(section, at=timezone.now())
        encounter = actions.save_section(
            encounter_id=encounter.pk,
            section=section,
            answers={q.name: whole[q.name] for q in questions(section)},
            version_seen=encounter.version,
            by=cast.colleague,
            at=timezone.now(),
        )
    encounter = actions.submit(
        encounter_id=encounter.pk,
        version_seen=encounter.version,
        by=cast.colleague,
        at=timezone.now(),
    )
    listed = OfficerPresent.objects.get(encounter=encounter, officer=cast.officer)
    assert listed.account_due_at is not None
    client.force_login(cast.officer)
    assert "Waiting for my account" in page_of(client, "home").text
    assert WRITTEN in page_of(client, "give_account", encounter.pk).text
    encounter = actions.give_account(
        encounter_id=encounter.pk,
        version_seen=encounter.version,
        by=cast.officer,
        at=timezone.now(),
    )
    given = {use.officer: use for use in encounter.uses.filter(status=UseStatus.SUBMITTED)}
    assert set(given) == {cast.officer, cast.colleague}
    assert given[cast.officer].justification_necessity == WRITTEN


def test_handing_back_restores_the_givers_record_with_their_own_account(cast, typed_draft):
    encounter = hand_over(typed_draft, by=cast.officer, to=cast.colleague)
    encounter = hand_over(
        encounter, by=cast.colleague, to=cast.officer, involvement=Involvement.PRESENT
    )
    encounter.refresh_from_db()
    assert (encounter.reporting_officer, encounter.team) == (cast.officer, cast.officer.team)
    use = encounter.uses.get()
    assert (use.officer, use.justification_necessity) == (cast.officer, WRITTEN)
    listed = OfficerPresent.objects.get(encounter=encounter)
    assert (listed.officer, listed.involvement) == (cast.colleague, Involvement.PRESENT)
    assert Message.objects.filter(key__startswith="handed-over:").count() == 2
    filed = actions.submit(
        encounter_id=encounter.pk, version_seen=encounter.version, by=cast.officer, at=NOW
    )
    assert filed.status == Status.SUBMITTED


def test_discarding_a_draft_that_was_handed_over_says_whose_account_goes_with_it(
    client, cast, typed_draft
):
    hand_over(typed_draft, by=cast.officer, to=cast.colleague)
    client.force_login(cast.colleague)
    page = page_of(client, "discard", typed_draft.pk)
    assert f"{cast.officer.name} has written an account in it" in page.text
    client.force_login(cast.stranger)
    own = a_draft(cast.stranger)
    assert "has written an account" not in page_of(client, "discard", own.pk).text


def test_a_colleague_who_was_listed_already_is_listed_no_more(cast):
    encounter = a_draft(
        cast.officer, complete=True, colleagues={cast.colleague: Involvement.ASSISTED}
    )
    hand_over(encounter, by=cast.officer, to=cast.colleague)
    listed = OfficerPresent.objects.filter(encounter=encounter)
    assert [row.officer for row in listed] == [cast.officer]


def test_a_written_account_of_handcuffing_is_not_thrown_away(client, cast, typed_draft):
    with pytest.raises(actions.AccountBegun):
        hand_over(typed_draft, by=cast.officer, to=cast.colleague, involvement=Involvement.PRESENT)
    client.force_login(cast.officer)
    data = {
        "version": typed_draft.version,
        "warrant_number": cast.colleague.warrant_number,
        "involvement": Involvement.PRESENT,
    }
    page = Page(client.post(reverse("hand_over", args=[typed_draft.pk]), data))
    assert "You have written about applying handcuffs" in page.beside[0]


def test_who_was_only_there_leaves_no_empty_account_behind(cast):
    encounter = a_draft(cast.officer)
    hand_over(encounter, by=cast.officer, to=cast.colleague, involvement=Involvement.PRESENT)
    assert [use.officer for use in encounter.uses.all()] == [cast.colleague]


@pytest.mark.parametrize("status", [s for s in Status if s != Status.DRAFT])
def test_only_drafts_are_handed_over(cast, in_status, status):
    with pytest.raises(actions.NotAllowed, match="Only a draft"):
        hand_over(in_status(status), by=cast.officer, to=cast.colleague)


@pytest.mark.parametrize("who", ["analyst", "administrator", "nobody", "sergeant", "officer"])
def test_only_another_officer_can_take_a_draft_over(cast, typed_draft, who):
    assert not permissions.may_take_over(getattr(cast, who), typed_draft)
    with pytest.raises(actions.NotAllowed):
        hand_over(typed_draft, by=cast.officer, to=getattr(cast, who))


def test_nobody_hands_over_what_is_not_theirs(cast, typed_draft):
    with pytest.raises(actions.NotAllowed):
        hand_over(typed_draft, by=cast.stranger, to=cast.colleague)


def test_what_changed_in_another_window_is_not_handed_over_unseen(cast, typed_draft):
    with pytest.raises(actions.Stale):
        hand_over(
            typed_draft, by=cast.officer, to=cast.colleague, version_seen=typed_draft.version - 1
        )


# The page


def post(client, encounter, number, **more):
    data = {"version": encounter.version, "warrant_number": number, "involvement": "applied"}
    return client.post(reverse("hand_over", args=[encounter.pk]), data | more, follow=True)


def test_the_page_names_the_colleague_before_it_hands_over(client, cast, typed_draft):
    client.force_login(cast.officer)
    number = cast.colleague.warrant_number
    page = Page(post(client, typed_draft, number.lower()))
    assert f"Hand it to {cast.colleague.name}" in page.text
    assert Encounter.objects.get(pk=typed_draft.pk).reporting_officer == cast.officer
    confirmed = {"confirmed": page.value_of("confirmed")}
    # Somebody else's number under the name that was shown asks again.
    other = Page(post(client, typed_draft, cast.stranger.warrant_number, **confirmed))
    assert f"Hand it to {cast.stranger.name}" in other.text
    page = Page(post(client, typed_draft, number, **confirmed))
    assert f"{typed_draft.reference} is with {cast.colleague.name} now" in page.text
    again = Page(post(client, typed_draft, number, **confirmed))
    assert f"You have handed over {typed_draft.reference}" in again.text


@pytest.mark.parametrize(
    ("number", "message"),
    [
        ("", "Enter the warrant number of your colleague"),
        ("NOBODY", "No officer has this warrant number"),
        ("x" * 100_000, "Write at most 20 characters; this has 100000"),
        ("\u202e👮", "No officer has this warrant number"),
        ("a\x00", "Remove the character that cannot be stored"),
    ],
)
def test_a_wrong_number_is_said(client, cast, typed_draft, number, message):
    client.force_login(cast.officer)
    assert Page(post(client, typed_draft, number)).beside == [message]


def test_somebody_who_left_cannot_be_named(client, cast, typed_draft):
    User.objects.filter(pk=cast.colleague.pk).update(is_active=False)
    client.force_login(cast.officer)
    page = Page(post(client, typed_draft, cast.colleague.warrant_number))
    assert page.beside == ["No officer has this warrant number"]
