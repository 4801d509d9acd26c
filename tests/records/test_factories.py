"""The factories take records wherever tests need them."""

import pytest
from django.db import IntegrityError

from records.answers import SectionState, section_states
from records.questionnaire import ENCOUNTER_QUESTIONS, USE_QUESTIONS, Section, all_questions
from records.vocabulary import (
    EncounterReason,
    Involvement,
    Outcome,
    Status,
    UseStatus,
    YesNo,
    YesNoUnknown,
)
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("status", Status)
def test_an_encounter_reaches_every_status(status):
    encounter = factories.an_encounter(status=status)

    encounter.refresh_from_db()
    assert encounter.status == status
    states = section_states(encounter=encounter, use=encounter.uses.get(), now=encounter.changed_at)
    assert set(states.values()) == {SectionState.COMPLETE}


def test_the_database_refuses_a_role_that_there_is_not():
    """The factories leave out the check that says so in words."""
    with pytest.raises(IntegrityError, match="user_roles_known"):
        factories.a_person("chief")


def test_there_is_an_answer_to_every_question():
    asked = {
        question.name
        for by_section in (ENCOUNTER_QUESTIONS, USE_QUESTIONS)
        for question in all_questions(by_section)
    }
    times_and_place = {"occurred_at", "applied_at", "ended_at", "arrested_at", "area"}
    assert set(factories.ANSWERS) == asked - times_and_place


def test_overrides_decide_what_else_is_asked():
    answers = factories.complete_answers(
        Section.ENCOUNTER, reason=EncounterReason.OTHER, searched=YesNo.NO
    )
    assert answers["reason_other"]
    assert answers["search_power"] == ""
    assert answers["gowisely"] == []


def test_answers_go_to_the_section_that_asks():
    encounter = factories.an_encounter(
        age_years=17, outcomes=[Outcome.ARRESTED], injured=YesNoUnknown.YES
    )
    encounter.refresh_from_db()
    assert encounter.age_years == 17
    assert encounter.arrested_at > encounter.occurred_at
    assert encounter.injury_kinds


def test_unknown_answers_are_refused():
    with pytest.raises(TypeError, match="no section asks colour"):
        factories.an_encounter(colour="blue")


def test_a_colleague_gives_an_account():
    team = factories.a_team()
    officer, colleague = factories.an_officer(team=team), factories.an_officer(team=team)
    encounter = factories.an_encounter(officer=officer, colleagues={colleague: Involvement.APPLIED})

    factories.give_account(encounter=encounter, officer=colleague)

    assert encounter.uses.get(officer=colleague).status == UseStatus.SUBMITTED
    encounter.refresh_from_db()
    assert encounter.officer_reports == 2
