"""What can become of a record, how often it does, and how long ago it began."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

TWO_YEARS = 2 * 365 * 24  # hours


class Story(StrEnum):
    """What became of a record. Those from `DRAFT` on still wait for somebody."""

    ACCEPTED = "accepted"
    QUESTIONED = "accepted after a question"
    CLEARED = "accepted by professional standards"
    UPHELD = "concern upheld"
    WITHDRAWN = "withdrawn by the officer"
    SET_ASIDE = "withdrawn by a supervisor"
    DISCARDED = "discarded"
    DRAFT = "draft"
    WAITING = "waiting for review"
    OVERDUE = "waiting for review too long"
    LATE = "filed late, waiting for review"
    ANSWERED = "waiting for review again"
    RETURNED = "returned with a question"
    ESCALATED = "escalated"


@dataclass(frozen=True)
class Plan:
    """How common a story is, how long ago in hours it began, how often its account is weak."""

    share: float
    least: int
    latest: float
    earliest: float
    weak: float = 0.03


PLANS = {
    Story.QUESTIONED: Plan(0.06, 2, 400, TWO_YEARS, weak=0.6),
    Story.CLEARED: Plan(0.01, 1, 400, TWO_YEARS, weak=0.4),
    Story.UPHELD: Plan(0.005, 1, 400, TWO_YEARS, weak=1),
    Story.WITHDRAWN: Plan(0.006, 1, 400, TWO_YEARS),
    Story.SET_ASIDE: Plan(0.005, 1, 400, TWO_YEARS),
    Story.DISCARDED: Plan(0.01, 1, 400, TWO_YEARS),
    Story.DRAFT: Plan(0.009, 4, 9, 70),
    Story.WAITING: Plan(0.009, 4, 11, 50),
    Story.OVERDUE: Plan(0.002, 1, 100, 150),
    Story.LATE: Plan(0.001, 1, 60, 80),
    Story.ANSWERED: Plan(0.001, 1, 125, 170, weak=0.6),
    Story.RETURNED: Plan(0.004, 4, 100, 220, weak=0.7),
    Story.ESCALATED: Plan(0.003, 1, 100, 480, weak=0.8),
}
ACCEPTED = Plan(1, 0, 100, TWO_YEARS)
# Stories that wait for somebody are dealt out in turn, this many places further each time, so
# that the first officer has one of each and every command has something to do.
STRIDES = {Story.DRAFT: 0.5, Story.WAITING: 1, Story.OVERDUE: 3, Story.RETURNED: 2}


def deck(count: int) -> Iterator[tuple[Story, int]]:
    """Each record's story, and its turn among those of the same story."""
    counts = {story: max(plan.least, round(count * plan.share)) for story, plan in PLANS.items()}
    counts = {Story.ACCEPTED: count - sum(counts.values())} | counts
    for story, number in counts.items():
        for turn in range(number):
            yield story, turn
