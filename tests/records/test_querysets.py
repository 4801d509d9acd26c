"""The one door, person by person and status by status; and the lists behind it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Role
from records import actions
from records.models import Encounter, RecordAccess
from records.vocabulary import COUNTED_STATUSES, Involvement, Status
from tests.factories import a_draft, a_judgement, a_person, an_encounter

OWN = {"officer"}
PRESENT = {"colleague", "helper", "bystander"}
ABOVE = {"sergeant", "both", "inspector", "chief"}


def who_sees(encounter, cast) -> set[str]:
    return {
        name
        for name, person in cast.people().items()
        if Encounter.objects.visible_to(person).filter(pk=encounter.pk).exists()
    }


@pytest.mark.parametrize(
    ("status", "seen_by"),
    [
        ("draft", OWN),
        ("discarded", OWN),
        ("submitted", OWN | PRESENT | ABOVE),
        ("returned", OWN | PRESENT | ABOVE),
        ("accepted", OWN | PRESENT | ABOVE),
        ("withdrawn", OWN | PRESENT | ABOVE),
        ("escalated", OWN | PRESENT | ABOVE | {"standards"}),
        ("upheld", OWN | PRESENT | ABOVE | {"standards"}),
    ],
)
def test_who_sees_a_record_depends_on_what_they_are_to_it(cast, in_status, status, seen_by):
    assert who_sees(in_status(status), cast) == seen_by


def test_what_was_once_escalated_stays_visible_to_professional_standards(cast, in_status):
    escalated = in_status("escalated")
    cleared = actions.clear(
        encounter_id=escalated.pk,
        judgement=a_judgement(),
        version_seen=escalated.version,
        by=cast.standards,
        at=timezone.now(),
    )
    assert cleared.status == Status.ACCEPTED
    assert who_sees(cleared, cast) == OWN | PRESENT | ABOVE | {"standards"}


def test_a_record_opened_with_a_reason_is_visible_to_who_opened_it(cast, in_status):
    filed, another = in_status("accepted"), professional_standards()
    actions.open_record(
        reference=filed.reference, reason="Complaint 12", by=cast.standards, at=timezone.now()
    )
    assert who_sees(filed, cast) == OWN | PRESENT | ABOVE | {"standards"}
    assert filed not in Encounter.objects.visible_to(another)


def test_a_record_opened_yesterday_is_closed_again(cast, in_status):
    filed = in_status("accepted")
    yesterday = timezone.now() - timedelta(hours=24, seconds=1)
    actions.open_record(
        reference=filed.reference, reason="Complaint 12", by=cast.standards, at=yesterday
    )
    assert RecordAccess.objects.exists()
    assert "standards" not in who_sees(filed, cast)


def test_having_opened_a_record_gives_nothing_to_who_left_professional_standards(cast, in_status):
    filed = in_status("accepted")
    actions.open_record(
        reference=filed.reference, reason="Complaint 12", by=cast.standards, at=timezone.now()
    )
    cast.standards.roles = [Role.ANALYST]
    assert not Encounter.objects.visible_to(cast.standards).exists()


def test_who_is_not_active_sees_nothing(cast, in_status):
    assert in_status("escalated")
    for person in cast.people().values():
        person.is_active = False
        assert not Encounter.objects.visible_to(person).exists()


def test_analysts_and_administrators_see_no_record_at_all(cast, in_status):
    assert in_status("escalated")
    for person in (cast.analyst, cast.administrator, cast.nobody):
        assert not Encounter.objects.visible_to(person).exists()


def test_several_roles_see_what_each_of_them_sees(cast):
    own = a_draft(cast.neighbour)
    of_team = an_encounter("submitted", officer=cast.colleague)
    escalated = in_status("escalated")
    Encounter.objects.exclude(pk__in=[own.pk, of_team.pk, escalated.pk])
    cast.neighbour.roles = [Role.OFFICER, Role.SUPERVISOR, Role.PROFESSIONAL_STANDARDS]
    assert set(Encounter.objects.visible_to(cast.officer)) == {own, of_team, escalated}


def test_a_record_appears_once_however_many_reasons_there_are_to_see_it(cast):
    both = a_person(*Role, team=cast.officer.team)
    encounter = an_encounter(
        "escalated", by=both, supervisor=cast.sergeant, colleagues=cast.present()
    )
    for _ in range(2):
        actions.open_record(
            reference=encounter.reference, reason="Again", by=both, at=timezone.now()
        )
    assert Encounter.objects.visible_to(both).count() == 1


def test_a_draft_in_which_one_is_listed_is_not_seen_yet(cast):
    draft = a_draft(cast.officer, colleagues=cast.present())
    assert who_sees(draft, cast) == OWN


def test_a_supervisor_without_a_team_sees_no_team(cast):
    an_encounter("submitted", officer=cast.officer)
    cast.chief.team = None
    assert not Encounter.objects.visible_to(cast.chief).exists()


def test_the_record_of_an_officer_who_moved_stays_with_the_old_team(cast):
    filed = an_encounter("submitted", officer=cast.officer)
    cast.officer.team = cast.neighbour.team
    cast.officer.save()
    assert who_sees(filed, cast) == OWN | ABOVE


def test_reports_count_filed_records_that_were_not_withdrawn(cast):
    made = {
        status: an_encounter(status, officer=cast.officer, supervisor=cast.sergeant)
        for status in Status
    }
    counted = set(Encounter.objects.counted().values_list("status", flat=True))
    assert counted == set(COUNTED_STATUSES)
    filed = set(Encounter.objects.filed())
    assert filed == set(made.values()) - {made[Status.DRAFT], made[Status.DISCARDED]}


def test_drafts_are_those_of_the_officer(cast):
    draft = a_draft(cast.officer)
    a_draft(cast.stranger)
    an_encounter("submitted", officer=cast.officer)
    an_encounter("discarded", officer=cast.officer)
    assert list(Encounter.objects.drafts_of(cast.officer)) == [draft]


def test_returned_to_finds_the_open_question_for_a_person(cast):
    mine = an_encounter("returned", officer=cast.officer, supervisor=cast.sergeant)
    for_colleague = an_encounter(
        "returned",
        by=cast.officer,
        supervisor=cast.sergeant,
        colleagues=cast.present(),
        question_for=cast.colleague,
    )
    withdrawn = an_encounter("returned", officer=cast.officer, supervisor=cast.sergeant)
    actions.withdraw(
        encounter_id=withdrawn.pk,
        reason="Duplicate",
        version_seen=withdrawn.version,
        by=cast.officer,
        at=timezone.now(),
    )
    assert list(Encounter.objects.returned_to(cast.officer)) == [mine]
    assert list(Encounter.objects.returned_to(cast.colleague)) == [for_colleague]


def test_an_answered_question_is_returned_to_nobody(cast):
    returned = an_encounter("returned", officer=cast.officer, supervisor=cast.sergeant)
    answered = actions.resubmit(
        encounter_id=returned.pk,
        answer="Because he ran",
        version_seen=returned.version,
        by=cast.officer,
        at=timezone.now(),
    )
    assert not Encounter.objects.returned_to(cast.officer).exists()
    again = actions.return_with_question(
        encounter_id=answered.pk,
        judgement=JUDGEMENT,
        question="And then?",
        question_for=cast.officer,
        version_seen=answered.version,
        by=cast.sergeant,
        at=timezone.now(),
    )
    assert list(Encounter.objects.returned_to(cast.officer)) == [again]


@pytest.mark.parametrize(
    ("status", "waits"),
    [
        ("draft", False),
        ("submitted", True),
        ("returned", True),
        ("escalated", True),
        ("accepted", False),
        ("upheld", False),
        ("withdrawn", False),
    ],
)
def test_an_account_is_waited_for_while_it_can_be_given(cast, status, waits):
    encounter = an_encounter(
        status, officer=cast.officer, supervisor=cast.sergeant, colleagues=cast.present()
    )
    waiting = Encounter.objects.waiting_for_account_of
    assert list(waiting(cast.colleague)) == ([encounter] if waits else [])
    for other in (cast.officer, cast.helper, cast.bystander, cast.stranger):
        assert not waiting(other).exists()


def test_no_account_is_waited_for_after_it_was_denied(cast):
    encounter = an_encounter("submitted", officer=cast.officer, colleagues=cast.present())
    actions.deny_involvement(
        encounter_id=encounter.pk,
        reason="Elsewhere",
        version_seen=encounter.version,
        by=cast.colleague,
        at=timezone.now(),
    )
    assert not Encounter.objects.waiting_for_account_of(cast.colleague).exists()


def test_the_queue_of_a_supervisor_holds_what_they_can_decide(cast):
    """Not their own, not what they took part in, not what another team filed."""
    decidable = an_encounter("submitted", officer=cast.officer)
    an_encounter("submitted", officer=cast.officer, colleagues={cast.sergeant: Involvement.PRESENT})
    an_encounter("submitted", officer=cast.colleague, colleagues={cast.sergeant: Involvement.PRESENT})
    an_encounter("submitted", officer=cast.colleague)
    an_encounter("returned", officer=cast.officer, supervisor=cast.sergeant)
    both = a_person(Role.OFFICER, Role.SUPERVISOR, team=cast.officer.team)
    own = an_encounter("submitted", officer=both)
    assert set(Encounter.objects.reviewable_by(cast.sergeant)) == {decidable, own}
    assert own not in Encounter.objects.reviewable_by(both)
    assert decidable in Encounter.objects.reviewable_by(both)


def test_a_supervisor_without_a_team_has_nothing_to_decide(cast):
    an_encounter("submitted", officer=cast.officer)
    cast.chief.team = None
    assert not Encounter.objects.reviewable_by(cast.chief).exists()


def test_overdue_is_what_waits_past_its_deadline(cast):
    filed = an_encounter("submitted", officer=cast.officer)
    an_encounter("returned", officer=cast.officer, supervisor=a_supervisor(team=cast.officer.team))
    due = filed.review_due_at
    assert not Encounter.objects.overdue(now=due).exists()
    assert list(Encounter.objects.overdue(now=due + timedelta(seconds=1))) == [filed]
