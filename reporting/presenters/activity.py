"""R1 in words: what was recorded, how completely, how late."""

from dataclasses import replace

from accounts.presenters import day
from reporting import wording
from reporting.charts.bars import Row as BarRow
from reporting.charts.bars import completeness
from reporting.charts.run import Level, Point, run_chart
from reporting.disclosure import Count
from reporting.groupings import HOURS, LATER
from reporting.presenters import basis, behind
from reporting.presenters.page import Figure, Finding, Line, Method, Page, Step, Table
from reporting.reports.activity import FIELDS, Activity, Field, MonthRow
from reporting.selection import Selection
from reporting.statistics import Estimate, Hidden, proportion
from reporting.wording import Unit, so_many

ENCOUNTERS = Unit("encounter", "encounters", "Encounters")
# The field whose missing answers row files can be narrowed to.
HALF_FILED = (
    "When half were filed is that of all records of the month, not of a sample, so it has no "
    "interval; it is counted in whole hours up to a day, then in two, three and seven days."
)
REMARKS = (
    "Intervals are 95% intervals. Count: exact Poisson limits below 10 encounters, Byar’s from 10. "
    "Share: Wilson; it is shown from 10 encounters.",
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
        figures=() if result.is_empty else tuple(_figures(result)),
        tables=() if result.is_empty else (_activity(result), _quality(result)),
        behind=behind.about(result),
        method=Method(
            steps=tuple(_steps(result)),
            remarks=REMARKS
            if result.disclosure.is_public
            else (*REMARKS[:-1], HALF_FILED, REMARKS[-1]),
        ),
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
        f"From {day(result.period.start)} to {day(result.period.end)}, "
        f"{ENCOUNTERS.counted(total.encounters)}{_reports(total)} "
        f"{'was' if total.encounters == 1 else 'were'} recorded in {result.place}"
    )
    if words := result.selection.in_words():
        said += f" ({'; '.join(words).lower()})"
    groups = []
    if total.reports_each is not None:
        groups.append(("Reports per encounter", f"{total.reports_each:,.2f}."))
    if total.encounters:
        groups.append(("Filed late", f"{_of(total, total.late, total.late_share)}."))
    if total.half_within is not None:
        groups.append(("Time from the event to filing", f"half {_within(total.half_within)}."))
    if total.encounters and total.withdrawn is not None:
        groups.append(
            (
                "Withdrawn",
                f"{total.withdrawn:,} more, as recorded twice or as no handcuffing; they are in no "
                "other number.",
            )
        )
    if total.encounters:
        groups.append(("Least complete", _least_complete(total)))
    return Finding(all=f"{said}.", groups=tuple(groups))


def _reports(total: MonthRow) -> str:
    number = total.officer_reports
    if number is None:
        return ""
    return f" with {number:,} report{'' if number == 1 else 's'} of officers"


def _least_complete(total: MonthRow) -> str:
    """Of the fields whose number is shown the one that is least known."""
    known = [one for one in FIELDS if not isinstance(total.missing[one.name], Hidden)]
    worst = max(known, key=lambda field: total.missing[field.name], default=None)
    if worst is None:
        return "for every field it is hidden how many have no answer."
    if not total.missing[worst.name]:
        return "nothing: every field below has an answer in every record."
    share = total.missing_share(worst)
    return (
        f"{worst.label.lower()}: {worst.answer} for {_of(total, total.missing[worst.name], share)}."
    )


def _of(row: MonthRow, events: Count, share: Estimate) -> str:
    """The counts behind a share, and the share where it may be shown."""
    said = f"{so_many(events)} of {so_many(row.encounters)}"
    return f"{said} ({share.estimate:.1%})" if share.shown else said


def _notes(result: Activity) -> list[str]:
    said = basis.about_disclosure(result)
    if result.disclosure.is_public:
        said.append("How many reports officers gave, and what was withdrawn, is not released.")
    return [*said, *basis.part_months(result, result.first_month)]


def _figures(result: Activity) -> list[Figure]:
    """A picture with a gap where a count is hidden would look like one of nothing."""
    shown = all(month.count.shown for month in result.months)
    return [_run(result), _bars(result)] if shown else [_bars(result)]


def _run(result: Activity) -> Figure:
    step = result.step
    whole = [month.encounters for month in result.months if month.whole]
    mean = sum(whole) / len(whole) if whole else None
    return Figure(
        chart=run_chart(
            ident="encounters",
            title=f"Encounters a {step}",
            value_title="Encounters, with 95% interval",
            description=f"Encounters in each {step}, with 95% interval.",
            points=[
                Point(
                    label=basis.short_quarter(month.month)
                    if step == "quarter"
                    else basis.short_month(month.month),
                    value=month.encounters,
                    lower=month.count.lower,
                    upper=month.count.upper,
                    words=wording.count_figures(month.count),
                    whole=month.whole,
                )
                for month in result.months
            ],
            levels=[
                Level(
                    kind="target",
                    words=f"Mean of the whole {step}s, {mean:,.1f}",
                    values=(mean,) * len(result.months),
                )
            ]
            if mean is not None
            else [],
        ),
        caption=f"Single {step}s move by chance, about as far as their intervals reach. A rise may "
        f"mean more handcuffing or more recording. A hollow point is part of a {step}.",
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
    known = missing
    if missing.shown:
        number = total.encounters - total.missing[field.name]
        known = proportion(events=number, total=total.encounters)
    return BarRow(
        label=field.label,
        known=known,
        words=f"{wording.share_figures(missing)} {field.answer}"
        if missing.shown
        else wording.not_shown(missing),
        counts=f"{so_many(total.missing[field.name])} of {so_many(total.encounters)} "
        f"{field.answer}",
    )


def _activity(result: Activity) -> Table:
    """Every month or quarter; in public without what no release has."""
    internal = (
        ()
        if result.disclosure.is_public
        else (
            ("Reports of officers", lambda row: f"{row.officer_reports:,}"),
            (
                "Reports per encounter",
                lambda row: "–" if row.reports_each is None else f"{row.reports_each:,.2f}",
            ),
            ("Half filed", lambda row: _within(row.half_within)),
            ("Withdrawn, not counted", lambda row: f"{row.withdrawn:,}"),
        )
    )
    columns = (
        (result.step.capitalize(), lambda row: _name(result, row)),
        (
            "Encounters",
            lambda row: behind.count(
                row.encounters,
                result,
                of=_months(result, row),
                said=wording.cell(row.count, wording.count_figures) if row.month else "",
            ),
        ),
        *internal[:2],
        ("Filed late", lambda row: wording.cell(row.late_share, wording.share_figures)),
        *internal[2:],
    )
    return Table(
        ident="activity",
        heading="What was recorded",
        caption=f"Records by {result.step} of the event, {result.place}; in brackets 95% intervals",
        columns=tuple(name for name, _ in columns),
        numeric=range(1, len(columns)),
        rows=tuple(tuple(cell(row) for _, cell in columns) for row in result.rows),
    )


def _quality(result: Activity) -> Table:
    return Table(
        ident="quality",
        heading="What is not known",
        caption=f"Share of the encounters of each {result.step} for which a field says so; in "
        "brackets 95% intervals",
        columns=(result.step.capitalize(), *(f"{field.label}: {field.answer}" for field in FIELDS)),
        numeric=range(1, 1 + len(FIELDS)),
        rows=tuple(
            (
                _name(result, row),
                *(_not_known(result, row, field) for field in FIELDS),
            )
            for row in result.rows
        ),
    )


def _not_known(result: Activity, row: MonthRow, field: Field) -> str:
    """The share without an answer, leading to its rows."""
    said = wording.cell(row.missing_share(field), wording.share_figures)
    return behind.count(
        row.missing[field.name],
        result,
        of=_months(result, row),
        said=said,
        not_known=field.name,
    )


def _months(result: Activity, row: MonthRow) -> Selection:
    """What a row is counted of."""
    if row.month is None:
        return result.selection
    return replace(result.selection, first_month=row.month, last_month=row.month)


def _name(result: Activity, row: MonthRow) -> str:
    if row.month is None:
        return f"All {result.step}s"
    name = basis.quarter(row.month) if result.step == "quarter" else basis.month(row.month)
    return name if row.whole else f"{name}, part of it"


def _within(hours: int | None) -> str:
    if hours is None:
        return "–"
    if hours == LATER:
        return f"later than {HOURS[-1] // 24} days"
    if hours > 24:
        return f"within {hours // 24} days"
    return f"within {hours} hour{'' if hours == 1 else 's'}"


def _steps(result: Activity) -> list[Step]:
    total = result.total
    if not total.late_share.shown:
        return []
    share = total.late_share
    late = Step(
        name="Filed late",
        formula="late ÷ encounters; Wilson’s interval",
        example=f"{total.late:,} ÷ {total.encounters:,} = {share.estimate:.4%} "
        f"({share.lower:.4%} to {share.upper:.4%})",
    )
    if total.reports_each is None:
        return [late]
    return [
        late,
        Step(
            name="Reports per encounter",
            formula="reports of officers ÷ encounters",
            example=f"{total.officer_reports:,} ÷ {total.encounters:,} = {total.reports_each:,.4f}",
        ),
    ]
