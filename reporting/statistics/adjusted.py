"""The gap among comparable people: a ratio of shares adjusted for what they differ in (M9).

A Poisson model with a logarithmic link and a robust variance ("modified Poisson", Zou 2004): its
coefficient is a ratio of shares, not of odds, and its variance holds although the event is a yes or
no. It is fitted to grouped cells, which gives the same numbers as a row for each person.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import exp, sqrt
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from reporting.statistics.estimate import Estimate, Input, not_estimable
from reporting.statistics.inputs import check_confidence, check_count, check_within
from reporting.statistics.intervals import tail_of, z_of
from reporting.statistics.pooled import RISKS

Numbers = NDArray[np.floating[Any]]

METHOD = "modified_poisson"
MOST_STEPS = 50
SETTLED = 1e-10  # the change of any coefficient, after which the next would be rounding
SEPARATED = 10  # a ratio of 22,000: no gap, but a level without events
ALIKE = 1e-8
NO_VARIANCE = 1e-14  # what rounding leaves; a million million people would have more


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


class _Cell(NamedTuple):
    """People alike in all covariates: a of n1 in the group, c of n0 in the reference."""

    a: int
    n1: int
    c: int
    n0: int
    levels: tuple[Any, ...]
    cluster: Any


class _Fit(NamedTuple):
    coefficient: float
    variance: float


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
    checked = [_checked(cell, covariates, cluster) for cell in cells]
    complete = [cell for cell in checked if None not in (*cell.levels, cell.cluster)]
    left_out = sum(cell.n1 + cell.n0 for cell in checked) - sum(
        cell.n1 + cell.n0 for cell in complete
    )
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


def _checked(cell: Mapping[str, Any], covariates: Sequence[str], cluster: str | None) -> _Cell:
    needed = (*RISKS, *covariates, *([cluster] if cluster else []))
    if missing := [name for name in needed if name not in cell]:
        raise ValueError(f"cells must have {', '.join(missing)}")
    a, n1, c, n0 = (check_count(name, cell[name]) for name in RISKS)
    check_within("events", a, "total", n1)
    check_within("reference_events", c, "reference_total", n0)
    levels = tuple(cell[name] for name in covariates)
    return _Cell(a, n1, c, n0, levels, cell[cluster] if cluster else "")


def _overlap(cells: Sequence[_Cell]) -> tuple[float | None, float | None]:
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
    cells: Sequence[_Cell], covariates: Sequence[str], cluster: str | None, confidence: float
) -> Estimate:
    if cluster is None:
        cells = _alike(cells, covariates)
    columns = [[cell.levels[number] for cell in cells] for number in range(len(covariates))]
    parameters = 2 + sum(max(len(set(column)) - 1, 0) for column in columns)
    events = sum(cell.a for cell in cells)
    reference_events = sum(cell.c for cell in cells)
    inputs: dict[str, Input] = {
        "events": events,
        "total": sum(cell.n1 for cell in cells),
        "reference_events": reference_events,
        "reference_total": sum(cell.n0 for cell in cells),
        "parameters": parameters,
        "covariates": ", ".join(covariates),
        "cluster": cluster,
        "confidence": confidence,
    }
    fit: _Fit | str
    if not (events and reference_events):
        fit = "no events in one of the groups"
    else:
        fit = _without_events(cells, covariates, columns) or _fit(cells, columns, cluster)
    if isinstance(fit, str):
        return not_estimable(fit, method=METHOD, inputs=inputs)
    half = z_of(tail_of(confidence)) * sqrt(fit.variance)
    return Estimate(
        estimate=exp(fit.coefficient),
        lower=exp(fit.coefficient - half),
        upper=exp(fit.coefficient + half),
        method=METHOD,
        inputs=inputs,
    )


def _alike(cells: Sequence[_Cell], covariates: Sequence[str]) -> list[_Cell]:
    """People alike in these covariates in one cell: the same numbers from fewer rows."""
    found: dict[tuple[Any, ...], list[int]] = {}
    for cell in cells:
        together = found.setdefault(cell.levels[: len(covariates)], [0, 0, 0, 0])
        for number, count in enumerate(cell[:4]):
            together[number] += count
    return [_Cell(a, n1, c, n0, levels, "") for levels, (a, n1, c, n0) in found.items()]


def _without_events(
    cells: Sequence[_Cell], covariates: Sequence[str], columns: Sequence[Sequence[Any]]
) -> str:
    """Names a level with people and no events: its coefficient would be minus infinity."""
    for name, column in zip(covariates, columns, strict=True):
        people: dict[Any, int] = {}
        events: dict[Any, int] = {}
        for cell, level in zip(cells, column, strict=True):
            people[level] = people.get(level, 0) + cell.n1 + cell.n0
            events[level] = events.get(level, 0) + cell.a + cell.c
        for level, number in events.items():
            if not number and people[level]:
                return f"no events where {name} is {level}: merge it with another"
    return ""


def _fit(
    cells: Sequence[_Cell], columns: Sequence[Sequence[Any]], cluster: str | None
) -> _Fit | str:
    """Iteratively reweighted least squares, then the robust variance of the group's coefficient."""
    rows = [(1.0, cell.a, cell.n1, i) for i, cell in enumerate(cells) if cell.n1]
    rows += [(0.0, cell.c, cell.n0, i) for i, cell in enumerate(cells) if cell.n0]
    events = np.array([row[1] for row in rows], dtype=np.float64)
    people = np.array([row[2] for row in rows], dtype=np.float64)
    x = _design(rows, columns)
    # Covariates may say the same twice, and the shortest solution is then as good as any. But the
    # group must not be one of them.
    kernel = np.eye(x.shape[1]) - np.linalg.pinv(x) @ x
    if np.abs(kernel[1]).max() > ALIKE:
        return "the covariates tell the groups apart"

    share = (events + 0.5) / (people + 1)
    beta: Numbers = np.zeros(x.shape[1])
    for _ in range(MOST_STEPS):
        weight = np.sqrt(people * share)
        working = np.log(share) + (events / people - share) / share
        new = np.linalg.lstsq(x * weight[:, None], working * weight, rcond=None)[0]
        if np.abs(new[1:]).max() > SEPARATED:
            return f"a coefficient beyond {SEPARATED}: some people differ completely"
        change = np.abs(new - beta).max()
        beta, share = new, np.exp(x @ new)
        if change < SETTLED:
            break
    else:
        return "the fit does not settle"

    bread = np.linalg.pinv((x * (people * share)[:, None]).T @ x)
    if cluster is None:
        # Those with the event are 1 - share away from what was expected, the others -share.
        spread = events * (1 - share) ** 2 + (people - events) * share**2
        meat = (x * spread[:, None]).T @ x
    else:
        scores: dict[Any, Numbers] = {}
        for row, score in zip(rows, x * (events - people * share)[:, None], strict=True):
            name = cells[row[3]].cluster
            scores[name] = scores.get(name, 0.0) + score
        count, everybody = len(scores), float(people.sum())
        rank = int(np.linalg.matrix_rank(x))
        if count < 2:
            return "a single cluster"
        if everybody <= rank:
            return "as many parameters as people"
        few = count / (count - 1) * (everybody - 1) / (everybody - rank)
        together = np.array(list(scores.values()))
        meat = few * together.T @ together
    variance = float((bread @ meat @ bread)[1, 1])
    if variance < NO_VARIANCE:
        return "the same for everybody"
    return _Fit(coefficient=float(beta[1]), variance=variance)


def _design(
    rows: Sequence[tuple[float, int, int, int]], columns: Sequence[Sequence[Any]]
) -> Numbers:
    """One, the group, and a column for every level of a covariate but its commonest."""
    x = [np.ones(len(rows)), np.array([row[0] for row in rows])]
    for column in columns:
        people: dict[Any, int] = {}
        for _, _, number, cell in rows:
            people[column[cell]] = people.get(column[cell], 0) + number
        usual = max(people, key=lambda level: people[level])
        for level in people:
            if level != usual:
                x.append(np.array([float(column[row[3]] == level) for row in rows]))
    return np.column_stack(x)
