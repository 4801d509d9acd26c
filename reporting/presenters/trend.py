"""R11 in words: what changed from month to month and from quarter to quarter."""

from dataclasses import replace

from accounts.presenters import day
from reporting import wording
from reporting.charts.forest import Row as ForestRow
from reporting.charts.forest import forest
from reporting.charts.run import Change, Level, Point, run_chart, top_of
from reporting.presenters import basis, behind
from reporting.presenters.page import Figure, Finding, Line, Method, Page, Step, Table
from reporting.reports.population_gap import REFERENCE
from reporting.reports.trend import ABOUT_SIGNALS, Trend
from reporting.reports.trend_spans import QUARTER, YEAR, Span
from reporting.selection import quarter_of
from reporting.statistics import usual_shift
from reporting.statistics.watching import RUN_LENGTH
from reporting.wording import number, so_many

UNIT = "per 1,000 residents a year"
INTERVALS = "reporting/charts/intervals.svg.html"
RUN = "reporting/charts/run.svg.html"
AGAIN = f"about once in {RUN_LENGTH} months"
REMARKS = (
    "Intervals are 95% intervals. Count and rate: exact Poisson limits below 10 handcuffings, "
    "Byar’s from 10. Ratio: conditional score. Difference: Wald from 10 handcuffings in both "
    "groups, otherwise MOVER. A ratio is shown if both groups have at least 10 handcuffings.",
    "The sum (CUSUM) adds up by how much each whole month exceeds the mean of the twelve months "
    "before its year of watching, less half of what it watches for: a lasting rise by one standard "
    "deviation of chance. It never falls below 0. A month counts for its days, so that a long "
    "month is no rise. At the line it signals and starts again; every twelve months it starts "
    "again with a new mean.",
    "Chance is reckoned as if every handcuffing came alone, and as if the mean were known exactly. "
    "Handcuffings come in clusters and with the seasons, so signals come more often than the line "
    "says. It watches for a rise; a fall shows in the months and quarters.",
    "Read: Page, Biometrika 41 (1954); Lucas, Technometrics 27 (1985), for counts; Steiner and "
    "others, Biostatistics 1 (2000).",
)


def page(result: Trend) -> Page:
    """The parts of the page; without residents there are counts, and neither rate nor ratio."""
    return Page(
        empty=basis.NOTHING if result.is_empty else "",
        finding=_finding(result),
        notes=tuple(_notes(result)),
        figures=() if result.is_empty else tuple(_figures(result)),
        tables=() if result.is_empty else tuple(_tables(result)),
        behind=behind.about(result)
        if result.every_district or result.disclosure.is_public
        else behind.NOT_NARROWED,
        method=Method(steps=tuple(_steps(result)), remarks=_remarks(result)),
        basis=(
            basis.period(result),
            basis.place(result, areas=result.areas),
            *basis.counted(result),
            basis.AS_PERCEIVED,
            Line(key="Residents", value=basis.residents(result.benchmark)),
            basis.data_as_at(result),
        ),
        caveats=tuple(
            caveat
            for caveat in result.report.caveats_of(result)
            if caveat != ABOUT_SIGNALS or not result.disclosure.is_public
        ),
    )


def _remarks(result: Trend) -> tuple[str, ...]:
    """In public nothing is watched, so nothing is said of it."""
    return REMARKS[:1] if result.disclosure.is_public else REMARKS


def _finding(result: Trend) -> Finding:
    said = (
        f"From {day(result.period.start)} to {day(result.period.end)}, "
        f"{wording.handcuffings(result.events)} "
        f"{'was' if result.events == 1 else 'were'} recorded in {result.place}"
    )
    if result.usual is not None:
        said += f": {_number(result.usual)} in a usual {result.step}"
    if words := result.selection.in_words():
        said += f" ({'; '.join(words).lower()})"
    groups = [] if result.disclosure.is_public else [("A lasting rise", _rise(result))]
    if result.benchmark:
        against = f"{result.group.label} against {REFERENCE.label}"
        whole = [quarter for quarter in result.quarters if quarter.whole]
        ends = [("first", whole[0]), ("last", whole[-1])] if len(whole) > 1 else []
        ends = ends or [("only", one) for one in whole]
        groups += [
            (f"{against}, {quarter_name(one)} ({which} whole quarter)", _compared(one))
            for which, one in ends
        ]
    return Finding(
        all=f"{said}.",
        groups=tuple(groups),
        warning="Ethnicity is unknown for more than one in five, so what compares groups is drawn "
        "in grey."
        if result.is_greyed
        else "",
    )


def _rise(result: Trend) -> str:
    if result.unwatched:
        return f"not watched for: {result.unwatched}."
    if not result.signals:
        return f"no signal. Without a change there would be one {AGAIN}."
    months = ", ".join(basis.month(one.start) for one in result.signals)
    return f"signal in {months}. Without a change there would be one {AGAIN}."


def _compared(row: Span) -> str:
    """Ratio, difference and counts of a quarter."""
    counts = f"{wording.handcuffings(row.events)} against {number(row.reference_events)}"
    said = wording.ratio(row.ratio)
    if not row.ratio.shown:
        return f"{said}. {counts}."
    if not row.ratio.lower <= 1 <= row.ratio.upper:
        said += (
            f", 95% interval {wording.times(row.ratio.lower)} to {wording.times(row.ratio.upper)}"
        )
    return f"{said}; the difference is {wording.rate_figures(row.difference)} {UNIT}. {counts}."


def _notes(result: Trend) -> list[str]:
    said = [*basis.about_disclosure(result), *basis.part_months(result, result.first_month)]
    if result.left_out:
        said.append(
            f"Not counted here, because there are no residents to compare with: "
            f"{wording.handcuffings(result.left_out)} in other places."
        )
    said += [f"{basis.month(one.month)}: {one.change}." for one in result.markers]
    return said


def _figures(result: Trend) -> list[Figure]:
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
                template=RUN,
                caption=f"A single month above the line is expected {AGAIN} if nothing changed. A "
                "signal is a diamond: a reason to look for what changed, not a finding. After it "
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
                    words=f"Mean of the whole {step}s, {_number(result.usual)}",
                    values=(result.usual,) * len(result.months),
                )
            ]
            if result.usual is not None
            else [],
            changes=_changes(result),
        ),
        template=RUN,
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
            template=RUN,
            caption=f"{result.group.label} and {REFERENCE.label} are drawn on the same scale, so "
            "that heights can be compared.",
        )
        for group, own in points.items()
    ]


def _ratios(result: Trend) -> Figure:
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
                )
                for row in result.quarters
            ],
            greyed=result.is_greyed,
        ),
        template=INTERVALS,
        caption="Quarters whose intervals overlap may well have the same ratio. The axis is "
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


def _tables(result: Trend) -> list[Table]:
    brackets = "in brackets 95% intervals"
    step = result.step.capitalize()
    watching = () if result.disclosure.is_public else ("Sum (CUSUM)", "Line of a signal", "Signal")
    tables = [
        Table(
            ident="by-time",
            heading=f"{step} by {result.step}"
            if watching
            else f"{step} by {result.step}, all groups together",
            caption=f"Handcuffings of people of all groups, {result.place}; {brackets}",
            columns=(step, "Handcuffings", "Rate per 1,000 residents a year", *watching),
            numeric=range(1, 5),
            rows=tuple(
                (
                    _name(month),
                    _rows_behind(result, month, wording.cell(month.count, _count_figures)),
                    wording.cell(month.rate, wording.rate_figures),
                    *(_watch_cells(month) if watching else ()),
                )
                for month in result.months
            ),
        ),
        Table(
            ident="by-group",
            heading=f"{step} by {result.step} and group",
            caption="Handcuffings of people by ethnicity as perceived; after the dash the rate per "
            f"1,000 residents a year, {brackets}"
            if result.benchmark
            else "Handcuffings of people by ethnicity as perceived",
            columns=(step, *(group.label for group in result.of_groups)),
            numeric=range(1, 1 + len(result.of_groups)),
            rows=tuple(
                (
                    _name(months[0]),
                    *(
                        _rows_behind(result, month, _group_cell(month), ethnicity=group)
                        for group, month in zip(result.of_groups, months, strict=True)
                    ),
                )
                for months in zip(*result.of_groups.values(), strict=True)
            ),
        ),
    ]
    if result.benchmark:
        tables.append(
            Table(
                ident="by-quarter",
                heading="Quarter by quarter",
                caption=f"{result.group.label} against {REFERENCE.label}, {result.place}; "
                f"{brackets}",
                columns=(
                    "Quarter",
                    result.group.label,
                    REFERENCE.label,
                    f"Times the rate of {REFERENCE.label}",
                    f"Difference of rates {UNIT}",
                ),
                numeric=range(1, 5),
                rows=tuple(
                    (
                        quarter_name(row),
                        _rows_behind(result, row, number(row.events), ethnicity=result.group),
                        _rows_behind(
                            result, row, number(row.reference_events), ethnicity=REFERENCE
                        ),
                        wording.cell(row.ratio, wording.ratio_figures),
                        wording.cell(row.difference, wording.rate_figures),
                    )
                    for row in result.quarters
                ),
            )
        )
    return tables


def _watch_cells(month: Span) -> tuple[str, str, str]:
    if not month.watch:
        return "–", "–", "–"
    watch = month.watch
    return f"{watch.cusum:,.1f}", f"{watch.threshold:,.1f}", "Yes" if watch.signal else "No"


def _rows_behind(result: Trend, row: Span, words: str, *, ethnicity: str = "") -> str:
    """What a cell says, leading to the rows of its months where these can be told by filters."""
    if not result.every_district:
        return words
    last = min(row.last_month, result.selection.last_month)
    months = replace(result.selection, first_month=row.start, last_month=last)
    return behind.link(
        words, result, of=months, **behind.districts(result.selection), ethnicity=ethnicity
    )


def _count_figures(estimate) -> str:
    if not estimate.shown:
        return wording.not_shown(estimate)
    return f"{estimate.estimate:,.0f} ({estimate.lower:,.1f} to {estimate.upper:,.1f})"


def _group_cell(month: Span) -> str:
    if not month.rate.shown:
        return number(month.events)
    return f"{number(month.events)} – {wording.rate_figures(month.rate)}"


def quarter_name(row: Span) -> str:
    """A quarter in a sentence: "2026, quarter 1, part of it"."""
    return f"{basis.quarter(row.start)}{'' if row.whole else ', part of it'}"


def _short_name(month: Span) -> str:
    """A month or quarter on an axis."""
    if month.span == QUARTER:
        return basis.short_quarter(month.start)
    return basis.short_month(month.start)


def _name(month: Span) -> str:
    """A month or quarter in a table."""
    if month.span == QUARTER:
        return quarter_name(month)
    name = basis.month(month.start)
    return name if month.whole else f"{name}, part of it"


def _number(value: float) -> str:
    return f"{value:,.1f}"


def _steps(result: Trend) -> list[Step]:
    """The sum of the last month watched, and the ratio of the last quarter that has one."""
    steps = []
    watched = [month for month in result.months if month.watch]
    if watched:
        last = watched[-1]
        place = result.months.index(last)
        usual = last.watch.mean
        before = result.months[place - 1].watch
        began = (len(watched) - 1) % YEAR == 0 or before is None or before.signal
        started = 0.0 if began else before.cusum
        steps.append(
            Step(
                name=f"Sum in {basis.month(last.start)}",
                formula="sum before + handcuffings − days ÷ 30.4375 × k, at least 0, where "
                "k = mean × (R − 1) ÷ ln R and R = 1 + 1 ÷ √mean",
                example=f"mean {usual:,.4f} a month, R = {usual_shift(mean=usual):,.4f}; "
                f"{started:,.4f} + {last.events:,} − {last.days} ÷ 30.4375 × k = "
                f"{last.watch.cusum:,.4f}; line {last.watch.threshold:,.4f}",
            )
        )
    row = next((row for row in reversed(result.quarters) if row.ratio.shown), None)
    if row:
        reference = next(iter(result.of_groups[REFERENCE]))
        steps.append(
            Step(
                name=f"Ratio in {quarter_name(row)}",
                formula="(handcuffings ÷ residents) ÷ (the same of the group compared with)",
                example=f"({row.events:,} ÷ {row.population:,}) ÷ ({row.reference_events:,} ÷ "
                f"{reference.population:,}) = {row.ratio.estimate:,.4f}; both over the same "
                f"{row.days} days",
            )
        )
    return steps
