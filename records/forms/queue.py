"""Keeping a search, and assigning records."""

from collections.abc import Iterable, Sequence

from crispy_forms.helper import FormHelper
from django import forms

from accounts.models import User
from govuk.widgets import Checkboxes, Radios
from records.forms.text import Text
from records.forms.versioned import fields_only
from records.models import Encounter
from records.models.saved_search import LONGEST_NAME
from records.queue.address import tidy

NOBODY = "nobody"


class SavedSearchForm(forms.Form):
    """The name under which a search is kept, and whether a mail comes every day."""

    name = Text(
        label="Name",
        max_length=LONGEST_NAME,
        help_text="For example “Children, not assigned”",
        error_messages={"required": "Give the search a name"},
    )
    daily_digest = forms.BooleanField(
        label="Send me a mail every day with how many records it finds", required=False
    )

    @property
    def helper(self) -> FormHelper:
        return fields_only(self)

    def clean_name(self) -> str:
        name = tidy(self.cleaned_data["name"])
        if not name:
            raise forms.ValidationError("Give the search a name")
        return name


class AssignForm(forms.Form):
    """Which records, and who is asked to review them."""

    record = forms.MultipleChoiceField(
        label="Records",
        widget=Checkboxes,
        error_messages={
            "required": "Choose at least one record",
            "invalid_choice": "One of the records is not yours to assign: choose again",
        },
    )
    to = forms.ChoiceField(
        label="Who should review them?",
        widget=Radios,
        error_messages={
            "required": "Choose who should review them",
            "invalid_choice": "Choose a supervisor from the list",
        },
    )

    def __init__(
        self,
        data=None,
        *,
        encounters: Sequence[Encounter],
        people: Sequence[tuple[User, str]],
        by: User,
        **options,
    ):
        super().__init__(data, **options)
        self.encounters = {str(encounter.pk): encounter for encounter in encounters}
        self.people = {str(person.pk): person for person, _ in people}
        record, to = self.fields["record"], self.fields["to"]
        record.choices = [(key, one.reference) for key, one in self.encounters.items()]
        record.widget.hints = {
            key: f"Now with {one.assigned_to.name}"
            for key, one in self.encounters.items()
            if one.assigned_to is not None
        }
        to.choices = [
            *(
                (str(person.pk), f"{person} (me)" if person.pk == by.pk else str(person))
                for person, _ in people
            ),
            (NOBODY, "Nobody in particular"),
        ]
        to.widget.hints = {str(person.pk): hint for person, hint in people} | {
            NOBODY: "Whoever of the supervisors comes first"
        }

    @property
    def helper(self) -> FormHelper:
        return fields_only(self)

    def leave_out(self, refused: Iterable[Encounter]) -> None:
        """Show the page again with these unticked, so that one click more assigns the others."""
        keys = {str(encounter.pk) for encounter in refused}
        kept = [key for key in self.cleaned_data["record"] if key not in keys]
        self.data = self.data.copy()
        self.data.setlist(self.add_prefix("record"), kept)

    def for_action(self) -> dict:
        """The choice as the action takes it."""
        return {
            "encounter_ids": [self.encounters[key].pk for key in self.cleaned_data["record"]],
            "to": self.people.get(self.cleaned_data["to"]),
        }
