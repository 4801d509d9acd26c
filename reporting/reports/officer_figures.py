"""One officer against similar encounters by colleagues: a reason to talk, never a measure of worth.

Seen by the officer, by those who supervise the officer's team and, with a stated reason, by
professional standards; every look is in the audit log.
"""

import hmac
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.conf import settings
from django.utils import timezone

from accounts.models import User
from reporting.permissions import Access
from reporting.reports import officer_counts
from reporting.reports.declaration import PERSON_ENCOUNTERS, Column, Report, Result, Row
from reporting.reports.officer_counts import OFFICER_MEASURES, Matched, OfficerMeasure
from reporting.reports.officer_filters import OfficerFiguresForm, OfficerSelection
from reporting.selection import Period
from reporting.statistics import (
    Estimate,
    State,
    false_discovery,
    gate_officer,
    gate_standardised_ratio,
    poisson_p_value,
    shrinkage_prior,
    shrunken_ratio,
    standardised_ratio,
)

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
    """The officer by every measure, and colleagues of the same team without names."""

    selection: OfficerSelection
    encounters: int
    officers_judged: int
    figures: tuple[OfficerFigure, ...]
    colleagues: tuple[OfficerFigure, ...]
    imbalance: dict[str, float | None]

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


@dataclass(frozen=True, kw_only=True)
class _Judged:
    """One measure over all officers: each one's ratio, and what they are shrunk by."""

    ratios: dict[int, Estimate]
    prior: Estimate
    q: dict[int, float]


def compute(selection: OfficerSelection, *, now: datetime) -> OfficerFigures:
    """Everybody is judged at once, by every measure. The selection has both months."""
    officer = selection.officer
    force = officer.team.force_path
    counts = officer_counts.by_officer(force, selection)
    judged = {measure.name: _judge(measure, counts) for measure in OFFICER_MEASURES}
    own = counts.get(officer.pk)
    imbalance: dict[str, float | None] = dict.fromkeys(officer_counts.BALANCED)
    if any(one.ratios[officer.pk].shown for one in judged.values() if officer.pk in one.ratios):
        imbalance = officer_counts.imbalance(officer.pk, force, selection)
    ks = max((value for value in imbalance.values() if value is not None), default=None)

    def figure(pk: int, measure: OfficerMeasure) -> OfficerFigure:
        found = counts[pk].measures[measure.name] if pk in counts else Matched()
        is_chosen = pk == officer.pk
        return _figure(pk, measure, found, judged[measure.name], is_chosen, ks)

    figures = tuple(figure(officer.pk, measure) for measure in OFFICER_MEASURES)
    team = User.objects.filter(team=officer.team_id, pk__in=counts).exclude(pk=officer.pk)
    colleagues = [
        [
            one
            for pk in sorted(team.values_list("pk", flat=True), key=reference)
            if (one := figure(pk, measure)).shrunken.shown
        ]
        for measure in OFFICER_MEASURES
    ]
    shown = tuple(one for ones in colleagues if len(ones) >= FEWEST_COLLEAGUES for one in ones)
    return OfficerFigures(
        report=REPORT,
        computed_at=now,
        selection=selection,
        period=Period.of_months(
            selection.first_month, selection.last_month, today=timezone.localdate(now)
        ),
        place=officer.team.name,
        benchmark=None,
        rows=(*figures, *shown),
        encounters=own.encounters if own else 0,
        officers_judged=len(judged[selection.measure].q),
        figures=figures,
        colleagues=shown,
        imbalance=imbalance,
    )


def reference(pk: int) -> str:
    """A pseudonym of an officer, used here only; the order of these says nothing."""
    key = settings.PSEUDONYM_KEY.encode()
    return hmac.digest(key, f"officer_figures {pk}".encode(), sha256).hex()[:12]


def _judge(measure: OfficerMeasure, counts: dict[int, officer_counts.OfficerCounts]) -> _Judged:
    found = {pk: one.measures[measure.name] for pk, one in counts.items()}
    ratios = {pk: _gated(one) for pk, one in found.items()}
    expecting = [one for one in found.values() if one.expected > 0]
    shown = {pk: found[pk] for pk, ratio in ratios.items() if ratio.shown}
    q_values = false_discovery(
        p_values=[
            poisson_p_value(observed=one.observed, expected=one.expected) for one in shown.values()
        ]
    )
    return _Judged(
        ratios=ratios,
        prior=shrinkage_prior(
            observed=[one.observed for one in expecting],
            expected=[one.expected for one in expecting],
        ),
        q=dict(zip(shown, q_values, strict=True)),
    )


def _gated(found: Matched) -> Estimate:
    return gate_officer(
        gate_standardised_ratio(
            standardised_ratio(observed=found.observed, expected=found.expected)
        ),
        encounters=found.number,
        similar=found.similar,
    )


def _figure(
    pk: int,
    measure: OfficerMeasure,
    found: Matched,
    judged: _Judged,
    is_chosen: bool,
    ks: float | None,
) -> OfficerFigure:
    ratio = judged.ratios.get(pk) or _gated(found)
    shrunken = ratio
    if ratio.shown and judged.prior.estimate is not None:
        shrunken = shrunken_ratio(
            observed=found.observed, expected=found.expected, prior=judged.prior.estimate
        )
    elif ratio.shown:
        shrunken = ratio.withhold(state=State.NOT_ESTIMABLE, note=ALL_ALIKE)
    return OfficerFigure(
        group="officer" if is_chosen else "colleague",
        reference=PEERS,
        state=shrunken.state,
        note=shrunken.note,
        officer_ref=reference(pk),
        is_chosen=is_chosen,
        measure=measure,
        matched=found,
        ratio=ratio,
        shrunken=shrunken,
        q=judged.q.get(pk),
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
    version=1,
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
)
