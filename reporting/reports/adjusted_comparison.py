"""R6: whether the gap of R5 remains among people of one place, age and sex."""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from records.vocabulary import Ethnicity, Gender
from reporting.benchmarks import bands
from reporting.models import BenchmarkKind
from reporting.permissions import Access
from reporting.reports.counterparts import (
    MATCHES,
    MISFITS,
    NO_GROUP,
    Counterparts,
    counterparts,
    lacking,
    too_many_misfits,
)
from reporting.reports.declaration import (
    PERSON_ENCOUNTERS,
    REFERENCE,
    Column,
    Report,
    Result,
    Row,
    interval,
)
from reporting.reports.given_filters import ComparableForm, GivenSelection
from reporting.reports.population_gap import place_of
from reporting.selection import Period
from reporting.statistics import (
    Estimate,
    State,
    adjusted_ratio,
    e_value,
    gate_adjusted,
    marginal_ratio,
)
from reporting.statistics.gates import FEWEST

PERIOD, PLACE, AGE, SEX = "period", "place", "age_band", "sex"
TOGETHER = "places with fewer than 10 together"

# The table, the place, the age band and the sex of some people; None where it is not known.
Alike = tuple[int, str, str | None, str | None]


@dataclass(frozen=True, kw_only=True)
class ModelRow(Row):
    """The ratio after adjusting for `covariates`, none for the crude one.

    `people` and `events` are of both groups. `overlap` is the share of the group's people who have
    somebody of the reference like them in everything adjusted for: of the last model only.
    """

    covariates: tuple[str, ...]
    people: int
    events: int
    ratio: Estimate
    strength: Estimate
    overlap: float | None = None


@dataclass(frozen=True, kw_only=True)
class SecondRow(ModelRow):
    """The last model's question put to another model: logistic, averaged over everybody.

    `share` is the average share handcuffed with everybody taken as the group, `reference_share`
    with everybody taken as the reference; with their difference, they are shown where `ratio` is.
    """

    share: Estimate
    reference_share: Estimate
    difference: Estimate


@dataclass(frozen=True, kw_only=True)
class Adjusted(Result):
    """The models from crude to adjusted, on the same people.

    `second` is another model with everything adjusted for; none where nothing is.
    `left_out` are people of both groups whose age is not known, or whose sex is neither male nor
    female; they are in no model.
    `misfits` are handcuffed people in cells that have more handcuffed than stopped. `not_told` are
    covariates that the tables do not tell apart, `joined` places put together.
    """

    selection: GivenSelection
    found: Counterparts
    models: tuple[ModelRow, ...]
    second: SecondRow | None
    reference_overlap: float | None
    covariates: tuple[str, ...]
    not_told: tuple[str, ...]
    joined: int
    left_out: int
    misfits: int
    handcuffed: int

    @property
    def crude(self) -> ModelRow:
        return self.models[0]

    @property
    def adjusted(self) -> ModelRow:
        return self.models[-1]

    @property
    def is_empty(self) -> bool:
        return self.handcuffed == 0


@dataclass
class _Cell:
    """People alike: handcuffed and stopped of the group, and of the reference."""

    events: int = 0
    total: int = 0
    reference_events: int = 0
    reference_total: int = 0

    @property
    def fits(self) -> bool:
        return self.events <= self.total and self.reference_events <= self.reference_total

    @property
    def handcuffed(self) -> int:
        return self.events + self.reference_events


def compute(selection: GivenSelection, *, now: datetime) -> Adjusted:
    """Count people alike on both sides and fit one model after the other. With both months."""
    found = counterparts(selection, AGE, SEX)
    benchmark = found.tables[-1] if found.tables else None
    cells, told = _cells(found, selection.group)
    fitting = {alike: cell for alike, cell in cells.items() if cell.fits}
    handcuffed = sum(cell.handcuffed for cell in cells.values())
    misfits = handcuffed - sum(cell.handcuffed for cell in fitting.values())
    rows, joined = _levels(fitting)
    covariates = tuple(
        name
        for name in (PERIOD, PLACE, *told)
        if len({row[name] for row in rows if row[name] is not None}) > 1
    )
    fitted = adjusted_ratio(cells=rows, covariates=covariates)
    refused = _refused(found, selection.group, handcuffed=handcuffed, misfits=misfits)
    models = tuple(
        _row(step.covariates, step.ratio, group=selection.group, refused=refused)
        for step in fitted.steps
    )
    last = ModelRow(
        **{name: getattr(models[-1], name) for name in models[-1].__dataclass_fields__}
        | {"overlap": None if refused else fitted.overlap}
    )
    second = _second(rows, last, refused) if covariates else None
    return Adjusted(
        report=REPORT,
        computed_at=now,
        selection=selection,
        period=Period.of_months(
            selection.first_month, selection.last_month, today=timezone.localdate(now)
        ),
        place=place_of(selection, benchmark),
        benchmark=benchmark,
        rows=(*models[:-1], last, *([second] if second else [])),
        found=found,
        models=(*models[:-1], last),
        second=second,
        reference_overlap=None if refused else fitted.reference_overlap,
        covariates=covariates,
        not_told=tuple(name for name in (AGE, SEX) if name not in told),
        joined=joined,
        left_out=fitted.left_out,
        misfits=misfits,
        handcuffed=handcuffed,
    )


def _cells(found: Counterparts, group: Ethnicity) -> tuple[dict[Alike, _Cell], tuple[str, ...]]:
    """People of both groups by what they are alike in, and which of age and sex are told apart.

    Age in years falls into whatever bands the tables have.
    """
    told = tuple(
        name
        for name in (AGE, SEX)
        if found.stopped and all(getattr(one, name) for one in found.stopped)
    )
    try:
        order = bands.in_order(one.age_band for one in found.stopped) if AGE in told else []
    except bands.NotBands:  # two tables with bands that do not fit each other
        told, order = tuple(name for name in told if name != AGE), []
    cells: dict[Alike, _Cell] = defaultdict(_Cell)

    def alike(table: int | None, area: str, band: str, sex: str) -> Alike:
        return (
            table or 0,
            area,
            _known(band, order) if AGE in told else "",
            (sex if sex in (Gender.MALE, Gender.FEMALE) else None) if SEX in told else "",
        )

    for one in found.stopped:
        cell = alike(one.table, one.area, one.age_band, one.sex)
        if one.ethnicity == group:
            cells[cell].total += one.count
        elif one.ethnicity == REFERENCE:
            cells[cell].reference_total += one.count
    for one in found.handcuffed:
        cell = alike(one.table, one.area, bands.band_of(one.age, order), one.gender)
        if one.ethnicity == group:
            cells[cell].events += one.number
        elif one.ethnicity == REFERENCE:
            cells[cell].reference_events += one.number
    return cells, told


def _known(band: str, order: list[bands.Band]) -> str | None:
    return band if band in {one.name for one in order} else None


def _levels(cells: dict[Alike, _Cell]) -> tuple[list[dict[str, Any]], int]:
    """The cells as the model takes them, small levels put together; and how many places were.

    A place with fewer than 10 handcuffed of both groups is joined with the others like it, a band
    with its older neighbour (the oldest with its younger); what is unknown stays unknown.
    """
    places = _few(cells, lambda alike: alike[1])
    joined_to: dict[str | None, str | None] = {}
    known = [band for band in {alike[2] for alike in cells} if band]
    few = _few(cells, lambda alike: alike[2])
    waiting: list[str] = []
    kept: list[str] = []
    for band in (one.name for one in bands.in_order(known)) if known else ():
        waiting.append(band)
        if sum(few.get(one, FEWEST) for one in waiting) >= FEWEST:
            joined_to |= dict.fromkeys(waiting, band)
            kept.append(band)
            waiting = []
    joined_to |= dict.fromkeys(waiting, kept[-1] if kept else None)
    rows = [
        {
            "events": cell.events,
            "total": cell.total,
            "reference_events": cell.reference_events,
            "reference_total": cell.reference_total,
            PERIOD: alike[0],
            PLACE: TOGETHER if alike[1] in places else alike[1],
            AGE: joined_to.get(alike[2], alike[2]),
            SEX: alike[3],
        }
        for alike, cell in cells.items()
    ]
    return rows, len(places) if len(places) > 1 else 0


def _few(cells: dict[Alike, _Cell], level_of: Callable[[Alike], Hashable]) -> dict[Hashable, int]:
    """Levels with fewer than 10 handcuffed, and how many they have."""
    events: Counter[Hashable] = Counter()
    for alike, cell in cells.items():
        events[level_of(alike)] += cell.handcuffed
    return {level: number for level, number in events.items() if number < FEWEST}


def _refused(
    found: Counterparts, group: Ethnicity, *, handcuffed: int, misfits: int
) -> Estimate | None:
    """Why nothing may be fitted to these two sides."""
    if found.lock:
        return Estimate(state=State.BENCHMARK_MISSING, note=found.lock)
    if not {group, REFERENCE} <= found.groups:
        return Estimate(state=State.BENCHMARK_MISSING, note=NO_GROUP)
    if too_many_misfits(misfits=misfits, handcuffed=handcuffed):
        return Estimate(state=State.NOT_ESTIMABLE, note=MISFITS)
    return None


def _row(
    covariates: tuple[str, ...], ratio: Estimate, *, group: Ethnicity, refused: Estimate | None
) -> ModelRow:
    shown = refused or gate_adjusted(ratio)
    return ModelRow(
        group=group,
        reference=REFERENCE,
        covariates=covariates,
        people=ratio.inputs["total"] + ratio.inputs["reference_total"],
        events=ratio.inputs["events"] + ratio.inputs["reference_events"],
        ratio=shown,
        strength=e_value(ratio=shown),
        state=shown.state,
        note=shown.note,
    )


def _second(rows: list[dict[str, Any]], last: ModelRow, refused: Estimate | None) -> SecondRow:
    """The same people and covariates as in the last row."""
    found = marginal_ratio(cells=rows, covariates=last.covariates)
    row = _row(last.covariates, found.ratio, group=last.group, refused=refused)
    figures = (found.share, found.reference_share, found.difference)
    if not row.ratio.shown:
        figures = (row.ratio,) * 3
    share, reference_share, difference = figures
    return SecondRow(
        **{name: getattr(row, name) for name in row.__dataclass_fields__},
        share=share,
        reference_share=reference_share,
        difference=difference,
    )


COLUMNS = (
    Column("kind", lambda result, row: result.selection.kind.value, "Given a stop or an arrest"),
    Column("model", lambda result, row: " + ".join(row.covariates) or "crude", "Adjusted for what"),
    Column("covariates", lambda result, row: len(row.covariates), "How many covariates"),
    Column(
        "method",
        lambda result, row: "g_computation" if row is result.second else "modified_poisson",
        "How it is fitted: modified Poisson, or logistic regression and g-computation",
    ),
    Column("n", lambda result, row: row.people, "People of both groups in the model"),
    Column("events", lambda result, row: row.events, "Those of them handcuffed"),
    *interval("rr", lambda row: row.ratio, "Share handcuffed over that of the reference, adjusted"),
    *interval(
        "rd",
        lambda row: getattr(row, "difference", None),
        "Share handcuffed less that of the reference, adjusted; of the second model only",
    ),
    Column(
        "overlap_pct",
        lambda result, row: None if row.overlap is None else 100 * row.overlap,
        "Of the group, per cent with somebody of the reference like them; of the last model",
    ),
    Column("e_value", lambda result, row: row.strength.estimate, "E-value of the ratio"),
    Column(
        "e_value_limit",
        lambda result, row: row.strength.lower,
        "E-value of the limit nearer to 1; 1 if the interval includes 1",
    ),
    Column(
        "tables",
        lambda result, row: "; ".join(str(table) for table in result.found.tables),
        "Every table compared with",
    ),
    Column(
        "match_method",
        lambda result, row: MATCHES[result.selection.kind].method,
        "How register and tables are matched",
    ),
)

REPORT = Report(
    id="R6",
    name="adjusted_comparison",
    address="adjusted-comparison",
    version=1,
    title="Adjusted comparison",
    question="Does the gap remain among comparable encounters?",
    unit=PERSON_ENCOUNTERS,
    ethnicity_field="ethnicity_perceived",
    mapping_version=1,
    needs=(BenchmarkKind.STOPS, BenchmarkKind.ARRESTS),
    lacking=lacking,
    caveats=(
        "Not adjusted for compliance, justification or outcome, because these are the officer’s "
        "own assessment or came of it: that would explain the gap by itself.",
        "Uses {benchmark}. If the decision to stop is itself unequal this comparison understates "
        "it.",
        "What is adjusted for is alike, and nothing else. The E-value says how strong something "
        "else would have to be.",
    ),
    columns=COLUMNS,
    compute=compute,
    access=Access.ANALYSTS,
    filters=ComparableForm,
    template="reporting/given.html",
)
