"""The tables of R11, and what its months and quarters are called."""

from dataclasses import replace

from reporting import wording
from reporting.disclosure import Count
from reporting.presenters import basis, behind
from reporting.presenters.page import Table
from reporting.presenters.unknown import bounds_table
from reporting.reports.population_gap import REFERENCE
from reporting.reports.trend import Trend
from reporting.reports.trend_spans import PERIOD, QUARTER, Span
from reporting.wording import number

WHOLE = "Whole period"
UNIT = "per 1,000 residents a year"


def tables(result: Trend) -> list[Table]:
    brackets = "in brackets 95% intervals"
    step = result.step.capitalize()
    watching = () if result.disclosure.is_public else ("Sum (CUSUM)", "Line of a signal", "Signal")
    found = [
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
                    _rows_behind(
                        result,
                        month,
                        month.events,
                        said=wording.cell(month.count, wording.count_figures),
                    ),
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
                        _rows_behind(
                            result, month, month.events, said=_group_cell(month), ethnicity=group
                        )
                        for group, month in zip(result.of_groups, months, strict=True)
                    ),
                )
                for months in zip(*result.of_groups.values(), strict=True)
            ),
        ),
    ]
    if result.benchmark:
        if result.shows_bounds:
            found.append(_bounds(result))
        found.append(
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
                        _rows_behind(result, row, row.events, ethnicity=result.group),
                        _rows_behind(result, row, row.reference_events, ethnicity=REFERENCE),
                        wording.cell(row.ratio, wording.ratio_figures),
                        wording.cell(row.difference, wording.rate_figures),
                    )
                    for row in result.compared
                ),
            )
        )
    return found


def _bounds(result: Trend) -> Table:
    return bounds_table(
        [(quarter_name(row), row.bounds) for row in result.compared],
        of="Quarter",
        text="More than 5% have no ethnicity recorded. A ratio would be the lowest if they were "
        f"all {REFERENCE.label}, and the highest if they were all {result.group.label}. What they "
        "could change of the whole period is not what they could change of each quarter.",
    )


def _watch_cells(month: Span) -> tuple[str, str, str]:
    if not month.watch:
        return "–", "–", "–"
    watch = month.watch
    return f"{watch.cusum:,.1f}", f"{watch.threshold:,.1f}", "Yes" if watch.signal else "No"


def _rows_behind(
    result: Trend, row: Span, counted: Count, *, said: str = "", ethnicity: str = ""
) -> str:
    """What a cell says, leading to the rows of its months where these can be told by filters."""
    if not result.every_district:
        return said or number(counted)
    return behind.count(
        counted,
        result,
        of=replace(result.selection, first_month=row.start, last_month=row.last_month),
        said=said,
        **behind.districts(result.selection),
        ethnicity=ethnicity,
    )


def _group_cell(month: Span) -> str:
    if not month.rate.shown:
        return number(month.events)
    return f"{number(month.events)} – {wording.cell(month.rate, wording.rate_figures)}"


def quarter_name(row: Span) -> str:
    """A quarter in a sentence: "2026, quarter 1, part of it"; or the whole period."""
    if row.span == PERIOD:
        return WHOLE
    return f"{basis.quarter(row.start)}{'' if row.whole else ', part of it'}"


def _name(month: Span) -> str:
    """A month or quarter in a table."""
    if month.span == QUARTER:
        return quarter_name(month)
    name = basis.month(month.start)
    return name if month.whole else f"{name}, part of it"
