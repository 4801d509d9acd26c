"""Forest plot: ratios with their intervals on a log axis, a line at no difference."""

from collections.abc import Sequence

from reporting import wording
from reporting.charts.axis import Axis
from reporting.charts.intervals import Chart, Plan, Row, chart

__all__ = ["AXIS", "Row", "forest"]

# The same axis for every ratio, so that two charts can be compared by eye.
AXIS = Axis(
    lowest=0.25,
    highest=8,
    ticks=((0.25, "0.25"), (0.5, "0.5"), (1, "1"), (2, "2"), (4, "4"), (8, "8")),
    logarithmic=True,
)


def forest(
    *,
    ident: str,
    title: str,
    rows: Sequence[Row],
    reference: str = "White",
    description: str = "",
    greyed: bool = False,
    of: str = "rate",
) -> Chart:
    """The layout of a forest plot of ratios that have been through their gates.

    `of` names what they are ratios of, on the axis.

    `description` is the sentence that says what the chart shows; each row is read out after it.
    `greyed` is for a chart with more than 20% unknown.
    """
    plan = Plan(
        axis_title=f"Times the {reference} {of}, with 95% interval (log scale)",
        words=wording.ratio_figures,
        axis=lambda width: AXIS,
        line_at=1,
    )
    return chart(
        kind="forest",
        ident=ident,
        title=title,
        description=description,
        rows=rows,
        plan=plan,
        greyed=greyed,
    )
