"""Filing a record: complete, in time or explained, once; and withdrawing it."""

from datetime import timedelta

import pytest
from django.db.utils import IntegrityError
from django.utils import timezone

from audit.models import Event
from records import actions
from records.models import Encounter
from records.questionnaire import Empty, Section, questions
from records.vocabulary import Compliance, Status, UseStatus, YesNo
from records.workflow import StepNotPossible
from tests.factories import a_draft
from tests.records.conftest import everything_written

BLANK = {Empty.TEXT: "", Empty.LIST: [], Empty.NULL: None}


def submit(encounter, by, *, at=None, **more) -> Encounter:
    return actions.submit(
        encounter_id=encounter.pk,
        version_seen=encounter.version,
        by=by,
        at=at or timezone.now(),
        **more,
    )


def test_filing_gives_the_account_and_sets_the_deadlines(cast, in_status, settings):
    settings.REVIEW_WITHIN_HOURS, settings.ACCOUNT_WITHIN_HOURS = 48, 24
    at = timezone.now()
    filed = submit(in_status("draft"), cast.officer, at=at)
    filed.refresh_from_db()
    assert (filed.status, filed.submitted_at) == (Status.SUBMITTED, at)
    assert filed.review_due_at == at + timedelta(hours=48)
    use = filed.uses.get()
    assert (use.status, use.submitted_at) == (UseStatus.SUBMITTED, at)


def test_filing_asks_those_who_applied_handcuffs_for_their_accounts(cast, in_status, settings):
    settings.ACCOUNT_WITHIN_HOURS = 24
    at = timezone.now()
    filed = submit(in_status("draft"), cast.officer, at=at)
    assert {row.officer: row.account_due_at for row in filed.officers_present.all()} == {
        cast.colleague: at + timedelta(hours=24),
        cast.helper: None,
        cast.bystander: None,
    }


def test_filing_sums_up_the_account_on_the_encounter(in_status):
    draft, filed = in_status("draft"), in_status("submitted")
    assert (draft.officer_reports, draft.compliance, draft.before_arrest) == (0, "", "")
    assert (filed.officer_reports, filed.compliance, filed.before_arrest) == (
        1,
        Compliance.COMPLIANT,
        YesNo.YES,
    )


@pytest.mark.parametrize("section", Section)
def test_a_record_with_an_unfinished_section_is_not_filed(cast, in_status, section):
    draft = in_status("draft")
    draft = actions.save_section(
        encounter_id=draft.pk,
        section=section,
        answers={question.name: BLANK[question.empty] for question in questions(section)},
        version_seen=draft.version,
        by=cast.officer,
        at=timezone.now(),
    )
    before = everything_written()
    with pytest.raises(actions.Incomplete):
        submit(draft, cast.officer)
    assert everything_written() == before


def test_times_that_have_not_come_yet_are_not_filed(cast, in_status):
    """The same rule at filing as on the page, whatever was saved before."""
    with pytest.raises(actions.Incomplete):
        submit(in_status("draft"), cast.officer, at=timezone.now() - timedelta(days=2))


@pytest.mark.parametrize(("hours", "late"), [(1, False), (24, False), (25, True), (2160, True)])
def test_a_record_is_late_when_filed_after_the_deadline(db, hours, late):
    at = timezone.now()
    encounter = Encounter(occurred_at=at - timedelta(hours=hours))
    assert actions.is_late(encounter, at=at) is late


def test_the_hours_within_which_to_file_can_be_set(db, settings):
    settings.RECORD_WITHIN_HOURS = 48
    at = timezone.now()
    assert not actions.is_late(Encounter(occurred_at=at - timedelta(hours=48)), at=at)
    assert actions.is_late(Encounter(occurred_at=at - timedelta(hours=49)), at=at)


def test_a_late_record_needs_an_explanation(cast):
    long_ago = timezone.now() - timedelta(days=3)
    draft = a_draft(cast.officer, complete=True, occurred_at=long_ago)
    before = everything_written()
    with pytest.raises(actions.ExplanationNeeded):
        submit(draft, cast.officer)
    assert everything_written() == before
    filed = submit(draft, cast.officer, late_explanation="I was taken ill")
    filed.refresh_from_db()
    assert (filed.is_late, filed.late_explanation) == (True, "I was taken ill")
    assert Event.objects.latest("id").detail == {"late": True}


def test_the_explanation_of_a_record_that_is_not_late_is_not_kept(cast, in_status):
    filed = submit(in_status("draft"), cast.officer, late_explanation="None needed")
    filed.refresh_from_db()
    assert (filed.is_late, filed.late_explanation) == (False, "")


def test_filing_twice_is_filing_once(cast, in_status):
    draft = in_status("draft")
    submit(draft, cast.officer)
    before = everything_written()
    with pytest.raises(StepNotPossible):
        submit(draft, cast.officer)
    assert everything_written() == before


def withdraw(encounter, by, reason="Duplicate of HC-26-000001") -> Encounter:
    return actions.withdraw(
        encounter_id=encounter.pk,
        reason=reason,
        version_seen=encounter.version,
        by=by,
        at=timezone.now(),
    )


def test_a_withdrawn_record_keeps_its_reason_and_leaves_queue_and_figures(cast, in_status):
    filed = in_status("submitted")
    withdraw(filed, cast.officer)
    filed.refresh_from_db()
    assert (filed.status, filed.review_due_at) == (Status.WITHDRAWN, None)
    assert filed.submitted_at is not None
    assert filed.status_changes.get(step="withdraw").reason == "Duplicate of HC-26-000001"
    assert filed not in Encounter.objects.counted()
    assert filed not in Encounter.objects.reviewable_by(cast.sergeant)


def test_the_database_refuses_a_withdrawal_without_a_reason(cast, in_status):
    filed, before = in_status("submitted"), everything_written()
    with pytest.raises(IntegrityError, match="status_change_withdrawal_has_reason"):
        withdraw(filed, cast.officer, reason="")
    assert everything_written() == before


@pytest.mark.parametrize("status", ["escalated", "upheld"])
def test_what_professional_standards_examine_is_theirs_to_withdraw(cast, in_status, status):
    """Else a supervisor could take the record away from those who examine it."""
    filed = in_status(status)
    for who in (cast.officer, cast.sergeant, cast.chief):
        with pytest.raises(actions.NotAllowed):
            withdraw(filed, who)
    assert withdraw(filed, cast.standards).status == Status.WITHDRAWN
