"""The name of a favourite, and what of the record it keeps."""

from django import forms

from records.forms.text import Text
from records.forms.versioned import fields_only
from records.models.favourite import LONGEST_NAME


class FavouriteForm(forms.Form):
    name = Text(
        label="Name",
        help_text="For you only. For example: Town centre, night, drugs search.",
        max_length=LONGEST_NAME,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
        error_messages={"required": "Give it a name"},
    )

    @property
    def helper(self):
        return fields_only(self)

    def clean_name(self):
        return " ".join(self.cleaned_data["name"].split())


class SaveFavouriteForm(FavouriteForm):
    with_place = forms.BooleanField(
        label="Keep the description of the place",
        help_text="Leave it out if you meet this in different places: you describe each then.",
        required=False,
        initial=True,
    )
