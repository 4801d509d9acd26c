"""Rates with their intervals on an axis that starts at 0."""

from collections.abc import Sequence

from reporting import wording
from reporting.charts import axis
from reporting.charts.intervals import Chart, Plan, Row, chart, drawn

__all__ = ["Row", "rates"]


def rates(
    *,
    ident: str,
    title: str,
    rows: Sequence[Row],
    unit: str = "per 1,000 people a year",
    highest: float | None = None,
    description: str = "",
    greyed: bool = False,
) -> Chart:
    """The layout of a dot-with-interval chart of rates.

    `highest` sets the end of the axis, for charts that share one scale; what goes beyond it ends
    in an arrow. Without it the axis holds every interval. `unit` follows the number in words.
    """
    uppers = [estimate.upper or 0 for row in rows if (estimate := drawn(row))]
    top = highest if highest is not None else max(uppers, default=0)
    if top < 0 or (highest is not None and top == 0):
        raise ValueError(f"the axis of rates starts at 0 and cannot end at {top}")
    plan = Plan(
        axis_title=f"Rate {unit}, with 95% interval",
        words=wording.rate_figures,
        axis=lambda width: axis.from_zero(top, width=width) if top else None,
    )
    return chart(
        kind="rates",
        ident=ident,
        title=title,
        description=description,
        rows=rows,
        plan=plan,
        greyed=greyed,
    )
