"""The national table of handcuffing by police force and ethnicity, as shipped."""

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from records.vocabulary import Ethnicity
from reporting.benchmarks.places import FORCES, NAMES, force_code
from reporting.benchmarks.reading import Fault, Line, Problem, Unreadable, decode, whole
from reporting.benchmarks.shipped import FOLDER, LICENCE, RETRIEVED
from reporting.datasets.counting import Counted, Counts, Source
from reporting.models import ReportedHandcuffing

PATH = FOLDER / "ho_handcuffing_by_force_and_ethnicity_2018-20.csv"
NOT_SUPPLIED = ":"
ALL_FORCES = "Total England and Wales"
YEAR, FORCE, TACTIC = "year", "Police force", "Tactic"
TOTAL = "Number of times tactic reported"
TACTICS = {
    "Handcuffing, of which": ReportedHandcuffing.ALL,
    "Compliant handcuffing": ReportedHandcuffing.COMPLIANT,
    "Non-compliant handcuffing": ReportedHandcuffing.NON_COMPLIANT,
    "Not stated handcuffing": ReportedHandcuffing.NOT_STATED,
    "Handcuffing not stated": ReportedHandcuffing.NOT_STATED,
}
# Chinese people are counted as Asian, and who was not known as not reported, in both years.
GROUPS = {
    "White": Ethnicity.WHITE,
    "Black (or Black British)": Ethnicity.BLACK,
    "Asian (or Asian British)": Ethnicity.ASIAN,
    "Chinese": Ethnicity.ASIAN,
    "Mixed": Ethnicity.MIXED,
    "Other": Ethnicity.OTHER,
    "Don't know": Ethnicity.NOT_REPORTED,
    "Not reported": Ethnicity.NOT_REPORTED,
}
Groups = dict[Ethnicity, int | None]


@dataclass(frozen=True, kw_only=True)
class Year:
    """One year of the file: `label` is what it calls it, `total` what it has to add up to.

    `folded` are the columns that are empty in this year, since the table counts them elsewhere.
    """

    label: str
    total: int
    folded: frozenset[str] = frozenset()

    @property
    def source(self) -> Source:
        first = int(self.label[:4])
        return Source(
            name=f"Police use of force, year to March {first + 1}",
            coverage="England and Wales",
            start=date(first, 4, 1),
            end=date(first + 1, 3, 31),
            source="Home Office, Police use of force statistics, table 16: handcuffing",
            licence=LICENCE,
            attribution="Contains public sector information licensed under the Open Government "
            "Licence v3.0 (Home Office)",
            retrieved=RETRIEVED,
        )


YEARS = (
    Year(label="2018-19", total=302_449),
    Year(label="2019-20", total=350_470, folded=frozenset({"Chinese", "Don't know"})),
)


def read(year: Year, content: bytes) -> Counts:
    """The counts of one year, or `Unreadable` with every line that is wrong.

    Each line adds up to its total, each force's kinds of handcuffing to all of it, and the forces
    to the line of England and Wales, wherever the parts were supplied.
    """
    lines = csv.DictReader(io.StringIO(decode(content)), strict=True)
    if missing := {YEAR, FORCE, TACTIC, TOTAL, *GROUPS} - set(lines.fieldnames or ()):
        raise Unreadable(Problem(0, f"there is no column {', '.join(sorted(missing))}"))
    found: dict[tuple[str, ReportedHandcuffing], Groups] = {}
    problems = []
    for line in lines:
        try:
            _read_line(year, line, found)
        except Fault as fault:
            problems.append(Problem(lines.line_num, str(fault)))
    problems = problems or [Problem(0, what) for what in _against_totals(year, found)]
    if problems:
        raise Unreadable(*problems)
    return {
        Counted(code, NAMES[code], group, handcuffing): count
        for (code, handcuffing), groups in found.items()
        if code != ALL_FORCES
        for group, count in groups.items()
    }


def _read_line(year: Year, line: Line, found: dict) -> None:
    if None in line or None in line.values():
        raise Fault("the line has not as many values as there are columns")
    if line[YEAR] != year.label:
        return
    if line[TACTIC] not in TACTICS:
        raise Fault(f"the tactic “{line[TACTIC]}” is not known")
    force, handcuffing = line[FORCE], TACTICS[line[TACTIC]]
    code = ALL_FORCES if force == ALL_FORCES else force_code(force)
    if (code, handcuffing) in found:
        raise Fault(f"{force}, {line[TACTIC]} came before")
    found[code, handcuffing] = _groups(year, line)


def _groups(year: Year, line: Line) -> Groups:
    """The counts of one line by our groups; supplied for all of them or for none."""
    columns = [column for column in GROUPS if column not in year.folded]
    if any(line[column] for column in year.folded):
        raise Fault(f"{' and '.join(sorted(year.folded))} should be empty in {year.label}")
    values = [line[column] for column in (*columns, TOTAL)]
    if NOT_SUPPLIED in values:
        if set(values) != {NOT_SUPPLIED}:
            raise Fault("some counts are supplied and others are not")
        return {GROUPS[column]: None for column in columns}
    groups: Groups = {}
    for column in columns:
        groups[GROUPS[column]] = groups.get(GROUPS[column], 0) + whole(line[column])
    if sum(groups.values()) != whole(line[TOTAL]):
        raise Fault(f"{line[FORCE]} does not add up to {line[TOTAL]}")
    return groups


def _against_totals(year: Year, found: dict) -> Iterator[str]:
    forces = set(FORCES.values())
    if set(found) != {(code, kind) for code in {*forces, ALL_FORCES} for kind in TACTICS.values()}:
        yield f"{year.label} has not every force with every kind of handcuffing"
        return
    for code in (*sorted(forces), ALL_FORCES):
        parts = [found[code, kind] for kind in set(TACTICS.values()) - {ReportedHandcuffing.ALL}]
        for group, count in found[code, ReportedHandcuffing.ALL].items():
            if sum(part[group] or 0 for part in parts) != count:
                yield f"{NAMES.get(code, code)}: the kinds of handcuffing are not all of it"
                break
    for kind in sorted(set(TACTICS.values())):
        for group, count in found[ALL_FORCES, kind].items():
            if sum(found[code, kind][group] or 0 for code in forces) != count:
                yield f"the forces do not add up to England and Wales ({kind.label}, {group.label})"
    total = sum(found[ALL_FORCES, ReportedHandcuffing.ALL].values())
    if total != year.total:
        yield f"{total:,} reports in {year.label}, not {year.total:,}"
