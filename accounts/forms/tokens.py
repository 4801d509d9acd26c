"""What somebody says of a token they want."""

from django import forms
from django.core.exceptions import ValidationError

from accounts.forms.versioned import fields_only
from accounts.models import LONGEST_TOKEN_NAME, MOST_TOKEN_DAYS, Scope, User
from accounts.permissions import scopes_for
from accounts.wording import problem_with_name
from govuk.widgets import Checkboxes, Radios

DAYS = {30: "30 days", 90: "90 days", MOST_TOKEN_DAYS: "1 year"}
USUAL_DAYS = 90
HINTS = {
    Scope.REPORTS: "The figures of the reports that you may read",
    Scope.ROW_FILES: "Single occasions, pseudonymised. Choose it only if the program needs rows",
}


class TokenForm(forms.Form):
    """Its name, what it opens and for how long."""

    name = forms.CharField(
        label="What is it for?",
        max_length=LONGEST_TOKEN_NAME,
        help_text="So that you know it again. For example “Monthly notebook”",
        error_messages={
            "required": "Say what the token is for",
            "max_length": "Write at most %(limit_value)d characters; this has %(show_value)d",
        },
    )
    scopes = forms.MultipleChoiceField(
        label="What may it read?",
        widget=Checkboxes(hints=HINTS),
        error_messages={
            "required": "Choose what the token may read",
            "invalid_choice": "Choose something that is in the list",
        },
    )
    days = forms.TypedChoiceField(
        label="How long does it work?",
        choices=[*DAYS.items()],
        coerce=int,
        initial=USUAL_DAYS,
        widget=Radios,
        error_messages={
            "required": "Choose how long the token works",
            "invalid_choice": "Choose a time that is in the list",
        },
    )

    def __init__(self, *args, user: User, **options):
        super().__init__(*args, **options)
        self.fields["scopes"].choices = [(scope, scope.label) for scope in scopes_for(user)]

    @property
    def helper(self):
        return fields_only(self)

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if problem := problem_with_name(name):
            raise ValidationError(problem)
        return name

    def clean_scopes(self) -> list[Scope]:
        return [Scope(value) for value in self.cleaned_data["scopes"]]
