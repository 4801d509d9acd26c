"""Young Black men in words: every sentence, chart and cell of their page, from one result."""

from dataclasses import replace

from django.utils.formats import date_format

from accounts.presenters import day
from reporting import wording
from reporting.charts.intervals import Chart
from reporting.charts.shares import Row as DotRow
from reporting.charts.shares import shares as shares_chart
from reporting.presenters import basis, behind, shares
from reporting.presenters.page import Figure, Finding, Line, Method, Page, Step, Table
from reporting.reports.outcomes import ShareRow
from reporting.reports.young_black_men import (
    GROUPS,
    LABELS,
    YOUNG_WHITE_MEN,
    PartRow,
    YoungBlackMen,
)
from reporting.selection import YOUNG_MEN, Period, Selection
from reporting.wording import so_many

AGAINST = LABELS[YOUNG_WHITE_MEN]


def page(result: YoungBlackMen) -> Page:
    return Page(
        empty=basis.NOTHING if result.is_empty else "",
        finding=finding(result),
        notes=(*basis.about_disclosure(result), *basis.about_the_period(result)),
        figures=() if result.is_empty else figures(result),
        tables=(trend(result), *bounds(result), *tables(result)),
        behind=behind.about(result),
        method=Method(steps=method(result), remarks=shares.REMARKS),
        basis=tuple(figures_of(result)),
        caveats=tuple(result.report.caveats_of(result)),
    )


def finding(result: YoungBlackMen) -> Finding:
    """The share first, the counts of both groups, then how each was treated."""
    black, white = result.black, result.white
    said = (
        f"From {day(result.period.start)} to {day(result.period.end)}, {so_many(black.events)} of "
        f"{wording.handcuffings(black.total)} recorded in {result.place} "
        f"{'was' if black.events == 1 else 'were'} of young Black men, aged 16 to 25"
    )
    if black.share.shown:
        said += f": {wording.share_figures(black.share)}"
    beside = f"{so_many(white.events)} {'was' if white.events == 1 else 'were'} of young White men"
    if white.share.shown:
        beside += f": {wording.share_figures(white.share)}"
    return Finding(
        all=f"{said}. {wording.sentence(beside)} Once handcuffed, young Black men against young "
        "White men:",
        groups=tuple(
            (own.outcome.label, shares.compared(own, other)) for own, other in result.treatment
        ),
        more=_unknown(result),
        warning="Ethnicity is unknown for more than one in five, so the charts are drawn in grey: "
        "these shares may be those of quite different groups."
        if result.is_greyed
        else "",
    )


def figures(result: YoungBlackMen) -> tuple[Figure, ...]:
    dots = shares.dots(
        result.treatment,
        title="Share of each group, by outcome",
        of="those handcuffed",
        greyed=result.is_greyed,
    )
    ratios = shares.ratios(
        [own for own, _ in result.treatment],
        ident="ratio",
        title="Young Black men: times the share of young White men",
        group="young Black men",
        reference=AGAINST,
        greyed=result.is_greyed,
    )
    return (
        Figure(
            chart=trend_chart(result),
            caption="A share moves by chance from one time to the next: look at the intervals "
            "before calling it a change.",
        ),
        Figure(
            chart=dots,
            caption="Of the people of each group, the share with each outcome. All pictures have "
            "one scale.",
        ),
        Figure(
            chart=ratios,
            caption="At 1 the share is the same in both groups. The axis is logarithmic: twice "
            "and half are equally far from 1.",
        ),
    )


def trend_chart(result: YoungBlackMen) -> Chart:
    """The share in the course of time, from the top down."""
    return shares_chart(
        ident="trend",
        title=f"Young Black men, share of all people handcuffed, by {_step(result)}",
        description="Share with 95% interval, in the order of time.",
        of="all people handcuffed",
        rows=[
            DotRow(
                label=_days(step.days),
                estimate=step.black.share,
                counts=f"{so_many(step.black.events)} of {so_many(step.black.total)}",
            )
            for step in result.steps
        ],
        greyed=result.is_greyed,
    )


def trend(result: YoungBlackMen) -> Table:
    """Both groups in the course of time, and the whole period."""
    steps = [(_days(step.days), step.black, step.white) for step in result.steps]
    return Table(
        ident="trend",
        heading=f"By {_step(result)}",
        caption=f"People handcuffed in {result.place}; in brackets 95% intervals",
        columns=(
            "Time",
            "People handcuffed",
            "Young Black men",
            "Share of all",
            "Young White men",
            "Share of all",
        ),
        numeric=range(1, 6),
        rows=tuple(
            (
                words,
                behind.count(black.total, result, of=_of(result, black)),
                behind.count(black.events, result, of=_of(result, black), **_young(black)),
                wording.cell(black.share, wording.share_figures),
                behind.count(white.events, result, of=_of(result, white), **_young(white)),
                wording.cell(white.share, wording.share_figures),
            )
            for words, black, white in [*steps, ("Whole period", result.black, result.white)]
        ),
    )


def _of(result: YoungBlackMen, row: PartRow) -> Selection:
    """What was asked for, in the months of a row."""
    return replace(
        result.selection,
        first_month=row.days.start.replace(day=1),
        last_month=row.days.end.replace(day=1),
    )


def _young(row: ShareRow) -> dict[str, str]:
    ethnicity = next(seen_as for seen_as, group in GROUPS.items() if group == row.group)
    return {"ethnicity": ethnicity.value, "people": YOUNG_MEN}


def bounds(result: YoungBlackMen) -> list[Table]:
    """What young men of no ethnicity could change in how these two groups compare."""
    if not result.shows_bounds:
        return []
    return [
        shares.bounds(
            [(own.outcome.label, own) for own, _ in result.treatment],
            reference=AGAINST,
            of="Outcome",
            more="Meant are men aged 16 to 25 of no ethnicity; those whose age or gender is not "
            "known either are not among them.",
        )
    ]


def tables(result: YoungBlackMen) -> list[Table]:
    return [
        shares.table(
            pair,
            pair[0],
            caption=f"Men aged 16 to 25 handcuffed in {result.place}; in brackets 95% intervals",
            reference=AGAINST,
            by_area=result.by_area,
            result=result,
            narrowed=_young,
        )
        for pair in result.treatment
    ]


def method(result: YoungBlackMen) -> tuple[Step, ...]:
    black = result.black
    first = ()
    if black.share.shown:
        first = (
            Step(
                name="Share of all",
                formula="young Black men ÷ all people handcuffed, of known and unknown ethnicity, "
                "age and gender",
                example=f"{black.events:,} ÷ {black.total:,} = {black.share.estimate:.4%}",
            ),
        )
    return (*first, *shares.method([own for own, _ in result.treatment]))


def figures_of(result: YoungBlackMen) -> list[Line]:
    """What the figures are figures of."""
    return [
        basis.period(result),
        Line(key="Place", value=result.place),
        *basis.counted(result),
        Line(
            key="Young men",
            value="Seen as male by the officer, and 16 to 25 years old on that day, known or "
            "estimated",
        ),
        basis.AS_PERCEIVED,
        Line(
            key="Accounts",
            value="Compliant: no officer’s account says otherwise. Before arrest: as any account "
            "says. No de-escalation: as all accounts say. A record without any account yet counts "
            "as none of these.",
        ),
        basis.records(
            encounters=result.encounters,
            officer_reports=result.officer_reports,
            late=result.late,
        ),
        basis.data_as_at(result),
    ]


def _unknown(result: YoungBlackMen) -> tuple[str, ...]:
    """How many have no ethnicity, and how far records that leave it open could move the share."""
    if not result.encounters:
        return ()
    said = basis.unknown_ethnicity(result, unknown=result.unknown, of=result.encounters)
    if not result.possible:
        return (f"{said}.",)
    highest = (result.black.events + result.possible) / result.encounters
    return (
        f"{said}.",
        f"In {result.possible:,} more records ethnicity, age or gender is not reported, and "
        "nothing else in them says that it was not a young Black man. If all of them were, the "
        f"share would be {highest:.1%}.",
    )


def _step(result: YoungBlackMen) -> str:
    return "quarter" if result.quarterly else "month"


def _days(days: Period) -> str:
    """A month, or the months from the first to the last."""
    first, last = days.start, days.end
    if (first.year, first.month) == (last.year, last.month):
        return date_format(first, "F Y")
    return f"{date_format(first, 'F')} to {date_format(last, 'F Y')}"
