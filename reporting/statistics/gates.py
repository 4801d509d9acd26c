"""What may be shown. The statistics compute whatever can be computed; these decide what is said.

Each gate returns the estimate as it is, marked as of low precision, or without its numbers. A
figure that has no numbers keeps the reason it already has. Disclosure control comes before.
"""

from dataclasses import replace

from reporting.statistics.estimate import Estimate, State
from reporting.statistics.inputs import check_count, check_within

FEWEST = 10
WIDEST = 4  # upper limit over lower limit; a single rate is this wide just below 10 events
UNKNOWN_NEEDS_BOUNDS = 0.05
UNKNOWN_GREYS_CHART = 0.20

TOO_FEW = f"fewer than {FEWEST} recorded"


def gate_ratio(ratio: Estimate) -> Estimate:
    """A rate ratio or share ratio needs 10 events in each group compared."""
    if _fewest(ratio) < FEWEST:
        return _withhold(ratio)
    if ratio.lower is not None and ratio.upper is not None and ratio.upper > WIDEST * ratio.lower:
        return _imprecise(ratio, f"the upper limit is over {WIDEST} times the lower")
    return ratio


def gate_rate(rate: Estimate) -> Estimate:
    """A count or rate is shown from the first event; below 10 it is marked as imprecise."""
    return _imprecise(rate, TOO_FEW) if _fewest(rate) < FEWEST else rate


def gate_difference(difference: Estimate) -> Estimate:
    """A rate difference or excess is shown at any size; below 10 in a group it is imprecise."""
    return _imprecise(difference, TOO_FEW) if _fewest(difference) < FEWEST else difference


def gate_proportion(proportion: Estimate) -> Estimate:
    """A percentage needs 10 people to be a percentage of."""
    return _withhold(proportion) if _number(proportion, "total") < FEWEST else proportion


def gate_agreement(agreement: Estimate) -> Estimate:
    """An agreement needs 10 records judged twice."""
    return _withhold(agreement) if _number(agreement, "total") < FEWEST else agreement


def needs_bounds(*, unknown: int, all_events: int) -> bool:
    """Whether more than 5% are unknown, so that the bounds are shown without being asked for."""
    return _share(unknown, all_events) > UNKNOWN_NEEDS_BOUNDS


def too_many_unknown(*, unknown: int, all_events: int) -> bool:
    """Whether more than 20% are unknown, so that the chart is drawn grey."""
    return _share(unknown, all_events) > UNKNOWN_GREYS_CHART


def _fewest(estimate: Estimate) -> float:
    """The smaller count of the groups compared, or the only one."""
    events = _number(estimate, "events")
    if "reference_events" in estimate.inputs:
        return min(events, _number(estimate, "reference_events"))
    return events


def _number(estimate: Estimate, name: str) -> float:
    value = estimate.inputs.get(name)
    if not isinstance(value, int | float):
        raise ValueError(f"this gate needs an estimate made from {name}")
    return value


def _withhold(estimate: Estimate) -> Estimate:
    if estimate.shown or estimate.unbounded:
        return estimate.withhold(state=State.INSUFFICIENT, note=TOO_FEW)
    return estimate


def _imprecise(estimate: Estimate, note: str) -> Estimate:
    return replace(estimate, state=State.LOW_PRECISION, note=note) if estimate.shown else estimate


def _share(unknown: int, all_events: int) -> float:
    unknown, all_events = check_count("unknown", unknown), check_count("all_events", all_events)
    check_within("unknown", unknown, "all_events", all_events)
    return unknown / all_events if all_events else 0.0
