"""From a number in a table to the records behind it, for those who take rows away.

An analyst never reads a single record: the number leads to the row files, narrowed to the very
encounters that it counts, pseudonymised.
"""

from django.urls import reverse
from django.utils.http import urlencode

from records.models.area import AreaKind
from reporting import wording
from reporting.disclosure import Count
from reporting.presenters.page import Linked
from reporting.reports.declaration import Result
from reporting.selection import Selection

_ABOUT = (
    "A number that is underlined leads to the row files, narrowed to the encounters that it counts."
)
NOT_NARROWED = (
    "These counts are of the places that have residents in the table. Row files cannot be narrowed "
    "to those, so the numbers lead to none."
)
# What a report chooses beyond what its figures are counted of.
_OF_THE_REPORT = ("group",)


def about(result: Result, *, more: str = "") -> str:
    """What to know of the numbers that lead to rows; nothing in public, where none does."""
    return "" if result.disclosure.is_public else f"{_ABOUT} {more}".strip()


def count(number: Count, result: Result, *, of: Selection | None = None, **narrowed: str) -> str:
    """A count in a table that leads to its rows; `narrowed` as the filters of row files have it.

    `of` is what is counted, where that is not all that the result is of.
    """
    return link(wording.number(number), result, of=of, **narrowed)


def link(words: str, result: Result, *, of: Selection | None = None, **narrowed: str) -> str:
    """The same for a cell that says more than its count."""
    if result.disclosure.is_public:
        return words
    chosen = (of or result.selection).query()
    query = {name: one for name, one in chosen.items() if name not in _OF_THE_REPORT}
    query |= {name: one for name, one in narrowed.items() if one}
    return Linked(words, href=f"{reverse('row_files')}?{urlencode(query)}")


def districts(selection: Selection) -> dict[str, str]:
    """How rows are narrowed to the districts, where no single place is chosen."""
    return {} if selection.area else {"places": AreaKind.DISTRICT.value}
