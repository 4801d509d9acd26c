"""The models of R6: people alike on both sides, and one thing more adjusted for in each.

What is counted comes in, what was fitted goes out; nothing of it reads the register but the number
of people in each incident.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, replace
from math import sqrt
from typing import Any

from django.db.models import Count, DateField, F, Sum
from django.db.models.functions import TruncMonth

from records.vocabulary import Ethnicity, Gender
from reporting.benchmarks import bands
from reporting.exports.row_file import encounters
from reporting.reports.counterparts import (
    MATCHES,
    MISFITS,
    NO_GROUP,
    Counterparts,
    too_many_misfits,
)
from reporting.reports.declaration import REFERENCE, Row
from reporting.reports.given_filters import GivenSelection
from reporting.statistics import (
    Estimate,
    State,
    UnknownBounds,
    adjusted_ratio,
    e_value,
    gate_adjusted,
    marginal_ratio,
    needs_bounds,
    too_many_unknown,
    unknown_adjusted_bounds,
)
from reporting.statistics.gates import FEWEST

PERIOD, PLACE, AGE, SEX = "period", "place", "age_band", "sex"
RESAMPLES = 999  # of the second model: the 25th and the 975th are its limits
TOGETHER = "places with fewer than 10 together"

# The table, the place, the age band and the sex of some people; None where it is not known.
Alike = tuple[int, str, str | None, str | None]


@dataclass(frozen=True, kw_only=True)
class ModelRow(Row):
    """The ratio after adjusting for `covariates`, none for the crude one.

    `people` and `events` are of both groups, None if nothing is worked out. `overlap` is the share
    of the group's people who have somebody of the reference like them in everything adjusted for:
    of the last model only. `bounds` are what the unknown could make of the ratio; of a second model
    they are not worked out.
    """

    covariates: tuple[str, ...]
    people: int | None
    events: int | None
    ratio: Estimate
    strength: Estimate
    overlap: float | None = None
    bounds: UnknownBounds | None = None


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
class Models:
    """The models from crude to adjusted, on the same people.

    `second` is another model with everything adjusted for; none where nothing is.
    `left_out` are people of both groups whose age is not known, or whose sex is neither male nor
    female; they are in no model.
    `misfits` are handcuffed people in cells that have more handcuffed than stopped. `not_told` are
    covariates that the tables do not tell apart, `joined` places put together. Of `everybody`
    handcuffed `unknown` have no ethnicity, and are in no model either; nor are `unknown_stopped` of
    all `stopped`.
    """

    models: tuple[ModelRow, ...]
    second: SecondRow | None
    reference_overlap: float | None
    covariates: tuple[str, ...]
    not_told: tuple[str, ...]
    joined: int
    left_out: int
    misfits: int
    handcuffed: int
    unknown: int
    everybody: int
    unknown_stopped: int
    stopped: int

    @property
    def sides(self) -> tuple[tuple[int, int], ...]:
        """The unknown and all of the register, and of the tables."""
        return (self.unknown, self.everybody), (self.unknown_stopped, self.stopped)

    @property
    def shows_bounds(self) -> bool:
        """Whether more than 5% have no ethnicity, on either side, and there is a ratio."""
        many = any(needs_bounds(unknown=own, all_events=whole) for own, whole in self.sides)
        return many and any(row.bounds for row in self.models)

    @property
    def is_greyed(self) -> bool:
        """Whether more than one in five has no ethnicity, on either side."""
        return any(too_many_unknown(unknown=own, all_events=whole) for own, whole in self.sides)


@dataclass(frozen=True, kw_only=True)
class Incidents:
    """The handcuffed of both groups by incident; `squares` adds up their squared numbers."""

    people: int
    incidents: int
    squares: int

    @property
    def width(self) -> float | None:
        """How many times as wide intervals are if people of one incident all share one decision.

        The root of Kish's design effect. The tables say of nobody in which incident they were
        stopped, so the variance itself cannot be worked out by incident.
        """
        return sqrt(self.squares / self.people) if self.people else None


@dataclass
class _Cell:
    """People alike: handcuffed and stopped of the group, of the reference, and of no known group.

    Whom the register has as unknown the tables may know, and the other way round.
    """

    events: int = 0
    total: int = 0
    reference_events: int = 0
    reference_total: int = 0
    unknown_events: int = 0
    unknown_total: int = 0

    @property
    def fits(self) -> bool:
        return self.events <= self.total and self.reference_events <= self.reference_total

    @property
    def handcuffed(self) -> int:
        return self.events + self.reference_events

    @property
    def is_known(self) -> bool:
        """Whether it has anybody of the two groups."""
        return bool(self.total or self.reference_total)


def fit(found: Counterparts, group: Ethnicity) -> Models:
    """Put people alike together and fit one model after the other."""
    cells, told = _cells(found, group)
    fitting = {alike: cell for alike, cell in cells.items() if cell.fits}
    handcuffed = sum(cell.handcuffed for cell in cells.values())
    misfits = handcuffed - sum(cell.handcuffed for cell in fitting.values())
    rows, joined = _levels(fitting)
    known = [row for row in rows if row["total"] or row["reference_total"]]
    covariates = tuple(
        name
        for name in (PERIOD, PLACE, *told)
        if len({row[name] for row in known if row[name] is not None}) > 1
    )
    fitted = adjusted_ratio(cells=known, covariates=covariates)
    levels = {name: {row[name] for row in known} for name in covariates}
    bounds = unknown_adjusted_bounds(
        # Where nobody of the two groups is, the unknown have nobody to be compared with.
        cells=[row for row in rows if all(row[name] in levels[name] for name in covariates)],
        covariates=covariates,
        one_record=False,
    )
    refused = _refused(found, group, handcuffed=handcuffed, misfits=misfits)
    models = tuple(
        _bounded(_row(step.covariates, step.ratio, group=group, refused=refused), one)
        for step, one in zip(fitted.steps, bounds, strict=True)
    )
    last = replace(models[-1], overlap=None if refused else fitted.overlap)
    return Models(
        models=(*models[:-1], last),
        second=_second(known, last, refused) if covariates else None,
        reference_overlap=None if refused else fitted.reference_overlap,
        covariates=covariates,
        not_told=tuple(name for name in (AGE, SEX) if name not in told),
        joined=joined,
        left_out=fitted.left_out,
        misfits=misfits,
        handcuffed=handcuffed,
        unknown=sum(
            one.number for one in found.handcuffed if one.ethnicity == Ethnicity.NOT_REPORTED
        ),
        everybody=sum(one.number for one in found.handcuffed),
        unknown_stopped=sum(
            one.count for one in found.stopped if one.ethnicity == Ethnicity.NOT_REPORTED
        ),
        stopped=sum(one.count for one in found.stopped),
    )


def incidents(selection: GivenSelection, found: Counterparts) -> Incidents:
    """Of the register: how many of the handcuffed were so in one incident with others of them.

    Who has no incident reference was in an incident alone.
    """
    people = (
        encounters(selection)
        .filter(
            MATCHES[selection.kind].handcuffed,
            area__in=list(found.areas),
            ethnicity_perceived__in=[selection.group, REFERENCE],
        )
        .annotate(month=TruncMonth("occurred_at", output_field=DateField()))
        .filter(month__in=found.months)
    )
    alone = people.filter(incident_reference="").count()
    together = (
        people.exclude(incident_reference="")
        .order_by()
        .values("incident_reference")
        .annotate(number=Count("pk"))
        .aggregate(
            people=Sum("number", default=0),
            incidents=Count("number"),
            squares=Sum(F("number") * F("number"), default=0),
        )
    )
    return Incidents(**{name: number + alone for name, number in together.items()})


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
        elif one.ethnicity == Ethnicity.NOT_REPORTED:
            cells[cell].unknown_total += one.count
    for one in found.handcuffed:
        cell = alike(one.table, one.area, bands.band_of(one.age, order), one.gender)
        if one.ethnicity == group:
            cells[cell].events += one.number
        elif one.ethnicity == REFERENCE:
            cells[cell].reference_events += one.number
        elif one.ethnicity == Ethnicity.NOT_REPORTED:
            cells[cell].unknown_events += one.number
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
            **vars(cell),
            PERIOD: alike[0],
            PLACE: TOGETHER if alike[1] in places else alike[1],
            AGE: joined_to.get(alike[2], alike[2]),
            SEX: alike[3],
        }
        for alike, cell in cells.items()
    ]
    together = {alike[1] for alike, cell in cells.items() if cell.is_known} & set(places)
    return rows, len(together) if len(together) > 1 else 0


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


def _bounded(row: ModelRow, bounds: UnknownBounds) -> ModelRow:
    """With what the unknown could make of the ratio, where it is shown and both ends are ratios."""
    if not row.ratio.shown or None in bounds.bounds:
        return row
    return replace(row, bounds=replace(bounds, recorded=row.ratio))


def _second(rows: list[dict[str, Any]], last: ModelRow, refused: Estimate | None) -> SecondRow:
    """The same people and covariates as in the last row."""
    found = marginal_ratio(cells=rows, covariates=last.covariates, resamples=RESAMPLES)
    row = _row(last.covariates, found.ratio, group=last.group, refused=refused)
    share, reference_share, difference = (
        figure if row.ratio.shown else row.ratio
        for figure in (found.share, found.reference_share, found.difference)
    )
    return SecondRow(
        **vars(row), share=share, reference_share=reference_share, difference=difference
    )
