"""The rows of R3: each group over all ages and sexes, and in each stratum of them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from records.vocabulary import Ethnicity, Gender
from reporting.reports.age_sex_strata import Counts, Stratum, total
from reporting.reports.declaration import REFERENCE, Row
from reporting.reports.population_gap import GROUPS
from reporting.statistics import (
    Estimate,
    Heterogeneity,
    State,
    UnknownBounds,
    gate_rate,
    gate_ratio,
    gate_standardised,
    heterogeneity,
    rate,
    rate_ratio,
    standardised_rate,
    standardised_rate_ratio,
    unknown_standardised_bounds,
)

PER = 1000
NO_GROUP = "the table of residents has no such group"


@dataclass(frozen=True, kw_only=True)
class RateRow(Row):
    """A group over all ages and sexes, with its standardised rate; or in one stratum, without.

    `not_known` are handcuffed people of the group in no rate: their age is not known, or their
    gender is not known or neither male nor female. The reference is compared with nobody.
    """

    label: str
    stratum: Stratum | None
    events: int
    population: int | None
    rate: Estimate
    ratio: Estimate | None = None
    standardised: Estimate | None = None
    standardised_ratio: Estimate | None = None
    bounds: UnknownBounds | None = None
    not_known: int | None = None


class Part(NamedTuple):
    """One stratum of one group, and how many people of the standard it stands for."""

    events: int
    residents: int
    standard: int


@dataclass
class Counted:
    """Handcuffed people by group, sex and band, and those who have none.

    Of the `unknown` ethnicity, `unknown_of` are those of a known sex and band.
    """

    events: Counts
    not_known: dict[Ethnicity, int]
    unknown_of: dict[tuple[Gender, str], int]
    unknown: int = 0
    elsewhere: int = 0


def rows(
    strata: list[Stratum], people: Counts, counted: Counted, *, years: float, problem: str
) -> tuple[tuple[RateRow, ...], tuple[RateRow, ...]]:
    """Every group over all, and in every stratum. The standard is everybody in the table."""
    standard = [sum(total(counts, one) for counts in people.values()) for one in strata]
    groups, by_stratum = [], []
    for group in GROUPS:
        if problem or not {group, REFERENCE} <= set(people):
            groups.append(_missing(group, counted, note=problem or NO_GROUP))
            continue
        own, other = (
            [
                Part(total(counted.events[one], stratum), total(people[one], stratum), weight)
                for stratum, weight in zip(strata, standard, strict=True)
            ]
            for one in (group, REFERENCE)
        )
        whole = _row(group, None, own, other, years=years)
        both = {"strata": _exposed(own, years), "reference_strata": _exposed(other, years)}
        ratio = bounds = None
        if group is not REFERENCE:
            ratio = gate_standardised(standardised_rate_ratio(**both))
        if ratio and ratio.shown:
            unknown = [total(counted.unknown_of, one) for one in strata]
            bounds = unknown_standardised_bounds(**both, unknown=unknown)
        groups.append(
            replace(
                whole,
                not_known=counted.not_known[group],
                standardised=gate_standardised(standardised_rate(strata=both["strata"], per=PER)),
                standardised_ratio=ratio,
                bounds=bounds,
            )
        )
        by_stratum += [
            _row(group, stratum, [mine], [theirs], years=years)
            for stratum, mine, theirs in zip(strata, own, other, strict=True)
        ]
    return tuple(groups), tuple(by_stratum)


def _exposed(parts: Sequence[Part], years: float) -> list[tuple[int, float, float]]:
    """Events, person-years and standard of each stratum."""
    return [(part.events, part.residents * years, part.standard) for part in parts]


def _row(
    group: Ethnicity,
    stratum: Stratum | None,
    own: Sequence[Part],
    other: Sequence[Part],
    *,
    years: float,
) -> RateRow:
    """The plain rate and its ratio, over these strata together."""
    counts = {
        "events": sum(part.events for part in own),
        "exposure": sum(part.residents for part in own) * years,
    }
    plain = gate_rate(rate(**counts, per=PER))
    ratio = None
    if group is not REFERENCE:
        ratio = gate_ratio(
            rate_ratio(
                **counts,
                reference_events=sum(part.events for part in other),
                reference_exposure=sum(part.residents for part in other) * years,
            )
        )
    headline = ratio or plain
    return RateRow(
        group=group,
        reference="" if group is REFERENCE else REFERENCE,
        label=group.label,
        stratum=stratum,
        events=counts["events"],
        population=sum(part.residents for part in own),
        rate=plain,
        ratio=ratio,
        state=headline.state,
        note=headline.note,
    )


def _missing(group: Ethnicity, counted: Counted, *, note: str) -> RateRow:
    none = Estimate(state=State.BENCHMARK_MISSING, note=note)
    compared = None if group is REFERENCE else none
    return RateRow(
        group=group,
        reference="" if group is REFERENCE else REFERENCE,
        label=group.label,
        stratum=None,
        events=sum(counted.events[group].values()),
        population=None,
        rate=none,
        ratio=compared,
        standardised=none,
        standardised_ratio=compared,
        not_known=counted.not_known[group],
        state=none.state,
        note=note,
    )


def spread(rows: Sequence[RateRow], group: Ethnicity, years: float) -> Heterogeneity | None:
    """Whether the ratio of a group is the same at every age and in both sexes."""
    own = {row.stratum: row for row in rows if row.group == group}
    other = {row.stratum: row for row in rows if row.group == REFERENCE}
    if len(own) < 2:
        return None
    return heterogeneity(
        strata=[
            (row.events, row.population * years, other[key].events, other[key].population * years)
            for key, row in own.items()
        ]
    )
