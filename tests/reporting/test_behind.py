"""Every number that leads to rows leads to as many rows: page after page, link after link."""

import csv
import io
from datetime import UTC, datetime, timedelta
from html import unescape
from html.parser import HTMLParser
from random import Random
from urllib.parse import parse_qs

import pytest
from django.db import transaction
from django.http import QueryDict
from django.urls import reverse

from records.models import Encounter
from records.models.area import AreaKind
from records.vocabulary import (
    COUNTED_STATUSES,
    AgeBasis,
    Compliance,
    Ethnicity,
    Gender,
    Outcome,
    SelfDefinedEthnicity,
    Status,
)
from reporting.exports.encounters import ENCOUNTERS
from reporting.exports.officer_reports import OFFICER_REPORTS
from reporting.forms import RowsForm
from reporting.presenters import behind
from reporting.reports import (
    ACTIVITY,
    BOROUGHS,
    CERTAINTY,
    POPULATION_GAP,
    TREATMENT,
    TREND,
    YOUNG_BLACK_MEN,
)
from reporting.selection import NotKnown
from tests import factories
from tests.reporting.reading import text_of
from tests.reporting.registering import an_account, an_area, new_encounter, plain_officer, residents

ROW_FILES = reverse("row_files")
NOW = datetime(2026, 4, 20, 9, tzinfo=UTC)
# A whole year and a month that runs; quarters and months of it begin and end inside.
PERIOD = {"start": "2025-11", "end": "2026-04"}
UNKNOWN_AGE = {"age_basis": AgeBasis.NOT_KNOWN, "age_years": None}
REPORTS = (ACTIVITY, POPULATION_GAP, TREATMENT, BOROUGHS, TREND, YOUNG_BLACK_MEN)
CHOICES = ({}, {"area": "A1"}, {"compliance": "compliant"}, {"accepted": "yes", "group": "asian"})

pytestmark = pytest.mark.django_db


@pytest.fixture
def analyst(client, monkeypatch):
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    person = factories.an_analyst()
    client.force_login(person)
    return person


@pytest.fixture(scope="module")
def planted(django_db_setup, django_db_blocker):
    with django_db_blocker.unblock(), transaction.atomic():
        _plant()
        yield
        transaction.set_rollback(True)


@pytest.fixture
def register(db, planted):
    """The same for every test."""


def _plant():
    """Six months with all that the reports tell apart, two districts and a place that is none."""
    residents({"A1": {"white": 9000, "black": 2000}, "B1": {"white": 7000, "black": 3000}})
    places = [
        an_area("A1", "Aldham"),
        an_area("B1", "Bexham"),
        an_area("S1", "Airport", kind=AreaKind.SITE),
    ]
    chance, by = Random(20260), plain_officer()

    def one():
        account = chance.choice(["", *Compliance.values])
        return new_encounter(
            by=by,
            area=chance.choice(places),
            status=chance.choice([*COUNTED_STATUSES, Status.ACCEPTED, Status.WITHDRAWN]),
            occurred_at=NOW - timedelta(hours=chance.randrange(0, 24 * 200)),
            ethnicity_perceived=chance.choice([*Ethnicity, *["white", "black"] * 3]),
            ethnicity_self_defined=chance.choice([*SelfDefinedEthnicity, *["w1", "b1"] * 9]),
            gender=chance.choice([Gender.MALE, Gender.MALE, Gender.FEMALE, Gender.NOT_REPORTED]),
            **chance.choice([UNKNOWN_AGE, *({"age_years": age} for age in (15, 16, 25, 26))]),
            compliance=account,
            before_arrest=chance.choice(["yes", "no"]) if account else "",
            no_de_escalation=bool(account) and chance.random() < 0.3,
            continued_unjustified=chance.random() < 0.2,
            outcomes=chance.choice([[Outcome.ARRESTED], [Outcome.NO_FURTHER_ACTION]]),
            injured=chance.choice(["yes", "no", "unknown"]),
            video_recording=chance.choice(["yes", "no", "unknown"]),
        )

    Encounter.objects.bulk_create(one() for _ in range(500))


class Links(HTMLParser):
    """The links to the row files, with the words of each."""

    def __init__(self, html):
        super().__init__()
        self.found, self.href = [], ""
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        href = dict(attrs).get("href") or ""
        if tag == "a" and href.startswith(f"{ROW_FILES}?"):
            self.href = href

    def handle_data(self, data):
        if self.href:
            self.found.append((data, self.href))
            self.href = ""


def numbers_with_rows(page):
    """(the number shown, how many rows the file has that it leads to)."""
    for words, href in Links(page.content.decode()).found:
        form = RowsForm(QueryDict(href.partition("?")[2]), today=NOW.date())
        assert form.is_valid(), form.errors
        number = int(words.rpartition(": ")[2].replace(",", ""))
        yield number, ENCOUNTERS.count(form.selection())


@pytest.mark.parametrize("choice", CHOICES, ids=lambda choice: ", ".join(choice) or "all")
@pytest.mark.parametrize("report", REPORTS, ids=lambda report: report.name)
def test_a_number_leads_to_as_many_rows(client, analyst, register, report, choice):
    page = client.get(reverse(report.page), {**PERIOD, **choice})
    assert behind.about(page.context["result"]) in text_of(page)
    found = list(numbers_with_rows(page))
    assert len(found) >= 4
    assert [shown for shown, _ in found] == [rows for _, rows in found]
    assert len({shown for shown, _ in found}) >= 3


def test_every_count_of_what_is_not_known_leads_to_its_rows(client, analyst, register):
    """Each of the month's fields, to records that leave this very field open."""
    page = client.get(reverse("activity"), {**PERIOD, "area": "A1"}).context["page"]
    quality = next(table for table in page.tables if table.ident == "quality")
    *_, total = quality.rows
    asked = [parse_qs(cell.href.partition("?")[2])["not_known"] for cell in total[1:]]
    assert asked == [[name] for name in NotKnown.values]
    assert all(int(cell.number) > 0 for cell in total[1:])


@pytest.mark.parametrize("place", [{}, {"area": "A1"}], ids=["all", "one"])
def test_each_way_of_counting_leads_to_the_rows_that_it_counts(client, analyst, register, place):
    """By either ethnicity, people to encounters and officer reports to the file of these."""
    told = Encounter.objects.counted().filter(area="A1", ethnicity_perceived__in=["white", "black"])
    for encounter in told.order_by("pk")[:30]:
        an_account(encounter)
    page = client.get(reverse("certainty"), {**PERIOD, **place}).context["page"]
    [table] = page.tables
    assert {row[0] for row in table.rows} == {
        f"{field}, {unit}, census 2021"
        for field in ("As perceived", "Self-defined")
        for unit in ("people", "officer reports")
    }
    for row in table.rows:
        file = ENCOUNTERS if "people" in row[0] else OFFICER_REPORTS
        for cell in row[1:3]:
            form = RowsForm(QueryDict(cell.href.partition("?")[2]), today=NOW.date())
            assert form.is_valid(), form.errors
            assert file.count(form.selection()) == int(cell) > 0


def test_the_file_itself_has_these_rows(client, analyst, register):
    page = client.get(reverse("treatment"), {**PERIOD, "area": "A1"})
    words, href = next(
        (words, href)
        for words, href in Links(page.content.decode()).found
        if "ethnicity=black" in href and "happened=arrested" in href
    )
    query = href.partition("?")[2]
    chosen = client.get(f"{ROW_FILES}?{query}")
    assert chosen.context["form"]["happened"].value() == "arrested"
    answer = client.get(f"{reverse('encounters_csv')}?{query}")
    rows = list(csv.DictReader(io.StringIO(b"".join(answer.streaming_content).decode())))
    assert words == f"It happened to: {len(rows)}"
    assert rows
    for row in rows:
        assert (row["area_code"], row["ethnicity_perceived"]) == ("A1", "black")
        assert "arrested" in row["outcomes"].split(";")


def test_where_rows_cannot_be_told_by_filters_the_page_says_so(client, analyst, register):
    """A district without residents in the table is in no figure, and is a district all the same."""
    factories.an_area(code="C1", name="Cexham")
    for report in (POPULATION_GAP, TREND, CERTAINTY):
        page = client.get(reverse(report.page), PERIOD)
        assert behind.NOT_NARROWED in text_of(page)
        assert not Links(page.content.decode()).found


def test_the_sum_of_all_boroughs_leads_nowhere_since_some_are_left_out(client, analyst, register):
    page = client.get(reverse("boroughs"), PERIOD)
    *boroughs, whole = page.context["page"].tables[0].rows
    assert all(row[1].href and row[2].href for row in boroughs)
    assert not hasattr(whole[1], "href")


def test_the_ways_to_the_rows_stand_below_the_table_and_not_in_its_cells(client, analyst, register):
    """A stop for each number would be a hundred on the way to what comes below."""
    page = client.get(reverse("treatment"), PERIOD)
    arrested = next(table for table in page.context["page"].tables if table.heading == "Arrested")
    html = unescape(page.content.decode())
    table, _, below = html.partition('id="arrested"')[2].partition("</table>")
    assert "<table" in table
    assert "<a " not in table
    assert "The records behind these numbers" in below.partition("<table")[0]
    row = next(row for row in arrested.rows if row[0] == "Black (or Black British)")
    assert f'{row[0]}: <a class="govuk-link" href="{row[1].href}">People: {row[1]}</a> ' in below


@pytest.mark.parametrize(
    "wrong",
    [
        {"ethnicity": "green"},
        {"self_defined": "green"},
        {"happened": "x"},
        {"places": "x"},
        {"people": "x"},
        {"answered": "x"},
        {"not_known": "x"},
    ],
)
def test_what_cannot_be_chosen_is_said(client, analyst, wrong):
    page = client.get(ROW_FILES, wrong)
    assert page.status_code == 400
    assert "is not in the list: select another" in text_of(page)
