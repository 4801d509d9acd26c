"""What people of unknown ethnicity could do to a ratio (M14)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from reporting.statistics.adjusted import adjusted_ratio
from reporting.statistics.comparisons import rate_ratio
from reporting.statistics.estimate import Estimate
from reporting.statistics.inputs import (
    Strata,
    check_confidence,
    check_count,
    check_strata,
    check_within,
)
from reporting.statistics.pooled import RISKS
from reporting.statistics.risks import risk_ratio
from reporting.statistics.standardised import FIELDS as STANDARDISED
from reporting.statistics.standardised import standardised_rate_ratio

UNKNOWN = ("unknown_events", "unknown_total")


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
    given = dict(zip(RISKS, (events, total, reference_events, reference_total), strict=True))
    more = {"unknown_events": unknown_events, "unknown_total": unknown_total}
    lowest, highest = _extremes(given | more, one_record=one_record)

    def ratio(counts: Mapping[str, int]) -> Estimate:
        a, n1, c, n0 = (counts[name] for name in RISKS)
        return risk_ratio(
            events=a,
            total=n1,
            reference_events=c,
            reference_total=n0,
            confidence=confidence,
        )

    return UnknownBounds(
        recorded=ratio(given),
        lowest=ratio(lowest),
        highest=ratio(highest),
        unknown=int(unknown_total),
    )


def unknown_adjusted_bounds(
    *,
    cells: Sequence[Mapping[str, Any]],
    covariates: Sequence[str],
    one_record: bool = True,
    confidence: float = 0.95,
) -> tuple[UnknownBounds, ...]:
    """The same of a ratio adjusted for covariates, of each of its steps from crude to adjusted.

    `cells` are those of `adjusted_ratio`, each with `unknown_events` and `unknown_total` too: those
    of no known group who are alike in all covariates, and stay in their cell wherever they belong.
    One of unknown people alone has zeros beside them.

    Crude, and adjusted for one covariate, the ratio can be no lower and no higher. With several the
    model adds up their effects, and another division of the unknown over the cells could move it a
    little further.
    """
    both = [_extremes(cell, one_record=one_record) for cell in cells]
    placed = (
        cells,
        [{**cell, **low} for cell, (low, _) in zip(cells, both, strict=True)],
        [{**cell, **high} for cell, (_, high) in zip(cells, both, strict=True)],
    )
    recorded, lowest, highest = (
        adjusted_ratio(cells=some, covariates=covariates, confidence=confidence).steps
        for some in placed
    )
    unknown = sum(int(cell["unknown_total"]) for cell in cells)
    return tuple(
        UnknownBounds(recorded=as_is.ratio, lowest=low.ratio, highest=high.ratio, unknown=unknown)
        for as_is, low, high in zip(recorded, lowest, highest, strict=True)
    )


def _extremes(
    given: Mapping[str, Any], *, one_record: bool
) -> tuple[dict[str, int], dict[str, int]]:
    """Both groups with the unknown where they make the ratio lowest, and where highest."""
    if missing := [name for name in (*RISKS, *UNKNOWN) if name not in given]:
        raise ValueError(f"cells must have {', '.join(missing)}")
    a, n1, c, n0 = (check_count(name, given[name]) for name in RISKS)
    with_event, unknown = (check_count(name, given[name]) for name in UNKNOWN)
    check_within("events", a, "total", n1)
    check_within("reference_events", c, "reference_total", n0)
    if one_record:
        check_within("unknown_events", with_event, "unknown_total", unknown)
    # How many people the events bring with them, and how many are left without the event.
    brought, left = (with_event, unknown - with_event) if one_record else (0, unknown)

    def placed(own: tuple[int, int], other: tuple[int, int]) -> dict[str, int]:
        """Events and people more in the group, and in the reference."""
        m1, m0 = n1 + own[1], n0 + other[1]
        counts = (min(a + own[0], m1), m1, min(c + other[0], m0), m0)
        return dict(zip(RISKS, counts, strict=True))

    return placed((0, left), (with_event, brought)), placed((with_event, brought), (0, left))
