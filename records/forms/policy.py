"""The rules of the register as administrators change them."""

from typing import Any

from django import forms

from govuk.widgets import Checkboxes
from records.forms.text import Text
from records.forms.versioned import VersionedForm
from records.models.policy import NUMBERS
from records.policy import Rules
from records.presenters.writing import CONCERN
from records.questionnaire import USE_QUESTIONS, Question, all_questions
from records.retiring import LISTS, QUESTIONS, choices_of, problem_with
from records.texts.justification import SENTENCES, Concern

MOST_SENTENCES = 6
LONGEST_SENTENCE = 200

_ASKS = {
    "record_within_hours": (
        "Record within, in hours",
        "Counted from the beginning of the encounter. Who files later says why.",
    ),
    "account_within_hours": (
        "Colleagues’ accounts within, in hours",
        "Counted from the filing of the record.",
    ),
    "review_within_hours": (
        "Review within, in hours",
        "Counted from when the record was filed or came back.",
    ),
    "continued_use_minutes": (
        "Continued use after, in minutes",
        "Handcuffs that stay on longer need a reason of their own. Accounts already given keep "
        "the limit of their day.",
    ),
    "duplicate_within_minutes": (
        "Look-alikes within, in minutes",
        "Two records of the same area and a similar person that begin so close together are "
        "pointed out before the second is filed.",
    ),
}


class RulesForm(VersionedForm):
    """A part of the rules, and why it changes; `changes` is what an action takes."""

    reason = Text(
        label="Why are the rules changed?",
        help_text="Kept with the rules and in the audit log.",
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why the rules are changed"},
    )

    def __init__(self, data: Any = None, *, rules: Rules) -> None:
        self.rules = rules
        super().__init__(data, initial={"version": rules.version})
        self.add_questions()
        self.order_fields([name for name in self.fields if name != "reason"])

    def add_questions(self) -> None:
        """Add the fields of this part, before the reason."""

    @property
    def changes(self) -> dict[str, Any]:
        raise NotImplementedError


class NumbersForm(RulesForm):
    """Deadlines and limits."""

    def add_questions(self) -> None:
        for name, least, most in NUMBERS:
            ask, hint = _ASKS[name]
            self.fields[name] = forms.IntegerField(
                label=ask,
                help_text=hint,
                min_value=least,
                max_value=most,
                initial=getattr(self.rules, name),
                widget=forms.TextInput(
                    attrs={
                        "inputmode": "numeric",
                        "class": "govuk-input--width-5",
                        "maxlength": "10",
                    }
                ),
                error_messages={
                    "required": f"Enter a number: {ask.lower()}",
                    "invalid": f"Enter a whole number: {ask.lower()}",
                    "min_value": f"{ask}: {least} or more",
                    "max_value": f"{ask}: {most} or less",
                },
            )

    @property
    def changes(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name, _, _ in NUMBERS}


def prompted_questions() -> tuple[Question, ...]:
    """The questions beside which there are prompts."""
    return tuple(one for one in all_questions(USE_QUESTIONS) if one.prompts)


class Sentences(Text):
    """Some sentences, one on each line."""

    widget = forms.Textarea

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, (list, tuple)) else value

    def clean(self, value: Any) -> list[str]:
        lines = [line.strip() for line in super().clean(value).splitlines()]
        lines = list(dict.fromkeys(line for line in lines if line))
        if len(lines) > MOST_SENTENCES:
            raise forms.ValidationError(f"Write at most {MOST_SENTENCES} lines")
        if any(len(line) > LONGEST_SENTENCE for line in lines):
            raise forms.ValidationError(f"Each line can have at most {LONGEST_SENTENCE} characters")
        return lines


class PromptsForm(RulesForm):
    """The sentences beside the questions, and those that prompt while officers write."""

    writing_prompts = forms.BooleanField(
        label="Prompt officers while they write a justification",
        help_text="Personal data and repeated texts are pointed out in any case.",
        required=False,
    )

    def add_questions(self) -> None:
        self.fields["writing_prompts"].initial = self.rules.writing_prompts
        for question in prompted_questions():
            self._ask(
                question.name,
                f"Prompts beside “{question.ask}”",
                question.prompts,
                rows=4,
            )
        for concern in Concern:
            self._ask(
                f"{CONCERN}{concern}",
                f"When {_WHEN[concern]}",
                (SENTENCES[concern],),
                rows=2,
            )

    def _ask(self, name: str, ask: str, own: tuple[str, ...], *, rows: int) -> None:
        self.fields[name] = Sentences(
            label=ask,
            help_text="One on each line. Leave it empty to have the program’s own again.",
            required=False,
            max_length=MOST_SENTENCES * (LONGEST_SENTENCE + 1),
            initial=list(self.rules.sentences_for(name, own)),
            widget=forms.Textarea(attrs={"rows": rows}),
        )

    @property
    def changes(self) -> dict[str, Any]:
        own = {question.name: question.prompts for question in prompted_questions()}
        own |= {f"{CONCERN}{concern}": (SENTENCES[concern],) for concern in Concern}
        sentences = {
            name: self.cleaned_data[name]
            for name, ours in own.items()
            if self.cleaned_data[name] and tuple(self.cleaned_data[name]) != ours
        }
        return {"writing_prompts": self.cleaned_data["writing_prompts"], "sentences": sentences}


_WHEN = {
    Concern.OFFICER_SAFETY_ONLY: "only “officer safety” is given",
    Concern.HABIT: "it reads like a habit",
    Concern.NOT_THIS_PERSON: "nothing is about this person",
    Concern.NO_ALTERNATIVE: "no alternative is considered",
    Concern.CONTINUED_USE: "continued use is not explained",
    Concern.TOO_SHORT: "it is very short",
}


class ChoicesForm(RulesForm):
    """Which answers of one list are offered; the rest is retired."""

    def __init__(self, data: Any = None, *, rules: Rules, name: str) -> None:
        self.name = name
        super().__init__(data, rules=rules)

    def add_questions(self) -> None:
        self.all = choices_of(self.rules, self.name)
        self.movable = [one for one in self.all if not one.fixed]
        self.fields["offered"] = forms.MultipleChoiceField(
            label="Which answers are offered?",
            help_text="What is not ticked is retired: nobody can choose it any more. Records that "
            "hold it keep it and show it.",
            required=False,
            choices=[(one.value, one.label) for one in self.movable],
            initial=[one.value for one in self.movable if not one.retired],
            widget=Checkboxes(),
            error_messages={"invalid_choice": "Choose answers that are in the list"},
        )
        if self.name in QUESTIONS:
            self.fields["asked"] = forms.BooleanField(
                label="Ask this question",
                help_text="Nobody has to answer it. Records that hold an answer keep it.",
                required=False,
                initial=self.name not in self.rules.retired_questions,
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if "offered" in cleaned and (problem := problem_with(self.name, self._retired())):
            self.add_error("offered", problem)
        return cleaned

    def _retired(self) -> list[str]:
        offered = self.cleaned_data["offered"]
        return [one.value for one in self.movable if one.value not in offered]

    @property
    def changes(self) -> dict[str, Any]:
        lists = {**self.rules.retired_choices, self.name: self._retired()}
        questions = set(self.rules.retired_questions)
        if "asked" in self.cleaned_data:
            questions.discard(self.name)
            if not self.cleaned_data["asked"]:
                questions.add(self.name)
        return {
            "retired_choices": {name: lists[name] for name in LISTS if lists.get(name)},
            "retired_questions": sorted(questions),
        }
