"""Forms that carry the version an administrator has seen."""

from crispy_forms.helper import FormHelper
from django import forms


class VersionedForm(forms.Form):
    """An action refuses to write over what the administrator has not seen."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    @property
    def helper(self) -> FormHelper:
        """Fields only: form tag, token and buttons are the template's."""
        return fields_only(self)

    def send_again(self, *, version: int) -> None:
        """Show the page again with all that was typed, on top of the version as it is now."""
        self.data = self.data.copy()
        self.data[self.add_prefix("version")] = version


def fields_only(form: forms.Form) -> FormHelper:
    helper = FormHelper(form)
    helper.form_tag = False
    helper.disable_csrf = True
    return helper
