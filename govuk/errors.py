"""What the error summary at the top of a page says, and where each line leads."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models.fields import BLANK_CHOICE_DASH
from django.forms import BaseForm
from django.forms.boundfield import BoundField
from django.forms.formsets import BaseFormSet


@dataclass(frozen=True, kw_only=True)
class Problem:
    """One line of the summary. `href` is empty when there is no input to lead to."""

    text: str
    href: str = ""


def problems(*sources: BaseForm | BaseFormSet | None) -> list[Problem]:
    """Every error of these forms and formsets, in the order of their fields on the page."""
    return [problem for source in sources if source for problem in _problems_of(source)]


def _problems_of(source: BaseForm | BaseFormSet) -> Iterator[Problem]:
    if isinstance(source, BaseFormSet):
        for text in source.non_form_errors():
            yield Problem(text=text)
        for form in source.forms:
            yield from _problems_of(form)
        return
    for text in source.non_field_errors():
        yield Problem(text=text)
    for field in source:
        for text in field.errors:
            if field.is_hidden:
                yield Problem(text=f"{field.label}: {text}")
            else:
                anchor = first_input_id(field)
                yield Problem(text=text, href=f"#{anchor}" if anchor else "")


def first_input_id(field: BoundField) -> str:
    """The id of the first thing in `field` that can take the focus.

    A group (radios, checkboxes, the parts of a date) has no input with the id of the field itself,
    so Django's `id_for_label` is empty there and the first input of the group stands in.
    """
    if field.id_for_label:
        return field.id_for_label
    for widget in field.subwidgets:
        data = widget.data
        if parts := data.get("subwidgets"):
            data = parts[0]
        if not is_blank_choice(data):
            return data["attrs"].get("id", "")
    return ""


def is_blank_choice(option: dict) -> bool:
    """Whether an option is the row of dashes Django adds to a list that may stay unanswered.

    In a select it says "nothing chosen"; as a radio button it says nothing, and is left out.
    """
    return (option.get("value"), option.get("label")) == BLANK_CHOICE_DASH[0]
