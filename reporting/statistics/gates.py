"""What may be shown. The statistics compute whatever can be computed; these decide what is said.

Each gate returns the estimate as it is, marked as of low precision, or without its numbers. A
figure that has no numbers keeps the reason it already has. Disclosure control comes before.
"""

from dataclasses import replace

from reporting.statistics.estimate import Estimate, State
from reporting.statistics.inputs import check_count, check_within

FEWEST = 10
WIDEST = 4  # upper limit over lower limit; a single rate is this wide just below 10 events
FEWEST_EXPECTED = 5
MOST_MOVED = 1.5  # highest over lowest of what hidden strata can make of a figure
FEWEST_FOR_EXTREMES = 20  # of fewer, 0% or 100% in public would tell of everybody in the group
FEWEST_PER_PARAMETER = 10
FEWEST_ENCOUNTERS = 30
FEWEST_PEERS = 50
BENCHMARK_MONTHS = 0.9
UNKNOWN_NEEDS_BOUNDS = 0.05
UNKNOWN_GREYS_CHART = 0.20

TOO_FEW = f"fewer than {FEWEST} recorded"
TOO_FEW_EXPECTED = f"fewer than {FEWEST_EXPECTED} expected"
TOO_MUCH_HIDDEN = "the hidden numbers by age and sex could change it too much"
TELLS_OF_EVERYBODY = f"the same for all of fewer than {FEWEST_FOR_EXTREMES}"
TOO_MANY_PARAMETERS = f"fewer than {FEWEST_PER_PARAMETER} events for each parameter"
TOO_FEW_ENCOUNTERS = f"fewer than {FEWEST_ENCOUNTERS} encounters"
TOO_FEW_PEERS = f"fewer than {FEWEST_PEERS} similar encounters by colleagues"


def gate_ratio(ratio: Estimate) -> Estimate:
    """A ratio, pooled or not, of rates, shares or odds needs 10 events in each group compared."""
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


def gate_share_difference(difference: Estimate) -> Estimate:
    """A difference of percentages needs what each of them needs."""
    fewest = min(_number(difference, "total"), _number(difference, "reference_total"))
    return _withhold(difference) if fewest < FEWEST else difference


def gate_public_proportion(proportion: Estimate) -> Estimate:
    """In public a percentage of fewer than 20 people must not be 0% or 100% either."""
    events, total = _number(proportion, "events"), _number(proportion, "total")
    if total < FEWEST_FOR_EXTREMES and events in (0, total) and proportion.shown:
        return proportion.withhold(state=State.SUPPRESSED, note=TELLS_OF_EVERYBODY)
    return gate_proportion(proportion)


def gate_standardised(rate: Estimate) -> Estimate:
    """A standardised rate, or a ratio of two, needs 10 events in each group."""
    return _withhold(rate) if _fewest(rate) < FEWEST else rate


def gate_hidden_strata(figure: Estimate) -> Estimate:
    """One made of hidden strata too needs what they leave open to be no more than half again.

    One that cannot be worked out says that too much is hidden: why it cannot be is what is hidden.
    """
    if not figure.shown or _number(figure, "highest") > MOST_MOVED * _number(figure, "lowest"):
        return figure.withhold(state=State.SUPPRESSED, note=TOO_MUCH_HIDDEN)
    return gate_standardised(figure)


def gate_standardised_ratio(ratio: Estimate) -> Estimate:
    """Observed over expected, shrunken or not, needs 5 expected events."""
    if ratio.state is not State.BENCHMARK_MISSING and _number(ratio, "expected") < FEWEST_EXPECTED:
        return _withhold(ratio, TOO_FEW_EXPECTED)
    return ratio


def gate_adjusted(ratio: Estimate) -> Estimate:
    """An adjusted ratio needs what a ratio needs, and 10 events for each parameter.

    One made of odds needs 10 people without the event for each as well.
    """
    events = _number(ratio, "events") + _number(ratio, "reference_events")
    if "without_event" in ratio.inputs:
        events = min(events, _number(ratio, "without_event"))
    if events < FEWEST_PER_PARAMETER * _number(ratio, "parameters"):
        return _withhold(ratio, TOO_MANY_PARAMETERS)
    return gate_ratio(ratio)


def gate_officer(ratio: Estimate, *, encounters: int, similar: float) -> Estimate:
    """A figure of one officer needs 30 encounters and 50 effectively similar ones of others."""
    if check_count("encounters", encounters) < FEWEST_ENCOUNTERS:
        return _withhold(ratio, TOO_FEW_ENCOUNTERS)
    if not similar >= FEWEST_PEERS:
        return _withhold(ratio, TOO_FEW_PEERS)
    return ratio


def gate_agreement(agreement: Estimate) -> Estimate:
    """An agreement needs 10 records judged twice."""
    return _withhold(agreement) if _number(agreement, "total") < FEWEST else agreement


def needs_bounds(*, unknown: int, all_events: int) -> bool:
    """Whether more than 5% are unknown, so that the bounds are shown without being asked for."""
    return _share(unknown, all_events) > UNKNOWN_NEEDS_BOUNDS


def too_many_unknown(*, unknown: int, all_events: int) -> bool:
    """Whether more than 20% are unknown, so that the chart is drawn grey."""
    return _share(unknown, all_events) > UNKNOWN_GREYS_CHART


def covers(*, months_loaded: int, months: int) -> bool:
    """Whether a benchmark has 90% of the months of a report, so that it can be opened."""
    loaded, whole = check_count("months_loaded", months_loaded), check_count("months", months)
    check_within("months_loaded", loaded, "months", whole)
    return whole > 0 and loaded >= BENCHMARK_MONTHS * whole


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


def _withhold(estimate: Estimate, note: str = TOO_FEW) -> Estimate:
    if estimate.shown or estimate.unbounded:
        return estimate.withhold(state=State.INSUFFICIENT, note=note)
    return estimate


def _imprecise(estimate: Estimate, note: str) -> Estimate:
    return replace(estimate, state=State.LOW_PRECISION, note=note) if estimate.shown else estimate


def _share(unknown: int, all_events: int) -> float:
    unknown, all_events = check_count("unknown", unknown), check_count("all_events", all_events)
    check_within("unknown", unknown, "all_events", all_events)
    return unknown / all_events if all_events else 0.0
