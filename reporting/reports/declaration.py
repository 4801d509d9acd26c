"""What every report declares, and what every result carries."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import chain
from typing import Any

from django.utils import timezone

from records.vocabulary import Ethnicity, YesNo
from reporting.disclosure import EXACT, Disclosure
from reporting.forms import PeriodForm, SelectionForm
from reporting.models import Benchmark, BenchmarkKind, Dataset
from reporting.permissions import Access
from reporting.selection import Period, Selection
from reporting.statistics import Estimate, State

Cell = str | int | float | None

PERSON_ENCOUNTERS = "person-encounters"
OFFICER_REPORTS = "officer reports"
# The group that the others are compared with, and the row of all together.
REFERENCE = Ethnicity.WHITE
ALL = "all"
# Stands beside the kinds of benchmark among what a report may lack.
PUBLISHED_COUNTS = "published_counts"
STOPS_OR_ARRESTS = "stops_or_arrests"
RESIDENTS_BY_AGE_AND_SEX = "residents_by_age_and_sex"
ABOUT_ALL_FIGURES = (
    "These figures describe recorded handcuffing. They show differences between groups; they do "
    "not show why they occur, and they do not show that any officer acted unlawfully. Small "
    "numbers vary by chance: look at the interval, not only the middle value."
)


@dataclass(frozen=True)
class Column:
    """One column of a report's CSV: its name, its value in a row of a result, what it is."""

    name: str
    value: Callable[[Any, Any], Cell]
    description: str


@dataclass(frozen=True, kw_only=True)
class Choices:
    """What a release has of a report: kinds of handcuffing, and whether each district by itself.

    `says` tells everybody what they will find. `quarters` are how many a release must have at least
    for the report to say anything. A report that asks for a group is drawn for each, unless its
    page is the same for all: then it is not `by_group`.
    """

    says: str
    kinds: tuple[str, ...] = ("",)
    by_district: bool = False
    by_group: bool = True
    quarters: int = 1


@dataclass(frozen=True, kw_only=True)
class Findings:
    """What a run found of all together, and of each team or officer by its key; as JSON.

    `read` is what it read of the register, if that is not what it found: its hash is kept.
    """

    whole: dict[str, Any]
    units: dict[int, dict[str, Any]] = field(default_factory=dict)
    read: Any = None


@dataclass(frozen=True, kw_only=True)
class Offline:
    """How that part of a report is made that reads too much for a page: see `reporting.runs`.

    It depends on the `scope_of` a selection: a selection too, whose query names the run, and which
    `scope_from` reads back of that and the day. `work_out` takes a scope and the time. The timer
    keeps those of `usual`, which takes the day, worked out whenever the register is another, but
    not more often than `at_most_every`.
    """

    scope_of: Callable[[Any], Selection]
    scope_from: Callable[[dict[str, str], date], Selection | None]
    usual: Callable[[date], list[Any]]
    work_out: Callable[..., Findings]
    at_most_every: timedelta = timedelta(0)


@dataclass(frozen=True, kw_only=True)
class Report:
    """One report, declared: addresses, page, file and their rights all follow from it.

    `name` is that of its module here, of its presenter in `reporting.presenters` and of its page's
    URL; `address` is the last part of that URL and the name of its file.

    `compute` takes a selection and the time, and returns the one `Result` that the page's
    sentences, charts and tables and the CSV are all made of. A caveat may say {place} and
    {benchmark}. Of the kinds of table in `needs` those in `locked_without` are such that without
    one there is nothing to compute: the page then says what to load. Where a kind does not say it
    all, `lacking` names what else has to be loaded.

    A report that is `released` stands in every release, for all districts together and for what
    else it names. Its `compute` takes a `disclosure` too, and every count of its result has passed
    that.

    A report `over_published` runs over a loaded table of published counts instead of the register.

    An `offline` one shows what a run found, and so reads none of the register for a page.

    `template` extends reporting/report.html where a page needs more than every report has.
    """

    id: str
    name: str
    address: str
    version: int
    title: str
    question: str
    unit: str
    ethnicity_field: str
    mapping_version: int
    needs: tuple[BenchmarkKind, ...]
    caveats: tuple[str, ...]
    columns: tuple[Column, ...]
    compute: Callable[..., "Result"]
    access: Access = Access.PUBLIC
    filters: type[PeriodForm] = SelectionForm
    locked_without: tuple[BenchmarkKind, ...] = ()
    lacking: Callable[[], list[str]] = list
    over_published: bool = False
    released: Choices | None = None
    template: str = "reporting/report.html"
    offline: Offline | None = None

    @property
    def page(self) -> str:
        """The name of the URL of its page."""
        return self.name

    @property
    def csv(self) -> str:
        """The name of the URL of its file."""
        return f"{self.name}_csv"

    @property
    def work_out(self) -> str:
        """The name of the URL that has an offline one worked out."""
        return f"work_out_{self.name}"

    @property
    def svg(self) -> str:
        """The name of the URL of its pictures, each by its ident."""
        return f"{self.name}_svg"

    def missing(self) -> list[str]:
        """The kinds of table that have to be loaded before there is anything to show."""
        kinds = [kind for kind in self.locked_without if Benchmark.objects.current(kind) is None]
        kinds += self.lacking()
        if self.over_published and not Dataset.objects.exists():
            return [PUBLISHED_COUNTS, *kinds]
        return kinds

    @property
    def every_column(self) -> tuple[Column, ...]:
        """Those that every report has, then its own."""
        return (*COMMON_COLUMNS, *self.columns)

    def header(self) -> list[str]:
        return [column.name for column in self.every_column]

    def caveats_of(self, result: "Result") -> list[str]:
        """What has to be said beside the figures, on the page and wherever they are quoted."""
        benchmark = result.benchmark.name if result.benchmark else "no table is loaded"
        return [
            caveat.format(place=result.place, benchmark=benchmark)
            for caveat in (ABOUT_ALL_FIGURES, *self.caveats)
        ]

    def lines(self, result: "Result") -> Iterator[list[Cell]]:
        """The rows of the CSV: numbers in full, None where there is no number."""
        for row in chain(result.rows, result.more_rows()):
            yield [column.value(result, row) for column in self.every_column]


@dataclass(frozen=True, kw_only=True)
class Row:
    """What a row of any report has. The state is that of its headline figure, the note says why."""

    group: str
    reference: str
    state: State
    note: str
    unit: str = ""  # where the rows of a report have different ones


@dataclass(frozen=True, kw_only=True)
class Result:
    """What every result carries. `disclosure` is what its counts have passed."""

    report: Report
    computed_at: datetime
    selection: Selection
    period: Period
    place: str
    benchmark: Benchmark | None
    rows: tuple[Any, ...]
    disclosure: Disclosure = EXACT

    def more_rows(self) -> Iterator[Any]:
        """Those that only a file has: made when somebody asks for them."""
        return iter(())

    @property
    def tables(self) -> tuple[Benchmark, ...]:
        """Every table of people that it compares with."""
        return (self.benchmark,) if self.benchmark else ()

    @property
    def by_area(self) -> bool:
        """Whether outcomes are compared within areas too; a release has none of single areas."""
        return self.selection.area is None and not self.disclosure.is_public


COMMON_COLUMNS = (
    Column("report_id", lambda result, row: result.report.id, "Which report"),
    Column(
        "report_version",
        lambda result, row: result.report.version,
        "Changes when the report is computed in another way",
    ),
    Column(
        "generated_at",
        lambda result, row: timezone.localtime(result.computed_at).isoformat("T", "seconds"),
        "Data as at this time; records still arrive for past months",
    ),
    Column(
        "period_start",
        lambda result, row: result.period.start.isoformat(),
        "First day counted, by London time",
    ),
    Column("period_end", lambda result, row: result.period.end.isoformat(), "Last day counted"),
    Column("unit", lambda result, row: row.unit or result.report.unit, "What is counted"),
    Column(
        "ethnicity_field",
        lambda result, row: result.report.ethnicity_field,
        "Which of the two ethnicity fields",
    ),
    Column(
        "mapping_version",
        lambda result, row: result.report.mapping_version,
        "How groups of the register and of the benchmark are matched",
    ),
    Column(
        "benchmark",
        lambda result, row: str(result.benchmark or ""),
        "The table of residents behind the rates",
    ),
    Column(
        "benchmark_year",
        lambda result, row: result.benchmark.year if result.benchmark else None,
        "The year of that table",
    ),
    Column("area", lambda result, row: result.place, "The place"),
    Column(
        "compliance",
        lambda result, row: result.selection.compliance,
        "Filter: compliant or non_compliant; empty for all",
    ),
    Column(
        "before_arrest",
        lambda result, row: result.selection.before_arrest,
        "Filter: yes or no; empty for all",
    ),
    Column(
        "accepted_only",
        lambda result, row: _yes_no(result.selection.accepted_only),
        "Filter: yes if only accepted records count",
    ),
    Column("group", lambda result, row: row.group, "The group"),
    Column("reference", lambda result, row: row.reference, "The group it is compared with"),
    Column(
        "suppressed_flag",
        lambda result, row: _yes_no(row.state is State.SUPPRESSED),
        "Whether numbers are hidden against disclosure; never so for analysts",
    ),
    Column("state", lambda result, row: row.state.value, "Whether the headline figure holds"),
    Column("note", lambda result, row: row.note, "Why, if it does not"),
)


def interval(
    name: str,
    pick: Callable[[Any], Estimate | None],
    description: str,
    *,
    times: int = 1,
) -> tuple[Column, ...]:
    """A figure and its 95% interval: three columns."""

    def part(attribute: str) -> Callable[[Any, Any], float | None]:
        def value(result: Any, row: Any) -> float | None:
            number = getattr(pick(row), attribute, None)
            return None if number is None else times * number

        return value

    return (
        Column(name, part("estimate"), description),
        Column(f"{name}_lo", part("lower"), f"{description}: lower 95% limit"),
        Column(f"{name}_hi", part("upper"), f"{description}: upper 95% limit"),
    )


def bounds(name: str, *, lowest: str, highest: str) -> tuple[Column, Column]:
    """How low and how high people of unknown ethnicity could make an estimate."""
    return (
        Column(
            f"{name}_bound_lo",
            lambda result, row: row.bounds.lowest.estimate if row.bounds else None,
            lowest,
        ),
        Column(
            f"{name}_bound_hi",
            lambda result, row: row.bounds.highest.estimate if row.bounds else None,
            highest,
        ),
    )


def _yes_no(answer: bool) -> str:
    return (YesNo.YES if answer else YesNo.NO).value
