"""R7's method over published counts of handcuffing: the gap in each place that published them."""

from dataclasses import dataclass, replace
from datetime import datetime

from records.vocabulary import Ethnicity
from reporting.benchmarks import residents
from reporting.models import BenchmarkKind
from reporting.permissions import Access
from reporting.reports import boroughs, published_gap
from reporting.reports.boroughs import BoroughRow, Comparison, compare, together
from reporting.reports.declaration import OFFICER_REPORTS, Column, Report
from reporting.reports.published_filters import PublishedComparison, PublishedPlacesForm
from reporting.reports.published_gap import places_of
from reporting.selection import Period

ALL_SUPPLIED = "All together"


@dataclass(frozen=True, kw_only=True)
class PublishedPlaces(Comparison):
    """The places that supplied their counts.

    `crude` is all of them with residents as if they were one place, which is the published figure
    of the whole; `not_supplied` are places that published no such counts.
    """

    selection: PublishedComparison
    crude: BoroughRow
    not_supplied: tuple[str, ...]


def compute(selection: PublishedComparison, *, now: datetime) -> PublishedPlaces:
    """Compare every place that supplied its counts and whose residents are known."""
    dataset, benchmark = selection.dataset, selection.benchmark
    places = places_of(selection)
    supplied = {code: place for code, place in places.items() if place.supplied}
    people = residents(benchmark, areas=supplied) if benchmark else {}
    events = {
        (code, seen_as): number
        for code, place in supplied.items()
        for seen_as, number in place.events.items()
    }
    period = Period(start=dataset.period_start, end=dataset.period_end)
    found = compare(
        {code: place.name for code, place in supplied.items()},
        events,
        people,
        group=selection.group,
        years=period.years,
    )
    with_residents = [
        row for row in found["boroughs"] if None not in (row.population, row.reference_population)
    ]
    crude = together(ALL_SUPPLIED, with_residents, selection.group, period.years)
    coverage = dataset.coverage
    return PublishedPlaces(
        report=REPORT,
        computed_at=now,
        selection=selection,
        period=period,
        place=coverage
        if len(supplied) == len(places)
        else f"{len(supplied)} of {len(places)} areas of {coverage}",
        benchmark=benchmark,
        **found | {"rows": (*found["rows"], crude)},
        crude=crude,
        encounters=sum(events.values()),
        unknown=sum(
            number for (_, seen_as), number in events.items() if seen_as == Ethnicity.NOT_REPORTED
        ),
        not_supplied=tuple(place.name for place in places.values() if not place.supplied),
    )


def _place(column: Column) -> Column:
    """The columns of R7 in words for any place and for officer reports."""
    words = {
        "borough": "The place, in order of the alphabet",
        "events_g": "Officer reports on people of the group",
        "rate_g": "Officer reports per 1,000 residents a year, group",
        "rr": "Rate over that of the reference; for all compared within places",
    }
    said = words.get(column.name, column.description)
    return replace(
        column, name="place" if column.name == "borough" else column.name, description=said
    )


COLUMNS = (
    *(
        column
        for column in published_gap.COLUMNS
        if column.name in ("dataset", "handcuffing", "not_supplied")
    ),
    *(_place(column) for column in boroughs.COLUMNS),
)

REPORT = Report(
    id="R7P",
    name="published_places",
    address="published-place-comparison",
    version=1,
    title="Published counts: place comparison",
    question="Is the gap in the counts that police forces have published the same everywhere?",
    unit=OFFICER_REPORTS,
    ethnicity_field="ethnicity_perceived",
    mapping_version=1,
    needs=(BenchmarkKind.RESIDENTS,),
    caveats=(
        "Places are not ranked. The City of London has many visitors, so its resident rates are "
        f"not shown. In the row “{ALL_SUPPLIED}” it is counted, as it is in published figures.",
        *published_gap.REPORT.caveats,
    ),
    columns=COLUMNS,
    compute=compute,
    access=Access.ANALYSTS,
    filters=PublishedPlacesForm,
    over_published=True,
)
