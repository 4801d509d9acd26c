"""R5 in words: every sentence, chart and cell of its page, from one result."""

from accounts.presenters import day
from reporting import wording
from reporting.charts.forest import Row as ForestRow
from reporting.charts.forest import forest
from reporting.charts.intervals import Chart
from reporting.charts.shares import Row as DotRow
from reporting.charts.shares import shares as shares_chart
from reporting.presenters import basis, counterparts, shares, strata
from reporting.presenters.page import (
    Figure,
    Finding,
    Line,
    Method,
    Page,
    Sentence,
    Table,
    locked_page,
)
from reporting.reports.declaration import REFERENCE
from reporting.reports.given_stop_or_arrest import Given, GivenRow
from reporting.statistics import State

WITHIN = "Within areas, people are compared with others stopped in the same place. "
UNDEFINED = (
    "Where a group has more people handcuffed than the table has at all, its share is not defined: "
    "the two are recorded differently there."
)
LEFT_OUT = (
    "Ratios within areas leave such places out; if more than 5% of a group’s handcuffed are in "
    "them, nothing is said of the group."
)


def page(result: Given) -> Page:
    if result.found.lock:
        locked = counterparts.not_released if result.disclosure.is_public else counterparts.locked
        return locked_page(locked(result.found, result.selection))
    return Page(
        empty=counterparts.EMPTY if result.is_empty else "",
        finding=finding(result),
        notes=tuple(notes(result)),
        figures=() if result.is_empty else figures(result),
        tables=(bounds(result), table(result)) if result.shows_bounds else (table(result),),
        method=Method(
            steps=shares.method(result.compared),
            remarks=(
                *shares.REMARKS,
                UNDEFINED if result.disclosure.is_public else f"{UNDEFINED} {LEFT_OUT}",
            ),
        ),
        basis=tuple(figures_of(result)),
        caveats=tuple(result.report.caveats_of(result)),
    )


def finding(result: Given) -> Finding:
    """What both sides have, then every group against the reference."""
    total, kind = result.total, result.selection.kind
    unit = counterparts.UNITS[kind]
    said = (
        f"From {day(result.period.start)} to {day(result.period.end)} in {result.place}, "
        f"{wording.so_many(total.events)} people were {counterparts.HANDCUFFED[kind]}, of "
        f"{unit.counted(total.total or 0)}"
    )
    if total.share.shown:
        said += f": {wording.share_figures(total.share)}"
    if words := result.selection.in_words():
        said += f" ({'; '.join(words).lower()})"
    return Finding(
        all=f"{said}.",
        groups=tuple(_sentence(result, row) for row in result.compared),
        more=_unknown(result),
        warning="Ethnicity is unknown for more than one in five on one of the two sides, so the "
        "charts are drawn in grey: these shares may be those of quite different groups."
        if result.is_greyed
        else "",
    )


def _sentence(result: Given, row: GivenRow) -> Sentence:
    reference = result.reference
    about = f"{row.label} against {reference.label}"
    if row.state in (State.BENCHMARK_MISSING, State.NOT_ESTIMABLE) and not row.ratio.inputs:
        return about, f"not compared: {row.note}."
    said = shares.compared(row, reference)
    if row.pooled is not None:
        said += f" Like with like, {strata.within(row.pooled, of='share')}"
    return about, said


def _unknown(result: Given) -> tuple[str, ...]:
    own, whole = result.unknown, result.total
    unit = counterparts.UNITS[result.selection.kind]
    if not whole.events:
        return ()
    said = basis.unknown_ethnicity(
        result, unknown=own.events, of=whole.events, people="people handcuffed"
    )
    if own.total is not None and whole.total:
        said += (
            f" and for {own.total:,} of {unit.counted(whole.total)} ({own.total / whole.total:.1%})"
        )
    return (f"{said}. They are compared with nobody.",)


def bounds(result: Given) -> Table:
    return shares.bounds(
        ((row.label, row) for row in result.compared),
        reference=REFERENCE.label,
        more=counterparts.TWO_RECORDS,
    )


def notes(result: Given) -> list[str]:
    """What a reader must know of this very selection."""
    found, selection = result.found, result.selection
    said = [
        *basis.about_disclosure(result),
        *basis.about_the_period(result),
        *counterparts.notes(found, selection),
    ]
    absent = [row for row in result.groups if row.total is None]
    if absent:
        names = ", ".join(row.label for row in absent)
        said.append(
            f"The tables have no group {names}: whoever the register has there stands under "
            "another group in them, whose share is a little too low for it."
        )
    if result.more_handcuffed:
        said.append(
            "More people of a group are recorded as handcuffed than the tables have in: "
            f"{', '.join(result.more_handcuffed)}. The two are recorded differently there."
        )
    if selection.accepted_only:
        said.append(
            "Only accepted records stand above the line, and all of the table below it: the shares "
            "are too low by those that nobody has accepted yet."
        )
    return said


def figures(result: Given) -> tuple[Figure, ...]:
    unit = counterparts.UNITS[result.selection.kind]
    return (
        Figure(
            chart=forest_chart(result),
            caption=f"At 1 the same share of {unit.many} led to handcuffs in both groups. "
            f"{WITHIN if result.by_area else ''}The axis is logarithmic: twice and half are "
            "equally far from 1.",
        ),
        Figure(
            chart=shares_chart(
                ident="share",
                title=f"Handcuffed, of all {unit.many}",
                description="Share of each group with 95% interval.",
                of=unit.many,
                rows=[
                    DotRow(label=row.label, note=row.note)
                    if row.total is None
                    else DotRow(label=row.label, estimate=row.share, counts=_counts(row))
                    for row in result.groups
                ],
                greyed=result.is_greyed,
            ),
            caption=f"People {counterparts.HANDCUFFED[result.selection.kind]}, as a share of the "
            f"{unit.many} of {result.benchmark.name}.",
        ),
    )


def forest_chart(result: Given) -> Chart:
    """Each group's ratio to the reference, in all and within areas."""
    rows = []
    for row in result.compared:
        if row.state is State.BENCHMARK_MISSING:
            rows.append(ForestRow(label=row.label, note=row.note))
            continue
        counts = f"{_counts(row)} against {_counts(result.reference)}"
        rows.append(ForestRow(label=row.label, estimate=row.ratio, counts=counts))
        if row.pooled is not None:
            rows.append(
                ForestRow(
                    label=f"{row.label}, within areas",
                    estimate=row.pooled,
                    counts=_areas(row.pooled.inputs["strata"] - row.pooled.inputs["left_out"]),
                )
            )
    return forest(
        ident="ratio",
        title=f"Times the {REFERENCE.label} share handcuffed",
        reference=REFERENCE.label,
        of="share",
        description=f"Share of each group over the share of {REFERENCE.label}, with 95% interval.",
        rows=rows,
        greyed=result.is_greyed,
    )


def table(result: Given) -> Table:
    """Every row of the result; where there is no figure it says why."""
    unit = counterparts.UNITS[result.selection.kind]
    chosen = result.of(result.selection.group)
    columns = (
        "Group",
        unit.caption,
        "Handcuffed",
        "Share",
        f"Points more than {REFERENCE.label}",
        f"Times the share of {REFERENCE.label}",
    )
    return Table(
        ident="table",
        heading="Table",
        text=shares.within_areas(chosen),
        caption=f"People handcuffed of all {unit.many} in {result.place}, by ethnicity as "
        "perceived; in brackets 95% intervals",
        columns=(*columns, "The same within areas", "Areas differ?") if result.by_area else columns,
        numeric=range(1, 8),
        rows=tuple(
            _cells(row, by_area=result.by_area)
            for row in (*result.groups, result.unknown, result.total)
        ),
    )


def _cells(row: GivenRow, *, by_area: bool) -> tuple[str, ...]:
    cells = (
        row.label,
        wording.number(row.total),
        wording.number(row.events),
        _cell(row, row.share, wording.share_figures),
        _cell(row, row.difference, wording.points_figures),
        _cell(row, row.ratio, wording.ratio_figures),
    )
    if not by_area:
        return cells
    return (*cells, wording.cell(row.pooled, wording.ratio_figures), strata.cell(row.spread))


def _cell(row: GivenRow, estimate, words) -> str:
    """In its row, a figure that the table has no group for needs no words of its own."""
    if estimate is not None and estimate.state is State.BENCHMARK_MISSING:
        return row.note if estimate is row.share else "–"
    return wording.cell(estimate, words)


def _areas(number: int) -> str:
    return f"{number:,} area{'' if number == 1 else 's'}"


def _counts(row: GivenRow) -> str:
    return f"{wording.so_many(row.events)} of {row.total:,}"


def figures_of(result: Given) -> list[Line]:
    """What the figures are figures of."""
    found, selection = result.found, result.selection
    return [
        basis.period(result),
        basis.place(result, areas=len(found.areas)),
        *basis.counted(result),
        basis.AS_PERCEIVED,
        counterparts.tables_line(found),
        counterparts.matched_line(found, selection),
        basis.data_as_at(result),
    ]
