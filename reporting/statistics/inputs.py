"""Checks on what goes into a statistic. A wrong input raises; it never becomes a wrong number."""

from collections.abc import Mapping, Sequence
from math import isfinite
from numbers import Integral, Real
from typing import Any

Strata = Sequence[Sequence[Any] | Mapping[str, Any]]

MOST = 2**63 - 1  # what a database counts to


def check_count(name: str, value: float) -> int:
    """A number of events: a whole number of zero or more, not beyond what a database counts to.

    Numpy's integers are one, and 12.0 is: so a file of JSON or a column with gaps has its counts.
    A boolean is none.
    """
    if type(value) is int and 0 <= value <= MOST:  # nearly always, and the rest takes its time
        return value
    whole = isinstance(value, Integral) or (isinstance(value, Real) and value % 1 == 0)
    if isinstance(value, bool) or not whole:
        raise ValueError(f"{name} must be a whole number, got {value!r}")
    if value < 0:
        raise ValueError(f"{name} must not be negative, got {value}")
    if value > MOST:
        raise ValueError(f"{name} must not be larger than {MOST}")
    return int(value)


def check_exposure(name: str, value: float | None) -> float | None:
    """Residents x years, or any other size: zero or more. None means it was never loaded."""
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, Real) or not isfinite(value):
        raise ValueError(f"{name} must be a finite number or None, got {value!r}")
    if value < 0:
        raise ValueError(f"{name} must not be negative, got {value}")
    return float(value)


def check_within(part_name: str, part: float, whole_name: str, whole: float) -> None:
    """A part cannot be larger than its whole."""
    if part > whole:
        raise ValueError(f"{part_name} ({part}) must not exceed {whole_name} ({whole})")


def check_positive(name: str, value: float) -> float:
    """A multiplier such as per=1000."""
    if isinstance(value, bool) or not isinstance(value, Real) or not 0 < value < float("inf"):
        raise ValueError(f"{name} must be a positive number, got {value!r}")
    return float(value)


def check_confidence(confidence: float) -> float:
    """Between 0 and 1, neither of them: 0.95, not 95."""
    if isinstance(confidence, bool) or not isinstance(confidence, Real) or not 0 < confidence < 1:
        raise ValueError(f"confidence must be above 0 and below 1, got {confidence!r}")
    return float(confidence)


def check_share(name: str, value: float) -> float:
    """A share of a whole, from 0 to 1."""
    if isinstance(value, bool) or not isinstance(value, Real) or not 0 <= value <= 1:
        raise ValueError(f"{name} must be from 0 to 1, got {value!r}")
    return float(value)


def check_strata(name: str, strata: Strata, fields: tuple[str, ...]) -> list[tuple[Any, ...]]:
    """Strata as tuples in the order of `fields`; each comes so, or as a mapping of these names."""
    found = []
    for stratum in strata:
        if isinstance(stratum, Mapping):
            if missing := [field for field in fields if field not in stratum]:
                raise ValueError(f"{name} must have {', '.join(missing)}, got {dict(stratum)}")
            found.append(tuple(stratum[field] for field in fields))
        elif len(stratum) == len(fields):
            found.append(tuple(stratum))
        else:
            raise ValueError(f"{name} must be of {', '.join(fields)}, got {stratum!r}")
    return found
