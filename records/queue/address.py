"""What stands in the address of the queue, as somebody wrote it or kept it.

An address is never refused: what is not understood is left out, and the page says so. Kept
searches live longer than the lists they were made from.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import TypeVar

from django.db.models import TextChoices
from django.http import QueryDict

from accounts.models import Team, User
from records.models import Area
from records.queue.filters import TO_DECIDE, Months, QueueFilter
from records.vocabulary import COUNTED_STATUSES, Status
from records.vocabulary.queue import Counted, Feature, Scope, Sort

LONGEST_TEXT = 200
LONGEST_NAME = 100
# What belongs to the page and not to the choice.
OF_THE_PAGE = ("page", "size", "next", "saved")
# What else can stand in the address.
KNOWN = (
    *("scope", "show", "status", "team", "area", "counted", "counted_as", "officer", "q", "sort"),
    *OF_THE_PAGE,
)
# A first and a last month: 2026-01_2026-03.
MONTHS = re.compile(r"20\d\d-(0[1-9]|1[0-2])_20\d\d-(0[1-9]|1[0-2])", re.ASCII)
FILED_STATUSES = (*COUNTED_STATUSES, Status.WITHDRAWN)

Coded = TypeVar("Coded", bound=TextChoices)


class Choices:
    """The lists that a supervisor chooses from, each loaded when it is first needed."""

    def __init__(self, user: User) -> None:
        self.user = user

    @cached_property
    def teams(self) -> list[Team]:
        """Their own and those below it."""
        team = self.user.team
        if team is None:
            return []
        below = Team.objects.at_or_below(team).only("name", "path")
        return sorted(below, key=lambda one: (one.name.casefold(), one.pk))

    @cached_property
    def areas(self) -> list[Area]:
        return sorted(Area.objects.only("name"), key=lambda one: (one.name.casefold(), one.pk))


@dataclass
class Asked:
    """The choice in an address, what there was to choose from, and what was left out."""

    chosen: QueueFilter
    choices: Choices
    ignored: list[str] = field(default_factory=list)


def read(data: QueryDict, *, user: User, choices: Choices | None = None) -> Asked:
    """Understand an address. Who reads many hands over the choices, to load them once."""
    choices = choices or Choices(user)
    ignored: list[str] = []

    def coded(name: str, vocabulary: type[Coded], allowed=None) -> Coded | None:
        written = data.get(name, "")
        if written in (allowed or vocabulary.values):
            return vocabulary(written)
        if written:
            ignored.append(_quoted(name, written))
        return None

    def one_of(name: str, rows: str) -> Team | Area | None:
        written = data.get(name, "")
        if not written:
            return None
        found = next((row for row in getattr(choices, rows) if str(row.pk) == written), None)
        if found is None:
            ignored.append(_quoted(name, written))
        return found

    def months(name: str) -> Months | None:
        written = data.get(name, "")
        if not written:
            return None
        if MONTHS.fullmatch(written):
            first, last = (date(int(one[:4]), int(one[5:]), 1) for one in written.split("_"))
            if first <= last:
                return first, last
        ignored.append(_quoted(name, written))
        return None

    def text(name: str, longest: int) -> str:
        written = tidy(data.get(name, ""))
        if len(written) > longest:
            ignored.append(f"all but the first {longest} characters of {_quoted(name, written)}")
        return written[:longest].strip()

    scope = coded("scope", Scope) or Scope.WAITING
    status = coded("status", Status, FILED_STATUSES)
    if status is not None and scope in TO_DECIDE:
        if status != Status.SUBMITTED:
            ignored.append(f"“{status.label}”, as this list holds only what waits for review")
        status = None
    chosen = QueueFilter(
        scope=scope,
        status=status,
        features=tuple(feature for feature in Feature if feature in data.getlist("show")),
        team=one_of("team", "teams"),
        area=one_of("area", "areas"),
        counted=months("counted"),
        counted_as=coded("counted_as", Counted),
        officer=text("officer", LONGEST_NAME),
        words=text("q", LONGEST_TEXT),
        chosen_sort=coded("sort", Sort),
    )
    ignored += [
        _quoted("show", value) for value in data.getlist("show") if value not in Feature.values
    ]
    ignored += [_quoted(name, data[name]) for name in data if name not in KNOWN]
    return Asked(chosen=chosen, choices=choices, ignored=ignored)


def tidy(written: str) -> str:
    """On one line, without characters that nobody can see or type."""
    visible = "".join(
        " " if unicodedata.category(character) in ("Cc", "Zl", "Zp") else character
        for character in written[: 10 * LONGEST_TEXT]
        if unicodedata.category(character) != "Cs"
    )
    return re.sub(r"\s+", " ", visible).strip()


def _quoted(name: str, written: str) -> str:
    shown = tidy(f"{name}={written}")
    return f"“{shown[:40]}…”" if len(shown) > 40 else f"“{shown}”"
