"""Who could have been handcuffed: stops or arrests, beside the handcuffed of the register.

Published tables have no names to match by, so groups are matched: those whom the register has as
handcuffed in a search, or arrested, beside all searches or arrests of a table, in the same places
and months. Every report that asks "given a stop or an arrest" matches here.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Any

from django.db.models import Count, DateField, Q, Sum
from django.db.models.functions import TruncMonth

from records.models import Area
from records.models.area import AreaKind
from records.vocabulary import STOP_POWERS, Ethnicity, Outcome
from reporting.benchmarks.occasions import Occasions, covering, months_of, occasions
from reporting.disclosure import EXACT, Disclosure, Released
from reporting.exports.row_file import encounters
from reporting.models import Benchmark, BenchmarkKind, CubeCell
from reporting.reports.declaration import STOPS_OR_ARRESTS
from reporting.reports.given_filters import GivenSelection
from reporting.selection import months_from
from reporting.statistics import covers

# Of the handcuffed in cells that have more of them than were stopped: beyond this the two sides are
# not of the same people, and what is left would be of those that happen to fit.
MOST_MISFITS = 0.05
NO_GROUP = "the table has no such group"
MISFITS = "more than 5% of the handcuffed are in cells with more handcuffed than stopped"


class Lock(StrEnum):
    """Why there is nothing to compare with. The values stand in files: never rename one."""

    NO_TABLE = "no table of this kind is loaded"
    OTHER_PLACES = "no table of this kind has these places"
    SOME_PLACES = "the tables do not have every district of the release"
    OTHER_MONTHS = "the tables have fewer than 90% of these months"


@dataclass(frozen=True, kw_only=True)
class Match:
    """How the register is matched with a kind of table: who of it counts, and the rule in words.

    `measure` is what the cube calls them.
    """

    handcuffed: Q
    measure: str
    method: str


MATCHES = {
    BenchmarkKind.STOPS: Match(
        handcuffed=Q(search_power__in=STOP_POWERS),
        measure="named_power",
        method="groups of one area, ethnicity and table: encounters with a named stop and search "
        "power beside searches",
    ),
    BenchmarkKind.ARRESTS: Match(
        handcuffed=Q(outcomes__contains=[Outcome.ARRESTED]),
        measure="arrested",
        method="groups of one area, ethnicity and table: encounters that ended in arrest beside "
        "arrests",
    ),
}


@dataclass(frozen=True, kw_only=True)
class Handcuffed:
    """So many people of the register in the months of one table; age and gender if asked for."""

    table: int | None
    area: str
    ethnicity: Ethnicity
    age: int | None
    gender: str
    number: int


@dataclass(frozen=True, kw_only=True)
class Tables:
    """What a selection is compared with, before anybody is counted.

    `loaded` are all tables of the kind, `offered` those that have the places, `chosen` those that
    lie within the period. `table_of` says which has a month, `within` how many months have one.
    With a lock none is chosen. `districts` are all of the register, by code.
    """

    lock: Lock | None
    chosen: tuple[Benchmark, ...]
    offered: tuple[Benchmark, ...]
    loaded: tuple[Benchmark, ...]
    table_of: dict[date, int]
    within: int
    districts: dict[str, str]


@dataclass(frozen=True, kw_only=True)
class Counterparts:
    """Both sides of a comparison, in the places that both have.

    `tables` are compared with; `loaded` are all of the kind, `offered` those that have the places.
    `months` are those of `tables`, in which `handcuffed` were counted; `within` so many months lie
    tables that reach beyond neither end of the period. `areas` and `groups` are in every table.
    `elsewhere` were handcuffed in other places, `nowhere` are stops of the tables that are in none.
    `other_power` were searched under a power that may be one to search after arrest, and are not
    among the handcuffed. `first_month` is the earliest in which the register has anything. What of
    these is of the register is for analysts; the handcuffed are as the register has them.
    """

    lock: Lock | None
    tables: tuple[Benchmark, ...]
    offered: tuple[Benchmark, ...]
    loaded: tuple[Benchmark, ...]
    months: tuple[date, ...]
    within: int
    areas: dict[str, str]
    groups: frozenset[Ethnicity]
    stopped: tuple[Occasions, ...]
    handcuffed: tuple[Handcuffed, ...]
    elsewhere: int | None
    nowhere: int
    other_power: int | None
    first_month: date | None


def too_many_misfits(*, misfits: int, handcuffed: int) -> bool:
    """Whether the two sides are recorded too differently for a share."""
    return misfits > MOST_MISFITS * handcuffed


def lacking() -> list[str]:
    """What has to be loaded before anything can be compared."""
    return [] if Benchmark.objects.filter(kind__in=MATCHES).exists() else [STOPS_OR_ARRESTS]


def in_releases(kind: BenchmarkKind, *, first: date, last: date, areas: Collection[str]) -> bool:
    """Whether a release of these months and districts has both sides."""
    chosen = GivenSelection(first_month=first, last_month=last, kind=kind)
    nothing = Released(counts={}, coverage="", areas=areas)
    return counterparts(chosen, disclosure=nothing).lock is None


def tables_for(selection: GivenSelection, *, disclosure: Disclosure = EXACT) -> Tables:
    """The tables of a selection that has both months, or why there are none to compare with.

    A release counts people in all of its months, so the tables must have them all.
    """
    kind = selection.kind
    districts = disclosure.within(
        dict(Area.objects.filter(kind=AreaKind.DISTRICT).values_list("pk", "name"))
    )
    wanted = [selection.area.pk] if selection.area else list(districts)
    loaded = Benchmark.objects.filter(kind=kind).order_by("-period_end", "name", "-version", "pk")
    offered = list(Benchmark.objects.with_groups_of(wanted, kind))
    asked = months_from(selection.first_month, selection.last_month)
    tables = covering(offered, first=asked[0], last=asked[-1])
    table_of = {month: table.pk for table in tables for month in months_of(table)}
    within, lock = len(table_of), None
    if disclosure.is_public:
        enough = within == len(asked)
    else:
        enough = covers(months_loaded=within, months=len(asked))
    if not loaded:
        lock = Lock.NO_TABLE
    elif not offered:
        lock = Lock.OTHER_PLACES
    elif not enough:
        lock = Lock.OTHER_MONTHS
    return Tables(
        lock=lock,
        chosen=() if lock else tuple(tables),
        offered=tuple(offered),
        loaded=tuple(loaded),
        table_of={} if lock else table_of,
        within=within,
        districts=districts,
    )


def counterparts(
    selection: GivenSelection, *dimensions: str, disclosure: Disclosure = EXACT
) -> Counterparts:
    """Both sides for a selection that has both months; `dimensions` are those of the tables.

    Without dimensions the register is not read: the cube has what is asked.

    With a lock there is no table, nobody was stopped, and everybody handcuffed is counted.

    A release counts people in all of its districts, so the tables must have them all.
    """
    tables = tables_for(selection, disclosure=disclosure)
    wanted = {selection.area.pk} if selection.area else set(tables.districts)
    found = occasions(tables.chosen, *dimensions) if tables.chosen else []
    areas = _in_every_table((one.table, one.area) for one in found) & wanted
    if disclosure.is_public and not tables.lock and areas != wanted:
        tables = replace(tables, lock=Lock.SOME_PLACES, chosen=(), table_of={})
        found, areas = [], set()
    lock, table_of, districts = tables.lock, tables.table_of, tables.districts
    groups = _in_every_table((one.table, one.ethnicity) for one in found)
    count = _handcuffed_by_age_and_gender if dimensions else _handcuffed
    people = count(selection, table_of)
    counted = [one for one in people if lock or one.table]
    here = [one for one in counted if lock or one.area in areas]
    return Counterparts(
        lock=lock,
        tables=tables.chosen,
        offered=tables.offered,
        loaded=tables.loaded,
        months=tuple(sorted(table_of)),
        within=tables.within,
        areas={code: districts[code] for code in sorted(areas)},
        groups=frozenset(groups),
        stopped=tuple(one for one in found if one.area in areas),
        handcuffed=tuple(here),
        elsewhere=disclosure.internal(
            sum(one.number for one in counted) - sum(one.number for one in here)
        ),
        nowhere=sum(one.count for one in found if one.area not in districts),
        other_power=disclosure.internal(
            _other_power(selection) if selection.kind == BenchmarkKind.STOPS else 0
        ),
        first_month=disclosure.internal(CubeCell.objects.first_month()),
    )


def _in_every_table(pairs: Iterable[tuple[int, str]]) -> set[str]:
    """What stands beside every key."""
    by_table: dict[int, set[str]] = {}
    for table, value in pairs:
        by_table.setdefault(table, set()).add(value)
    return set.intersection(*by_table.values()) if by_table else set()


def _other_power(selection: GivenSelection) -> int:
    cells = CubeCell.objects.selected(selection)
    return cells.aggregate(found=Sum("other_power", default=0))["found"]


def _handcuffed(selection: GivenSelection, table_of: dict[date, int]) -> list[Handcuffed]:
    """Of the cube."""
    rows = (
        CubeCell.objects.selected(selection)
        .values("month", "area_id", "ethnicity_perceived")
        .annotate(number=Sum(MATCHES[selection.kind].measure))
        .filter(number__gt=0)
        .order_by("month", "area_id", "ethnicity_perceived")
    )
    return [_people(row, table_of) for row in rows]


def _handcuffed_by_age_and_gender(
    selection: GivenSelection, table_of: dict[date, int]
) -> list[Handcuffed]:
    """Of the register, in one grouped query: no cube keeps power and age together."""
    dimensions = ("month", "area_id", "ethnicity_perceived", "age_years", "gender")
    rows = (
        encounters(selection)
        .filter(MATCHES[selection.kind].handcuffed)
        .annotate(month=TruncMonth("occurred_at", output_field=DateField()))
        .values(*dimensions)
        .annotate(number=Count("pk"))
        .order_by(*dimensions)
    )
    return [_people(row, table_of) for row in rows]


def _people(row: dict[str, Any], table_of: dict[date, int]) -> Handcuffed:
    return Handcuffed(
        table=table_of.get(row["month"]),
        area=row["area_id"],
        ethnicity=Ethnicity(row["ethnicity_perceived"]),
        age=row.get("age_years"),
        gender=row.get("gender", ""),
        number=row["number"],
    )
