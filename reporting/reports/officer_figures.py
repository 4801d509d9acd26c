"""One officer against similar encounters by colleagues: a reason to talk, never a measure of worth.

Seen by the officer, by those who supervise the officer's team and, with a stated reason, by
professional standards; every look is in the audit log.
"""

import hmac
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from hashlib import sha256

from django.conf import settings
from django.utils import timezone

from accounts.models import User
from reporting.permissions import Access
from reporting.reports import standing
from reporting.reports.declaration import (
    PERSON_ENCOUNTERS,
    Column,
    Offline,
    Report,
    Result,
    Row,
)
from reporting.reports.officer_counts import OFFICER_MEASURES, Matched, OfficerMeasure
from reporting.reports.officer_filters import OfficerFiguresForm, OfficerSelection
from reporting.reports.officer_run import NOBODY, OfficerRun, gated, scope_of, usual, work_out
from reporting.reports.standing import NOT_WORKED_OUT, ForceScope, Standing
from reporting.selection import Period
from reporting.statistics import Estimate, State, shrunken_ratio

# Fewer would be as good as named to anybody in the team.
FEWEST_COLLEAGUES = 3
PEERS = "similar encounters by colleagues"
ALL_ALIKE = "officers vary no more than chance would make them"


@dataclass(frozen=True, kw_only=True)
class OfficerFigure(Row):
    """One officer by one measure. `q` and `ks` are None where they do not apply."""

    officer_ref: str
    is_chosen: bool
    measure: OfficerMeasure
    matched: Matched
    ratio: Estimate
    shrunken: Estimate
    q: float | None
    ks: float | None


@dataclass(frozen=True, kw_only=True)
class OfficerFigures(Result):
    """The officer by every measure, and colleagues of the same team without names.

    As a run found them; without one there is nothing but the reason.
    """

    selection: OfficerSelection
    encounters: int
    officers_judged: int
    figures: tuple[OfficerFigure, ...]
    colleagues: tuple[OfficerFigure, ...]
    imbalance: dict[str, float | None]
    standing: Standing | None

    @property
    def is_empty(self) -> bool:
        return self.encounters == 0

    @property
    def chosen(self) -> OfficerFigure:
        return next(one for one in self.figures if one.measure.name == self.selection.measure)

    @property
    def beside(self) -> list[OfficerFigure]:
        """Colleagues by the chosen measure, in an order that says nothing."""
        name = self.selection.measure
        return [one for one in self.colleagues if one.measure.name == name]


def compute(selection: OfficerSelection, *, now: datetime) -> OfficerFigures:
    """What the newest run found of the officer and the team. The selection has both months."""
    officer = selection.officer
    last = standing.newest(REPORT, scope_of(selection))
    team = list(User.objects.filter(team=officer.team_id).values_list("pk", flat=True))
    units = standing.units_of(last.run, {*team, officer.pk}) if last else {}
    found = {pk: OfficerRun.read(unit) for pk, unit in units.items()}
    priors = last.run.result["priors"] if last else {}
    judged = last.run.result["judged"] if last else {}

    def figure(pk: int, measure: OfficerMeasure) -> OfficerFigure:
        prior = standing.read(priors[measure.name]) if priors else None
        one = _figure(pk, measure, found.get(pk, NOBODY), prior, is_chosen=pk == officer.pk)
        return one if last else replace(one, state=State.NOT_ESTIMABLE, note=NOT_WORKED_OUT)

    figures = tuple(figure(officer.pk, measure) for measure in OFFICER_MEASURES)
    colleagues = [
        [
            one
            for pk in sorted(found.keys() & set(team) - {officer.pk}, key=reference)
            if (one := figure(pk, measure)).shrunken.shown
        ]
        for measure in OFFICER_MEASURES
    ]
    shown = tuple(one for ones in colleagues if len(ones) >= FEWEST_COLLEAGUES for one in ones)
    own, at = found.get(officer.pk, NOBODY), last.run.at if last else now
    return OfficerFigures(
        report=REPORT,
        computed_at=at,
        selection=selection,
        period=Period.of_months(
            selection.first_month, selection.last_month, today=timezone.localdate(at)
        ),
        place=officer.team.name,
        benchmark=None,
        rows=(*figures, *shown),
        encounters=own.encounters,
        officers_judged=judged.get(selection.measure, 0),
        figures=figures,
        colleagues=shown,
        imbalance=own.imbalance,
        standing=last,
    )


def reference(pk: int) -> str:
    """A pseudonym of an officer, used here only; the order of these says nothing."""
    key = settings.PSEUDONYM_KEY.encode()
    return hmac.digest(key, f"officer_figures {pk}".encode(), sha256).hex()[:12]


def _figure(
    pk: int, measure: OfficerMeasure, found: OfficerRun, prior: Estimate | None, *, is_chosen: bool
) -> OfficerFigure:
    """The ratio of what the run counted, drawn towards 1 by what it found of everybody."""
    matched = found.measures.get(measure.name, Matched())
    ratio = gated(matched)
    shrunken = ratio
    if ratio.shown and prior and prior.estimate is not None:
        shrunken = shrunken_ratio(
            observed=matched.observed, expected=matched.expected, prior=prior.estimate
        )
    elif ratio.shown:
        shrunken = ratio.withhold(state=State.NOT_ESTIMABLE, note=ALL_ALIKE)
    ks = max((value for value in found.imbalance.values() if value is not None), default=None)
    return OfficerFigure(
        group="officer" if is_chosen else "colleague",
        reference=PEERS,
        state=shrunken.state,
        note=shrunken.note,
        officer_ref=reference(pk),
        is_chosen=is_chosen,
        measure=measure,
        matched=matched,
        ratio=ratio,
        shrunken=shrunken,
        q=found.q.get(measure.name),
        ks=ks if is_chosen and ratio.shown else None,
    )


def _shown(pick: Callable[[OfficerFigure], float | None]) -> Callable[..., float | None]:
    """A number of an officer who can be compared at all."""
    return lambda result, row: pick(row) if row.ratio.shown else None


COLUMNS = (
    Column("officer_ref", lambda result, row: row.officer_ref, "A pseudonym used here only"),
    Column("measure", lambda result, row: row.measure.name, "Which figure"),
    Column("label", lambda result, row: row.measure.label, "The same in words"),
    Column(
        "n",
        lambda result, row: row.matched.number,
        "Encounters of the officer that could be compared",
    ),
    Column(
        "left_out",
        lambda result, row: row.matched.left_out,
        "Encounters of the officer like none of a colleague",
    ),
    Column("observed", _shown(lambda row: row.matched.observed), "Of these, how many were so"),
    Column(
        "expected",
        _shown(lambda row: row.matched.expected),
        "How many would be at the shares of similar encounters by colleagues",
    ),
    Column("ratio", _shown(lambda row: row.ratio.estimate), "Observed over expected"),
    Column(
        "shrunk_ratio",
        lambda result, row: row.shrunken.estimate,
        "The same drawn towards 1 as far as the counts are few",
    ),
    Column("lo", lambda result, row: row.shrunken.lower, "Lower 95% limit"),
    Column("hi", lambda result, row: row.shrunken.upper, "Upper 95% limit"),
    Column(
        "ess",
        lambda result, row: row.matched.similar,
        "Effective number of similar encounters by colleagues",
    ),
    Column(
        "ks",
        lambda result, row: row.ks,
        "How unlike they still are in hours, ages or months: the largest distance, 0 to 1",
    ),
    Column(
        "q_value",
        lambda result, row: row.q,
        "Over all officers who can be compared (Benjamini and Hochberg), exact Poisson test",
    ),
)

REPORT = Report(
    id="R10",
    name="officer_figures",
    address="officer-figures",
    version=2,
    title="Figures of one officer",
    question="Are this officer’s use of handcuffs and the people concerned unlike those of "
    "colleagues in similar encounters?",
    unit=PERSON_ENCOUNTERS,
    ethnicity_field="perceived",
    mapping_version=1,
    needs=(),
    caveats=(
        "Never use alone for performance or discipline. A ratio away from 1 is a reason to read "
        "the records and to ask, not a finding.",
    ),
    columns=COLUMNS,
    compute=compute,
    access=Access.OFFICERS,
    filters=OfficerFiguresForm,
    template="reporting/officer_figures.html",
    offline=Offline(
        scope_of=scope_of,
        scope_from=ForceScope.from_query,
        usual=usual,
        work_out=work_out,
        at_most_every=timedelta(days=7),
    ),
)
