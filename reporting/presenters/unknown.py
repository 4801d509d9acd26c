"""What people of unknown ethnicity could change, as a table, whatever the ratios are of."""

from collections.abc import Iterable

from reporting import wording
from reporting.presenters.page import Table
from reporting.statistics import UnknownBounds


def bounds_table(
    rows: Iterable[tuple[str, UnknownBounds | None]], *, text: str, of: str = "Group"
) -> Table:
    """How far they could move each ratio; shown where they are more than 5%."""
    return Table(
        ident="bounds",
        heading="What the unknown could change",
        text=text,
        columns=(of, "As recorded", "Lowest to highest", "With chance added", "Direction"),
        rows=tuple(
            (
                label,
                wording.ratio_figures(bounds.recorded),
                between(*bounds.bounds),
                between(*bounds.interval),
                "Robust: the direction is the same wherever they belong"
                if bounds.robust
                else "Not settled: the direction depends on where they belong",
            )
            for label, bounds in rows
            if bounds is not None
        ),
    )


def between(low: float | None, high: float | None) -> str:
    if low is None:
        return "cannot be worked out"
    return f"{wording.times(low)} to {'any size' if high is None else wording.times(high)}"
