"""What was measured, against what was asked."""

import statistics
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class Result:
    """One line of the report. `at_most` or `at_least` is the target, if there is one."""

    name: str
    value: float
    unit: str = ""
    at_most: float | None = None
    at_least: float | None = None
    detail: str = ""

    def __str__(self) -> str:
        number = f"{self.value:,.3f}" if abs(self.value) < 10 else f"{self.value:,.0f}"
        target = verdict = ""
        if self.at_most is not None:
            target = f"at most {self.at_most:g}"
            verdict = "met" if self.value <= self.at_most else "MISSED"
        if self.at_least is not None:
            target = f"at least {self.at_least:g}"
            verdict = "met" if self.value >= self.at_least else "MISSED"
        number = f"{number} {self.unit}".strip()
        return f"{self.name:<58} {number:>14}  {target:<14} {verdict:<7} {self.detail}".rstrip()


def alternately(first: Callable[[], float], second: Callable[[], float], *, runs: int):
    """The medians of two measurements, taken in turn so that both meet the same weather."""
    pairs = [(first(), second()) for _ in range(runs)]
    return tuple(statistics.median(values) for values in zip(*pairs, strict=True))


def percentile(values: list[float], share: float) -> float:
    """The smallest value that `share` of all values do not exceed."""
    ordered = sorted(values)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]
