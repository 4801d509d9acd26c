"""Under which name a report is kept, of which months, and whether a mail comes."""

from django import forms
from django.core.exceptions import ValidationError

from accounts.forms.versioned import fields_only
from accounts.wording import problem_with_name
from govuk.widgets import Radios
from reporting.models import SavedReport

ROLLING, FIXED = "rolling", "fixed"
MAIL = "Send me a mail each month, when its last month is over"


class ChangeForm(forms.Form):
    """The name, and the mail where the months move on."""

    name = forms.CharField(
        label="Name",
        max_length=SavedReport.LONGEST_NAME,
        help_text="For example “Lambeth, each month”",
        error_messages={
            "required": "Give it a name",
            "max_length": "Write at most %(limit_value)d characters; this has %(show_value)d",
        },
    )
    monthly_mail = forms.BooleanField(
        label=MAIL,
        required=False,
        help_text="It holds a link and no figures.",
    )

    def __init__(self, *args, rolls: bool, **options):
        """`rolls`: the months of the report can move on, so that there is something new to send."""
        super().__init__(*args, **options)
        if not rolls:
            del self.fields["monthly_mail"]

    @property
    def helper(self):
        return fields_only(self)

    def clean_name(self) -> str:
        name = " ".join(self.cleaned_data["name"].split())
        if problem := problem_with_name(name):
            raise ValidationError(problem)
        return name

    @property
    def chosen(self) -> dict:
        """As the action takes it; call it on a valid form."""
        cleaned = self.cleaned_data
        return {"name": cleaned["name"], "monthly_mail": cleaned.get("monthly_mail", False)}


class SaveForm(ChangeForm):
    """The same for a new one, with its months."""

    months = forms.ChoiceField(
        label="Of which months?",
        widget=Radios,
        initial=ROLLING,
        error_messages={
            "required": "Choose which months",
            "invalid_choice": "Choose one of the two",
        },
    )
    field_order = ("name", "months", "monthly_mail")

    def __init__(self, *args, usual_period: int, months: str, **options):
        super().__init__(*args, rolls=bool(usual_period), **options)
        if usual_period:
            moving = f"The last {usual_period} whole months, whenever it is opened"
            self.fields["months"].choices = [(ROLLING, moving), (FIXED, f"Always {months}")]
        else:
            del self.fields["months"]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("monthly_mail") and cleaned.get("months") == FIXED:
            self.add_error(
                "monthly_mail", "There is a mail only for months that move on: choose those"
            )
        return cleaned

    @property
    def chosen(self) -> dict:
        return super().chosen | {"rolling": self.cleaned_data.get("months") == ROLLING}
