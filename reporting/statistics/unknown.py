"""What people of unknown ethnicity could do to a ratio (M14)."""

from dataclasses import dataclass

from reporting.statistics.comparisons import rate_ratio
from reporting.statistics.estimate import Estimate
from reporting.statistics.inputs import check_count


@dataclass(frozen=True, kw_only=True)
class UnknownBounds:
    """A rate ratio as recorded, and at the two extremes the unknown could make it.

    `lowest` counts every unknown person in the reference group, `highest` every one in the group.
    Spreading them in proportion would leave the ratio where it is and so hide the question.
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
