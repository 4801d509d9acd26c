"""Three states of two tests: every pair of sides, and what is not shown."""

import pytest

from reporting.statistics import Estimate, State, Together, both_tests, risk_ratio

ABOVE = Estimate(estimate=2, lower=1.2, upper=3)
BELOW = Estimate(estimate=0.5, lower=0.3, upper=0.9)
AROUND = Estimate(estimate=1.5, lower=1, upper=2)
IMPRECISE = Estimate(estimate=4, lower=1.1, upper=9, state=State.LOW_PRECISION)
HIDDEN = Estimate(state=State.INSUFFICIENT, note="fewer than 10 recorded")
UNBOUNDED = Estimate(lower=1.4, state=State.NOT_ESTIMABLE, note="none")


@pytest.mark.parametrize(
    ("handcuffed", "hits", "said"),
    [
        (ABOVE, BELOW, Together.AGREE),
        (BELOW, ABOVE, Together.AGREE),
        (IMPRECISE, BELOW, Together.AGREE),
        (ABOVE, ABOVE, Together.DISAGREE),
        (BELOW, BELOW, Together.DISAGREE),
        (AROUND, BELOW, Together.CANNOT_SAY),
        (ABOVE, AROUND, Together.CANNOT_SAY),
        (AROUND, AROUND, Together.CANNOT_SAY),
        (HIDDEN, BELOW, Together.CANNOT_SAY),
        (ABOVE, HIDDEN, Together.CANNOT_SAY),
        (UNBOUNDED, BELOW, Together.CANNOT_SAY),
    ],
)
def test_every_pair_of_sides(handcuffed, hits, said):
    assert both_tests(handcuffed=handcuffed, hits=hits) is said


def test_groups_swapped_say_the_same():
    """Seen from the other group both ratios turn round, and so agreement stays agreement."""
    counts = {"events": 60, "total": 100, "reference_events": 30, "reference_total": 100}
    turned = {"events": 30, "total": 100, "reference_events": 60, "reference_total": 100}
    for one, other in ((counts, turned), (counts, counts)):
        there = both_tests(handcuffed=risk_ratio(**one), hits=risk_ratio(**other))
        swap = {id(counts): turned, id(turned): counts}
        back = both_tests(
            handcuffed=risk_ratio(**swap[id(one)]), hits=risk_ratio(**swap[id(other)])
        )
        assert there is back
