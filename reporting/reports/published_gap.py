"""R2's method over published counts of handcuffing: officer reports, by force or borough."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Count, Q, Sum

from records.vocabulary import Ethnicity
from reporting.benchmarks import residents
from reporting.models import BenchmarkKind
from reporting.permissions import Access
from reporting.reports import population_gap
from reporting.reports.declaration import OFFICER_REPORTS, Column, Report
from reporting.reports.population_gap import GROUPS, Gap, LeftOut, compare
from reporting.reports.published_filters import PublishedForm, PublishedSelection
from reporting.selection import Period


@dataclass(frozen=True, kw_only=True)
class PublishedGap(Gap):
    """The gap in published counts. A place enters only with both parts of the rate.

    `not_supplied` are places that published no such counts, `without_residents` those that the
    table of residents does not have.
    """

    selection: PublishedSelection
    not_supplied: tuple[str, ...]
    without_residents: tuple[LeftOut, ...]


@dataclass
class Place:
    """What one place published; a group that it did not supply leaves the place out."""

    name: str
    supplied: bool
    events: dict[Ethnicity, int]


def compute(selection: PublishedSelection, *, now: datetime) -> PublishedGap:
    """Add up the places that supplied their counts and whose residents are known."""
    dataset, benchmark = selection.dataset, selection.benchmark
    places = places_of(selection)
    populations = residents(benchmark, areas=places) if benchmark else {}
    supplied = {code: place for code, place in places.items() if place.supplied}
    # Without any table there are no rates, and what was supplied is counted all the same.
    entering = [
        code for code in supplied if not benchmark or set(GROUPS) <= set(populations.get(code, ()))
    ]
    events = {
        group: sum(supplied[code].events.get(group, 0) for code in entering) for group in Ethnicity
    }
    period = Period(start=dataset.period_start, end=dataset.period_end)
    return PublishedGap(
        report=REPORT,
        computed_at=now,
        selection=selection,
        period=period,
        place=_place(selection, entering=len(entering), of=len(places)),
        benchmark=benchmark,
        **compare(
            events,
            populations,
            total=sum(events.values()),
            entering=entering,
            years=period.years,
        ),
        not_supplied=tuple(place.name for place in places.values() if not place.supplied),
        without_residents=tuple(
            LeftOut(area=place.name, events=sum(place.events.values()))
            for code, place in supplied.items()
            if code not in entering
        ),
    )


def _place(selection: PublishedSelection, *, entering: int, of: int) -> str:
    """What the figures are of: never the whole country if some of it is left out."""
    if selection.place_name:
        return selection.place_name
    coverage = selection.dataset.coverage
    return coverage if entering == of else f"{entering} of {of} areas of {coverage}"


def places_of(selection: PublishedSelection) -> dict[str, Place]:
    """What each place published, all months together, by name."""
    rows = selection.dataset.rows.filter(handcuffing=selection.kind)
    if selection.place_code:
        rows = rows.filter(area_code=selection.place_code)
    places: dict[str, Place] = {}
    for row in (
        rows.values("area_code", "area_name", "ethnicity_perceived")
        .annotate(total=Sum("count"), missing=Count("pk", filter=Q(count=None)))
        .order_by("area_name", "area_code", "ethnicity_perceived")
    ):
        place = places.setdefault(row["area_code"], Place(row["area_name"], True, {}))
        place.supplied = place.supplied and not row["missing"]
        place.events[Ethnicity(row["ethnicity_perceived"])] = row["total"] or 0
    return places


COLUMNS = (
    Column("dataset", lambda result, row: str(result.selection.dataset), "The published counts"),
    Column(
        "handcuffing",
        lambda result, row: result.selection.kind.value,
        "Filter: all, compliant or non_compliant, as the officer reported",
    ),
    Column("areas", lambda result, row: result.areas, "How many places entered"),
    Column(
        "not_supplied",
        lambda result, row: "; ".join(result.not_supplied),
        "Places left out because they did not supply these counts",
    ),
    Column(
        "without_residents",
        lambda result, row: "; ".join(place.area for place in result.without_residents),
        "Places left out because the table of residents does not have them",
    ),
    *(
        replace(column, description="Officer reports") if column.name == "events" else column
        for column in population_gap.COLUMNS
    ),
)

REPORT = Report(
    id="R2P",
    name="published_gap",
    address="published-rate-and-gap",
    version=1,
    title="Published counts: rate and gap",
    question="What does our method say of the counts that police forces have published?",
    unit=OFFICER_REPORTS,
    ethnicity_field="ethnicity_perceived",
    mapping_version=1,
    needs=(BenchmarkKind.RESIDENTS,),
    caveats=(
        "These are officer reports, not people: three officers who hold one person make three "
        "reports. How many officers report on one person differs between groups, so the ratios "
        "of people may be other than these.",
        "Compares handcuffing reported in {place} with people who live in {place} ({benchmark}). "
        "Visitors are counted above but not below the line. Ethnicity is as seen by the officer; "
        "the census is self-described.",
        "A place that did not supply its counts is not a place without handcuffing: it is left "
        "out of both sides of the rate, and named.",
    ),
    columns=COLUMNS,
    compute=compute,
    access=Access.ANALYSTS,
    filters=PublishedForm,
    over_published=True,
    template="reporting/population_gap.html",
)
