"""What reviewers and officers write when a record moves on: asked when it matters, else blank."""

from types import SimpleNamespace

import pytest

from records.forms.decisions import (
    AnswerForm,
    ConclusionForm,
    DenyForm,
    OpenRecordForm,
    SubmitForm,
    SupervisorDecisionForm,
    WithdrawForm,
)
from records.vocabulary import Decision

ADA, BEN = SimpleNamespace(pk=1, name="Ada"), SimpleNamespace(pk=2, name="Ben")
JUDGEMENT = {
    "version": "3",
    "lawful_basis": "met",
    "necessity": "met",
    "proportionality": "met",
    "de_escalation": "met",
    "video_viewed": "yes",
}


def supervisor(**data) -> SupervisorDecisionForm:
    return SupervisorDecisionForm({**JUDGEMENT, **data}, officers=[ADA, BEN])


def standards(**data) -> ConclusionForm:
    return ConclusionForm({**JUDGEMENT, **data}, officers=[ADA, BEN])


def test_an_acceptance_needs_the_assessment_and_no_more():
    form = supervisor(decision="accept")
    assert form.is_valid(), form.errors
    assert form.judgement.allows_acceptance


def test_an_empty_decision_names_everything_that_is_missing():
    form = SupervisorDecisionForm({"version": "1"}, officers=[ADA])
    assert set(form.errors) == {
        "lawful_basis",
        "necessity",
        "proportionality",
        "de_escalation",
        "video_viewed",
        "decision",
    }
    for (message,) in form.errors.values():
        assert not message.startswith("This field"), message


@pytest.mark.parametrize(
    ("data", "errors"),
    [
        (
            {"decision": "return"},
            {
                "question": ["Ask your question"],
                "question_for": ["Choose who should answer the question"],
            },
        ),
        (
            {"decision": "escalate"},
            {
                "escalation_category": ["Choose what the concern is"],
                "comment": ["Give your reasons"],
            },
        ),
        (
            {"decision": "accept", "video_viewed": "no"},
            {"video_not_viewed_reason": ["Say why you did not view the video"]},
        ),
        (
            {"decision": "escalate", "escalation_category": "child", "comment": " \r\n "},
            {"comment": ["Give your reasons"]},
        ),
    ],
)
def test_what_a_decision_needs_is_asked_for(data, errors):
    assert supervisor(**data).errors == errors


@pytest.mark.parametrize("part", ["lawful_basis", "necessity", "proportionality"])
def test_what_was_found_not_shown_is_not_accepted(part):
    form = supervisor(decision="accept", **{part: "not_met"})
    assert list(form.errors) == ["decision"]
    assert supervisor(decision="accept", **{part: "unclear"}).is_valid()


def test_missing_de_escalation_alone_does_not_stand_in_the_way():
    assert supervisor(decision="accept", de_escalation="not_met").is_valid()


def test_a_reason_for_not_viewing_the_video_is_blanked_when_it_was_viewed():
    form = supervisor(decision="accept", video_not_viewed_reason="There is none")
    assert form.is_valid()
    assert form.judgement.video_not_viewed_reason == ""


@pytest.mark.parametrize("somebody", ["3", "0", "-1", "None", "Ada"])
def test_a_question_is_for_one_of_those_who_were_there(somebody):
    form = supervisor(decision="return", question="Why?", question_for=somebody)
    assert list(form.errors) == ["question_for"]


def test_a_question_goes_to_the_officer_chosen():
    form = supervisor(decision="return", question="Why?", question_for="2")
    assert form.is_valid(), form.errors
    assert form.officers[form.cleaned_data["question_for"]] is BEN


@pytest.mark.parametrize("decision", ["uphold", "withdraw", "", "ACCEPT"])
def test_supervisors_decide_what_is_theirs(decision):
    assert list(supervisor(decision=decision).errors) == ["decision"]


@pytest.mark.parametrize("decision", ["return", "escalate"])
def test_professional_standards_accept_or_uphold(decision):
    assert list(standards(decision=decision, comment="Because").errors) == ["decision"]
    assert set(standards(decision="accept").fields) & {"question", "escalation_category"} == set()


@pytest.mark.parametrize("decision", [Decision.ACCEPT, Decision.UPHOLD])
def test_professional_standards_give_their_reasons(decision):
    assert standards(decision=decision).errors == {"comment": ["Give your reasons"]}
    assert standards(decision=decision, comment="Because").is_valid()


def test_a_late_record_asks_why_and_says_how_many_hours_it_had(settings):
    settings.RECORD_WITHIN_HOURS = 36
    form = SubmitForm({"version": "1"}, is_late=True)
    assert form.errors == {"late_explanation": ["Explain why this record is late"]}
    assert "36 hours" in form.fields["late_explanation"].help_text
    assert SubmitForm({"version": "1"}, is_late=False).is_valid()


@pytest.mark.parametrize(
    ("form_class", "field", "longest"),
    [(AnswerForm, "answer", 10_000), (WithdrawForm, "reason", 10_000), (DenyForm, "reason", 500)],
)
def test_words_are_required_and_have_an_end(form_class, field, longest):
    for nothing in ("", " ", "\r\n\t"):
        (message,) = form_class({"version": "1", field: nothing}).errors[field]
        assert not message.startswith("This field")
    assert form_class({"version": "1", field: "x" * longest}).is_valid()
    assert form_class({"version": "1", field: "x" * (longest + 1)}).errors == {
        field: [f"Write at most {longest} characters; this has {longest + 1}"]
    }
    assert list(form_class({"version": "1", field: "a\x00"}).errors) == [field]


@pytest.mark.parametrize("version", ["", "x", "1.5"])
def test_a_form_without_the_version_that_was_seen_is_refused(version):
    assert list(AnswerForm({"version": version, "answer": "Because"}).errors) == ["version"]


def test_opening_a_record_takes_a_reference_and_a_reason():
    assert set(OpenRecordForm({}).errors) == {"reference", "reason"}
    form = OpenRecordForm({"reference": " hc-26-000001 ", "reason": "Complaint"})
    assert form.is_valid()
    assert form.cleaned_data["reference"] == "hc-26-000001"
