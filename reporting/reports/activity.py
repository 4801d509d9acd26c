"""R1: what was recorded month by month, how completely, how late, and what was withdrawn again.

All of it is in the cube of filing, but for what was withdrawn, which no cube counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any

from django.db.models import Count as Number
from django.db.models import DateField
from django.db.models.functions import TruncMonth
from django.utils import timezone

from records.models import Encounter
from records.vocabulary import Ethnicity, Status
from reporting.disclosure import EXACT, Count, Counted, Disclosure, figure, shown, time_of
from reporting.forms import EverywhereForm
from reporting.groupings import LATER
from reporting.models import FilingCell
from reporting.reports.declaration import (
    PERSON_ENCOUNTERS,
    Cell,
    Choices,
    Column,
    Report,
    Result,
    Row,
)
from reporting.reports.population_gap import place_of
from reporting.selection import (
    NotKnown,
    Period,
    Selection,
    after,
    midnight,
    months_from,
    quarter_of,
)
from reporting.statistics import (
    Estimate,
    Hidden,
    State,
    count,
    gate_proportion,
    gate_rate,
    proportion,
)

ALL, LATE = "all", "late"
NONE_RECORDED = "none recorded"


@dataclass(frozen=True, kw_only=True)
class Field:
    """A key field, and what the answer is called that says that it is missing."""

    name: str
    label: str
    answer: str


FIELDS = (
    Field(
        name=NotKnown.ETHNICITY_PERCEIVED.value,
        label="Ethnicity as perceived",
        answer="not reported",
    ),
    Field(
        name=NotKnown.SELF_DEFINED_NOT_STATED.value,
        label="Self-defined ethnicity, asked",
        answer="not stated",
    ),
    Field(
        name=NotKnown.SELF_DEFINED_NOT_ASKED.value,
        label="Self-defined ethnicity",
        answer="not asked",
    ),
    Field(
        name=NotKnown.AGE.value,
        label="Age",
        answer="cannot be estimated",
    ),
    Field(
        name=NotKnown.GENDER.value,
        label="Gender",
        answer="not reported",
    ),
    Field(
        name=NotKnown.INJURED.value,
        label="Injury",
        answer="not known",
    ),
    Field(
        name=NotKnown.VIDEO.value,
        label="Video recording",
        answer="not known",
    ),
)


# What a release calls the measures of the cube, without the time. Of unknown ethnicity as perceived
# are those of that group.
COUNTED = {
    "encounters": Counted(),
    "late": Counted(kind=LATE),
    **{f"no_{field.name}": Counted(kind=f"no_{field.name}") for field in FIELDS},
    "no_ethnicity_perceived": Counted(group=Ethnicity.NOT_REPORTED.value),
}


@dataclass(frozen=True, kw_only=True)
class MonthRow(Row):
    """One month, or all of them together; in a release one quarter, called by its first month.

    Half of the encounters were filed within `half_within` hours, one of `groupings.HOURS`; None
    where nothing is recorded, `LATER` where it took longer. What no release has is None in public.
    """

    month: date | None
    whole: bool
    encounters: Count
    officer_reports: int | None
    late: Count
    withdrawn: int | None
    half_within: int | None
    missing: dict[str, Count]
    disclosure: Disclosure = EXACT

    @property
    def name(self) -> str:
        return f"{self.month:%Y-%m}" if self.month else ALL

    @property
    def count(self) -> Estimate:
        return figure(gate_rate, count, events=self.encounters)

    @property
    def reports_each(self) -> float | None:
        """Officer reports per encounter."""
        if self.officer_reports is None:
            return None
        return self.officer_reports / self.encounters if self.encounters else None

    @property
    def late_share(self) -> Estimate:
        return self._share(self.late)

    def missing_share(self, field: Field) -> Estimate:
        """The share of encounters whose answer says that this is not known."""
        return self._share(self.missing[field.name])

    def _share(self, events: Count) -> Estimate:
        share = figure(self.disclosure.gate_share, proportion, events=events, total=self.encounters)
        return share if share.state is State.SUPPRESSED else gate_proportion(share)


@dataclass(frozen=True, kw_only=True)
class Activity(Result):
    """Every month from the first in which anything was recorded, then all together."""

    months: tuple[MonthRow, ...]
    total: MonthRow
    first_month: date | None

    @property
    def step(self) -> str:
        """How long each of `months` is."""
        return "quarter" if self.disclosure.is_public else "month"

    @property
    def is_empty(self) -> bool:
        return self.total.encounters == 0


def compute(selection: Selection, *, now: datetime, disclosure: Disclosure = EXACT) -> Activity:
    """Count the cube of filing, and what was withdrawn. Both months are given."""
    today = timezone.localdate(now)
    first_month = FilingCell.objects.first_month()
    # A release is made of months that have ended, after the first; and tells quarters apart.
    begun = disclosure.internal(first_month)
    step = quarter_of if disclosure.is_public else (lambda month: month)
    cells = list(FilingCell.objects.selected(selection).measured("month", "within_hours"))
    by_month: dict[date, list[dict[str, Any]]] = {}
    for cell in cells:
        by_month.setdefault(cell["month"], []).append(cell)
    withdrawn = _withdrawn(selection)
    shown = (
        months_from(max(selection.first_month, first_month), selection.last_month)
        if first_month
        else []
    )
    months = tuple(
        _row(
            [cell for month in some for cell in by_month.get(month, [])],
            disclosure=disclosure,
            month=start,
            # The month in which recording began is perhaps not a whole one.
            whole=(begun is None or begun < start) and after(some[-1]) <= today,
            withdrawn=sum(withdrawn.get(month, 0) for month in some),
        )
        for start, some in ((start, list(some)) for start, some in groupby(shown, key=step))
    )
    total = _row(
        cells,
        disclosure=disclosure,
        month=None,
        whole=all(month.whole for month in months),
        withdrawn=sum(withdrawn.get(month, 0) for month in shown),
    )
    return Activity(
        report=REPORT,
        disclosure=disclosure,
        computed_at=now,
        selection=selection,
        period=Period.of_months(selection.first_month, selection.last_month, today=today),
        place=disclosure.place(place_of(selection)),
        benchmark=None,
        rows=(*months, total),
        months=months,
        total=total,
        first_month=begun,
    )


_MONTH = TruncMonth("occurred_at", output_field=DateField())


def _withdrawn(selection: Selection) -> dict[date, int]:
    """By month, what was filed and taken back: recorded twice, or no handcuffing.

    Read from the index of the withdrawn alone.
    """
    rows = Encounter.objects.filter(
        status=Status.WITHDRAWN,
        occurred_at__gte=midnight(selection.first_month),
        occurred_at__lt=midnight(after(selection.last_month)),
    )
    if selection.area:
        rows = rows.filter(area=selection.area)
    by_month = rows.annotate(month=_MONTH).values("month").annotate(number=Number("*"))
    return {row["month"]: row["number"] for row in by_month.order_by("month")}


def _row(
    cells: Sequence[dict[str, Any]],
    *,
    month: date | None,
    whole: bool,
    withdrawn: int,
    disclosure: Disclosure,
) -> MonthRow:
    """One row of the report from its cells, each with the hours within which it was filed."""
    time = time_of(month) if month else ""

    def of_all(measure: str) -> int:
        return sum(cell[f"all_{measure}"] for cell in cells)

    def counted(measure: str) -> Count:
        return disclosure.count(of_all(measure), COUNTED[measure]._replace(time=time))

    number = counted("encounters")
    state, note = (State.OK, "") if number else (State.NOT_ESTIMABLE, NONE_RECORDED)
    if isinstance(number, Hidden):
        state, note = State.SUPPRESSED, number.value
    return MonthRow(
        group=ALL,
        reference="",
        state=state,
        note=note,
        month=month,
        whole=whole,
        encounters=number,
        officer_reports=disclosure.internal(of_all("officer_reports")),
        late=counted("late"),
        withdrawn=disclosure.internal(withdrawn),
        half_within=disclosure.internal(_half_within(cells, of_all("encounters"))),
        missing={field.name: counted(f"no_{field.name}") for field in FIELDS},
        disclosure=disclosure,
    )


def _half_within(cells: Sequence[dict[str, Any]], number: int) -> int | None:
    filed = 0
    for cell in sorted(cells, key=itemgetter("within_hours")):
        filed += cell["all_encounters"]
        if 2 * filed >= number:
            return cell["within_hours"]
    return None


def _percent(share: Estimate) -> Cell:
    return None if share.estimate is None else 100 * share.estimate


def _missing(field: Field) -> tuple[Column, Column]:
    return (
        Column(
            f"missing_{field.name}",
            lambda result, row: shown(row.missing[field.name]),
            f"{field.label}: {field.answer}, encounters",
        ),
        Column(
            f"pct_missing_{field.name}",
            lambda result, row: _percent(row.missing_share(field)),
            f"{field.label}: {field.answer}, % of encounters; empty below 10 encounters",
        ),
    )


COLUMNS = (
    Column("month", lambda result, row: row.name, "Which month; all for the whole period"),
    Column(
        "whole",
        lambda result, row: "yes" if row.whole else "no",
        "no while days of it are to come, and where recording began in it",
    ),
    Column(
        "encounters",
        lambda result, row: shown(row.encounters),
        "People handcuffed, once per occasion",
    ),
    Column("encounters_lo", lambda result, row: row.count.lower, "The count: lower 95% limit"),
    Column("encounters_hi", lambda result, row: row.count.upper, "The count: upper 95% limit"),
    Column("officer_reports", lambda result, row: row.officer_reports, "Accounts of officers"),
    Column(
        "reports_per_encounter",
        lambda result, row: row.reports_each,
        "Officer reports per encounter",
    ),
    Column("late", lambda result, row: shown(row.late), "Encounters filed after the deadline"),
    Column(
        "late_pct",
        lambda result, row: _percent(row.late_share),
        "% of encounters filed late; empty below 10 encounters",
    ),
    Column(
        "half_filed_within_hours",
        lambda result, row: None if row.half_within == LATER else row.half_within,
        "Half of the encounters were filed within so many hours of their beginning: whole hours up "
        "to a day, then 48, 72 and 168; empty if it took longer, or none were filed",
    ),
    Column(
        "withdrawn",
        lambda result, row: row.withdrawn,
        "Filed and taken back, as recorded twice or as no handcuffing; in no other number",
    ),
    *(column for field in FIELDS for column in _missing(field)),
)

REPORT = Report(
    id="R1",
    name="activity",
    address="activity-and-data-quality",
    version=2,
    title="Activity and data quality",
    question="What was recorded, and can it be trusted?",
    unit=PERSON_ENCOUNTERS,
    ethnicity_field="",
    mapping_version=1,
    needs=(),
    caveats=("A rise may mean more recording. Records still arrive for recent weeks.",),
    columns=COLUMNS,
    compute=compute,
    filters=EverywhereForm,
    released=Choices(
        says="How many people were handcuffed in each quarter, and how much of it is not known."
    ),
)
