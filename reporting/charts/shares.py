"""Shares with their intervals on an axis of per cents that starts at 0."""

from collections.abc import Sequence

from reporting import wording
from reporting.charts import axis
from reporting.charts.intervals import Chart, Plan, Row, chart, drawn

__all__ = ["Row", "highest_of", "shares"]


def highest_of(rows: Sequence[Row]) -> float:
    """Where the axis of these rows must reach to: the end for charts that share one scale."""
    return max((estimate.upper or 0 for row in rows if (estimate := drawn(row))), default=0)


def shares(
    *,
    ident: str,
    title: str,
    rows: Sequence[Row],
    of: str,
    highest: float | None = None,
    description: str = "",
    greyed: bool = False,
) -> Chart:
    """The layout of a dot-with-interval chart of shares; `of` says of whom, on the axis.

    `highest` is the end of an axis that several charts share, from 0 to 1.
    """
    top = highest_of(rows) if highest is None else highest
    if not 0 <= top <= 1:
        raise ValueError(f"a share is from 0 to 1, and the axis cannot end at {top}")
    plan = Plan(
        axis_title=f"Share of {of}, with 95% interval",
        words=wording.share_figures,
        axis=lambda width: axis.of_shares(top, width=width) if top else None,
    )
    return chart(
        kind="shares",
        ident=ident,
        title=title,
        description=description,
        rows=rows,
        plan=plan,
        greyed=greyed,
    )
