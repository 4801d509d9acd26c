"""A file of people: uploaded or pasted."""

from django import forms
from django.core.exceptions import ValidationError

from accounts.forms.versioned import fields_only
from accounts.people_file import MOST_BYTES, MOST_LINES
from accounts.people_file.reading import Unreadable, decode


class PeopleFileForm(forms.Form):
    """One of the two; `text` is what they hold."""

    file = forms.FileField(
        label="Choose a CSV file",
        required=False,
        help_text=f"At most {MOST_LINES:,} people and {MOST_BYTES // 1_000_000} megabytes.",
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        error_messages={"empty": "The file is empty", "invalid": "Choose the file again"},
    )
    pasted = forms.CharField(
        label="Or paste the lines here",
        required=False,
        strip=False,
        help_text="With the names of the columns in the first line.",
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
    )

    @property
    def helper(self):
        return fields_only(self)

    def clean_file(self):
        file = self.cleaned_data["file"]
        if not file:
            return None
        try:
            if file.size > MOST_BYTES:
                raise Unreadable(
                    f"The file is larger than {MOST_BYTES // 1_000_000} megabytes: split it"
                )
            self.text = decode(file.read())
        except Unreadable as fault:
            raise ValidationError(str(fault)) from None
        self.name = file.name
        return file

    def clean_pasted(self):
        return self.cleaned_data["pasted"]

    def clean(self):
        cleaned = super().clean()
        pasted = (cleaned.get("pasted") or "").strip()
        if cleaned.get("file") and pasted:
            self.add_error("pasted", "Choose a file or paste lines, not both")
        elif pasted:
            self.text, self.name = pasted, "Pasted lines"
        elif not cleaned.get("file") and not self.errors:
            self.add_error("file", "Choose a file, or paste lines below")
        return cleaned


class ConfirmForm(forms.Form):
    """Which report was shown."""

    digest = forms.CharField(max_length=64, widget=forms.HiddenInput)
