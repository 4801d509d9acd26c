"""Body-worn video: when it is deleted, and that it is kept once somebody marked it as evidence."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from audit.models import Event
from records import actions, permissions
from records.models import Encounter, FootageMark
from records.presenters.footage import footage
from records.vocabulary import Status
from tests.factories import a_judgement, an_encounter
from tests.records.browsing import Page, page_of

TODAY = timezone.localdate


def mark(encounter, by, *, on, version=None):
    return actions.mark_footage(
        encounter_id=encounter.pk,
        version_seen=version or Encounter.objects.get(pk=encounter.pk).version,
        marked_on=on,
        by=by,
        at=timezone.now(),
    )


@pytest.mark.parametrize(
    ("days", "words", "urgent"),
    [
        (0, "in 31 days", False),
        (19, "in 12 days", False),
        (24, "in 7 days", True),
        (30, "tomorrow", True),
        (31, "today", True),
        (32, "was deleted", True),
        (40, "9 days ago", True),
    ],
)
def test_the_day_on_which_footage_is_deleted(cast, in_status, days, words, urgent):
    filed = in_status("submitted")
    found = footage(filed, now=filed.occurred_at + timedelta(days=days))
    assert words in found.text
    assert found.is_urgent is urgent


def test_without_footage_there_is_nothing_to_delete_or_to_mark(cast):
    filed = an_encounter(officer=cast.officer, video_recording="no")
    assert footage(filed, now=timezone.now()) is None
    with pytest.raises(actions.NotAllowed, match="says nothing of footage"):
        mark(filed, cast.officer, on=TODAY())


@pytest.mark.parametrize(
    ("who", "may"),
    [
        *(("officer", True), ("colleague", True), ("bystander", True)),
        *(("sergeant", True), ("inspector", True), ("standards", True)),
        *(("stranger", False), ("neighbour", False), ("analyst", False), ("administrator", False)),
    ],
)
def test_who_takes_part_or_reviews_may_say_that_it_is_marked(cast, in_status, who, may):
    verdict = permissions.may_mark_footage(getattr(cast, who), in_status(Status.ESCALATED))
    assert bool(verdict) is may
    assert bool(verdict.reason) is not may


def test_a_mark_is_kept_logged_and_makes_the_record_another(cast, in_status):
    encounter = in_status(Status.SUBMITTED)
    after = mark(encounter, cast.helper, on=TODAY())
    assert after.version == encounter.version + 1
    event = Event.objects.latest("id")
    assert (event.action, event.actor) == ("mark_footage", str(cast.helper.pk))
    assert event.detail == {"marked_on": ["", str(TODAY())]}
    found = footage(after, now=timezone.now() + timedelta(days=30))
    assert found.is_kept
    assert not found.is_urgent
    assert "says Helper" in found.text


def test_the_same_said_twice_is_said_once(cast, in_status):
    """A double click, and two officers who say it at once on pages of the same version."""
    encounter = in_status(Status.SUBMITTED)
    mark(encounter, cast.officer, on=TODAY(), version=encounter.version)
    before = Event.objects.count()
    mark(encounter, cast.helper, on=TODAY(), version=encounter.version)
    assert FootageMark.objects.filter(encounter=encounter).count() == 1
    assert Event.objects.count() == before


def test_another_day_from_a_stale_page_is_refused(cast, in_status):
    encounter = in_status(Status.SUBMITTED)
    mark(encounter, cast.officer, on=TODAY(), version=encounter.version)
    with pytest.raises(actions.Stale):
        mark(encounter, cast.helper, on=None, version=encounter.version)
    assert footage(encounter, now=timezone.now()).is_kept


def test_a_mark_can_be_taken_back_and_all_that_was_said_remains(cast, in_status):
    encounter = in_status(Status.SUBMITTED)
    mark(encounter, cast.officer, on=TODAY())
    mark(encounter, cast.sergeant, on=None)
    assert "unless it is marked" in footage(encounter, now=timezone.now()).text
    assert FootageMark.objects.filter(encounter=encounter).count() == 2


def test_a_reviewer_who_is_deciding_is_told_of_a_mark(cast, in_status):
    encounter = in_status(Status.SUBMITTED)
    mark(encounter, cast.officer, on=TODAY())
    with pytest.raises(actions.Stale):
        actions.accept(
            encounter_id=encounter.pk,
            judgement=a_judgement(),
            version_seen=encounter.version,
            by=cast.sergeant,
            at=timezone.now(),
        )


# -- What is deleted soon -------------------------------------------------------------------------


# Lunchtime in summer; the event an hour before midnight in London, still the day before in UTC.
NOW = datetime(2026, 7, 20, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize("ago", [22, 23, 24, 25, 30, 31, 32, 33])
@pytest.mark.parametrize("hour", [0, 12, 23])
def test_the_reminder_is_of_the_days_on_which_the_page_is_urgent(cast, ago, hour):
    event = timezone.make_aware(datetime(2026, 7, 20, hour, 30)) - timedelta(days=ago)
    encounter = an_encounter(officer=cast.officer, occurred_at=event)
    found = footage(encounter, now=NOW)
    soon = found.is_urgent and "was deleted" not in found.text
    assert Encounter.objects.footage_deleted_soon(now=NOW).exists() is soon


def test_nobody_is_reminded_of_footage_that_is_kept_and_again_once_it_is_not(cast):
    event = NOW - timedelta(days=28)
    encounter = an_encounter(officer=cast.officer, occurred_at=event)
    soon = Encounter.objects.footage_deleted_soon(now=NOW)
    assert list(soon) == [encounter]
    mark(encounter, cast.officer, on=date(2026, 7, 1))
    assert not soon.all().exists()
    mark(encounter, cast.officer, on=None)
    assert list(soon.all()) == [encounter]


# -- The page -------------------------------------------------------------------------------------


def address(encounter) -> str:
    return reverse("mark_footage", args=[encounter.pk])


def test_the_page_says_what_is_known_and_keeps_the_day(client, cast, in_status):
    encounter = in_status(Status.SUBMITTED)
    client.force_login(cast.sergeant)
    record = page_of(client, "encounter", encounter.pk)
    assert "Say that it is marked" in record.text
    page = Page(client.get(address(encounter)))
    assert "unless it is marked as evidence" in page.text
    said = {"version": encounter.version, "marked_on": f"{TODAY():%d/%m/%Y}"}
    answer = Page(client.post(address(encounter), said, follow=True))
    assert "the footage is kept as evidence" in answer.text
    assert "Footage was marked as evidence on" in answer.text
    said = {"version": encounter.version + 1, "marked_on": ""}
    answer = Page(client.post(address(encounter), said, follow=True))
    assert "the footage is not marked as evidence" in answer.text
    assert "unless it is marked as evidence" in answer.text


@pytest.mark.parametrize(
    ("day", "message"),
    [
        ("", "Enter the day on which it was marked"),
        ("soon", "Enter a date such as 27/03/2026"),
        ("31/02/2026", "Enter a date such as 27/03/2026"),
        ("01/01/2999", "The date is in the future"),
        ("01/01/2020", "The encounter began later"),
        ("\u202e01/01/2026", "Enter a date such as 27/03/2026"),
    ],
)
def test_a_day_that_cannot_be_is_answered_in_words(client, cast, in_status, day, message):
    encounter = in_status(Status.SUBMITTED)
    client.force_login(cast.officer)
    said = {"version": encounter.version, "marked_on": day}
    assert message in Page(client.post(address(encounter), said)).text
    assert not FootageMark.objects.exists()


def test_a_stale_page_keeps_what_was_typed(client, cast, in_status):
    encounter = in_status(Status.SUBMITTED)
    mark(encounter, cast.officer, on=TODAY())
    client.force_login(cast.sergeant)
    said = {"version": encounter.version, "marked_on": f"{encounter.occurred_at:%d/%m/%Y}"}
    if encounter.occurred_at.date() == TODAY():
        said["marked_on"] = ""
    page = Page(client.post(address(encounter), said))
    assert "The record changed meanwhile" in page.text
    assert "says Officer" in page.text
    assert FootageMark.objects.count() == 1
