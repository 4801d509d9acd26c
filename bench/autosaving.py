"""Keeping one section: as it is written, by its button, and an answer that does nothing.

The section is the longest, with the justification in it; each time one sentence more is written.
What a browser would send is read off the page, so that the bench knows no question by heart.
"""

import json
import statistics
from collections.abc import Iterator
from datetime import datetime
from html.parser import HTMLParser
from urllib.parse import urlencode

from django.urls import reverse

from accounts.models import Role, User
from bench import register
from bench.results import Result, percentile
from bench.server import Server, Visitor
from records.models import Encounter
from records.questionnaire import Section
from records.views.autosave import AUTOSAVE
from records.vocabulary import Status

ROUNDS = 60
WRITTEN = "justification_what_happened"
SENTENCE = " He then held the railing and would not let go of it."


class Fields(HTMLParser):
    """What a browser sends of the form that saves a section, before anybody changes it."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.values: list[tuple[str, str]] = []
        self._inside = False
        self._select = self._text = ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        name, kind = given.get("name") or "", given.get("type") or "text"
        if tag == "form":
            self._inside = "data-autosave" in given
        elif not self._inside:
            return
        elif tag == "input" and name:
            if kind not in ("radio", "checkbox") or "checked" in given:
                self.values.append((name, given.get("value") or ""))
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in given:
            self.values.append((self._select, given.get("value") or ""))
        elif tag == "textarea":
            self._text = name
            self.values.append((name, ""))

    def handle_data(self, data):
        if self._text:
            name, before = self.values[-1]
            # The line break after the tag is the mark-up's.
            self.values[-1] = (name, before + (data if before else data.lstrip("\r\n")))

    def handle_endtag(self, tag):
        if tag == "textarea":
            self._text = ""
        elif tag == "select":
            self._select = ""
        elif tag == "form":
            self._inside = False

    def sent(self, *, then: str, **changed: str) -> str:
        """The body of the request that saves, with these fields as they now are."""
        values = [(name, changed.get(name, value)) for name, value in self.values]
        return urlencode([*values, ("then", then)])


def measure(server: Server, *, now: datetime) -> Iterator[Result]:
    officer = User.objects.filter(roles=[Role.OFFICER]).order_by("-pk").first()
    register.add_drafts(officers=[officer], each=1, now=now)
    draft = (
        Encounter.objects.filter(reporting_officer=officer, status=Status.DRAFT)
        .order_by("-created_at", "pk")
        .first()
    )
    visitor = Visitor(server, officer)
    address = reverse("save_section", args=[draft.pk, Section.HANDCUFFING])
    waits: dict[str, list[float]] = {"bare": [], "nothing new": [], "autosave": [], "button": []}
    for number in range(ROUNDS + 1):
        taken = _round(visitor, address, "Written." + SENTENCE * (number % 40))
        if number:  # the first warms the server
            for name, seconds in taken.items():
                waits[name].append(seconds)
    median = {name: statistics.median(seconds) for name, seconds in waits.items()}
    p95 = percentile(waits["autosave"], 0.95)
    yield Result(
        "A section kept as it is written, over its button",
        median["autosave"] / median["button"],
        detail=f"{_ms(median['autosave'])} (p95 {_ms(p95)}) against {_ms(median['button'])}",
    )
    yield Result(
        "A section kept as it is written, over an answer that does nothing",
        median["autosave"] / median["bare"],
        detail=f"{_ms(median['autosave'])} against {_ms(median['bare'])}",
    )
    yield Result(
        "The same where nothing differs from what is kept",
        median["nothing new"] / median["bare"],
        detail=f"{_ms(median['nothing new'])} against {_ms(median['bare'])}",
    )


def _round(visitor: Visitor, address: str, text: str) -> dict[str, float]:
    """Each kind once, in turn, so that all meet the same machine."""
    bare, _, _ = visitor.ask("/bench/bare/")
    _, _, page = visitor.ask(address)
    fields = Fields(page.decode())
    same, _, answer = visitor.ask(address, form=fields.sent(then=AUTOSAVE))
    newer = {"version": _version(answer), WRITTEN: text + " One"}
    autosave, _, answer = visitor.ask(address, form=fields.sent(then=AUTOSAVE, **newer))
    newest = {"version": _version(answer), WRITTEN: text + " Two"}
    button, _, _ = visitor.ask(address, form=fields.sent(then="come_back", **newest), expect=302)
    return {"bare": bare, "nothing new": same, "autosave": autosave, "button": button}


def _version(answer: bytes) -> str:
    return str(json.loads(answer)["version"])


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.0f} ms"
