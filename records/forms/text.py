"""Words as people type them."""

from typing import Any

from django import forms


class Text(forms.CharField):
    """Text with one kind of line end, and with our own words for what is wrong with it.

    Browsers send two characters for the end of a line and count one against the maximum; so
    do we, or a text that fits the page would be too long for the register.
    """

    default_error_messages = {
        "max_length": "Write at most %(limit_value)d characters; this has %(show_value)d",
        "null_characters_not_allowed": "Remove the character that cannot be stored",
    }

    def to_python(self, value: Any) -> str:
        return super().to_python(value).replace("\r\n", "\n").replace("\r", "\n")
