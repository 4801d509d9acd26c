"""One form for each section of the task list, made from the questionnaire and the models.

A form only reads and checks: `strict` also asks for what is missing. Saving is `actions`'
business. A draft is lenient, so that it can be left half done; filing is strict; both have the
same fields.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import FieldDoesNotExist
from django.db import models

from govuk.widgets import Checkboxes, Radios
from records import policy
from records.answers import COMES_BEFORE, conflicts, missing, stored_answers
from records.asked_back import asked_about
from records.forms.moments import LondonMomentField, LondonMomentWidget
from records.forms.text import Text
from records.forms.versioned import VersionedForm
from records.last_time import NOTHING_CARRIED, LastTime
from records.models import Area, Encounter, HandcuffUse
from records.questionnaire import Empty, Question
from records.retiring import is_asked_now, retired
from records.vocabulary import NONE_OF_THESE, OLDEST_AGE

# Longer lists are a drop-down: twenty radio buttons are two screens of a phone. One that is open
# costs a tap, a drop-down two.
MOST_RADIOS = 9
MOST_CAMERAS = 20


def model_field(name: str) -> models.Field:
    """The model field that keeps the answer to a question."""
    try:
        return Encounter._meta.get_field(name)
    except FieldDoesNotExist:
        return HandcuffUse._meta.get_field(name)


def offered(field: models.Field, stored: Any) -> list[tuple[str, str]]:
    """The choices to offer: not the retired ones, unless the record already holds them."""
    held = stored if isinstance(stored, list) else [stored]
    gone = retired(policy.current(), field.choices)
    return [
        (value, label)
        for value, label in field.choices
        if value and (value not in gone or value in held)
    ]


class LinesField(Text):
    """Several short answers, one on each line, without repeats."""

    widget = forms.Textarea

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def has_changed(self, initial, data):
        return self._lines(self.prepare_value(initial) or "") != self._lines(data or "")

    def clean(self, value):
        lines = self._lines(super().clean(value))
        if len(lines) > MOST_CAMERAS:
            raise forms.ValidationError(f"Enter at most {MOST_CAMERAS} lines")
        if any(len(line) > 60 for line in lines):
            raise forms.ValidationError("Each line can have at most 60 characters")
        return lines

    @staticmethod
    def _lines(text: str) -> list[str]:
        lines = (line.strip() for line in text.splitlines())
        return list(dict.fromkeys(line for line in lines if line))


def field_for(question: Question, stored: Any, answers: Mapping[str, Any]) -> forms.Field:
    """The form field of a question; never required by itself, see `SectionForm.clean`."""
    column = model_field(question.name)
    common = {"label": question.ask, "help_text": question.hint, "required": False}
    # It was offered when the page was made, or somebody made the page themselves.
    unknown = {"invalid_choice": "Choose an answer that is in the list"}
    if isinstance(column, models.DateTimeField):
        after = COMES_BEFORE.get(question.name, "")
        field = LondonMomentField(
            widget=LondonMomentWidget(after=after, after_moment=answers.get(after)), **common
        )
    elif isinstance(column, models.ForeignKey):
        field = forms.ModelChoiceField(
            Area.objects.offered(stored).order_by("name"),
            empty_label="Choose an area",
            error_messages=unknown,
            **common,
        )
    elif isinstance(column, models.PositiveSmallIntegerField):
        field = forms.IntegerField(
            min_value=0,
            max_value=OLDEST_AGE,
            widget=forms.TextInput(
                attrs={"inputmode": "numeric", "class": "govuk-input--width-3", "maxlength": "10"}
            ),
            error_messages={
                "invalid": "Age must be a whole number of years, such as 16",
                "min_value": "Age cannot be below 0",
                "max_value": f"Age must be {OLDEST_AGE} or less: check what you typed",
            },
            **common,
        )
    elif isinstance(column, ArrayField) and column.base_field.choices:
        field = forms.MultipleChoiceField(
            choices=offered(column.base_field, stored),
            widget=Checkboxes(exclusive=[NONE_OF_THESE], tick_all=question.often_all),
            error_messages=unknown,
            **common,
        )
    elif isinstance(column, ArrayField):
        field = LinesField(widget=forms.Textarea(attrs={"rows": 3}), **common)
    elif column.choices:
        choices = offered(column, stored)
        widget = Radios if len(choices) <= MOST_RADIOS else forms.Select
        if widget is forms.Select:
            choices = [("", "Choose one"), *choices]
        field = forms.ChoiceField(choices=choices, widget=widget, error_messages=unknown, **common)
    elif isinstance(column, models.TextField):
        field = Text(
            max_length=column.max_length,
            widget=forms.Textarea(attrs={"rows": 5, "autocapitalize": "sentences"}),
            **common,
        )
    else:
        field = Text(max_length=column.max_length, **common)
    field.show_when = question.when.as_data(answers) if question.when else None
    rules = policy.current()
    field.prompts = rules.sentences_for(question.name, question.prompts) if question.prompts else ()
    return field


# The hint of a question that has none of its own.
REVIEWER_ASKS = "There is a question about your answer."


class SectionForm(VersionedForm):
    """The questions of a section, about `encounter` and, where it has any, one officer's `use`."""

    def __init__(
        self,
        data=None,
        *,
        asked: tuple[Question, ...],
        encounter: Encounter,
        use: HandcuffUse | None,
        now: datetime,
        strict: bool,
        last_time: LastTime = NOTHING_CARRIED,
    ):
        self.stored = stored_answers(encounter=encounter, use=use)
        rules = policy.current()
        asked = tuple(
            question
            for question in asked
            if is_asked_now(rules, question.name) or question.is_answered(self.stored)
        )
        self.asked = asked
        self.now = now
        self.strict = strict
        self.filed_at = encounter.submitted_at
        initial = {question.name: self.stored.get(question.name) for question in asked}
        super().__init__(data, initial={**initial, "version": encounter.version})
        for question in asked:
            self.fields[question.name] = field_for(question, initial[question.name], self.stored)
        for name, asks in asked_about(encounter, use).items():
            if name in self.fields:
                # The page says it in the hint, so that it is read out with the question.
                self.fields[name].reviewer_asks = asks
                self.fields[name].help_text = self.fields[name].help_text or REVIEWER_ASKS
        self._begin_as(last_time)

    def _begin_as(self, last_time: LastTime) -> None:
        """What the officer carries is as it was last time, until they say otherwise."""
        kind = self.fields.get("handcuff_type")
        if kind is not None and not self.stored["handcuff_type"]:
            label = dict(kind.choices).get(last_time.handcuff_type)
            if label:
                self.initial["handcuff_type"] = last_time.handcuff_type
                kind.help_text = f"“{label}” is from your last record: change it if it was another."
        if "camera_references" in self.fields:
            self.fields["camera_references"].suggestions = last_time.cameras

    def clean(self):
        cleaned = super().clean()
        answers = {**self.stored, **{name: cleaned.get(name) for name in self.fields}}
        for question in self.asked:
            if not question.is_asked(answers):
                # What is hidden is blanked; and what was typed there is nobody's error.
                self.errors.pop(question.name, None)
                empty = [] if question.empty is Empty.LIST else question.empty.value
                cleaned[question.name] = answers[question.name] = empty
            elif self._says_none_and_more(answers.get(question.name)):
                self.add_error(question.name, "Select “none” by itself, or the others without it")
        began = answers.get("occurred_at")
        after_filing = self.filed_at is not None and began is not None and began > self.filed_at
        if after_filing and "occurred_at" in self.fields:
            self._report("occurred_at", "The encounter cannot begin after the record was filed")
        for problem in conflicts(answers, now=self.now):
            for name in (problem.field, problem.other):
                if name in self.fields:
                    self._report(name, problem.message)
                    break
        if self.strict:
            for problem in missing(self.asked, answers):
                self._report(problem.field, problem.message)
        return cleaned

    @property
    def answers(self) -> dict[str, Any]:
        """What to save, by question."""
        return {question.name: self.cleaned_data[question.name] for question in self.asked}

    def differences(self) -> list[str]:
        """The questions whose stored answer is not what was just sent."""
        return [
            question.ask
            for question in self.asked
            if self.fields[question.name].has_changed(
                self.initial.get(question.name), self[question.name].data
            )
        ]

    def _report(self, name: str, message: str) -> None:
        """One error a question is enough: a wrong answer is not also a missing one."""
        if name not in self.errors:
            self.add_error(name, message)

    @staticmethod
    def _says_none_and_more(answer: Any) -> bool:
        return isinstance(answer, list) and NONE_OF_THESE in answer and len(answer) > 1
