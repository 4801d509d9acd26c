"""R11 in words: what changed from month to month and from quarter to quarter."""

from accounts.presenters import day
from reporting import wording
from reporting.presenters import basis, behind
from reporting.presenters.page import Finding, Line, Method, Page, Step
from reporting.presenters.trend_pictures import AGAIN, pictures, usual
from reporting.presenters.trend_tables import UNIT, quarter_name, tables
from reporting.reports.population_gap import REFERENCE
from reporting.reports.trend import ABOUT_SIGNALS, Trend
from reporting.reports.trend_spans import YEAR, Span
from reporting.statistics import usual_shift
from reporting.wording import number

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
        figures=() if result.is_empty else tuple(pictures(result)),
        tables=() if result.is_empty else tuple(tables(result)),
        behind=behind.about(result, told_apart=result.every_district),
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
        said += f": {usual(result.usual)} in a usual {result.step}"
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
        more=_unknown(result),
        warning="Ethnicity is unknown for more than one in five, so what compares groups is drawn "
        "in grey."
        if result.is_greyed
        else "",
    )


def _unknown(result: Trend) -> tuple[str, ...]:
    if not result.events:
        return ()
    said = basis.unknown_ethnicity(result, unknown=result.unknown, of=result.events)
    says = "“How sure are we” says how far they could move that of the whole period"
    if result.shows_bounds:
        says = "a table below says how far they could move each"
    return (f"{said}. They are in no rate or ratio of a group; {says}.",)


def _rise(result: Trend) -> str:
    if result.unwatched:
        return f"not watched for: {result.unwatched}."
    if not result.signals:
        return f"no signal. Without a change there would be one {AGAIN}."
    months = ", ".join(basis.month(one.start) for one in result.signals)
    return f"signal in {months}. Without a change there would be one {AGAIN}."


def _compared(row: Span) -> str:
    """Ratio, difference and counts of a quarter."""
    counts = wording.sentence(
        f"{wording.handcuffings(row.events)} against {number(row.reference_events)}"
    )
    said = wording.ratio(row.ratio)
    if not row.ratio.shown:
        return f"{said}. {counts}"
    if not row.ratio.lower <= 1 <= row.ratio.upper:
        said += f", {wording.ratio_limits(row.ratio)}"
    return f"{said}; the difference is {wording.rate_figures(row.difference)} {UNIT}. {counts}"


def _notes(result: Trend) -> list[str]:
    said = [*basis.about_disclosure(result), *basis.part_months(result, result.first_month)]
    if result.left_out:
        said.append(
            f"Not counted here, because there are no residents to compare with: "
            f"{wording.handcuffings(result.left_out)} in other places."
        )
    said += [f"{basis.month(one.month)}: {one.change}." for one in result.markers]
    return said


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
