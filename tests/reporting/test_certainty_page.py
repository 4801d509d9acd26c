"""R12 as page and as CSV: every number is the same everywhere, every state has words."""

from datetime import date
from itertools import product

import pytest
from django.urls import reverse

from records.models import Encounter
from records.vocabulary import Ethnicity
from reporting import wording
from reporting.presenters import certainty as presenter
from reporting.reports import CERTAINTY
from reporting.selection import ComparedSelection
from tests import factories
from tests.reporting.reading import drawn, rows_of, text_of
from tests.reporting.registering import an_area, encounters, london, residents

PAGE, CSV = reverse("certainty"), reverse("certainty_csv")
PERIOD = {"start": "2026-03", "end": "2026-03"}
OLD = {"name": "Census 2011", "period_start": date(2011, 3, 27), "period_end": date(2011, 3, 27)}

pytestmark = pytest.mark.django_db


@pytest.fixture
def analyst(client):
    person = factories.an_analyst()
    client.force_login(person)
    return person


@pytest.fixture
def register():
    residents({"A1": {"white": 9000, "black": 2000}}, **OLD)
    residents({"A1": {"white": 8000, "black": 2500}})
    place = an_area("A1", "Aldham")
    for group, said, number in (
        ("white", "w1", 90),
        ("black", "b1", 60),
        ("black", "ns", 30),
        ("not_reported", "not_asked", 5),
    ):
        reason = "Left" if said == "not_asked" else ""
        encounters(
            number,
            area=place,
            ethnicity_perceived=group,
            ethnicity_self_defined=said,
            not_asked_reason=reason,
            officer_reports=2,
        )


def test_page_table_chart_and_csv_say_the_same_numbers(client, analyst, register):
    page = client.get(PAGE, PERIOD)
    result, words = page.context["result"], text_of(page)
    lines = rows_of(client.get(CSV, PERIOD))
    [figure] = page.context["page"].figures

    assert len(lines) == len(result.rows) == 16
    for row, line in zip(result.rows, lines, strict=True):
        one = row.specification
        assert (line["spec_ethnicity"], line["unit"], line["spec_unit"]) == (
            one.field,
            one.unit,
            one.unit,
        )
        assert (line["spec_census"], line["spec_unknown"]) == (str(one.census.year), row.unknown)
        names = ("rr", "lo", "hi", "bound_lo", "bound_hi")
        given = [float(line[name]) if line[name] else None for name in names]
        assert given == [row.estimate, row.lower, row.upper, row.lowest, row.highest]
        assert line["robust"] == ("yes" if row.robust else "no")
        assert int(line["events"]) == one.events
    for one in result.specifications:
        assert wording.ratio_figures(one.ratio) in words
        assert (
            f"{wording.times(one.bounds.bounds[0])} to {wording.times(one.bounds.bounds[1])}"
            in (words)
        )
        assert wording.ratio_figures(one.ratio) in drawn(figure)
        assert f"{presenter.words(one)}: {wording.ratio_figures(one.ratio)}." in (
            figure.chart.description
        )
    rows = figure.chart.drawing.rows
    assert len(rows) == 8
    assert all(row.band and row.interval for row in rows)


def test_the_sentences_say_lowest_highest_and_direction(client, analyst, register):
    page = client.get(PAGE, PERIOD)
    words = text_of(page)

    # Self-defined: 60 of 2,500 against 90 of 8,000; perceived: 90 of 2,000 against 90 of 9,000.
    assert "in 8 ways of counting the ratio of the rates lies between 2.13 and 4.5." in words
    assert "settled: the rate is higher in every way of counting" in words
    assert "The range is what the data allow, not a margin of error." in words
    assert "Only Census" not in words


def test_an_unsettled_direction_is_said(client, analyst):
    residents({"A1": {"white": 1000, "black": 1000}})
    place = an_area("A1", "Aldham")
    encounters(40, area=place, ethnicity_self_defined="w1")
    encounters(40, area=place, ethnicity_perceived="black", ethnicity_self_defined="b1")
    words = text_of(client.get(PAGE, PERIOD))

    assert "Direction: not settled: at least one of the intervals includes no difference." in words
    assert "Only Census 2021 is loaded" in words


def test_filters_that_the_people_cube_does_not_keep_are_not_asked(client, analyst, register):
    page = client.get(PAGE, {**PERIOD, "compliance": "compliant", "group": "asian"})

    assert "Asian (or Asian British) against White" in text_of(page)
    assert list(page.context["form"].fields) == ["group", "start", "end", "area"]


def test_an_empty_register_says_so(client, analyst):
    residents({"A1": {}})
    an_area("A1", "Aldham")
    page = client.get(PAGE)

    assert "No handcuffing is recorded" in text_of(page)
    assert '<svg class="c-chart' not in page.content.decode()
    assert {line["state"] for line in rows_of(client.get(CSV))} == {"not_estimable"}


def test_without_any_census_it_is_locked(client, analyst):
    assert "This report is locked" in text_of(client.get(PAGE))
    assert client.get(CSV).status_code == 404


def test_too_few_are_words_and_no_picture_of_a_ratio(client, analyst):
    residents({"A1": {}})
    encounters(9, area=an_area("A1", "Aldham"), ethnicity_perceived="black")
    page = client.get(PAGE, PERIOD)

    assert "no ratio is shown in any of 4 ways of counting" in text_of(page)
    [figure] = page.context["page"].figures[:1]
    assert not any(row.band or row.interval for row in figure.chart.drawing.rows)


def test_every_state_has_words():
    residents({"A1": {"mixed": 0}})
    place = an_area("A1", "Aldham")
    for white, black, unknown in product((0, 9, 30), (0, 9, 31), (0, 40)):
        Encounter.objects.all().delete()
        encounters(white, area=place, ethnicity_self_defined="w1")
        for group in ("black", "mixed"):
            encounters(
                black, area=place, ethnicity_perceived=group, ethnicity_self_defined=f"{group[0]}1"
            )
        encounters(
            unknown, area=place, ethnicity_perceived="not_reported", ethnicity_self_defined="ns"
        )
        for group in ("black", "mixed"):
            first = london(2026, 3, 1).date()
            result = CERTAINTY.compute(
                ComparedSelection(first_month=first, last_month=first, group=Ethnicity(group)),
                now=london(2026, 11, 1),
            )
            said = f"{presenter.page(result).tables} {list(CERTAINTY.lines(result))}".lower()
            assert "nan" not in said
            assert "inf" not in said
