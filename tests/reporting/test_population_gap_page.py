"""R2 as page and as CSV: who may, what is said, and that every number is the same everywhere."""

import csv
import io
import re
from datetime import UTC, datetime
from html import unescape
from itertools import product

import pytest
from django.urls import reverse

from accounts.models import Role
from audit.models import Event, Operation
from records.models import Encounter
from records.models.area import AreaKind
from records.vocabulary import Ethnicity
from reporting import wording
from reporting.presenters import population_gap as presenter
from reporting.reports import POPULATION_GAP
from reporting.selection import Selection
from tests import factories
from tests.reporting.reading import drawn
from tests.reporting.registering import (
    an_area,
    encounters,
    london,
    residents,
)

PAGE, CSV = reverse("population_gap"), reverse("population_gap_csv")
PERIOD = {"start": "2026-01", "end": "2026-03"}

pytestmark = pytest.mark.django_db


@pytest.fixture
def analyst(client):
    person = factories.an_analyst()
    client.force_login(person)
    return person


@pytest.fixture
def register():
    """Enough of everybody but Other; Mixed is rarer than White, some are unknown."""
    residents({"A1": {"white": 9000, "black": 2000}, "B1": {"white": 4000}})
    place = an_area("A1", "Aldham")
    an_area("B1", "Bexham")
    for group, number in zip(Ethnicity, (60, 45, 12, 11, 3, 9), strict=True):
        encounters(number, area=place, ethnicity_perceived=group)
    encounters(2, area=an_area("S1", "Airport", kind=AreaKind.SITE))


def text_of(response) -> str:
    """What a reader sees, without tags, white space put together."""
    without_tags = re.sub(r"<[^>]+>", " ", response.content.decode())
    return re.sub(r"[\s\u00a0]+", " ", unescape(without_tags))


def rows_of(response) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(response.content.decode())))


def test_page_table_charts_and_csv_say_the_same_numbers(client, analyst, register):
    page = client.get(PAGE, PERIOD)
    lines = {line["group"]: line for line in rows_of(client.get(CSV, PERIOD))}
    result = page.context["result"]
    words = text_of(page)

    assert list(lines) == [row.group for row in result.rows]
    for row in result.rows:
        line = lines[row.group]
        assert int(line["events"]) == row.events
        assert f"{row.label} {row.events:,}" in words
        for name, estimate in {
            "rate": row.rate,
            "rr": row.ratio,
            "rd": row.difference,
            "excess": row.excess,
            "share_ratio": row.share_ratio,
        }.items():
            given = [line[name], line[f"{name}_lo"], line[f"{name}_hi"]]
            if estimate is None or not estimate.shown:
                assert given == ["", "", ""]
                continue
            # Written in full: reading the file gives back the very same numbers.
            assert [float(value) for value in given] == [
                estimate.estimate,
                estimate.lower,
                estimate.upper,
            ]
            figures = (
                wording.ratio_figures if name in ("rr", "share_ratio") else wording.rate_figures
            )
            assert figures(estimate) in words
    for row in result.compared:
        if row.ratio.shown:
            assert page.content.decode().count(wording.ratio_figures(row.ratio)) >= 3
    forest, rates = (" ".join(drawn(figure)) for figure in page.context["page"].figures)
    for row in result.groups:
        assert wording.rate_figures(row.rate) in rates
    for row in result.compared:
        assert wording.ratio_figures(row.ratio) in forest


def test_the_interval_can_be_recomputed_from_the_csv(client, analyst, register):
    """As an analyst would, from events, population and years alone."""
    lines = {line["group"]: line for line in rows_of(client.get(CSV, PERIOD))}
    black, white = lines["black"], lines["white"]
    a, b = int(black["events"]), int(white["events"])
    t1 = int(black["population"]) * float(black["years"])
    t0 = int(white["population"]) * float(white["years"])
    z, n = 1.959963984540054, a + b
    middle, half = a + z**2 / 2, z * ((a * b) / n + z**2 / 4) ** 0.5
    low, high = (middle - half) / (n + z**2), (middle + half) / (n + z**2)

    assert float(black["rr"]) == pytest.approx(a / t1 / (b / t0), rel=1e-12)
    assert float(black["rr_lo"]) == pytest.approx(low / (1 - low) * t0 / t1, rel=1e-9)
    assert float(black["rr_hi"]) == pytest.approx(high / (1 - high) * t0 / t1, rel=1e-9)


def test_the_csv_has_the_common_columns_and_names_its_filters(client, analyst, register):
    response = client.get(CSV, {**PERIOD, "area": "A1", "compliance": "compliant"})
    line = rows_of(response)[0]

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert "population-rate-and-gap-2026-01-to-2026-03.csv" in response["Content-Disposition"]
    assert list(line)[:19] == [
        "report_id",
        "report_version",
        "generated_at",
        "period_start",
        "period_end",
        "unit",
        "ethnicity_field",
        "mapping_version",
        "benchmark",
        "benchmark_year",
        "area",
        "compliance",
        "before_arrest",
        "accepted_only",
        "group",
        "reference",
        "suppressed_flag",
        "state",
        "note",
    ]
    assert (line["report_id"], line["unit"]) == ("R2", "person-encounters")
    assert (line["period_start"], line["period_end"]) == ("2026-01-01", "2026-03-31")
    assert (line["benchmark"], line["benchmark_year"]) == ("Census 2021, version 1", "2021")
    assert (line["area"], line["compliance"], line["accepted_only"]) == (
        "Aldham",
        "compliant",
        "no",
    )


def test_the_page_says_it_in_a_sentence_with_ratio_difference_and_counts(client, analyst, register):
    words = text_of(client.get(PAGE, PERIOD))

    assert "140 handcuffings were recorded in Aldshire" in words
    # 45 of 3,000 residents against 60 of 13,000.
    assert re.search(
        r"Black \(or Black British\) against White: 3\.25 times the rate \(225% higher\), "
        r"95% interval 2\.\d+ to 4\.\d+; [\d.]+ more per 1,000 residents a year "
        r"\([\d.]+ to [\d.]+\)\. 45 handcuffings against 60\.",
        words,
    )
    assert "Other against White: fewer than 10 recorded, not shown. 3 handcuffings" in words
    assert "Ethnicity was not reported for 9 of 140 (6.4%)" in words
    assert "What the unknown could change" in words
    assert "2 handcuffings (Airport 2)" in words
    assert "Residents were counted in 2021, handcuffings in 2026" in words


def test_the_benchmark_with_its_year_stands_on_the_axis_and_the_caveats_below(
    client, analyst, register
):
    response = client.get(PAGE, PERIOD)
    _, rates = response.context["page"].figures
    axis = " ".join(text.words for text in rates.chart.drawing.every_text if text.kind == "axis")
    words = text_of(response)

    assert "Census 2021" in axis
    assert "they do not show why they occur" in words
    assert "people who live in Aldshire (Census 2021)" in words
    assert "Restricted: exact small counts" in words


def test_the_worked_example_uses_the_numbers_of_the_page(client, analyst, register):
    page = client.get(PAGE, PERIOD)
    words = text_of(page)
    black = next(row for row in page.context["result"].rows if row.group == "black")

    assert "How this is worked out" in words
    assert "3,000 × 90 ÷ 365.25" in words
    assert f"{black.ratio.lower:,.4f} and {black.ratio.upper:,.4f}" in words
    assert "45 of 105: share 42.8571%" in words


def test_links_to_the_files_keep_the_filters(client, analyst, register):
    content = client.get(PAGE, {**PERIOD, "area": "A1", "accepted": "yes"}).content.decode()
    query = "start=2026-01&amp;end=2026-03&amp;area=A1&amp;accepted=yes"

    assert f'href="{CSV}?{query}"' in content
    assert f'href="{reverse("encounters_csv")}?{query}"' in content


def test_an_empty_register_says_so(client, analyst):
    page = client.get(PAGE)

    assert page.status_code == 200
    assert "No handcuffing is recorded for this period, place and choice." in text_of(page)
    assert '<svg class="c-chart' not in page.content.decode()
    lines = rows_of(client.get(CSV))
    assert {line["events"] for line in lines} == {"0"}


def test_without_residents_the_counts_are_shown_and_the_lack_is_named(client, analyst):
    encounters(12, area=an_area("A1", "Aldham"))

    words = text_of(client.get(PAGE, PERIOD))

    assert "12 handcuffings were recorded in all areas" in words
    assert "No table of residents is loaded" in words
    assert "no population loaded to compare with" in words


def test_a_recent_register_and_a_running_month_are_told(client, analyst, monkeypatch, register):
    monkeypatch.setattr(
        "reporting.views.timezone.now", lambda: datetime(2026, 3, 20, 12, tzinfo=UTC)
    )
    words = text_of(client.get(PAGE, PERIOD))

    assert "Nothing is recorded before March 2026." in words
    assert "up to 20 March 2026" in words
    assert "Data as at 20 March 2026, 12:00" in words


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"start": "soon"}, "“soon” is not a month"),
        ({"area": "<b>"}, "There is no area “<b>” to choose"),
        ({"compliance": "both"}, "“both” is not in the list"),
    ],
)
def test_a_bad_filter_is_explained_and_kept(client, analyst, register, query, message):
    page, file = client.get(PAGE, query), client.get(CSV, query)

    assert (page.status_code, file.status_code) == (200, 400)
    for response in (page, file):
        assert message in unescape(response.content.decode())
        assert "There is a problem" in text_of(response)
    if "start" in query:
        assert 'value="soon"' in page.content.decode()
    assert not Event.objects.filter(operation=Operation.DISCLOSURE).exists()


def test_every_download_is_logged_with_its_filters_and_rows(client, analyst, register):
    client.get(PAGE, PERIOD)
    assert not Event.objects.filter(operation=Operation.DISCLOSURE).exists()

    client.get(CSV, {**PERIOD, "area": "A1"})

    event = Event.objects.get(operation=Operation.DISCLOSURE)
    assert (event.actor, event.action, event.object_id) == (
        str(analyst.pk),
        "download_report",
        "R2",
    )
    assert event.detail == {
        "filters": {"start": "2026-01", "end": "2026-03", "area": "A1"},
        "rows": 7,
        "version": 1,
    }
    assert event.origin == "127.0.0.1"


@pytest.mark.parametrize("name", ["reports", "population_gap", "population_gap_csv"])
def test_only_analysts_read_reports(client, name):
    assert client.get(reverse(name)).status_code == 302
    for role in set(Role) - {Role.ANALYST}:
        client.force_login(factories.a_person(role))
        assert client.get(reverse(name)).status_code == 403
    client.force_login(factories.a_person(Role.OFFICER, Role.ANALYST))
    assert client.get(reverse(name)).status_code == 200
    assert client.post(reverse(name)).status_code == 405


def test_a_file_of_a_place_named_like_a_formula_is_harmless(client, analyst):
    residents({"F1": {}})
    encounters(1, area=an_area("F1", "=1+1"))

    lines = rows_of(client.get(CSV, {**PERIOD, "area": "F1"}))

    assert {line["area"] for line in lines} == {"'=1+1"}


def test_every_state_of_a_row_has_words():
    """No combination of counts breaks a sentence, a chart or the table."""
    residents({"A1": {"mixed": 0}})
    place = an_area("A1", "Aldham")
    for white, black, unknown in product((0, 9, 30), (0, 9, 31), (0, 3, 40)):
        Encounter.objects.all().delete()
        encounters(white, area=place, occurred_at=london(2026, 3, 2))
        encounters(black, area=place, ethnicity_perceived="black")
        encounters(black, area=place, ethnicity_perceived="mixed")
        encounters(unknown, area=place, ethnicity_perceived="not_reported")
        first = london(2026, 3, 1).date()
        result = POPULATION_GAP.compute(
            Selection(first_month=first, last_month=first), now=london(2026, 11, 1)
        )
        table = presenter.page(result).tables[-1]
        assert len(table.rows) == 7
        assert "nan" not in str(table).lower()
        assert "inf" not in str(list(POPULATION_GAP.lines(result))).lower()
