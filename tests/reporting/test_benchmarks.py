"""The table of residents: what is read, refused, and kept in which version."""

from dataclasses import replace
from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from audit.models import Event
from records.vocabulary import Ethnicity
from reporting.benchmarks import CENSUS_2021, Unreadable, load_residents, read, residents
from reporting.models import Benchmark, BenchmarkKind
from tests.reporting import registering
from tests.reporting.registering import NOON

HEADER = "ltla21_code,ltla21_name,White,Black,Asian,Mixed,Other,All\n"
TWO_AREAS = replace(CENSUS_2021, areas=2, residents=60)


def table(*lines: str) -> bytes:
    return (HEADER + "\n".join(lines) + "\n").encode()


def test_the_shipped_file_is_the_census_of_london():
    counts = read(CENSUS_2021, CENSUS_2021.path.read_bytes())

    assert len(counts) == 33 * 5
    assert sum(counts.values()) == 8_799_736
    assert counts["E09000022", Ethnicity.BLACK] == 76_145  # Lambeth
    assert sum(n for (_, group), n in counts.items() if group is Ethnicity.WHITE) == 4_731_172


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (table("E1,x,1,2,3,4,5,15", "E2,y,9,9,9,9,9,45"), None),
        (table("E1,x,1,2,3,4,5,15", "E1,y,9,9,9,9,9,45"), "E1 came before"),
        (table("E1,x,1,2,3,4,5,16", "E2,y,9,9,9,9,8,44"), "E1 does not add up to 16"),
        (table("E1,x,-1,2,3,4,7,15", "E2,y,9,9,9,9,9,45"), "does not add up"),
        (table("E1,x,1,2,3,4,:,15", "E2,y,9,9,9,9,9,45"), r"line 2 \(E1\) has no whole number"),
        (table("E1,x,1,2", "E2,y,9,9,9,9,9,45"), "no whole number"),
        (table("E1,x,1,2,3,4,5,15"), "1 areas with 15 residents, not 2 with 60"),
        (b"area,White\nE1,5\n", "no column All, Asian, Black, Mixed, Other, ltla21_code"),
        (b"", "no column"),
    ],
)
def test_a_damaged_file_is_refused_with_the_place(content, reason):
    if reason is None:
        assert read(TWO_AREAS, content)["E2", Ethnicity.OTHER] == 9
        return
    with pytest.raises(Unreadable, match=reason):
        read(TWO_AREAS, content)


@pytest.mark.django_db
def test_loading_again_changes_nothing():
    said = StringIO()
    call_command("load_census", stdout=said)
    call_command("load_census", stdout=said)

    assert said.getvalue().splitlines() == [
        "Census 2021, version 1: loaded.",
        "Census 2021, version 1: already there.",
    ]
    benchmark = Benchmark.objects.get()
    assert (benchmark.kind, benchmark.year, benchmark.rows.count()) == ("residents", 2021, 165)
    assert "Open Government Licence" in benchmark.attribution
    assert Event.objects.filter(action="load_benchmark").count() == 1


@pytest.mark.django_db
def test_a_corrected_file_is_a_new_version_and_the_old_one_stays(tmp_path):
    path = tmp_path / "residents.csv"
    path.write_bytes(table("E1,x,1,2,3,4,5,15", "E2,y,9,9,9,9,9,45"))
    first, _ = load_residents(replace(TWO_AREAS, path=path), at=NOON)
    path.write_bytes(table("E1,x,2,1,3,4,5,15", "E2,y,9,9,9,9,9,45"))
    second, is_new = load_residents(replace(TWO_AREAS, path=path), at=NOON + timedelta(days=1))

    assert (first.version, second.version, is_new) == (1, 2, True)
    assert Benchmark.objects.current(BenchmarkKind.RESIDENTS) == second
    assert residents(first, areas=["E1"])["E1"][Ethnicity.WHITE] == 1
    assert residents(second, areas=["E1"])["E1"][Ethnicity.WHITE] == 2


@pytest.mark.django_db
def test_a_newer_census_is_preferred_to_a_newer_version_of_an_older_one():
    registering.residents(
        {"A": {}}, name="Census 2011", version=3, period_end="2011-03-27", period_start="2011-03-27"
    )
    newer = registering.residents({"A": {}})

    assert Benchmark.objects.current(BenchmarkKind.RESIDENTS) == newer
    assert Benchmark.objects.current(BenchmarkKind.STOPS) is None


@pytest.mark.django_db
def test_residents_are_those_of_all_ages_and_an_area_without_rows_is_absent():
    benchmark = registering.residents({"A": {"white": 7}})
    benchmark.rows.create(area_code="A", ethnicity="white", age_band="0_17", count=3)
    benchmark.rows.create(area_code="A", ethnicity="", count=99)

    assert residents(benchmark, areas=["A", "B"]) == {
        "A": {"white": 7, "black": 1000, "asian": 1000, "mixed": 1000, "other": 1000}
    }


@pytest.mark.django_db
def test_a_damaged_file_stops_the_command_and_loads_nothing(tmp_path, monkeypatch):
    path = tmp_path / "damaged.csv"
    path.write_bytes(CENSUS_2021.path.read_bytes().replace(b",8584", b",8585"))
    monkeypatch.setattr(
        "reporting.management.commands.load_census.CENSUS_2021", replace(CENSUS_2021, path=path)
    )

    with pytest.raises(CommandError, match=r"damaged\.csv: line 2: E09000001 does not add up"):
        call_command("load_census")
    assert not Benchmark.objects.exists()
