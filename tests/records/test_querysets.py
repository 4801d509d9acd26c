"""The one door, person by person and status by status; and the lists behind it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accounts.models import Role
from records import actions
from records.models import Encounter, RecordAccess
from records.permissions import may_give_account, may_review
from records.vocabulary import COUNTED_STATUSES, Involvement, ReturnReason, Status
from tests.factories import a_draft, a_judgement, a_person, an_encounter, professional_standards

OWN = {"officer"}
PRESENT = {"colleague", "helper", "bystander"}
ABOVE = {"sergeant", "both", "inspector", "chief"}


def who_sees(encounter, cast) -> set[str]:
    return {
        name
        for name, person in cast.people().items()
        if Encounter.objects.visible_to(person).filter(pk=encounter.pk).exists()
    }


def open_record(encounter, by, *, at=None) -> None:
    actions.open_record(
        reference=encounter.reference, reason="Complaint 12", by=by, at=at or timezone.now()
    )


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
    assert "standards" in who_sees(cleared, cast)


def test_a_record_opened_with_a_reason_is_visible_to_who_opened_it(cast, in_status):
    filed, another = in_status("accepted"), professional_standards()
    open_record(filed, cast.standards)
    assert filed in Encounter.objects.visible_to(cast.standards)
    assert filed not in Encounter.objects.visible_to(another)


def test_a_record_opened_yesterday_is_closed_again(cast, in_status):
    filed = in_status("accepted")
    open_record(filed, cast.standards, at=timezone.now() - timedelta(hours=24, seconds=1))
    assert RecordAccess.objects.exists()
    assert filed not in Encounter.objects.visible_to(cast.standards)


def test_having_opened_a_record_gives_nothing_to_who_left_professional_standards(cast, in_status):
    open_record(in_status("accepted"), cast.standards)
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


def test_several_roles_see_what_each_of_them_sees(cast, in_status):
    cast.neighbour.roles = [Role.OFFICER, Role.SUPERVISOR, Role.PROFESSIONAL_STANDARDS]
    own = a_draft(cast.neighbour)
    of_their_team = an_encounter("submitted", officer=cast.colleague)
    assert set(Encounter.objects.visible_to(cast.neighbour)) == {
        own,
        of_their_team,
        in_status("escalated"),
        in_status("upheld"),
    }


def test_a_record_appears_once_however_many_reasons_there_are_to_see_it(cast, in_status):
    escalated = in_status("escalated")
    cast.officer.roles = list(Role)
    cast.officer.save()
    for _ in range(2):
        open_record(escalated, cast.officer)
    assert Encounter.objects.visible_to(cast.officer).filter(pk=escalated.pk).count() == 1


def test_a_supervisor_without_a_team_sees_no_team(cast, in_status):
    assert in_status("submitted")
    cast.chief.team = None
    assert not Encounter.objects.visible_to(cast.chief).exists()


def test_the_record_of_an_officer_who_moved_stays_with_the_old_team(cast, in_status):
    cast.officer.team = cast.neighbour.team
    cast.officer.save()
    assert who_sees(in_status("submitted"), cast) == OWN | PRESENT | ABOVE


def test_reports_count_filed_records_that_were_not_withdrawn(in_status):
    made = {in_status(status) for status in Status}
    counted = {in_status(status) for status in COUNTED_STATUSES}
    assert set(Encounter.objects.counted()) == counted
    assert set(Encounter.objects.filed()) == counted | {in_status("withdrawn")} < made


def test_drafts_are_those_of_the_officer(cast, in_status):
    a_draft(cast.stranger)
    assert list(Encounter.objects.drafts_of(cast.officer)) == [in_status("draft")]


def test_returned_to_finds_the_open_question_for_a_person(cast, in_status):
    for_colleague = an_encounter(
        "returned",
        officer=cast.officer,
        supervisor=cast.sergeant,
        colleagues=cast.present(),
        question_for=cast.colleague,
    )
    assert list(Encounter.objects.returned_to(cast.officer)) == [in_status("returned")]
    assert list(Encounter.objects.returned_to(cast.colleague)) == [for_colleague]


def test_a_question_on_a_record_that_was_withdrawn_waits_for_nobody(cast, in_status):
    returned = in_status("returned")
    actions.withdraw(
        encounter_id=returned.pk,
        reason="Duplicate",
        version_seen=returned.version,
        by=cast.officer,
        at=timezone.now(),
    )
    assert not Encounter.objects.returned_to(cast.officer).exists()


def test_an_answered_question_waits_for_nobody_until_another_is_asked(cast, in_status):
    returned = in_status("returned")
    answered = actions.resubmit(
        encounter_id=returned.pk,
        answer="Because he ran",
        version_seen=returned.version,
        by=cast.officer,
        at=timezone.now(),
    )
    assert not Encounter.objects.returned_to(cast.officer).exists()
    actions.return_with_question(
        encounter_id=answered.pk,
        judgement=a_judgement(),
        question="And then?",
        question_for=cast.officer,
        reasons=[ReturnReason.TOO_SHORT],
        version_seen=answered.version,
        by=cast.sergeant,
        at=timezone.now(),
    )
    assert list(Encounter.objects.returned_to(cast.officer)) == [answered]


def test_an_account_is_waited_for_while_it_can_be_given(cast, in_status):
    waiting = set(Encounter.objects.waiting_for_account_of(cast.colleague))
    assert waiting == {in_status(status) for status in ("submitted", "returned", "escalated")}
    for encounter in map(in_status, Status):
        assert bool(may_give_account(cast.colleague, encounter)) is (encounter in waiting)


@pytest.mark.parametrize("who", ["officer", "helper", "bystander", "stranger", "sergeant"])
def test_no_account_is_waited_for_of_who_applied_nothing_or_reported(cast, in_status, who):
    assert in_status("submitted")
    assert not Encounter.objects.waiting_for_account_of(getattr(cast, who)).exists()


def test_no_account_is_waited_for_after_it_was_denied(cast, in_status):
    encounter = in_status("submitted")
    actions.deny_involvement(
        encounter_id=encounter.pk,
        reason="Elsewhere",
        version_seen=encounter.version,
        by=cast.colleague,
        at=timezone.now(),
    )
    assert encounter not in Encounter.objects.waiting_for_account_of(cast.colleague)


def test_the_queue_of_a_supervisor_holds_what_they_can_decide(cast, in_status):
    """Not their own, not what they took part in, not what another team filed."""
    own = an_encounter("submitted", officer=cast.both)
    attended = an_encounter(
        "submitted", officer=cast.stranger, colleagues={cast.both: Involvement.PRESENT}
    )
    elsewhere = an_encounter(
        "submitted", officer=cast.colleague, colleagues={cast.both: Involvement.PRESENT}
    )
    queue = set(Encounter.objects.reviewable_by(cast.both))
    assert queue == {in_status("submitted")}
    assert set(Encounter.objects.reviewable_by(cast.sergeant)) == queue | {own, attended}
    for encounter in (in_status("submitted"), own, attended, elsewhere):
        for supervisor in (cast.both, cast.sergeant, cast.neighbour, cast.chief):
            assert bool(may_review(supervisor, encounter)) is (
                encounter in Encounter.objects.reviewable_by(supervisor)
            )


def test_a_supervisor_without_a_team_has_nothing_to_decide(cast, in_status):
    assert in_status("submitted")
    cast.chief.team = None
    assert not Encounter.objects.reviewable_by(cast.chief).exists()


def test_the_queue_leaves_out_what_somebody_above_the_supervisor_was_part_of(cast):
    boss = a_person(Role.OFFICER, Role.SUPERVISOR, team=cast.inspector.team)
    encounter = an_encounter(
        "submitted", officer=cast.officer, colleagues={boss: Involvement.PRESENT}
    )
    assert not may_review(cast.sergeant, encounter)
    assert encounter not in Encounter.objects.reviewable_by(cast.sergeant)
    assert encounter in Encounter.objects.reviewable_by(cast.inspector)


def test_overdue_is_what_waits_past_its_deadline(in_status):
    filed = in_status("submitted")
    due = filed.review_due_at
    assert not Encounter.objects.overdue(now=due).exists()
    assert list(Encounter.objects.overdue(now=due + timedelta(seconds=1))) == [filed]
