"""Small multiples: charts of one kind side by side, on one scale."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from reporting.charts.intervals import Chart
from reporting.charts.labels import insist_ident


@dataclass(frozen=True, kw_only=True)
class Multiples:
    """Several charts under one title; each has its own. `ident` is that of all together."""

    ident: str
    title: str
    charts: tuple[Chart, ...]
    kind: Literal["multiples"] = "multiples"


def multiples(*, ident: str, title: str, charts: Sequence[Chart]) -> Multiples:
    """The charts in their order. They must have their scale in common: that is the reader's."""
    insist_ident(ident)
    if len({chart.kind for chart in charts}) != 1:
        raise ValueError("small multiples are charts of one kind, and at least one")
    return Multiples(ident=ident, title=title, charts=tuple(charts))
