"""A table of stops for the demo: fictional as its encounters are, and of the months of its release.

Everybody whom the demo handcuffed in a search was stopped; beside them stand people of the same
groups and places who were stopped and not handcuffed. So no cell has more handcuffed than stopped.
"""

import csv
from collections import Counter
from datetime import date, datetime, timedelta
from io import StringIO
from pathlib import Path
from random import Random

from django.db.models import Count
from django.utils import timezone

from records.demo.shares import AGES, SITES, areas_for, pick
from records.models import Encounter
from records.models.area import AreaKind
from records.vocabulary import STOP_POWERS, Ethnicity, Gender
from reporting.benchmarks import bands, plain
from reporting.benchmarks.loading import load
from reporting.benchmarks.reading import Cell, Table
from reporting.models import Benchmark, BenchmarkKind
from reporting.selection import midnight, months_before, quarter_of

NAME = "Fictional stops and searches of the demo"
MONTHS = 12
# Those of the published table of 2020.
BANDS = bands.in_order(("under_10", "10_17", "18_24", "25_34", "35_plus"))
# People stopped and not handcuffed for each one handcuffed. [assumed]
OTHERS = {
    Ethnicity.WHITE: 2.4,
    Ethnicity.BLACK: 1.7,
    Ethnicity.ASIAN: 2.1,
    Ethnicity.MIXED: 2.0,
    Ethnicity.OTHER: 2.2,
    Ethnicity.NOT_REPORTED: 2.0,
}
_SEXES = {Gender.MALE: 85, Gender.FEMALE: 14, Gender.NOT_REPORTED: 1}  # [assumed]


def load_fictional_stops(*, seed: int, now: datetime) -> Benchmark | None:
    """Make and keep the table of the last four whole quarters; None if nobody was searched."""
    end = quarter_of(timezone.localdate(now).replace(day=1))
    first = months_before(end, MONTHS)
    handcuffed = _handcuffed(first, end)
    if not handcuffed:
        return None
    stops = handcuffed + _others(handcuffed, Random(seed))  # noqa: S311  nothing here is secret
    table = Table(
        slug="fictional-stops",
        path=Path(),
        kind=BenchmarkKind.STOPS,
        name=NAME,
        coverage="London, fictional",
        start=first,
        end=end - timedelta(days=1),
        source="Made up for this demo, from its own fictional encounters",
        licence="None: not a published table",
        attribution="Fictional",
        retrieved=timezone.localdate(now),
        shape=plain.Plain(),
        areas=len({cell.area for cell in stops}),
        total=stops.total(),
    )
    return load(table, at=now, content=_file(stops))[0]


def _handcuffed(first: date, end: date) -> Counter[Cell]:
    """All of the demo, also what is still a draft: it may be filed later."""
    rows = (
        Encounter.objects.undiscarded()
        .filter(
            occurred_at__gte=midnight(first),
            occurred_at__lt=midnight(end),
            search_power__in=STOP_POWERS,
            area__kind=AreaKind.DISTRICT,
        )
        .values("area_id", "ethnicity_perceived", "age_years", "gender")
        .annotate(number=Count("pk"))
        .order_by("area_id", "ethnicity_perceived", "age_years", "gender")
    )
    found: Counter[Cell] = Counter()
    for row in rows:
        band = bands.band_of(row["age_years"], BANDS)
        # What a draft leaves open is not reported.
        group = row["ethnicity_perceived"] or Ethnicity.NOT_REPORTED
        sex = row["gender"] or Gender.NOT_REPORTED
        found[Cell(row["area_id"], group, band, sex)] += row["number"]
    return found


def _others(handcuffed: Counter[Cell], rng: Random) -> Counter[Cell]:
    """People who were stopped and not handcuffed, where and of whom the demo's stops are."""
    groups: Counter[str] = Counter()
    for cell, number in handcuffed.items():
        groups[cell.ethnicity] += number
    found: Counter[Cell] = Counter()
    for group, number in sorted(groups.items()):
        areas = {
            code: share for code, share in areas_for(Ethnicity(group)).items() if code not in SITES
        }
        for _ in range(round(number * OTHERS[Ethnicity(group)])):
            youngest, oldest = pick(rng, AGES)
            band = bands.band_of(rng.randint(youngest, oldest), BANDS)
            found[Cell(pick(rng, areas), group, band, pick(rng, _SEXES))] += 1
    return found


def _file(stops: Counter[Cell]) -> bytes:
    file = StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(plain.COLUMNS)
    writer.writerows((*cell, number) for cell, number in sorted(stops.items()))
    return file.getvalue().encode()
