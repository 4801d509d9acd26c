"""A regression on people in cells who are alike: the fit that both models of M9 share.

Grouped cells give the same numbers as a row for each person, from far fewer rows.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from reporting.statistics.estimate import Input
from reporting.statistics.inputs import check_count, check_within
from reporting.statistics.pooled import RISKS

Numbers = NDArray[np.floating[Any]]
Formula = Callable[[Numbers], Numbers]
Row = tuple[float, int, int, int]  # group or not, with the event, people, number of their cell

NO_EVENTS = "no events in one of the groups"
ALL_ALIKE = "the same for everybody"
MOST_STEPS = 50
SETTLED = 1e-10  # the change of any coefficient, after which the next would be rounding
SEPARATED = 10  # a ratio of 22,000: no gap, but a level without events
FARTHEST = 30  # a share that rounding no longer tells from none, or from all
ALIKE = 1e-8
NO_VARIANCE = 1e-14  # what rounding leaves; a million million people would have more


class Link(NamedTuple):
    """How a sum of terms becomes a share, back, and how fast the share rises with the sum.

    Both links are those of their model's own variance, so the last is also what a share varies.
    """

    share: Formula
    terms: Formula
    slope: Formula


LOG = Link(share=np.exp, terms=np.log, slope=lambda share: share)
LOGIT = Link(
    share=lambda terms: 1 / (1 + np.exp(-terms)),
    terms=lambda share: np.log(share / (1 - share)),
    slope=lambda share: share * (1 - share),
)


class Cell(NamedTuple):
    """People alike in all covariates: a of n1 in the group, c of n0 in the reference."""

    a: int
    n1: int
    c: int
    n0: int
    levels: tuple[Any, ...]
    cluster: Any


class Fit(NamedTuple):
    """Coefficients (a constant, the group, the levels) and their robust covariance.

    `x` has a row for the people of each cell and group, `people` their numbers, `events` how many
    of them have the event, and `clusters` theirs.
    """

    coefficients: Numbers
    covariance: Numbers
    x: Numbers
    people: Numbers
    events: Numbers
    clusters: list[Any]


def checked_cells(
    cells: Sequence[Mapping[str, Any]], covariates: Sequence[str], cluster: str | None
) -> tuple[list[Cell], int]:
    """The cells that have every covariate, and how many people are in the others."""
    checked = [_checked(cell, covariates, cluster) for cell in cells]
    complete = [cell for cell in checked if None not in (*cell.levels, cell.cluster)]
    everybody, kept = (sum(cell.n1 + cell.n0 for cell in some) for some in (checked, complete))
    return complete, everybody - kept


def alike(cells: Sequence[Cell], covariates: int) -> list[Cell]:
    """People alike in the first so many covariates in one cell: the same numbers of fewer rows."""
    found: dict[tuple[Any, ...], list[int]] = {}
    for cell in cells:
        together = found.setdefault(cell.levels[:covariates], [0, 0, 0, 0])
        for number, count in enumerate(cell[:4]):
            together[number] += count
    return [Cell(a, n1, c, n0, levels, "") for levels, (a, n1, c, n0) in found.items()]


def inputs_of(
    cells: Sequence[Cell], covariates: Sequence[str], cluster: str | None, confidence: float
) -> dict[str, Input]:
    """What a model is made from, for its Estimate."""
    levels = [{cell.levels[number] for cell in cells} for number in range(len(covariates))]
    return {
        "events": sum(cell.a for cell in cells),
        "total": sum(cell.n1 for cell in cells),
        "reference_events": sum(cell.c for cell in cells),
        "reference_total": sum(cell.n0 for cell in cells),
        "parameters": 2 + sum(max(len(names) - 1, 0) for names in levels),
        "covariates": ", ".join(covariates),
        "cluster": cluster,
        "confidence": confidence,
    }


def fit(
    cells: Sequence[Cell], covariates: Sequence[str], *, link: Link, cluster: str | None
) -> Fit | str:
    """Iteratively reweighted least squares and the robust variance; or why there is no fit."""
    columns = [[cell.levels[number] for cell in cells] for number in range(len(covariates))]
    if not (sum(cell.a for cell in cells) and sum(cell.c for cell in cells)):
        return NO_EVENTS
    if reason := _without_events(cells, covariates, columns):
        return reason
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

    terms = link.terms((events + 0.5) / (people + 1))
    beta: Numbers = np.zeros(x.shape[1])
    for _ in range(MOST_STEPS):
        share = link.share(terms)
        slope = link.slope(share)
        weight, working = np.sqrt(people * slope), terms + (events / people - share) / slope
        new = np.linalg.lstsq(x * weight[:, None], working * weight, rcond=None)[0]
        if np.abs(new[1:]).max() > SEPARATED:
            return f"a coefficient beyond {SEPARATED}: some people differ completely"
        change = np.abs(new - beta).max()
        beta, terms = new, x @ new
        if change < SETTLED or np.abs(terms).max() > FARTHEST:
            break
    if not change < SETTLED:
        return "the fit does not settle"

    share = link.share(terms)
    bread = np.linalg.pinv((x * (people * link.slope(share))[:, None]).T @ x)
    meat = _meat(cells, rows, x, share, cluster)
    if isinstance(meat, str):
        return meat
    covariance: Numbers = bread @ meat @ bread
    if covariance[1, 1] < NO_VARIANCE:
        return ALL_ALIKE
    clusters = [cells[cell].cluster for _, _, _, cell in rows]
    return Fit(beta, covariance, x, people, events, clusters)


def _design(rows: Sequence[Row], columns: Sequence[Sequence[Any]]) -> Numbers:
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


def _meat(
    cells: Sequence[Cell],
    rows: Sequence[Row],
    x: Numbers,
    share: Numbers,
    cluster: str | None,
) -> Numbers | str:
    """The sum of the squared scores of persons, or of clusters of them."""
    events, people = (np.array([row[place] for row in rows], dtype=np.float64) for place in (1, 2))
    if cluster is None:
        # Those with the event are 1 - share away from what was expected, the others -share.
        spread = events * (1 - share) ** 2 + (people - events) * share**2
        return np.asarray((x * spread[:, None]).T @ x)
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
    return np.asarray(few * together.T @ together)


def _checked(cell: Mapping[str, Any], covariates: Sequence[str], cluster: str | None) -> Cell:
    needed = (*RISKS, *covariates, *([cluster] if cluster else []))
    if missing := [name for name in needed if name not in cell]:
        raise ValueError(f"cells must have {', '.join(missing)}")
    a, n1, c, n0 = (check_count(name, cell[name]) for name in RISKS)
    check_within("events", a, "total", n1)
    check_within("reference_events", c, "reference_total", n0)
    levels = tuple(cell[name] for name in covariates)
    return Cell(a, n1, c, n0, levels, cell[cluster] if cluster else "")


def _without_events(
    cells: Sequence[Cell], covariates: Sequence[str], columns: Sequence[Sequence[Any]]
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
