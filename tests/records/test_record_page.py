"""The record page: what happened in order, where accounts differ, when the footage goes."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from records.models import Encounter
from records.presenters.accounts import accounts
from records.presenters.timeline import timeline
from records.vocabulary import Involvement, UseStatus
from tests.factories import a_draft, an_encounter, an_officer, give_account
from tests.records.browsing import page_of


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def course(*, contact: str, on: str, off: str, arrest: str | None = None, uses: int = 1):
    """A timeline from these times in UTC, of one officer or of several who did the same."""
    draft = a_draft(
        an_officer(name="Ada"),
        complete=True,
        at=at("2026-12-30T12:00"),
        occurred_at=at(contact),
        applied_at=at(on),
        ended_at=at(off),
        **({"outcomes": ["arrested"], "arrested_at": at(arrest)} if arrest else {}),
    )
    draft.uses.update(status=UseStatus.SUBMITTED, submitted_at=at("2026-12-30T12:00"))
    return timeline(Encounter.objects.get(pk=draft.pk))


def share(text: str) -> float:
    assert text.endswith("%")
    return float(text[:-1])


@pytest.mark.django_db
def test_the_course_goes_from_first_contact_to_the_last_handcuffs_off():
    found = course(
        contact="2026-02-03T14:00",
        on="2026-02-03T14:10",
        off="2026-02-03T14:40",
        arrest="2026-02-03T14:20",
    )
    assert [event.what for event in found.events] == [
        "First contact",
        "Ada put handcuffs on",
        "Arrest",
        "Handcuffs removed (Ada), after 30 minutes",
    ]
    assert [event.when for event in found.events] == [
        *("3 February 2026 at 14:00", "14:10", "14:20", "14:40"),
    ]
    (bar,) = found.bars
    assert (share(bar.x), share(bar.width)) == (25, 75)
    assert [share(mark.x) for mark in found.marks] == [0, 50]
    assert found.summary.startswith("From the first handcuffs on to the last off: 30 minutes")
    assert "searched (PACE 1984 s1)" in found.untimed[0]


@pytest.mark.django_db
def test_past_midnight_the_new_day_is_said_once():
    found = course(contact="2026-02-03T23:50", on="2026-02-03T23:58", off="2026-02-04T00:20")
    assert [event.when for event in found.events] == [
        *("3 February 2026 at 23:50", "23:58", "4 February 2026 at 00:20"),
    ]


@pytest.mark.django_db
def test_the_hour_that_comes_twice_in_october_is_as_long_as_it_was_and_says_which_it_was():
    found = course(contact="2026-10-25T00:20", on="2026-10-25T00:40", off="2026-10-25T01:20")
    assert [event.when for event in found.events] == [
        *("25 October 2026 at 01:20 BST", "01:40 BST", "01:20 GMT"),
    ]
    assert found.bars[0].text == "01:40 BST to 01:20 GMT, 40 minutes"
    assert share(found.bars[0].width) == pytest.approx(66.67)


@pytest.mark.django_db
@pytest.mark.parametrize("minutes", [0, 1, 7, 59, 600, 1440 * 3])
def test_a_course_of_any_length_is_drawn_inside_its_frame_with_few_marks_on_the_axis(minutes):
    began = at("2026-03-28T22:00")
    found = course(
        contact=began.isoformat()[:16],
        on=began.isoformat()[:16],
        off=(began + timedelta(minutes=minutes)).isoformat()[:16],
    )
    for bar in found.bars:
        assert share(bar.x) >= 0
        assert share(bar.width) > 0
        assert share(bar.x) + share(bar.width) <= 100.01
    assert len(found.ticks) <= 5
    places = [share(tick.x) for tick in found.ticks]
    assert places == sorted(places)
    assert all(0 <= place <= 100 for place in places)


@pytest.mark.django_db
def test_an_account_that_is_not_given_is_not_drawn(cast, in_status):
    filed = in_status("submitted")
    assert len(timeline(filed).bars) == 1
    given = give_account(encounter=filed, officer=cast.colleague)
    assert [bar.officer for bar in timeline(given).bars] == ["Officer", "Colleague"]


def differing(encounter: Encounter) -> dict[str, tuple]:
    _, found = accounts(Encounter.objects.get(pk=encounter.pk))
    return {one.ask: one.answers for one in found}


@pytest.mark.django_db
def test_accounts_that_agree_have_no_differences(cast, in_status):
    filed = give_account(encounter=in_status("submitted"), officer=cast.colleague)
    assert differing(filed) == {}


@pytest.mark.django_db
@pytest.mark.parametrize(("minutes", "marked"), [(5, False), (6, True)])
def test_times_differ_if_they_lie_further_apart_than_is_usual(
    cast, in_status, settings, minutes, marked
):
    settings.ACCOUNT_TIMES_DIFFER_MINUTES = 5
    filed = in_status("submitted")
    own = filed.uses.get()
    later = own.ended_at + timedelta(minutes=minutes)
    filed = give_account(
        encounter=filed,
        officer=cast.colleague,
        ended_at=later,
        at=timezone.now() + timedelta(hours=1),
    )
    assert ("When was that?" in differing(filed)) is marked


@pytest.mark.django_db
def test_the_same_question_with_another_answer_is_marked_in_words(client, cast, in_status):
    filed = give_account(
        encounter=in_status("submitted"),
        officer=cast.colleague,
        conduct="active_resistance",
        force_reasons=["prevent_escape", "effect_search"],
        justification_necessity="Other words",
        officer_injured="yes",
    )
    found = differing(filed)
    assert set(found) == {"How did the person behave?", "What was the reason for force?"}
    assert [officer for officer, _ in found["How did the person behave?"]] == [
        *("Officer", "Colleague"),
    ]
    client.force_login(cast.sergeant)
    text = page_of(client, "review", filed.pk).text
    assert "The accounts differ" in text
    # Two questions in two accounts.
    assert text.count("Differs between the accounts") == 4


@pytest.mark.django_db
def test_reviewers_read_flags_and_training_and_the_officers_do_not(client, cast):
    child = an_encounter(
        officer=cast.officer,
        colleagues={cast.helper: Involvement.PRESENT},
        age_basis="known",
        age_years=15,
    )
    client.force_login(cast.sergeant)
    text = page_of(client, "encounter", child.pk).text
    assert "What to look at" in text
    assert "Training on the day" in text
    for who in (cast.officer, cast.helper):
        client.force_login(who)
        text = page_of(client, "encounter", child.pk).text
        assert "What to look at" not in text
        assert "Training on the day" not in text


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("who", "status", "reason"),
    [
        ("sergeant", "accepted", "It is “Accepted”, so nothing waits to be decided."),
        ("sergeant", "returned", "“Returned with a question”"),
        ("sergeant", "escalated", "Professional standards decide on escalated records."),
        ("standards", "upheld", "“Concern upheld”"),
    ],
)
def test_the_button_to_decide_stands_there_also_when_it_is_off(
    client, cast, in_status, who, status, reason
):
    client.force_login(getattr(cast, who))
    page = page_of(client, "encounter", in_status(status).pk)
    assert reason in page.text
    assert "Decide" in page.text
