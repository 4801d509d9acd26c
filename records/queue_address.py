"""What stands in the address of the queue, as somebody wrote it or kept it.

An address is never refused: what is not understood is left out, and the page says so. Kept
searches live longer than the lists they were made from.
"""

import re
import unicodedata
from dataclasses import dataclass, field
from typing import TypeVar

from django.db.models import TextChoices
from django.http import QueryDict

from accounts.models import Team, User
from records.models import Area
from records.queue_filters import TO_DECIDE, QueueFilter
from records.vocabulary import COUNTED_STATUSES, Status
from records.vocabulary.queue import Feature, Scope, Sort

LONGEST_TEXT = 200
LONGEST_NAME = 100
# What belongs to the page and not to the choice.
OF_THE_PAGE = ("page", "size", "next", "saved")
# What else can stand in the address.
KNOWN = ("scope", "show", "status", "team", "area", "officer", "q", "sort", *OF_THE_PAGE)
FILED_STATUSES = (*COUNTED_STATUSES, Status.WITHDRAWN)

Coded = TypeVar("Coded", bound=TextChoices)


@dataclass
class Asked:
    """The choice in the address, the lists to choose from, and what was left out."""

    chosen: QueueFilter
    teams: list[Team]
    areas: list[Area]
    ignored: list[str] = field(default_factory=list)


def read(data: QueryDict, *, user: User) -> Asked:
    """Understand an address. Teams are those of the supervisor, areas all there are."""
    teams = (
        list(Team.objects.at_or_below(user.team).only("name", "path").order_by("path", "pk"))
        if user.team is not None
        else []
    )
    areas = list(Area.objects.only("name").order_by("name", "pk"))
    ignored: list[str] = []

    def coded(name: str, vocabulary: type[Coded], allowed=None) -> Coded | None:
        written = data.get(name, "")
        if written in (allowed or vocabulary.values):
            return vocabulary(written)
        if written:
            ignored.append(_quoted(name, written))
        return None

    def one_of(name: str, rows: list) -> Team | Area | None:
        written = data.get(name, "")
        found = next((row for row in rows if str(row.pk) == written), None)
        if written and found is None:
            ignored.append(_quoted(name, written))
        return found

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
        team=one_of("team", teams),
        area=one_of("area", areas),
        officer=text("officer", LONGEST_NAME),
        words=text("q", LONGEST_TEXT),
        chosen_sort=coded("sort", Sort),
    )
    ignored += [
        _quoted("show", value) for value in data.getlist("show") if value not in Feature.values
    ]
    ignored += [_quoted(name, data[name]) for name in data if name not in KNOWN]
    return Asked(chosen=chosen, teams=teams, areas=areas, ignored=ignored)


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
