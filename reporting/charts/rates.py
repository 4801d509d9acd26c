"""Rates with their intervals on an axis that starts at 0."""

from collections.abc import Sequence
from math import ceil, floor, log10

from reporting import wording
from reporting.charts.intervals import GAP, Axis, Chart, Plan, Row, chart, drawn
from reporting.charts.labels import width_of

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
        heading="Rate (95% interval)",
        axis_title=f"Rate {unit}, with 95% interval",
        words=wording.rate_figures,
        axis=lambda width: axis(top, width=width) if top else None,
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


def axis(top: float, *, width: float) -> Axis:
    """From 0 in even, round steps to the first that reaches `top`; as many as the width lets in."""
    for most in range(6, 0, -1):
        step, decimals = _step(top / most)
        count = max(ceil(round(top / step, 9)), 1)
        ticks = tuple((step * n, f"{step * n:,.{decimals}f}") for n in range(count + 1))
        if max(width_of(label) for _, label in ticks) + GAP <= width / count:
            break
    return Axis(lowest=0, highest=ticks[-1][0], ticks=ticks)


def _step(least: float) -> tuple[float, int]:
    """The smallest of 1, 2, 2.5 or 5 times a power of ten from `least` on, and its decimals."""
    power = floor(log10(least))
    steps = ((1.0, -power), (2.0, -power), (2.5, 1 - power), (5.0, -power), (10.0, -1 - power))
    factor, decimals = next(step for step in steps if step[0] * 10.0**power >= least * (1 - 1e-9))
    return factor * 10.0**power, max(decimals, 0)
