"""Shares of people once handcuffed in words, pictures and tables, whatever the groups."""

from collections.abc import Callable, Iterable, Sequence

from reporting import wording
from reporting.charts.forest import Row as ForestRow
from reporting.charts.forest import forest
from reporting.charts.intervals import Chart
from reporting.charts.multiples import Multiples, multiples
from reporting.charts.shares import Row as DotRow
from reporting.charts.shares import highest_of, shares
from reporting.presenters import behind, strata
from reporting.presenters.page import Step, Table
from reporting.presenters.unknown import bounds_table
from reporting.reports.adjusted_models import ModelRow
from reporting.reports.declaration import Result
from reporting.reports.outcomes import Count, ShareRow
from reporting.statistics import State

Rows = Sequence[ShareRow]
REMARKS = (
    "Intervals are 95% intervals. Share: Wilson. Difference of shares: Newcombe, method 10. Ratio: "
    "Koopman’s score interval. Within areas: Mantel and Haenszel, with the variance of Greenland "
    "and Robins; whether areas differ: Cochran’s Q of the logarithms.",
    "A percentage is shown of at least 10 people; a ratio if it happened to at least 10 people of "
    "both groups, and it is of low precision if its upper limit is more than four times the lower.",
    "Read: Newcombe, Statistics in Medicine 17 (1998), for shares and differences; Koopman, "
    "Biometrics 40 (1984), for ratios; Greenland and Robins, Biometrics 41 (1985), within areas.",
)


def compared(row: ShareRow, reference: ShareRow) -> str:
    """Both shares, ratio and difference always together, with the counts behind them."""
    counts = wording.sentence(f"{_of(row)} people against {_of(reference)}")
    if State.SUPPRESSED in (row.share.state, reference.share.state):
        return f"no percentage is shown, because a count behind it is hidden. {counts}"
    if not (row.share.shown and reference.share.shown):
        return f"fewer than 10 people in one of the groups, so no percentage is shown. {counts}"
    ratio = f": {wording.ratio(row.ratio, reference=reference.label, of='share')}"
    if not row.ratio.shown:
        ratio = f"; ratio{ratio}"
    elif not row.ratio.lower <= 1 <= row.ratio.upper:
        ratio += f", {wording.ratio_limits(row.ratio)}"
    said = (
        f"{row.share.estimate:.1%} against {reference.share.estimate:.1%}{ratio}; the difference "
        f"is {wording.points_figures(row.difference)} percentage points. {counts}"
    )
    if row.spread and row.spread.differs:
        said += f" {strata.in_short(row.spread)}: see its table."
    return said


def within_areas(row: ShareRow) -> str:
    """What holds inside areas, as a sentence above the table; nothing where that is not asked."""
    if row.pooled is None:
        return ""
    return f"{row.label}: {strata.within(row.pooled, of='share')} {strata.spread(row.spread)}"


def bounds(
    rows: Iterable[tuple[str, ShareRow | ModelRow]],
    *,
    reference: str,
    of: str = "Group",
    more: str = "",
) -> Table:
    """What the unknown could change; `more` is what else must be known of that."""
    return bounds_table(
        ((label, row.bounds) for label, row in rows),
        of=of,
        text="More than 5% have no ethnicity recorded. The ratio would be the lowest if those of "
        f"them to whom it happened were all {reference} and the others all of the group, and the "
        f"highest the other way round.{more and ' '}{more}",
    )


def dots(outcomes: Sequence[Rows], *, title: str, of: str, greyed: bool = False) -> Multiples:
    """One picture for each outcome: the share of each group, all on one scale."""
    drawn = [
        [DotRow(label=row.label, estimate=row.share, counts=f"{_of(row)} people") for row in rows]
        for rows in outcomes
    ]
    highest = max(highest_of(rows) for rows in drawn)
    return multiples(
        ident="shares",
        title=title,
        charts=[
            shares(
                ident=f"share-{rows[0].outcome.name.replace('_', '-')}",
                title=rows[0].outcome.label,
                description="Share of each group with 95% interval.",
                of=of,
                rows=dots,
                highest=highest,
                greyed=greyed,
            )
            for rows, dots in zip(outcomes, drawn, strict=True)
        ],
    )


def ratios(
    rows: Rows, *, ident: str, title: str, group: str, reference: str, greyed: bool = False
) -> Chart:
    """One group against the reference: a row for each outcome, on the axis of all ratios."""
    return forest(
        ident=ident,
        title=title,
        description=f"Share of {group} over the share of {reference}, with 95% interval.",
        reference=reference,
        of="share",
        rows=[
            ForestRow(
                label=row.outcome.label,
                estimate=row.ratio,
                counts=f"{_of(row)} against {_of(row.reference_count)}",
            )
            for row in rows
        ],
        greyed=greyed,
    )


def table(
    rows: Rows,
    chosen: ShareRow,
    *,
    caption: str,
    reference: str,
    by_area: bool,
    result: Result,
    narrowed: Callable[[ShareRow], dict[str, str]],
) -> Table:
    """One outcome, every group; where there is no figure it says why.

    The text above it is about the chosen group. `narrowed` says which rows of a row file are a
    group's.
    """
    outcome = rows[0].outcome
    columns = (
        "Group",
        "People",
        "It happened to",
        "Share",
        f"Points more than {reference}",
        f"Times the share of {reference}",
    )
    return Table(
        ident=outcome.name.replace("_", "-"),
        heading=outcome.label,
        text=within_areas(chosen),
        caption=caption,
        columns=(*columns, "The same within areas", "Areas differ?") if by_area else columns,
        numeric=range(1, 7),
        rows=tuple(
            (row.label, *_counts(row, result, narrowed(row)), *_figures(row, by_area=by_area))
            for row in rows
        ),
    )


def _counts(row: ShareRow, result: Result, group: dict[str, str]) -> tuple[str, str]:
    total = behind.count(row.total, result, **row.outcome.rows_of_total, **group)
    return total, behind.count(row.events, result, **row.outcome.rows_of_events, **group)


def _figures(row: ShareRow, *, by_area: bool) -> tuple[str, ...]:
    cells = (
        wording.cell(row.share, wording.share_figures),
        wording.cell(row.difference, wording.points_figures),
        wording.cell(row.ratio, wording.ratio_figures),
    )
    if not by_area:
        return cells
    pooled = wording.cell(row.pooled, wording.ratio_figures)
    return (*cells, pooled, strata.cell(row.spread))


def method(rows: Rows) -> tuple[Step, ...]:
    """The formulas with the numbers of the first row that has a ratio; none without one."""
    row = next((row for row in rows if row.ratio is not None and row.ratio.shown), None)
    if row is None:
        return ()
    a, n = row.events, row.total
    c, m = row.ratio.inputs["reference_events"], row.ratio.inputs["reference_total"]
    steps = (
        Step(
            name="Share",
            formula="people to whom it happened ÷ people of the group",
            example=f"{row.outcome.label}, {row.label}: {a:,} ÷ {n:,} = {a / n:.4%}; compared "
            f"with: {c:,} ÷ {m:,} = {c / m:.4%}",
        ),
        Step(
            name="Difference",
            formula="share − share of the group compared with; each limit from the Wilson limits "
            "of both shares",
            example=f"{a / n:.4%} − {c / m:.4%} = {100 * row.difference.estimate:,.4f} points, "
            f"{100 * row.difference.lower:,.4f} to {100 * row.difference.upper:,.4f}",
        ),
        Step(
            name="Ratio",
            formula="share ÷ share of the group compared with; the limits are the ratios that a "
            "chi-squared test of the two shares would just not reject",
            example=f"{a / n:.4%} ÷ {c / m:.4%} = {row.ratio.estimate:,.4f}, "
            f"{row.ratio.lower:,.4f} to {row.ratio.upper:,.4f}",
        ),
    )
    if row.pooled is None or not row.pooled.shown:
        return steps
    return (
        *steps,
        Step(
            name="Within areas",
            formula="Σ(a × n₀ ÷ N) ÷ Σ(c × n₁ ÷ N) over areas: a of n₁ in the group, c of n₀ in "
            "the group compared with, N both",
            example=f"{row.pooled.inputs['strata']:,} areas, "
            f"{row.pooled.inputs['left_out']:,} of them without people of both groups: "
            f"{row.pooled.estimate:,.4f}, {row.pooled.lower:,.4f} to {row.pooled.upper:,.4f}",
        ),
    )


def _of(count: ShareRow | Count) -> str:
    return f"{wording.so_many(count.events)} of {wording.so_many(count.total)}"
