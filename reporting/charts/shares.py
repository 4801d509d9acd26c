"""Shares with their intervals on an axis of per cents that starts at 0."""

from collections.abc import Sequence

from reporting import wording
from reporting.charts.intervals import Axis, Chart, Plan, Row, chart, drawn
from reporting.charts.rates import axis as axis_from_zero

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
        heading="Share (95% interval)",
        axis_title=f"Share of {of}, with 95% interval",
        words=wording.share_figures,
        axis=lambda width: axis(top, width=width) if top else None,
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


def axis(top: float, *, width: float) -> Axis:
    """From 0% in even, round steps to the first that reaches `top`."""
    found = axis_from_zero(100 * top, width=width)
    return Axis(
        lowest=0,
        highest=found.highest / 100,
        ticks=tuple((value / 100, f"{label}%") for value, label in found.ticks),
    )
