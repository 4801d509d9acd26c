"""R2 over published counts in words; sentences, pictures and tables are those of R2."""

from reporting.presenters import basis
from reporting.presenters.page import Line, Method, Page
from reporting.presenters.population_gap import (
    benchmark_line,
    bounds,
    figures,
    finding,
    method,
    remarks,
    table,
    unit_of,
)
from reporting.reports.published_gap import PublishedGap


def page(result: PublishedGap) -> Page:
    """The parts of the page; without residents there are counts, and nothing to draw."""
    return Page(
        empty=_empty(result),
        finding=finding(result),
        notes=tuple(notes(result)),
        figures=figures(result) if result.benchmark else (),
        tables=(bounds(result), table(result)) if result.shows_bounds else (table(result),),
        method=Method(steps=tuple(method(result)), remarks=remarks(unit_of(result))),
        basis=tuple(figures_of(result)),
        caveats=tuple(result.report.caveats_of(result)),
    )


def _empty(result: PublishedGap) -> str:
    if not result.is_empty:
        return ""
    kind = result.selection.kind.label.lower()
    if result.not_supplied:
        return f"Counts of {kind} were not supplied for {result.place}."
    return f"No {kind} that can be compared was reported for {result.place}."


def figures_of(result: PublishedGap) -> list[Line]:
    """What the figures are figures of."""
    dataset = result.selection.dataset
    lines = [
        basis.period(result),
        Line(key="Place", value=result.place),
        Line(key="Counted", value="Officer reports, not people"),
    ]
    if words := result.selection.in_words():
        lines.append(Line(key="Narrowed to", value="; ".join(words)))
    return [
        *lines,
        basis.AS_PERCEIVED,
        Line(key="Published counts", value=f"{dataset}. {dataset.source}. {dataset.attribution}."),
        benchmark_line(result),
        basis.data_as_at(result),
    ]


def notes(result: PublishedGap) -> list[str]:
    """Who is not in these figures, and whether the years agree."""
    said = []
    if result.not_supplied and not result.selection.place_code:
        said.append(
            f"Left out of counts and rates, because they did not supply "
            f"{result.selection.kind.label.lower()}: {', '.join(result.not_supplied)}."
        )
    if result.without_residents:
        places = ", ".join(f"{place.area} {place.events:,}" for place in result.without_residents)
        said.append(
            "Not in these rates, because the table of residents does not have them: "
            f"{unit_of(result).counted(sum(one.events for one in result.without_residents))} "
            f"({places})."
        )
    return [*said, *basis.about_the_benchmark(result, counted=unit_of(result).many)]
