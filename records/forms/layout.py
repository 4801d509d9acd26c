"""What every form of ours has in common on the page."""

from crispy_forms.helper import FormHelper


def fields_only(form) -> FormHelper:
    """Fields without the form tag, the token and the buttons: the template has those."""
    helper = FormHelper(form)
    helper.form_tag = False
    helper.disable_csrf = True
    return helper
