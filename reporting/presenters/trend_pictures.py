"""The pictures of R11: month by month, watched for a rise, group by group, quarter by quarter."""

from reporting import wording
from reporting.charts.forest import Row as ForestRow
from reporting.charts.forest import forest
from reporting.charts.run import Change, Level, Point, run_chart, top_of
from reporting.presenters import basis
from reporting.presenters.page import Figure
from reporting.presenters.trend_tables import UNIT, quarter_name
from reporting.reports.population_gap import REFERENCE
from reporting.reports.trend import Trend
from reporting.reports.trend_spans import QUARTER, Span
from reporting.selection import quarter_of
from reporting.statistics.watching import RUN_LENGTH
from reporting.wording import number, so_many

AGAIN = f"about once in {RUN_LENGTH} months"


def pictures(result: Trend) -> list[Figure]:
    # A picture with a gap where a count is hidden would look like one of nothing.
    figures = [_all_groups(result)] if all(one.count.shown for one in result.months) else []
    if watched := [month for month in result.months if month.watch]:
        figures.append(
            Figure(
                chart=run_chart(
                    ident="sum",
                    title="Watching for a lasting rise",
                    value_title="Sum of handcuffings beyond those of the year before (CUSUM)",
                    description="The sum after each month, and the line of a signal.",
                    points=[
                        Point(
                            label=basis.short_month(month.start),
                            value=month.watch.cusum,
                            words=f"{month.watch.cusum:,.1f}",
                            signal=month.watch.signal,
                        )
                        for month in watched
                    ],
                    levels=[
                        Level(
                            kind="l95",
                            words=f"Signal; without a change {AGAIN}",
                            values=tuple(month.watch.threshold for month in watched),
                        )
                    ],
                ),
                caption=f"A single month above the line is expected {AGAIN} if nothing changed. "
                "A signal is a diamond: a reason to look for what changed, not a finding. After it "
                "the sum starts again.",
            )
        )
    if result.benchmark:
        figures += _of_groups(result)
        figures.append(_ratios(result))
    return figures


def _all_groups(result: Trend) -> Figure:
    """How many in each month, or quarter."""
    step = result.step
    return Figure(
        chart=run_chart(
            ident="months",
            title=f"Handcuffings a {step}",
            value_title="Handcuffings, with 95% interval",
            description=f"Handcuffings in each {step}, with 95% interval.",
            points=[
                _point(month, month.count.estimate, month.count.lower, month.count.upper)
                for month in result.months
            ],
            levels=[
                Level(
                    kind="target",
                    words=f"Mean of the whole {step}s, {usual(result.usual)}",
                    values=(result.usual,) * len(result.months),
                )
            ]
            if result.usual is not None
            else [],
            changes=_changes(result),
        ),
        caption=f"Single {step}s move by chance, about as far as their intervals reach. A "
        f"hollow point is part of a {step}. Numbered lines are changes of the rules or the "
        "form.",
    )


def _of_groups(result: Trend) -> list[Figure]:
    """The rates of both groups, on one scale."""
    points = {
        group: [
            _point(
                month,
                month.rate.estimate or 0,
                month.rate.lower,
                month.rate.upper,
                words=f"{wording.rate_figures(month.rate)}; {so_many(month.events)} handcuffed",
            )
            for month in result.of_groups[group]
        ]
        for group in (result.group, REFERENCE)
        if all(month.rate.estimate is not None for month in result.of_groups[group])
    }
    highest = max((top_of(one) for one in points.values()), default=0)
    return [
        Figure(
            chart=run_chart(
                ident=f"rate-{group.value}",
                title=f"{group.label}: handcuffings {UNIT}",
                value_title=f"{UNIT[0].upper()}{UNIT[1:]} ({result.benchmark.name})",
                description=f"Rate of people seen as {group.label}, with 95% interval.",
                points=own,
                highest=highest,
                greyed=result.is_greyed,
            ),
            caption=f"{result.group.label} and {REFERENCE.label} are drawn on the same scale, so "
            "that heights can be compared.",
        )
        for group, own in points.items()
    ]


def _ratios(result: Trend) -> Figure:
    bar = ""
    if result.shows_bounds:
        bar = "The broad bar is what people of unknown ethnicity could make of a ratio. "
    return Figure(
        chart=forest(
            ident="quarters",
            title=f"{result.group.label}: times the {REFERENCE.label} rate, by quarter",
            reference=REFERENCE.label,
            description=f"Rate of {result.group.label} over that of {REFERENCE.label}, by quarter.",
            rows=[
                ForestRow(
                    label=quarter_name(row),
                    estimate=row.ratio,
                    counts=f"{so_many(row.events)} against {so_many(row.reference_events)}",
                    band=row.bounds.bounds if result.shows_bounds and row.bounds else None,
                )
                for row in result.quarters
            ],
            greyed=result.is_greyed,
        ),
        caption=f"{bar}Quarters whose intervals overlap may well have the same ratio. The axis is "
        "logarithmic: twice and half are equally far from 1.",
    )


def _point(
    month: Span, value: float, lower: float | None, upper: float | None, *, words: str = ""
) -> Point:
    return Point(
        label=_short_name(month),
        value=value,
        lower=lower,
        upper=upper,
        words=words or f"{number(month.events)} ({lower:,.1f} to {upper:,.1f})",
        whole=month.whole,
    )


def _changes(result: Trend) -> list[Change]:
    places = {month.start: place for place, month in enumerate(result.months)}
    start = quarter_of if result.step == QUARTER else (lambda month: month)
    return [Change(place=places[start(one.month)], words=one.change) for one in result.markers]


def _short_name(month: Span) -> str:
    """A month or quarter on an axis."""
    if month.span == QUARTER:
        return basis.short_quarter(month.start)
    return basis.short_month(month.start)


def usual(value: float) -> str:
    """A mean, to one decimal; from 100, where that says nothing, to none."""
    return f"{value:,.{1 if value < 100 else 0}f}"
