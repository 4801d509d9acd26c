"""What is asked of somebody who uploads a published table."""

from django import forms
from django.core.exceptions import ValidationError

from reporting.benchmarks.reading import MOST_BYTES
from reporting.benchmarks.uploading import BY_SLUG

MOST = 2_147_483_647  # what the database keeps of a total


class TableFileForm(forms.Form):
    """A file, and of which table it is a corrected edition."""

    table = forms.ChoiceField(
        label="Which table is it?",
        choices=[("", "Choose a table"), *((slug, one.name) for slug, one in BY_SLUG.items())],
        error_messages={
            "required": "Choose which table it is",
            "invalid_choice": "That is not one of the tables: choose another",
        },
    )
    total = forms.IntegerField(
        label="What does it add up to, as its publisher says?",
        help_text="Leave it empty if the total is the one of the edition that came with the "
        "service.",
        required=False,
        min_value=1,
        max_value=MOST,
        widget=forms.TextInput(
            attrs={"class": "govuk-input--width-10", "inputmode": "numeric", "autocomplete": "off"}
        ),
        error_messages={
            "invalid": "Write the total in digits",
            "min_value": "The total must be 1 or more",
            "max_value": "The total is too large a number",
        },
    )
    file = forms.FileField(
        label="Choose a CSV file",
        help_text="Written like the file that came with the service, in UTF-8. At most "
        f"{MOST_BYTES // 1_000_000} megabytes.",
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
        error_messages={
            "required": "Choose a CSV file",
            "empty": "The file is empty",
            "invalid": "Choose the file again",
        },
    )

    def clean_table(self):
        self.table = BY_SLUG[self.cleaned_data["table"]]
        return self.cleaned_data["table"]

    def clean_file(self):
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError(f"The file is larger than {MOST_BYTES // 1_000_000} megabytes")
        self.content = file.read()
        return file


class TableShownForm(forms.Form):
    """Which version was shown."""

    version = forms.IntegerField(min_value=1, widget=forms.HiddenInput)
