"""What makes prepared changes part of a filed record."""

from django import forms

from records.forms.decisions import long_answer
from records.forms.versioned import VersionedForm


class AmendForm(VersionedForm):
    """The reason, for the changes that the page showed."""

    prepared_seen = forms.IntegerField(widget=forms.HiddenInput)
    reason = long_answer(
        "Why does the record change?",
        "Say why the record changes",
        "For example: the video shows that the handcuffs came off at 14:20. The reason stays with "
        "the record, beside what was there before.",
    )
