"""Starting, filling in and dropping a draft."""

import uuid
from datetime import timedelta

import pytest
from django.utils import timezone

from audit.models import Event
from records import actions
from records.models import Encounter, HandcuffUse, StatusChange
from records.questionnaire import Section
from records.vocabulary import Involvement, ReturnReason, Status, UseStatus, YesNo
from tests.factories import a_draft, a_judgement, complete_answers
from tests.records.conftest import write_account


def start(by, *, key=None, at=None) -> Encounter:
    return actions.start(encounter_id=key or uuid.uuid4(), by=by, at=at or timezone.now())


def save(encounter, section, *, by, answers=None, **more) -> Encounter:
    return actions.save_section(
        encounter_id=encounter.pk,
        section=section,
        answers=complete_answers(section) if answers is None else answers,
        version_seen=encounter.version,
        by=by,
        at=timezone.now(),
        **more,
    )


def test_a_draft_belongs_to_its_officer_and_their_team(cast):
    at = timezone.now()
    draft = start(cast.officer, at=at)
    draft.refresh_from_db()
    assert (draft.reporting_officer, draft.team) == (cast.officer, cast.officer.team)
    assert (draft.status, draft.created_at, draft.version) == (Status.DRAFT, at, 1)
    assert draft.submitted_at is None
    use = draft.uses.get()
    assert (use.officer, use.status) == (cast.officer, UseStatus.DRAFT)


def test_a_reference_says_the_year_and_a_number_nobody_else_gets(cast):
    """Also for drafts that are started in the same second."""
    at = timezone.now()
    drafts = [start(cast.officer, at=at) for _ in range(5)]
    assert len({draft.reference for draft in drafts}) == 5
    for draft in drafts:
        prefix, year, number = draft.reference.split("-")
        assert (prefix, year, len(number)) == ("HC", f"{at:%y}", 6)


def test_starting_twice_with_the_same_uuid_is_one_draft_and_one_event(cast):
    key, events = uuid.uuid4(), Event.objects.count()
    first = start(cast.officer, key=key)
    second = start(cast.officer, key=key, at=timezone.now() + timedelta(minutes=5))
    assert first == second
    assert HandcuffUse.objects.filter(encounter=key).count() == 1
    assert StatusChange.objects.filter(encounter=key).count() == 1
    assert Event.objects.count() == events + 1


def test_nobody_starts_a_draft_under_the_uuid_of_another(cast):
    draft = start(cast.officer)
    with pytest.raises(actions.NotAllowed, match="belongs to somebody else"):
        start(cast.stranger, key=draft.pk)
    assert draft.uses.count() == 1


def test_starting_again_does_not_reopen_a_filed_record(cast, in_status):
    filed = in_status("submitted")
    assert start(cast.officer, key=filed.pk) == filed
    filed.refresh_from_db()
    assert filed.status == Status.SUBMITTED


def test_a_section_keeps_the_answers_of_both_rows(cast):
    draft = start(cast.officer)
    answers = complete_answers(Section.OUTCOME, complaint_made=YesNo.YES, officer_injured=YesNo.YES)
    save(draft, Section.OUTCOME, by=cast.officer, answers=answers)
    draft.refresh_from_db()
    assert draft.complaint_made == YesNo.YES
    assert draft.uses.get().officer_injured == YesNo.YES


def test_a_section_left_half_done_is_kept(cast):
    draft = start(cast.officer)
    save(draft, Section.PERSON, by=cast.officer, answers={"gender": "female"})
    draft.refresh_from_db()
    assert (draft.gender, draft.age_basis) == ("female", "")


def listed(encounter) -> dict:
    return {row.officer: row.involvement for row in encounter.officers_present.all()}


def test_the_list_of_colleagues_becomes_what_was_sent(cast):
    draft = a_draft(cast.officer, colleagues=cast.present())
    kept = draft.officers_present.get(officer=cast.helper).pk
    wanted = {cast.helper: Involvement.PRESENT, cast.stranger: Involvement.APPLIED}
    draft = save(draft, Section.VIDEO, by=cast.officer, colleagues=wanted)
    assert listed(draft) == wanted
    assert draft.officers_present.get(officer=cast.helper).pk == kept


def test_a_section_without_a_list_of_colleagues_leaves_it_alone(cast):
    draft = a_draft(cast.officer, colleagues=cast.present())
    save(draft, Section.VIDEO, by=cast.officer, colleagues=None)
    save(Encounter.objects.get(pk=draft.pk), Section.PERSON, by=cast.officer)
    assert listed(draft) == cast.present()


@pytest.mark.parametrize("change", ["taken off", "said to have assisted"])
def test_a_colleague_who_has_begun_an_account_stays_on_the_list(cast, in_status, change):
    encounter = write_account(cast.colleague, in_status("submitted"))
    returned = actions.return_with_question(
        encounter_id=encounter.pk,
        judgement=a_judgement(),
        question="Why?",
        question_for=cast.officer,
        reasons=[ReturnReason.TOO_SHORT],
        version_seen=encounter.version,
        by=cast.sergeant,
        at=timezone.now(),
    )
    wanted = {} if change == "taken off" else {cast.colleague: Involvement.ASSISTED}
    with pytest.raises(actions.NotAllowed, match="has begun an account"):
        save(returned, Section.VIDEO, by=cast.officer, colleagues=wanted)
    assert listed(returned) == cast.present()


@pytest.mark.parametrize(
    ("minutes", "after_search", "continued"),
    [(10, "no", False), (11, "no", True), (3, "yes", True), (3, "no_search", False)],
)
def test_whether_continued_use_needs_a_reason_is_kept_with_the_answers(
    cast, minutes, after_search, continued
):
    draft, applied = start(cast.officer), timezone.now() - timedelta(hours=1)
    answers = {
        "applied_at": applied,
        "ended_at": applied + timedelta(minutes=minutes),
        "after_search": after_search,
        "justification_continued": "He tried to run" if continued else "",
    }
    save(draft, Section.HANDCUFFING, by=cast.officer, answers=answers)
    assert draft.uses.get().continued_use is continued


def test_another_limit_later_does_not_change_what_was_asked(cast, settings, in_status):
    draft = in_status("draft")
    settings.CONTINUED_USE_MINUTES = 1
    save(draft, Section.PERSON, by=cast.officer)
    assert draft.uses.get().continued_use is False


def test_a_discarded_draft_is_kept_and_lost_to_everybody_but_its_officer(cast, in_status):
    draft = in_status("draft")
    actions.discard(
        encounter_id=draft.pk, version_seen=draft.version, by=cast.officer, at=timezone.now()
    )
    draft.refresh_from_db()
    assert (draft.status, draft.submitted_at) == (Status.DISCARDED, None)
    assert not Encounter.objects.drafts_of(cast.officer).exists()
