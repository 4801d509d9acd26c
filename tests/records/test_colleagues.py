"""Accounts of colleagues who applied handcuffs in an encounter that somebody else reported."""

import pytest
from django.utils import timezone

from records import actions
from records.models import Encounter, HandcuffUse
from records.questionnaire import Section
from records.vocabulary import Compliance, Involvement, Status, UseStatus, YesNo
from tests.records.conftest import everything_written, write_account


def give(encounter, by, *, at=None) -> Encounter:
    return actions.give_account(
        encounter_id=encounter.pk,
        version_seen=encounter.version,
        by=by,
        at=at or timezone.now(),
    )


@pytest.fixture
def begun(cast, in_status) -> Encounter:
    """A submitted record with a finished account of the colleague that is not given yet."""
    return write_account(cast.colleague, in_status("submitted"))


def test_the_first_section_opens_the_account_and_the_next_finds_it(cast, begun):
    use = begun.uses.get(officer=cast.colleague)
    assert use.status == UseStatus.DRAFT
    assert use.justification_necessity
    assert use.de_escalation


def test_an_account_is_the_colleagues_own_and_changes_nobody_elses(cast, in_status):
    encounter = in_status("submitted")
    of_reporting_officer = HandcuffUse.objects.filter(encounter=encounter, officer=cast.officer)
    before = of_reporting_officer.values().get()
    begun = write_account(cast.colleague, encounter, position="rear_stack")
    give(begun, cast.colleague)
    assert of_reporting_officer.values().get() == before
    assert begun.uses.get(officer=cast.colleague).position == "rear_stack"


def test_an_account_that_is_not_given_does_not_count(begun):
    begun.refresh_from_db()
    assert begun.officer_reports == 1


@pytest.mark.parametrize(
    ("own", "compliance", "before_arrest"),
    [
        ({}, Compliance.COMPLIANT, YesNo.YES),
        ({"compliance": "non_compliant"}, Compliance.NON_COMPLIANT, YesNo.YES),
        ({"before_arrest": "no"}, Compliance.COMPLIANT, YesNo.YES),
    ],
)
def test_a_given_account_counts_and_any_account_decides(
    cast, in_status, own, compliance, before_arrest
):
    """Non-compliant, or before arrest, if one account says so."""
    at = timezone.now()
    given = give(
        write_account(cast.colleague, in_status("submitted"), **own), cast.colleague, at=at
    )
    given.refresh_from_db()
    use = given.uses.get(officer=cast.colleague)
    assert (use.status, use.submitted_at) == (UseStatus.SUBMITTED, at)
    assert given.officer_reports == 2
    assert (given.compliance, given.before_arrest) == (compliance, before_arrest)


def test_an_account_leaves_the_record_where_it_is_in_its_review(cast, begun):
    due = Encounter.objects.get(pk=begun.pk).review_due_at
    given = give(begun, cast.colleague)
    given.refresh_from_db()
    assert (given.status, given.review_due_at) == (Status.SUBMITTED, due)


def test_the_trigger_that_sums_up_and_the_version_do_not_undo_each_other(cast, begun):
    """Both are written to the same row in one transaction."""
    given = give(begun, cast.colleague)
    given.refresh_from_db()
    assert (given.version, given.officer_reports) == (begun.version + 1, 2)


@pytest.mark.parametrize("half", [True, False], ids=["half done", "not begun"])
def test_an_unfinished_account_is_not_given(cast, in_status, half):
    encounter = in_status("submitted")
    if half:
        encounter = actions.save_account_section(
            encounter_id=encounter.pk,
            section=Section.DE_ESCALATION,
            answers={"de_escalation": ["explained"]},
            version_seen=encounter.version,
            by=cast.colleague,
            at=timezone.now(),
        )
    before = everything_written()
    with pytest.raises(actions.Incomplete):
        give(encounter, cast.colleague)
    assert everything_written() == before


def test_an_account_is_given_once(cast, begun):
    given = give(begun, cast.colleague)
    with pytest.raises(actions.NotAllowed, match="already given"):
        give(given, cast.colleague)


def test_an_account_is_given_also_while_professional_standards_decide(cast, in_status):
    given = give(write_account(cast.colleague, in_status("escalated")), cast.colleague)
    assert given.status == Status.ESCALATED


@pytest.mark.parametrize("who", ["officer", "helper", "bystander", "stranger", "sergeant"])
def test_only_who_is_listed_as_applying_writes_an_account(cast, in_status, who):
    with pytest.raises(actions.NotAllowed):
        write_account(getattr(cast, who), in_status("submitted"))


def deny(encounter, by, *, at=None) -> Encounter:
    return actions.deny_involvement(
        encounter_id=encounter.pk,
        reason="I was at the van",
        version_seen=encounter.version,
        by=by,
        at=at or timezone.now(),
    )


def test_denying_involvement_keeps_who_when_and_why_beside_what_was_said(cast, in_status):
    at = timezone.now()
    encounter = deny(in_status("submitted"), cast.colleague, at=at)
    row = encounter.officers_present.get(officer=cast.colleague)
    assert (row.not_involved_at, row.not_involved_by) == (at, cast.colleague)
    assert row.not_involved_reason == "I was at the van"
    assert row.involvement == Involvement.APPLIED, "what the reporting officer said stays"


def test_who_denied_gives_no_account_and_does_not_deny_again(cast, in_status):
    encounter = deny(in_status("submitted"), cast.colleague)
    with pytest.raises(actions.NotAllowed, match="not listed"):
        write_account(cast.colleague, encounter)
    with pytest.raises(actions.NotAllowed, match="not listed"):
        deny(encounter, cast.colleague)


def test_who_has_begun_an_account_does_not_deny(cast, begun):
    with pytest.raises(actions.NotAllowed, match="You have begun an account"):
        deny(begun, cast.colleague)
