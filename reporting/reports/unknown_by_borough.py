"""How many have no ethnicity recorded in each borough: recording differs between them too."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from records.vocabulary import Ethnicity
from reporting.reports.declaration import Column, interval
from reporting.statistics import gate_proportion, proportion

# Of the register: tables of others are checked as they are loaded.
UNKNOWN = (
    Column(
        "not_reported",
        lambda result, row: row.unknown.inputs["events"] if row.unknown else None,
        "People handcuffed in the borough whose ethnicity was not reported",
    ),
    Column(
        "all_groups",
        lambda result, row: row.unknown.inputs["total"] if row.unknown else None,
        "All people handcuffed in the borough",
    ),
    *interval(
        "not_reported_pct", lambda row: row.unknown, "The first of these per cent", times=100
    ),
)


def with_unknown(found: dict[str, Any], events: Mapping[tuple[str, str], int]) -> dict[str, Any]:
    """Each borough with its share of unknown ethnicity."""
    everybody: Counter[str] = Counter()
    for (code, _), number in events.items():
        everybody[code] += number
    boroughs = tuple(
        replace(
            row,
            unknown=gate_proportion(
                proportion(
                    events=events.get((row.code, Ethnicity.NOT_REPORTED), 0),
                    total=everybody[row.code],
                )
            ),
        )
        for row in found["boroughs"]
    )
    return found | {"boroughs": boroughs, "rows": (*boroughs, found["whole"])}
