"""A remark on a filed record."""

from django import forms

from records.forms.text import Text
from records.forms.versioned import fields_only
from records.models.comment import LONGEST_COMMENT


class CommentForm(forms.Form):
    """`comment_id` comes with the page, so that sending it twice adds one comment."""

    comment_id = forms.UUIDField(widget=forms.HiddenInput)
    text = Text(
        label="Your comment",
        help_text="Everybody who may read the record sees it with your name. It cannot be changed "
        "or taken back. No names or addresses of private people.",
        max_length=LONGEST_COMMENT,
        widget=forms.Textarea(attrs={"rows": 5, "autocapitalize": "sentences"}),
        error_messages={"required": "Write a comment"},
    )

    @property
    def helper(self):
        return fields_only(self)
