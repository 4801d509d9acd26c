"""R7's method over published counts: against the raw file, and against R2 over the same table."""

import pytest
from django.urls import reverse

from audit.models import Event
from records.vocabulary import Ethnicity
from reporting import wording
from reporting.benchmarks.shipped import CENSUS_2021_FORCES
from reporting.models import Benchmark
from reporting.presenters.index import TABLES
from reporting.presenters.pictures import PUBLISHED
from reporting.reports.declaration import PUBLISHED_COUNTS
from tests.reporting.reading import rows_of, text_of, the_file_has
from tests.reporting.test_published_gap import (
    CSV as GAP_CSV,
)
from tests.reporting.test_published_gap import (
    NO_SPLIT,
    YEARS,
    analyst,
    ask,
    by_hand,
    loaded,
    raw_lines,
    raw_residents,
)

__all__ = ["analyst", "loaded"]  # fixtures

PAGE, CSV = reverse("published_places"), reverse("published_places_csv")
TOTAL = "Total England and Wales"

pytestmark = pytest.mark.django_db


def places(client, query):
    return {row["place"]: row for row in rows_of(client.get(CSV, query))}


def of_gap(client, query):
    """The row of the group in R2 over the same table."""
    return next(row for row in rows_of(client.get(GAP_CSV, query)) if row["group"] == "black")


@pytest.mark.parametrize("year", YEARS)
def test_all_together_are_the_published_national_figures(client, analyst, loaded, year):
    [national] = [
        line for line in raw_lines(year, "Handcuffing, of which") if line["Police force"] == TOTAL
    ]
    residents = raw_residents(CENSUS_2021_FORCES.path, "pfa_code").values()
    ratio, low, high = by_hand([national], residents, year, ("Black", "White"))

    found = places(client, ask(year))["All together"]

    assert found["events_g"] == national["Black (or Black British)"]
    assert found["events_w"] == national["White"]
    assert float(found["rr"]) == pytest.approx(ratio, rel=1e-9)
    assert float(found["rr_lo"]) == pytest.approx(low, rel=1e-9)
    assert float(found["rr_hi"]) == pytest.approx(high, rel=1e-9)
    said = wording.times(float(found["rr"]))
    assert f"All together, as if one place: {said} times the rate" in text_of(
        client.get(PAGE, ask(year))
    )


@pytest.mark.parametrize("year", YEARS)
def test_the_mets_figures_are_those_of_the_raw_file_and_of_r2(client, analyst, loaded, year):
    [met] = [
        line
        for line in raw_lines(year, "Compliant handcuffing")
        if line["Police force"] == "Metropolitan"
    ]
    found = places(client, ask(year, kind="compliant"))["Metropolitan Police"]
    same = of_gap(client, ask(year, kind="compliant", place="E23000001"))

    assert found["events_g"] == met["Black (or Black British)"] == same["events"]
    assert found["events_w"] == met["White"]
    for name in ("rr", "rr_lo", "rr_hi", "rd", "rd_lo", "rd_hi"):
        assert found[name] == same[name]
    assert found["rate_g"] == same["rate"]


def test_forces_that_did_not_supply_the_split_are_named_and_in_no_figure(client, analyst, loaded):
    page = client.get(PAGE, ask("2019-20", kind="compliant"))
    found = places(client, ask("2019-20", kind="compliant"))

    assert f"did not supply compliant handcuffing: {', '.join(NO_SPLIT)}." in text_of(page)
    assert "38 of 43 areas of England and Wales" in text_of(page)
    assert not set(NO_SPLIT) & set(found)
    assert len(found) == 38 + 2
    assert found["All together"]["rr"] == of_gap(client, ask("2019-20", kind="compliant"))["rr"]
    assert found["Kent"]["not_supplied"] == "; ".join(NO_SPLIT)


def test_the_city_is_counted_in_all_together_and_not_compared(client, analyst, loaded):
    page = client.get(PAGE, ask("2019-20"))
    found = places(client, ask("2019-20"))
    city = next(row for name, row in found.items() if "City" in name)
    assert (city["rate_g"], city["rr"]) == ("", "")
    assert "many visitors" in city["note"]
    compared = [
        row
        for name, row in found.items()
        if name not in ("All compared", "All together") and row is not city
    ]
    whole = sum(int(row["events_g"]) for row in compared)
    assert int(found["All compared"]["events_g"]) == whole
    assert int(found["All together"]["events_g"]) == whole + int(city["events_g"])
    assert "not compared, because of many visitors for their residents: " in text_of(page)


def test_page_charts_and_file_say_the_same_of_every_force(client, analyst, loaded):
    page = client.get(PAGE, ask("2018-19", group="asian"))
    words = text_of(page)
    scatter, each = page.context["page"].figures
    [table] = page.context["page"].tables
    result = page.context["result"]
    file = places(client, ask("2018-19", group="asian"))
    assert [cells[0] for cells in table.rows] == list(file)
    for row in result.compared:
        line = file[row.borough]
        the_file_has(line, "rr", row.ratio)
        assert wording.ratio_figures(row.ratio) in words
        assert (
            f"{row.borough}: Asian (or Asian British) {wording.rate_figures(row.rate)}"
            in each.chart.description
        )
    assert len(each.chart.drawing.rates) == 2 + 2 * len(result.compared)
    assert scatter.ident != each.ident
    assert PUBLISHED in words
    assert "officer reports" in words
    assert "handcuffings of people" not in words.lower()
    assert "borough" not in words.lower()


def test_the_download_is_logged_with_its_table(client, analyst, loaded):
    before = Event.objects.latest("id").id
    query = ask("2018-19", kind="compliant")
    client.get(CSV, query)
    event = Event.objects.get(id__gt=before)
    assert (event.action, event.object_id) == ("download_report", "R7P")
    assert event.detail["filters"]["table"] == str(query["table"])
    assert event.detail["filters"]["group"] == "black"


def test_a_force_without_residents_is_named_and_not_compared(client, analyst, loaded):
    benchmark = Benchmark.objects.get(name="Census 2021, police force areas")
    benchmark.rows.filter(area_code="E23000032", ethnicity=Ethnicity.BLACK).delete()
    words = text_of(client.get(PAGE, ask("2018-19")))
    assert "the table of residents does not have them: Kent." in words


def test_without_tables_it_says_what_is_missing(client, analyst, loaded):
    Benchmark.objects.all().delete()
    page = client.get(PAGE)
    assert "No table of residents is loaded that has these places" in text_of(page)
    assert page.context["pictures"] == []
    assert client.get(CSV).status_code == 200


def test_without_published_counts_the_report_is_locked(client, analyst):
    assert TABLES[PUBLISHED_COUNTS] in text_of(client.get(PAGE))
    assert client.get(CSV).status_code == 404


@pytest.mark.parametrize("wrong", [{"group": "white"}, {"table": "0"}, {"kind": "x"}])
def test_what_cannot_be_chosen_is_said(client, analyst, loaded, wrong):
    page = client.get(PAGE, wrong)
    assert page.status_code == 200
    assert "is not in the list: select another" in text_of(page)
