"""Average shares of many resamples: what another sample of such people might have given (M9).

The bootstrap of Efron (1979): people, or whole clusters of them, are drawn with replacement, and
the logistic model is fitted to each draw anew. Nothing is supposed of how they vary together, nor
of how the figure is spread; the seed is fixed, so that the same people always give the same limits.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from reporting.statistics.grouped import LOGIT, Fit

Numbers = NDArray[np.floating[Any]]
Draw = tuple[Numbers, Numbers]  # of each resample the events and people of each row of the model

SEED = 1979
MOST_STEPS = 30
SETTLED = 1e-10  # the change of an average share, where a coefficient of a rare level may go on
LEAST_WEIGHT = 1e-9  # of the weight of all
FARTHEST = 500.0  # a sum of terms whose share is none, or all
AT_ONCE = 4_000_000  # numbers in memory


def average_shares(*, fitted: Fit, by_cluster: bool, resamples: int) -> Numbers:
    """A row for each resample: the average share with everybody in the group, in the reference.

    Not a number where a resample has no fit, as without events in one of the groups. Whole clusters
    are drawn, or each person alone.
    """
    left, sizes, right = np.linalg.svd(fitted.x, full_matrices=False)
    kept = sizes > sizes[0] * 1e-9  # covariates may say the same twice
    back = right[kept].T / sizes[kept]
    x = left[:, kept]
    as_group, as_reference = (_set(fitted.x, group) @ back for group in (1.0, 0.0))
    start = sizes[kept] * (right[kept] @ fitted.coefficients)
    draw = _of_clusters if by_cluster else _of_people
    events, people = draw(np.random.default_rng(SEED), fitted, resamples)
    of_group = np.array([events @ fitted.x[:, 1], events @ (1 - fitted.x[:, 1])])

    found, before = np.full((resamples, 2), np.nan), np.full((resamples, 2), np.nan)
    beta, going = np.tile(start, (resamples, 1)), np.flatnonzero(of_group.all(axis=0))
    weights = people / np.maximum(people.sum(axis=1, keepdims=True), 1)
    for _ in range(MOST_STEPS):
        beta[going] += _steps(x, beta[going], events[going], people[going])
        after = np.column_stack(
            [
                (weights[going] * _shares(beta[going], of)).sum(axis=1)
                for of in (as_group, as_reference)
            ]
        )
        settled = np.abs(after - before[going]).max(axis=1) < SETTLED
        found[going[settled]] = after[settled]
        before[going] = after
        going = going[~settled]
        if not going.size:
            break
    return found


def _shares(beta: Numbers, x: Numbers) -> Numbers:
    """Of each resample by each row."""
    return LOGIT.share(np.clip(beta @ x.T, -FARTHEST, FARTHEST))


def _steps(x: Numbers, beta: Numbers, events: Numbers, people: Numbers) -> Numbers:
    """Newton's next step of each resample."""
    share = _shares(beta, x)
    slope = people * LOGIT.slope(share)
    width = x.shape[1]
    information = np.zeros((len(beta), width * width))
    for rows in np.array_split(np.arange(len(x)), len(x) * width * width // AT_ONCE + 1):
        products = x[rows, :, None] * x[rows, None, :]
        information += slope[:, rows] @ products.reshape(len(rows), -1)
    information = information.reshape(-1, width, width)
    # A level without events in a draw has hardly any weight: its step stays finite.
    traces = np.trace(information, axis1=1, axis2=2) + np.finfo(float).tiny
    information += LEAST_WEIGHT * traces[:, None, None] * np.eye(width)
    scores = (events - people * share) @ x
    return np.linalg.solve(information, scores[:, :, None])[:, :, 0]


def _set(x: Numbers, group: float) -> Numbers:
    everybody = x.copy()
    everybody[:, 1] = group
    return everybody


def _of_people(generator: np.random.Generator, fitted: Fit, resamples: int) -> Draw:
    parts = np.concatenate([fitted.events, fitted.people - fitted.events])
    drawn = generator.multinomial(int(parts.sum()), parts / parts.sum(), size=resamples)
    events, others = np.split(drawn.astype(np.float64), 2, axis=1)
    return events, events + others


def _of_clusters(generator: np.random.Generator, fitted: Fit, resamples: int) -> Draw:
    places = {name: place for place, name in enumerate(dict.fromkeys(fitted.clusters))}
    chances = np.full(len(places), 1 / len(places))
    times = generator.multinomial(len(places), chances, size=resamples)
    drawn = times[:, [places[name] for name in fitted.clusters]]
    return fitted.events * drawn, fitted.people * drawn
