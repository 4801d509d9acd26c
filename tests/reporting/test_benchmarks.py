"""Published tables to compare with: what is read, refused, and kept in which version."""

import csv
import hashlib
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from audit.models import Event
from records.models.area import AreaKind
from records.vocabulary import AgeBand, Ethnicity, Gender
from reporting.benchmarks import CENSUS_2021, TABLES, Cell, Unreadable, load, read, residents
from reporting.benchmarks.places import FORCES, NO_COORDINATES, OUTSIDE
from reporting.benchmarks.shipped import (
    ARRESTS_2016,
    ARRESTS_2017,
    CENSUS_2011,
    CENSUS_2011_FORCES,
    CENSUS_2021_AGES,
    CENSUS_2021_DISTRICTS,
    CENSUS_2021_FORCES,
    CENSUS_2021_SEXES,
    CENSUS_2021_YOUNG,
    STOPS_MET_2020,
)
from reporting.models import Benchmark, BenchmarkKind, BenchmarkRow
from tests.reporting import registering
from tests.reporting.registering import NOON, an_area

HEADER = "ltla21_code,ltla21_name,White,Black,Asian,Mixed,Other,All\n"
TWO_AREAS = replace(CENSUS_2021, areas=2, total=60)


def table(*lines: str) -> bytes:
    return (HEADER + "\n".join(lines) + "\n").encode()


def shipped(declared) -> dict[Cell, int]:
    return read(declared, declared.path.read_bytes())


def lines_of(declared) -> list[dict[str, str]]:
    with declared.path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def by(dimension: str, counts: dict[Cell, int]) -> Counter:
    found = Counter()
    for cell, count in counts.items():
        found[getattr(cell, dimension)] += count
    return found


# -- What is shipped ------------------------------------------------------------------------------


def test_the_shipped_file_is_the_census_of_london():
    counts = shipped(CENSUS_2021)

    assert len(counts) == 33 * 5
    assert sum(counts.values()) == 8_799_736
    assert counts[Cell("E09000022", Ethnicity.BLACK)] == 76_145  # Lambeth
    assert by("ethnicity", counts)[Ethnicity.WHITE] == 4_731_172


@pytest.mark.parametrize("declared", TABLES, ids=lambda declared: declared.slug)
def test_every_shipped_file_is_read_and_adds_up(declared):
    counts = shipped(declared)

    assert sum(counts.values()) == declared.total
    assert len({cell.area for cell in counts}) == declared.areas
    assert declared.start <= declared.end <= declared.retrieved
    assert "Open Government Licence" in declared.licence + declared.attribution


def test_slugs_and_names_are_used_once():
    assert len({declared.slug for declared in TABLES}) == len(TABLES)
    assert len({(declared.kind, declared.name) for declared in TABLES}) == len(TABLES)
    assert {declared.kind for declared in TABLES} == set(BenchmarkKind)


def test_nineteen_groups_become_five_and_say_of_london_what_its_own_table_says():
    districts, london = shipped(CENSUS_2021_DISTRICTS), shipped(CENSUS_2021)

    assert len(districts) == 331 * 5
    assert {cell: districts[cell] for cell in london} == london


def test_police_force_areas_are_the_sums_of_their_districts():
    forces = shipped(CENSUS_2021_FORCES)
    added: Counter = Counter()
    for line in lines_of(CENSUS_2021_DISTRICTS):
        added[line["pfa_code"], line["ethnic_group_5"].lower()] += int(line["usual_residents"])

    assert {(cell.area, str(cell.ethnicity)): count for cell, count in forces.items()} == added


@pytest.mark.parametrize("declared", [CENSUS_2011_FORCES, CENSUS_2021_FORCES, ARRESTS_2016])
def test_tables_by_force_have_the_same_43_codes(declared):
    assert {cell.area for cell in shipped(declared)} == set(FORCES.values())


def test_the_metropolitan_police_of_2011_are_london_without_the_city():
    london, forces = shipped(CENSUS_2011), shipped(CENSUS_2011_FORCES)

    for group in set(Ethnicity) - {Ethnicity.NOT_REPORTED}:
        boroughs = sum(
            count
            for cell, count in london.items()
            if cell.ethnicity == group and cell.area != "E09000001"
        )
        assert forces[Cell("E23000001", group)] == boroughs
        assert forces[Cell("E23000034", group)] == london[Cell("E09000001", group)]


def test_ages_and_sexes_say_nothing_of_ethnicity_and_each_adds_up():
    """Nothing is made from margins: a dimension that the table lacks is empty."""
    ages, young, sexes = map(shipped, (CENSUS_2021_AGES, CENSUS_2021_YOUNG, CENSUS_2021_SEXES))

    assert {(cell.ethnicity, cell.sex) for cell in ages | young} == {("", "")}
    assert {(cell.ethnicity, cell.age_band) for cell in sexes} == {("", "")}
    assert set(by("age_band", ages)) == set(AgeBand) - {AgeBand.NOT_REPORTED}
    assert young[Cell("E09000022", age_band="16_25")] == int(
        next(
            line["16_25"]
            for line in lines_of(CENSUS_2021_YOUNG)
            if line["ltla21_code"] == "E09000022"
        )
    )
    assert set(by("sex", sexes)) == {Gender.FEMALE, Gender.MALE}


def test_arrests_are_those_of_the_file():
    for declared, year in ((ARRESTS_2016, "2016/17"), (ARRESTS_2017, "2017/18")):
        counts = shipped(declared)
        lines = [line for line in lines_of(declared) if line["financial_year"] == year]
        of_met = sum(
            int(line["arrests"])
            for line in lines
            if (line["force_name"], line["ethnic_group"], line["sex"])
            == ("Metropolitan Police", "Black or Black British", "Male")
        )
        assert (
            sum(
                count
                for cell, count in counts.items()
                if (cell.area, cell.ethnicity, cell.sex)
                == ("E23000001", Ethnicity.BLACK, Gender.MALE)
            )
            == of_met
            > 0
        )
        assert len(counts) == len(lines)
    assert FORCES["Lancashire"] not in {cell.area for cell in shipped(ARRESTS_2017)}


def test_searches_without_a_place_or_outside_london_are_kept_as_such():
    counts = shipped(STOPS_MET_2020)

    areas = by("area", counts)
    assert (areas[NO_COORDINATES], areas[OUTSIDE]) == (7_543, 150)
    black = sum(
        int(line["searches"])
        for line in lines_of(STOPS_MET_2020)
        if line["ethnicity_officer_defined"] == "Black"
    )
    assert by("ethnicity", counts)[Ethnicity.BLACK] == black
    assert Ethnicity.MIXED not in by("ethnicity", counts)  # officers' codes have none


# -- What is refused ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (table("E1,x,1,2,3,4,5,15", "E2,y,9,9,9,9,9,45"), None),
        (table("E1,x,1,2,3,4,5,15", "E1,y,9,9,9,9,9,45"), "E1 came before"),
        (table("E1,x,1,2,3,4,5,16", "E2,y,9,9,9,9,8,44"), "line 2: E1 does not add up to 16"),
        (table("E1,x,-1,2,3,4,7,15", "E2,y,9,9,9,9,9,45"), "line 2: “-1” is no whole number"),
        (table("E1,x,1,2,3,4,:,15", "E2,y,9,9,9,9,9,45"), "line 2: “:” is no whole number"),
        (table("E1,x,1,2,3,4,٣,13", "E2,y,9,9,9,9,9,45"), "no whole number"),
        (table("E1,x,1,2", "E2,y,9,9,9,9,9,45"), "not as many values as there are columns"),
        (table("E1,x,1,2,3,4,5,15,7", "E2,y,9,9,9,9,9,45"), "not as many values"),
        (table(",x,1,2,3,4,5,15", "E2,y,9,9,9,9,9,45"), "line 2: “” is no code"),
        (table('E1,"x,1,2,3,4,5,15'), "is not written as CSV"),
        (table("E1,x,1,2,3,4,5,15"), "1 areas with 15 residents, not 2 with 60"),
        (b"area,White\nE1,5\n", "no column All, Asian, Black, Mixed, Other, ltla21_code"),
        (b"", "no column"),
        (b"\xff\xfe", "not text in UTF-8"),
        (b"a\x00b", "not a CSV file"),
    ],
)
def test_a_damaged_file_is_refused_with_the_place(content, reason):
    if reason is None:
        assert read(TWO_AREAS, content)[Cell("E2", Ethnicity.OTHER)] == 9
        return
    with pytest.raises(Unreadable, match=reason):
        read(TWO_AREAS, content)


def test_every_line_that_is_wrong_is_named_at_once():
    with pytest.raises(Unreadable) as damage:
        read(TWO_AREAS, table("E1,x,1,2,3,4,5,16", "E2,y,9,9,9,9,9,45", "E2,y,9,9,9,9,9,x"))
    assert [problem.line for problem in damage.value.problems] == [2, 4]


def test_what_a_table_does_not_know_is_refused_and_not_guessed():
    content = ARRESTS_2016.path.read_bytes()
    for before, after, reason in (
        (b"Metropolitan Police,White", b"Met,White", "there is no police force “Met”"),
        (b"Cumbria,White", b"Cumbria,Cornish", "ethnic_group “Cornish” is not known"),
        (b",Male,", b",,", "sex “” is not known"),
    ):
        with pytest.raises(Unreadable, match=reason):
            read(ARRESTS_2016, content.replace(before, after, 1))


# -- What is kept ---------------------------------------------------------------------------------


@pytest.mark.django_db
def test_loading_again_changes_nothing():
    said = StringIO()
    call_command("load_benchmarks", stdout=said)
    first = said.getvalue().splitlines()
    call_command("load_benchmarks", stdout=said)
    again = said.getvalue().splitlines()[len(first) :]

    assert first[0] == "Census 2021, version 1: loaded."
    assert [line.removesuffix("loaded.") for line in first] == [
        line.removesuffix("already there.") for line in again
    ]
    assert Benchmark.objects.count() == len(TABLES)
    assert Event.objects.filter(action="load_benchmark").count() == len(TABLES)
    for declared in TABLES:
        kept = Benchmark.objects.get(name=declared.name)
        rows = {
            Cell(row.area_code, row.ethnicity, row.age_band, row.sex): row.count
            for row in kept.rows.all()
        }
        assert rows == shipped(declared)
        assert kept.checksum == hashlib.sha256(declared.path.read_bytes()).hexdigest()


@pytest.mark.django_db
def test_one_table_can_be_loaded_alone_and_an_unknown_one_is_named():
    call_command("load_benchmarks", "census-2011", verbosity=0)
    assert [benchmark.name for benchmark in Benchmark.objects.all()] == ["Census 2011"]
    with pytest.raises(CommandError, match=r"no table census-1991\."):
        call_command("load_benchmarks", "census-1991")


@pytest.mark.django_db
def test_a_corrected_file_is_a_new_version_and_the_old_one_stays(tmp_path):
    an_area("E1")
    path = tmp_path / "residents.csv"
    path.write_bytes(table("E1,x,1,2,3,4,5,15", "E2,y,9,9,9,9,9,45"))
    first, _ = load(replace(TWO_AREAS, path=path), at=NOON)
    path.write_bytes(table("E1,x,2,1,3,4,5,15", "E2,y,9,9,9,9,9,45"))
    second, is_new = load(replace(TWO_AREAS, path=path), at=NOON + timedelta(days=1))

    assert (first.version, second.version, is_new) == (1, 2, True)
    assert Benchmark.objects.current(BenchmarkKind.RESIDENTS) == second
    assert residents(first, areas=["E1"])["E1"][Ethnicity.WHITE] == 1
    assert residents(second, areas=["E1"])["E1"][Ethnicity.WHITE] == 2


@pytest.mark.django_db
def test_a_damaged_file_stops_the_command_and_loads_nothing(tmp_path, monkeypatch):
    path = tmp_path / "damaged.csv"
    path.write_bytes(CENSUS_2021.path.read_bytes().replace(b",8584", b",8585"))
    monkeypatch.setattr(
        "reporting.management.commands.load_benchmarks.TABLES", (replace(CENSUS_2021, path=path),)
    )

    with pytest.raises(CommandError, match=r"damaged\.csv: line 2: E09000001 does not add up"):
        call_command("load_benchmarks")
    assert not Benchmark.objects.exists()


# -- Which table a report compares with -----------------------------------------------------------


def census(year: int, areas: dict, name: str = "", **about) -> Benchmark:
    day = date(year, 3, 21)
    return registering.residents(
        areas, name=name or f"Census {year}", period_start=day, period_end=day, **about
    )


@pytest.mark.django_db
def test_a_newer_census_is_preferred_to_a_newer_version_of_an_older_one():
    an_area("A")
    census(2011, {"A": {}}, version=3)
    newer = census(2021, {"A": {}})

    assert Benchmark.objects.current(BenchmarkKind.RESIDENTS) == newer
    assert Benchmark.objects.current(BenchmarkKind.STOPS) is None


@pytest.mark.django_db
def test_the_table_of_the_registers_own_districts_is_preferred_whatever_else_is_loaded():
    an_area("A")
    an_area("S", kind=AreaKind.SITE)
    own = census(2021, {"A": {}})
    census(2021, {"A": {}, "B": {}}, name="Everywhere", version=7)
    census(2031, {"F": {}}, name="Police force areas")
    census(2031, {"S": {}}, name="Airports")
    ages = census(2031, {}, name="Ages")
    BenchmarkRow.objects.create(benchmark=ages, area_code="A", age_band="16_25", count=5)

    assert Benchmark.objects.current(BenchmarkKind.RESIDENTS) == own


@pytest.mark.django_db
def test_a_force_without_a_table_of_its_own_gets_the_wider_one():
    an_area("B")
    census(2021, {"A": {}})
    wider = census(2021, {"A": {}, "B": {}}, name="Everywhere")

    assert Benchmark.objects.current(BenchmarkKind.RESIDENTS) == wider


@pytest.mark.django_db
def test_everything_shipped_leaves_the_population_rate_with_london_in_2021():
    call_command("load_areas", verbosity=0)
    for declared in reversed(TABLES):
        load(declared, at=timezone.now())

    current = Benchmark.objects.current(BenchmarkKind.RESIDENTS)
    assert (current.name, current.coverage) == ("Census 2021", "London")
    assert Benchmark.objects.current(BenchmarkKind.STOPS).name == STOPS_MET_2020.name
    assert Benchmark.objects.current(BenchmarkKind.ARRESTS).name == ARRESTS_2017.name


@pytest.mark.django_db
def test_residents_are_those_of_all_ages_and_an_area_without_rows_is_absent():
    benchmark = registering.residents({"A": {"white": 7}})
    benchmark.rows.create(area_code="A", ethnicity="white", age_band="0_17", count=3)
    benchmark.rows.create(area_code="A", ethnicity="", count=99)

    assert residents(benchmark, areas=["A", "B"]) == {
        "A": {"white": 7, "black": 1000, "asian": 1000, "mixed": 1000, "other": 1000}
    }
