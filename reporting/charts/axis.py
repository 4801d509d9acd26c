"""Axes: a scale with its labelled ticks, from 0 in even, round steps or of some other kind."""

from dataclasses import dataclass
from math import ceil, floor, log, log10

from reporting.charts.labels import width_of

APART = 12  # of two labels


@dataclass(frozen=True, kw_only=True)
class Axis:
    """A scale from the lowest to the highest value, with its labelled ticks."""

    lowest: float
    highest: float
    ticks: tuple[tuple[float, str], ...]
    logarithmic: bool = False

    @property
    def widest(self) -> float:
        """The room that the longest of its labels takes."""
        return max(width_of(label) for _, label in self.ticks)

    def share(self, value: float) -> float:
        """How far along the axis a value lies: 0 at its start, 1 at its end."""
        if self.logarithmic:
            return log(value / self.lowest) / log(self.highest / self.lowest)
        return (value - self.lowest) / (self.highest - self.lowest)

    def holds(self, value: float | None) -> bool:
        """Whether a value can be shown in its place."""
        return value is not None and self.lowest <= value <= self.highest


def from_zero(top: float, *, width: float) -> Axis:
    """From 0 in even, round steps to the first that reaches `top`; as many as the width lets in."""
    for most in range(6, 0, -1):
        step, decimals = _step(top / most)
        count = max(ceil(round(top / step, 9)), 1)
        ticks = tuple((step * n, f"{step * n:,.{decimals}f}") for n in range(count + 1))
        axis = Axis(lowest=0, highest=ticks[-1][0], ticks=ticks)
        if axis.widest + APART <= width / count:
            break
    return axis


def of_shares(top: float, *, width: float) -> Axis:
    """From 0% in even, round steps to the first that reaches `top`."""
    found = from_zero(100 * top, width=width)
    return Axis(
        lowest=0,
        highest=found.highest / 100,
        ticks=tuple((value / 100, f"{label}%") for value, label in found.ticks),
    )


def _step(least: float) -> tuple[float, int]:
    """The smallest of 1, 2, 2.5 or 5 times a power of ten from `least` on, and its decimals."""
    power = floor(log10(least))
    steps = ((1.0, -power), (2.0, -power), (2.5, 1 - power), (5.0, -power), (10.0, -1 - power))
    factor, decimals = next(step for step in steps if step[0] * 10.0**power >= least * (1 - 1e-9))
    return factor * 10.0**power, max(decimals, 0)
