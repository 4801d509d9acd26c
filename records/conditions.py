"""When a question is asked: one declaration for the form, the database and the browser."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any, Protocol

from django.conf import settings
from django.db.models import Q

from records.vocabulary import AfterSearch

# Among the answers: the time limit of continued use that counts for them, and, once an account
# was given, whether continued use was a question for it by the limit of that day.
LIMIT = "continued_use_minutes"
DECIDED = "continued_use"
NOTHING: Mapping[str, Any] = MappingProxyType({})


def limit_of(answers: Mapping[str, Any]) -> int:
    """After how many minutes continued use needs a reason; unless they say, the setting."""
    return answers.get(LIMIT) or settings.CONTINUED_USE_MINUTES


class Condition(Protocol):
    def holds(self, answers: Mapping[str, Any]) -> bool:
        """Whether the question is asked, given the other answers."""

    def as_q(self) -> Q:
        """The same as a condition on the row."""

    def as_data(self, answers: Mapping[str, Any] = NOTHING) -> dict[str, Any]:
        """The same for static/js/reveal.js; of the answers only the limit among them matters."""


@dataclass(frozen=True)
class Chosen:
    """The answer to `field` is one of `values`, or includes one where several may be given."""

    field: str
    values: tuple[str, ...]
    many: bool = False

    def holds(self, answers: Mapping[str, Any]) -> bool:
        given = answers.get(self.field) or ()
        given = given if self.many else (given,)
        return any(value in self.values for value in given)

    def as_q(self) -> Q:
        lookup = "overlap" if self.many else "in"
        return Q(**{f"{self.field}__{lookup}": list(self.values)})

    def as_data(self, answers: Mapping[str, Any] = NOTHING) -> dict[str, Any]:
        return {"field": self.field, "values": list(self.values)}


def is_continued_use(answers: Mapping[str, Any]) -> bool:
    """Whether the handcuffs stayed on long enough, or past a search, to need a reason of its own.

    Compares instants, so the hour that repeats in October counts twice, as it did.
    """
    applied, ended = answers.get("applied_at"), answers.get("ended_at")
    threshold = timedelta(minutes=limit_of(answers))
    stayed_on = (
        isinstance(applied, datetime)
        and isinstance(ended, datetime)
        and ended - applied > threshold
    )
    return stayed_on or answers.get("after_search") == AfterSearch.YES


@dataclass(frozen=True)
class ContinuedUse:
    """The handcuffs stayed on; the row keeps the answer, as the threshold may change."""

    def holds(self, answers: Mapping[str, Any]) -> bool:
        decided = answers.get(DECIDED)
        return is_continued_use(answers) if decided is None else decided

    def as_q(self) -> Q:
        return Q(continued_use=True)

    def as_data(self, answers: Mapping[str, Any] = NOTHING) -> dict[str, Any]:
        return {
            "any": [
                {
                    "minutes_between": ["applied_at", "ended_at"],
                    "more_than": limit_of(answers),
                },
                {"field": "after_search", "values": [AfterSearch.YES]},
            ]
        }
