"""What two tests say together: who is handcuffed once stopped, and what came of it.

More handcuffed with the same or fewer arrests is what a lower bar would look like; but either test
alone can be turned round by a different mix of situations. Only both together say anything (Gaebler
and Goel, A simple, intuitive test of discrimination by combining benchmark and outcome, 2025).
"""

from enum import StrEnum

from reporting.statistics.estimate import Estimate


class Together(StrEnum):
    """The three states of the rule. The values stand in files: never rename one."""

    AGREE = "agree"
    DISAGREE = "disagree"
    CANNOT_SAY = "cannot_say"


def side_of_one(ratio: Estimate) -> int:
    """1 if the whole interval lies above 1, -1 if below, 0 if it includes 1 or is not shown."""
    if not ratio.shown or ratio.lower is None or ratio.upper is None:
        return 0
    return (ratio.lower > 1) - (ratio.upper < 1)


def both_tests(*, handcuffed: Estimate, hits: Estimate) -> Together:
    """Whether the ratio of shares handcuffed and the ratio of hit rates point to the same bar.

    They agree where one whole interval lies above 1 and the other below it: handcuffed more often
    and with fewer hits, or less often and with more. They disagree where both lie on one side. If
    either includes 1, or is not shown, nothing can be said.
    """
    sides = side_of_one(handcuffed), side_of_one(hits)
    if 0 in sides:
        return Together.CANNOT_SAY
    return Together.AGREE if sum(sides) == 0 else Together.DISAGREE
