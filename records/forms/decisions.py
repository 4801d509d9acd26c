"""What officers and reviewers write when a record moves on."""

from django import forms

from records import policy
from records.forms.text import Text
from records.forms.versioned import VersionedForm, fields_only

LONG = 10_000


def long_answer(label: str, missing: str, hint: str = "", *, required: bool = True, rows: int = 4):
    return Text(
        label=label,
        help_text=hint,
        required=required,
        max_length=LONG,
        widget=forms.Textarea(attrs={"rows": rows}),
        error_messages={"required": missing},
    )


class SubmitForm(VersionedForm):
    """Filing; a late record says why."""

    def __init__(self, *args, is_late: bool, **kwargs):
        super().__init__(*args, **kwargs)
        if is_late:
            self.fields["late_explanation"] = long_answer(
                "Why is this record late?",
                "Explain why this record is late",
                f"The encounter began more than {policy.current().record_within_hours} hours ago. "
                "The explanation stays with the record.",
            )


class AnswerForm(VersionedForm):
    answer = long_answer(
        "Your answer",
        "Answer the question",
        "Change the record first if it needs changing, then say here what you changed or why not.",
    )


class WithdrawForm(VersionedForm):
    reason = long_answer(
        "Why should this record be withdrawn?",
        "Say why the record should be withdrawn",
        "For example: a duplicate of another record (give its reference), or no handcuffs were "
        "used. The record stays visible with this reason.",
    )


class DenyForm(VersionedForm):
    reason = Text(
        label="Why were you not involved?",
        help_text="The reporting officer and the reviewer see this.",
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why you were not involved"},
    )


class OpenRecordForm(forms.Form):
    """Professional standards: one record, and why."""

    reference = Text(
        label="Reference",
        max_length=16,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-10"}),
        error_messages={"required": "Enter the reference, such as HC-26-004217"},
    )
    reason = Text(
        label="Why do you need to see it?",
        help_text="The reason is kept in the audit log with your name.",
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": "Say why you need to see the record"},
    )

    @property
    def helper(self):
        return fields_only(self)
