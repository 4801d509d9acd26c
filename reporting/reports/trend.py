"""R11: month by month and quarter by quarter, whether handcuffing and its gap have changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.db.models import Min, Sum
from django.utils import timezone

from records import questionnaire
from records.models import Encounter, Policy
from records.vocabulary import Ethnicity
from reporting.benchmarks import residents
from reporting.disclosure import (
    EXACT,
    Count,
    Counted,
    Disclosure,
    added,
    holds,
    shown,
)
from reporting.forms import TrendForm
from reporting.models import Benchmark, BenchmarkKind, CubeCell
from reporting.reports.declaration import (
    PERSON_ENCOUNTERS,
    Choices,
    Column,
    Report,
    Result,
    bounds,
)
from reporting.reports.population_gap import ALL, GROUPS, districts_of, place_of
from reporting.reports.trend_spans import (
    MONTH,
    PERIOD,
    QUARTER,
    USUAL_MONTH,
    Maker,
    Span,
    watched,
)
from reporting.selection import ComparedSelection, Period, months_from, quarter_of
from reporting.statistics import Hidden, too_many_unknown
from reporting.statistics.watching import RUN_LENGTH


@dataclass(frozen=True, kw_only=True)
class Marker:
    """Something that changed how handcuffing is recorded or judged, in this month."""

    month: date
    change: str


@dataclass(frozen=True, kw_only=True)
class Trend(Result):
    """`months` are all groups together; `of_groups` each group and the unknown, month by month.

    In a release they are quarters, which it has no parts of, and nothing is watched. Months before
    anything was recorded are no months of zero: they are not there. `whole` is the group in all of
    them. `unwatched` says why there is no watch, if there is none.
    """

    group: Ethnicity
    events: Count
    unknown: Count
    months: tuple[Span, ...]
    of_groups: dict[Ethnicity, tuple[Span, ...]]
    quarters: tuple[Span, ...]
    whole: Span | None
    markers: tuple[Marker, ...]
    first_month: date | None
    left_out: int | None
    areas: int
    every_district: bool
    unwatched: str

    @property
    def is_empty(self) -> bool:
        return self.events == 0

    @property
    def whole_months(self) -> tuple[Span, ...]:
        return tuple(month for month in self.months if month.whole)

    @property
    def step(self) -> str:
        """How long each of `months` is."""
        return QUARTER if self.disclosure.is_public else MONTH

    @property
    def usual(self) -> float | None:
        """Handcuffings in a month, or quarter, of usual length, over the whole ones."""
        days = sum(month.days for month in self.whole_months)
        events = added(month.events for month in self.whole_months)
        if not days or isinstance(events, Hidden):
            return None
        return events / days * USUAL_MONTH * (3 if self.step == QUARTER else 1)

    @property
    def signals(self) -> tuple[Span, ...]:
        return tuple(month for month in self.months if month.watch and month.watch.signal)

    @property
    def compared(self) -> tuple[Span, ...]:
        """The quarters, then the whole period."""
        return (*self.quarters, self.whole) if self.whole else self.quarters

    @property
    def shows_bounds(self) -> bool:
        """Whether more than 5% have no ethnicity, in a quarter or in the whole period."""
        return any(span.needs_bounds for span in self.compared)

    @property
    def is_greyed(self) -> bool:
        return holds(too_many_unknown, unknown=self.unknown, all_events=self.events)


def compute(
    selection: ComparedSelection, *, now: datetime, disclosure: Disclosure = EXACT
) -> Trend:
    """Count the cube month by month, in the areas that have residents of every group.

    Without a table of residents there are counts of every district, and no rates. `selection` has
    both months.
    """
    today = timezone.localdate(now)
    areas = districts_of(selection)
    benchmark = Benchmark.objects.current(BenchmarkKind.RESIDENTS)
    populations = residents(benchmark, areas=areas) if benchmark else {}
    entering = [
        code for code in areas if not benchmark or set(GROUPS) <= set(populations.get(code, ()))
    ]
    counts = _counts(selection, entering)
    first_month = disclosure.internal(CubeCell.objects.first_month())
    chosen = _shown(selection, first_month, disclosure)
    maker = Maker(
        counts=counts,
        population={
            group: sum(populations[code][group] for code in entering)
            if benchmark and entering
            else None
            for group in GROUPS
        },
        today=today,
        begun=first_month,
        disclosure=disclosure,
    )
    by_quarter = [list(months) for _, months in groupby(chosen, key=quarter_of)]
    span, steps = (
        (QUARTER, by_quarter) if disclosure.is_public else (MONTH, [[month] for month in chosen])
    )
    months, unwatched = tuple(maker.span(ALL, span, step) for step in steps), ""
    if not disclosure.is_public:
        months, unwatched = watched(months)
    of_groups = {
        group: tuple(maker.span(group, span, step) for step in steps) for group in Ethnicity
    }
    quarters = tuple(maker.compared(selection.group, QUARTER, months) for months in by_quarter)
    whole = maker.compared(selection.group, PERIOD, chosen) if chosen else None
    return Trend(
        report=REPORT,
        disclosure=disclosure,
        computed_at=now,
        selection=selection,
        period=Period.of_months(selection.first_month, selection.last_month, today=today),
        place=disclosure.place(place_of(selection, benchmark)),
        benchmark=benchmark,
        rows=(
            *months,
            *(row for rows in of_groups.values() for row in rows),
            *quarters,
            *([whole] if whole else []),
        ),
        group=selection.group,
        events=disclosure.count(_sum(counts, chosen), Counted()),
        unknown=disclosure.count(
            _sum(counts, chosen, Ethnicity.NOT_REPORTED),
            Counted(group=Ethnicity.NOT_REPORTED.value),
        ),
        months=months,
        of_groups=of_groups,
        quarters=quarters,
        whole=whole,
        markers=_markers(chosen, disclosure),
        first_month=first_month,
        left_out=disclosure.internal(
            CubeCell.objects.selected(selection)
            .exclude(area__in=entering)
            .aggregate(events=Sum("encounters"))["events"]
            or 0
        ),
        areas=len(entering),
        every_district=len(entering) == len(areas),
        unwatched=unwatched,
    )


def _counts(selection: ComparedSelection, entering: list[str]) -> dict[tuple[date, str], int]:
    cells = CubeCell.objects.selected(selection).filter(area__in=entering)
    return {
        (cell["month"], cell["ethnicity_perceived"]): cell["total"]
        for cell in cells.counts("month", "ethnicity_perceived")
    }


def _shown(
    selection: ComparedSelection, first_month: date | None, disclosure: Disclosure
) -> list[date]:
    """The months since recording began; that it had begun is what a release is made after."""
    if disclosure.is_public:
        return months_from(selection.first_month, selection.last_month)
    if first_month is None:
        return []
    return months_from(max(selection.first_month, first_month), selection.last_month)


def _sum(counts: dict[tuple[date, str], int], months: Sequence[date], *groups: str) -> int:
    """How many of these groups, or of all, in these months."""
    return sum(
        number
        for (month, group), number in counts.items()
        if month in months and (not groups or group in groups)
    )


def _markers(months: Sequence[date], disclosure: Disclosure) -> tuple[Marker, ...]:
    """Changes of the register's rules and of its form in these months.

    When a form was first filed is in the register only, so that no release has it.
    """
    if not months:
        return ()
    rules = Policy.objects.order_by("version").values_list("at", "version")
    changes = [(at, f"Rules of the register, version {version}") for at, version in rules]
    forms = disclosure.internal(form_changes()) or []
    changes += [(at, f"Form, version {version}") for version, at in forms]
    return tuple(
        Marker(month=month, change=change)
        for month, change in sorted((_month(at), change) for at, change in changes)
        if month in months
    )


def form_changes(
    versions: Sequence[int] = range(2, questionnaire.VERSION + 1),
) -> list[tuple[int, datetime]]:
    """When a record was first filed under each later version of the questionnaire.

    From the register, since the cube does not keep it; not asked while there is one version only.
    """
    if not versions:
        return []
    filed = Encounter.objects.counted().filter(questionnaire_version__in=versions)
    first = filed.values("questionnaire_version").annotate(first=Min("submitted_at"))
    return list(
        first.order_by("questionnaire_version").values_list("questionnaire_version", "first")
    )


def _month(at: datetime) -> date:
    return timezone.localdate(at).replace(day=1)


def _part(row: object, name: str) -> float | None:
    return getattr(row, name, None)


COLUMNS = (
    Column(
        "span", lambda result, row: row.span, "Whether it is of a month, a quarter or the period"
    ),
    Column("period", lambda result, row: row.name, "Which month, quarter or months"),
    Column(
        "whole",
        lambda result, row: "yes" if row.whole else "no",
        "no where days of it are to come, months of it were not chosen, or recording began in it",
    ),
    Column("days", lambda result, row: row.days, "Days counted"),
    Column(
        "events", lambda result, row: shown(row.events), "People handcuffed, once for each occasion"
    ),
    Column("events_lo", lambda result, row: row.count.lower, "The count: lower 95% limit"),
    Column("events_hi", lambda result, row: row.count.upper, "The count: upper 95% limit"),
    Column("population", lambda result, row: row.population, "Residents"),
    Column(
        "rate",
        lambda result, row: row.rate.estimate,
        "Handcuffings per 1,000 residents a year",
    ),
    Column("rate_lo", lambda result, row: row.rate.lower, "The rate: lower 95% limit"),
    Column("rate_hi", lambda result, row: row.rate.upper, "The rate: upper 95% limit"),
    Column(
        "rr",
        lambda result, row: _part(row.ratio, "estimate"),
        "Quarters and period: rate over the rate of the reference",
    ),
    Column("lo", lambda result, row: _part(row.ratio, "lower"), "The ratio: lower 95% limit"),
    Column("hi", lambda result, row: _part(row.ratio, "upper"), "The ratio: upper 95% limit"),
    *bounds(
        "rr",
        lowest="The ratio at its lowest, wherever the people of unknown ethnicity belong",
        highest="The ratio at its highest, wherever the people of unknown ethnicity belong",
    ),
    Column(
        "rd",
        lambda result, row: _part(row.difference, "estimate"),
        "Quarters and period: rate less the rate of the reference",
    ),
    Column(
        "rd_lo", lambda result, row: _part(row.difference, "lower"), "Difference: lower 95% limit"
    ),
    Column(
        "rd_hi", lambda result, row: _part(row.difference, "upper"), "Difference: upper 95% limit"
    ),
    Column(
        "cusum",
        lambda result, row: _part(row.watch, "cusum"),
        "All, whole months: cumulative sum of what exceeds the year before",
    ),
    Column(
        "threshold",
        lambda result, row: _part(row.watch, "threshold"),
        f"A sum of this size is a signal; by chance once in {RUN_LENGTH} months",
    ),
    Column(
        "signal",
        lambda result, row: ("yes" if row.watch.signal else "no") if row.watch else None,
        "Whether the sum reached the threshold",
    ),
)

ABOUT_SIGNALS = f"A single month above the line is expected about once in {RUN_LENGTH} months."

REPORT = Report(
    id="R11",
    name="trend",
    address="trend-and-change",
    version=1,
    title="Trend and change",
    question="Has it changed?",
    unit=PERSON_ENCOUNTERS,
    ethnicity_field="ethnicity_perceived",
    mapping_version=1,
    needs=(BenchmarkKind.RESIDENTS,),
    caveats=("Markers show policy or form changes.", ABOUT_SIGNALS),
    columns=COLUMNS,
    compute=compute,
    filters=TrendForm,
    released=Choices(
        says="Whether handcuffing, and the gap between ethnic groups, changes from quarter to "
        "quarter.",
        quarters=2,
    ),
)
