"""The periods that a release can be of: whole quarters that have ended, one to four of them.

Few and fixed, so that whatever can be asked of a release is known when it is made.
"""

from datetime import date
from typing import NamedTuple

from reporting.selection import after, months_before, months_from

MOST_QUARTERS = 4
MONTHS = 3


class Quarters(NamedTuple):
    """From the first month of a quarter to the last month of one."""

    first_month: date
    last_month: date

    @property
    def starts(self) -> list[date]:
        """The first month of each of its quarters."""
        return months_from(self.first_month, self.last_month)[::MONTHS]

    def __str__(self) -> str:
        return f"{self.first_month:%Y-%m}.{self.last_month:%Y-%m}"


def quarters(*, first_month: date | None, today: date) -> list[Quarters]:
    """Every period since the first month of the register, the newest and longest first.

    The first quarter counts only if the register was in use from its first month on.
    """
    if first_month is None:
        return []
    ends, end = [], _last_month_of_quarter(months_before(today.replace(day=1), MONTHS))
    while months_before(end, MONTHS - 1) >= first_month:
        ends.append(end)
        end = months_before(end, MONTHS)
    return [
        Quarters(months_before(last, MONTHS * number - 1), last)
        for last in ends
        for number in range(MOST_QUARTERS, 0, -1)
        if months_before(last, MONTHS * number - 1) >= first_month
    ]


def _last_month_of_quarter(month: date) -> date:
    """The last month of the quarter in which a month is."""
    while month.month % MONTHS:
        month = after(month)
    return month
