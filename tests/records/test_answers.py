"""What is answered and what is wrong with it, by the rules that forms and filing share."""

from datetime import timedelta

import pytest
from django.utils import timezone

from records.answers import (
    SectionState,
    account_states,
    conflicts,
    missing,
    section_state,
    section_states,
    stored_answers,
    warnings,
)
from records.conditions import LIMIT
from records.forms.sections import SectionForm
from records.models import Encounter, HandcuffUse
from records.questionnaire import (
    ENCOUNTER_QUESTIONS,
    USE_QUESTIONS,
    Section,
    all_questions,
    questions,
)
from records.vocabulary import SearchPower
from tests.factories import complete_answers
from tests.records.asking import ASKED_BY, CONDITIONAL, NOT_ASKED_BY, UNCONDITIONAL, named

pytestmark = pytest.mark.django_db

NOW = timezone.now()


@pytest.fixture
def rows() -> tuple[Encounter, HandcuffUse]:
    """An encounter and an account with every section complete; not saved."""
    encounter = Encounter()
    use = HandcuffUse(encounter=encounter)
    for name, value in everything().items():
        setattr(use if hasattr(use, name) else encounter, name, value)
    return encounter, use


def state(section: Section, **answers) -> SectionState:
    asked = questions(section)
    return section_state(section=section, asked=asked, answers={**everything(), **answers}, now=NOW)


def everything() -> dict:
    return {name: a for s in Section for name, a in complete_answers(s, at=NOW).items()}


@pytest.mark.parametrize("section", Section)
def test_a_section_with_no_answer_is_not_started(section):
    assert (
        section_state(section=section, asked=questions(section), answers={}, now=NOW)
        == SectionState.NOT_STARTED
    )


@pytest.mark.parametrize("section", Section)
def test_a_section_with_one_answer_is_in_progress(section):
    first = next(question for question in questions(section) if question.required)
    answers = {first.name: complete_answers(section, at=NOW)[first.name]}
    assert (
        section_state(section=section, asked=questions(section), answers=answers, now=NOW)
        == SectionState.IN_PROGRESS
    )


@pytest.mark.parametrize("section", Section)
def test_a_section_with_every_answer_is_complete(section):
    assert state(section) == SectionState.COMPLETE


@pytest.mark.parametrize(("section", "question"), UNCONDITIONAL, ids=named(UNCONDITIONAL))
def test_a_section_that_lacks_a_required_answer_is_in_progress(section, question):
    assert state(section, **{question.name: question.empty.value}) == SectionState.IN_PROGRESS


def test_optional_answers_are_not_missed():
    assert state(Section.ENCOUNTER, incident_reference="") == SectionState.COMPLETE
    assert state(Section.PERSON, officer_defined_code="") == SectionState.COMPLETE


def test_every_conditional_question_is_tried():
    assert set(ASKED_BY) == set(NOT_ASKED_BY) == set(named(CONDITIONAL))


@pytest.mark.parametrize(("section", "question"), CONDITIONAL, ids=named(CONDITIONAL))
def test_a_conditional_question_is_required_when_asked_and_only_then(section, question):
    answers = complete_answers(section, at=NOW, **ASKED_BY[question.name])
    unanswered = {**answers, question.name: question.empty.value}
    assert question.is_asked({**everything(), **answers})
    assert state(section, **answers) == SectionState.COMPLETE
    assert state(section, **unanswered) == SectionState.IN_PROGRESS
    without = complete_answers(section, at=NOW, **NOT_ASKED_BY[question.name])
    assert not question.is_asked({**everything(), **without})
    assert not question.is_answered(without)
    assert state(section, **without) == SectionState.COMPLETE


def test_the_answer_none_to_de_escalation_asks_why_and_not_whether_it_worked():
    by_name = {q.name: q for q in questions(Section.DE_ESCALATION)}
    none, tried = {"de_escalation": ["none"]}, {"de_escalation": ["warned", "moved"]}
    assert by_name["no_de_escalation_reason"].is_asked(none)
    assert not by_name["de_escalation_effect"].is_asked(none)
    assert by_name["de_escalation_effect"].is_asked(tried)
    assert not by_name["no_de_escalation_reason"].is_asked(tried)


@pytest.mark.parametrize(
    ("minutes", "after_search", "asked"),
    [
        (10, "no", False),
        (11, "no", True),
        (5, "yes", True),
        (5, "no_search", False),
        (5, "", False),
        (None, "no", False),
        (None, "yes", True),
    ],
)
def test_continued_use_is_asked_about_after_ten_minutes_or_past_a_search(
    minutes, after_search, asked
):
    applied = NOW - timedelta(hours=1)
    ended = None if minutes is None else applied + timedelta(minutes=minutes)
    (question,) = [q for q in questions(Section.HANDCUFFING) if q.name == "justification_continued"]
    answers = {"applied_at": applied, "ended_at": ended, "after_search": after_search}
    assert question.is_asked(answers) is asked


def test_the_ten_minutes_can_be_set(settings):
    applied = NOW - timedelta(hours=1)
    answers = {"applied_at": applied, "ended_at": applied + timedelta(minutes=8)}
    (question,) = [q for q in questions(Section.HANDCUFFING) if q.name == "justification_continued"]
    settings.CONTINUED_USE_MINUTES = 5
    assert question.is_asked(answers)
    assert question.when.as_data()["any"][0]["more_than"] == 5


@pytest.mark.parametrize("section", Section)
def test_a_state_and_the_strict_form_agree_about_what_is_missing(section):
    """The same rule twice: an empty section, filed, is wrong at exactly the questions missed."""
    encounter, use = Encounter(), HandcuffUse()
    form = SectionForm(
        {"version": "1"},
        asked=questions(section),
        encounter=encounter,
        use=use,
        now=NOW,
        strict=True,
    )
    wrong = {problem.field for problem in missing(questions(section), {})}
    assert wrong
    assert set(form.errors) == wrong
    for problem in missing(questions(section), {}):
        assert form.errors[problem.field] == [problem.message]


def test_the_states_of_a_record_are_those_of_its_sections(rows):
    encounter, use = rows
    states = section_states(encounter=encounter, use=use, now=NOW)
    assert set(states) == set(Section)
    assert set(states.values()) == {SectionState.COMPLETE}


def test_an_account_has_the_sections_about_ones_own_use_of_force(rows):
    _, use = rows
    states = account_states(use=use, now=NOW)
    assert set(states) == {Section.HANDCUFFING, Section.DE_ESCALATION, Section.OUTCOME}
    assert set(states.values()) == {SectionState.COMPLETE}


def test_stored_answers_are_those_of_both_rows(rows):
    encounter, use = rows
    answers = stored_answers(encounter=encounter, use=use)
    names = {q.name for q in all_questions(ENCOUNTER_QUESTIONS)}
    names |= {q.name for q in all_questions(USE_QUESTIONS)}
    assert set(answers) == names | {LIMIT}
    assert answers["location_type"] == encounter.location_type
    assert answers["position"] == use.position


MOMENTS = {
    "occurred_at": timedelta(hours=-3),
    "applied_at": timedelta(hours=-2),
    "ended_at": timedelta(hours=-1),
    "arrested_at": timedelta(hours=-1),
}


def moments(**changed) -> dict:
    return {
        name: None if since is None else NOW + since
        for name, since in {**MOMENTS, **changed}.items()
    }


def test_times_in_their_order_agree():
    assert conflicts(moments(), now=NOW) == []


@pytest.mark.parametrize(
    ("changed", "field", "message"),
    [
        (
            {"applied_at": timedelta(hours=-4)},
            "applied_at",
            "Handcuffs cannot go on before the encounter began",
        ),
        (
            {"ended_at": timedelta(hours=-2, minutes=-1)},
            "ended_at",
            "Handcuffs cannot come off before they went on",
        ),
        (
            {"arrested_at": timedelta(hours=-4)},
            "arrested_at",
            "The arrest cannot be before the encounter began",
        ),
        (
            {"ended_at": timedelta(minutes=1)},
            "ended_at",
            "The end of the handcuffing cannot be in the future",
        ),
        (
            {"arrested_at": timedelta(minutes=1)},
            "arrested_at",
            "The arrest cannot be in the future",
        ),
    ],
)
def test_times_that_cannot_be_true_together_are_a_conflict(changed, field, message):
    (problem,) = conflicts(moments(**changed), now=NOW)
    assert (problem.field, problem.message) == (field, message)


def test_every_time_in_the_future_is_a_conflict():
    future = {name: timedelta(minutes=1) for name in MOMENTS}
    assert {problem.field for problem in conflicts(moments(**future), now=NOW)} == set(MOMENTS)


def test_now_and_the_same_minute_are_no_conflict():
    same = {name: timedelta(0) for name in MOMENTS}
    assert conflicts(moments(**same), now=NOW) == []


@pytest.mark.parametrize("name", MOMENTS)
def test_a_time_that_is_not_given_yet_is_no_conflict(name):
    assert conflicts(moments(**{name: None}), now=NOW) == []
    assert conflicts({}, now=NOW) == []


def test_one_past_midnight_on_new_years_eve_is_no_conflict():
    """A peer blocked 31 December after midnight."""
    began = NOW.replace(month=12, day=31, hour=23, minute=55)
    after = began + timedelta(minutes=10)
    answers = {"occurred_at": began, "applied_at": after, "ended_at": after, "arrested_at": after}
    assert conflicts(answers, now=after) == []


def test_a_section_in_which_times_disagree_is_not_complete():
    late = everything()["ended_at"]
    assert state(Section.HANDCUFFING, applied_at=late + timedelta(minutes=1)) == (
        SectionState.IN_PROGRESS
    )


@pytest.mark.parametrize(
    ("search_power", "force_powers", "warned"),
    [
        ("", ["pace_s117"], False),
        ("pace_s1", ["pace_s117"], False),
        *((power, ["pace_s117"], True) for power in SearchPower.values if power != "pace_s1"),
        ("mda_s23", ["pace_s117", "common_law"], True),
        ("mda_s23", ["cla_s3"], False),
        ("mda_s23", [], False),
    ],
)
def test_section_117_is_warned_about_with_a_search_under_another_act(
    search_power, force_powers, warned
):
    found = warnings({"search_power": search_power, "force_powers": force_powers})
    assert [problem.field for problem in found] == (["force_powers"] if warned else [])
    if warned:
        assert SearchPower(search_power).label in found[0].message


def test_a_warning_is_not_in_the_way():
    answers = {"searched": "yes", "search_power": "mda_s23", "gowisely": ["none"]}
    assert warnings({**everything(), **answers, "force_powers": ["pace_s117"]})
    assert state(Section.ENCOUNTER, **answers) == SectionState.COMPLETE
    assert state(Section.HANDCUFFING, **answers, force_powers=["pace_s117"]) == (
        SectionState.COMPLETE
    )
