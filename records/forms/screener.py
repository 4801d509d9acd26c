"""The screener: three questions, one page, sent with the address and stored nowhere."""

from django import forms

from govuk.widgets import Radios
from records.forms.versioned import fields_only
from records.screening import PutOnBy, Screened, screen
from records.vocabulary import YesNo


def _question(label: str, choices, hint: str = "") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        help_text=hint,
        choices=choices,
        widget=Radios,
        required=False,
        error_messages={"invalid_choice": "Choose an answer that is in the list"},
    )


class ScreenerForm(forms.Form):
    put_on = _question(
        "Were handcuffs put on a person?",
        YesNo.choices,
        "Any kind, also plastic ones; also on one wrist only, and also for a moment.",
    )
    training = _question("Was it training or a demonstration?", YesNo.choices)
    by = _question("Who put them on?", PutOnBy.choices)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        put_on = {"field": "put_on", "values": [YesNo.YES]}
        real = {"field": "training", "values": [YesNo.NO]}
        self.fields["training"].show_when = put_on
        self.fields["by"].show_when = {"all": [put_on, real]}

    @property
    def helper(self):
        return fields_only(self)

    def clean(self):
        """One thing is asked for at a time, and nothing that does not matter any more."""
        cleaned = super().clean()
        if self.errors:
            return cleaned
        if not cleaned.get("put_on"):
            self.add_error("put_on", "Select yes if handcuffs were put on a person")
        elif self.answer is None and not cleaned.get("training"):
            self.add_error("training", "Select yes if it was training or a demonstration")
        elif self.answer is None:
            self.add_error("by", "Select who put the handcuffs on")
        return cleaned

    @property
    def answer(self) -> Screened | None:
        cleaned = self.cleaned_data
        return screen(
            put_on=cleaned["put_on"],
            training=cleaned.get("training") or None,
            by=cleaned.get("by") or None,
        )
