"""From a number to the records behind it, for those who may have them.

An analyst never reads a single record: from the number the way leads to the row files, narrowed to
the very encounters that it counts, pseudonymised. A supervisor reads the records of their teams:
the number leads to the list of them.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache

from django.urls import reverse
from django.utils.http import urlencode

from records.models.area import AreaKind
from records.queue.filters import QueueFilter
from records.vocabulary.queue import Counted, Feature, Scope
from reporting import wording
from reporting.disclosure import Count
from reporting.presenters.page import Linked
from reporting.reports.declaration import Result
from reporting.reports.team_counts import TeamCounts
from reporting.reports.team_figures import TeamFigures
from reporting.selection import Selection

_ABOUT = (
    "“The records behind these numbers” leads from each count to the row files, narrowed to the "
    "encounters that it counts."
)
NOT_NARROWED = (
    "These counts are of the places that have residents in the table. Row files cannot be narrowed "
    "to those, so the numbers lead to none."
)
# What a report chooses beyond what its figures are counted of.
_OF_THE_REPORT = ("group",)


def about(result: Result, *, more: str = "", told_apart: bool = True) -> str:
    """What to know of the numbers that lead to rows; nothing in public, where none does.

    `told_apart` says whether filters can tell the rows that were counted from the others.
    """
    if result.disclosure.is_public:
        return ""
    return f"{_ABOUT} {more}".strip() if told_apart else NOT_NARROWED


def count(
    number: Count, result: Result, *, of: Selection | None = None, said: str = "", **narrowed: str
) -> str:
    """A count in a table, with the way to its rows; `narrowed` as the filters of row files have it.

    `of` is what is counted, where that is not all that the result is of; `said` is what the cell
    says, where that is more than the count.
    """
    words = wording.number(number)
    if result.disclosure.is_public:
        return said or words
    rows, more = _rows_of(of or result.selection), _narrowed(tuple(narrowed.items()))
    return Linked(said or words, number=words, href=f"{rows}{more}")


@lru_cache(maxsize=512)  # the numbers of a table are of few groups, and of few selections
def _narrowed(by: tuple[tuple[str, str], ...]) -> str:
    chosen = {name: one for name, one in by if one}
    return f"&{urlencode(chosen)}" if chosen else ""


@lru_cache(maxsize=256)
def _rows_of(chosen: Selection) -> str:
    query = {name: one for name, one in chosen.query().items() if name not in _OF_THE_REPORT}
    return f"{reverse('row_files')}?{urlencode(query)}"


def districts(selection: Selection) -> dict[str, str]:
    """How rows are narrowed to the districts, where no single place is chosen."""
    return {} if selection.area else {"places": AreaKind.DISTRICT.value}


@dataclass(frozen=True)
class _TeamList:
    """The records behind a measure of teams: how many, what they are, and what narrows a list so.

    Where accounts are counted these are the encounters that have such an account.
    """

    measure: str
    number: Callable[[TeamCounts], int]
    words: str
    narrowed_to: Feature | Counted

    def of(self, period: QueueFilter) -> QueueFilter:
        if isinstance(self.narrowed_to, Feature):
            return replace(period, features=(self.narrowed_to,))
        return replace(period, counted_as=self.narrowed_to)


_TEAM_LISTS = (
    _TeamList(
        "filed_in_time",
        lambda counts: counts.encounters - counts.filed_in_time,
        "filed late",
        Feature.LATE,
    ),
    _TeamList(
        "reviewed_in_time",
        lambda counts: counts.review_due - counts.reviewed_in_time,
        "first reviewed after the deadline, or not yet",
        Counted.REVIEWED_LATE,
    ),
    _TeamList(
        "returned",
        lambda counts: counts.returned,
        "returned once or more",
        Feature.RETURNED_BEFORE,
    ),
    _TeamList(
        "de_escalation",
        lambda counts: counts.none_tried,
        "with an account in which no de-escalation was tried",
        Feature.NO_DE_ESCALATION,
    ),
    _TeamList(
        "continued_use",
        lambda counts: counts.unjustified,
        "with continued use not found justified",
        Counted.NOT_JUSTIFIED,
    ),
    _TeamList(
        "before_arrest",
        lambda counts: counts.before_arrest,
        "with handcuffs before any arrest",
        Feature.BEFORE_ARREST,
    ),
    _TeamList(
        "non_compliant",
        lambda counts: counts.non_compliant,
        "recorded as non-compliant",
        Counted.NON_COMPLIANT,
    ),
    _TeamList(
        "ethnicity_unknown",
        lambda counts: counts.ethnicity_unknown,
        "with ethnicity as perceived not reported",
        Counted.ETHNICITY_UNKNOWN,
    ),
)


def records_of_team(result: TeamFigures) -> list[Linked]:
    """The lists of the very records that each figure counts; none for one that is not shown."""
    chosen, counts = result.selection, result.counts
    of_period = QueueFilter(
        scope=Scope.ALL, team=chosen.team, counted=(chosen.first_month, chosen.last_month)
    )
    told = {figure.measure for figure in result.shares if figure.events is not None}
    found = [(counts.encounters, "of the period", of_period)] + [
        (one.number(counts), one.words, one.of(of_period))
        for one in _TEAM_LISTS
        if one.measure in told
    ]
    return [
        Linked(
            f"{number:,} {words}", number=f"{number:,}", href=f"{reverse('queue')}?{asked.query()}"
        )
        for number, words, asked in found
        if number
    ]
