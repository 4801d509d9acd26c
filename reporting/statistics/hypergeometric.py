"""The count of events in a group given all margins of a two by two table.

It is hypergeometric, tilted by the odds ratio: P(x) is in proportion to C(n1, x) C(n0, m - x) w^x
(Fisher 1935). Reckoned in logarithms, so that large tables do not overflow, and only around the
count that was seen: of a million counts all but some thousands have no chance worth adding.
"""

from collections.abc import Callable
from math import sqrt

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from reporting.statistics.roots import bracket_up, crossing

Numbers = NDArray[np.float64]

REACH = 20  # standard deviations, beyond which less is left than rounding takes


class ConditionalOdds:
    """The odds ratio that goes with `a` events among `n1`, where `with_event` of all have one."""

    def __init__(self, *, a: int, n1: int, n0: int, with_event: int) -> None:
        self.a = a
        self.lowest, self.highest = max(0, with_event - n0), min(n1, with_event)
        # The count is a sum of so many independent yeses and noes, whatever the odds ratio (Vatutin
        # and Mikhailov 1982): its variance is a quarter of their number at most.
        most = min(n1, n0, with_event, n1 + n0 - with_event)
        reach = int(REACH * sqrt(most) / 2) + REACH
        first, last = max(self.lowest, a - reach), min(self.highest, a + reach)
        table = np.array([a, n1 - a, with_event - a, n0 - with_event + a]) + 0.5
        # The logarithm of the cross product with a half added, and its error: always finite, and
        # never far off. Of large tables an interval is far shorter than 1.
        self.start = float(np.log(table) @ (1, -1, -1, 1))
        self.error = float(np.sqrt((1 / table).sum()))
        x = np.arange(first, last + 1, dtype=np.float64)
        self.counts: Numbers = x
        self.weights: Numbers = -(
            gammaln(x + 1)
            + gammaln(n1 - x + 1)
            + gammaln(with_event - x + 1)
            + gammaln(n0 - with_event + x + 1)
        )

    def estimate(self) -> float | None:
        """The odds ratio with the mean at `a`; None where it would be infinite."""
        if self.a == self.highest:
            return None
        if self.a == self.lowest:
            return 0.0
        return self._solve(lambda odds: float(self._chances(odds) @ self.counts) - self.a)

    def limits(self, *, tail: float) -> tuple[float, float | None]:
        """Where P(a or more), and P(a or fewer), is the tail."""
        at = self.a - int(self.counts[0])
        lower, upper = 0.0, None
        if self.a > self.lowest:
            lower = self._solve(lambda odds: float(self._chances(odds)[at:].sum()) - tail)
        if self.a < self.highest:
            upper = self._solve(lambda odds: tail - float(self._chances(odds)[: at + 1].sum()))
        return lower, upper

    def _chances(self, log_odds: float) -> Numbers:
        logs = self.weights + self.counts * log_odds
        chances: Numbers = np.exp(logs - logs.max())
        return chances / chances.sum()

    def _solve(self, function: Callable[[float], float]) -> float:
        """The odds at which a function of their logarithm, an increasing one, is zero."""
        high = bracket_up(function, start=self.start, step=self.error)
        low = -bracket_up(lambda place: -function(-place), start=-self.start, step=self.error)
        return float(np.exp(crossing(function, low=low, high=high)))
