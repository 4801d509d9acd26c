"""Which colleague takes a draft over, and what the giver did there."""

from django import forms

from accounts.models import User
from govuk.widgets import Radios
from records.forms.text import Text
from records.forms.versioned import VersionedForm
from records.models import Encounter
from records.permissions import may_take_over
from records.vocabulary import Involvement


class HandOverForm(VersionedForm):
    """Asked once; and once more with the colleague's name, as a number is soon mistyped."""

    warrant_number = Text(
        label="Warrant number of your colleague",
        help_text="They must have applied handcuffs themselves: the reporting officer gives an "
        "account of it.",
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
    involvement = forms.ChoiceField(
        label="What did you do there?",
        choices=Involvement.choices,
        widget=Radios(
            hints={
                Involvement.APPLIED: "What you wrote about it stays yours. You finish it when the "
                "record is filed."
            }
        ),
        error_messages={"required": "Say what you did there"},
    )
    # The colleague whose name the page showed.
    confirmed = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, encounter: Encounter, account_begun: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.encounter = encounter
        self.account_begun = account_begun
        self.colleague: User | None = None

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
        verdict = may_take_over(self.colleague, self.encounter)
        if not verdict:
            raise forms.ValidationError(verdict.reason)
        return number

    def clean_involvement(self):
        involvement = Involvement(self.cleaned_data["involvement"])
        if self.account_begun and involvement != Involvement.APPLIED:
            raise forms.ValidationError(
                "You have written about applying handcuffs: choose “Applied handcuffs”, or clear "
                "those answers first"
            )
        return involvement

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
