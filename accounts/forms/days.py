"""Days as people write them; none in the future."""

from datetime import date

from django import forms
from django.core.exceptions import ValidationError

from accounts.wording import problem_with_day, read_date, read_training_days, written


class Day(forms.CharField):
    """One day."""

    def __init__(self, **options) -> None:
        super().__init__(
            max_length=10,
            widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
            **options,
        )
        self.today = date.max

    default_error_messages = {"max_length": "Enter a date such as 27/03/2026"}

    def prepare_value(self, value):
        return written(value) if isinstance(value, date) else value

    def clean(self, value):
        text = super().clean(value)
        if not text:
            return None
        day = read_date(text)
        if day is None:
            raise ValidationError("Enter a date such as 27/03/2026")
        if problem := problem_with_day(day, today=self.today):
            raise ValidationError(f"The date {problem}")
        return day


class TrainingDays(forms.CharField):
    """The days of one training, the newest first, one on each line."""

    def __init__(self, **options) -> None:
        attributes = {"rows": 3, "class": "govuk-input--width-10", "spellcheck": "false"}
        super().__init__(required=False, widget=forms.Textarea(attrs=attributes), **options)
        self.today = date.max

    def prepare_value(self, value):
        if isinstance(value, tuple):
            return "\n".join(written(day) for day in sorted(value, reverse=True))
        return value

    def clean(self, value):
        days, problem = read_training_days(super().clean(value), today=self.today)
        if problem:
            raise ValidationError(problem)
        return days
