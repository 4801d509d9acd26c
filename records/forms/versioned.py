"""Forms that carry the version of the record that the person has seen."""

from crispy_forms.helper import FormHelper
from django import forms


def fields_only(form: forms.Form) -> FormHelper:
    """Fields without the form tag, the token and the buttons: the template has those."""
    helper = FormHelper(form)
    helper.form_tag = False
    helper.disable_csrf = True
    return helper


class VersionedForm(forms.Form):
    """An action refuses to write over what the person has not seen."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    @property
    def helper(self) -> FormHelper:
        return fields_only(self)

    def for_action(self) -> dict:
        """The answers as an action takes them."""
        answers = dict(self.cleaned_data)
        return {"version_seen": answers.pop("version"), **answers}

    def send_again(self, *, version: int) -> None:
        """Show the page again with all that was typed, on top of the version as it is now."""
        self.data = self.data.copy()
        self.data[self.add_prefix("version")] = version
