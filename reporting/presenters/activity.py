"""R1 in words: what was recorded, how completely, how late."""

from dataclasses import replace

from accounts.presenters import day
from records.vocabulary import Ethnicity
from reporting import wording
from reporting.charts.bars import Row as BarRow
from reporting.charts.bars import completeness
from reporting.charts.run import Level, Point, run_chart
from reporting.groupings import HOURS, LATER
from reporting.presenters import basis, behind
from reporting.presenters.page import Figure, Finding, Line, Method, Page, Step, Table
from reporting.reports.activity import FIELDS, Activity, Field, MonthRow
from reporting.selection import Selection
from reporting.statistics import Estimate, proportion

# The field whose missing answers row files can be narrowed to.
AS_PERCEIVED = "ethnicity_perceived"
REMARKS = (
    "Intervals are 95% intervals. Count: exact Poisson limits below 10 encounters, Byar’s from 10. "
    "Share: Wilson; it is shown from 10 encounters. When half were filed is that of all records "
    "of the month, not of a sample, so it has no interval; it is counted in whole hours up to a "
    "day, then in two, three and seven days.",
    "Missing is never taken for no: “not reported”, “not known” and “cannot be estimated” are "
    "counted as answers of their own. That somebody was asked for their ethnicity and did not say, "
    "and that nobody asked, are two different things and are counted apart.",
    "How many different people there were is not known: the register "
    "does not follow a person from one incident to another.",
    "Read: Wilson, Journal of the American Statistical Association 22 (1927).",
)


def page(result: Activity) -> Page:
    return Page(
        empty=basis.NOTHING if result.is_empty else "",
        finding=_finding(result),
        notes=tuple(_notes(result)),
        figures=() if result.is_empty else (_run(result), _bars(result)),
        tables=() if result.is_empty else (_activity(result), _quality(result)),
        behind=behind.about(result),
        method=Method(steps=tuple(_steps(result)), remarks=REMARKS),
        basis=(
            basis.period(result),
            Line(key="Place", value=result.place),
            *basis.counted(result),
            basis.records(
                encounters=result.total.encounters,
                officer_reports=result.total.officer_reports,
                late=result.total.late,
            ),
            basis.data_as_at(result),
        ),
        caveats=tuple(result.report.caveats_of(result)),
    )


def _finding(result: Activity) -> Finding:
    total = result.total
    said = (
        f"From {day(result.period.start)} to {day(result.period.end)}, {total.encounters:,} "
        f"encounter{'' if total.encounters == 1 else 's'} with {total.officer_reports:,} "
        f"report{'' if total.officer_reports == 1 else 's'} of officers "
        f"{'was' if total.encounters == 1 else 'were'} recorded in {result.place}"
    )
    if words := result.selection.in_words():
        said += f" ({'; '.join(words).lower()})"
    groups = []
    if total.reports_each is not None:
        groups = [
            ("Reports per encounter", f"{total.reports_each:,.2f}."),
            ("Filed late", f"{_of(total.late_share)}."),
            ("Time from the event to filing", f"half {_within(total.half_within)}."),
            (
                "Withdrawn",
                f"{total.withdrawn:,} more, as recorded twice or as no handcuffing; they are in no "
                "other number.",
            ),
        ]
        worst = max(FIELDS, key=lambda field: total.missing[field.name])
        groups.append(
            (
                "Least complete",
                f"{worst.label.lower()}: {worst.answer} for {_of(total.missing_share(worst))}."
                if total.missing[worst.name]
                else "nothing: every field below has an answer in every record.",
            )
        )
    return Finding(all=f"{said}.", groups=tuple(groups))


def _of(share: Estimate) -> str:
    """The counts behind a share, and the share where it may be shown."""
    said = f"{share.inputs['events']:,} of {share.inputs['total']:,}"
    return f"{said} ({share.estimate:.1%})" if share.shown else said


def _notes(result: Activity) -> list[str]:
    return basis.part_months(result, result.first_month)


def _run(result: Activity) -> Figure:
    whole = [month.encounters for month in result.months if month.whole]
    mean = sum(whole) / len(whole) if whole else None
    return Figure(
        chart=run_chart(
            ident="encounters",
            title="Encounters a month",
            value_title="Encounters, with 95% interval",
            description="Encounters in each month, with 95% interval.",
            points=[
                Point(
                    label=basis.short_month(month.month),
                    value=month.encounters,
                    lower=month.count.lower,
                    upper=month.count.upper,
                    words=_count_figures(month.count),
                    whole=month.whole,
                )
                for month in result.months
            ],
            levels=[
                Level(
                    kind="target",
                    words=f"Mean of the whole months, {mean:,.1f}",
                    values=(mean,) * len(result.months),
                )
            ]
            if mean is not None
            else [],
        ),
        caption="Single months move by chance, about as far as their intervals reach. A rise may "
        "mean more handcuffing or more recording. A hollow point is part of a month.",
    )


def _bars(result: Activity) -> Figure:
    total = result.total
    return Figure(
        chart=completeness(
            ident="fields",
            title="How much is known",
            description="Share of encounters for which each field has an answer that says more "
            "than not known.",
            rows=[_bar(field, total) for field in FIELDS],
        ),
        caption="A full bar is every encounter of the period; what is not filled is missing. A "
        "share of fewer than 10 is not drawn.",
    )


def _bar(field: Field, total: MonthRow) -> BarRow:
    missing = total.missing_share(field)
    known = total.encounters - total.missing[field.name]
    share = proportion(events=known, total=total.encounters)
    return BarRow(
        label=field.label,
        known=share if missing.shown else missing,
        words=f"{wording.share_figures(missing)} {field.answer}"
        if missing.shown
        else wording.not_shown(missing),
        counts=f"{total.missing[field.name]:,} of {total.encounters:,} {field.answer}",
    )


def _activity(result: Activity) -> Table:
    return Table(
        ident="activity",
        heading="What was recorded",
        caption=f"Records by month of the event, {result.place}; in brackets 95% intervals",
        columns=(
            "Month",
            "Encounters",
            "Reports of officers",
            "Reports per encounter",
            "Filed late",
            "Half filed",
            "Withdrawn, not counted",
        ),
        numeric=range(1, 7),
        rows=tuple(
            (
                _name(row),
                behind.count(
                    row.encounters,
                    result,
                    of=_months(result, row),
                    said=wording.cell(row.count, _count_figures) if row.month else "",
                ),
                f"{row.officer_reports:,}",
                "–" if row.reports_each is None else f"{row.reports_each:,.2f}",
                wording.cell(row.late_share, wording.share_figures),
                _within(row.half_within),
                f"{row.withdrawn:,}",
            )
            for row in result.rows
        ),
    )


def _quality(result: Activity) -> Table:
    return Table(
        ident="quality",
        heading="What is not known",
        caption="Share of the encounters of each month for which a field says so; in brackets 95% "
        "intervals",
        columns=("Month", *(f"{field.label}: {field.answer}" for field in FIELDS)),
        numeric=range(1, 1 + len(FIELDS)),
        rows=tuple(
            (
                _name(row),
                *(_not_known(result, row, field) for field in FIELDS),
            )
            for row in result.rows
        ),
    )


def _not_known(result: Activity, row: MonthRow, field: Field) -> str:
    """The share without an answer, leading to its rows where row files can be narrowed to them."""
    said = wording.cell(row.missing_share(field), wording.share_figures)
    if field.name != AS_PERCEIVED:
        return said
    return behind.count(
        row.missing[field.name],
        result,
        of=_months(result, row),
        said=said,
        ethnicity=Ethnicity.NOT_REPORTED.value,
    )


def _months(result: Activity, row: MonthRow) -> Selection:
    """What a row is counted of."""
    if row.month is None:
        return result.selection
    return replace(result.selection, first_month=row.month, last_month=row.month)


def _name(row: MonthRow) -> str:
    if row.month is None:
        return "All months"
    name = basis.month(row.month)
    return name if row.whole else f"{name}, part of it"


def _within(hours: int | None) -> str:
    if hours is None:
        return "–"
    if hours == LATER:
        return f"later than {HOURS[-1] // 24} days"
    if hours > 24:
        return f"within {hours // 24} days"
    return f"within {hours} hour{'' if hours == 1 else 's'}"


def _count_figures(estimate: Estimate) -> str:
    return f"{estimate.estimate:,.0f} ({estimate.lower:,.1f} to {estimate.upper:,.1f})"


def _steps(result: Activity) -> list[Step]:
    total = result.total
    if not total.late_share.shown:
        return []
    share = total.late_share
    return [
        Step(
            name="Filed late",
            formula="late ÷ encounters; Wilson’s interval",
            example=f"{total.late:,} ÷ {total.encounters:,} = {share.estimate:.4%} "
            f"({share.lower:.4%} to {share.upper:.4%})",
        ),
        Step(
            name="Reports per encounter",
            formula="reports of officers ÷ encounters",
            example=f"{total.officer_reports:,} ÷ {total.encounters:,} = {total.reports_each:,.4f}",
        ),
    ]
