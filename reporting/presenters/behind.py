"""From a number to the records behind it, for those who may have them.

An analyst never reads a single record: from the number the way leads to the row files, narrowed to
the very encounters that it counts, pseudonymised. A supervisor reads the records of their teams:
the number leads to the list of them.
"""

from dataclasses import replace
from functools import lru_cache

from django.urls import reverse
from django.utils.http import urlencode

from records.models.area import AreaKind
from records.queue.filters import QueueFilter
from records.vocabulary.queue import Feature, Scope
from reporting import wording
from reporting.disclosure import Count
from reporting.presenters.page import Linked
from reporting.reports.declaration import Result
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


def records_of_team(result: TeamFigures) -> list[Linked]:
    """The lists of the very records that a figure counts; none for a figure that is not shown."""
    chosen, encounters = result.selection, result.counts.encounters
    of_period = QueueFilter(
        scope=Scope.ALL, team=chosen.team, counted=(chosen.first_month, chosen.last_month)
    )
    late, returned, before_arrest = (
        replace(of_period, features=(feature,))
        for feature in (Feature.LATE, Feature.RETURNED_BEFORE, Feature.BEFORE_ARREST)
    )
    by_name = {figure.measure: figure.events for figure in result.shares}
    in_time, once = by_name["filed_in_time"], by_name["returned"]
    found = [
        (encounters, "of the period", of_period),
        (0 if in_time is None else encounters - in_time, "filed late", late),
        (once or 0, "returned once or more", returned),
        (by_name["before_arrest"] or 0, "with handcuffs before any arrest", before_arrest),
    ]
    return [
        Linked(
            f"{number:,} {words}", number=f"{number:,}", href=f"{reverse('queue')}?{asked.query()}"
        )
        for number, words, asked in found
        if number
    ]
