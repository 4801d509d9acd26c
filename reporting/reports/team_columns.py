"""The columns of the file of team figures."""

from collections.abc import Callable
from typing import Any

from reporting.reports.declaration import Cell, Column
from reporting.reports.team_measures import Against, Figure
from reporting.statistics import State


def _limit(name: str, *, adjusted: bool) -> Callable[[Any, Figure], float | None]:
    """A limit of the funnel of shares, of a team that is compared."""

    def value(result: Any, row: Figure) -> float | None:
        limits = row.place and (row.place.adjusted if adjusted else row.place.plain)
        return getattr(limits, name, None)

    return value


def _of_ratio(name: str) -> Callable[[Any, Figure], float | None]:
    """A limit of the funnel of ratios: the ones that judge, plain with fewer than ten teams."""

    def value(result: Any, row: Figure) -> float | None:
        place = row.against and row.against.place
        return getattr(place and (place.adjusted or place.plain), name, None)

    return value


def _against(pick: Callable[[Against], Cell]) -> Callable[[Any, Figure], Cell]:
    """Something of a team's comparison with its expectation, unless the share is hidden."""

    def value(result: Any, row: Figure) -> Cell:
        if row.against is None or row.against.ratio.state is State.SUPPRESSED:
            return None
        return pick(row.against)

    return value


def _dispersion(name: str) -> Callable[[Any, Figure], float | None]:
    """phi or tau2 of the funnel of ratios that a row belongs to."""

    def value(result: Any, row: Figure) -> float | None:
        comparison = result.comparison
        if row.against is None or comparison is None or comparison.expected is None:
            return None
        return getattr(comparison.expected.funnel, name, None)

    return value


COLUMNS = (
    Column("level", lambda result, row: row.level, "chosen: the team with all below; or below"),
    Column("team", lambda result, row: row.team, "The team"),
    Column("measure", lambda result, row: row.measure, "Which figure"),
    Column("label", lambda result, row: row.label, "The same in words"),
    Column("events", lambda result, row: row.events, "How many"),
    Column("total", lambda result, row: row.total, "Of how many"),
    Column("value_in", lambda result, row: row.value_in, "What the value is counted in"),
    Column("value", lambda result, row: row.estimate.estimate, "The figure; of times the median"),
    Column("value_lo", lambda result, row: row.estimate.lower, "Lower 95% limit"),
    Column("value_hi", lambda result, row: row.estimate.upper, "Upper 95% limit"),
    Column(
        "share_l95",
        _limit("lower_95", adjusted=False),
        "Funnel of shares by chance alone: lower 95% limit",
    ),
    Column("share_u95", _limit("upper_95", adjusted=False), "Upper 95% limit"),
    Column("share_l998", _limit("lower_998", adjusted=False), "Lower 99.8% limit"),
    Column("share_u998", _limit("upper_998", adjusted=False), "Upper 99.8% limit"),
    Column("share_wide_l95", _limit("lower_95", adjusted=True), "Allowing for ordinary variation"),
    Column("share_wide_u95", _limit("upper_95", adjusted=True), "The same, upper 95% limit"),
    Column("share_wide_l998", _limit("lower_998", adjusted=True), "The same, lower 99.8% limit"),
    Column("share_wide_u998", _limit("upper_998", adjusted=True), "The same, upper 99.8% limit"),
    Column(
        "share_position",
        lambda result, row: row.place.position.value if row.place else "",
        "Where the share lies against the 99.8% limits that allow for ordinary variation",
    ),
    Column(
        "counted",
        _against(lambda one: one.label),
        "What is observed and expected, of the measure asked for: the events, or the others if "
        "they are the fewer",
    ),
    Column("observed", _against(lambda one: one.expectation.observed), "How many of these"),
    Column(
        "expected",
        _against(lambda one: one.expectation.expected),
        "How many there would be at the force’s shares in the same situations",
    ),
    Column(
        "left_out",
        _against(lambda one: one.expectation.left_out),
        "Records like none of another team, in neither number",
    ),
    Column("ratio", _against(lambda one: one.ratio.estimate), "Observed over expected"),
    Column("ratio_lo", _against(lambda one: one.ratio.lower), "Lower 95% limit"),
    Column("ratio_hi", _against(lambda one: one.ratio.upper), "Upper 95% limit"),
    Column("l95", _of_ratio("lower_95"), "Funnel of ratios: lower 95% limit"),
    Column("u95", _of_ratio("upper_95"), "Upper 95% limit"),
    Column("l998", _of_ratio("lower_998"), "Lower 99.8% limit"),
    Column("u998", _of_ratio("upper_998"), "Upper 99.8% limit"),
    Column("phi", _dispersion("phi"), "How much ratios vary: 1 if by chance alone"),
    Column("tau2", _dispersion("tau2"), "The variance between teams that the limits allow for"),
    Column(
        "q",
        _against(lambda one: one.q),
        "q-value over all teams compared (Benjamini and Hochberg), of an exact Poisson test",
    ),
    Column(
        "flag",
        _against(lambda one: one.flag.value),
        "above or below: outside the 99.8% limits and q at most 0.05",
    ),
)
