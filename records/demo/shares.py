"""What the fictional records are shaped by, and how values are drawn from it.

The sources are in records/data/SOURCES.md. The published counts are officer reports of a tactic,
not encounters; for weights of a demo that does no harm.
"""

import csv
from collections.abc import Mapping
from functools import cache
from random import Random
from typing import TypeVar

from django.conf import settings

from records.vocabulary import Compliance, Ethnicity

T = TypeVar("T")

# Home Office, Police use of force, year ending March 2020, table 16, Metropolitan Police:
# handcuffing reports, compliant and non-compliant. Chinese is part of Asian.
HANDCUFFINGS_2019_20 = {
    Ethnicity.WHITE: (36_683, 14_413),
    Ethnicity.BLACK: (31_405, 13_533),
    Ethnicity.ASIAN: (12_913, 3_370),
    Ethnicity.MIXED: (2_725, 1_066),
    Ethnicity.OTHER: (4_184, 1_127),
    Ethnicity.NOT_REPORTED: (653, 317),
}
ETHNICITY = {ethnicity: sum(counts) for ethnicity, counts in HANDCUFFINGS_2019_20.items()}
COMPLIANCE = {
    ethnicity: {Compliance.COMPLIANT: compliant, Compliance.NON_COMPLIANT: non_compliant}
    for ethnicity, (compliant, non_compliant) in HANDCUFFINGS_2019_20.items()
}

# Places without residents, as shares of all encounters. [assumed]
SITES = {"heathrow": 0.012, "out_of_force": 0.006}

# Hour of the day in London, midnight first. [assumed]
HOURS = (6, 5, 4, 3, 2, 1, 1, 2, 2, 3, 4, 5, 5, 6, 7, 8, 9, 9, 9, 9, 9, 9, 9, 8)

# Youngest and oldest age of each band. [assumed, near the ages of people searched in 2020]
AGES = {
    (12, 15): 4,
    (16, 17): 9,
    (18, 24): 32,
    (25, 34): 28,
    (35, 49): 19,
    (50, 64): 6,
    (65, 78): 1,
}


def chance(rng: Random, probability: float) -> bool:
    """True as often as `probability` says."""
    return rng.random() < probability


def pick(rng: Random, weights: Mapping[T, float]) -> T:
    """One of the keys, in proportion to its weight."""
    return rng.choices(list(weights), list(weights.values()))[0]


def some(rng: Random, weights: Mapping[T, float]) -> list[T]:
    """Each of the keys with its own probability, in the order given."""
    return [value for value, probability in weights.items() if chance(rng, probability)]


@cache
def _searches() -> dict[str, dict[Ethnicity, int]]:
    """Searches by area and ethnicity in the third quarter of 2020."""
    path = settings.BASE_DIR / "records" / "data" / "searches_met_2020q3_by_area.csv"
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    searches = {}
    for row in rows:
        counts = {
            Ethnicity.WHITE: int(row["white"]),
            Ethnicity.BLACK: int(row["black"]),
            Ethnicity.ASIAN: int(row["asian"]),
            Ethnicity.OTHER: int(row["other"]),
            Ethnicity.NOT_REPORTED: int(row["not_recorded"]),
        }
        # The officer-defined codes have no Mixed; take all searches of the area instead.
        counts[Ethnicity.MIXED] = sum(counts.values())
        searches[row["code"]] = counts
    return searches


@cache
def areas_for(ethnicity: Ethnicity) -> dict[str, float]:
    """The share of each area among encounters with people of this perceived ethnicity."""
    searches = {code: counts[ethnicity] for code, counts in _searches().items()}
    in_boroughs = (1 - sum(SITES.values())) / sum(searches.values())
    return {code: count * in_boroughs for code, count in searches.items()} | SITES
