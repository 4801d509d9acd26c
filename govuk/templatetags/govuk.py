"""Tags and filters behind the GOV.UK form markup. See `govuk`."""

import json
from collections.abc import Iterator, Sequence
from typing import Any

from django import template
from django.core.paginator import Paginator
from django.forms import (
    BaseForm,
    CheckboxInput,
    CheckboxSelectMultiple,
    RadioSelect,
)
from django.forms.boundfield import BoundField
from django.forms.formsets import BaseFormSet
from django.forms.utils import flatatt
from django.utils.html import format_html
from django.utils.safestring import SafeString

from govuk.errors import is_blank_choice, problems

register = template.Library()

INPUT_CLASSES = {
    "checkbox": "govuk-checkboxes__input",
    "radio": "govuk-radios__input",
    "file": "govuk-file-upload",
    "hidden": "",
}
# Of words and of numbers.
CELLS = (
    '<td class="govuk-table__cell">{}</td>',
    '<td class="govuk-table__cell govuk-table__cell--numeric">{}</td>',
)
# What Django hands down from a group to each of its options, though it concerns the whole group.
OF_THE_GROUP = ("class", "aria-invalid", "aria-describedby", "required")

register.filter(is_blank_choice)


@register.inclusion_tag("govuk/error_summary.html")
def error_summary(*sources: BaseForm | BaseFormSet | None) -> dict[str, Any]:
    """The box that lists what is wrong; nothing when nothing is.

    Takes one or several forms or formsets: {% error_summary form witnesses %}. It belongs above
    the heading of the page.
    """
    return {"problems": problems(*sources)}


@register.simple_tag
def govuk_field(
    field: BoundField, label: str | None = None, hint: str | None = None, **attrs: str
) -> SafeString:
    """A field with another label, hint or attributes than its form gives it.

    For the forms of packages, which speak their own words. An underscore in the name of an
    attribute stands for a hyphen.
    """
    if label is not None:
        field.label = label
    if hint is not None:
        field.help_text = hint
    for name, value in attrs.items():
        field.field.widget.attrs[name.replace("_", "-")] = value
    return field.as_field_group()


@register.filter
def widget_kind(field: BoundField) -> str:
    """Which of the shapes in `django/forms/field.html` a field takes."""
    widget = field.field.widget
    if widget.is_hidden:
        return "hidden"
    if isinstance(widget, CheckboxInput):
        return "checkbox"
    if isinstance(widget, (RadioSelect, CheckboxSelectMultiple)):
        return "choices"
    return "input"


@register.filter
def show_when(field: BoundField) -> str:
    """The condition of a conditional question as JSON for `static/js/reveal.js`; else nothing.

    A form names fields as it knows them; the page knows them by their names in the form's prefix.
    """
    condition = getattr(field.field, "show_when", None)
    if not condition:
        return ""
    return json.dumps(_with_names_in_page(condition, field.form))


def _with_names_in_page(condition: dict[str, Any], form: BaseForm) -> dict[str, Any]:
    def converted(key: str, value: Any) -> Any:
        match key:
            case "field":
                return form.add_prefix(value)
            case "values":
                return list(value)
            case "minutes_between":
                return [form.add_prefix(name) for name in value]
            case "any" | "all":
                return [_with_names_in_page(part, form) for part in value]
            case "not":
                return _with_names_in_page(value, form)
            case "more_than":
                return value
        raise ValueError(f"A condition cannot say {key!r}: {condition!r}")

    return {key: converted(key, value) for key, value in condition.items()}


@register.filter
def is_several(value: Any) -> bool:
    """Whether an answer is a list of things; what a plain dict calls its `values` is not."""
    return isinstance(value, (list, tuple)) and bool(value)


@register.filter
def elided_pages(paginator: Paginator, number: int) -> Iterator[int | str]:
    """The page numbers to offer at page `number`, with an ellipsis where some are left out."""
    return paginator.get_elided_page_range(number, on_each_side=1, on_ends=1)


@register.filter
def counts_characters(widget: dict[str, Any]) -> bool:
    """Whether a text area tells how much of its maximum is left."""
    attrs = widget["attrs"]
    return "maxlength" in attrs and "data-character-count" in attrs and "id" in attrs


@register.simple_tag
def widget_attrs(widget: dict[str, Any], base: str = "") -> SafeString:
    """The attributes of an input, with the GOV.UK classes of its kind and state among them.

    `base` are the classes of the kind, the one that has an error state first.
    """
    attrs = dict(widget["attrs"])
    # A placeholder vanishes as one types and is too faint to read: labels and hints say it.
    attrs.pop("placeholder", None)
    kind = widget.get("type", "")
    base = base or INPUT_CLASSES.get(kind, "govuk-input")
    if kind in ("radio", "checkbox") and "wrap_label" in widget:
        for name in OF_THE_GROUP:
            attrs.pop(name, None)
        if widget.get("hint") and "id" in attrs:
            attrs["aria-describedby"] = f"{attrs['id']}_hint"
    classes = [base] if base else []
    if base and attrs.get("aria-invalid") == "true":
        classes.append(f"{base.split()[0]}--error")
    if counts_characters(widget):
        classes.append("govuk-js-character-count")
        described = [attrs.get("aria-describedby", ""), f"{attrs['id']}-info"]
        attrs["aria-describedby"] = " ".join(filter(None, described))
    classes.append(attrs.pop("class", ""))
    if written := " ".join(filter(None, classes)):
        attrs["class"] = written
    return flatatt({name: value for name, value in attrs.items() if value is not None})


@register.simple_tag
def part_attrs(widget: dict[str, Any], part: str, base: str) -> SafeString:
    """The attributes of one input of a widget that is written in several parts, all numbers."""
    attrs = {"inputmode": "numeric", "autocomplete": "off", **widget["attrs"]}
    if "id" in attrs:
        attrs["id"] = f"{attrs['id']}_{part}"
    return widget_attrs({"attrs": attrs}, base)


@register.simple_tag
def table_cells(runs: Sequence[tuple[bool, Sequence[str]]]) -> SafeString:
    """The cells of a row, by runs of which each is of numbers or of words.

    A table may have thousands, and a template takes many times as long for each.
    """
    row = "\n".join(CELLS[numeric] for numeric, cells in runs for _ in cells)
    return format_html(row, *(cell for _, cells in runs for cell in cells))
