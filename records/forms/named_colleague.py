"""One colleague by warrant number, and once more by name, as a number is soon mistyped."""

from django import forms

from accounts.models import User
from accounts.permissions import Verdict
from records.forms.text import Text
from records.forms.versioned import VersionedForm


class NamedColleagueForm(VersionedForm):
    """Asked once; and once more with the colleague's name before anything is done."""

    warrant_number = Text(
        label="Warrant number of your colleague",
        max_length=20,
        widget=forms.TextInput(
            attrs={
                "autocapitalize": "characters",
                "autocomplete": "off",
                "class": "govuk-input--width-10",
            }
        ),
        error_messages={"required": "Enter the warrant number of your colleague"},
    )
    # The colleague whose name the page showed.
    confirmed = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.colleague: User | None = None

    def judge(self, colleague: User) -> Verdict:
        """Whether this colleague is one who can be named here."""
        raise NotImplementedError

    def clean_warrant_number(self):
        number = self.cleaned_data["warrant_number"].strip()
        # Somebody who left is nobody here; neither is one of another role.
        self.colleague = (
            User.objects.filter(warrant_number__iexact=number, is_active=True)
            .select_related("team")
            .first()
        )
        if self.colleague is None:
            raise forms.ValidationError("No officer has this warrant number")
        verdict = self.judge(self.colleague)
        if not verdict:
            raise forms.ValidationError(verdict.reason)
        return number

    @property
    def is_confirmed(self) -> bool:
        """Whether the page that was sent named this colleague."""
        return (
            self.colleague is not None and self.cleaned_data.get("confirmed") == self.colleague.pk
        )

    def ask_to_confirm(self) -> None:
        """Show the page again, with the name of the colleague."""
        self.data = self.data.copy()
        self.data["confirmed"] = str(self.colleague.pk)
