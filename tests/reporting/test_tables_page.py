"""The page of published tables: what is loaded, whose it is, and what it does not tell apart."""

import re
from html import unescape

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from reporting.models import Benchmark, Dataset
from tests import factories
from tests.reporting.registering import an_area, residents

pytestmark = pytest.mark.django_db
PAGE = reverse("tables")


def text_of(response) -> str:
    without_tags = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"[\s\u00a0]+", " ", unescape(without_tags))


def entries(response) -> dict[str, dict[str, str]]:
    """The lines of each table by its name and version."""
    return {
        f"{entry.name}, version {entry.version}": {line.key: line.value for line in entry.lines}
        for group in response.context["groups"]
        for entry in group.entries
    }


@pytest.fixture
def loaded():
    call_command("load_areas", verbosity=0)
    call_command("load_benchmarks", verbosity=0)
    call_command("load_datasets", verbosity=0)


@pytest.mark.parametrize("person", [factories.an_analyst, factories.an_administrator])
def test_every_table_is_listed_with_whose_it_is_and_what_it_tells_apart(client, loaded, person):
    client.force_login(person())
    response = client.get(PAGE)
    found, words = entries(response), text_of(response)

    tables = [*Benchmark.objects.all(), *Dataset.objects.all()]
    assert set(found) == {str(table) for table in tables}
    for table in tables:
        lines = found[str(table)]
        assert table.source in lines["Source"]
        assert table.attribution in lines["Source"]
        assert lines["Licence"] == "Open Government Licence v3.0"
        assert table.checksum.startswith(lines["Checksum"].removeprefix("SHA-256 ")[:-1])
        assert f"{table.rows.count():,} rows" in lines["Version"]
        assert table.coverage in lines["Covers"]
        assert all(value in words for value in lines.values())
    london = found["Census 2021, version 1"]
    assert (london["Covers"], london["Period"]) == ("London, 33 areas", "21 March 2021")
    assert (london["Told apart by"], london["Not told apart by"]) == ("area, ethnicity", "age, sex")
    ages = found["Census 2021, ages, version 1"]
    assert (ages["Told apart by"], ages["Not told apart by"]) == ("area, age", "ethnicity, sex")
    stops = found["Met stops and searches, July to September 2020, version 1"]
    assert stops["Covers"] == "London, 33 areas"
    assert stops["In no area"].startswith("7,693 of 65,964: without coordinates, or outside")
    assert stops["Told apart by"] == "area, ethnicity, age, sex"
    published = found["Police use of force, year to March 2020, version 1"]
    assert published["Unit"] == "Officer reports"
    assert published["Not supplied"].startswith("60 of the counts")
    assert "Not supplied" not in found["Police use of force, year to March 2019, version 1"]


def test_the_table_in_use_is_named(client, loaded):
    client.force_login(factories.an_administrator())
    assert "Census 2021, London (in use)" in text_of(client.get(PAGE))


def test_without_tables_the_page_says_so(client):
    client.force_login(factories.an_administrator())
    assert text_of(client.get(PAGE)).count("No such table is loaded.") == 4


def test_the_page_asks_no_more_for_twenty_tables_than_for_one(client):
    an_area("A1")
    residents({"A1": {}})
    client.force_login(factories.an_administrator())

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(PAGE).status_code == 200
        return len(captured)

    before = queries()
    for version in range(2, 22):
        residents({"A1": {}}, version=version)
    assert queries() == before
