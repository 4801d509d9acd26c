"""What people of unknown ethnicity could do to a ratio (M14)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reporting.statistics.comparisons import rate_ratio
from reporting.statistics.estimate import Estimate
from reporting.statistics.inputs import (
    Strata,
    check_confidence,
    check_count,
    check_strata,
    check_within,
)
from reporting.statistics.risks import risk_ratio
from reporting.statistics.standardised import FIELDS as STANDARDISED
from reporting.statistics.standardised import standardised_rate_ratio


@dataclass(frozen=True, kw_only=True)
class UnknownBounds:
    """A ratio as recorded, and at the two extremes the unknown could make it.

    Of rates, `lowest` counts every unknown person in the reference group, `highest` every one in
    the group; of shares, see `unknown_share_bounds`. Spreading them in proportion would leave the
    ratio where it is and so hide the question.
    """

    recorded: Estimate
    lowest: Estimate
    highest: Estimate
    unknown: int

    @property
    def bounds(self) -> tuple[float | None, float | None]:
        """The range of the ratio itself; an end is None where that extreme has no ratio."""
        return self.lowest.estimate, self.highest.estimate

    @property
    def interval(self) -> tuple[float | None, float | None]:
        """The range with chance added: lower limit of the lowest, upper limit of the highest."""
        return self.lowest.lower, self.highest.upper

    @property
    def robust(self) -> bool:
        """Whether the direction holds wherever the unknown belong: interval on one side of 1."""
        lower, upper = self.interval
        return (lower is not None and lower > 1) or (upper is not None and upper < 1)


def unknown_bounds(
    *,
    events: int,
    exposure: float | None,
    reference_events: int,
    reference_exposure: float | None,
    unknown: int,
    confidence: float = 0.95,
) -> UnknownBounds:
    """The rate ratio (score) with all `unknown` events in the reference, and all in the group.

    The bounds are Manski's (1989) worst cases: nothing is assumed of the unknown.
    """
    unknown = check_count("unknown", unknown)

    def ratio(in_group: int, in_reference: int) -> Estimate:
        return rate_ratio(
            events=check_count("events", events) + in_group,
            exposure=exposure,
            reference_events=check_count("reference_events", reference_events) + in_reference,
            reference_exposure=reference_exposure,
            confidence=confidence,
        )

    return UnknownBounds(
        recorded=ratio(0, 0), lowest=ratio(0, unknown), highest=ratio(unknown, 0), unknown=unknown
    )


def unknown_standardised_bounds(
    *,
    strata: Strata,
    reference_strata: Strata,
    unknown: Sequence[int],
    confidence: float = 0.95,
) -> UnknownBounds:
    """The ratio of standardised rates with all unknown events in the reference, and in the group.

    `unknown` are those of each stratum; the strata are those of `standardised_rate_ratio`.
    """
    confidence = check_confidence(confidence)
    extra = [check_count("unknown", one) for one in unknown]
    own = check_strata("strata", strata, STANDARDISED)
    other = check_strata("reference_strata", reference_strata, STANDARDISED)

    def more(of: Sequence[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
        pairs = zip(of, extra, strict=True)
        return [(check_count("events", x) + u, *rest) for (x, *rest), u in pairs]

    def ratio(one: Strata, zero: Strata) -> Estimate:
        return standardised_rate_ratio(strata=one, reference_strata=zero, confidence=confidence)

    return UnknownBounds(
        recorded=ratio(own, other),
        lowest=ratio(own, more(other)),
        highest=ratio(more(own), other),
        unknown=sum(extra),
    )


def unknown_share_bounds(
    *,
    events: int,
    total: int,
    reference_events: int,
    reference_total: int,
    unknown_events: int,
    unknown_total: int,
    one_record: bool = True,
    confidence: float = 0.95,
) -> UnknownBounds:
    """The ratio of shares (score) at the two extremes that people of no known group could make it.

    Of `unknown_total` people `unknown_events` have the event. A share is highest with all of these
    and none of the others, so the ratio is lowest with those who have the event in the reference
    and the others in the group, highest the other way round: adding them all to one group, as for
    rates, would not be an extreme.

    Where events and totals are of two records (`one_record=False`), whoever is unknown in one may
    be known in the other. Then those with the event may belong to people already counted in a
    group, as far as it has any without, and all of `unknown_total` to the other group.
    """
    own_events, own_total = check_count("events", events), check_count("total", total)
    other_events = check_count("reference_events", reference_events)
    other_total = check_count("reference_total", reference_total)
    with_event = check_count("unknown_events", unknown_events)
    unknown = check_count("unknown_total", unknown_total)
    check_within("events", own_events, "total", own_total)
    check_within("reference_events", other_events, "reference_total", other_total)
    if one_record:
        check_within("unknown_events", with_event, "unknown_total", unknown)
    # How many people the events bring with them, and how many are left without the event.
    brought, left = (with_event, unknown - with_event) if one_record else (0, unknown)

    def ratio(own: tuple[int, int], other: tuple[int, int]) -> Estimate:
        """Events and people more in the group, and in the reference."""
        n1, n0 = own_total + own[1], other_total + other[1]
        return risk_ratio(
            events=min(own_events + own[0], n1),
            total=n1,
            reference_events=min(other_events + other[0], n0),
            reference_total=n0,
            confidence=confidence,
        )

    return UnknownBounds(
        recorded=ratio((0, 0), (0, 0)),
        lowest=ratio((0, left), (with_event, brought)),
        highest=ratio((with_event, brought), (0, left)),
        unknown=unknown,
    )
