"""Which colleague takes a draft over, and what the giver did there."""

from django import forms

from accounts.models import User
from accounts.permissions import Verdict
from govuk.widgets import Radios
from records.forms.named_colleague import NamedColleagueForm
from records.models import Encounter
from records.permissions import may_be_given_drafts, may_take_over
from records.vocabulary import Involvement


class HandOverLeftForm(NamedColleagueForm):
    """One colleague for all the drafts that somebody left."""

    def judge(self, colleague: User) -> Verdict:
        return may_be_given_drafts(colleague)


class HandOverForm(NamedColleagueForm):
    """The colleague must be one who can report the encounter."""

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

    def __init__(self, *args, encounter: Encounter, account_begun: bool, **kwargs):
        super().__init__(*args, **kwargs)
        self.encounter = encounter
        self.account_begun = account_begun
        self.fields["warrant_number"].help_text = (
            "They must have applied handcuffs themselves: the reporting officer gives an account "
            "of it."
        )

    def judge(self, colleague: User) -> Verdict:
        return may_take_over(colleague, self.encounter)

    def clean_involvement(self):
        involvement = Involvement(self.cleaned_data["involvement"])
        if self.account_begun and involvement != Involvement.APPLIED:
            raise forms.ValidationError(
                "You have written about applying handcuffs: choose “Applied handcuffs”, or clear "
                "those answers first"
            )
        return involvement
