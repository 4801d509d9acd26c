"""What officers and reviewers write when a record moves on."""

from typing import Any

from django import forms
from django.conf import settings

from accounts.models import User
from govuk.widgets import Radios
from records.actions import Judgement
from records.forms.text import Text
from records.forms.versioned import VersionedForm, fields_only
from records.vocabulary import Assessment, Decision, EscalationCategory, YesNo

LONG = 10_000


def long_answer(label: str, missing: str, hint: str = "", *, required: bool = True, rows: int = 4):
    return Text(
        label=label,
        help_text=hint,
        required=required,
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing},
    )


class SubmitForm(VersionedForm):
    """Filing; a late record says why."""

    def __init__(self, *args, is_late: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if is_late:
            self.fields["late_explanation"] = long_answer(
                "Why is this record late?",
                "Explain why this record is late",
                f"The encounter began more than {settings.RECORD_WITHIN_HOURS} hours ago. "
                "The explanation stays with the record.",
            )


class AnswerForm(VersionedForm):
    answer = long_answer(
        "Your answer",
        "Answer the question",
        "Change the record first if it needs changing, then say here what you changed or why not.",
    )


class WithdrawForm(VersionedForm):
    reason = long_answer(
        "Why should this record be withdrawn?",
        "Say why the record should be withdrawn",
        "For example: a duplicate of another record (give its reference), or no handcuffs were "
        "used. The record stays visible with this reason.",
    )


class DenyForm(VersionedForm):
    reason = Text(
        label="Why were you not involved?",
        help_text="The reporting officer and the reviewer see this.",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why you were not involved"},
    )


class OpenRecordForm(forms.Form):
    """Professional standards: one record, and why."""

    reference = Text(
        label="Reference",
        max_length=16,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
        error_messages={"required": "Enter the reference, such as HC-26-004217"},
    )
    reason = Text(
        label="Why do you need to see it?",
        help_text="The reason is kept in the audit log with your name.",
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why you need to see the record"},
    )

    @property
    def helper(self):
        return fields_only(self)


def assessment(label: str, hint: str) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        help_text=hint,
        choices=Assessment.choices,
        widget=Radios,
        error_messages={"required": f"Answer: {label.lower()}"},
    )


class DecisionForm(VersionedForm):
    """The structured assessment and the decision, the same for both kinds of reviewer."""

    lawful_basis = assessment(
        "Is there a lawful basis?",
        "A power to use force that fits what happened, not only a power to search.",
    )
    necessity = assessment(
        "Were handcuffs necessary for this person?",
        "Facts about this person at this moment; “officer safety” alone is not enough.",
    )
    proportionality = assessment(
        "Was it proportionate, for as long as it lasted?",
        "Nothing less would have done, and the handcuffs came off when they could.",
    )
    de_escalation = assessment(
        "Was de-escalation tried, or rightly not tried?",
        "Look at what was tried, its effect, or the reason given for none.",
    )
    video_viewed = forms.ChoiceField(
        label="Have you viewed the body-worn video?",
        choices=YesNo.choices,
        widget=Radios,
        error_messages={"required": "Say whether you viewed the body-worn video"},
    )
    video_not_viewed_reason = Text(
        label="Why not?",
        max_length=200,
        required=False,
        help_text="For example: there is none.",
    )
    decision = forms.ChoiceField(
        label="Your decision",
        widget=Radios,
        error_messages={"required": "Choose your decision"},
    )
    question = long_answer(
        "Your question", "Ask your question", "One question the officer can answer.", required=False
    )
    question_for = forms.ChoiceField(label="Who should answer it?", widget=Radios, required=False)
    escalation_category = forms.ChoiceField(
        label="What is the concern?",
        choices=[("", "Choose one"), *EscalationCategory.choices],
        required=False,
    )
    comment = long_answer(
        "Feedback for the officer, and your reasons",
        "Give your reasons",
        "The officers on this record see it. Reasons are needed to escalate or uphold.",
        required=False,
    )

    decisions: tuple[Decision, ...] = ()
    needs_reasons = (Decision.ESCALATE, Decision.UPHOLD)

    def __init__(self, *args, officers: list[User], **kwargs):
        super().__init__(*args, **kwargs)
        self.officers = {str(officer.pk): officer for officer in officers}
        self.fields["decision"].choices = [(d.value, d.label) for d in self.decisions]
        self.fields["video_not_viewed_reason"].show_when = {
            "field": "video_viewed",
            "values": [YesNo.NO],
        }
        asks = {"field": "decision", "values": [Decision.RETURN]}
        if Decision.RETURN in self.decisions:
            self.fields["question_for"].choices = [
                (key, str(officer)) for key, officer in self.officers.items()
            ]
            self.fields["question"].show_when = asks
            self.fields["question_for"].show_when = asks
        else:
            del self.fields["question"], self.fields["question_for"]
        if Decision.ESCALATE in self.decisions:
            self.fields["escalation_category"].show_when = {
                "field": "decision",
                "values": [Decision.ESCALATE],
            }
        else:
            del self.fields["escalation_category"]

    def clean(self):
        cleaned = super().clean()
        decision = cleaned.get("decision")
        if cleaned.get("video_viewed") == YesNo.NO:
            self._needs("video_not_viewed_reason", "Say why you did not view the video")
        else:
            cleaned["video_not_viewed_reason"] = ""
        if decision == Decision.RETURN:
            self._needs("question", "Ask your question")
            self._needs("question_for", "Choose who should answer the question")
        elif decision == Decision.ESCALATE:
            self._needs("escalation_category", "Choose what the concern is")
        if decision in self.needs_reasons:
            self._needs("comment", "Give your reasons")
        if decision == Decision.ACCEPT and not self.errors and not self.judgement.allows_acceptance:
            self.add_error(
                "decision",
                "You found the lawful basis, the necessity or the proportionality not shown: "
                "ask a question or escalate instead of accepting",
            )
        return cleaned

    def _needs(self, name: str, message: str) -> None:
        if not self.cleaned_data.get(name) and name not in self.errors:
            self.add_error(name, message)

    @property
    def judgement(self) -> Judgement:
        names: dict[str, Any] = {name: self.cleaned_data[name] for name in _JUDGEMENT}
        return Judgement(**names)


_JUDGEMENT = (
    "lawful_basis",
    "necessity",
    "proportionality",
    "de_escalation",
    "video_viewed",
    "video_not_viewed_reason",
    "comment",
)


class SupervisorDecisionForm(DecisionForm):
    decisions = (Decision.ACCEPT, Decision.RETURN, Decision.ESCALATE)


class ConclusionForm(DecisionForm):
    """Professional standards on an escalated record."""

    decisions = (Decision.ACCEPT, Decision.UPHOLD)
    needs_reasons = (Decision.ACCEPT, Decision.UPHOLD)
