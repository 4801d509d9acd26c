"""R6: whether the gap of R5 remains among people of one place, age and sex.

The models read the register by age and gender, so they are fitted offline and stored; a page shows
what is stored, and whether the register and the tables are still those of then.
"""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from records.vocabulary import Ethnicity
from reporting.forms import COMPARED
from reporting.models import Benchmark, BenchmarkKind
from reporting.permissions import Access
from reporting.reports import standing
from reporting.reports.adjusted_models import (
    AGE,
    SEX,
    Incidents,
    ModelRow,
    Models,
    SecondRow,
    fit,
    incidents,
)
from reporting.reports.counterparts import (
    MATCHES,
    Counterparts,
    counterparts,
    lacking,
    tables_for,
)
from reporting.reports.declaration import (
    PERSON_ENCOUNTERS,
    REFERENCE,
    Column,
    Findings,
    Offline,
    Report,
    Result,
    bounds,
    interval,
)
from reporting.reports.given_filters import ComparableForm, GivenSelection
from reporting.reports.population_gap import place_of
from reporting.reports.standing import NOT_WORKED_OUT, Standing
from reporting.selection import Period
from reporting.statistics import Estimate, State, UnknownBounds


@dataclass(frozen=True, kw_only=True)
class Adjusted(Models, Result):
    """What a run found. Without one, and where the choice is locked, there are no figures.

    `found` are both sides: of the run, without one those of today.
    """

    selection: GivenSelection
    found: Counterparts
    incidents: Incidents | None
    standing: Standing | None

    @property
    def crude(self) -> ModelRow:
        return self.models[0]

    @property
    def adjusted(self) -> ModelRow:
        return self.models[-1]

    @property
    def is_worked_out(self) -> bool:
        return self.standing is not None

    @property
    def is_empty(self) -> bool:
        return self.handcuffed == 0


def compute(selection: GivenSelection, *, now: datetime) -> Adjusted:
    """What the newest run found, as at its time. The selection has both months.

    With a run nobody is counted, and of the tables it is only asked whether they are the same.
    """
    tables = tables_for(selection)
    last = None if tables.lock else standing.newest(REPORT, selection)
    if last is None:
        found = counterparts(selection)
        models = fit(found, selection.group) if found.lock else _nothing(selection)
        return _result(selection, found, models, at=now)
    kept = last.run.result
    is_same = kept["found"]["tables"] == [table.pk for table in tables.chosen]
    return _result(
        selection,
        _found(kept["found"]),
        _models(kept["models"], selection),
        at=last.run.at,
        incidents=Incidents(**kept["incidents"]),
        standing=replace(last, is_current=last.is_current and is_same),
    )


def work_out(selection: GivenSelection, *, now: datetime) -> Findings:
    """Count people alike in the register and in the tables, and fit the models."""
    found = counterparts(selection, AGE, SEX)
    models = fit(found, selection.group)
    return Findings(
        whole={
            "found": {
                "tables": [table.pk for table in found.tables],
                "months": [month.isoformat() for month in found.months],
                "areas": found.areas,
                "groups": sorted(found.groups),
                "first_month": found.first_month and found.first_month.isoformat(),
                **{name: getattr(found, name) for name in _NUMBERS},
            },
            "models": vars(models)
            | {
                "models": [_written(row) for row in models.models],
                "second": models.second and _written(models.second),
            },
            "incidents": vars(incidents(selection, found)),
        },
        read=[sorted(map(str, side)) for side in (found.handcuffed, found.stopped)],
    )


_NUMBERS = ("within", "elsewhere", "nowhere", "other_power")


_FIGURES = ("ratio", "strength")
_SECOND = (*_FIGURES, "share", "reference_share", "difference")


def _written(row: ModelRow) -> dict[str, Any]:
    figures = _SECOND if isinstance(row, SecondRow) else _FIGURES
    return {
        "covariates": row.covariates,
        "people": row.people,
        "events": row.events,
        "overlap": row.overlap,
        "bounds": row.bounds
        and {
            "lowest": standing.written(row.bounds.lowest),
            "highest": standing.written(row.bounds.highest),
            "unknown": row.bounds.unknown,
        },
        **{name: standing.written(getattr(row, name)) for name in figures},
    }


def _found(kept: dict[str, Any]) -> Counterparts:
    """Both sides as the run had them, without their counts, which only the models need."""
    tables = Benchmark.objects.in_bulk(kept["tables"])
    first_month = kept["first_month"]
    return Counterparts(
        lock=None,
        tables=tuple(tables[pk] for pk in kept["tables"]),
        offered=(),
        loaded=(),
        months=tuple(map(date.fromisoformat, kept["months"])),
        areas=dict(sorted(kept["areas"].items())),
        groups=frozenset(map(Ethnicity, kept["groups"])),
        stopped=(),
        handcuffed=(),
        first_month=first_month and date.fromisoformat(first_month),
        **{name: kept[name] for name in _NUMBERS},
    )


def _models(kept: dict[str, Any], selection: GivenSelection) -> Models:
    def about(one: dict[str, Any], *figures: str) -> dict[str, Any]:
        read = {name: standing.read(one[name]) for name in figures}
        bounds = one["bounds"] and UnknownBounds(
            recorded=read["ratio"],
            lowest=standing.read(one["bounds"]["lowest"]),
            highest=standing.read(one["bounds"]["highest"]),
            unknown=one["bounds"]["unknown"],
        )
        return one | read | {"covariates": tuple(one["covariates"]), "bounds": bounds}

    second = kept["second"]
    return Models(
        **kept
        | {name: tuple(kept[name]) for name in ("covariates", "not_told")}
        | {
            "models": tuple(_row(selection, **about(one, *_FIGURES)) for one in kept["models"]),
            "second": second and _row(selection, kind=SecondRow, **about(second, *_SECOND)),
        }
    )


def _nothing(selection: GivenSelection) -> Models:
    """A row that says why there are no figures."""
    none = Estimate(state=State.NOT_ESTIMABLE, note=NOT_WORKED_OUT)
    row = _row(
        selection,
        covariates=(),
        people=None,
        events=None,
        ratio=none,
        strength=none,
        overlap=None,
    )
    return Models(
        models=(row,),
        second=None,
        reference_overlap=None,
        covariates=(),
        not_told=(),
        joined=0,
        left_out=0,
        misfits=0,
        handcuffed=0,
        unknown=0,
        everybody=0,
        unknown_stopped=0,
        stopped=0,
    )


def _row(
    selection: GivenSelection, *, ratio: Estimate, kind: type[ModelRow] = ModelRow, **about: Any
) -> ModelRow:
    return kind(
        group=selection.group,
        reference=REFERENCE,
        state=ratio.state,
        note=ratio.note,
        ratio=ratio,
        **about,
    )


def _result(
    selection: GivenSelection,
    found: Counterparts,
    models: Models,
    *,
    at: datetime,
    incidents: Incidents | None = None,
    standing: Standing | None = None,
) -> Adjusted:
    benchmark = found.tables[-1] if found.tables else None
    return Adjusted(
        **vars(models),
        report=REPORT,
        computed_at=at,
        selection=selection,
        period=Period.of_months(
            selection.first_month, selection.last_month, today=timezone.localdate(at)
        ),
        place=place_of(selection, benchmark),
        benchmark=benchmark,
        rows=(*models.models, *([models.second] if models.second else [])),
        found=found,
        incidents=incidents,
        standing=standing,
    )


def _from_query(query: dict[str, str], today: date) -> GivenSelection | None:
    form = ComparableForm(query, today=today)
    return form.selection() if form.is_valid() else None


def _usual(today: date) -> list[GivenSelection]:
    """Every group against the reference, in the months of the newest table."""
    selections = [
        selection
        for group in COMPARED
        if (selection := _from_query({"group": group.value}, today)) is not None
    ]
    return [] if lacking() else [one for one in selections if not tables_for(one).lock]


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
    *bounds(
        "rr",
        lowest="The ratio at its lowest, wherever the people of unknown ethnicity belong; not of "
        "the second model",
        highest="The ratio at its highest, likewise",
    ),
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
        "incident_width",
        lambda result, row: result.incidents and result.incidents.width,
        "Times as wide as the interval if people of one incident all shared one decision",
    ),
    Column(
        "data_hash",
        lambda result, row: result.standing.run.data_hash if result.standing else "",
        "SHA-256 of what was read of register and tables",
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
    version=4,
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
    offline=Offline(
        scope_of=lambda selection: selection,
        scope_from=_from_query,
        usual=_usual,
        work_out=work_out,
    ),
)
