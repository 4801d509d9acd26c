"""A file of the Met's open data on use of force, counted: handcuffing by borough and group.

One line is one officer's report of force used on one person. It counts once as compliant, once as
non-compliant if it has such a tactic, and once as handcuffing if it has either. Of about 270
columns those are read that the counts need; what stands in them is known, or the line is wrong.
"""

import csv
import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.conf import settings

from records.vocabulary import AgeBand, Ethnicity
from reporting.benchmarks.reading import Fault, Problem, Unreadable
from reporting.datasets.counting import Counted, Counts
from reporting.models import ReportedHandcuffing

PLACES = settings.BASE_DIR / "records" / "data" / "areas_london.csv"
DATE, BOROUGH, AGE, ETHNICITY = "IncidentDate", "Borough", "SubjectAge", "SubjectEthnicity"
WANTED = (DATE, BOROUGH, AGE, ETHNICITY, "Tactic 1")
TACTIC = re.compile(r"Tactic [1-9][0-9]?")  # "Tactic Effective 20" is the effect of the last one

COMPLIANT, NON_COMPLIANT = "Compliant Handcuffing", "Non-Compliant Handcuffing"
OTHER_TACTICS = frozenset(
    {
        "Tactical Communications",
        "Unarmed Skills (including pressure points, strikes, restraints and take-downs)",
        "Ground Restraint",
        "Limb/Body Restraints",
        "Spit Guard",
        "Shield",
        "Dog Deployed",
        "Dog Bite",
        "Other/Improvised",
        "Irritant Spray - CS Drawn",
        "Irritant Spray - CS Used",
        "Irritant Spray - PAVA Drawn",
        "Irritant Spray - PAVA Used",
        "Baton Drawn",
        "Baton Used",
        "CED (Taser) Drawn",
        "CED (Taser) Aimed",
        "CED (Taser) Arced",
        "CED (Taser) Red-Dotted",
        "CED (Taser) Drive Stun",
        "CED (Taser) Angle Drive Stun",
        "CED (Taser) Fired",
        "AEP Aimed",
        "Firearm Aimed",
        "Firearm Fired",
    }
)
ETHNICITIES = {
    "White": Ethnicity.WHITE,
    "Black (or Black British)": Ethnicity.BLACK,
    "Asian (or Asian British)": Ethnicity.ASIAN,
    "Chinese": Ethnicity.ASIAN,
    "Mixed": Ethnicity.MIXED,
    "Other": Ethnicity.OTHER,
    "Don't know": Ethnicity.NOT_REPORTED,
    "Don’t know": Ethnicity.NOT_REPORTED,
    "Not reported": Ethnicity.NOT_REPORTED,
}
AGES = {
    "0-10": AgeBand.UNDER_11,
    "11-17": AgeBand.FROM_11,
    # What spreadsheets make of "11-17".
    "2017-11-01": AgeBand.FROM_11,
    "2017-11-01 00:00:00": AgeBand.FROM_11,
    "18-34": AgeBand.FROM_18,
    "35-49": AgeBand.FROM_35,
    "50-64": AgeBand.FROM_50,
    "65 and over": AgeBand.FROM_65,
    "Not reported": AgeBand.NOT_REPORTED,
}
# The published spelling of one borough; all others are as the register has them.
OTHER_SPELLINGS = {"City of Westminster": "Westminster"}


@dataclass(kw_only=True)
class Reading:
    """What was found in a file. With problems nothing of it may be kept."""

    checksum: str
    lines: int = 0
    handcuffing: int = 0
    first: date | None = None
    last: date | None = None
    ages: Counter[AgeBand] = field(default_factory=Counter)
    places: set[tuple[str, str]] = field(default_factory=set)
    months: set[date] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    counts: Counts = field(default_factory=dict)


@cache
def places() -> dict[str, tuple[str, str]]:
    """Code and name of each place, by the name in the file."""
    with PLACES.open(encoding="utf-8", newline="") as file:
        found = {line["name"]: (line["code"], line["name"]) for line in csv.DictReader(file)}
    return found | {spelt: found[name] for spelt, name in OTHER_SPELLINGS.items()}


def read(path: Path, *, start: date | None = None, end: date | None = None) -> Reading:
    """Count the file; every line that is wrong is among the problems.

    A line outside `start` and `end` is wrong. The file is read twice and never held as a whole.
    """
    encoding, checksum = _encoding_and_checksum(path)
    reading = Reading(checksum=checksum)
    counts: Counter[Counted] = Counter()
    # A byte that is no letter spoils the value it is in, which then is not known.
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        lines = csv.reader(file, strict=True)
        try:
            header = _header(next(lines, []))
            for values in lines:
                if not any(values):
                    continue
                reading.lines += 1
                try:
                    _count(values, header, counts, reading, start, end)
                except Fault as fault:
                    reading.problems.append(Problem(lines.line_num, str(fault)))
        except csv.Error as error:
            what = f"cannot be read on from here ({error})"
            reading.problems.append(Problem(lines.line_num, what))
    if not reading.lines and not reading.problems:
        raise Unreadable(Problem(0, "there are no lines below the header"))
    reading.counts = _with_zeros(counts, reading)
    return reading


@dataclass(frozen=True, kw_only=True)
class _Header:
    """Where the columns that are read stand."""

    at: dict[str, int]
    tactics: tuple[int, ...]
    width: int


def _header(names: list[str]) -> _Header:
    names = [" ".join(name.split()) for name in names]
    if missing := [name for name in WANTED if name not in names]:
        raise Unreadable(Problem(1, f"there is no column {', '.join(missing)}"))
    tactics = [name for name in names if TACTIC.fullmatch(name)]
    read_here = [*WANTED[:-1], *tactics]
    if twice := [name for name in set(read_here) if names.count(name) > 1]:
        raise Unreadable(Problem(1, f"the column {', '.join(sorted(twice))} is there twice"))
    return _Header(
        at={name: names.index(name) for name in WANTED[:-1]},
        tactics=tuple(names.index(name) for name in tactics),
        width=len(names),
    )


def _count(values, header, counts, reading, start, end) -> None:
    """Add one report to the counts, or say what is wrong with it."""
    if len(values) != header.width:
        raise Fault(f"{len(values)} values for {header.width} columns")
    said = {name: values[position].strip() for name, position in header.at.items()}
    day = _day(said[DATE])
    if (start and day < start) or (end and day > end):
        raise Fault(f"{DATE} {day} is outside the period")
    place = _known(BOROUGH, said[BOROUGH], places())
    group = _known(ETHNICITY, said[ETHNICITY], ETHNICITIES)
    age = _known(AGE, said[AGE], AGES)
    tactics = {values[position].strip() for position in header.tactics} - {""}
    if unknown := tactics - OTHER_TACTICS - {COMPLIANT, NON_COMPLIANT}:
        raise Fault(f"Tactic “{min(unknown)[:60]}” is not known")
    reading.first = min(reading.first or day, day)
    reading.last = max(reading.last or day, day)
    month = day.replace(day=1)
    reading.places.add(place)
    reading.months.add(month)
    kinds = list(_kinds(tactics))
    if not kinds:
        return
    reading.handcuffing += 1
    reading.ages[age] += 1
    for kind in kinds:
        counts[Counted(*place, group, kind, month)] += 1


def _kinds(tactics: set[str]) -> Iterator[ReportedHandcuffing]:
    if COMPLIANT in tactics:
        yield ReportedHandcuffing.COMPLIANT
    if NON_COMPLIANT in tactics:
        yield ReportedHandcuffing.NON_COMPLIANT
    if tactics & {COMPLIANT, NON_COMPLIANT}:
        yield ReportedHandcuffing.ALL


def _known(column: str, value: str, meanings: dict[str, Any]) -> Any:
    if value not in meanings:
        raise Fault(f"{column} “{value[:60]}” is not known" if value else f"{column} is empty")
    return meanings[value]


def _day(text: str) -> date:
    """A day as the file writes it, with or without midnight behind it."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}( 00:00:00)?", text):
        raise Fault(f"{DATE} “{text[:30]}” is not written YYYY-MM-DD")
    try:
        return date.fromisoformat(text[:10])
    except ValueError:
        raise Fault(f"{DATE} “{text[:30]}” is no day") from None


def _with_zeros(counts: Counter[Counted], reading: Reading) -> Counts:
    """Every group and kind in each place and month of the file: where none is counted, none was."""
    kinds = set(ReportedHandcuffing) - {ReportedHandcuffing.NOT_STATED}
    cells = (
        Counted(*place, group, kind, month)
        for place in sorted(reading.places)
        for group in Ethnicity
        for kind in sorted(kinds)
        for month in sorted(reading.months)
    )
    return {cell: counts[cell] for cell in cells}


def _encoding_and_checksum(path: Path) -> tuple[str, str]:
    """UTF-8 if the whole file is that, else the cp1252 that the Met writes."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(1 << 20):
            digest.update(piece)
    try:
        with path.open(encoding="utf-8-sig", newline="") as text:
            while text.read(1 << 20):
                pass
    except UnicodeDecodeError:
        return "cp1252", digest.hexdigest()
    return "utf-8-sig", digest.hexdigest()
