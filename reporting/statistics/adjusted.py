"""The gap among comparable people: a ratio of shares adjusted for what they differ in (M9).

A Poisson model with a logarithmic link and a robust variance ("modified Poisson", Zou 2004): its
coefficient is a ratio of shares, not of odds, and its variance holds although the event is a yes or
no. It is fitted to grouped cells, which gives the same numbers as a row for each person.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, sqrt
from typing import Any

from reporting.statistics.estimate import Estimate, not_estimable
from reporting.statistics.grouped import LOG, Cell, alike, checked_cells, fit, inputs_of
from reporting.statistics.inputs import check_confidence
from reporting.statistics.intervals import tail_of, z_of

METHOD = "modified_poisson"


@dataclass(frozen=True, kw_only=True)
class Step:
    """The ratio after adjusting for `covariates`; none for the crude one."""

    covariates: tuple[str, ...]
    ratio: Estimate


@dataclass(frozen=True, kw_only=True)
class AdjustedRatio:
    """Crude to adjusted, a step for each covariate added in the order given, on the same people.

    `overlap` is the share of the group's people who have somebody of the reference exactly like
    them in all covariates, `reference_overlap` the other way round: where it is small the model
    compares people with nobody like them. None without people. `left_out` are people of cells with
    a covariate missing, in no step.
    """

    steps: tuple[Step, ...]
    overlap: float | None
    reference_overlap: float | None
    left_out: int

    @property
    def crude(self) -> Estimate:
        return self.steps[0].ratio

    @property
    def adjusted(self) -> Estimate:
        return self.steps[-1].ratio


def adjusted_ratio(
    *,
    cells: Sequence[Mapping[str, Any]],
    covariates: Sequence[str],
    cluster: str | None = None,
    confidence: float = 0.95,
) -> AdjustedRatio:
    """The ratio of shares adjusted for each of `covariates` in turn.

    A cell is a mapping with events, total, reference_events, reference_total, and a value for each
    covariate; all values are categories. Cells may repeat a combination. `cluster` names a value of
    the cells within which people are not independent, such as an incident; the variance then adds
    up scores by cluster, with the usual correction for few clusters.

    A value of None leaves the cell out, of every step. Not estimable: no events in one of the
    groups; a level without events (merge it with another); groups that a covariate tells apart; a
    fit that does not settle, or a coefficient beyond 10. Whether there are events enough for so
    many parameters, `gate_adjusted` decides.
    """
    confidence = check_confidence(confidence)
    complete, left_out = checked_cells(cells, covariates, cluster)
    overlap, reference_overlap = _overlap(complete)
    return AdjustedRatio(
        steps=tuple(
            Step(
                covariates=tuple(covariates[:number]),
                ratio=_step(complete, covariates[:number], cluster, confidence),
            )
            for number in range(len(covariates) + 1)
        ),
        overlap=overlap,
        reference_overlap=reference_overlap,
        left_out=left_out,
    )


def _overlap(cells: Sequence[Cell]) -> tuple[float | None, float | None]:
    people: dict[tuple[Any, ...], list[int]] = {}
    for cell in cells:
        both = people.setdefault(cell.levels, [0, 0])
        both[0] += cell.n1
        both[1] += cell.n0
    shares: list[float | None] = []
    for own, other in ((0, 1), (1, 0)):
        everybody = sum(both[own] for both in people.values())
        matched = sum(both[own] for both in people.values() if both[other])
        shares.append(matched / everybody if everybody else None)
    return shares[0], shares[1]


def _step(
    cells: Sequence[Cell], covariates: Sequence[str], cluster: str | None, confidence: float
) -> Estimate:
    if cluster is None:
        cells = alike(cells, len(covariates))
    inputs = inputs_of(cells, covariates, cluster, confidence)
    fitted = fit(cells, covariates, link=LOG, cluster=cluster)
    if isinstance(fitted, str):
        return not_estimable(fitted, method=METHOD, inputs=inputs)
    coefficient = float(fitted.coefficients[1])
    half = z_of(tail_of(confidence)) * sqrt(fitted.covariance[1, 1])
    return Estimate(
        estimate=exp(coefficient),
        lower=exp(coefficient - half),
        upper=exp(coefficient + half),
        method=METHOD,
        inputs=inputs,
    )
