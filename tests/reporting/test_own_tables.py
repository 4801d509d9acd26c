"""Tables that somebody brings: their bands, their file, and the fictional one of the demo."""

from collections import Counter
from datetime import UTC, date, datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from records.models import Area, Encounter
from records.vocabulary import AgeGroup, SearchPower, Status
from reporting.benchmarks import bands
from reporting.benchmarks.fictional import BANDS, NAME, load_fictional_stops
from reporting.benchmarks.occasions import months_of
from reporting.models import Benchmark, BenchmarkKind
from tests.reporting.registering import an_area, encounters, residents

FILE = """area_code,ethnicity,age_band,sex,count
A1,white,under_18,male,10
A1,white,18_plus,male,20
A1,black,18_plus,female,5
A1,black,not_reported,,1
"""
ABOUT = {
    "kind": "stops",
    "name": "Stops of our own",
    "coverage": "Aldshire",
    "start": date(2026, 3, 1),
    "end": date(2026, 3, 31),
    "source": "Office",
    "licence": "OGL",
    "attribution": "Source: Office",
    "areas": 1,
    "total": 36,
}


# -- Bands ----------------------------------------------------------------------------------------


@given(age=st.integers(0, 120))
def test_every_age_has_one_band(age):
    [own] = [one for one in BANDS if one.first <= age <= one.last]
    assert bands.band_of(age, BANDS) == own.name


def test_bands_are_put_in_order_and_named():
    found = bands.in_order(["65_plus", "10_17", "", "not_reported", "18_64", "under_10", "10_17"])

    assert [one.name for one in found] == ["under_10", "10_17", "18_64", "65_plus"]
    assert [one.label for one in found] == ["Under 10", "10 to 17", "18 to 64", "65 and over"]
    assert bands.band_of(None, found) == "not_reported"
    assert bands.band_of(70, found[:2]) == "not_reported"


@pytest.mark.parametrize("name", ["young", "17_10", "under_0", "10-17", "10_", "_17", "plus"])
def test_what_is_no_band_is_refused(name):
    with pytest.raises(bands.NotBands):
        bands.band(name)


def test_bands_that_overlap_are_refused():
    with pytest.raises(bands.NotBands, match="10_17 and 15_24 overlap"):
        bands.in_order(["15_24", "10_17"])


def test_groups_of_the_register_lie_within_bands_or_it_is_said_which_does_not():
    national = bands.in_order(["under_11", "11_17", "18_34", "35_49", "50_64", "65_plus"])
    found = bands.bands_of_groups(national)

    assert (found[AgeGroup.FROM_16], found[AgeGroup.FROM_26]) == ("11_17", "18_34")
    assert found[AgeGroup.NOT_REPORTED] == "not_reported"
    assert set(found) == set(AgeGroup)
    assert set(bands.bands_of_groups(bands.in_order(["0_120"])).values()) == {
        "0_120",
        "not_reported",
    }
    with pytest.raises(bands.NotBands, match="“Under 11” does not lie within one band"):
        bands.bands_of_groups(BANDS)


# -- The file -------------------------------------------------------------------------------------


@pytest.fixture
def file(tmp_path):
    def write(text=FILE):
        path = tmp_path / "own.csv"
        path.write_text(text)
        return path

    return write


def load_it(path, **about):
    said = StringIO()
    call_command("load_table", path, stdout=said, stderr=said, **{**ABOUT, **about})
    return said.getvalue()


@pytest.mark.django_db
def test_a_table_of_ones_own_is_tried_out_loaded_once_and_corrected(file):
    assert load_it(file(), dry_run=True) == (
        "Stops of our own: 4 counts. Dry run: nothing was changed.\n"
    )
    assert not Benchmark.objects.exists()
    assert load_it(file()) == "Stops of our own, version 1: loaded.\n"
    assert load_it(file()) == "Stops of our own, version 1: already there.\n"
    table = Benchmark.objects.get()
    assert (table.kind, table.coverage, table.period_end) == ("stops", "Aldshire", ABOUT["end"])
    assert set(table.rows.values_list("ethnicity", "age_band", "sex", "count")) == {
        ("white", "under_18", "male", 10),
        ("white", "18_plus", "male", 20),
        ("black", "18_plus", "female", 5),
        ("black", "not_reported", "", 1),
    }
    assert load_it(file(FILE.replace(",5\n", ",6\n")), total=37).endswith("version 2: loaded.\n")


@pytest.mark.parametrize(
    ("was", "now", "problem"),
    [
        ("A1,white,under_18,male", ",white,under_18,male", "line 2: “” is no code of an area"),
        ("white,18_plus", "pink,18_plus", "line 3: ethnicity “pink” is not known"),
        ("female", "woman", "line 4: sex “woman” is not known"),
        ("under_18", "young", "line 2: “young” is no age band"),
        (",5\n", ",5.5\n", "line 4: “5.5” is no whole number"),
        (",18_plus,male", ",under_18,male", "line 3: A1, white, under_18, male came before"),
        (",5\n", ",7\n", "1 areas with 38 stops, not 1 with 36"),
        ("age_band", "age", "there is no column age_band"),
    ],
)
@pytest.mark.django_db
def test_a_file_with_anything_wrong_is_not_loaded(file, was, now, problem, capsys):
    said = StringIO()
    with pytest.raises(CommandError, match="the file is not loaded"):
        call_command("load_table", file(FILE.replace(was, now, 1)), stderr=said, **ABOUT)
    assert problem in said.getvalue()
    assert not Benchmark.objects.exists()


@pytest.mark.django_db
def test_other_mistakes_are_told_in_a_sentence(file, tmp_path):
    with pytest.raises(CommandError, match="The last day is before the first"):
        load_it(file(), end=date(2026, 2, 28))
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        load_it(tmp_path / "nothing.csv")


@pytest.mark.django_db
def test_residents_by_age_and_sex_do_not_take_the_place_of_those_that_rates_divide_by(file):
    an_area("A1")
    rates = residents({"A1": {}})
    load_it(file(), kind="residents", name="By age", start=date(2021, 3, 21), end=date(2021, 3, 21))

    assert Benchmark.objects.current(BenchmarkKind.RESIDENTS) == rates
    assert list(Benchmark.objects.with_groups_of(["A1"], BenchmarkKind.RESIDENTS)) == [rates]


# -- The fictional stops of the demo --------------------------------------------------------------

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture
def searched():
    call_command("load_areas", verbosity=0)
    lambeth, heathrow = (Area.objects.get(pk=code) for code in ("E09000022", "heathrow"))
    whom = {"searched": "yes", "search_power": SearchPower.PACE_S1, "gender": "male"}
    when = datetime(2026, 9, 30, 22, 30, tzinfo=UTC)
    for group, number in (("white", 10), ("black", 20)):
        encounters(number, area=lambeth, ethnicity_perceived=group, occurred_at=when, **whom)
    encounters(2, area=lambeth, status=Status.DISCARDED, occurred_at=when, **whom)
    encounters(2, area=heathrow, occurred_at=when, **whom)
    encounters(2, area=lambeth, occurred_at=NOW, **whom)  # this quarter has not ended


@pytest.mark.django_db
def test_the_demo_has_stops_of_its_own_quarters_and_never_more_handcuffed_than_stopped(searched):
    table = load_fictional_stops(seed=1, now=NOW)

    assert (table.name, table.kind) == (NAME, "stops")
    assert "fictional" in table.coverage
    assert (table.period_start, table.period_end) == (date(2025, 10, 1), date(2026, 9, 30))
    assert len(months_of(table)) == 12
    stopped, handcuffed = Counter(), Counter()
    for row in table.rows.all():
        stopped[row.area_code, row.ethnicity, row.age_band, row.sex] += row.count
    of_the_months = Encounter.objects.filter(
        area="E09000022", occurred_at__lt=datetime(2026, 10, 1, tzinfo=UTC)
    )
    for one in of_the_months.undiscarded():
        band = bands.band_of(one.age_years, BANDS)
        handcuffed[one.area_id, one.ethnicity_perceived, band, one.gender] += 1
    assert handcuffed.total() == 30
    assert handcuffed <= stopped
    assert stopped.total() == 30 + round(10 * 2.4) + round(20 * 1.7)


@pytest.mark.django_db
def test_the_same_seed_makes_the_same_stops_and_once_only(searched):
    first = load_fictional_stops(seed=1, now=NOW)

    assert load_fictional_stops(seed=1, now=NOW) == first
    assert load_fictional_stops(seed=2, now=NOW).version == 2


@pytest.mark.django_db
def test_production_is_refused_and_an_empty_register_has_none(settings, capsys):
    call_command("load_areas", verbosity=0)
    call_command("load_fictional_stops")
    assert "Nobody was searched" in capsys.readouterr().out
    assert not Benchmark.objects.exists()
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="do not belong in production"):
        call_command("load_fictional_stops")
