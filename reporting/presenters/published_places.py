"""R7 over published counts in words; sentences, pictures and tables are those of R7."""

from reporting import wording
from reporting.presenters import basis, boroughs
from reporting.presenters.boroughs import UNIT, Words
from reporting.presenters.page import Finding, Line, Method, Page
from reporting.reports.boroughs import CENTRAL
from reporting.reports.declaration import REFERENCE
from reporting.reports.published_places import ALL_SUPPLIED, PublishedPlaces

PLACES = Words(one="place", many="places", unit=wording.REPORTS_OF_OFFICERS)


def page(result: PublishedPlaces) -> Page:
    """The parts of the page; without residents of these places there is nothing to compare."""
    empty = _empty(result)
    return Page(
        empty=empty,
        finding=Finding(all="") if empty else finding(result),
        notes=tuple(notes(result)),
        figures=() if empty else boroughs.figures(result, PLACES),
        tables=()
        if empty
        else (boroughs.table(result, PLACES, count=boroughs.plain, more=(result.crude,)),),
        method=Method(
            steps=tuple(boroughs.method(result, PLACES)), remarks=boroughs.remarks(PLACES)
        ),
        basis=tuple(figures_of(result)),
        caveats=tuple(result.report.caveats_of(result)),
    )


def _empty(result: PublishedPlaces) -> str:
    if result.benchmark is None:
        return "No table of residents is loaded that has these places, so there are no rates."
    if not result.compared:
        return "No place supplied such counts and has residents in the table."
    return ""


def finding(result: PublishedPlaces) -> Finding:
    """R7’s sentences, and the figure of all together, which is the one that is published."""
    found = boroughs.finding(result, PLACES)
    crude = result.crude
    ratio = wording.ratio(crude.ratio, reference=REFERENCE.label)
    if crude.ratio.shown and not crude.ratio.lower <= 1 <= crude.ratio.upper:
        ratio += f", {wording.ratio_limits(crude.ratio)}"
    if crude.difference.shown:
        ratio += f"; the difference is {wording.rate_figures(crude.difference)} {UNIT}"
    counts = f"{PLACES.unit.counted(crude.events)} against {crude.reference_events:,}"
    return Finding(
        all=found.all,
        groups=((f"{ALL_SUPPLIED}, as if one place", f"{ratio}. {counts}."), *found.groups),
        more=found.more,
        warning=found.warning,
    )


def notes(result: PublishedPlaces) -> list[str]:
    """Who is not compared, and whether the years agree."""
    said = []
    if result.not_supplied:
        said.append(
            "Left out of counts and rates, because they did not supply "
            f"{result.selection.kind.label.lower()}: {', '.join(result.not_supplied)}."
        )
    central = [row.borough for row in result.boroughs if row.is_central]
    if central:
        said.append(
            "Counted in the row of all together and not compared, because of many visitors for "
            f"their residents: {', '.join(central)}."
        )
    without = [row.borough for row in result.boroughs if not row.enters and row.code not in CENTRAL]
    if without and result.benchmark:
        said.append(
            "Not compared, because the table of residents does not have them: "
            f"{', '.join(without)}."
        )
    return [*said, *basis.about_the_benchmark(result, counted=PLACES.unit.many)]


def figures_of(result: PublishedPlaces) -> list[Line]:
    """What the figures are figures of."""
    dataset = result.selection.dataset
    lines = [
        basis.period(result),
        Line(key="Place", value=f"{result.place}, each as it was published"),
        Line(key="Counted", value="Officer reports, not people"),
    ]
    if words := result.selection.in_words():
        lines.append(Line(key="Narrowed to", value="; ".join(words)))
    return [
        *lines,
        basis.AS_PERCEIVED,
        Line(key="Published counts", value=f"{dataset}. {dataset.source}. {dataset.attribution}."),
        Line(key="Residents", value=basis.residents(result.benchmark)),
        basis.data_as_at(result),
    ]
