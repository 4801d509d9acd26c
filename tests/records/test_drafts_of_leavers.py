"""What somebody left unfinished is finished by a colleague; who hands it over reads none of it."""

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import User
from audit.models import Event
from outbox.models import Message
from records import actions, permissions
from records.models import Encounter, HandcuffUse, OfficerPresent, StatusChange
from records.vocabulary import Involvement, Status, UseStatus
from tests.factories import a_draft, an_officer
from tests.records.browsing import Page, page_of

WRITTEN = "He reached for the door twice."
PLACE = "Behind the old mill"


@pytest.fixture
def left(cast):
    """The officer has gone, and left two drafts with something in them."""
    drafts = [
        a_draft(
            cast.officer,
            complete=True,
            justification_necessity=WRITTEN,
            location_description=PLACE,
        )
        for _ in range(2)
    ]
    User.objects.filter(pk=cast.officer.pk).update(is_active=False)
    cast.officer.refresh_from_db()
    return drafts


def hand_over(cast, *, by, to):
    return actions.hand_over_left(leaver=cast.officer, to=to, by=by, at=timezone.now())


def address(cast):
    return reverse("hand_over_left", args=[cast.officer.pk])


def test_every_draft_goes_to_the_colleague_and_the_words_stay_who_wrote_them(cast, left):
    hand_over(cast, by=cast.administrator, to=cast.colleague)
    for draft in left:
        draft.refresh_from_db()
        assert (draft.reporting_officer, draft.team) == (cast.colleague, cast.colleague.team)
        assert draft.status == Status.DRAFT
        listed = OfficerPresent.objects.get(encounter=draft)
        assert (listed.officer, listed.involvement) == (cast.officer, Involvement.APPLIED)
        theirs = HandcuffUse.objects.get(encounter=draft, officer=cast.officer)
        own = HandcuffUse.objects.get(encounter=draft, officer=cast.colleague)
        assert (theirs.justification_necessity, theirs.status) == (WRITTEN, UseStatus.DRAFT)
        assert own.justification_necessity == ""


def test_each_draft_has_its_step_its_event_and_its_mail(cast, left):
    hand_over(cast, by=cast.administrator, to=cast.colleague)
    for draft in left:
        step = StatusChange.objects.filter(encounter=draft).latest("pk")
        assert (step.step, step.by) == ("hand_over", cast.administrator)
        assert f"as {cast.officer} left" in step.reason
        event = Event.objects.filter(object_id=str(draft.pk)).latest("id")
        assert (event.action, event.detail["to"]) == ("hand_over", cast.colleague.pk)
        mail = Message.objects.get(to=cast.colleague.email, subject__contains=draft.reference)
        assert WRITTEN not in mail.body


def test_only_administrators_and_only_of_somebody_who_left(cast, left):
    for person in (cast.colleague, cast.sergeant, cast.standards, cast.analyst):
        with pytest.raises(actions.NotAllowed):
            hand_over(cast, by=person, to=cast.colleague)
    verdict = permissions.may_hand_over_left(cast.administrator, cast.colleague)
    assert "only they hand over their drafts" in verdict.reason
    with pytest.raises(actions.NotAllowed):
        hand_over(cast, by=cast.administrator, to=cast.analyst)
    assert Encounter.objects.drafts_of(cast.officer).count() == 2


def test_who_hands_them_over_sees_references_and_nothing_else(client, cast, left):
    client.force_login(cast.administrator)
    person = page_of(client, "person", cast.officer.pk)
    assert address(cast) in person.links
    page = page_of(client, "hand_over_left", cast.officer.pk)
    assert all(draft.reference in page.text for draft in left)
    assert PLACE not in page.html
    assert WRITTEN not in page.html
    assert client.get(reverse("tasks", args=[left[0].pk])).status_code == 404


def test_the_name_is_shown_first_and_a_second_click_finds_nothing_left(client, cast, left):
    client.force_login(cast.administrator)
    sent = {
        "version": cast.officer.version,
        "warrant_number": cast.colleague.warrant_number,
    }
    page = Page(client.post(address(cast), sent))
    assert "This number is of Colleague" in page.text
    assert Encounter.objects.drafts_of(cast.officer).count() == 2
    confirmed = sent | {"confirmed": cast.colleague.pk}
    page = Page(client.post(address(cast), confirmed, follow=True))
    assert "With Colleague now: " in page.text
    page = Page(client.post(address(cast), confirmed, follow=True))
    assert "has left no drafts" in page.text


@pytest.mark.parametrize("who", ["analyst", "officer"])
def test_who_cannot_finish_them_is_refused_with_the_reason(client, cast, left, who):
    client.force_login(cast.administrator)
    sent = {"version": 1, "warrant_number": getattr(cast, who).warrant_number}
    page = Page(client.post(address(cast), sent))
    assert page.summary
    assert Encounter.objects.drafts_of(cast.officer).count() == 2


def test_who_left_gets_no_mail_when_it_is_filed(cast, left):
    hand_over(cast, by=cast.administrator, to=cast.colleague)
    (draft, _) = left
    draft.refresh_from_db()
    helper = an_officer(team=cast.colleague.team)
    OfficerPresent.objects.create(encounter=draft, officer=helper, involvement=Involvement.APPLIED)
    written = HandcuffUse.objects.get(encounter=draft, officer=cast.officer)
    own = HandcuffUse.objects.get(encounter=draft, officer=cast.colleague)
    own_id = own.pk
    written.pk, written.officer, written.id = own_id, cast.colleague, own_id
    written.justification_necessity = "I saw him reach for it as well."
    written.save(force_update=True)
    actions.submit(
        encounter_id=draft.pk,
        version_seen=draft.version,
        by=cast.colleague,
        at=timezone.now(),
    )
    assert Message.objects.filter(to=helper.email).exists()
    assert not Message.objects.filter(to=cast.officer.email).exists()
