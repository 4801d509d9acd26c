"""What a browser sends for answers, and what a page shows."""

import re
from html import unescape
from html.parser import HTMLParser
from typing import Any
from uuid import uuid4

from django.db.models import Model
from django.urls import reverse

from records.forms.moments import PARTS, Written
from records.models import Encounter, HandcuffUse, OfficerPresent, Review, StatusChange

VOID = {"input", "br", "link", "meta", "img", "hr"}


def typed(answers: dict[str, Any], *, version: int | None = None) -> dict[str, Any]:
    """The data of a form that was filled in with `answers`."""
    data: dict[str, Any] = {}
    for name, value in answers.items():
        if name.endswith("_at"):
            written = Written.of(value)
            data |= {f"{name}_{part}": getattr(written, part) for part in PARTS}
        elif isinstance(value, list) and name == "camera_references":
            data[name] = "\r\n".join(value)
        elif isinstance(value, Model):
            data[name] = value.pk
        else:
            data[name] = "" if value is None else value
    if version is not None:
        data["version"] = version
    return data


class Page(HTMLParser):
    """A page as a person meets it: its text, its links, its fields and what is wrong."""

    def __init__(self, response) -> None:
        super().__init__()
        self.html = response.content.decode()
        self.ids: set[str] = set()
        self.inputs: list[dict[str, str | None]] = []
        self.links: list[str] = []
        self._open: list[tuple[str, str]] = []
        self._summary_depth = self._error_depth = 0
        self.summary: list[tuple[str, str]] = []  # (href, text) of the error summary
        self.beside: list[str] = []  # the messages beside fields
        self._href = ""
        self._texts: list[str] = []
        self.feed(self.html)
        self.text = re.sub(r"\s+", " ", " ".join(self._texts)).strip()

    def handle_starttag(self, tag, attrs):
        attributes = dict(attrs)
        if attributes.get("id"):
            self.ids.add(attributes["id"])
        if tag in ("input", "textarea", "select", "option"):
            self.inputs.append({"tag": tag, **attributes})
        if tag == "a" and attributes.get("href"):
            self.links.append(attributes["href"])
            self._href = attributes["href"]
        if tag not in VOID:
            self._open.append((tag, attributes.get("class") or ""))

    def handle_endtag(self, tag):
        while self._open:
            closed, _ = self._open.pop()
            if closed == tag:
                break

    def handle_data(self, data):
        if not data.strip() or any(tag in ("script", "style") for tag, _ in self._open):
            return
        text = re.sub(r"\s+", " ", unescape(data)).strip()
        self._texts.append(text)
        classes = [name for _, names in self._open for name in names.split()]
        if "govuk-error-summary__list" in classes:
            href = self._href if self._open[-1][0] == "a" else ""
            self.summary.append((href, text))
        elif "govuk-error-message" in classes and "govuk-visually-hidden" not in classes:
            self.beside.append(text)

    def value_of(self, name: str) -> str | None:
        """What stands in a text input."""
        (found,) = [one for one in self.inputs if one.get("name") == name]
        return found.get("value")

    def chosen(self, name: str) -> list[str | None]:
        """The ticked ones of a group of radio buttons or checkboxes."""
        return [
            one.get("value") for one in self.inputs if one.get("name") == name and "checked" in one
        ]


def page_of(client, name: str, *args, follow: bool = True) -> Page:
    response = client.get(reverse(name, args=args), follow=follow)
    assert response.status_code == 200
    return Page(response)


def copies(encounter: Encounter, count: int) -> list[Encounter]:
    """More records like this one, with all that belongs to them."""
    made = Encounter.objects.bulk_create(
        _copy(encounter, reference=f"HC-{uuid4().hex[:10]}") for _ in range(count)
    )
    for model in (HandcuffUse, OfficerPresent, Review, StatusChange):
        rows = list(model.objects.filter(encounter=encounter))
        model.objects.bulk_create(_copy(row, encounter=one) for one in made for row in rows)
    return made


def _copy(row: Model, **changed: Any) -> Any:
    """The row once more, not saved, under a key of its own."""
    values = {
        field.name: getattr(row, field.name)
        for field in row._meta.concrete_fields
        if not field.primary_key
    }
    return type(row)(**values | changed)
