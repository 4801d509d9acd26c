"""What reviewers and officers write when a record moves on: asked when it matters, else blank."""

from types import SimpleNamespace
from uuid import UUID

import pytest

from records.forms.decisions import (
    AnswerForm,
    DenyForm,
    OpenRecordForm,
    SubmitForm,
    WithdrawForm,
)
from records.forms.judging import (
    ConclusionForm,
    SecondReviewForm,
    SupervisorDecisionForm,
)
from records.vocabulary import Decision

ADA, BEN = SimpleNamespace(pk=1, name="Ada"), SimpleNamespace(pk=2, name="Ben")


def account_of(officer, number: int, *, continued_use: bool = False):
    return SimpleNamespace(
        pk=UUID(int=number), officer=officer, officer_id=officer.pk, continued_use=continued_use
    )


ADAS, BENS = account_of(ADA, 1), account_of(BEN, 2)
LONG = account_of(ADA, 3, continued_use=True)
OF_BEN = f"_{BENS.pk.hex}"
ASKABLE = [
    ("Ada", [(f"{ADAS.pk.hex}:applied_at", "When on?"), (f"{ADAS.pk.hex}:ended_at", "When off?")]),
    ("Ben", [(f"{BENS.pk.hex}:applied_at", "When on?")]),
    ("The encounter", [("facts:occurred_at", "When?")]),
]
JUDGEMENT = {
    "version": "3",
    "lawful_basis": "met",
    "necessity": "met",
    "proportionality": "met",
    "de_escalation": "met",
    "video_viewed": "yes",
}


def supervisor(**data) -> SupervisorDecisionForm:
    return SupervisorDecisionForm(
        {**JUDGEMENT, "return_reasons": ["too_short"], **data},
        accounts=[ADAS],
        officers=[ADA, BEN],
        askable=ASKABLE,
    )


def standards(**data) -> ConclusionForm:
    return ConclusionForm({**JUDGEMENT, **data}, accounts=[ADAS], officers=[ADA, BEN])


def test_an_acceptance_needs_the_assessment_and_no_more():
    form = supervisor(decision="accept")
    assert form.is_valid(), form.errors
    assert form.judgement.allows_acceptance


def test_an_empty_decision_names_everything_that_is_missing():
    form = SupervisorDecisionForm({"version": "1"}, accounts=[ADAS], officers=[ADA], askable=[])
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
            {"decision": "return", "return_reasons": []},
            {
                "return_reasons": ["Select what you return it for"],
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


def each(**data) -> SupervisorDecisionForm:
    """Two accounts, both judged."""
    of_ben = {f"{part}{OF_BEN}": "met" for part in JUDGEMENT if part.endswith(("y", "s", "n"))}
    return SupervisorDecisionForm(
        {**JUDGEMENT, **of_ben, "decision": "accept", **data},
        accounts=[ADAS, BENS],
        officers=[ADA, BEN],
        askable=ASKABLE,
    )


def test_with_one_account_the_form_is_as_short_as_before():
    assert [group["legend"] for group in supervisor().groups()] == [""]
    (group,) = supervisor().groups()
    assert [field.name for field in group["fields"]] == [
        *("lawful_basis", "necessity", "proportionality", "de_escalation"),
    ]


def test_every_account_is_judged_and_the_error_says_whose_is_not():
    form = each(**{f"necessity{OF_BEN}": ""})
    assert form.errors == {
        f"necessity{OF_BEN}": ["Answer for Ben: were handcuffs necessary for this person?"]
    }
    assert [group["legend"] for group in form.groups()] == [str(ADA), str(BEN)]


def test_the_record_as_a_whole_is_the_worst_of_its_accounts():
    judgement = each(**{f"de_escalation{OF_BEN}": "unclear"}, necessity="unclear")
    assert judgement.is_valid(), judgement.errors
    found = judgement.judgement
    assert (found.necessity, found.de_escalation) == ("unclear", "unclear")
    assert (found.lawful_basis, found.proportionality) == ("met", "met")
    assert [one.use for one in found.uses] == [ADAS.pk, BENS.pk]
    assert [one.necessity for one in found.uses] == ["unclear", "met"]


def test_one_account_that_is_not_shown_stands_in_the_way_of_accepting_all():
    assert list(each(**{f"lawful_basis{OF_BEN}": "not_met"}).errors) == ["decision"]


def test_continued_use_is_asked_where_it_was_and_counts_as_proportionality():
    def long(**data):
        return SupervisorDecisionForm(
            {**JUDGEMENT, **data}, accounts=[LONG], officers=[ADA], askable=[]
        )

    assert "continued_use" not in supervisor().fields
    assert list(long(decision="accept").errors) == ["continued_use"]
    form = long(decision="accept", continued_use="unclear")
    assert form.is_valid(), form.errors
    assert form.judgement.proportionality == "unclear"
    assert list(long(decision="accept", continued_use="not_met").errors) == ["decision"]


def returned(**data) -> SupervisorDecisionForm:
    asked = {"decision": "return", "return_reasons": ["too_short"], "question_for": "1"}
    return each(**asked | data)


def test_a_return_asks_about_single_answers_instead_of_the_whole():
    form = returned(about_1=f"{ADAS.pk.hex}:applied_at", ask_1="Was it not earlier?")
    assert form.is_valid(), form.errors
    (question,) = form.field_questions
    assert (question.use, question.field) == (ADAS.pk, "applied_at")
    assert question.text == "Was it not earlier?"
    assert form.cleaned_data["question"] == ""


def test_who_reported_the_encounter_is_asked_about_what_is_shared():
    form = returned(about_1="facts:occurred_at", ask_1="By which clock?")
    assert form.is_valid(), form.errors
    assert form.field_questions[0].use is None


@pytest.mark.parametrize(
    ("data", "field"),
    [
        ({"about_1": "facts:occurred_at"}, "ask_1"),
        ({"ask_2": "Why?"}, "about_2"),
        ({"about_1": f"{BENS.pk.hex}:applied_at", "ask_1": "Why?"}, "about_1"),
        (
            {"about_1": "facts:occurred_at", "ask_1": "Why?", "question_for": "2"},
            "about_1",
        ),
        (
            {
                "about_1": "facts:occurred_at",
                "ask_1": "Why?",
                "about_3": "facts:occurred_at",
                "ask_3": "Why?",
            },
            "about_3",
        ),
        ({"about_1": "facts:password", "ask_1": "Why?"}, "about_1"),
        ({"about_1": "nobody:applied_at", "ask_1": "Why?"}, "about_1"),
    ],
    ids=[
        "no question",
        "no answer",
        "not their account",
        "not the reporting officer",
        "twice",
        "no such answer",
        "no such account",
    ],
)
def test_a_question_that_cannot_be_answered_is_told_beside_it(data, field):
    form = returned(**{"question": "", **data})
    assert field in form.errors
    assert not form.errors[field][0].startswith("This field")


def test_a_second_reviewer_says_what_they_would_have_decided():
    def second(**data):
        return SecondReviewForm({**JUDGEMENT, **data}, accounts=[ADAS])

    assert second(decision="accept").is_valid()
    assert second(decision="escalate").errors == {"comment": ["Give your reasons"]}
    assert list(second(decision="uphold").errors) == ["decision"]
    assert set(second().fields) & {"learning_point", "question", "escalation_category"} == set()


def test_a_late_record_asks_why_and_says_how_many_hours_it_had(db, settings):
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
