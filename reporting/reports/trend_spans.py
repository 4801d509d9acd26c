"""The months and quarters of a trend: their figures from counts, and the watch over them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from records.vocabulary import Ethnicity
from reporting.disclosure import EXACT, Count, Counted, Disclosure, figure, holds, time_of
from reporting.reports.declaration import Row
from reporting.reports.population_gap import ALL, REFERENCE
from reporting.selection import Period, after
from reporting.statistics import (
    Estimate,
    Hidden,
    State,
    UnknownBounds,
    count,
    gate_difference,
    gate_rate,
    gate_ratio,
    needs_bounds,
    rate,
    rate_difference,
    rate_ratio,
    unknown_bounds,
    watch_counts,
)
from reporting.statistics.gates import FEWEST

MONTH, QUARTER, PERIOD = "month", "quarter", "period"
YEAR = 12  # months that a year of watching is compared with
USUAL_MONTH = 365.25 / 12  # days
NO_RESIDENTS = "no residents are counted as of unknown ethnicity"


@dataclass(frozen=True, kw_only=True)
class Watch:
    """The cumulative sum after one month of all handcuffings, and the level of a signal."""

    cusum: float
    threshold: float
    mean: float
    signal: bool


@dataclass(frozen=True, kw_only=True)
class Span(Row):
    """One group in one month, one quarter or the whole period.

    `whole` unless part of it is to come, was not chosen, or may lie before recording began. Where
    it has a ratio, `unknown` are those of no group in it and `everybody` all of it.
    """

    span: str
    start: date
    last_month: date
    days: int
    whole: bool
    label: str
    events: Count
    population: int | None
    rate: Estimate
    ratio: Estimate | None = None
    difference: Estimate | None = None
    reference_events: Count | None = None
    watch: Watch | None = None
    unknown: Count | None = None
    everybody: Count | None = None

    @cached_property
    def count(self) -> Estimate:
        return figure(gate_rate, count, events=self.events)

    @property
    def needs_bounds(self) -> bool:
        """Whether more than 5% of it have no ethnicity, and it has a ratio that has bounds."""
        if self.ratio is None:
            return False
        many = holds(needs_bounds, unknown=self.unknown, all_events=self.everybody)
        return many and self.bounds is not None

    @cached_property
    def bounds(self) -> UnknownBounds | None:
        """What the unknown could make of the ratio, if it may be shown how many they are.

        Worked out for whoever asks: a page does only where they are many.
        """
        if self.ratio is None or not self.ratio.shown or isinstance(self.unknown, Hidden):
            return None
        names = ("events", "exposure", "reference_events", "reference_exposure")
        return unknown_bounds(
            **{name: self.ratio.inputs[name] for name in names}, unknown=self.unknown
        )

    @property
    def name(self) -> str:
        if self.span == QUARTER:
            return f"{self.start.year}-Q{(self.start.month + 2) // 3}"
        if self.span == PERIOD:
            return f"{self.start:%Y-%m} to {self.last_month:%Y-%m}"
        return f"{self.start:%Y-%m}"


@dataclass(frozen=True, kw_only=True)
class Maker:
    """Makes the figures of months from their counts."""

    counts: dict[tuple[date, str], int]
    population: dict[Ethnicity, int | None]
    today: date
    # The month in which recording began, which is perhaps not a whole one. None: before them all.
    begun: date | None
    disclosure: Disclosure = EXACT

    def span(self, group: str, span: str, months: Sequence[date]) -> Span:
        events, days = self._events(group, span, months), self._days(months)
        found = figure(gate_rate, rate, events=events, exposure=self._exposure(group, days))
        if group == Ethnicity.NOT_REPORTED and found.state is not State.SUPPRESSED:
            found = Estimate(state=State.NOT_ESTIMABLE, note=NO_RESIDENTS)
        return Span(
            group=group,
            reference="",
            state=found.state,
            note=found.note,
            span=span,
            start=months[0],
            last_month=months[-1],
            days=days,
            whole=(self.begun is None or self.begun < months[0])
            and after(months[-1]) <= self.today
            and (span != QUARTER or len(months) == 3),
            label="All" if group == ALL else Ethnicity(group).label,
            events=events,
            population=self._population(group),
            rate=found,
        )

    def compared(self, group: Ethnicity, span: str, months: Sequence[date]) -> Span:
        """One group against the reference."""
        own = self.span(group, span, months)
        both = {
            "events": own.events,
            "exposure": self._exposure(group, own.days),
            "reference_events": self._events(REFERENCE, span, months),
            "reference_exposure": self._exposure(REFERENCE, own.days),
        }
        ratio = figure(gate_ratio, rate_ratio, **both)
        return replace(
            own,
            reference=REFERENCE,
            state=ratio.state,
            note=ratio.note,
            ratio=ratio,
            difference=figure(gate_difference, rate_difference, **both),
            reference_events=both["reference_events"],
            unknown=self._events(Ethnicity.NOT_REPORTED, span, months),
            everybody=self._events(ALL, span, months),
        )

    def _events(self, group: str, span: str, months: Sequence[date]) -> Count:
        groups = Ethnicity if group == ALL else [group]
        exact = sum(self.counts.get((month, one), 0) for month in months for one in groups)
        called = "" if group == ALL else Ethnicity(group).value
        time = "" if span == PERIOD else time_of(months[0])
        return self.disclosure.count(exact, Counted(group=called, time=time))

    def _days(self, months: Iterable[date]) -> int:
        return sum(Period.of_months(month, month, today=self.today).days for month in months)

    def _population(self, group: str) -> int | None:
        if group != ALL:
            return self.population.get(Ethnicity(group))
        return None if None in self.population.values() else sum(self.population.values())

    def _exposure(self, group: str, days: int) -> float | None:
        population = self._population(group)
        return None if population is None else population * days / 365.25


def watched(months: list[Span]) -> tuple[tuple[Span, ...], str]:
    """Each whole month after the first twelve with its sum, and why there is no sum.

    A year is watched against the mean of the twelve months before it, and begins at nothing: what
    became usual is the standard of the next year.
    """
    whole = [month for month in months if month.whole]
    if len(whole) <= YEAR:
        return tuple(months), f"fewer than {YEAR + 1} whole months"
    watches: dict[date, Watch] = {}
    for start in range(YEAR, len(whole), YEAR):
        before, year = whole[start - YEAR : start], whole[start : start + YEAR]
        usual = sum(month.events for month in before)
        if usual < FEWEST:
            continue
        mean = usual / sum(month.days for month in before) * USUAL_MONTH
        found = watch_counts(
            counts=[month.events for month in year],
            mean=mean,
            exposures=[month.days / USUAL_MONTH for month in year],
        )
        watches |= {
            month.start: Watch(
                cusum=level,
                threshold=found.threshold,
                mean=mean,
                signal=place in found.signals,
            )
            for place, (month, level) in enumerate(zip(year, found.path, strict=True))
        }
    unwatched = "" if watches else f"fewer than {FEWEST} recorded in the {YEAR} months before"
    return tuple(replace(month, watch=watches.get(month.start)) for month in months), unwatched
