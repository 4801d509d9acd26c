"""Second opinions before a decision, and the draw of a dip sample."""

import re

from django import forms

from accounts.models import User
from records import second_looks
from records.forms.moments import Written, read_date
from records.forms.text import Text
from records.forms.versioned import fields_only
from records.models import Encounter
from records.models.dip_sample import LARGEST_SAMPLE, LARGEST_SEED
from records.models.second_opinion import LONGEST_OPINION

MOST_REVIEWERS = 50
_NUMBER = {"autocapitalize": "characters", "autocomplete": "off", "class": "govuk-input--width-10"}


class AskOpinionForm(forms.Form):
    """Whom, and what."""

    warrant_number = Text(
        label="Warrant number of your colleague",
        help_text="A supervisor, or somebody of professional standards, who was not there.",
        max_length=20,
        widget=forms.TextInput(attrs=_NUMBER),
        error_messages={"required": "Enter the warrant number of your colleague"},
    )
    question = Text(
        label="What do you want to know?",
        max_length=LONGEST_OPINION,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": "Write your question"},
    )

    def __init__(self, *args, encounter: Encounter, by: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.encounter, self.by = encounter, by
        self.colleague: User | None = None

    @property
    def helper(self):
        return fields_only(self)

    def clean_warrant_number(self):
        number = self.cleaned_data["warrant_number"].strip()
        self.colleague = (
            User.objects.filter(warrant_number__iexact=number, is_active=True)
            .select_related("team")
            .first()
        )
        if self.colleague is None:
            raise forms.ValidationError("Nobody has this warrant number")
        if self.colleague.pk == self.by.pk:
            raise forms.ValidationError("Ask somebody else than yourself")
        verdict = second_looks.may_be_asked(self.colleague, self.encounter)
        if not verdict:
            raise forms.ValidationError(verdict.reason)
        return number


class OpinionForm(forms.Form):
    opinion = Text(
        label="Your opinion",
        help_text="It stays with the record under your name and cannot be changed. The officers "
        "see it once the record is decided.",
        max_length=LONGEST_OPINION,
        widget=forms.Textarea(attrs={"rows": 8}),
        error_messages={"required": "Write your opinion"},
    )

    @property
    def helper(self):
        return fields_only(self)


class DayField(Text):
    """A day as people write it: 3/9/2026."""

    def __init__(self, **options):
        super().__init__(max_length=20, **options)
        self.widget.attrs |= {"class": "govuk-input--width-10", "autocomplete": "off"}

    def clean(self, value):
        written = super().clean(value)
        parts = re.split(r"[\s/.-]+", written.strip())
        if len(parts) != 3:
            raise forms.ValidationError("Write a day, month and year, such as 3/9/2026")
        return read_date(Written(day=parts[0], month=parts[1], year=parts[2]))


class DipSampleForm(forms.Form):
    """What to draw from, how many, and who reviews them again.

    `page_id` comes with the page, so that sending it twice draws one sample.
    """

    page_id = forms.UUIDField(widget=forms.HiddenInput)
    first_day = DayField(
        label="Accepted from",
        help_text="For example 1/9/2026",
        error_messages={"required": "Enter the first day"},
    )
    last_day = DayField(
        label="To, this day included",
        help_text="For example 30/9/2026",
        error_messages={"required": "Enter the last day"},
    )
    size = forms.IntegerField(
        label="How many records?",
        help_text="At least one of every borough command, before arrest and not.",
        min_value=1,
        max_value=LARGEST_SAMPLE,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-4"}),
        error_messages={
            "required": "Enter how many records to draw",
            "invalid": "Enter a whole number, such as 60",
            "min_value": "Draw at least one record",
            "max_value": f"Draw at most {LARGEST_SAMPLE} records at once",
        },
    )
    reviewers = Text(
        label="Who reviews them again?",
        help_text="Warrant numbers, one on each line: supervisors of other teams, or professional "
        "standards. Nobody is given a record they were part of, decided on, or can read.",
        max_length=2_000,
        widget=forms.Textarea(attrs={"rows": 4, "autocapitalize": "characters"}),
        error_messages={"required": "Enter who reviews the records again"},
    )
    seed = forms.IntegerField(
        label="Seed (optional)",
        help_text="To draw the same sample again. Left empty, one is chosen at random and kept.",
        required=False,
        min_value=0,
        max_value=LARGEST_SEED,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-10"}),
        error_messages={
            "invalid": "The seed is a whole number",
            "min_value": "The seed is 0 or more",
            "max_value": f"The seed is at most {LARGEST_SEED}",
        },
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.people: list[User] = []

    @property
    def helper(self):
        return fields_only(self)

    def clean_reviewers(self):
        written = self.cleaned_data["reviewers"]
        numbers = list(dict.fromkeys(re.findall(r"[^\s,;]+", written.upper())))
        if len(numbers) > MOST_REVIEWERS:
            raise forms.ValidationError(f"Name at most {MOST_REVIEWERS} people")
        found = {
            person.warrant_number.upper(): person
            for person in User.objects.filter(
                warrant_number__in=numbers, is_active=True
            ).select_related("team")
        }
        unknown = [number[:20] for number in numbers if number not in found]
        if unknown:
            raise forms.ValidationError(f"Nobody has the warrant number {', '.join(unknown)}")
        self.people = [found[number] for number in numbers]
        for person in self.people:
            if not second_looks.can_review_again(person):
                raise forms.ValidationError(
                    f"{person.name} is neither a supervisor nor of professional standards"
                )
        return written

    def clean(self):
        cleaned = super().clean()
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", "The last day cannot be before the first")
        return cleaned
