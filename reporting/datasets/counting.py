"""What a file of published counts becomes, whoever published it."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from records.vocabulary import Ethnicity
from reporting.models import ReportedHandcuffing


class Counted(NamedTuple):
    """What one count is a count of; without a month, of the whole period."""

    area: str
    name: str
    ethnicity: Ethnicity
    handcuffing: ReportedHandcuffing
    month: date | None = None


# None is "not supplied", which is not zero.
Counts = dict[Counted, int | None]


@dataclass(frozen=True, kw_only=True)
class Source:
    """What a file is, and whose."""

    name: str
    coverage: str
    start: date
    end: date
    source: str
    licence: str
    attribution: str
    retrieved: date
