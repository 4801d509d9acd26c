"""R1: what was recorded month by month, how completely, how late, and what was withdrawn again.

All of it is in the cube of filing, but for what was withdrawn, which no cube counts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from operator import itemgetter
from typing import Any

from django.db.models import Count, DateField
from django.db.models.functions import TruncMonth
from django.utils import timezone

from records.models import Encounter
from records.vocabulary import Status
from reporting.forms import EverywhereForm
from reporting.groupings import LATER
from reporting.models import FilingCell
from reporting.reports.declaration import PERSON_ENCOUNTERS, Cell, Column, Report, Result, Row
from reporting.reports.population_gap import place_of
from reporting.selection import Period, Selection, after, months_from
from reporting.statistics import Estimate, State, count, gate_proportion, gate_rate, proportion

ALL = "all"
NONE_RECORDED = "none recorded"


@dataclass(frozen=True, kw_only=True)
class Field:
    """A key field, and what the answer is called that says that it is missing."""

    name: str
    label: str
    answer: str


FIELDS = (
    Field(
        name="ethnicity_perceived",
        label="Ethnicity as perceived",
        answer="not reported",
    ),
    Field(
        name="self_defined_not_stated",
        label="Self-defined ethnicity, asked",
        answer="asked, not stated",
    ),
    Field(
        name="self_defined_not_asked",
        label="Self-defined ethnicity, not asked",
        answer="not asked",
    ),
    Field(
        name="age",
        label="Age",
        answer="cannot be estimated",
    ),
    Field(
        name="gender",
        label="Gender",
        answer="not reported",
    ),
    Field(
        name="injured",
        label="Injury",
        answer="not known",
    ),
    Field(
        name="video",
        label="Video recording",
        answer="not known",
    ),
)


@dataclass(frozen=True, kw_only=True)
class MonthRow(Row):
    """One month, or all of them together.

    Half of the encounters were filed within `half_within` hours, one of `groupings.HOURS`; None
    where nothing is recorded, `LATER` where it took longer.
    """

    month: date | None
    whole: bool
    encounters: int
    officer_reports: int
    late: int
    withdrawn: int
    half_within: int | None
    missing: dict[str, int]

    @property
    def name(self) -> str:
        return f"{self.month:%Y-%m}" if self.month else ALL

    @property
    def count(self) -> Estimate:
        return gate_rate(count(events=self.encounters))

    @property
    def reports_each(self) -> float | None:
        """Officer reports per encounter."""
        return self.officer_reports / self.encounters if self.encounters else None

    @property
    def late_share(self) -> Estimate:
        return self._share(self.late)

    def missing_share(self, field: Field) -> Estimate:
        """The share of encounters whose answer says that this is not known."""
        return self._share(self.missing[field.name])

    def _share(self, events: int) -> Estimate:
        return gate_proportion(proportion(events=events, total=self.encounters))


@dataclass(frozen=True, kw_only=True)
class Activity(Result):
    """Every month from the first in which anything was recorded, then all together."""

    months: tuple[MonthRow, ...]
    total: MonthRow
    first_month: date | None

    @property
    def is_empty(self) -> bool:
        return self.total.encounters == 0


def compute(selection: Selection, *, now: datetime) -> Activity:
    """Count the cube of filing, and what was withdrawn. Both months are given."""
    today = timezone.localdate(now)
    first_month = FilingCell.objects.first_month()
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
            by_month.get(month, []),
            month=month,
            # The month in which recording began is perhaps not a whole one.
            whole=first_month < month and after(month) <= today,
            withdrawn=withdrawn.get(month, 0),
        )
        for month in shown
    )
    total = _row(
        cells,
        month=None,
        whole=all(month.whole for month in months),
        withdrawn=sum(month.withdrawn for month in months),
    )
    return Activity(
        report=REPORT,
        computed_at=now,
        selection=selection,
        period=Period.of_months(selection.first_month, selection.last_month, today=today),
        place=place_of(selection),
        benchmark=None,
        rows=(*months, total),
        months=months,
        total=total,
        first_month=first_month,
    )


_MONTH = TruncMonth("occurred_at", output_field=DateField())


def _withdrawn(selection: Selection) -> dict[date, int]:
    """By month, what was filed and taken back: recorded twice, or no handcuffing.

    The months are compared as months, which no index knows: the withdrawn are few, and found by
    their status, while an index would bring up the half of the register that is in a year.
    """
    rows = Encounter.objects.filter(status=Status.WITHDRAWN)
    if selection.area:
        rows = rows.filter(area=selection.area)
    by_month = (
        rows.annotate(month=_MONTH)
        .filter(month__range=(selection.first_month, selection.last_month))
        .values("month")
        .annotate(number=Count("pk"))
    )
    return {row["month"]: row["number"] for row in by_month.order_by("month")}


def _row(cells: Sequence[dict[str, Any]], **of: Any) -> MonthRow:
    """One row of the report from its cells, each with the hours within which it was filed."""

    def of_all(measure: str) -> int:
        return sum(cell[f"all_{measure}"] for cell in cells)

    number = of_all("encounters")
    return MonthRow(
        group=ALL,
        reference="",
        state=State.OK if number else State.NOT_ESTIMABLE,
        note="" if number else NONE_RECORDED,
        encounters=number,
        officer_reports=of_all("officer_reports"),
        late=of_all("late"),
        half_within=_half_within(cells, number),
        missing={field.name: of_all(f"no_{field.name}") for field in FIELDS},
        **of,
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
            lambda result, row: row.missing[field.name],
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
        "encounters", lambda result, row: row.encounters, "People handcuffed, once per occasion"
    ),
    Column("encounters_lo", lambda result, row: row.count.lower, "The count: lower 95% limit"),
    Column("encounters_hi", lambda result, row: row.count.upper, "The count: upper 95% limit"),
    Column("officer_reports", lambda result, row: row.officer_reports, "Accounts of officers"),
    Column(
        "reports_per_encounter",
        lambda result, row: row.reports_each,
        "Officer reports per encounter",
    ),
    Column("late", lambda result, row: row.late, "Encounters filed after the deadline"),
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
)
