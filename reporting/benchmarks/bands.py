"""Age bands as tables name them, and the band of an age or of a group of the register."""

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from records.vocabulary import AGE_GROUPS, OLDEST_AGE, AgeBand, AgeGroup

_FORMS = re.compile(r"(?:under_(?P<under>\d{1,3})|(?P<first>\d{1,3})_(?:(?P<last>\d{1,3})|plus))")
_UNKNOWN = AgeBand.NOT_REPORTED.value


class NotBands(ValueError):
    """The names are no bands, or do not fit to each other or to those of the register."""


class Band(NamedTuple):
    """Ages from the first to the last, both included."""

    first: int
    last: int
    name: str

    @property
    def label(self) -> str:
        if not self.first and self.last >= OLDEST_AGE:
            return "All ages"
        if not self.first:
            return f"Under {self.last + 1}"
        if self.last >= OLDEST_AGE:
            return f"{self.first} and over"
        return f"{self.first} to {self.last}"


def band(name: str) -> Band:
    """The band of a name such as under_10, 10_17 or 65_plus."""
    form = _FORMS.fullmatch(name)
    if form is None:
        raise NotBands(f"“{name}” is no age band: write under_10, 10_17 or 65_plus")
    if form["under"]:
        first, last = 0, int(form["under"]) - 1
    else:
        first, last = int(form["first"]), int(form["last"] or OLDEST_AGE)
    if first > last:
        raise NotBands(f"“{name}” ends before it begins")
    return Band(first, last, name)


def in_order(names: Iterable[str]) -> list[Band]:
    """The bands of a table, the youngest first; unknown ages and "all" are none of them."""
    found = sorted(band(name) for name in set(names) - {"", _UNKNOWN})
    for one, other in pairwise(found):
        if other.first <= one.last:
            raise NotBands(f"the age bands {one.name} and {other.name} overlap")
    return found


def band_of(age: int | None, bands: Iterable[Band]) -> str:
    """The band that an age in years belongs to; not reported if there is none."""
    if age is None:
        return _UNKNOWN
    return next((one.name for one in bands if one.first <= age <= one.last), _UNKNOWN)


def bands_of_groups(bands: Iterable[Band]) -> dict[AgeGroup, str]:
    """The band that each age group of the register lies in, if all of them lie within one.

    A group that reaches over the end of a band cannot be divided between the two.
    """
    found = {AgeGroup.NOT_REPORTED: _UNKNOWN}
    bands, first = list(bands), 0
    for last, group, _ in AGE_GROUPS:
        inside = [one for one in bands if one.first <= first and last <= one.last]
        if not inside:
            raise NotBands(
                f"the register’s age group “{group.label}” does not lie within one band of the "
                "table"
            )
        found[group] = inside[0].name
        first = last + 1
    return found
