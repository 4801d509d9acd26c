"""R2's method over published counts: against the raw file, computed once more by hand."""

import csv
import io
import re
from datetime import date
from html import unescape

import pytest
from django.core.management import call_command
from django.urls import reverse

from audit.models import Event, Operation
from records.vocabulary import Ethnicity
from reporting import wording
from reporting.benchmarks import CENSUS_2021
from reporting.benchmarks.shipped import CENSUS_2011_FORCES, CENSUS_2021_FORCES
from reporting.datasets.home_office import PATH
from reporting.models import Benchmark, Dataset, DatasetRow, ReportedHandcuffing
from reporting.presenters.index import TABLES
from reporting.reports.declaration import PUBLISHED_COUNTS
from tests import factories
from tests.reporting import slow_population_gap as slow

pytestmark = pytest.mark.django_db
PAGE, CSV = reverse("published_gap"), reverse("published_gap_csv")
NO_SPLIT = ("Avon and Somerset", "Derbyshire", "Lancashire", "Staffordshire", "Sussex")
SPELT = {"Avon & Somerset": "Avon and Somerset"}
YEARS = {"2018-19": 365 / 365.25, "2019-20": 366 / 365.25}


@pytest.fixture
def analyst(client):
    person = factories.an_analyst()
    client.force_login(person)
    return person


@pytest.fixture
def loaded():
    call_command(
        "load_benchmarks", CENSUS_2021.slug, "census-2011-forces", "census-2021-forces", verbosity=0
    )
    call_command("load_datasets", verbosity=0)


def text_of(response) -> str:
    without_tags = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"[\s\u00a0]+", " ", unescape(without_tags))


def rows_of(response) -> dict[str, dict[str, str]]:
    return {
        row["group"]: row for row in csv.DictReader(io.StringIO(response.content.decode("utf-8")))
    }


def ask(year: str, **choice) -> dict[str, str]:
    """The query for one year of the Home Office table."""
    dataset = Dataset.objects.get(period_end__year=int(year[:4]) + 1)
    query = {"table": dataset.pk, **choice}
    if name := query.pop("residents", ""):
        query["residents"] = Benchmark.objects.get(name=name).pk
    return query


def raw_lines(year: str, tactic: str) -> list[dict[str, str]]:
    with PATH.open(encoding="utf-8", newline="") as file:
        return [
            line
            for line in csv.DictReader(file)
            if line["year"] == year and line["Tactic"] == tactic
        ]


def raw_residents(path, force_column: str) -> dict[str, dict[str, int]]:
    """Residents as the raw file has them, by the name of the force there."""
    with path.open(encoding="utf-8", newline="") as file:
        return {
            line[force_column]: {
                column: int(value) for column, value in line.items() if value.isdigit()
            }
            for line in csv.DictReader(file)
        }


def by_hand(lines, residents, year: str, groups: tuple[str, str]) -> tuple[float, float, float]:
    """Black against White, from the raw numbers alone."""
    black, white = (
        sum(int(line[column]) for line in lines) for column in ("Black (or Black British)", "White")
    )
    own, other = (sum(area[column] for area in residents) for column in groups)
    return slow.ratio(black, own * YEARS[year], white, other * YEARS[year])


@pytest.mark.parametrize("year", YEARS)
def test_the_national_figures_are_those_of_the_raw_file(client, analyst, loaded, year):
    national = [
        line
        for line in raw_lines(year, "Handcuffing, of which")
        if line["Police force"] == "Total England and Wales"
    ]
    residents = raw_residents(CENSUS_2021_FORCES.path, "pfa_code").values()
    ratio, low, high = by_hand(national, residents, year, ("Black", "White"))

    rows = rows_of(client.get(CSV, ask(year)))

    assert rows["all"]["events"] == national[0]["Number of times tactic reported"]
    assert rows["white"]["events"] == national[0]["White"]
    assert float(rows["black"]["rr"]) == pytest.approx(ratio, rel=1e-9)
    assert float(rows["black"]["rr_lo"]) == pytest.approx(low, rel=1e-9)
    assert float(rows["black"]["rr_hi"]) == pytest.approx(high, rel=1e-9)
    assert (rows["black"]["benchmark_year"], rows["black"]["areas"]) == ("2021", "43")
    assert rows["all"]["population"] == "59597578"


@pytest.mark.parametrize("year", YEARS)
def test_the_mets_figures_with_residents_of_2011_are_those_of_the_raw_files(
    client, analyst, loaded, year
):
    met = [
        line
        for line in raw_lines(year, "Compliant handcuffing")
        if line["Police force"] == "Metropolitan"
    ]
    residents = raw_residents(CENSUS_2011_FORCES.path, "Police force")["Metropolitan"]
    ratio, low, high = by_hand(met, [residents], year, ("Black (or Black British)", "White"))

    query = ask(
        year, place="E23000001", kind="compliant", residents="Census 2011, police force areas"
    )
    rows = rows_of(client.get(CSV, query))

    assert rows["black"]["events"] == met[0]["Black (or Black British)"]
    assert float(rows["black"]["rr"]) == pytest.approx(ratio, rel=1e-9)
    assert float(rows["black"]["rr_lo"]) == pytest.approx(low, rel=1e-9)
    assert float(rows["black"]["rr_hi"]) == pytest.approx(high, rel=1e-9)
    assert rows["black"]["area"] == "Metropolitan Police"
    rate = 1000 * int(met[0]["White"]) / residents["White"] / YEARS[year]
    assert float(rows["white"]["rate"]) == pytest.approx(rate, rel=1e-9)


def test_forces_that_did_not_supply_the_split_leave_both_sides_of_the_rate_and_are_named(
    client, analyst, loaded
):
    lines = [
        line
        for line in raw_lines("2019-20", "Compliant handcuffing")
        if line["Police force"] != "Total England and Wales" and line["White"] != ":"
    ]
    assert len(lines) == 38
    left_out = {"Avon and Somerset", "Derbyshire", "Lancashire", "Staffordshire", "Sussex"}
    residents = raw_residents(CENSUS_2021_FORCES.path, "pfa_name")
    entering = [area for name, area in residents.items() if name not in left_out]
    ratio, low, high = by_hand(lines, entering, "2019-20", ("Black", "White"))

    page = client.get(PAGE, ask("2019-20", kind="compliant"))
    rows = rows_of(client.get(CSV, ask("2019-20", kind="compliant")))

    assert f"did not supply compliant handcuffing: {', '.join(NO_SPLIT)}." in text_of(page)
    assert "38 areas together" in text_of(page)
    assert rows["black"]["not_supplied"] == "; ".join(NO_SPLIT)
    assert float(rows["black"]["rr"]) == pytest.approx(ratio, rel=1e-9)
    assert float(rows["black"]["rr_lo"]) == pytest.approx(low, rel=1e-9)
    assert float(rows["black"]["rr_hi"]) == pytest.approx(high, rel=1e-9)
    assert int(rows["all"]["population"]) == sum(area["All"] for area in entering)
    # In the year before everybody did.
    assert "because they did not supply" not in text_of(
        client.get(PAGE, ask("2018-19", kind="compliant"))
    )


def test_a_force_that_did_not_supply_its_counts_has_no_figures_and_no_zeros(
    client, analyst, loaded
):
    query = ask("2019-20", kind="compliant", place="E23000003")
    page = client.get(PAGE, query)

    assert "Counts of compliant handcuffing were not supplied for Lancashire." in text_of(page)
    assert page.context["page"].empty
    assert "c-figure" not in page.content.decode()
    row = rows_of(client.get(CSV, query))["black"]
    assert (row["rr"], row["rate"], row["population"]) == ("", "", "")
    assert (row["areas"], row["not_supplied"]) == ("0", "Lancashire")


def test_a_force_without_residents_is_named_and_enters_no_rate(client, analyst, loaded):
    benchmark = Benchmark.objects.get(name="Census 2021, police force areas")
    benchmark.rows.filter(area_code="E23000032", ethnicity=Ethnicity.MIXED).delete()

    words = text_of(client.get(PAGE, ask("2018-19")))

    kent = next(
        line
        for line in raw_lines("2018-19", "Handcuffing, of which")
        if line["Police force"] == "Kent"
    )
    number = int(kent["Number of times tactic reported"])
    assert f"does not have them: {number:,} officer reports (Kent {number:,})." in words
    assert "42 areas together" in words


def test_page_and_file_say_the_same_and_name_what_is_counted(client, analyst, loaded):
    query = ask("2018-19", place="E23000001")
    page, rows = client.get(PAGE, query), rows_of(client.get(CSV, query))
    words, result = text_of(page), page.context["result"]

    assert "officer reports, not of people" in words
    assert "Officer reports per 1,000 residents a year" in words
    assert "handcuffings" not in words.lower().replace("handcuffings recorded", "")
    assert {row["unit"] for row in rows.values()} == {"officer reports"}
    assert list(rows) == [row.group for row in result.rows]
    for row in result.rows:
        assert int(rows[row.group]["events"]) == row.events
        assert f"{row.label} {row.events:,}" in words
        for name, estimate, figures in (
            ("rate", row.rate, wording.rate_figures),
            ("rr", row.ratio, wording.ratio_figures),
            ("rd", row.difference, wording.rate_figures),
            ("excess", row.excess, wording.rate_figures),
            ("share_ratio", row.share_ratio, wording.ratio_figures),
        ):
            if estimate is None or not estimate.shown:
                assert rows[row.group][name] == ""
                continue
            assert float(rows[row.group][name]) == estimate.estimate
            assert float(rows[row.group][f"{name}_lo"]) == estimate.lower
            assert float(rows[row.group][f"{name}_hi"]) == estimate.upper
            assert figures(estimate) in words
    event = Event.objects.get(operation=Operation.DISCLOSURE)
    assert (event.object_id, event.detail["filters"]["place"]) == ("R2P", "E23000001")


def test_years_that_differ_are_said(client, analyst, loaded):
    later = text_of(client.get(PAGE, ask("2018-19")))
    earlier = text_of(client.get(PAGE, ask("2018-19", residents="Census 2011, police force areas")))
    assert "counted in 2021, officer reports in 2018 to 2019: the population had" in later
    assert "counted in 2011, officer reports in 2018 to 2019: the population has" in earlier


def test_nothing_chosen_is_the_newest_table_with_the_nearest_census(client, analyst, loaded):
    result = client.get(PAGE).context["result"]

    assert result.selection.dataset.period_end == date(2020, 3, 31)
    assert result.benchmark.name == "Census 2021, police force areas"
    assert (result.place, result.areas) == ("England and Wales", 43)


def test_without_published_counts_the_report_is_locked(client, analyst):
    page = client.get(PAGE)
    assert TABLES[PUBLISHED_COUNTS] in text_of(page)
    assert "What it shows" not in text_of(page)
    assert client.get(CSV).status_code == 404


def test_without_residents_there_are_counts_and_no_rates(client, analyst):
    call_command("load_datasets", verbosity=0)
    words = text_of(client.get(PAGE, ask("2018-19")))
    assert "302,449 officer reports were recorded in England and Wales." in words
    assert "No table of residents is loaded" in words


@pytest.mark.parametrize(
    "wrong", [{"table": "0"}, {"place": "E99"}, {"kind": "not_stated"}, {"residents": "x"}]
)
def test_what_cannot_be_chosen_is_said(client, analyst, loaded, wrong):
    response = client.get(PAGE, wrong)
    assert "is not in the list: select another" in text_of(response)
    assert client.get(CSV, wrong).status_code == 400


def test_months_of_a_table_are_added_up_and_one_missing_month_leaves_the_place_out(
    client, analyst, loaded
):
    dataset = Dataset.objects.get(period_end__year=2020)
    dataset.rows.all().delete()
    for place, counts in {"E23000001": (7, 8), "E23000002": (9, None)}.items():
        for month, count in enumerate(counts, start=4):
            DatasetRow.objects.create(
                dataset=dataset,
                area_code=place,
                area_name=place,
                month=date(2019, month, 1),
                ethnicity_perceived=Ethnicity.WHITE,
                handcuffing=ReportedHandcuffing.ALL,
                count=count,
            )
    result = client.get(PAGE).context["result"]
    assert (result.reference.events, result.not_supplied) == (15, ("E23000002",))
