"""Young Black men aged 16 to 25: their share of those handcuffed, its course, their treatment."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Q, Sum
from django.utils import timezone

from records.vocabulary import AGED_16_TO_25, AgeGroup, Ethnicity, Gender
from reporting.disclosure import EXACT, Counted, Disclosure, holds, time_of
from reporting.disclosure import Count as Number
from reporting.forms import PlaceForm
from reporting.models import Benchmark, BenchmarkKind, PeopleCell
from reporting.querysets import CubeQuerySet
from reporting.reports import outcomes
from reporting.reports.declaration import PERSON_ENCOUNTERS, Choices, Column, Report, Result
from reporting.reports.outcomes import EVERYBODY, PEOPLE_OUTCOMES, Cell, Count, Outcome, ShareRow
from reporting.reports.population_gap import districts_of, place_of
from reporting.selection import Period, Selection, after
from reporting.statistics import needs_bounds, too_many_unknown

YOUNG_BLACK_MEN = "black_male_16_to_25"
YOUNG_WHITE_MEN = "white_male_16_to_25"
GROUPS = {Ethnicity.BLACK: YOUNG_BLACK_MEN, Ethnicity.WHITE: YOUNG_WHITE_MEN}
LABELS = {YOUNG_BLACK_MEN: "Young Black men", YOUNG_WHITE_MEN: "Young White men"}
# With the young men whose ethnicity is not known, who belong to neither.
SEEN_AS = GROUPS | {Ethnicity.NOT_REPORTED: Ethnicity.NOT_REPORTED.value}
# More points than this are hard to read one below the other.
MOST_MONTHS = 12

OF_ALL = Outcome(
    name="of_all",
    label="Share of all people handcuffed",
    events=EVERYBODY,
    total=EVERYBODY,
)


@dataclass(frozen=True, kw_only=True)
class PartRow(ShareRow):
    """A share with the days it is of, which are a part of the period in the course of time."""

    days: Period


@dataclass(frozen=True, kw_only=True)
class Step:
    """A month or a quarter: both groups, each as a share of all people handcuffed in it."""

    days: Period
    black: PartRow
    white: PartRow


@dataclass(frozen=True, kw_only=True)
class YoungBlackMen(Result):
    """`possible` are people whose record leaves open whether they are young Black men.

    `unknown` are all without ethnicity. `by_age_and_sex` is the table of residents that comes
    nearest to a rate of these groups.
    """

    black: PartRow
    white: PartRow
    steps: tuple[Step, ...]
    quarterly: bool
    treatment: tuple[tuple[PartRow, PartRow], ...]
    encounters: Number
    unknown: Number
    possible: int | None
    officer_reports: int | None
    late: int | None
    by_age_and_sex: Benchmark | None

    @property
    def is_empty(self) -> bool:
        return self.encounters == 0

    @property
    def shows_bounds(self) -> bool:
        """Whether more than 5% have no ethnicity, and there is a ratio that has bounds."""
        many = holds(needs_bounds, unknown=self.unknown, all_events=self.encounters)
        return many and any(own.bounds for own, _ in self.treatment)

    @property
    def is_greyed(self) -> bool:
        return holds(too_many_unknown, unknown=self.unknown, all_events=self.encounters)


def compute(
    selection: Selection, *, now: datetime, disclosure: Disclosure = EXACT
) -> YoungBlackMen:
    """Count the cube of people by month, and both groups by area. `selection` has both months."""
    people = PeopleCell.objects.selected(selection)
    months = {
        cell["month"]: cell for cell in people.measured("month", only=("officer_reports", "late"))
    }
    young = list(
        people.filter(
            gender=Gender.MALE, age_group__in=AGED_16_TO_25, ethnicity_perceived__in=SEEN_AS
        ).measured(
            *("month", "area_id", "ethnicity_perceived"),
            only=[one.measure for one in PEOPLE_OUTCOMES],
        )
    )
    period = Period.of_months(
        selection.first_month, selection.last_month, today=timezone.localdate(now)
    )
    counts: dict[str, dict[date, int]] = defaultdict(lambda: defaultdict(int))
    for cell in young:
        counts[SEEN_AS[cell["ethnicity_perceived"]]][cell["month"]] += cell["all_encounters"]

    def of_all(group: str, days: Period, time: str = "") -> PartRow:
        inside = [month for month in months if days.start <= month <= days.end]
        events = sum(counts[group][month] for month in inside)
        total = sum(months[month]["all_encounters"] for month in inside)
        count = Count(
            disclosure.count(events, Counted(group=group, time=time)),
            disclosure.count(total, Counted(time=time)),
        )
        share = outcomes.alone(
            OF_ALL, count, group=group, label=LABELS[group], disclosure=disclosure
        )
        return PartRow(**vars(share), days=days)

    def step(days: Period) -> Step:
        black, white = (
            of_all(group, days, time_of(days.start)) for group in (YOUNG_BLACK_MEN, YOUNG_WHITE_MEN)
        )
        return Step(days=days, black=black, white=white)

    # A release is of whole quarters, and tells no shorter times apart.
    quarterly = disclosure.is_public or _is_long(selection)
    steps = tuple(step(days) for days in _pieces(selection, period, quarterly=quarterly))
    by_area = selection.area is None and not disclosure.is_public
    treatment = tuple(
        _treatment(outcome, young, days=period, by_area=by_area, disclosure=disclosure)
        for outcome in PEOPLE_OUTCOMES
    )
    black, white = of_all(YOUNG_BLACK_MEN, period), of_all(YOUNG_WHITE_MEN, period)
    open_ones = _left_open(people)
    return YoungBlackMen(
        report=REPORT,
        computed_at=now,
        selection=selection,
        period=period,
        disclosure=disclosure,
        place=disclosure.place(place_of(selection)),
        benchmark=None,
        rows=(
            black,
            white,
            *(row for step in steps for row in (step.black, step.white)),
            *(row for pair in treatment for row in pair),
        ),
        black=black,
        white=white,
        steps=steps,
        quarterly=quarterly,
        by_age_and_sex=Benchmark.objects.by_age_and_sex(
            districts_of(selection), BenchmarkKind.RESIDENTS
        ).first(),
        treatment=treatment,
        encounters=black.total,
        unknown=disclosure.count(open_ones["unknown"], Counted(group=Ethnicity.NOT_REPORTED.value)),
        possible=disclosure.internal(open_ones["possible"] - sum(counts[YOUNG_BLACK_MEN].values())),
        officer_reports=disclosure.internal(
            sum(cell["all_officer_reports"] for cell in months.values())
        ),
        late=disclosure.internal(sum(cell["all_late"] for cell in months.values())),
    )


def _left_open(people: CubeQuerySet) -> dict[str, int]:
    """Those of no ethnicity; and young Black men with all of whom no answer says they are not."""
    unknown = Q(ethnicity_perceived=Ethnicity.NOT_REPORTED)
    possible = Q(
        ethnicity_perceived__in=(Ethnicity.BLACK, Ethnicity.NOT_REPORTED),
        gender__in=(Gender.MALE, Gender.NOT_REPORTED),
        age_group__in=(*AGED_16_TO_25, AgeGroup.NOT_REPORTED),
    )
    return people.aggregate(
        unknown=Sum("encounters", filter=unknown, default=0),
        possible=Sum("encounters", filter=possible, default=0),
    )


def _is_long(selection: Selection) -> bool:
    first, last = selection.first_month, selection.last_month
    return (last.year - first.year) * 12 + last.month - first.month >= MOST_MONTHS


def _pieces(selection: Selection, period: Period, *, quarterly: bool) -> list[Period]:
    """The months of the period, or the quarters of the calendar."""
    pieces, month = [], selection.first_month
    while month <= period.end:
        end = after(month)
        while quarterly and end.month % 3 != 1 and end <= period.end:
            end = after(end)
        pieces.append(Period(start=month, end=min(end - timedelta(days=1), period.end)))
        month = end
    return pieces


def _treatment(
    outcome: Outcome, young: list[Cell], *, days: Period, by_area: bool, disclosure: Disclosure
) -> tuple[PartRow, PartRow]:
    counts = outcomes.by_area(
        outcome, young, group=lambda cell: SEEN_AS[cell["ethnicity_perceived"]]
    )
    black, white = counts[YOUNG_BLACK_MEN], counts[YOUNG_WHITE_MEN]
    whole_black, whole_white = (
        outcome.passed(Count.of(one.values()), disclosure=disclosure, group=group)
        for one, group in ((black, YOUNG_BLACK_MEN), (white, YOUNG_WHITE_MEN))
    )
    areas = sorted({*black, *white}) if by_area else []
    compared = outcomes.against(
        outcome,
        whole_black,
        whole_white,
        group=YOUNG_BLACK_MEN,
        label=LABELS[YOUNG_BLACK_MEN],
        reference=YOUNG_WHITE_MEN,
        strata=[(black[area], white[area]) for area in areas],
        # No release counts young men of no ethnicity.
        unknown=disclosure.internal(Count.of(counts[Ethnicity.NOT_REPORTED].values())),
        disclosure=disclosure,
    )
    reference = outcomes.alone(
        outcome,
        whole_white,
        group=YOUNG_WHITE_MEN,
        label=LABELS[YOUNG_WHITE_MEN],
        disclosure=disclosure,
    )
    return PartRow(**vars(compared), days=days), PartRow(**vars(reference), days=days)


COLUMNS = (
    Column("from", lambda result, row: row.days.start.isoformat(), "First day of this figure"),
    Column("to", lambda result, row: row.days.end.isoformat(), "Last day of this figure"),
    *outcomes.COLUMNS,
    *outcomes.BOUNDS,
)

REPORT = Report(
    id="R13",
    name="young_black_men",
    address="young-black-men",
    version=1,
    title="Young Black men aged 16 to 25",
    question=(
        "How many of those handcuffed are young Black men, does that change, and how are they "
        "treated beside young White men?"
    ),
    unit=PERSON_ENCOUNTERS,
    ethnicity_field="ethnicity_perceived",
    mapping_version=1,
    needs=(),
    caveats=(
        "A share of those handcuffed is not a rate: it rises where young Black men are handcuffed "
        "more often, and also where others are handcuffed less often.",
        "Only people already handcuffed are compared. If one group is handcuffed more readily, "
        "the shares of what followed can look similar or even reversed.",
        "Ethnicity and gender are as seen by the officer, and many ages are estimates: at the "
        "edges of 16 and 25 some people are counted on the wrong side.",
    ),
    columns=COLUMNS,
    compute=compute,
    filters=PlaceForm,
    released=Choices(
        says="How many of those handcuffed are young Black men, whether that changes, and how they "
        "are treated beside young White men."
    ),
    template="reporting/young_black_men.html",
)
