"""What makes prepared changes, or one more colleague, part of a filed record."""

from django import forms

from accounts.models import User
from accounts.permissions import Verdict
from govuk.widgets import Radios
from records.forms.decisions import long_answer
from records.forms.named_colleague import NamedColleagueForm
from records.forms.versioned import VersionedForm
from records.models import Encounter
from records.permissions import may_be_added
from records.vocabulary import Involvement


class AmendForm(VersionedForm):
    """The reason, for the changes that the page showed."""

    prepared_seen = forms.IntegerField(widget=forms.HiddenInput)
    reason = long_answer(
        "Why does the record change?",
        "Say why the record changes",
        "For example: the video shows that the handcuffs came off at 14:20. The reason stays with "
        "the record, beside what was there before.",
    )


class AddColleagueForm(NamedColleagueForm):
    """A colleague who was there and is not on the list, or is on it as having done less."""

    involvement = forms.ChoiceField(
        label="What did they do?",
        choices=Involvement.choices,
        widget=Radios(
            hints={
                Involvement.APPLIED: "They get a mail and are asked for an account of their own."
            }
        ),
        error_messages={"required": "Select what they did"},
    )
    reason = long_answer(
        "Why was the colleague not on the list?",
        "Say why the record changes",
        "For example: I learned from the video that she held the other arm. The reason stays with "
        "the record.",
    )

    def __init__(self, *args, encounter: Encounter, **kwargs):
        super().__init__(*args, **kwargs)
        self.encounter = encounter

    def judge(self, colleague: User) -> Verdict:
        return may_be_added(colleague, self.encounter)

    def clean(self):
        cleaned = super().clean()
        involvement = cleaned.get("involvement")
        if self.colleague is not None and involvement and "warrant_number" not in self.errors:
            listed = self.encounter.officers_present.filter(
                officer=self.colleague, involvement=involvement
            )
            if listed.exists():
                self.add_error("involvement", f"{self.colleague.name} is on the list like this")
        return cleaned

    def for_action(self) -> dict:
        """What the action takes."""
        return {
            "colleague": self.colleague,
            "involvement": Involvement(self.cleaned_data["involvement"]),
            "reason": self.cleaned_data["reason"],
            "version_seen": self.cleaned_data["version"],
        }
