"""R1: what was recorded month by month, how completely, how late, and what still waits.

Encounters, officer reports and late ones are the cube's. It does not keep how complete records
are: which answers say "not known" and the time from event to filing are read from the register,
in one grouped query over the chosen months, and the records that wait for a colleague's account
in a second over the undecided ones.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Aggregate, Count, DateField, Exists, F, FloatField, OuterRef, Q
from django.db.models.functions import Extract, TruncMonth
from django.utils import timezone

from records.listed import STILL_ASKED
from records.models import HandcuffUse, OfficerPresent
from records.vocabulary import (
    UNDECIDED_STATUSES,
    AgeBasis,
    Ethnicity,
    Gender,
    SelfDefinedEthnicity,
    UseStatus,
    YesNoUnknown,
)
from reporting.exports.row_file import encounters
from reporting.forms import EverywhereForm
from reporting.models import CubeCell
from reporting.reports.declaration import PERSON_ENCOUNTERS, Cell, Column, Report, Result, Row
from reporting.reports.population_gap import place_of
from reporting.selection import Period, Selection, after, months_from
from reporting.statistics import Estimate, State, count, gate_proportion, gate_rate, proportion

ALL = "all"
NONE_RECORDED = "none recorded"


@dataclass(frozen=True, kw_only=True)
class Field:
    """A key field: which answer says that it is missing, and what that is called."""

    name: str
    label: str
    missing: Q
    answer: str


FIELDS = (
    Field(
        name="ethnicity_perceived",
        label="Ethnicity as perceived",
        missing=Q(ethnicity_perceived=Ethnicity.NOT_REPORTED),
        answer="not reported",
    ),
    Field(
        name="self_defined_not_stated",
        label="Self-defined ethnicity, asked",
        missing=Q(ethnicity_self_defined=SelfDefinedEthnicity.NOT_STATED),
        answer="asked, not stated",
    ),
    Field(
        name="self_defined_not_asked",
        label="Self-defined ethnicity, not asked",
        missing=Q(ethnicity_self_defined=SelfDefinedEthnicity.NOT_ASKED),
        answer="not asked",
    ),
    Field(
        name="age",
        label="Age",
        missing=Q(age_basis=AgeBasis.NOT_KNOWN),
        answer="cannot be estimated",
    ),
    Field(
        name="gender",
        label="Gender",
        missing=Q(gender=Gender.NOT_REPORTED),
        answer="not reported",
    ),
    Field(
        name="injured",
        label="Injury",
        missing=Q(injured=YesNoUnknown.UNKNOWN),
        answer="not known",
    ),
    Field(
        name="video",
        label="Video recording",
        missing=Q(video_recording=YesNoUnknown.UNKNOWN),
        answer="not known",
    ),
)


@dataclass(frozen=True, kw_only=True)
class MonthRow(Row):
    """One month, or all of them together. `median_hours` is None where nothing is recorded."""

    month: date | None
    whole: bool
    encounters: int
    officer_reports: int
    late: int
    awaiting: int
    median_hours: float | None
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


class Median(Aggregate):
    """The middle value: half of the rows have less. Between two, halfway."""

    function = "percentile_cont"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


_MONTH = TruncMonth("occurred_at", output_field=DateField())
_HOURS = Extract(F("submitted_at") - F("occurred_at"), "epoch", output_field=FloatField()) / 3600.0


def compute(selection: Selection, *, now: datetime) -> Activity:
    """Count the cube, and read from the register what it does not keep. Both months are given."""
    today = timezone.localdate(now)
    first_month = CubeCell.objects.first_month()
    cells = {cell["month"]: cell for cell in CubeCell.objects.selected(selection).counts("month")}
    quality = _quality(selection)
    awaiting = _awaiting(selection)
    shown = (
        months_from(max(selection.first_month, first_month), selection.last_month)
        if first_month
        else []
    )

    def month_row(month: date) -> MonthRow:
        cell, found = cells.get(month, {}), quality.get(month, {})
        return _row(
            month=month,
            # The month in which recording began is perhaps not a whole one.
            whole=first_month < month and after(month) <= today,
            encounters=cell.get("total", 0),
            officer_reports=cell.get("reports", 0),
            late=cell.get("filed_late", 0),
            awaiting=awaiting.get(month, 0),
            median_hours=found.get("median_hours"),
            missing={field.name: found.get(f"no_{field.name}", 0) for field in FIELDS},
        )

    months = tuple(month_row(month) for month in shown)
    total = _total(months, median_hours=quality.get(None, {}).get("median_hours"))
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


def _quality(selection: Selection) -> dict[date | None, dict[str, Any]]:
    """By month, and under None over all: what is missing, and the median time to file."""
    missing = {f"no_{field.name}": Count("pk", filter=field.missing) for field in FIELDS}
    wanted = {**missing, "median_hours": Median(_HOURS)}
    chosen = encounters(selection)
    by_month = chosen.annotate(month=_MONTH).values("month").annotate(**wanted).order_by("month")
    found: dict[date | None, dict[str, Any]] = {row.pop("month"): row for row in by_month}
    # A median of medians is no median, so that of all is asked for.
    return found | {None: chosen.aggregate(median_hours=Median(_HOURS))}


def _awaiting(selection: Selection) -> dict[date, int]:
    """By month, the undecided encounters on which a colleague's account is still to come."""
    given = HandcuffUse.objects.filter(
        encounter=OuterRef("encounter"), officer=OuterRef("officer"), status=UseStatus.SUBMITTED
    )
    asked = OfficerPresent.objects.filter(STILL_ASKED, ~Exists(given), encounter=OuterRef("pk"))
    waiting = encounters(selection).filter(Exists(asked), status__in=UNDECIDED_STATUSES)
    by_month = waiting.annotate(month=_MONTH).values("month").annotate(number=Count("pk"))
    return {row["month"]: row["number"] for row in by_month.order_by("month")}


def _total(months: tuple[MonthRow, ...], *, median_hours: float | None) -> MonthRow:
    def of(pick: Callable[[MonthRow], int]) -> int:
        return sum(pick(month) for month in months)

    return _row(
        month=None,
        whole=all(month.whole for month in months),
        encounters=of(lambda month: month.encounters),
        officer_reports=of(lambda month: month.officer_reports),
        late=of(lambda month: month.late),
        awaiting=of(lambda month: month.awaiting),
        median_hours=median_hours,
        missing={
            field.name: of(lambda month, name=field.name: month.missing[name]) for field in FIELDS
        },
    )


def _row(**figures: Any) -> MonthRow:
    none = not figures["encounters"]
    return MonthRow(
        group=ALL,
        reference="",
        state=State.NOT_ESTIMABLE if none else State.OK,
        note=NONE_RECORDED if none else "",
        **figures,
    )


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
        "median_hours_to_file",
        lambda result, row: row.median_hours,
        "Half of the encounters were filed within so many hours of their beginning",
    ),
    Column(
        "awaiting_accounts",
        lambda result, row: row.awaiting,
        "Undecided encounters on which a colleague's account is still to come",
    ),
    *(column for field in FIELDS for column in _missing(field)),
)

REPORT = Report(
    id="R1",
    name="activity",
    address="activity-and-data-quality",
    version=1,
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
