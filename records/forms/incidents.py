"""Several officers and one encounter: answering a colleague, and saying that it is another."""

from collections.abc import Collection
from uuid import UUID

from django import forms

from govuk.widgets import Radios
from records.forms.text import Text
from records.forms.versioned import VersionedForm, fields_only
from records.models import OfficerPresent
from records.vocabulary import DenialResponse


class DenialAnswerForm(VersionedForm):
    """The reporting officer answers one colleague who was not involved."""

    officer = forms.IntegerField(widget=forms.HiddenInput)
    response = forms.ChoiceField(
        label="What do you say?",
        choices=DenialResponse.choices,
        widget=Radios(
            hints={
                DenialResponse.AGREED: "Nothing more is asked of them. The reviewer sees that they "
                "were listed by mistake.",
                DenialResponse.DISPUTED: "They are asked again for their account. The reviewer "
                "sees what you both said.",
            }
        ),
        error_messages={"required": "Select whether you listed them by mistake"},
    )
    note = Text(
        label="What did they do?",
        help_text="They and the reviewer see this. No names of others, nothing about the person.",
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, row: OfficerPresent, **kwargs):
        super().__init__(*args, **kwargs)
        self.row = row
        self.fields["note"].show_when = {"field": "response", "values": [DenialResponse.DISPUTED]}

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("response") != DenialResponse.DISPUTED:
            self.errors.pop("note", None)
            cleaned["note"] = ""
        elif not cleaned.get("note") and "note" not in self.errors:
            self.add_error("note", "Say what they did")
        if cleaned.get("officer") != self.row.officer_id:
            # Answered in another window meanwhile; the next colleague must not get this answer.
            raise forms.ValidationError("This page was about another colleague: read it again")
        return cleaned

    def for_action(self) -> dict:
        return {**super().for_action(), "officer": self.row.officer}


class DifferentForm(forms.Form):
    """ "It is a different person, or another occasion", about the records that were shown."""

    seen = forms.CharField(widget=forms.HiddenInput, required=False)
    different = forms.BooleanField(
        label="I have read them: mine is about a different person, or another occasion",
        required=False,
    )

    def __init__(self, data=None, *, alike: Collection[UUID]):
        self.alike = set(alike)
        shown = " ".join(sorted(str(pk) for pk in self.alike))
        super().__init__(data, initial={"seen": shown})

    @property
    def helper(self):
        return fields_only(self)

    def clean(self):
        cleaned = super().clean()
        if self.alike <= self._seen(cleaned.get("seen") or ""):
            if not cleaned.get("different"):
                self.add_error(
                    "different", "Say that yours is about a different person, or join the record"
                )
            return cleaned
        # Filed since the page was made: what was ticked was not about these.
        self.data = self.data.copy()
        self.data["seen"] = self.initial["seen"]
        self.data.pop("different", None)
        self.add_error("different", "A record that looks like yours was just filed: read it first")
        return cleaned

    @staticmethod
    def _seen(text: str) -> set[UUID]:
        found = set()
        for one in text.split()[:100]:
            try:
                found.add(UUID(one))
            except ValueError:
                continue
        return found
