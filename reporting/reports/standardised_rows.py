"""The rows of R3: each group over all ages and sexes, and in each stratum of them."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from records.vocabulary import Ethnicity, Gender
from reporting.disclosure import Count as Number
from reporting.disclosure import Counted, Disclosure, ends, figure, hidden_in
from reporting.reports.age_sex_strata import KNOWN, NOT_KNOWN, Counts, Residents, Stratum, total
from reporting.reports.declaration import REFERENCE, Row
from reporting.reports.population_gap import GROUPS
from reporting.statistics import (
    Estimate,
    Heterogeneity,
    Hidden,
    State,
    UnknownBounds,
    gate_hidden_strata,
    gate_rate,
    gate_ratio,
    gate_standardised,
    heterogeneity,
    rate,
    rate_ratio,
    standardised_rate,
    standardised_rate_ratio,
    standardised_rate_ratio_within,
    standardised_rate_within,
    unknown_standardised_bounds,
)

PER = 1000
NO_GROUP = "the table of residents has no such group"
UNTOLD = Estimate(state=State.SUPPRESSED, note=Hidden.WOULD_TELL.value)
Exposed = list[tuple[int, float, float]]


@dataclass(frozen=True, kw_only=True)
class RateRow(Row):
    """A group over all ages and sexes, with its standardised rate; or in one stratum, without.

    `not_known` are handcuffed people of the group in no rate: their age is not known, or their
    gender is not known or neither male nor female. The reference is compared with nobody.
    """

    label: str
    stratum: Stratum | None
    events: Number | None
    population: int | None
    rate: Estimate
    ratio: Estimate | None = None
    standardised: Estimate | None = None
    standardised_ratio: Estimate | None = None
    bounds: UnknownBounds | None = None
    not_known: Number | None = None


class Part(NamedTuple):
    """One stratum of one group, and how many people of the standard it stands for."""

    events: Number
    residents: int
    standard: int


@dataclass
class People:
    """Handcuffed people by group, sex and band, and those who have none; `all` in these places.

    Of the `unknown` ethnicity, `unknown_of` are those of a known sex and band.
    """

    events: Counts
    not_known: dict[Ethnicity, int]
    unknown_of: dict[tuple[Gender, str], int]
    all: int = 0
    unknown: int = 0
    elsewhere: int = 0


def rows(
    strata: list[Stratum],
    lived: Residents,
    counted: People,
    *,
    years: float,
    disclosure: Disclosure,
) -> tuple[tuple[RateRow, ...], tuple[RateRow, ...]]:
    """Every group over all, and in every stratum. The standard is everybody in the table."""
    people = lived.people
    standard = [sum(total(counts, one) for counts in people.values()) for one in strata]

    def parts(group: Ethnicity) -> list[Part]:
        return [
            Part(
                disclosure.count(
                    total(counted.events[group], stratum), Counted(group=group, kind=stratum.kind)
                ),
                total(people[group], stratum),
                weight,
            )
            for stratum, weight in zip(strata, standard, strict=True)
        ]

    def whole(group: Ethnicity) -> Number:
        known = sum(total(counted.events[group], stratum) for stratum in strata)
        return disclosure.count(known, Counted(group=group, kind=KNOWN))

    def not_known(group: Ethnicity) -> Number:
        return disclosure.count(counted.not_known[group], Counted(group=group, kind=NOT_KNOWN))

    groups, by_stratum = [], []
    for group in GROUPS:
        if lived.problem or not {group, REFERENCE} <= set(people):
            missing = _missing(group, note=lived.problem or NO_GROUP)
            if not disclosure.is_public:
                missing = replace(
                    missing,
                    events=sum(counted.events[group].values()),
                    not_known=not_known(group),
                )
            groups.append(missing)
            continue
        own, other = parts(group), parts(REFERENCE)
        events = whole(group), whole(REFERENCE)
        ratio = bounds = None
        if group is not REFERENCE:
            ratio = _unless_hidden(events, _standardised_ratio, own, other, years)
        if ratio and ratio.shown and not disclosure.is_public:
            bounds = unknown_standardised_bounds(
                strata=_exposed(own, years),
                reference_strata=_exposed(other, years),
                unknown=[total(counted.unknown_of, one) for one in strata],
            )
        groups.append(
            replace(
                _row(group, None, own, other, years=years, events=events),
                not_known=not_known(group),
                standardised=_unless_hidden(events[:1], _standardised, own, years),
                standardised_ratio=ratio,
                bounds=bounds,
            )
        )
        by_stratum += [
            _row(group, stratum, [mine], [theirs], years=years, events=(mine.events, theirs.events))
            for stratum, mine, theirs in zip(strata, own, other, strict=True)
        ]
    return tuple(groups), tuple(by_stratum)


def _unless_hidden(
    events: Iterable[Number], formula: Callable[..., Estimate], *given: Any
) -> Estimate:
    """What a formula gives, unless these whole numbers of a group are hidden."""
    if hidden := hidden_in(events):
        return Estimate(state=State.SUPPRESSED, note=hidden.value)
    return formula(*given)


def _standardised(parts: Sequence[Part], years: float) -> Estimate:
    """The adjusted rate; where strata are hidden, of what they can be at least and at most."""
    if not is_hidden(parts):
        return gate_standardised(standardised_rate(strata=_exposed(parts, years), per=PER))
    if (both := _ends(parts, years)) is None:
        return UNTOLD
    lowest, highest = both
    return gate_hidden_strata(standardised_rate_within(lowest=lowest, highest=highest, per=PER))


def _standardised_ratio(own: Sequence[Part], other: Sequence[Part], years: float) -> Estimate:
    """The same of two groups."""
    if not is_hidden([*own, *other]):
        return gate_standardised(
            standardised_rate_ratio(
                strata=_exposed(own, years), reference_strata=_exposed(other, years)
            )
        )
    mine, theirs = _ends(own, years), _ends(other, years)
    if mine is None or theirs is None:
        return UNTOLD
    return gate_hidden_strata(
        standardised_rate_ratio_within(
            lowest=mine[0],
            highest=mine[1],
            reference_lowest=theirs[0],
            reference_highest=theirs[1],
        )
    )


def is_hidden(rows: Iterable[Part | RateRow]) -> bool:
    """Whether the events of one of these are hidden."""
    return hidden_in(row.events for row in rows) is not None


def _ends(parts: Sequence[Part], years: float) -> tuple[Exposed, Exposed] | None:
    """The strata with as few events as there can be, and with as many; None if nobody knows."""
    known = [ends(part.events) for part in parts]
    if None in known:
        return None
    lowest, highest = (
        [part._replace(events=events) for part, events in zip(parts, some, strict=True)]
        for some in zip(*known, strict=True)
    )
    return _exposed(lowest, years), _exposed(highest, years)


def _exposed(parts: Sequence[Part], years: float) -> Exposed:
    """Events, person-years and standard of each stratum."""
    return [(part.events, part.residents * years, part.standard) for part in parts]


def _row(
    group: Ethnicity,
    stratum: Stratum | None,
    own: Sequence[Part],
    other: Sequence[Part],
    *,
    years: float,
    events: tuple[Number, Number],
) -> RateRow:
    """The plain rate and its ratio, over these strata together; `events` are those of both."""
    mine, theirs = events
    counts = {"events": mine, "exposure": sum(part.residents for part in own) * years}
    plain = figure(gate_rate, rate, **counts, per=PER)
    ratio = None
    if group is not REFERENCE:
        ratio = figure(
            gate_ratio,
            rate_ratio,
            **counts,
            reference_events=theirs,
            reference_exposure=sum(part.residents for part in other) * years,
        )
    headline = ratio or plain
    return RateRow(
        group=group,
        reference="" if group is REFERENCE else REFERENCE,
        label=group.label,
        stratum=stratum,
        events=mine,
        population=sum(part.residents for part in own),
        rate=plain,
        ratio=ratio,
        state=headline.state,
        note=headline.note,
    )


def _missing(group: Ethnicity, *, note: str) -> RateRow:
    none = Estimate(state=State.BENCHMARK_MISSING, note=note)
    compared = None if group is REFERENCE else none
    return RateRow(
        group=group,
        reference="" if group is REFERENCE else REFERENCE,
        label=group.label,
        stratum=None,
        events=None,
        population=None,
        rate=none,
        ratio=compared,
        standardised=none,
        standardised_ratio=compared,
        state=none.state,
        note=note,
    )


def spread(rows: Sequence[RateRow], group: Ethnicity, years: float) -> Heterogeneity | None:
    """Whether the ratio of a group is the same at every age and in both sexes."""
    own = {row.stratum: row for row in rows if row.group == group}
    other = {row.stratum: row for row in rows if row.group == REFERENCE}
    if len(own) < 2 or is_hidden([*own.values(), *other.values()]):
        return None
    return heterogeneity(
        strata=[
            (row.events, row.population * years, other[key].events, other[key].population * years)
            for key, row in own.items()
        ]
    )
