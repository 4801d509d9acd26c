"""Who may do what, person by person; and every refusal says why."""

import pytest
from django.utils import timezone

from accounts.models import Role, TeamKind
from records import actions, permissions
from records.models import Encounter
from records.vocabulary import Involvement, Status
from tests.factories import a_person, a_supervisor, a_team, an_encounter, an_officer

YES = ""


def verdicts(may, cast, encounter=None) -> dict[str, str]:
    """What `may` answers to everybody: the reason, empty when allowed."""
    if encounter is not None:
        encounter = Encounter.objects.get(pk=encounter.pk)
    found = {}
    for name, person in cast.people().items():
        verdict = may(person) if encounter is None else may(person, encounter)
        assert bool(verdict) is verdict.allowed is (verdict.reason == ""), (name, verdict)
        found[name] = verdict.reason
    return found


def everybody(cast, reason: str, **others: str) -> dict[str, str]:
    assert set(others) <= set(cast.people())
    return {**dict.fromkeys(cast.people(), reason), **others}


def test_officers_record_encounters(cast):
    officers = ("officer", "colleague", "helper", "bystander", "stranger", "both")
    assert verdicts(permissions.may_record, cast) == everybody(
        cast, "Only officers record encounters.", **dict.fromkeys(officers, YES)
    )


def test_supervisors_see_a_queue(cast):
    supervisors = ("sergeant", "inspector", "chief", "neighbour", "both")
    assert verdicts(permissions.may_see_queue, cast) == everybody(
        cast, "Only supervisors review encounters.", **dict.fromkeys(supervisors, YES)
    )


def test_professional_standards_open_any_record(cast):
    assert verdicts(permissions.may_open_any_record, cast) == everybody(
        cast,
        "Only professional standards open records of others with a stated reason.",
        standards=YES,
    )


def test_a_draft_is_its_officers_alone(cast, in_status):
    draft = in_status("draft")
    assert verdicts(permissions.may_edit, cast, draft) == everybody(
        cast, "Only the officer who reported the encounter can change it.", officer=YES
    )
    assert verdicts(permissions.may_submit, cast, draft) == verdicts(
        permissions.may_edit, cast, draft
    )
    assert verdicts(permissions.may_discard, cast, draft) == everybody(
        cast, "Only the officer who started a draft can discard it.", officer=YES
    )


@pytest.mark.parametrize("status", ["submitted", "accepted", "escalated", "withdrawn"])
def test_a_filed_record_is_changed_by_nobody(cast, in_status, status):
    assert verdicts(permissions.may_edit, cast, in_status(status)) == everybody(
        cast,
        "Only the officer who reported the encounter can change it.",
        officer="A filed record can be changed only while it is returned with a question.",
    )


def test_a_question_opens_the_record_to_the_officer_asked(cast, in_status):
    returned = in_status("returned")
    assert verdicts(permissions.may_edit, cast, returned) == everybody(
        cast, "Only the officer who reported the encounter can change it.", officer=YES
    )
    assert verdicts(permissions.may_answer, cast, returned) == everybody(
        cast, "The open question is for Officer.", officer=YES
    )


def test_a_question_for_a_colleague_is_not_for_the_reporting_officer(cast):
    returned = an_encounter(
        "returned",
        officer=cast.officer,
        supervisor=cast.sergeant,
        colleagues=cast.present(),
        question_for=cast.colleague,
    )
    assert verdicts(permissions.may_answer, cast, returned) == everybody(
        cast, "The open question is for Colleague.", colleague=YES
    )
    assert not permissions.may_edit(cast.officer, returned)
    assert permissions.may_give_account(cast.colleague, returned)


def test_without_a_question_there_is_nothing_to_answer(cast, in_status):
    assert verdicts(permissions.may_answer, cast, in_status("submitted")) == everybody(
        cast, "No question is open on this record."
    )


def test_supervisors_above_the_team_review_and_nobody_else(cast, in_status):
    assert verdicts(permissions.may_review, cast, in_status("submitted")) == everybody(
        cast,
        "Only supervisors review encounters.",
        sergeant=YES,
        both=YES,
        inspector=YES,
        chief=YES,
        neighbour="The encounter belongs to another team.",
    )


@pytest.mark.parametrize("involvement", Involvement)
def test_nobody_reviews_an_encounter_they_were_part_of(cast, involvement):
    """Also who only stood by, and also when they reported it themselves."""
    own = "You were part of this encounter, so somebody else must decide on it."
    filed = an_encounter("submitted", officer=cast.officer, colleagues={cast.sergeant: involvement})
    assert permissions.may_review(cast.sergeant, filed).reason == own
    assert permissions.may_review(cast.inspector, filed).allowed
    reported = an_encounter("submitted", officer=cast.both)
    assert permissions.may_review(cast.both, reported).reason == own
    assert permissions.may_review(cast.sergeant, reported).allowed


def test_who_says_they_were_not_involved_still_does_not_review(cast):
    filed = an_encounter(
        "submitted", officer=cast.officer, colleagues={cast.both: Involvement.APPLIED}
    )
    actions.deny_involvement(
        encounter_id=filed.pk,
        reason="I was elsewhere",
        version_seen=filed.version,
        by=cast.both,
        at=timezone.now(),
    )
    filed = Encounter.objects.get(pk=filed.pk)
    assert not permissions.may_review(cast.both, filed)


@pytest.mark.parametrize("how", ["reported it", "applied", "assisted", "present"])
def test_nobody_reviews_an_encounter_of_somebody_who_supervises_them(cast, how):
    """The inspector stands above the sergeant in the tree; the chief above both."""
    boss = a_person(Role.OFFICER, Role.SUPERVISOR, team=cast.inspector.team, name="Boss")
    if how == "reported it":
        filed = an_encounter("submitted", officer=boss)
        Encounter.objects.filter(pk=filed.pk).update(team=cast.officer.team)
        filed.refresh_from_db()
    else:
        filed = an_encounter("submitted", officer=cast.officer, colleagues={boss: Involvement(how)})
    assert permissions.may_review(cast.sergeant, filed).reason == (
        "Boss supervises you, so somebody else must decide on it."
    )
    assert permissions.may_review(cast.inspector, filed).allowed, "the same team is not above"
    assert permissions.may_review(cast.chief, filed).allowed


def test_an_officer_of_a_higher_team_who_supervises_nobody_is_no_superior(cast):
    plain = an_officer(team=cast.inspector.team)
    filed = an_encounter("submitted", officer=cast.officer, colleagues={plain: Involvement.PRESENT})
    assert permissions.may_review(cast.sergeant, filed).allowed


def test_professional_standards_conclude_what_was_escalated(cast, in_status):
    assert verdicts(permissions.may_conclude, cast, in_status("escalated")) == everybody(
        cast, "Professional standards decide on escalated records.", standards=YES
    )


def test_professional_standards_do_not_conclude_on_themselves_or_their_superior(cast):
    insider = a_person(
        Role.PROFESSIONAL_STANDARDS, Role.OFFICER, team=cast.officer.team, name="Insider"
    )
    own = an_encounter("escalated", officer=insider, supervisor=cast.sergeant)
    assert permissions.may_conclude(insider, own).reason.startswith("You were part")
    boss = a_person(Role.OFFICER, Role.SUPERVISOR, team=cast.inspector.team, name="Boss")
    of_boss = an_encounter(
        "escalated",
        officer=cast.officer,
        supervisor=cast.inspector,
        colleagues={boss: Involvement.PRESENT},
    )
    assert permissions.may_conclude(insider, of_boss).reason.startswith("Boss supervises you")


def test_a_supervisor_who_moved_away_no_longer_reviews(cast, in_status):
    cast.sergeant.team = cast.neighbour.team
    assert not permissions.may_review(cast.sergeant, in_status("submitted"))


def test_the_record_stays_with_the_team_it_was_made_in(cast, in_status):
    cast.officer.team = cast.neighbour.team
    cast.officer.save()
    filed = in_status("submitted")
    assert permissions.may_review(cast.sergeant, filed).allowed
    assert not permissions.may_review(cast.neighbour, filed)


OWNER_LATE = "Once it is decided or escalated, somebody else withdraws a record."
OTHER_TEAM = "The encounter belongs to another team."
NOT_SUPERVISOR = "Only supervisors review encounters."
NOT_STANDARDS = "Professional standards decide on escalated records."


@pytest.mark.parametrize(
    ("status", "owner", "supervisors", "standards", "others"),
    [
        ("submitted", YES, YES, NOT_SUPERVISOR, NOT_SUPERVISOR),
        ("returned", YES, YES, NOT_SUPERVISOR, NOT_SUPERVISOR),
        ("accepted", OWNER_LATE, YES, NOT_SUPERVISOR, NOT_SUPERVISOR),
        ("escalated", OWNER_LATE, NOT_STANDARDS, YES, NOT_STANDARDS),
        ("upheld", OWNER_LATE, NOT_STANDARDS, YES, NOT_STANDARDS),
    ],
)
def test_who_withdraws_a_filed_record_depends_on_how_far_it_came(
    cast, in_status, status, owner, supervisors, standards, others
):
    assert verdicts(permissions.may_withdraw, cast, in_status(status)) == everybody(
        cast,
        others,
        officer=owner,
        sergeant=supervisors,
        both=supervisors,
        inspector=supervisors,
        chief=supervisors,
        neighbour=OTHER_TEAM if supervisors == YES else others,
        standards=standards,
    )


def test_a_supervisor_does_not_withdraw_what_they_were_part_of(cast):
    filed = an_encounter(
        "accepted",
        officer=cast.officer,
        supervisor=cast.inspector,
        colleagues={cast.sergeant: Involvement.PRESENT},
    )
    assert permissions.may_withdraw(cast.sergeant, filed).reason.startswith("You were part")


def test_who_is_listed_as_applying_gives_an_account(cast, in_status):
    filed = in_status("submitted")
    assert verdicts(permissions.may_give_account, cast, filed) == everybody(
        cast,
        "You are not listed as having applied handcuffs.",
        officer="Your own account is part of the record you filed.",
        colleague=YES,
    )
    assert verdicts(permissions.may_deny_involvement, cast, filed) == everybody(
        cast,
        "You are not listed as having applied handcuffs.",
        officer="You have begun an account of applying handcuffs.",
        colleague=YES,
    )


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("draft", "The encounter has not been filed, or was withdrawn."),
        ("discarded", "The encounter has not been filed, or was withdrawn."),
        ("submitted", YES),
        ("returned", YES),
        ("escalated", YES),
        ("accepted", "The record has been decided without your account; tell your supervisor."),
        ("upheld", "The record has been decided without your account; tell your supervisor."),
        ("withdrawn", "The encounter has not been filed, or was withdrawn."),
    ],
)
def test_an_account_is_given_while_the_record_is_undecided(cast, in_status, status, reason):
    filed = in_status(status)
    assert permissions.may_give_account(cast.colleague, filed).reason == reason
    assert permissions.may_deny_involvement(cast.colleague, filed).reason == reason


def test_everybody_who_took_part_is_involved_once(cast, in_status):
    involved = permissions.involved_officers(in_status("submitted"))
    assert involved[0] == cast.officer
    assert len(involved) == len(set(involved)) == 4
    assert set(involved) == {cast.officer, cast.colleague, cast.helper, cast.bystander}


def test_a_person_with_several_roles_may_what_each_of_them_may(cast, in_status):
    all_of_them = a_person(*Role, team=cast.officer.team)
    assert permissions.may_record(all_of_them)
    assert permissions.may_see_queue(all_of_them)
    assert permissions.may_open_any_record(all_of_them)
    assert permissions.may_review(all_of_them, in_status("submitted"))


def test_every_refusal_is_a_sentence_for_the_person_refused(cast, in_status):
    reasons = set()
    for status in Status:
        for may in (
            permissions.may_edit,
            permissions.may_answer,
            permissions.may_discard,
            permissions.may_withdraw,
            permissions.may_give_account,
            permissions.may_deny_involvement,
            permissions.may_review,
            permissions.may_conclude,
        ):
            reasons |= set(verdicts(may, cast, in_status(status)).values())
    for reason in reasons - {YES}:
        assert reason[0].isupper(), reason
        assert reason.endswith("."), reason
        assert "_" not in reason, reason


def test_a_neighbouring_command_gives_no_rights(cast, in_status):
    elsewhere = a_team(parent=cast.chief.team, kind=TeamKind.COMMAND)
    other = a_supervisor(team=elsewhere)
    assert permissions.may_review(other, in_status("submitted")).reason == OTHER_TEAM
