"""What every statistic returns: a number with its limits, or a state that says why not."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from math import isfinite
from types import MappingProxyType
from typing import Any, Self

Input = int | float | str | None


class State(StrEnum):
    """How far a figure may be used. The values are stored and exported: never rename one."""

    OK = "ok"
    LOW_PRECISION = "low_precision"
    INSUFFICIENT = "insufficient"
    NOT_ESTIMABLE = "not_estimable"
    SUPPRESSED = "suppressed"
    BENCHMARK_MISSING = "benchmark_missing"


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """One figure with its interval, how it was made and whether it may be shown.

    A number is None when it is undefined or unbounded, so NaN and infinity cannot reach a page, a
    CSV file or JSON. Three shapes are possible, and no other can be built:

    - ok, low_precision: all three numbers, or the point alone of a figure that has no interval
      (the E-value of a plain number, the strength of a prior);
    - not_estimable: no point; `lower` alone when the data bound the figure from below only
      (events in the group, none in the reference);
    - insufficient, suppressed, benchmark_missing: no number at all, so none can leak.

    `method` names how the interval was made ("exact", "wilson", "mantel_haenszel" ...), `note`
    gives the reason in a few words, `inputs` the counts, exposures and confidence that went in.
    """

    estimate: float | None = None
    lower: float | None = None
    upper: float | None = None
    method: str = ""
    state: State = State.OK
    note: str = ""
    inputs: Mapping[str, Input] = field(default_factory=dict, hash=False)

    def __post_init__(self) -> None:
        numbers = [n for n in (self.lower, self.estimate, self.upper) if n is not None]
        if not all(isfinite(number) for number in numbers):
            raise ValueError(f"an estimate holds finite numbers or None, not {numbers}")
        if numbers != sorted(numbers):
            raise ValueError(f"limits must enclose the estimate, got {numbers}")
        if not all(v is None or isinstance(v, str) or isfinite(v) for v in self.inputs.values()):
            raise ValueError(f"inputs must be finite, got {dict(self.inputs)}")
        state = State(self.state)
        complete = len(numbers) == 3
        alone = self.estimate is not None and len(numbers) == 1
        if not (complete or alone) if self.shown else complete:
            raise ValueError(f"state {state} does not fit the numbers {numbers}")
        if numbers and not self.shown and not (state is State.NOT_ESTIMABLE and self.unbounded):
            raise ValueError(f"state {state} must not carry the numbers {numbers}")
        object.__setattr__(self, "state", state)
        object.__setattr__(self, "inputs", MappingProxyType(dict(self.inputs)))

    @property
    def shown(self) -> bool:
        """Whether there is a point that may be shown, with both its limits if it has any."""
        return self.state in (State.OK, State.LOW_PRECISION)

    @property
    def unbounded(self) -> bool:
        """Whether the data give a lower limit only: drawn as an arrow without a point."""
        return self.lower is not None and self.estimate is None and self.upper is None

    def withhold(self, *, state: State, note: str) -> Self:
        """The same figure without its numbers, and the reason."""
        return replace(self, estimate=None, lower=None, upper=None, state=state, note=note)

    def __reduce__(self) -> tuple[Any, ...]:
        # A read-only mapping cannot be pickled or copied; results are cached, so go by way of dict.
        values = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return _rebuild, (type(self), values | {"inputs": dict(self.inputs)})


def not_estimable(note: str, *, method: str = "", inputs: Mapping[str, Input]) -> Estimate:
    """The answer where the data give none, with the reason."""
    return Estimate(method=method, state=State.NOT_ESTIMABLE, note=note, inputs=inputs)


def _rebuild(kind: type[Estimate], values: dict[str, Any]) -> Estimate:
    return kind(**values)
