"""R2 once more, slowly and in other ways: rows counted in Python, formulas from scipy.stats."""

from datetime import date, timedelta
from math import sqrt
from zoneinfo import ZoneInfo

from scipy import stats

from records.models import Encounter

LONDON = ZoneInfo("Europe/London")
COUNTED = {"submitted", "returned", "accepted", "escalated", "upheld"}
Z = stats.norm.ppf(0.975)


def counted(*, first: date, last: date, areas: set[str], **filters: str) -> dict[str, int]:
    """Encounters by perceived ethnicity, one row after the other."""
    found: dict[str, int] = {}
    for encounter in Encounter.objects.all():
        if encounter.status not in COUNTED or encounter.area_id not in areas:
            continue
        day = encounter.occurred_at.astimezone(LONDON).date()
        if not first <= day.replace(day=1) <= last:
            continue
        if any(getattr(encounter, name) != value for name, value in filters.items()):
            continue
        group = encounter.ethnicity_perceived
        found[group] = found.get(group, 0) + 1
    return found


def years(first: date, last: date) -> float:
    day, days = first, 0
    while (day.year, day.month) <= (last.year, last.month):
        days += 1
        day += timedelta(days=1)
    return days / 365.25


def count_limits(x: int) -> tuple[float, float]:
    """Chi-square quantiles below 10, Byar's approximation from 10."""
    if x < 10:
        return stats.chi2.ppf(0.025, 2 * x) / 2 if x else 0.0, stats.chi2.ppf(0.975, 2 * x + 2) / 2
    return (
        x * (1 - 1 / (9 * x) - Z / (3 * sqrt(x))) ** 3,
        (x + 1) * (1 - 1 / (9 * (x + 1)) + Z / (3 * sqrt(x + 1))) ** 3,
    )


def ratio(a: int, t1: float, b: int, t0: float) -> tuple[float, float, float]:
    """Rate ratio with score limits, from Wilson's interval as scipy has it."""
    interval = stats.binomtest(a, a + b).proportion_ci(method="wilson")
    low, high = (limit / (1 - limit) * t0 / t1 for limit in interval)
    return (a / t1) / (b / t0), low, high


def difference(a: int, t1: float, b: int, t0: float) -> tuple[float, float, float]:
    """Rate difference per 1,000: Wald from 10 in both, otherwise MOVER."""
    gap = a / t1 - b / t0
    if a >= 10 and b >= 10:
        down = up = Z * sqrt(a / t1**2 + b / t0**2)
    else:
        (l1, u1), (l0, u0) = count_limits(a), count_limits(b)
        down = sqrt((a / t1 - l1 / t1) ** 2 + (u0 / t0 - b / t0) ** 2)
        up = sqrt((u1 / t1 - a / t1) ** 2 + (b / t0 - l0 / t0) ** 2)
    return 1000 * gap, 1000 * (gap - down), 1000 * (gap + up)
