"""The structured assessment, account by account, and what is decided on it."""

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from django import forms
from django.forms.boundfield import BoundField

from accounts.models import User
from govuk.widgets import Checkboxes, Radios
from records.actions import FieldQuestion, Judgement, UseJudgement
from records.forms.decisions import long_answer
from records.forms.text import Text
from records.forms.versioned import VersionedForm
from records.judgement import PARTS
from records.models import HandcuffUse
from records.models.review_question import LONGEST_QUESTION
from records.presenters.accounts import SHARED
from records.vocabulary import Assessment, Decision, EscalationCategory, ReturnReason, YesNo

# (name, question, hint); the last only where the account gives a reason for continued use.
_ASKED = (
    (
        "lawful_basis",
        "Is there a lawful basis?",
        "A power to use force that fits what happened, not only a power to search.",
    ),
    (
        "necessity",
        "Were handcuffs necessary for this person?",
        "Facts about this person at this moment; “officer safety” alone is not enough.",
    ),
    (
        "proportionality",
        "Was it proportionate, for as long as it lasted?",
        "Nothing less would have done, and the handcuffs came off when they could.",
    ),
    (
        "continued_use",
        "Was it necessary to keep them on?",
        "A reason of its own for the time after the search, or past the time limit.",
    ),
    (
        "de_escalation",
        "Was de-escalation tried, or rightly not tried?",
        "Look at what was tried, its effect, or the reason given for none.",
    ),
)
# How many single answers a return can ask about.
MOST_QUESTIONS = 3
# (group, [(whose answer:name of the question, its words)])
Askable = Sequence[tuple[str, list[tuple[str, str]]]]


class AssessmentForm(VersionedForm):
    """The same questions on every account that was given, the reporting officer's first."""

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

    def __init__(self, *args, accounts: Sequence[HandcuffUse], **kwargs):
        super().__init__(*args, **kwargs)
        self.accounts = accounts
        # The first keeps the plain names: what was typed stays where a second account arrives.
        self._names: dict[UUID, dict[str, str]] = {}
        for number, use in enumerate(accounts):
            suffix = f"_{use.pk.hex}" if number else ""
            whose = f" for {use.officer.name}" if len(accounts) > 1 else ""
            self._names[use.pk] = {}
            for part, ask, hint in _ASKED:
                if part not in PARTS and not use.continued_use:
                    continue
                self._names[use.pk][part] = part + suffix
                self.fields[part + suffix] = forms.ChoiceField(
                    label=ask,
                    help_text=hint,
                    choices=Assessment.choices,
                    widget=Radios,
                    error_messages={"required": f"Answer{whose}: {ask[0].lower()}{ask[1:]}"},
                )
        judged = [name for names in self._names.values() for name in names.values()]
        self.order_fields(["version", *judged])
        self.fields["video_not_viewed_reason"].show_when = {
            "field": "video_viewed",
            "values": [YesNo.NO],
        }

    def groups(self) -> Iterator[dict[str, Any]]:
        """The questions about each account, under the officer's name where there are several."""
        for use in self.accounts:
            yield {
                "legend": str(use.officer) if len(self.accounts) > 1 else "",
                "fields": [self[name] for name in self._names[use.pk].values()],
            }

    def rest(self) -> list[BoundField]:
        """Everything after them."""
        judged = {name for names in self._names.values() for name in names.values()}
        return [field for field in self if field.name not in judged and not field.is_hidden]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("video_viewed") == YesNo.NO:
            self.needs("video_not_viewed_reason", "Say why you did not view the video")
        else:
            cleaned["video_not_viewed_reason"] = ""
        return cleaned

    def needs(self, name: str, message: str) -> None:
        """One error a question is enough."""
        if not self.cleaned_data.get(name) and name not in self.errors:
            self.add_error(name, message)

    @property
    def judgement(self) -> Judgement:
        cleaned = self.cleaned_data
        return Judgement(
            uses=tuple(
                UseJudgement(
                    use=use,
                    **{part: Assessment(cleaned[name]) for part, name in names.items()},
                )
                for use, names in self._names.items()
            ),
            video_viewed=cleaned["video_viewed"],
            video_not_viewed_reason=cleaned["video_not_viewed_reason"],
            comment=cleaned.get("comment", ""),
            learning_point=cleaned.get("learning_point", ""),
        )

    @property
    def may_accept(self) -> bool:
        return self.judgement.allows_acceptance


class DecisionForm(AssessmentForm):
    """The assessment and the decision on it, the same for both kinds of reviewer."""

    decision = forms.ChoiceField(
        label="Your decision",
        widget=Radios,
        error_messages={"required": "Choose your decision"},
    )
    comment = long_answer(
        "Feedback for the officer, and your reasons",
        "Give your reasons",
        "The officers on this record see it. Reasons are needed to escalate or uphold.",
        required=False,
    )
    learning_point = long_answer(
        "Learning point (optional)",
        "",
        "Something to do better next time, also where you accept. The officers see it and are "
        "asked to say that they have read it.",
        required=False,
        rows=2,
    )

    decisions: tuple[Decision, ...] = ()
    needs_reasons: tuple[Decision, ...] = ()

    def __init__(self, *args, officers: Sequence[User] = (), **kwargs):
        super().__init__(*args, **kwargs)
        self.officers = {str(officer.pk): officer for officer in officers}
        self.fields["decision"].choices = [(d.value, d.label) for d in self.decisions]

    def clean(self):
        cleaned = super().clean()
        decision = cleaned.get("decision")
        if decision in self.needs_reasons:
            self.needs("comment", "Give your reasons")
        if decision == Decision.ACCEPT and not self.errors and not self.may_accept:
            self.add_error(
                "decision",
                "You found the lawful basis, the necessity or the proportionality not shown: "
                "ask a question or escalate instead of accepting",
            )
        return cleaned


class SupervisorDecisionForm(DecisionForm):
    """Accept, return with questions, or escalate."""

    decisions = (Decision.ACCEPT, Decision.RETURN, Decision.ESCALATE)
    needs_reasons = (Decision.ESCALATE,)

    return_reasons = forms.MultipleChoiceField(
        label="What do you return it for?",
        help_text="Select all that apply. Counted for teams, never for persons.",
        choices=ReturnReason.choices,
        widget=Checkboxes,
        required=False,
    )
    question_for = forms.ChoiceField(label="Who should answer?", widget=Radios, required=False)
    question = long_answer(
        "Your question",
        "Ask your question",
        "About the whole; leave it empty if you ask about single answers below.",
        required=False,
    )
    escalation_category = forms.ChoiceField(
        label="What is the concern?",
        choices=[("", "Choose one"), *EscalationCategory.choices],
        required=False,
    )

    def __init__(self, *args, askable: Askable, **kwargs):
        super().__init__(*args, **kwargs)
        returning = {"field": "decision", "values": [Decision.RETURN]}
        self.fields["question_for"].choices = [
            (key, str(officer)) for key, officer in self.officers.items()
        ]
        if len(self.officers) == 1:
            self.initial.setdefault("question_for", next(iter(self.officers)))
        self._about = askable
        asking = []
        for number in range(1, MOST_QUESTIONS + 1):
            asking += self._add_question(number, returning)
        for name in ("return_reasons", "question_for", "question"):
            self.fields[name].show_when = returning
        self.fields["escalation_category"].show_when = {
            "field": "decision",
            "values": [Decision.ESCALATE],
        }
        before = [name for name in self.fields if name not in (*asking, "learning_point")]
        before.remove("comment")
        asked = ["return_reasons", "question_for", "question", *asking, "escalation_category"]
        before = [name for name in before if name not in asked]
        self.order_fields([*before, *asked, "comment", "learning_point"])

    def _add_question(self, number: int, returning: dict[str, Any]) -> list[str]:
        about, ask = f"about_{number}", f"ask_{number}"
        shown: dict[str, Any] = returning
        if number > 1:
            values = [value for _, group in self._about for value, _ in group]
            before = {"field": f"about_{number - 1}", "values": values}
            shown = {"all": [returning, before]}
        self.fields[about] = forms.ChoiceField(
            label="Ask about one answer"
            if number == 1
            else f"Ask about another answer ({number} of {MOST_QUESTIONS})",
            help_text="The officer sees the question beside it." if number == 1 else "",
            choices=[("", "No answer chosen"), *self._about],
            required=False,
        )
        self.fields[ask] = Text(
            label="Your question about it",
            max_length=LONGEST_QUESTION,
            widget=forms.Textarea(attrs={"rows": 2}),
            required=False,
        )
        self.fields[about].show_when = shown
        self.fields[ask].show_when = shown
        return [about, ask]

    def clean(self):
        cleaned = super().clean()
        decision = cleaned.get("decision")
        if decision == Decision.RETURN:
            self.needs("return_reasons", "Select what you return it for")
            self.needs("question_for", "Choose who should answer the question")
            self._check_questions()
        elif decision == Decision.ESCALATE:
            self.needs("escalation_category", "Choose what the concern is")
        return cleaned

    def _check_questions(self) -> None:
        cleaned = self.cleaned_data
        officer = self.officers.get(cleaned.get("question_for", ""))
        seen = set()
        for number in range(1, MOST_QUESTIONS + 1):
            about, ask = f"about_{number}", f"ask_{number}"
            chosen = cleaned.get(about)
            if chosen:
                self.needs(ask, "Write your question about this answer")
                if chosen in seen:
                    self.add_error(about, "You ask about this answer twice")
                elif officer is not None and not self._is_answer_of(officer, chosen):
                    self.add_error(
                        about,
                        f"This is not an answer of {officer.name}: choose another answer, or "
                        "another officer to ask",
                    )
                seen.add(chosen)
            elif cleaned.get(ask):
                self.needs(about, "Choose which answer this question is about")
        if not seen:
            self.needs("question", "Ask your question")

    def _is_answer_of(self, officer: User, chosen: str) -> bool:
        whose, _ = chosen.split(":")
        if whose == SHARED:
            # Only who reported the encounter can change what is shared: theirs is the first.
            return bool(self.accounts) and self.accounts[0].officer_id == officer.pk
        return any(use.pk.hex == whose and use.officer_id == officer.pk for use in self.accounts)

    @property
    def field_questions(self) -> list[FieldQuestion]:
        """The questions about single answers, as the action takes them."""
        questions = []
        for number in range(1, MOST_QUESTIONS + 1):
            chosen = self.cleaned_data.get(f"about_{number}")
            if chosen:
                whose, field = chosen.split(":")
                questions.append(
                    FieldQuestion(
                        field=field,
                        text=self.cleaned_data[f"ask_{number}"],
                        use=None if whose == SHARED else UUID(whose),
                    )
                )
        return questions


class ConclusionForm(DecisionForm):
    """Professional standards on an escalated record."""

    decisions = (Decision.ACCEPT, Decision.UPHOLD)
    needs_reasons = (Decision.ACCEPT, Decision.UPHOLD)


class SecondReviewForm(DecisionForm):
    """A dip sample: what the second reviewer would have decided."""

    decisions = (Decision.ACCEPT, Decision.RETURN, Decision.ESCALATE)
    needs_reasons = (Decision.RETURN, Decision.ESCALATE)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        del self.fields["learning_point"]
        self.fields["decision"].label = "What would you have decided?"
        self.fields["comment"].label = "Your reasons"
        self.fields[
            "comment"
        ].help_text = "For professional standards only. Needed unless you would have accepted."
