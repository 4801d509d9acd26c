"""The form of a section: what it accepts, what it refuses in which words, what it blanks."""

from datetime import timedelta
from typing import Any

import pytest
from django.http import QueryDict
from django.utils import timezone

from records import vocabulary as v
from records.forms.sections import MOST_CAMERAS, SectionForm
from records.models import Encounter, HandcuffUse
from records.presenters.answers import shown
from records.questionnaire import Empty, Section, questions
from tests.factories import complete_answers
from tests.records.asking import ASKED_BY, CONDITIONAL, NOT_ASKED_BY, named
from tests.records.browsing import typed

pytestmark = pytest.mark.django_db

NOW = timezone.now().replace(second=0, microsecond=0)
BLANK = {Empty.TEXT: "", Empty.LIST: [], Empty.NULL: None}


def section_form(
    section: Section,
    data: dict[str, Any] | None,
    *,
    strict: bool = True,
    encounter: Encounter | None = None,
    use: HandcuffUse | None = None,
) -> SectionForm:
    query = None
    if data is not None:
        query = QueryDict(mutable=True)
        for name, value in {"version": 1, **data}.items():
            query.setlist(name, value if isinstance(value, list) else [str(value)])
    return SectionForm(
        query,
        asked=questions(section),
        encounter=encounter or Encounter(),
        use=use or HandcuffUse(),
        now=NOW,
        strict=strict,
    )


def filled_in(section: Section, *, strict: bool = True, raw=None, **answers) -> SectionForm:
    """The form with complete answers but for some; `raw` is data as it is typed."""
    data = typed(complete_answers(section, at=NOW, **answers)) | (raw or {})
    return section_form(section, data, strict=strict)


@pytest.mark.parametrize("section", Section)
@pytest.mark.parametrize("strict", [True, False], ids=["to continue", "to come back"])
def test_complete_answers_come_out_as_they_went_in(section, strict):
    answers = complete_answers(section, at=NOW)
    form = filled_in(section, strict=strict)
    assert form.is_valid(), form.errors
    assert form.answers == answers


@pytest.mark.parametrize("section", Section)
def test_an_empty_section_can_be_left_and_come_back_to(section):
    form = section_form(section, {}, strict=False)
    assert form.is_valid(), form.errors
    assert form.answers == {one.name: BLANK[one.empty] for one in questions(section)}


@pytest.mark.parametrize("section", Section)
def test_both_kinds_of_saving_have_the_same_fields(section):
    lenient, strict = (section_form(section, None, strict=strict) for strict in (False, True))
    assert list(lenient.fields) == list(strict.fields)


@pytest.mark.parametrize("section", Section)
def test_what_is_wrong_is_said_in_words_of_our_own(section):
    """Not in those of a package, which know nothing about the question."""
    form = section_form(section, {})
    assert not form.is_valid()
    for messages in form.errors.values():
        for message in messages:
            assert message.startswith(("Enter ", "Select ", "Describe ", "Explain ")), message


@pytest.mark.parametrize(
    ("age", "message"),
    [
        ("160", "Age must be 120 or less: check what you typed"),
        ("99999999999999999999999", "Age must be 120 or less: check what you typed"),
        ("-1", "Age cannot be below 0"),
        ("16.5", "Age must be a whole number of years, such as 16"),
        ("sixteen", "Age must be a whole number of years, such as 16"),
        ("1e1", "Age must be a whole number of years, such as 16"),
        ("", "Enter the person’s age in years"),
        ("NaN", "Age must be a whole number of years, such as 16"),
    ],
)
def test_an_age_that_cannot_be_is_refused(age, message):
    form = filled_in(Section.PERSON, raw={"age_years": age})
    assert form.errors == {"age_years": [message]}


@pytest.mark.parametrize(("age", "years"), [("16", 16), (" 16 ", 16), ("0", 0), ("120", 120)])
def test_an_age_that_can_be_is_kept(age, years):
    form = filled_in(Section.PERSON, raw={"age_years": age})
    assert form.is_valid(), form.errors
    assert form.answers["age_years"] == years


def test_an_age_that_cannot_be_is_refused_also_when_coming_back_later():
    form = filled_in(Section.PERSON, strict=False, raw={"age_years": "160"})
    assert list(form.errors) == ["age_years"]


# -- Times ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("strict", [True, False], ids=["to continue", "to come back"])
def test_handcuffs_that_come_off_before_they_went_on_are_refused(strict):
    applied = NOW - timedelta(hours=1)
    form = filled_in(
        Section.HANDCUFFING,
        strict=strict,
        applied_at=applied,
        ended_at=applied - timedelta(minutes=1),
    )
    assert form.errors == {"ended_at": ["Handcuffs cannot come off before they went on"]}


@pytest.mark.parametrize("strict", [True, False], ids=["to continue", "to come back"])
def test_a_time_in_the_future_is_refused(strict):
    later = NOW + timedelta(minutes=1)
    form = filled_in(Section.ENCOUNTER, strict=strict, occurred_at=later)
    assert form.errors == {"occurred_at": ["The encounter cannot be in the future"]}


def test_this_very_minute_is_not_the_future():
    assert filled_in(Section.ENCOUNTER, occurred_at=NOW).is_valid()


def test_a_time_is_compared_with_what_another_section_holds():
    """Handcuffs before the encounter: said where the officer is, whichever section that is."""
    began = NOW - timedelta(hours=1)
    before = began - timedelta(minutes=5)
    stored = Encounter(occurred_at=began)
    answers = complete_answers(Section.HANDCUFFING, at=NOW, applied_at=before, ended_at=began)
    form = section_form(Section.HANDCUFFING, typed(answers), encounter=stored)
    message = "Handcuffs cannot go on before the encounter began"
    assert form.errors == {"applied_at": [message]}
    answers = complete_answers(Section.ENCOUNTER, at=NOW, occurred_at=began)
    form = section_form(Section.ENCOUNTER, typed(answers), use=HandcuffUse(applied_at=before))
    assert form.errors == {"occurred_at": [message]}


def test_a_time_typed_wrong_is_one_error_and_not_also_a_missing_answer():
    form = filled_in(Section.ENCOUNTER, raw={"occurred_at_day": "31", "occurred_at_month": "2"})
    assert form.errors == {"occurred_at": ["The date must be a real date"]}


@pytest.mark.parametrize(("minutes", "asked"), [(10, False), (11, True)])
def test_continued_use_is_asked_about_after_what_is_typed_now(minutes, asked):
    applied = NOW - timedelta(hours=1)
    data = typed(
        complete_answers(
            Section.HANDCUFFING,
            at=NOW,
            applied_at=applied,
            ended_at=applied + timedelta(minutes=minutes),
        )
    )
    form = section_form(Section.HANDCUFFING, data | {"justification_continued": ""})
    expected = ["Explain why it was necessary to keep the handcuffs on"] if asked else []
    assert form.errors.get("justification_continued", []) == expected


# -- Conditional questions ------------------------------------------------------------------------


@pytest.mark.parametrize(("section", "question"), CONDITIONAL, ids=named(CONDITIONAL))
def test_what_is_hidden_is_blanked_and_its_errors_with_it(section, question):
    """Also what was typed wrong in there before it was hidden is nobody's error."""
    hidden = complete_answers(section, at=NOW, **NOT_ASKED_BY[question.name])
    asked = complete_answers(section, at=NOW, **ASKED_BY[question.name])
    data = typed(hidden) | typed({question.name: asked[question.name]})
    form = section_form(section, data)
    assert form.is_valid(), form.errors
    assert form.answers == hidden
    wrong = typed({question.name: asked[question.name]})
    wrong = {name: ["\x00" + "9" * 20_000] for name in wrong}
    form = section_form(section, typed(hidden) | wrong)
    assert form.is_valid(), form.errors
    assert form.answers[question.name] == BLANK[question.empty]


@pytest.mark.parametrize(("section", "question"), CONDITIONAL, ids=named(CONDITIONAL))
def test_what_is_shown_is_required_to_continue_and_not_to_come_back(section, question):
    answers = complete_answers(section, at=NOW, **ASKED_BY[question.name])
    data = typed(answers | {question.name: BLANK[question.empty]})
    assert section_form(section, data).errors == {question.name: [question.missing]}
    assert section_form(section, data, strict=False).is_valid()


def test_a_question_hidden_by_a_hidden_question_is_blanked_too():
    """Not searched: so no power, and no words about another power."""
    data = typed(complete_answers(Section.ENCOUNTER, at=NOW, searched="no"))
    data |= {"search_power": "other", "search_power_other": "Some other Act"}
    form = section_form(Section.ENCOUNTER, data)
    assert form.is_valid(), form.errors
    assert (form.answers["search_power"], form.answers["search_power_other"]) == ("", "")


@pytest.mark.parametrize(
    ("section", "name"),
    [
        (Section.ENCOUNTER, "gowisely"),
        (Section.PERSON, "vulnerabilities"),
        (Section.HANDCUFFING, "impact_factors"),
        (Section.DE_ESCALATION, "de_escalation"),
    ],
)
@pytest.mark.parametrize("strict", [True, False], ids=["to continue", "to come back"])
def test_none_of_these_and_one_of_these_is_refused(section, name, strict):
    data = typed(complete_answers(section, at=NOW))
    other = next(value for value, _ in section_form(section, None).fields[name].choices)
    form = section_form(section, data | {name: [other, "none"]}, strict=strict)
    assert form.errors[name] == ["Select “none” by itself, or the others without it"]


# -- Text -----------------------------------------------------------------------------------------

STORY = "justification_what_happened"
HOSTILE = {
    "markup": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "template": "{{ settings.SECRET_KEY }} {% load x %}",
    "formula": "=HYPERLINK(A1)",
    "right to left": "\u202eevil\u202c סוף",
    "emoji": "👮🏽‍♀️ 𝔘 e\u0301",
    "sql": "'; DROP TABLE records_encounter; --",
    "percent": "%s %(a)s %%",
    "lines": "one\ntwo\n\nthree",
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE.keys())
def test_text_is_kept_as_it_was_typed(text):
    form = filled_in(Section.HANDCUFFING, raw={STORY: text})
    assert form.is_valid(), form.errors
    assert form.answers[STORY] == text


def test_text_is_shown_again_as_text():
    page = filled_in(Section.HANDCUFFING, raw={STORY: HOSTILE["markup"]}).as_div()
    assert "&lt;script&gt;alert(1)&lt;/script&gt;&lt;img" in page
    assert "<script" not in page


def test_ten_thousand_characters_are_enough_and_one_more_is_refused():
    assert filled_in(Section.HANDCUFFING, raw={STORY: "x" * 10_000}).is_valid()
    form = filled_in(Section.HANDCUFFING, raw={STORY: "x" * 10_001})
    assert form.errors == {STORY: ["Write at most 10000 characters; this has 10001"]}


def test_the_end_of_a_line_counts_once_as_in_the_browser():
    form = filled_in(Section.HANDCUFFING, raw={STORY: "x\r\n" * 4_999 + "yz"})
    assert form.is_valid(), form.errors
    assert len(form.answers[STORY]) == 10_000


@pytest.mark.parametrize(
    ("section", "name", "limit"),
    [
        (Section.ENCOUNTER, "location_description", 200),
        (Section.ENCOUNTER, "incident_reference", 40),
        (Section.PERSON, "not_asked_reason", 200),
        (Section.DE_ESCALATION, "no_de_escalation_reason", 500),
    ],
)
def test_a_short_answer_has_the_length_of_its_column(section, name, limit):
    asks = ASKED_BY.get(name, {})
    assert filled_in(section, **asks, raw={name: "x" * limit}).is_valid()
    form = filled_in(section, **asks, raw={name: "x" * (limit + 1)})
    assert list(form.errors) == [name]


@pytest.mark.parametrize("name", [STORY, "ended_by", "force_powers"])
def test_the_character_that_the_database_cannot_keep_is_refused(name):
    form = filled_in(Section.HANDCUFFING, raw={name: "a\x00b"})
    assert list(form.errors) == [name]


def test_blanks_alone_are_no_answer():
    form = filled_in(Section.HANDCUFFING, raw={STORY: " \r\n\t\u00a0\u2003"})
    assert form.errors == {STORY: ["Describe what happened"]}


# -- Lists ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("section", "name"),
    [
        (Section.ENCOUNTER, "location_type"),
        (Section.ENCOUNTER, "area"),
        (Section.ENCOUNTER, "gowisely"),
        (Section.PERSON, "ethnicity_self_defined"),
        (Section.HANDCUFFING, "force_powers"),
    ],
)
@pytest.mark.parametrize("value", ["unheard_of", "<script>", "1", "None"])
def test_a_choice_that_was_not_offered_is_refused(section, name, value):
    form = filled_in(section, raw={name: value})
    assert form.errors == {name: ["Choose an answer that is in the list"]}


def test_nothing_is_chosen_beforehand():
    """Least of all a yes to “did you check the tightness”."""
    for section in Section:
        form = section_form(section, None)
        for name, one in form.fields.items():
            if name != "version":
                assert not form.get_initial_for_field(one, name), name


@pytest.fixture
def chain_is_retired(monkeypatch):
    monkeypatch.setitem(v.RETIRED, v.HandcuffType, frozenset({"chain"}))
    monkeypatch.setitem(v.RETIRED, v.ForcePower, frozenset({"cla_s3"}))


def offered(form: SectionForm, name: str) -> list[str]:
    return [value for value, _ in form.fields[name].choices if value]


def test_a_retired_value_is_not_offered_and_not_accepted(chain_is_retired):
    form = section_form(Section.HANDCUFFING, None)
    assert "chain" not in offered(form, "handcuff_type")
    assert "cla_s3" not in offered(form, "force_powers")
    form = filled_in(Section.HANDCUFFING, raw={"handcuff_type": "chain"})
    assert list(form.errors) == ["handcuff_type"]


def test_a_record_that_holds_a_retired_value_keeps_and_shows_it(chain_is_retired):
    use = HandcuffUse(handcuff_type="chain", force_powers=["cla_s3", "common_law"])
    data = typed(
        complete_answers(
            Section.HANDCUFFING, at=NOW, handcuff_type="chain", force_powers=["cla_s3"]
        )
    )
    form = section_form(Section.HANDCUFFING, data, use=use)
    assert form.is_valid(), form.errors
    assert form.answers["handcuff_type"] == "chain"
    by_name = {one.name: one for one in questions(Section.HANDCUFFING)}
    assert shown(use, by_name["handcuff_type"]) == "Chain"
    assert shown(use, by_name["force_powers"])[0] == "Criminal Law Act 1967 s3"


def test_camera_references_are_lines_without_repeats():
    raw = {"camera_references": " BWV-1 \r\n\r\nBWV-2\r\nBWV-1\r\n"}
    form = filled_in(Section.VIDEO, raw=raw)
    assert form.is_valid(), form.errors
    assert form.answers["camera_references"] == ["BWV-1", "BWV-2"]


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x" * 61, "Each line can have at most 60 characters"),
        (
            "\r\n".join(f"BWV-{number}" for number in range(MOST_CAMERAS + 1)),
            f"Enter at most {MOST_CAMERAS} lines",
        ),
        ("\r\n \r\n", "Enter at least one camera reference"),
    ],
)
def test_camera_references_have_limits(text, message):
    form = filled_in(Section.VIDEO, raw={"camera_references": text})
    assert form.errors == {"camera_references": [message]}


# -- Two windows ----------------------------------------------------------------------------------


@pytest.mark.parametrize("section", Section)
def test_sending_what_is_stored_differs_in_nothing(section):
    answers = complete_answers(section, at=NOW)
    if section == Section.VIDEO:
        answers["camera_references"] = ["BWV-1", "BWV-2"]
    encounter, use = Encounter(), HandcuffUse()
    for name, value in answers.items():
        setattr(use if hasattr(use, name) else encounter, name, value)
    form = section_form(section, typed(answers), encounter=encounter, use=use)
    assert form.is_valid(), form.errors
    assert form.differences() == []


def test_the_questions_whose_answers_differ_are_named():
    stored = Encounter(age_basis="known", age_years=24, gender="male", vulnerabilities=["none"])
    data = typed(complete_answers(Section.PERSON, at=NOW, age_basis="known", age_years=25))
    data |= {"gender": "male", "vulnerabilities": ["child"]}
    form = section_form(Section.PERSON, data, encounter=stored)
    assert form.is_valid(), form.errors
    differences = form.differences()
    assert "Age in years" in differences
    assert "Was the person vulnerable in any of these ways?" in differences
    assert "Gender, as you saw it" not in differences
    assert "How do you know the person’s age?" not in differences


def test_the_page_without_the_version_it_was_made_from_is_refused():
    form = filled_in(Section.PERSON, raw={"version": ""})
    assert list(form.errors) == ["version"]
